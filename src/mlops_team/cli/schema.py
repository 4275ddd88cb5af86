"""`mlops-team schema`."""

import json
from typing import Annotated

import typer

from mlops_team.cli import common, completion
from mlops_team.errors import ConfigError
from mlops_team.inputs import schema as schemas
from mlops_team.text import did_you_mean, listing, quoted

TEAM = "team"


def schema(
    name: Annotated[
        str,
        typer.Argument(
            metavar="[SCHEMA]", help=f"{listing(schemas.names(), 'or')}.", autocompletion=completion.schemas
        ),
    ] = TEAM,
    roles: common.RolesFolder = None,
    config: common.ConfigFile = None,
    isolated: common.Isolated = False,
    debug: common.Debug = False,
) -> None:
    """Print the JSON Schema of a format, for editors.

    The schema of team files includes the names of the catalog's roles, skills and responsibilities, and of the rules.
    """
    del debug  # see main
    names = schemas.names()
    if name not in names:
        raise ConfigError(f"unknown schema {quoted(name)}", did_you_mean(name, names, "schemas"))
    if name == TEAM:
        from mlops_team.render.editor_schema import team_schema

        catalogs = common.catalogs_from(roles, common.config_from(config, isolated=isolated))
        whole = team_schema(catalogs.default, catalogs.names)
    else:
        if roles is not None or config is not None:
            option = "--roles" if roles is not None else "--config"
            raise ConfigError(
                f"{option}: the schema of {name} files is the same for every catalog",
                f"remove {option}, or name the schema {TEAM}",
            )
        whole = schemas.load(name)
    common.write([json.dumps(whole, indent=2, ensure_ascii=False), "\n"])
