"""A team as a table: a row a member, a column a skill; and the sheet on which people assess themselves."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

COLUMNS = ("name", "id", "roles", "allocation", "from", "until")
UNRATED = "?"
NOT_NEEDED = "n/a"
# What spreadsheet programs read as a formula, also after an apostrophe in the text.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")

Cell = str | int | Decimal
Rows = Sequence[Sequence[Cell]]


class MemberRow(NamedTuple):
    """What a table has of a member."""

    name: str
    id: str | None = None
    roles: tuple[str, ...] = ()
    allocation: Decimal | None = None
    start: date | None = None
    until: date | None = None
    skills: Mapping[str, int | None] = MappingProxyType({})  # None: listed without a level


class Assessment(NamedTuple):
    """Somebody who is to assess themselves, and in what."""

    name: str
    id: str | None
    roles: tuple[str, ...]
    skills: frozenset[str]


def team_rows(members: Sequence[MemberRow], skills: Sequence[str]) -> Rows:
    """Return a team as a table, which `import` reads back as the same members.

    Args:
        members: The members, in the order of their rows.
        skills: The skills that have a column, in order; those that members list beside them follow.
    """
    listed = [*skills, *(skill for member in members for skill in member.skills)]
    columns = list(dict.fromkeys(listed))
    return [[*COLUMNS, *map(harmless, columns)], *([*_person(member), *_levels(member, columns)] for member in members)]


def _person(member: MemberRow) -> list[Cell]:
    return [
        harmless(member.name),
        harmless(member.id or ""),
        harmless("; ".join(member.roles)),
        "" if member.allocation is None else member.allocation,
        _day(member.start),
        _day(member.until),
    ]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _levels(member: MemberRow, skills: Sequence[str]) -> list[Cell]:
    levels = [member.skills.get(skill, "") for skill in skills]
    return [UNRATED if level is None else level for level in levels]


def form_rows(
    team: str, people: Sequence[Assessment], skills: Mapping[str, str], levels: Sequence[tuple[str, str]]
) -> Rows:
    """Return a sheet on which each member writes a level for each skill of their roles; it shows no required level.

    Args:
        team: The team's name.
        people: The members, with the skills of their roles.
        skills: Id -> title, in the order of the columns.
        levels: The name and the description of each level, from 0.
    """
    columns = {id: title for id, title in skills.items() if any(id in person.skills for person in people)}
    explained = [[f"{number} = {name}", description] for number, (name, description) in enumerate(levels)]
    return [
        [harmless(f"Self-assessment: {team}")],
        [f'Write a level in each empty cell of your row, or {UNRATED} if you cannot say; "{NOT_NEEDED}": not needed.'],
        *([harmless(cell) for cell in row] for row in explained),
        [],
        ["name", "id", "roles", *map(harmless, columns.values())],
        *(
            [
                harmless(person.name),
                harmless(person.id or ""),
                harmless("; ".join(person.roles)),
                *("" if id in person.skills else NOT_NEEDED for id in columns),
            ]
            for person in people
        ),
    ]


def harmless(text: str) -> str:
    """Return text that no spreadsheet program runs as a formula; `import` takes the apostrophe off again."""
    return f"'{text}" if _FORMULA.match(text) else text


def table_csv(rows: Rows, *, bom: bool = False) -> str:
    """Return a table as comma-separated text.

    Args:
        rows: The table.
        bom: Whether to begin with a byte-order mark, by which spreadsheet programs know UTF-8.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([[_plain(cell) for cell in row] for row in rows])
    return ("\ufeff" if bom else "") + text.getvalue()


def _plain(cell: Cell) -> str:
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)
