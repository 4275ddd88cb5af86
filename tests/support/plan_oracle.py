"""A second opinion on plans: every plan there is for a small team, tried one after another, without the program.

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
from decimal import Decimal
from itertools import combinations, product
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple, cast

GOALS = ("staffed", "skilled", "resilient")
AS_OF = date(2026, 11, 23)
NAMES = ("Ada", "Bo", "Cy", "Di")
COARSE = (0.1, 0.2, 0.3, 0.5, 1)
# Sums of these differ by a millionth or less, or have more digits than a float.
FINE = (0.0666666, 0.0666667, 0.3333333, 0.3333334, 0.09999999, 0.1000000001, 0.1, 1e-7, 1e-20, 0.9999999)
SCALE = 10**24
TOOLS = {"Lathe": ("s",), "Mill": ("s", "t"), "Broom": ()}
TOP_BY_TOOL = 3  # a tool never shows more


class Case(NamedTuple):
    """A team with its catalog, and what a plan for it may do."""

    roles: dict[str, dict[str, Any]]  # required, people, fte, skills: (level, required), not_with
    skills: tuple[str, ...]
    members: tuple[dict[str, Any], ...]  # name, roles, allocation, skills (None: unrated), starts, ends
    externals: tuple[tuple[str, date | None], ...]
    most_roles: int
    most_levels: int
    horizon: int
    able: int
    days: int  # from AS_OF to the plan's day
    costs: dict[str, int]
    may: dict[str, bool]  # assign, train, hire
    waivers: tuple[dict[str, str], ...]
    heed_waivers: bool
    tool_level: int = 3

    @property
    def day(self) -> date:
        """The plan's day."""
        return AS_OF + timedelta(self.days)

    @property
    def active(self) -> list[dict[str, Any]]:
        """Those who are in the team on the plan's day."""
        return [member for member in self.members if member["starts"] <= self.day <= member["ends"]]

    @property
    def outside(self) -> set[str]:
        """The roles that are external on the plan's day."""
        return {role for role, ends in self.externals if ends is None or ends >= self.day}

    @property
    def inside(self) -> list[str]:
        """The required roles to be filled from the team."""
        return [id for id, role in self.roles.items() if role["required"] and id not in self.outside]

    def needed(self, role: str) -> dict[str, int]:
        """Return the required skills of a role."""
        return {skill: level for skill, (level, required) in self.roles[role]["skills"].items() if required}

    def waived(self, code: str, role: str | None = None, skill: str | None = None) -> bool:
        """Whether a waiver in force on the plan's day covers such a finding."""
        return self.heed_waivers and any(
            waiver["rule"] == code
            and waiver.get("role", role) == role
            and waiver.get("skill", skill) == skill
            and date.fromisoformat(waiver["expires"]) >= self.day
            for waiver in self.waivers
        )


def random_case(seed: int, people: int = 3, roles: int = 3, unrated: float = 0.15) -> Case:
    """Return a small team that is the same for the same seed."""
    rng = random.Random(seed)
    days = rng.choice((0, 0, 30, 60))
    day = AS_OF + timedelta(days)
    shares = FINE if rng.random() < 0.2 else COARSE
    skills = tuple("stuv"[: rng.randint(1, 3)])
    ids = [f"role-{letter}" for letter in "abcd"[: rng.randint(1, roles)]]
    catalog: dict[str, dict[str, Any]] = {}
    for id in ids:
        wanted = rng.sample(skills, rng.randint(0 if rng.random() < 0.3 else 1, len(skills)))
        catalog[id] = {
            "required": id == ids[0] or rng.random() < 0.9,
            "people": rng.choice((1, 1, 1, 2)),
            "fte": rng.choice((0, *shares, *shares, 1.2)),
            "skills": {skill: (rng.choice((1, 1, 2, 3)), rng.random() < 0.8) for skill in wanted},
            "not_with": [other for other in catalog if rng.random() < 0.15],
        }
    members = [random_member(rng, name, ids, skills, day, shares, unrated) for name in NAMES[: rng.randint(0, people)]]
    if len(members) > 1 and rng.random() < 0.15:
        members[1] = members[0] | {"name": members[1]["name"]}
    held = {role for member in members for role in member["roles"]}
    kinds = {"assign": rng.random() < 0.85, "train": rng.random() < 0.85, "hire": rng.random() < 0.6}
    most = (3, 9) if rng.random() < 0.8 else (900_000, 999_999)
    return with_tools(seed, Case(
        roles=catalog,
        skills=skills,
        members=tuple(members),
        externals=tuple(
            (id, rng.choice((None, day, day - timedelta(1)))) for id in ids if id not in held and rng.random() < 0.15
        ),
        most_roles=rng.choice((1, 2, 2, 3)),
        most_levels=rng.choice((1, 2, 3)),
        horizon=30,
        able=rng.choice((75, 75, 75, 50, 100, 34, 67, 0)),
        days=days,
        costs={"assign": rng.randint(1, most[0]), "train": rng.randint(1, most[0]), "hire": rng.randint(2, most[1])},
        may=kinds,
        waivers=tuple(random_waiver(rng, ids, skills, day) for _ in range(rng.choice((0, 0, 0, 1, 2, 3)))),
        heed_waivers=rng.random() < 0.8,
    ))  # fmt: skip


def with_tools(seed: int, case: Case) -> Case:
    """Return a case in which some members list tools and learning items; `skills` has what they hold by both."""
    rng = random.Random(f"tools {seed}")
    tool_level = rng.choice((3, 3, 2, 0))
    members = []
    for member in case.members:
        levels: tuple[int | None, ...] = (0, 1, 2, 3, 5, None)
        tools = {tool: rng.choice(levels) for tool in TOOLS if rng.random() < 0.15}
        learning = [
            {"skill": skill, "level": rng.randint(1, 5), "by": (case.day + timedelta(rng.choice((0, 1)))).isoformat()}
            for skill in case.skills
            if rng.random() < 0.1
        ]
        skills = by_tools(case, member["skills"], tools, tool_level)
        own = {"written": member["skills"] | tools, "learning": learning}
        members.append(member | own | {"skills": skills})
    return case._replace(members=tuple(members), tool_level=tool_level)


def by_tools(
    case: Case, own: dict[str, int | None], tools: dict[str, int | None], tool_level: int
) -> dict[str, int | None]:
    """Return what somebody holds by their own entries and by tools: the highest level, any before none."""
    skills = dict(own)
    for tool, level in tools.items() if tool_level else ():
        for skill in case.skills:
            if skill in TOOLS[tool]:
                shown = None if level is None else min(level, tool_level, TOP_BY_TOOL)
                if skills.get(skill) is None:
                    skills[skill] = shown
                elif shown is not None:
                    skills[skill] = max(skills[skill] or 0, shown)
    return skills


def random_member(  # noqa: PLR0913, PLR0917 - all that a member is drawn from
    rng: random.Random, name: str, ids: list[str], skills: tuple[str, ...], day: date, shares: Any, unrated: float
) -> dict[str, Any]:
    """Return a member who mostly is in the team on the plan's day."""
    starts = day + timedelta(rng.choice((0, 0, -9, -9, -9, -9, -99, -99, -99, 1)))
    ends = max(starts, day + timedelta(rng.choice((999, 999, 999, 999, 999, 31, 30, 29, 0, -1))))
    levels: dict[str, int | None] = {skill: rng.randint(0, 3) for skill in skills if rng.random() < 0.6}
    for skill in [skill for skill in levels if rng.random() < unrated]:
        levels[skill] = None
    return {
        "name": name,
        "roles": rng.sample(ids, min(len(ids), rng.choice((0, 1, 1, 2, 3)))),
        "allocation": rng.choice(shares),
        "skills": levels | ({"chess": 3} if rng.random() < 0.1 else {}),
        "starts": starts,
        "ends": ends,
    }


def random_waiver(rng: random.Random, ids: list[str], skills: tuple[str, ...], day: date) -> dict[str, str]:
    """Return a waiver that ends around the plan's day."""
    rule = rng.choice(("MT101", "MT102", "MT103", "MT201", "MT201", "MT202", "MT202", "MT203", "MT301"))
    expires = day + timedelta(rng.choice((9, 9, 0, -1)))
    waiver = {"rule": rule, "reason": "x", "expires": expires.isoformat()}
    if rule in {"MT201", "MT202"} and rng.random() < 0.7:
        waiver["skill"] = rng.choice(skills)
    if rule != "MT103" and ("skill" not in waiver or rng.random() < 0.5):
        waiver["role"] = rng.choice(ids)
    return waiver


# Every plan there is


class Person(NamedTuple):
    """An active member as a plan makes them."""

    roles: frozenset[str]
    share: int
    skills: dict[str, int | None]
    before: frozenset[str] = frozenset()  # roles held without the plan


def scaled(share: float) -> int:
    """Return a share of full time, exact as it is written, as a whole number."""
    return int(Decimal(repr(share)) * SCALE)


def is_able(case: Case, role: str, skills: dict[str, int | None]) -> bool:
    """Whether somebody with these skills is able to do a role; everybody is where it requires no skill."""
    needed = case.needed(role)
    fit = sum(60 * min(skills.get(skill) or 0, level) // level for skill, level in needed.items())
    return 100 * fit >= case.able * 60 * len(needed)


def may_be_able(case: Case, role: str, skills: dict[str, int | None]) -> bool:
    """Whether somebody would be able to do a role if they held at its level what they list unrated."""
    return is_able(case, role, {skill: 5 if level is None else level for skill, level in skills.items()})


def choices(case: Case, member: dict[str, Any]) -> Iterator[tuple[int, Person]]:
    """Yield everything that can be done with a member, and what it costs."""
    stays = (member["ends"] - case.day).days > case.horizon
    held = frozenset(member["roles"])
    room = max(0, case.most_roles - len(held)) if stays and case.may["assign"] else 0
    free = [id for id in case.inside if id not in held]
    levels = case.most_levels if stays and case.may["train"] else 0
    gains = [vector for vector in product(range(levels + 1), repeat=len(case.skills)) if sum(vector) <= levels]
    for vector in gains:
        skills = dict(member["skills"])
        trained = {skill: gain for skill, gain in zip(case.skills, vector, strict=True) if gain}
        if any(skills.get(skill, 0) is None for skill in trained):
            continue  # nobody is trained from a level that is not rated
        skills |= {skill: (skills.get(skill) or 0) + gain for skill, gain in trained.items()}
        if any((skills[skill] or 0) > 5 for skill in trained):
            continue
        for number in range(min(room, len(free)) + 1):
            for new in combinations(free, number):
                if any(apart(case, role, other) for role in new for other in {*held, *new} - {role}):
                    continue
                if all(is_able(case, role, skills) for role in new):
                    cost = number * case.costs["assign"] + sum(vector) * case.costs["train"]
                    yield cost, Person(held.union(new), scaled(member["allocation"]), skills, held)


def apart(case: Case, role: str, other: str) -> bool:
    """Whether nobody may hold both."""
    return other in case.roles[role]["not_with"] or role in case.roles[other]["not_with"]


def is_reached(case: Case, goal: str, people: list[Person], hires: dict[str, int]) -> bool:
    """Whether a team, with so many hires for each role, has no finding of the goal that no waiver covers."""
    staffed = []
    for role in case.inside:
        holders = [person for person in people if role in person.roles]
        number = len(holders) + hires[role]
        if not number:
            if not case.waived("MT101", role):
                return False
            continue
        staffed.append(role)
        if number < case.roles[role]["people"] and not case.waived("MT102", role):
            return False
        if goal != "staffed" and not is_skilled(case, goal, role, people, hires[role]):
            return False
    return case.waived("MT103") or all(
        sum(scaled(case.roles[role]["fte"]) for role in some)
        <= sum(person.share for person in people if person.roles.intersection(some))
        + SCALE * sum(hires[role] for role in some)
        for number in range(1, len(staffed) + 1)
        for some in combinations(staffed, number)
    )


def is_skilled(case: Case, goal: str, role: str, people: list[Person], hires: int) -> bool:
    """Whether a staffed role has what it takes, or waivers for what it has not."""
    holders, needed = [person for person in people if role in person.roles], case.needed(role)
    if needed and not hires and not any(skill in person.skills for person in holders for skill in case.skills):
        return case.waived("MT203", role)  # and nothing else is asked of it
    for skill, level in needed.items() if not hires else ():
        listed = [person.skills[skill] for person in holders if skill in person.skills]
        if any((held or 0) >= level for held in listed):
            continue
        if any(role in person.before and person.skills.get(skill, 0) is None for person in holders):
            continue  # not known until it is rated
        if not case.waived("MT202" if listed else "MT201", role, skill):
            return False
    if goal == "skilled" or case.waived("MT301", role):
        return True
    if needed and sum(may_be_able(case, role, member["skills"]) for member in case.active) > 1:
        return True  # MT301 is not asked of it
    able = [person for person in people if is_able(case, role, person.skills) and (needed or role in person.roles)]
    return len(able) + hires > 1


def cheapest(case: Case, goal: str) -> int | None:
    """Return what the cheapest plan costs, None when there is no plan."""
    best: int | None = None
    options = [sorted(choices(case, member), key=lambda choice: choice[0]) for member in case.active]
    most = range(4 if case.may["hire"] else 1)
    hirings = sorted(product(most, repeat=len(case.inside)), key=sum)

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
            if is_reached(case, goal, people, dict(zip(case.inside, numbers, strict=True))):
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
        "able-percent": case.able,
        "tool-level": case.tool_level,
    }
    head = {"id": "small", "version": "1", "title": "Small", "sources": {"policy": {"title": "Ours"}}}
    levels = ["none", "first", "second", "third", "fourth", "fifth"]
    dump(catalog / "catalog.yaml", {**head, "levels": levels, "practices": practices})
    dump(catalog / "skills.yaml", {"skills": [{"id": s, "title": s, "description": s} for s in case.skills]})
    tools = [{"name": tool, "shows": [s for s in shows if s in case.skills]} for tool, shows in TOOLS.items()]
    dump(catalog / "tools.yaml", {"tools": tools})
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
        "staffing": {"people": role["people"], "fte": role["fte"]},
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
                "name": member["name"],
                "roles": member["roles"],
                "allocation": member["allocation"],
                "skills": member.get("written", member["skills"]),
                "learning": member.get("learning", []),
                "from": member["starts"].isoformat(),
                "until": member["ends"].isoformat(),
            }
            for member in case.members
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


def keeps_its_word(case: Case, goal: str, plan: Any) -> bool:
    """Whether a plan, carried out here, reaches the goal and gives roles only to who is able."""
    people = {
        member["name"]: Person(
            frozenset(member["roles"]), scaled(member["allocation"]), dict(member["skills"]), frozenset(member["roles"])
        )
        for member in case.active
    }
    hires, assigned = dict.fromkeys(case.inside, 0), []
    for action in plan.actions:
        if hasattr(action, "people"):
            hires[action.role] += action.people
        elif hasattr(action, "skill"):
            people[action.member].skills[action.skill] = action.level
        else:
            person = people[action.member]
            people[action.member] = person._replace(roles=person.roles | {action.role})
            assigned.append(action)
    able = all(is_able(case, action.role, people[action.member].skills) for action in assigned)
    return able and is_reached(case, goal, list(people.values()), hires)


def differences(seed: int, folder: Path, people: int = 3, roles: int = 3) -> tuple[list[str], int]:
    """Return where the program and this module disagree on a random team, and for how many goals there is a plan."""
    import mlops_team

    case = random_case(seed, people, roles)
    team, catalog = write_case(case, folder)
    wrong, planned = [], 0
    for goal in GOALS:
        expected = cheapest(case, goal)
        plan = mlops_team.plan(
            team, goal=goal, catalog=catalog, as_of=AS_OF, by=case.day, costs=case.costs, waivers=case.heed_waivers,
            **cast("dict[str, Any]", case.may),
        )  # fmt: skip
        planned += plan.cost is not None
        if plan.cost != expected:
            wrong.append(f"seed {seed}, {goal}: {plan.cost} planned, {expected} is cheapest")
        elif plan.cost is not None and (not plan.optimal or plan.bound != plan.cost):
            wrong.append(f"seed {seed}, {goal}: not proved, bound {plan.bound}, cost {plan.cost}")
        elif plan.cost is not None and not keeps_its_word(case, goal, plan):
            wrong.append(f"seed {seed}, {goal}: the plan does not reach the goal")
        elif plan.cost is None and not (plan.unclosable and all(gap.limits for gap in plan.unclosable)):
            wrong.append(f"seed {seed}, {goal}: no plan, and no reason")
    return wrong, planned


def main() -> int:
    """Compare on many teams; return 1 when the two disagree."""
    number = int(sys.argv[1])
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    start, wrong, planned = perf_counter(), list[str](), 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first, first + number):
            lines, more = differences(seed, Path(folder))
            wrong, planned = wrong + lines, planned + more
            for line in lines:
                print(line, flush=True)  # noqa: T201 - a script's result
    took = perf_counter() - start
    summary = f"{number} teams, {3 * number} goals, {planned} with a plan, {took:.0f} s: {len(wrong)} differ"
    print(summary)  # noqa: T201 - as above
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
