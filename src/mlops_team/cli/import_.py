"""`mlops-team import`."""

import os
import shlex
import sys
from datetime import date

import typer

from mlops_team import settings as configs
from mlops_team.audits.coverage import cover, per_cent
from mlops_team.audits.rules import WAIVABLE
from mlops_team.cli import common, import_options
from mlops_team.cli.new_file import check_new, write_new
from mlops_team.errors import ConfigError
from mlops_team.inputs import yaml_reader
from mlops_team.inputs.catalog import Catalog
from mlops_team.inputs.catalog_names import CatalogNames
from mlops_team.inputs.discover import DEFAULT
from mlops_team.inputs.files import read_regular, why
from mlops_team.inputs.import_map import read_map, write_map
from mlops_team.inputs.imported_team import ImportedTeam, ImportMap, ImportOptions, SheetError
from mlops_team.inputs.sheet_import import import_sheet
from mlops_team.inputs.spreadsheet import MAX_BYTES
from mlops_team.inputs.team_reader import read_team
from mlops_team.render.team_yaml import NewTeam, team_yaml
from mlops_team.text import quoted

_STDIN = "-"
_OUTPUT, _WRITE_MAP = "--output", "--write-map"


def import_(
    sheet: import_options.Sheet,
    output: import_options.Output = None,
    map_: import_options.Map = None,
    new_map: import_options.NewMap = None,
    workbook_sheet: import_options.WorkbookSheet = None,
    header: import_options.Header = None,
    layout: import_options.TableLayout = "auto",
    encoding: import_options.Encoding = None,
    delimiter: import_options.Delimiter = None,
    scale: import_options.Scale = None,
    level: import_options.Level = None,
    learn_by: import_options.LearnBy = None,
    merge: import_options.Merge = False,
    full_time_hours: import_options.FullTimeHours = "40",
    date_format: import_options.DateFormat = None,
    team: import_options.TeamName = None,
    roles: common.RolesFolder = None,
    as_of: common.AsOf = None,
    config: common.ConfigFile = None,
    isolated: common.Isolated = False,
    debug: common.Debug = False,
) -> None:
    """Turn a spreadsheet of people and skills into a team file.

    Reports each decision on stderr with the option that changes it. Exits with 0, or 2 if it cannot read the sheet.
    """
    del debug  # see main
    _check_outputs(output, new_map)
    choice = common.catalogs_from(roles, common.config_from(config, isolated=isolated))
    catalog, day = choice.default, common.day_from(as_of, isolated=isolated)
    names = CatalogNames(catalog)
    options = ImportOptions(
        encoding, delimiter, workbook_sheet, header, layout, import_options.scale_from(scale),
        levels=import_options.levels_from(level or (), catalog),
        learn_by=None if learn_by is None else configs.day(learn_by, "--learn-by"),
        map=ImportMap() if map_ is None else _map(map_, names),
        merge=merge,
        full_time_hours=import_options.hours_from(full_time_hours),
        date_format=import_options.date_format_from(date_format),
        team=team,
    )  # fmt: skip
    imported = _imported(sheet, options, names)
    chosen = roles if roles in choice.names else None
    text = _team_file(imported, chosen, names, catalog, day)
    coverage = _coverage(text, sheet, catalog, day)
    _write_files(text, output, imported, names, new_map)
    for decision in imported.decisions:
        common.say(decision)
    _report_coverage(coverage, ["--roles", roles] if roles and not chosen else [], output)


def _check_outputs(output: str | None, new_map: str | None) -> None:
    if output is not None:
        check_new(output, DEFAULT, _OUTPUT)
    if new_map is not None:
        check_new(new_map, "names.yaml", _WRITE_MAP)
        if output is not None and os.path.realpath(new_map) == os.path.realpath(output):
            raise ConfigError(f"{_OUTPUT} and {_WRITE_MAP} name the same file", "name two files")


def _map(file: str, names: CatalogNames) -> ImportMap:
    """Return the user's map; or print why it cannot be read and exit with 2."""
    document = yaml_reader.read(file)
    for fault in document.faults:
        common.say_input_error(fault)
    if document.faults:
        raise typer.Exit(2)
    try:
        return read_map(document.value, names)
    except SheetError as error:
        raise ConfigError(f"{file}: {error.message}", error.hint) from None


def _imported(sheet: str, options: ImportOptions, names: CatalogNames) -> ImportedTeam:
    try:
        return import_sheet(_bytes(sheet), "" if sheet == _STDIN else sheet, options, names)
    except SheetError as error:
        raise ConfigError(f"{_shown(sheet)}: {error.message}", error.hint) from None


def _team_file(imported: ImportedTeam, chosen: str | None, names: CatalogNames, catalog: Catalog, day: date) -> str:
    candidates = {title: names.nearest("role", title) for title in imported.unknown_roles}
    return team_yaml(NewTeam(imported.name, imported.members, chosen), catalog, day, candidates)


def _bytes(sheet: str) -> bytes:
    """Return what is in a sheet's file, or somewhat more than can be imported of it."""
    if sheet == _STDIN:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        return read_regular(sheet, MAX_BYTES)
    except OSError as error:
        raise ConfigError(
            f"{sheet or quoted(sheet)}: cannot be read: {why(error)}", "name a .csv or .xlsx file"
        ) from None


def _shown(sheet: str) -> str:
    return "stdin" if sheet == _STDIN else sheet


def _coverage(text: str, sheet: str, catalog: Catalog, day: date) -> int:
    """Return what a team file covers, in whole per cent, once it is clear that an audit reads it."""
    team, faults = read_team(yaml_reader.parse(DEFAULT, text.encode()), catalog, WAIVABLE)
    if team is None:
        message = f"{_shown(sheet)}: no audit would read the team file: {faults[0].message}"
        too_large = faults[0].code == "MT002"  # names and levels are always sound YAML
        raise ConfigError(message, "split the sheet into a file for each team" if too_large else faults[0].hint)
    return per_cent(cover(team, catalog, day).coverage)


def _write_files(
    text: str, output: str | None, imported: ImportedTeam, names: CatalogNames, new_map: str | None
) -> None:
    if new_map is not None:
        write_new(new_map, write_map(imported, names).encode(), _WRITE_MAP)
    if output is None:
        common.write([text])
    else:
        write_new(output, text.encode(), _OUTPUT)
        common.say(f"{output} is written")


def _report_coverage(coverage: int, catalog_option: list[str], output: str | None) -> None:
    audit = shlex.join(["mlops-team", "audit", *catalog_option, output or DEFAULT])
    common.say(f"coverage: {coverage} %; {audit} reports what is missing")
