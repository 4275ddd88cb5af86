"""A commented team file to start from: what is known of a team, and the rest of the format as examples in comments."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from textwrap import wrap
from typing import NamedTuple

from mlops_team.inputs import schema
from mlops_team.inputs.catalog import Catalog, Role
from mlops_team.inputs.imported_team import ImportedMember
from mlops_team.inputs.levels import LISTED_LEVEL
from mlops_team.text import listing, visible

SCHEMA_FILE = "team.schema.json"
_NOBODY = "Your name"
# Words with a single space or mark between them: nothing that YAML, in braces or not, could read as something else.
_PLAIN = re.compile(r"[^\W\d_]\w*(?:[ .'-]\w+)*")
# Neither for YAML 1.2 nor for the 1.1 of other programs.
_NOT_TEXT = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
_WIDTH = 80  # which yamllint allows by default, and its word to allow more
_ALLOWED_LONGER = "# yamllint disable-line rule:line-length"
_ABOUT = """\
A team for `mlops-team audit`, which reports what is covered, what is missing, and where in this file. Lines such as \
"# forums:", and the indented lines below them, are examples: remove the "# " to use them."""
_LEVELS = """\
Levels of skills, by number or name. A skill with nothing after its colon is not assessed yet. Tools and techniques, \
such as Airflow, can be listed as skills too."""


class NewTeam(NamedTuple):
    """A team that has no file yet."""

    name: str
    members: Sequence[ImportedMember]
    catalog: str | None = None  # the name of the catalog that the file chooses
    assessed: date | None = None  # when the members' levels were looked at


def team_yaml(team: NewTeam, catalog: Catalog, as_of: date, candidates: Mapping[str, Sequence[str]]) -> str:
    """Return a team file with comments, which audits without an input error, also when every example is used.

    Args:
        team: The team; a team without members gets an example member.
        catalog: What it is checked against.
        as_of: The day from which the dates of the examples follow.
        candidates: The roles that job titles without a role could be.
    """
    members = team.members or [newcomer(_NOBODY, (catalog.audited[0].id,), catalog)]
    lines = [
        "---",
        f"# yaml-language-server: $schema={SCHEMA_FILE}",
        *_comment(_ABOUT),
        "version: 1",
        f"team: {scalar(team.name)}",
        *([f"catalog: {scalar(team.catalog)}"] if team.catalog else []),
        "# product: What the team builds and runs",
        "",
        *_roles(catalog),
        *_levels(catalog),
        "",
        "members:",
    ]
    for member in members:
        lines += _who(member, candidates)
        if member is members[0]:
            lines += _member_examples(member, catalog, as_of)
        lines += _facts(member, team.assessed)
    lines += _examples(catalog, members, as_of)
    return "\n".join(_allowed(lines)) + "\n"


def newcomer(name: str, roles: tuple[str, ...], catalog: Catalog) -> ImportedMember:
    """Return a member with these roles and, unrated, the skills that the roles require."""
    required = [requirement.skill for role in roles for requirement in catalog.roles[role].required_skills]
    return ImportedMember(name, roles=roles, skills=dict.fromkeys(required))


@cache  # the same skills again and again
def scalar(text: str) -> str:
    """Return text as YAML, read back as the same text both as a value and as a key."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _NOT_TEXT and visible(text) == text:
        return text
    # What `visible` writes in place of a control character are YAML's own escapes.
    return '"' + visible(text.replace("\\", "\\\\").replace('"', '\\"')) + '"'


def _comment(text: str, start: str = "# ", indent: str = "# ") -> list[str]:
    return wrap(
        visible(text), _WIDTH - 1, initial_indent=start, subsequent_indent=indent, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip


def _allowed(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines, and above each that a long name makes too long what keeps yamllint quiet about it."""
    for line in lines:
        if len(line) > _WIDTH:
            yield f"{line[: len(line) - len(line.lstrip(' '))]}{_ALLOWED_LONGER}"
        yield line


def _roles(catalog: Catalog) -> Iterator[str]:
    yield "# Roles; `mlops-team roles ROLE` shows what a role answers for and requires."
    width = max(map(len, catalog.roles))
    for role in catalog.roles.values():
        yield f"#   {role.id:<{width}}  {visible(role.title)}{'' if role.required else ' (not audited)'}"


def _levels(catalog: Catalog) -> Iterator[str]:
    yield from _comment(_LEVELS)
    for number, (name, description) in enumerate(catalog.levels):
        yield from _comment(f"{number} {name}{': ' if description else ''}{description}", "#   ", "#     ")


def _who(member: ImportedMember, candidates: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield f"  - name: {scalar(member.name)}"
    if member.id is not None:
        yield f"    id: {scalar(member.id)}"
    yield f"    roles: [{', '.join(map(scalar, member.roles))}]"
    for title in member.titles:
        roles = listing(candidates.get(title, ()), "or")
        text = f"Title without a role: {title}{'; could be ' if roles else ''}{roles}"
        yield from _comment(text, "    # ", "    #   ")


def _member_examples(member: ImportedMember, catalog: Catalog, as_of: date) -> Iterator[str]:
    skills = member.skills or dict.fromkeys(catalog.skills)
    skill = next((skill for skill, level in skills.items() if (level or 0) < LISTED_LEVEL), None)
    if member.id is None:
        yield "    # id: ines@example.com  # the same in each file of a person in several teams"
    if member.allocation is None:
        yield "    # allocation: 0.5  # share of full time given to this team; default 1"
    if member.start is None and member.until is None:
        yield f"    # from: {as_of}  # first and last day in the team"
        yield f"    # until: {_after(as_of, 365)}"
    yield f"    # acknowledged: {as_of}  # last confirmation of what the roles answer for"
    if skill and not member.learning:
        yield f"    # learning: [{{skill: {scalar(skill)}, level: {LISTED_LEVEL}, by: {_after(as_of, 180)}}}]"


def _facts(member: ImportedMember, assessed: date | None) -> Iterator[str]:
    if member.allocation is not None:
        yield f"    allocation: {member.allocation:f}"
    for key, day in (("from", member.start), ("until", member.until)):
        if day is not None:
            yield f"    {key}: {day}"
    if assessed and any(level is not None for level in member.skills.values()):
        yield f"    assessed: {assessed}"
    if member.skills:
        yield "    skills:"
        for skill, level in member.skills.items():
            yield f"      {scalar(skill)}:" + ("" if level is None else f" {level}")
    if member.learning:
        yield "    learning:"
        for goal in member.learning:
            yield f"      - {{skill: {scalar(goal.skill)}, level: {goal.level}, by: {goal.by}}}"


def _examples(catalog: Catalog, members: Sequence[ImportedMember], as_of: date) -> Iterator[str]:
    sections = schema.load("team")["properties"]
    name, year = scalar(members[0].name), _after(as_of, 365)
    held = {role for member in members for role in member.roles}
    free = [scalar(role.id) for role in catalog.audited if role.id not in held] or [scalar(catalog.audited[0].id)]
    examples: dict[str, dict[str, object]] = {
        "objectives": {
            "goal": "What the business wants", "metric": "What is measured", "target": "How much", "owner": name,
        },
        "external": {"role": free[-1], "provider": "Another department", "until": year},
        "vacancies": {"role": free[-1], "since": as_of},
        "owners": {scalar(_duty(catalog.audited, members[0])): name},
        "forums": {"name": "Planning", "every": "weekly", "roles": "all"},
        "reviews": {"every": "quarterly", "last": as_of},
        "waivers": {
            "rule": "role-unstaffed", "role": free[0], "reason": "Until the hire", "expires": _after(as_of, 90),
        },
    }  # fmt: skip
    if catalog.required_by:
        examples["not-needed"] = {"skill": scalar([*catalog.required_by][-1]), "reason": "Why the team does without it"}
    for key, example in examples.items():
        yield ""
        yield from _comment(sections[key]["description"])
        yield f"# {key}:"
        marks = iter("-") if sections[key]["type"] == "array" else iter(())
        indent = "  " if sections[key]["type"] == "array" else ""
        for field, value in example.items():
            yield f"#   {next(marks, ' ') + ' ' if indent else ''}{field}: {value}"


def _duty(roles: Sequence[Role], member: ImportedMember) -> str:
    """Return a responsibility of the member's roles, else of any."""
    own = [role for role in roles if role.id in member.roles]
    return next(duty.id for role in [*own, *roles] for duty in role.responsibilities)


def _after(day: date, days: int) -> date:
    try:
        return day + timedelta(days)
    except OverflowError:  # the calendar ends with the year 9999
        return date.max
