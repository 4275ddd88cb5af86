"""`mlops-team roles`."""

from typing import Annotated, Literal

import typer

from mlops_team.cli import common, completion
from mlops_team.errors import ConfigError
from mlops_team.text import did_you_mean, quoted


def roles(
    role: Annotated[
        str | None,
        typer.Argument(metavar="[ROLE]", help="A role's id, title or alias.", autocompletion=completion.roles),
    ] = None,
    format_: Annotated[
        Literal["text", "json"], typer.Option("--format", "-f", help="What to write to stdout.")
    ] = "text",
    folder: common.RolesFolder = None,
    config: common.ConfigFile = None,
    isolated: common.Isolated = False,
    debug: common.Debug = False,
) -> None:
    """Show the roles that teams are checked against, or one of them."""
    del debug  # see main
    catalog = common.catalog_from(folder, common.config_from(config, isolated=isolated))
    id = catalog.role_named(role) if role is not None else None
    if role is not None and id is None:
        raise ConfigError(f"unknown role {quoted(role)}", did_you_mean(role, catalog.roles, "roles"))
    from mlops_team.render import catalog as rendered

    shown = [catalog.roles[id]] if id else list(catalog.roles.values())
    if format_ == "json":
        common.write(rendered.as_json(catalog, shown, single=id is not None))
    elif id:
        common.write(rendered.card(catalog, catalog.roles[id]))
    else:
        common.write(rendered.table(catalog))
