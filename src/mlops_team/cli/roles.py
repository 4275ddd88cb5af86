"""`mlops-team roles`."""

from typing import Annotated, Literal

import typer

from mlops_team.cli import common, completion
from mlops_team.cli.catalogs import copied, known_catalogs
from mlops_team.errors import ConfigError
from mlops_team.inputs.catalog import Catalog
from mlops_team.text import listing, quoted


def roles(
    role: Annotated[
        str | None,
        typer.Argument(metavar="[ROLE]", help="A role's id, title or alias.", autocompletion=completion.roles),
    ] = None,
    format_: Annotated[
        Literal["text", "json"], typer.Option("--format", "-f", help="What to write to stdout.")
    ] = "text",
    levels: Annotated[bool, typer.Option("--levels", help="Show what the levels mean.")] = False,
    list_: Annotated[bool, typer.Option("--list", help="Name the catalogs that --roles takes by name.")] = False,
    export: Annotated[
        str | None, typer.Option(metavar="DIR", help="Write the catalog's files to a folder, to start from.")
    ] = None,
    catalog: common.RolesFolder = None,
    config: common.ConfigFile = None,
    isolated: common.Isolated = False,
    debug: common.Debug = False,
) -> None:
    """Show the roles that teams are checked against, or one of them."""
    del debug  # see main
    wanted = {"ROLE": role is not None, "--levels": levels, "--list": list_, "--export": export is not None}
    if len(given := [name for name, is_given in wanted.items() if is_given]) > 1:
        raise ConfigError(f"{listing(given)} exclude each other", "give one of them")
    chosen = common.config_from(config, isolated=isolated)
    from mlops_team.render import catalog as rendered

    if list_:
        catalogs = known_catalogs(chosen)
        common.write(rendered.catalogs_as_json(catalogs) if format_ == "json" else rendered.catalogs(catalogs))
    elif export is not None:
        common.catalog_from(catalog, chosen)  # of a catalog that cannot be used nothing is written
        for file in copied(catalog, chosen, export):
            common.say(f"{file}: written")
    else:
        _show(common.catalog_from(catalog, chosen), role, format_, levels=levels)


def _show(catalog: Catalog, role: str | None, format_: str, *, levels: bool) -> None:
    from mlops_team.render import catalog as rendered

    id = catalog.role_named(role) if role is not None else None
    if role is not None and id is None:
        raise ConfigError(f"unknown role {quoted(role)}", catalog.role_hint(role))
    shown = [catalog.roles[id]] if id else list(catalog.roles.values())
    if levels:
        common.write(rendered.levels_as_json(catalog) if format_ == "json" else rendered.levels(catalog))
    elif format_ == "json":
        common.write(rendered.as_json(catalog, shown, single=id is not None))
    elif id:
        common.write(rendered.card(catalog, catalog.roles[id]))
    else:
        common.write(rendered.table(catalog))
