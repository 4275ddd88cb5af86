"""`mlops-team history`."""

import os
from typing import Annotated, Literal

import typer

from mlops_team import settings as configs
from mlops_team.audits.history import History, PointRange, history_of
from mlops_team.audits.options import Settings
from mlops_team.cli import audit_options, common
from mlops_team.inputs.discover import DEFAULT, team_files
from mlops_team.inputs.git import GitError
from mlops_team.render.styled import Painter

_SHALLOW = (
    "this clone is shallow and lacks the older versions; run `git fetch --unshallow`, or set fetch-depth: 0 in a"
    " workflow"
)


def history(
    path: Annotated[str, typer.Argument(metavar="[PATH]", help="A team file or a folder.")] = DEFAULT,
    every: Annotated[
        Literal["week", "month", "quarter"] | None,
        typer.Option(help="Show a row for the end of each, in place of each version."),
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Show only rows from this day on.")] = None,
    max_count: Annotated[int | None, typer.Option(metavar="N", min=1, help="Show only the newest N rows.")] = None,
    format_: Annotated[
        Literal["text", "json", "csv", "html"], typer.Option("--format", "-f", help="What to write to stdout.")
    ] = "text",
    select: audit_options.Select = None,
    ignore: audit_options.Ignore = None,
    roles: common.RolesFolder = None,
    people: common.People = None,
    as_of: common.AsOf = None,
    redact: common.Redact = False,
    no_waivers: audit_options.NoWaivers = False,
    color: common.Color = "auto",
    config: common.ConfigFile = None,
    isolated: common.Isolated = False,
    debug: common.Debug = False,
) -> None:
    """Show coverage over the file's git history, and what moved it.

    Exits with 0, or with 2 when no version can be audited.
    """
    del debug  # see main
    settings = audit_options.settings_from(
        roles=roles, people=people, as_of=as_of, select=select, ignore=ignore, config=config, isolated=isolated,
        no_waivers=no_waivers, redact=redact,
    )  # fmt: skip
    first = None if since is None else configs.day(since, "--since")
    last = settings.as_of if as_of or common.environment("MLOPS_TEAM_AS_OF", isolated=isolated) else None
    paint = common.painter(color, isolated=isolated)
    folder = os.path.isdir(path)
    histories, failed = _histories(path, settings, PointRange(every, first, last, max_count), folder=folder)
    if histories or folder:
        _write(histories, format_, paint, folder=folder)
    for history in histories:
        if not history.points:
            hint = "try another --since" if since else f"the history is that up to {settings.as_of}"
            common.say(f"mlops-team: {history.file}: no version of it is in the requested time; {hint}")
    if any(history.shallow for history in histories):
        common.say(f"mlops-team: warning: {_SHALLOW}")
    for note in dict.fromkeys(history.note for history in histories if history.note):
        common.say(f"mlops-team: {note}")
    raise typer.Exit(2 if failed else max((history.exit_code for history in histories), default=0))


def _histories(path: str, settings: Settings, span: PointRange, *, folder: bool) -> tuple[list[History], bool]:
    """Return the history of each file, and whether any of a folder's has none."""
    if not folder:
        return [history_of(path, settings, span)], False
    histories, failed = [], False
    for file in team_files([path]):
        try:
            histories.append(history_of(file, settings, span))
        except GitError as error:
            common.say(f"mlops-team: error: {file}: {error}")
            failed = True
    return histories, failed


def _write(histories: list[History], format_: str, paint: Painter, *, folder: bool) -> None:
    from mlops_team.render import history as rendered

    if format_ == "json":
        common.write([rendered.as_json(histories, folder=folder)])
    elif format_ == "csv":
        common.write([rendered.as_csv(histories)])
    elif format_ == "html":
        from mlops_team.render.history_html import html

        common.write([html(histories)])
    else:
        common.write(paint(rendered.text(histories, common.terminal_width())))
