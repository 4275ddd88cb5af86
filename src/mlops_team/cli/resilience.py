"""`mlops-team resilience`."""

from typing import Annotated

import typer

from mlops_team.cli import audit_options, common
from mlops_team.cli.sources import sources_from


def resilience(
    paths: common.Paths = None,
    pairs: Annotated[bool, typer.Option("--pairs", help="Also try all pairs, in teams of up to 60 people.")] = False,
    format_: common.Format = "text",
    roles: common.RolesFolder = None,
    people: common.People = None,
    as_of: common.AsOf = None,
    without: common.Without = None,
    with_: common.With = None,
    redact: common.Redact = False,
    color: common.Color = "auto",
    config: common.ConfigFile = None,
    isolated: common.Isolated = False,
    debug: common.Debug = False,
) -> None:
    """Report who would be missed most, and who could step in.

    Exits with 0, or with 2 when a file cannot be read.
    """
    del debug  # see main
    settings = audit_options.settings_without_rules(roles, people, as_of, config, isolated=isolated, redact=redact)
    paint = common.painter(color, isolated=isolated)
    sources = sources_from(paths, settings, tuple(without or ()), with_)
    from mlops_team.audits.resilience import team_resilience
    from mlops_team.render import resilience as rendered

    teams = [team_resilience(source, settings.as_of, sources.what_if, pairs=pairs) for source in sources.teams]
    if teams or format_ == "json":  # else the errors on stderr say it all
        common.write_in(
            format_, paint,
            json=lambda: rendered.as_json(teams, sources.errors, single=sources.single),
            markdown=lambda: rendered.markdown(teams),
            text=lambda: rendered.text(teams),
        )  # fmt: skip
    raise typer.Exit(2 if sources.errors else 0)
