"""`mlops-team export`."""

import os
from typing import Annotated

import typer

from mlops_team.cli import audit_options, common
from mlops_team.cli.new_file import check_new, write_new
from mlops_team.cli.sources import Sources, sources_from
from mlops_team.errors import ConfigError
from mlops_team.inputs.catalog import Catalog
from mlops_team.inputs.discover import DEFAULT
from mlops_team.inputs.team import Member, Team
from mlops_team.render.team_csv import Assessment, MemberRow, Rows, form_rows, table_csv, team_rows
from mlops_team.text import quoted

_TEXT, _WORKBOOK = ".csv", ".xlsx"


def export(
    file: Annotated[
        str, typer.Argument(metavar="[FILE]", help="A team file, or - for stdin.", show_default=True)
    ] = DEFAULT,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Write a new .csv or .xlsx file.")
    ] = None,
    form: Annotated[bool, typer.Option("--form", help="Write a blank sheet for self-assessment.")] = False,
    bom: Annotated[bool, typer.Option("--bom", help="Mark CSV as UTF-8 for spreadsheet programs.")] = False,
    roles: common.RolesFolder = None,
    people: common.People = None,
    as_of: common.AsOf = None,
    without: common.Without = None,
    with_: common.With = None,
    redact: common.Redact = False,
    config: common.ConfigFile = None,
    isolated: common.Isolated = False,
    debug: common.Debug = False,
) -> None:
    """Write a team as a spreadsheet, which import reads back.

    Exits with 0 when it is written, 2 when the team file cannot be read.
    """
    del debug  # see main
    workbook = output is not None and _is_workbook(output)
    if workbook and bom:
        raise ConfigError("--bom: a workbook has no byte-order mark", "remove --bom, or write a .csv file")
    settings = audit_options.settings_without_rules(roles, people, as_of, config, isolated=isolated, redact=redact)
    day = settings.as_of
    sources = sources_from([file], settings, tuple(without or ()), with_)
    team = _single_team(file, sources)
    needed = team.catalog_on(day)
    rows = (
        _form(team, [member for member in team.members if member.active(day)], needed) if form else _table(team, needed)
    )
    if output is None:
        common.write([table_csv(rows, bom=bom)])
        return
    write_new(output, _workbook(rows) if workbook else table_csv(rows, bom=bom).encode(), "--output")
    common.say(f"{output} is written")


def _single_team(file: str, sources: Sources) -> Team:
    if len(sources.teams) > 1:
        raise ConfigError(f"{file} has {len(sources.teams)} team files", f"name one, such as {sources.teams[0].file}")
    if not sources.teams or sources.errors:
        raise typer.Exit(2)
    return sources.teams[0].team


def _is_workbook(output: str) -> bool:
    """Whether to write a workbook, by the name of the file, which must be new."""
    check_new(output, f"team{_TEXT}", "--output")
    ending = os.path.splitext(output)[1].lower()
    if ending not in (_TEXT, _WORKBOOK):
        raise ConfigError(
            f"--output: {quoted(output)} does not say in which format", f"end it in {_TEXT} or {_WORKBOOK}"
        )
    return ending == _WORKBOOK


def _workbook(rows: Rows) -> bytes:
    from mlops_team.render.team_xlsx import table_xlsx

    return table_xlsx(rows)


def _table(team: Team, catalog: Catalog) -> Rows:
    required = {requirement.skill for role in catalog.audited for requirement in role.requirements}
    return team_rows([_row(member) for member in team.members], [id for id in catalog.skills if id in required])


def _row(member: Member) -> MemberRow:
    return MemberRow(
        member.name,
        member.id,
        tuple(member.roles),
        member.allocation if member.allocation_written else None,
        member.starts,
        member.ends,
        {name: entry.level for name, entry in member.listed.items()},
    )


def _form(team: Team, members: list[Member], catalog: Catalog) -> Rows:
    people = [Assessment(member.name, member.id, tuple(member.roles), _skills(member, catalog)) for member in members]
    titles = {skill.id: skill.title for skill in catalog.skills.values()}
    return form_rows(team.name, people, titles, [(level.name, level.description) for level in catalog.levels])


def _skills(member: Member, catalog: Catalog) -> frozenset[str]:
    """Return the skills of a member's roles, required and desired."""
    return frozenset(requirement.skill for role in member.roles for requirement in catalog.roles[role].requirements)
