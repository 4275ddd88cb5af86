"""Makes an organisation: catalogs, a people file, many team files and more people, some of whom are in several teams.

Everything is written by a seed. The tests count what they need in the returned values, not in a report.
"""

import random
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from runs import ROLES, ROOT, write

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
# What every third team chooses: a role and a skill less, and other names for the levels.
LEAN = "lean"
LEAN_FILES = {
    "catalog.yaml": """\
id: lean
version: "1"
title: Roles of small teams
extends: built-in
drop: [solution-architect]
levels: [none, aware, advanced, adept, expert, master]
""",
    "data-engineer.yaml": "{id: data-engineer, change: true, skills: {feature-store: null}}\n",
}
ADVANCED = {None: 4, LEAN: 2}  # what the name of that level means, by the catalog that a team chooses
CONFIG = 'roles = "catalog"\ncatalogs = {lean = "lean"}\npeople = "people.yaml"\n'


class Organisation(NamedTuple):
    """The teams of an organisation in the order of their files."""

    folder: Path
    teams: list[tuple[str, Json]]  # name of the file, and the team with what its members take from the people file
    whole_time: dict[str, float]  # of people, by id, who do not work full time


@cache
def role_file(role: str) -> Json:
    """Return what the built-in catalog's own file says of a role."""
    value: Json = yaml.load((ROOT / f"roles/{role}.yaml").read_bytes(), yaml.CSafeLoader)
    return value


def roles_of(team: Json) -> tuple[str, ...]:
    """Return the roles that a team is asked for."""
    return tuple(role for role in ROLES if team.get("catalog") != LEAN or role != "solution-architect")


def own_skills(role: str, catalog: str | None = None) -> dict[str, int]:
    """Return the required skills of a role itself, at their levels."""
    skills = {skill: level for skill, level in role_file(role)["skills"].items() if isinstance(level, int)}
    return {skill: level for skill, level in skills.items() if catalog != LEAN or skill != "feature-store"}


def required_skills(role: str, catalog: str | None = None) -> dict[str, int]:
    """Return the required skills of a role, with those of the roles that it combines."""
    skills = own_skills(role, catalog)
    combines = role_file(role).get("combines", {"roles": ()})
    for other in combines["roles"]:
        for skill in own_skills(other, catalog):
            skills[skill] = max(skills.get(skill, 0), combines["level"])
    return skills


def write_organisation(folder: Path, *, teams: int, people: int, seed: int = 1, shared: bool = True) -> Organisation:
    """Write team files; and a people file, two catalogs and the configuration that names them.

    Args:
        folder: Where to; the team files are in its folder `teams`.
        teams: How many.
        people: How many people there are; a third of them are in two teams, a few in five.
        seed: The same seed makes the same files.
        shared: Whether to write what is shared; else each team file says all of its members, and chooses no catalog.
    """
    rng = random.Random(seed)
    (folder / "teams").mkdir(parents=True)
    everybody = [_person(number, rng) for number in range(people)]
    looked_up = everybody[::2] if shared else []
    if shared:
        _write_shared(folder, looked_up)
    written, meant = (
        [_team(number, LEAN if shared and number % 3 == 1 else None) for number in range(teams)] for _ in range(2)
    )
    for number, person in enumerate(everybody):
        times = 5 if number % 97 == 0 else 2 if number % 3 == 0 else 1
        for team in rng.sample(range(teams), min(times, teams)):
            own, whole = _member(person, written[team], times, rng, looked_up=shared and number % 2 == 0)
            written[team]["members"].append(own)
            meant[team]["members"].append(whole)
    names = [f"{number:03}.team.yaml" for number in range(teams)]
    for name, value, whole in zip(names, written, meant, strict=True):
        more = _arrangements(whole, rng)
        whole.update(more)
        text = yaml.dump(value | more, Dumper=yaml.CSafeDumper, sort_keys=False)
        (folder / "teams" / name).write_text(text, encoding="utf-8")
    part_time = {person["id"]: person["allocation"] for person in looked_up if "allocation" in person}
    return Organisation(folder, list(zip(names, meant, strict=True)), part_time)


def _write_shared(folder: Path, people: list[Json]) -> None:
    entries = [{key: value for key, value in person.items() if key != "roles"} for person in people]
    files = {
        "catalog/catalog.yaml": CATALOG,
        **{f"{LEAN}/{name}": text for name, text in LEAN_FILES.items()},
        "people.yaml": yaml.dump({"people": entries}, Dumper=yaml.CSafeDumper, sort_keys=False),
        ".mlops-team.toml": CONFIG,
    }
    write(folder, files)


def _person(number: int, rng: random.Random) -> Json:
    name = f"{FIRST[number % len(FIRST)]} {LAST[number // len(FIRST) % len(LAST)]} {number}"
    person: Json = {"name": name, "id": f"p{number}@example.com"}
    person["roles"] = rng.sample(ROLES, rng.choice((1, 1, 2)))
    skills: dict[str, int | str] = {}
    for role in person["roles"]:
        for skill, level in own_skills(role).items():
            skills[skill] = max(int(skills.get(skill, 0)), level - rng.choice((0, 0, 0, 1, 2)))
    if number % 10 == 0:  # looked up, so that each team reads the name of the level by its own catalog
        skills = dict.fromkeys(skills, "advanced")
    if number % 8 == 0:
        person["allocation"] = 0.6
    return person | {"skills": skills}


def _member(person: Json, team: Json, times: int, rng: random.Random, *, looked_up: bool) -> tuple[Json, Json]:
    """Return a member of a team as the team file has them, and with what they take from the people file."""
    catalog = team.get("catalog")
    own: Json = {"id": person["id"], "roles": [role for role in person["roles"] if role in roles_of(team)]}
    if rng.random() < 0.9:
        own["allocation"] = float(Decimal(rng.choice(("0.2", "0.35", "0.5", "1"))) if times > 1 else 1)
    if rng.random() < 0.1:
        own["until"] = LEFT
    if rng.random() < 0.7:
        own["acknowledged"] = "2026-09-01"
    skills = {skill: ADVANCED[catalog] if level == "advanced" else level for skill, level in person["skills"].items()}
    if not looked_up:
        own |= {"name": person["name"], "skills": skills}
        return own, own
    if rng.random() < 0.2:
        own["skills"] = dict.fromkeys([*skills][:1], 1)  # which wins
    return own, own | {"name": person["name"], "skills": skills | own.get("skills", {})}


def _team(number: int, catalog: str | None) -> Json:
    chosen = {} if catalog is None else {"catalog": catalog}
    return {"team": f"Team {number}", **chosen, "members": []}


def _arrangements(team: Json, rng: random.Random) -> Json:
    """Return what else a team's file says."""
    held = {role for member in team["members"] if "until" not in member for role in member["roles"]}
    careful = rng.random() < 0.5
    external = [role for role in roles_of(team) if careful and role not in held]
    more: Json = {"external": [{"role": role, "provider": "Platform"} for role in external]}
    more["forums"] = [{"name": "Stand-up", "every": "daily", "roles": "all"}]
    if rng.random() < 0.2:
        more["reviews"] = {"every": "quarterly", "last": "2026-10-01"}
    return more
