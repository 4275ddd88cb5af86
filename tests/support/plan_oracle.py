"""A second opinion on plans: every plan there is for a small team, tried one by one, without the program.

`random_case` makes a team and a catalog of few roles, close to where plans change; `cheapest` says what the cheapest
plan costs, by the contract read literally, or that there is none.

    python tests/support/plan_oracle.py 5000     # so many random teams, for all three goals, against the program
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations, product
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

GOALS = ("staffed", "skilled", "resilient")
AS_OF = date(2026, 11, 23)
NAMES = ("Ada", "Bo", "Cy", "Di")


class Case(NamedTuple):
    """A team with its catalog, and what a plan for it may do."""

    roles: dict[str, dict[str, Any]]  # required, people, cents of full time, skills: (level, required), not_with
    skills: tuple[str, ...]
    members: tuple[dict[str, Any], ...]  # name, roles, cents, skills, starts, ends
    externals: tuple[tuple[str, date | None], ...]
    most_roles: int
    most_levels: int
    horizon: int
    costs: dict[str, int]
    may: dict[str, bool]  # assign, train, hire
    waivers: tuple[dict[str, str], ...]

    @property
    def active(self) -> list[dict[str, Any]]:
        """Those who are in the team on the day."""
        return [one for one in self.members if one["starts"] <= AS_OF <= one["ends"]]

    @property
    def staffed_from_outside(self) -> set[str]:
        """The roles that are external."""
        held = {role for one in self.active for role in one["roles"]}
        return {role for role, ends in self.externals if role not in held and (ends is None or ends >= AS_OF)}

    @property
    def asked(self) -> list[str]:
        """The roles to be staffed from the team."""
        outside = self.staffed_from_outside
        return [id for id, role in self.roles.items() if role["required"] and id not in outside]


def random_case(seed: int, people: int = 3, roles: int = 3) -> Case:
    """Return a small team that is the same for the same seed."""
    rng = random.Random(seed)
    skills = tuple("stuv"[: rng.randint(1, 3)])
    ids = [f"role-{letter}" for letter in "abcd"[: rng.randint(1, roles)]]
    catalog: dict[str, dict[str, Any]] = {}
    for id in ids:
        wanted = rng.sample(skills, rng.randint(0 if rng.random() < 0.3 else 1, len(skills)))
        catalog[id] = {
            "required": id == ids[0] or rng.random() < 0.9,
            "people": rng.choice((1, 1, 1, 2)),
            "cents": rng.choice((0, 10, 20, 50, 100, 120)),
            "skills": {skill: (rng.choice((1, 1, 2, 3)), rng.random() < 0.8) for skill in wanted},
            "not_with": [other for other in catalog if rng.random() < 0.15],
        }
    members = []
    for name in NAMES[: rng.randint(0, people)]:
        held = rng.sample(ids, min(len(ids), rng.choice((0, 1, 1, 2, 3))))
        listed = [skill for skill in skills if rng.random() < 0.6]
        starts = AS_OF + timedelta(days=rng.choice((0, 0, -9, -9, -9, -9, -9, -9, -9, 1)))
        ends = max(starts, AS_OF + timedelta(days=rng.choice((999, 999, 999, 999, 999, 31, 30, 29, 0, -1))))
        members.append(
            {
                "name": name,
                "roles": held,
                "cents": rng.choice((100, 100, 50, 30, 20, 10)),
                "skills": {skill: rng.randint(0, 3) for skill in listed} | ({"chess": 3} if rng.random() < 0.1 else {}),
                "starts": starts,
                "ends": ends,
            }
        )
    kinds = {"assign": rng.random() < 0.85, "train": rng.random() < 0.85, "hire": rng.random() < 0.6}
    return Case(
        roles=catalog,
        skills=skills,
        members=tuple(members),
        externals=tuple(
            (id, rng.choice((None, AS_OF, AS_OF - timedelta(days=1)))) for id in ids if rng.random() < 0.15
        ),
        most_roles=rng.choice((1, 2, 2, 3)),
        most_levels=rng.choice((1, 2, 3)),
        horizon=30,
        costs={"assign": rng.randint(1, 3), "train": rng.randint(1, 3), "hire": rng.randint(2, 9)},
        may=kinds,
        waivers=tuple(
            {"rule": "MT101", "role": id, "reason": "x", "expires": "2027-01-01"} for id in ids if rng.random() < 0.2
        ),
    )


# Every plan there is


class Person(NamedTuple):
    """An active member as a plan makes them."""

    roles: frozenset[str]
    cents: int
    skills: dict[str, int]


def choices(case: Case, one: dict[str, Any]) -> Iterator[tuple[int, Person]]:
    """Yield everything that can be done with a member, and what it costs."""
    stays = (one["ends"] - AS_OF).days > case.horizon
    held = frozenset(one["roles"])
    room = max(0, case.most_roles - len(held)) if stays and case.may["assign"] else 0
    free = [id for id in case.asked if id not in held]
    levels = case.most_levels if stays and case.may["train"] else 0
    gains = [vector for vector in product(range(levels + 1), repeat=len(case.skills)) if sum(vector) <= levels]
    for number in range(min(room, len(free)) + 1):
        for new in combinations(free, number):
            if any(apart(case, role, other) for role in new for other in {*held, *new}):
                continue
            for vector in gains:
                skills = dict(one["skills"])
                for skill, gain in zip(case.skills, vector, strict=True):
                    if gain:
                        skills[skill] = skills.get(skill, 0) + gain
                if max(skills.values(), default=0) <= 5:
                    cost = number * case.costs["assign"] + sum(vector) * case.costs["train"]
                    yield cost, Person(held.union(new), one["cents"], skills)


def apart(case: Case, role: str, other: str) -> bool:
    """Whether nobody may hold both."""
    return other in case.roles[role]["not_with"] or role in case.roles[other]["not_with"]


def reached(case: Case, goal: str, people: list[Person], hires: dict[str, int]) -> bool:
    """Whether a team, with so many hires for each role, has what the goal asks for."""
    for id in case.asked:
        role = case.roles[id]
        holders = [one for one in people if id in one.roles]
        if len(holders) + hires[id] < max(1, role["people"]):
            return False
        if goal != "staffed" and not skilled(case, role, holders, hires[id]):
            return False
        if goal == "resilient" and len(holders) + hires[id] == 1:
            needed = {skill: level for skill, (level, required) in role["skills"].items() if required}
            others = [one for one in people if id not in one.roles]
            if not any(all(one.skills.get(s, 0) >= level for s, level in needed.items()) for one in others):
                return False
    return all(
        sum(case.roles[id]["cents"] for id in some)
        <= sum(one.cents for one in people if one.roles.intersection(some)) + 100 * sum(hires[id] for id in some)
        for number in range(1, len(case.asked) + 1)
        for some in combinations(case.asked, number)
    )


def skilled(case: Case, role: dict[str, Any], holders: list[Person], hires: int) -> bool:
    """Whether the holders, hires among them, have what a role takes and list something that the catalog knows."""
    for skill, (level, required) in role["skills"].items():
        if required and not hires and not any(one.skills.get(skill, 0) >= level for one in holders):
            return False
    lists = bool(hires and role["skills"]) or any(set(one.skills) & set(case.skills) for one in holders)
    return lists or any(required for _, required in role["skills"].values())


def cheapest(case: Case, goal: str) -> int | None:
    """Return what the cheapest plan costs, None when there is no plan."""
    best: int | None = None
    options = [sorted(choices(case, one), key=lambda choice: choice[0]) for one in case.active]
    most = range(4 if case.may["hire"] else 1)
    hirings = sorted(product(most, repeat=len(case.asked)), key=sum)

    def search(index: int, cost: int, people: list[Person]) -> None:
        nonlocal best
        if index < len(options):
            for more, person in options[index]:
                if best is not None and cost + more >= best:
                    break
                search(index + 1, cost + more, [*people, person])
            return
        for numbers in hirings:
            total = cost + sum(numbers) * case.costs["hire"]
            if best is not None and total >= best:
                break
            if reached(case, goal, people, dict(zip(case.asked, numbers, strict=True))):
                best = total
                break

    search(0, 0, [])
    return best


# The case as files


def write_case(case: Case, folder: Path) -> tuple[Path, Path]:
    """Write a case's team file and catalog, and return their paths."""
    catalog = folder / "catalog"
    catalog.mkdir(exist_ok=True)
    for old in catalog.iterdir():
        old.unlink()
    practices = {
        "max-roles-per-person": case.most_roles,
        "max-levels-per-person": case.most_levels,
        "leaving-horizon-days": case.horizon,
    }
    head = {"id": "small", "version": "1", "title": "Small", "sources": {"policy": {"title": "Ours"}}}
    levels = ["none", "first", "second", "third", "fourth", "fifth"]
    dump(catalog / "catalog.yaml", {**head, "levels": levels, "practices": practices})
    dump(catalog / "skills.yaml", {"skills": [{"id": s, "title": s, "description": s} for s in case.skills]})
    for id, role in case.roles.items():
        dump(catalog / f"{id}.yaml", role_file(id, role))
    team = folder / "team.yaml"
    dump(team, team_file(case))
    return team, catalog


def role_file(id: str, role: dict[str, Any]) -> dict[str, Any]:
    """Return a role as its file has it."""
    return {
        "id": id,
        "title": id,
        "purpose": id,
        "required": role["required"],
        "staffing": {"people": role["people"], "fte": role["cents"] / 100},
        "responsibilities": [{"id": f"do-{id}", "text": id, "source": "policy"}],
        "skills": {
            skill: {"level": level, "need": "required" if required else "desired"}
            for skill, (level, required) in role["skills"].items()
        },
        "not-with": role["not_with"],
    }


def team_file(case: Case) -> dict[str, Any]:
    """Return a team as its file has it."""
    return {
        "team": "Small",
        "members": [
            {
                "name": one["name"],
                "roles": one["roles"],
                "allocation": one["cents"] / 100,
                "skills": one["skills"],
                "from": one["starts"].isoformat(),
                "until": one["ends"].isoformat(),
            }
            for one in case.members
        ],
        "external": [
            {"role": role, "provider": "Others"} | ({} if ends is None else {"until": ends.isoformat()})
            for role, ends in case.externals
        ],
        "waivers": list(case.waivers),
    }


def dump(file: Path, value: object) -> None:
    """Write a value as JSON, which is YAML."""
    file.write_text(json.dumps(value), encoding="utf-8")


def differences(seed: int, folder: Path, people: int = 3, roles: int = 3) -> tuple[list[str], int]:
    """Return where the program and this module disagree on one random team, and how many of its goals have a plan."""
    import mlops_team

    case = random_case(seed, people, roles)
    team, catalog = write_case(case, folder)
    wrong, planned = [], 0
    for goal in GOALS:
        expected = cheapest(case, goal)
        found = mlops_team.plan(team, goal=goal, catalog=catalog, as_of=AS_OF, costs=case.costs, **case.may)
        planned += found.cost is not None
        if found.cost != expected:
            wrong.append(f"seed {seed}, {goal}: {found.cost} planned, {expected} is cheapest")
        elif found.cost is not None and (not found.optimal or found.bound != found.cost):
            wrong.append(f"seed {seed}, {goal}: not proved, bound {found.bound}, cost {found.cost}")
        elif found.cost is None and not found.unclosable:
            wrong.append(f"seed {seed}, {goal}: no plan, and no reason")
    return wrong, planned


def main() -> int:
    """Compare on many teams; return 1 when the two disagree."""
    number = int(sys.argv[1])
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    start, wrong, planned = perf_counter(), list[str](), 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first, first + number):
            found, more = differences(seed, Path(folder))
            wrong, planned = wrong + found, planned + more
            for line in found:
                print(line, flush=True)  # noqa: T201 - a script's result
    took = perf_counter() - start
    told = f"{number} teams, {3 * number} goals, {planned} with a plan, {took:.0f} s: {len(wrong)} differ"
    print(told)  # noqa: T201 - as above
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
