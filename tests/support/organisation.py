"""Makes an organisation: a catalog, many team files and more people, some of whom are in several teams.

Everything is written by a seed. The tests count what they need in the returned values, not in a report.
"""

import random
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from runs import ROLES, ROOT

Json = dict[str, Any]
LEFT = "2026-06-30"
FIRST = ("Ada", "Bo", "Chi", "Dana", "Emil", "Farah", "Gil", "Hana", "Ivo", "Jo", "Kai", "Lea", "Max", "Noor", "Omar")
LAST = ("Amin", "Berg", "Cruz", "Diaz", "Engel", "Fuchs", "Garg", "Holm", "Ito", "Jansen", "Kaya", "Lind", "Mori")
CATALOG = """\
id: our-roles
version: "7"
title: Roles of an organisation
extends: built-in
practices: {able-percent: 75, review-every: half-yearly}
"""


class Organisation(NamedTuple):
    """The teams of an organisation as they are written, in the order of their files."""

    folder: Path
    teams: list[tuple[str, Json]]  # name of the file, what is in it


@cache
def role_file(role: str) -> Json:
    """Return what the built-in catalog's own file says of a role."""
    value: Json = yaml.safe_load((ROOT / f"roles/{role}.yaml").read_text(encoding="utf-8"))
    return value


def own_skills(role: str) -> dict[str, int]:
    """Return the required skills of a role itself, at their levels."""
    return {skill: level for skill, level in role_file(role)["skills"].items() if isinstance(level, int)}


def required_skills(role: str) -> dict[str, int]:
    """Return the required skills of a role, with those of the roles that it combines."""
    skills = dict(own_skills(role))
    combines = role_file(role).get("combines", {"roles": ()})
    for other in combines["roles"]:
        for skill in own_skills(other):
            skills[skill] = max(skills.get(skill, 0), combines["level"])
    return skills


def write_organisation(folder: Path, *, teams: int, people: int, seed: int = 1, catalog: bool = True) -> Organisation:
    """Write team files, and below `catalog/` a catalog that extends the built-in one.

    Args:
        folder: Where to; the team files are in its folder `teams`.
        teams: How many.
        people: How many people there are; a third of them are in two teams, a few in five.
        seed: The same seed makes the same files.
        catalog: Whether to write the catalog.
    """
    rng = random.Random(seed)
    if catalog:
        (folder / "catalog").mkdir(parents=True)
        (folder / "catalog/catalog.yaml").write_text(CATALOG, encoding="utf-8")
    (folder / "teams").mkdir(parents=True)
    members: list[list[Json]] = [[] for _ in range(teams)]
    for number in range(people):
        person = _person(number, rng)
        times = 5 if number % 97 == 0 else 2 if number % 3 == 0 else 1
        for team in rng.sample(range(teams), min(times, teams)):
            members[team].append(_member(person, times, rng))
    written = [(f"{number:03}.team.yaml", _team(number, members[number], rng)) for number in range(teams)]
    for name, value in written:
        (folder / "teams" / name).write_text(yaml.safe_dump(value, sort_keys=False), encoding="utf-8")
    return Organisation(folder, written)


def _person(number: int, rng: random.Random) -> Json:
    name = f"{FIRST[number % len(FIRST)]} {LAST[number // len(FIRST) % len(LAST)]} {number}"
    person: Json = {"name": name, "id": f"p{number}@example.com"}
    person["roles"] = rng.sample(ROLES, rng.choice((1, 1, 2)))
    skills: dict[str, int] = {}
    for role in person["roles"]:
        for skill, level in own_skills(role).items():
            skills[skill] = max(skills.get(skill, 0), level - rng.choice((0, 0, 0, 1, 2)))
    return person | {"skills": skills}


def _member(person: Json, times: int, rng: random.Random) -> Json:
    member = dict(person)
    if rng.random() < 0.9:
        member["allocation"] = float(Decimal(rng.choice(("0.2", "0.35", "0.5", "1"))) if times > 1 else 1)
    if rng.random() < 0.1:
        member["until"] = LEFT
    if rng.random() < 0.7:
        member["acknowledged"] = "2026-09-01"
    return member


def _team(number: int, members: list[Json], rng: random.Random) -> Json:
    team: Json = {"team": f"Team {number}", "members": members}
    held = {role for member in members if "until" not in member for role in member["roles"]}
    careful = rng.random() < 0.5
    external = [role for role in ROLES if careful and role not in held]
    team["external"] = [{"role": role, "provider": "Platform"} for role in external]
    team["forums"] = [{"name": "Stand-up", "every": "daily", "roles": "all"}]
    if rng.random() < 0.2:
        team["reviews"] = {"every": "quarterly", "last": "2026-10-01"}
    return team
