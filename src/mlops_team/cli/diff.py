"""`mlops-team diff`."""

from typing import Annotated

import typer

from mlops_team.cli import audit_options, common

Old = Annotated[
    str,
    typer.Argument(
        metavar="OLD",
        help="A file, REV:PATH from git (REV...:PATH: the last commit shared with HEAD), a json report, or -.",
    ),
]
New = Annotated[
    str | None,
    typer.Argument(metavar="[NEW]", help="The same; by default, if OLD is REV:PATH, that file as it is now."),
]


def diff(
    old: Old,
    new: New = None,
    format_: common.Format = "text",
    fail_on: audit_options.FailOn = None,
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
    """Show what changed from one version of a team to another.

    Exits with 1 when a new or worse finding is at or above --fail-on, with 2 when a side cannot be audited, and with 0
    otherwise.
    """
    del debug  # see main
    paint = common.painter(color, isolated=isolated)
    settings = audit_options.settings_from(
        roles=roles, people=people, as_of=as_of, select=select, ignore=ignore, config=config, isolated=isolated,
        no_waivers=no_waivers, redact=redact, fail_on=fail_on,
    )  # fmt: skip
    from mlops_team.audits.diff import diff_sides
    from mlops_team.render import diff as rendered
    from mlops_team.render.diff_json import as_json

    result = diff_sides(old, new, settings)
    for error in result.errors:
        common.say_input_error(error)
    if format_ == "json":
        for note in result.notes:
            common.say(f"mlops-team: {note}")
    common.write_in(
        format_, paint,
        json=lambda: as_json(result),
        markdown=lambda: rendered.markdown(result),
        text=lambda: rendered.text(result),
    )  # fmt: skip
    raise typer.Exit(result.exit_code)
