"""A skills spreadsheet, or a list of people, to a team, with every decision of the import."""

import os
from collections.abc import Mapping, Sequence
from typing import TypeVar

from mlops_team.inputs.catalog_names import CatalogNames
from mlops_team.inputs.imported_team import LEARN, ImportedTeam, ImportOptions, NoTableError, SheetError
from mlops_team.inputs.spreadsheet import read_spreadsheet
from mlops_team.inputs.table_cells import HIGHEST, LevelReader
from mlops_team.inputs.table_columns import find_columns
from mlops_team.inputs.table_decisions import column_decisions
from mlops_team.inputs.table_header import check_kind
from mlops_team.inputs.table_layout import find_table
from mlops_team.inputs.table_levels import LevelTable
from mlops_team.inputs.table_names import MAX_NAME, TableNames, tidy
from mlops_team.inputs.table_people import TablePeople
from mlops_team.inputs.table_roles import required_decision, role_decisions
from mlops_team.inputs.workbook import Sheet
from mlops_team.text import quoted, some

ErrorT = TypeVar("ErrorT", bound=SheetError)
_MOST_TRIED = 12  # sheets of a workbook, each read anew


def import_sheet(data: bytes, file_name: str, options: ImportOptions, resolver: CatalogNames) -> ImportedTeam:
    """Return the team that a spreadsheet describes.

    Args:
        data: The file's bytes.
        file_name: Its name; without its ending it is the team's, unless the options have another. May be empty.
        options: What the user decides; every other decision is in the result.
        resolver: What the catalog knows.

    Raises:
        SheetError: The file cannot be read, is not a skill matrix, or has a cell that means nothing.
    """
    _check_options(options)
    name = tidy(options.team or os.path.splitext(os.path.basename(file_name))[0])[:MAX_NAME] or "Team"
    refused: dict[str, NoTableError] = {}  # by the name of the sheet
    while spreadsheet := read_spreadsheet(data, file_name, options, len(refused)):
        sheet, others, decisions = spreadsheet
        choice = others if options.sheet is None else ()
        try:
            team = _team(sheet, name, options, resolver)
        except NoTableError as error:
            refused[sheet.name] = _with_choice(error, choice)
            if not choice or len(refused) == _MOST_TRIED:
                break
        except SheetError as error:
            raise _with_choice(error, choice) from None
        else:
            return team._replace(decisions=(*decisions, *team.decisions))
    raise _refusal(refused)


def _with_choice(error: ErrorT, choice: Sequence[str]) -> ErrorT:
    """Return an error whose hint names the other sheets."""
    if choice:
        error.hint += f"; or read another sheet with --sheet: {some([quoted(other) for other in choice])}"
    return error


def _refusal(refused: Mapping[str, NoTableError]) -> SheetError:
    """Return the error of the only sheet, or one that names all sheets that were tried."""
    if len(refused) == 1:
        return next(iter(refused.values()))
    reasons = [f"{quoted(name)}: {error.message}" for name, error in refused.items()]
    return SheetError(
        f"no sheet has a table of people and skills ({'; '.join(reasons)})",
        "name a sheet and the row of its titles, such as --sheet 2 --header 3",
    )


def _check_options(options: ImportOptions) -> None:
    if options.scale and not options.scale[0] < options.scale[1]:
        raise SheetError("a scale must go from a lower to a higher number", "write it as --scale 0-10")
    if options.full_time_hours <= 0:
        raise SheetError("full time must be more than 0 hours a week", "write it as --full-time-hours 40")
    for word, level in options.levels.items():
        if level != LEARN and level not in range(HIGHEST + 1):
            raise SheetError(f"{quoted(word)} cannot be level {level}", f"a level is 0 to {HIGHEST}, or {LEARN}")


def _team(sheet: Sheet, name: str, options: ImportOptions, resolver: CatalogNames) -> ImportedTeam:
    reader = LevelReader(options, tuple(resolver.levels), decimal_comma=sheet.decimal_comma)
    table = find_table(sheet, options, resolver, reader)
    if not table.exported:
        check_kind(sheet.rows, table.header.row)
    columns = find_columns(table, options.map, resolver, reader)
    names = TableNames(options.map, resolver)
    people = TablePeople(table, columns, options, names)
    levels = LevelTable(table, columns, reader, names)
    people.read(levels)
    levels.check(options)
    if not people.members():
        raise NoTableError("the sheet names nobody", "choose its table with --sheet, --header and --layout")
    unrated = [] if table.exported else list(people.add_unrated(resolver))
    decisions = (
        *table.decisions(),
        *column_decisions(table, columns, options.map, resolver),
        *levels.decisions(options),
        *people.decisions(),
        *unrated,
        f"team: {quoted(name)} (--team)",
        *names.decisions(),
        *role_decisions(people.members(), has_column=bool(columns.roles)),
        *required_decision(people.members(), names.known_skills, resolver),
    )
    unknown = tuple(names.unknown_skills.values()), tuple(names.unknown_roles.values())
    return ImportedTeam(name, people.members(), decisions, *unknown, tuple(names.idle_skills()))
