"""The options of `mlops-team import`: what each is called, and how its text is read."""

import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Annotated

import typer

from mlops_team.errors import ConfigError
from mlops_team.inputs.catalog import Catalog
from mlops_team.inputs.imported_team import LEARN, Layout
from mlops_team.inputs.table_cells import HIGHEST
from mlops_team.text import quoted

Sheet = Annotated[
    str, typer.Argument(metavar="SHEET", help="A .csv, .tsv, .txt, .xlsx, .xls or .ods file, or - for CSV on stdin.")
]
Output = Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="Write a new file, not to stdout.")]
Map = Annotated[
    str | None, typer.Option("--map", metavar="FILE", help="Read from this file what names in the sheet mean.")
]
NewMap = Annotated[
    str | None, typer.Option("--write-map", metavar="FILE", help="Write a map of unknown names, to fill in.")
]
WorkbookSheet = Annotated[str | None, typer.Option("--sheet", metavar="NAME|N", help="Read this sheet of a workbook.")]
Header = Annotated[
    int | None, typer.Option("--header", metavar="N", help="The titles are in this row, counted from 1.")
]
TableLayout = Annotated[Layout, typer.Option("--layout", help="What is in rows: people, skills, or single levels.")]
Encoding = Annotated[
    str | None, typer.Option("--encoding", metavar="NAME", help="The encoding of CSV, such as windows-1252.")
]
Delimiter = Annotated[
    str | None, typer.Option("--delimiter", metavar="SIGN", help="Between cells: comma, semicolon, tab, bar or a sign.")
]
Scale = Annotated[str | None, typer.Option("--scale", metavar="A-B", help="Spread the scale A to B over 0 to 5.")]
Level = Annotated[
    list[str] | None, typer.Option("--level", metavar="WORD=N", help="Read a word as 0 to 5, or as learn.")
]
LearnBy = Annotated[
    str | None, typer.Option("--learn-by", metavar="DATE", help="The day by which skills to learn are at level 3.")
]
Merge = Annotated[bool, typer.Option("--merge", help="Join the rows of a person, at the highest levels.")]
FullTimeHours = Annotated[str, typer.Option("--full-time-hours", metavar="N", help="Weekly hours of full time.")]
DateFormat = Annotated[
    str | None, typer.Option("--date-format", metavar="FORMAT", help="How dates are written, such as %d.%m.%Y.")
]
TeamName = Annotated[
    str | None, typer.Option("--team", metavar="NAME", help="The team's name.", show_default="the sheet's file name")
]
_SOME_DAY = datetime(2026, 11, 23)  # noqa: DTZ001 - a day has no time zone
_OTHER_DAYS = (_SOME_DAY.replace(year=2027), _SOME_DAY.replace(month=12), _SOME_DAY.replace(day=24))
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})?")
_SCALE = re.compile(rf"({_NUMBER.pattern})\s*-\s*({_NUMBER.pattern})")


def scale_from(text: str | None) -> tuple[Decimal, Decimal] | None:
    """Return the ends of a scale such as 0-10."""
    if text is None:
        return None
    ends = _SCALE.fullmatch(text.strip())
    if not ends:
        raise ConfigError(f"--scale: {quoted(text)} is not a scale", "write its ends, such as 0-10")
    return Decimal(ends[1]), Decimal(ends[2])


def levels_from(texts: Iterable[str], catalog: Catalog) -> dict[str, int | str]:
    """Return the levels that a user gives to words, such as guru=5."""
    levels: dict[str, int | str] = {}
    for text in texts:
        word, sign, meaning = (part.strip() for part in text.rpartition("="))
        level = int(meaning) if meaning in map(str, range(HIGHEST + 1)) else catalog.level_named(meaning)
        if (level is None and meaning.casefold() != LEARN) or not word or not sign:
            hint = f"write WORD=N with N from 0 to {HIGHEST}, or {LEARN}, such as guru=5"
            raise ConfigError(f"--level: {quoted(text)} does not say what a word means", hint)
        levels[word] = LEARN if level is None else level
    return levels


def hours_from(text: str) -> Decimal:
    """Return the weekly hours of full time."""
    if not _NUMBER.fullmatch(text):
        raise ConfigError(f"--full-time-hours: {quoted(text)} is not a number of hours", "write 38.5, for example")
    return Decimal(text)


def date_format_from(text: str | None) -> str | None:
    """Return how dates are written, such as %d.%m.%Y, once it reads the day that it writes."""
    if text is None:
        return None
    try:
        # Without a part of the date, two of these days are written alike; strptime warns of some such formats.
        is_complete = len({day.strftime(text) for day in (_SOME_DAY, *_OTHER_DAYS)}) > len(_OTHER_DAYS)
        is_complete = is_complete and datetime.strptime(_SOME_DAY.strftime(text), text) == _SOME_DAY  # noqa: DTZ007
    except (ValueError, re.error):  # an unknown sign, or a sign twice
        is_complete = False
    if not is_complete:
        message = f"--date-format: {quoted(text)} does not say where day, month and year are"
        raise ConfigError(message, "write %d.%m.%Y for 31.01.2026, for example")
    return text
