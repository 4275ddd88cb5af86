"""`mlops-team init`."""

import os
import shlex
import sys
from typing import Annotated

import typer

from mlops_team.cli import common
from mlops_team.errors import ConfigError
from mlops_team.inputs.discover import DEFAULT, is_team_file
from mlops_team.inputs.files import why
from mlops_team.render.team_yaml import SCHEMA_FILE, Person, starter
from mlops_team.text import quoted

_TEAM = "My team"
_STDOUT = "-"


def init(
    file: Annotated[
        str, typer.Argument(metavar="[FILE]", help="The file to write, or - for stdout; team.yaml when left out.")
    ] = DEFAULT,
    no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing, also at a terminal.")] = False,
    roles: common.RolesFolder = None,
    config: common.ConfigFile = None,
    isolated: common.Isolated = False,
    debug: common.Debug = False,
) -> None:
    """Write a team file to start from; never overwrites.

    Every part of the format stands in it, in a comment. At a terminal it asks for the team's name,
    its people and their roles.
    """
    del debug  # handled by its callback
    if file != _STDOUT:
        _refuse(file)
    catalog = common.catalog_from(roles, common.config_from(config, isolated=isolated))
    day = common.day_from(None, isolated=isolated)
    team, people = _TEAM, list[Person]()
    if not no_input and _somebody_is_there(isolated=isolated):
        from mlops_team.cli.questions import ask

        team, people = ask(catalog, _TEAM)
    text = starter(catalog, team, people, day)
    if file == _STDOUT:
        common.write([text])
        return
    _create(file, text)
    _say_what_next(file, [] if roles is None else ["--roles", roles])


def _somebody_is_there(*, isolated: bool) -> bool:
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return all(map(common.is_terminal, streams)) and not common.environment("CI", isolated=isolated)


def _refuse(file: str) -> None:
    """Raise a ConfigError for what cannot become a file."""
    if not file:
        raise ConfigError('"" is no file name')
    if os.path.isdir(file):
        raise ConfigError(f"{file} is a folder", f"name a file in it, such as {os.path.join(file, DEFAULT)}")
    if os.path.lexists(file):
        raise _there(file)
    folder = os.path.dirname(file)
    if folder and not os.path.isdir(folder):
        raise ConfigError(f"there is no folder {quoted(folder)}", "make it first")


def _there(file: str) -> ConfigError:
    return ConfigError(f"{file} is there already, and is not overwritten", "name another file, or - for stdout")


def _create(file: str, text: str) -> None:
    """Write a new file, whole or not at all."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    except FileExistsError:
        raise _there(file) from None
    except OSError as error:
        raise _unwritable(file, error) from None
    try:
        with open(descriptor, "wb") as stream:
            stream.write(text.encode())
    except BaseException as error:
        os.unlink(file)
        if isinstance(error, OSError):
            raise _unwritable(file, error) from None
        raise


def _unwritable(file: str, error: OSError) -> ConfigError:
    return ConfigError(f"{file} cannot be written: {why(error)}", "name another file")


def _say_what_next(file: str, options: list[str]) -> None:
    schema = os.path.join(os.path.dirname(file), SCHEMA_FILE)
    common.say(f"{file} is written")
    if not is_team_file(os.path.basename(file)):
        common.say("  searches of folders find team.yaml and NAME.team.yaml: this file has to be named to be audited")
    common.say(f"  what is missing:         {shlex.join(['mlops-team', 'audit', *options, file])}")
    if not os.path.exists(schema):
        made = shlex.join(["mlops-team", "schema", "team", *options])
        common.say(f"  completion in editors:   {made} > {shlex.quote(schema)}")
