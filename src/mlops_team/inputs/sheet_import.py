"""A skills spreadsheet, or a list of people, to a team, with every decision of the import."""

import os

from mlops_team.inputs.catalog_names import CatalogNames
from mlops_team.inputs.imported_team import LEARN, ImportedTeam, ImportOptions, SheetError
from mlops_team.inputs.spreadsheet import read_spreadsheet
from mlops_team.inputs.table_cells import HIGHEST, LevelReader
from mlops_team.inputs.table_columns import find_columns
from mlops_team.inputs.table_header import check_kind
from mlops_team.inputs.table_layout import find_table
from mlops_team.inputs.table_levels import LevelTable
from mlops_team.inputs.table_names import MAX_NAME, TableNames, tidy
from mlops_team.inputs.table_people import TablePeople
from mlops_team.inputs.table_roles import required_decision, role_decisions
from mlops_team.inputs.workbook import Sheet
from mlops_team.text import quoted, some


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
    sheet, others, decisions = read_spreadsheet(data, file_name, options)
    name = tidy(options.team or os.path.splitext(os.path.basename(file_name))[0])[:MAX_NAME] or "Team"
    try:
        team = _team(sheet, name, options, resolver)
    except SheetError as error:
        if others and options.sheet is None:
            error.hint += f"; or read another sheet with --sheet: {some([quoted(other) for other in others])}"
        raise
    return team._replace(decisions=(*decisions, *team.decisions))


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
        raise SheetError("the sheet names nobody", "choose its table with --sheet, --header and --layout")
    unrated = [] if table.exported else list(people.add_unrated(resolver))
    decisions = (
        *table.decisions(),
        *columns.decisions,
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
