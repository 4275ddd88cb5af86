"""`mlops-team resilience`."""

from typing import Annotated, Literal

import typer

from mlops_team.audits.coverage import cover
from mlops_team.audits.options import Settings
from mlops_team.cli import common
from mlops_team.inputs.discover import DEFAULT


def resilience(
    file: Annotated[str, typer.Argument(metavar="[FILE]", help="A team file, or - for stdin.")] = DEFAULT,
    pairs: Annotated[bool, typer.Option("--pairs", help="Look for the worst pairs to lose at once, too.")] = False,
    format_: Annotated[
        Literal["text", "json", "markdown"], typer.Option("--format", "-f", help="What to write to stdout.")
    ] = "text",
    roles: common.RolesFolder = None,
    as_of: common.AsOf = None,
    config: common.ConfigFile = None,
    isolated: common.Isolated = False,
    debug: common.Debug = False,
) -> None:
    """Report which members a team cannot lose, and who could step in.

    Exits with 0, or with 2 when the file cannot be read.
    """
    del debug  # see main
    catalog = common.catalog_from(roles, common.config_from(config, isolated=isolated))
    settings = Settings(catalog, common.day_from(as_of, isolated=isolated))
    color, width = common.colored("auto", isolated=isolated), common.terminal_width()
    source = common.source_from(file, settings)
    from mlops_team.audits import resilience as losses
    from mlops_team.render import resilience as rendered

    found = losses.resilience(cover(source.team, catalog, settings.as_of), pairs=pairs)
    about = rendered.About(source.team.name, source.file, settings.as_of)
    if format_ == "json":
        common.write(rendered.as_json(about, found))
    elif format_ == "markdown":
        common.write(rendered.markdown(about, found))
    else:
        common.write(common.painter_for(width, color=color)(rendered.text(about, found)))
