"""The options of an import, and its result."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, NamedTuple

from mlops_team.errors import MlopsTeamError

Layout = Literal["auto", "people", "skills", "long"]
LEARN = "learn"
_NOTHING: Mapping[str, int | str] = MappingProxyType({})
_LETTERS = 26


class SheetError(MlopsTeamError):
    """A spreadsheet that cannot be imported.

    Args:
        message: Subject and fact.
        hint: What to do next.
        cell: Where it is, such as "C7"; empty when no single cell is wrong.
    """

    def __init__(self, message: str, hint: str = "", cell: str = "") -> None:
        super().__init__(message, hint)
        self.cell = cell


class NoTableError(SheetError):
    """A sheet that holds something else than people and their skills; another sheet of the workbook may."""


class ImportMap(NamedTuple):
    """The meaning that the user gives names in the sheet: an id, or None for a name to drop."""

    skills: Mapping[str, str | None] = MappingProxyType({})
    roles: Mapping[str, str | None] = MappingProxyType({})


class ImportOptions(NamedTuple):
    """The decisions of an import that the user can make; with None and "auto" the import decides."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None  # name, or number from 1
    header: int | None = None  # row number from 1
    layout: Layout = "auto"
    scale: tuple[Decimal, Decimal] | None = None
    levels: Mapping[str, int | str] = _NOTHING  # word -> 0 to 5, or "learn"
    learn_by: date | None = None
    map: ImportMap = ImportMap()
    merge: bool = False
    full_time_hours: Decimal = Decimal(40)
    date_format: str | None = None  # as strptime reads it: %d.%m.%Y
    team: str | None = None


class LearningGoal(NamedTuple):
    """A skill that somebody learns, the level they aim at, and by when."""

    skill: str
    level: int
    by: date


class ImportedMember(NamedTuple):
    """A member of a team from a sheet."""

    name: str
    id: str | None = None
    roles: tuple[str, ...] = ()  # ids
    titles: tuple[str, ...] = ()  # job titles that name no role: a comment in the team file
    allocation: Decimal | None = None
    start: date | None = None
    until: date | None = None
    skills: Mapping[str, int | None] = MappingProxyType({})  # None: listed without a level
    learning: tuple[LearningGoal, ...] = ()


class ImportedTeam(NamedTuple):
    """A team from a sheet."""

    name: str
    members: tuple[ImportedMember, ...]
    decisions: tuple[str, ...]  # a line each: what was decided, and the option that overrides it
    unknown_skills: tuple[str, ...] = ()  # names that the catalog lacks, as the sheet writes them
    unknown_roles: tuple[str, ...] = ()
    idle_skills: tuple[str, ...] = ()  # tools that the catalog knows and that count for no skill


def column_name(column: int) -> str:
    """Return the letters over a column, counted from 0: A, B, and after Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell, both counted from 0: C7."""
    return f"{column_name(column)}{row + 1}"
