"""`mlops-team roles`."""

from typing import Annotated

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
    format_: common.TextOrJson = "text",
    levels: Annotated[bool, typer.Option("--levels", help="Show what the levels mean.")] = False,
    skills: Annotated[bool, typer.Option("--skills", help="List the skills, and the roles that require each.")] = False,
    list_: Annotated[bool, typer.Option("--list", help="List the catalogs that have a name for --roles.")] = False,
    export: Annotated[
        str | None, typer.Option(metavar="DIR", help="Write the catalog's files to a folder, to start from.")
    ] = None,
    catalog: common.RolesFolder = None,
    config: common.ConfigFile = None,
    color: common.Color = "auto",
    isolated: common.Isolated = False,
    debug: common.Debug = False,
) -> None:
    """Show the roles that teams are checked against, or one of them."""
    del debug  # see main
    words = {"ROLE": role, "--levels": levels, "--skills": skills, "--list": list_, "--export": export}
    if len(given := [name for name, value in words.items() if value not in {None, False}]) > 1:
        raise ConfigError(f"{listing(given)} exclude each other", "give one of them")
    chosen = common.config_from(config, isolated=isolated)
    paint = common.painter(color, isolated=isolated, page=levels or role is not None)
    as_json = format_ == "json"
    from mlops_team.render import catalog as rendered

    if list_:
        catalogs = known_catalogs(chosen)
        common.write(rendered.catalogs_as_json(catalogs) if as_json else paint(rendered.catalogs(catalogs)))
    elif export is not None:
        common.catalog_from(catalog, chosen)  # writes nothing for a catalog that cannot be used
        for file in copied(catalog, chosen, export):
            common.say(f"{file}: written")
    elif levels or skills:
        loaded = common.catalog_from(catalog, chosen)
        page, object_ = (
            (rendered.levels, rendered.levels_as_json) if levels else (rendered.skills, rendered.skills_as_json)
        )
        common.write(object_(loaded) if as_json else paint(page(loaded)))
    else:
        loaded = common.catalog_from(catalog, chosen)
        id = None if role is None else _id(loaded, role)
        shown = list(loaded.roles.values()) if id is None else [loaded.roles[id]]
        if as_json:
            common.write(rendered.as_json(loaded, shown, single=id is not None))
        else:
            common.write(paint(rendered.table(loaded) if id is None else rendered.card(loaded, shown[0])))


def _id(catalog: Catalog, role: str) -> str:
    id = catalog.role_named(role)
    if id is not None:
        return id
    skill = catalog.skill_named(role)
    if skill is None:
        raise ConfigError(f"unknown role {quoted(role)}", catalog.role_hint(role))
    shown = catalog.shown_by(skill)
    counts = f"shows {listing(shown)}" if shown else "counts for no skill that roles require"
    kind = "a skill" if skill in catalog.skills else f"a tool, which {counts}"
    raise ConfigError(f"{quoted(role)} is no role, but {kind}", "`mlops-team roles --skills` lists the skills")
