"""A team file to start from: what is known of a team, and the rest of the format as examples in comments."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from mlops_team.inputs import schema
from mlops_team.inputs.catalog import Catalog, Role
from mlops_team.text import visible

SCHEMA_FILE = "team.schema.json"
# Words with a single space or mark between them: nothing that YAML, in braces or not, could take for something else.
_PLAIN = re.compile(r"[^\W\d_]\w*(?:[ .'-]\w+)*")
# Neither for YAML 1.2 nor for the 1.1 of other programs.
_NOT_TEXT = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
_COLUMN = 34


class Person(NamedTuple):
    """A member to be, with the ids of their roles."""

    name: str
    roles: tuple[str, ...]


def starter(catalog: Catalog, team: str, people: Sequence[Person], as_of: date) -> str:
    """Return a team file with comments, which audits without an input error, also when every example is used.

    Args:
        catalog: Whose roles and skills to name.
        team: The team's name.
        people: Its members; somebody without a name stands in for them when there are none.
        as_of: The day that the examples' dates follow from.
    """
    members = people or [Person("Your name", (catalog.audited[0].id,))]
    lines = [
        f"# yaml-language-server: $schema={SCHEMA_FILE}",
        "# A team for `mlops-team audit`, which says what is covered, what is missing, and where in this file.",
        '# Lines such as "#forums:", and those below them, are examples: take the "#" away to use them.',
        "version: 1",
        f"team: {scalar(team)}",
        "#product: What the team builds and runs",
        "",
        *_roles(catalog),
        "",
        "members:",
    ]
    for index, person in enumerate(members):
        lines += _member(catalog, person, as_of, examples=index == 0)
    lines += _examples(catalog, members, as_of)
    return "\n".join(lines) + "\n"


def scalar(text: str) -> str:
    """Return text as YAML, read back as the same text wherever a value or a key can stand."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _NOT_TEXT and visible(text) == text:
        return text
    # What `visible` writes in place of a control character are YAML's own escapes.
    return '"' + visible(text.replace("\\", "\\\\").replace('"', '\\"')) + '"'


def _roles(catalog: Catalog) -> Iterator[str]:
    yield "# Roles; `mlops-team roles ROLE` says what each answers for and what it takes:"
    width = max(len(id) for id in catalog.roles)
    for role in catalog.roles.values():
        titles = ", ".join((role.title, *role.aliases))
        yield f"#   {role.id:<{width}}  {visible(titles)}{'' if role.required else ' (not audited)'}"
    levels = ", ".join(f"{number} {name}" for number, (name, _) in enumerate(catalog.levels))
    yield f"# Levels of skills: {visible(levels)}."


def _member(catalog: Catalog, person: Person, as_of: date, *, examples: bool) -> Iterator[str]:
    yield f"  - name: {scalar(person.name)}"
    yield f"    roles: [{', '.join(scalar(id) for id in person.roles)}]"
    asked = _asked([catalog.roles[id] for id in person.roles])
    if asked:
        yield "    skills:  # write the level that is held for each"
    for skill, level in asked.items():
        yield f"      {f'{scalar(skill)}: 0':<{_COLUMN}}# {level} is asked for"
    if examples:
        skill = next(iter(asked or catalog.skills), "")
        yield "    #allocation: 0.5  # share of full time given to this team; 1 when left out"
        yield f"    #acknowledged: {as_of}  # when this person last confirmed what their roles answer for"
        if skill:
            yield f"    #learning: [{{skill: {scalar(skill)}, level: 3, by: {_after(as_of, 180)}}}]"


def _asked(roles: Sequence[Role]) -> dict[str, int]:
    """Return the level that some roles together ask for in each skill that they need."""
    levels: dict[str, int] = {}
    for one in (asked for role in roles for asked in role.requirements if asked.required):
        levels[one.skill] = max(one.level, levels.get(one.skill, 0))
    return levels


def _examples(catalog: Catalog, members: Sequence[Person], as_of: date) -> Iterator[str]:
    told = schema.load("team")["properties"]
    name, year = scalar(members[0].name), _after(as_of, 365)
    free = [scalar(one.id) for one in catalog.audited if one.id not in members[0].roles] or [
        scalar(catalog.audited[0].id)
    ]
    role = free[-1]
    duties = (duty.id for one in catalog.audited for duty in one.responsibilities if one.id in members[0].roles)
    duty = next(duties, catalog.audited[0].responsibilities[0].id)
    examples = {
        "objectives": f"{{goal: What the business wants, metric: what is measured, target: how much, owner: {name}}}",
        "external": f"{{role: {role}, provider: Another department, until: {year}}}",
        "vacancies": f"{{role: {role}, since: {as_of}}}",
        "owners": f"{scalar(duty)}: {name}",
        "forums": "{name: Planning, every: weekly, roles: all}",
        "reviews": f"last: {as_of}",
        "waivers": f"{{rule: role-unstaffed, role: {free[0]}, reason: Until the hire, expires: {_after(as_of, 90)}}}",
    }
    for key, example in examples.items():
        mark = "- " if told[key]["type"] == "array" else ""
        yield from ("", f"# {told[key]['description']}", f"#{key}:", f"#  {mark}{example}")


def _after(day: date, days: int) -> date:
    try:
        return day + timedelta(days)
    except OverflowError:  # the calendar ends with the year 9999
        return date.max
