"""`mlops-team init`."""

import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from mlops_team.cli import common
from mlops_team.cli.new_file import check_new, write_new
from mlops_team.inputs.discover import DEFAULT, is_team_file
from mlops_team.inputs.imported_team import ImportedMember
from mlops_team.render.team_yaml import SCHEMA_FILE, NewTeam, team_yaml
from mlops_team.text import some

_TEAM = "My team"
_STDOUT = "-"


def init(
    file: Annotated[
        str, typer.Argument(metavar="[FILE]", help="The file to write, or - for stdout.", show_default=True)
    ] = DEFAULT,
    no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing, even at a terminal.")] = False,
    roles: common.RolesFolder = None,
    config: common.ConfigFile = None,
    isolated: common.Isolated = False,
    debug: common.Debug = False,
) -> None:
    """Write a team file to start from; never overwrites.

    Every part of the format is in it, as an example in a comment. At a terminal it asks for the team's name, its
    members, their roles and levels; elsewhere it reads no answers and writes the examples alone.
    """
    del debug  # see main
    if file != _STDOUT:
        check_new(file, DEFAULT)
    choice = common.catalogs_from(roles, common.config_from(config, isolated=isolated))
    day = common.day_from(None, isolated=isolated)
    name, members = _TEAM, list[ImportedMember]()
    asked = not no_input and _somebody_is_there(isolated=isolated)
    if asked:
        from mlops_team.cli.questions import Questions

        questions = Questions(choice.default)
        name, members = questions.ask(_TEAM), [*questions.members.values()]
    chosen = roles if roles in choice.names else None
    text = team_yaml(NewTeam(name, members, chosen, assessed=day), choice.default, day, {})
    if file == _STDOUT:
        common.write([text])
        return
    write_new(file, text.encode())
    template = "" if asked or no_input else " as a template: init asks its questions only at a terminal"
    common.say(f"{file} is written{template}. Next:")
    for number, (step, command) in enumerate(_steps(file, members, roles, in_file=chosen is not None), 1):
        common.say(f"  {number}. {step}{':' if command else ''}")
        if command:
            common.say(f"     {command}")


def _somebody_is_there(*, isolated: bool) -> bool:
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return all(map(common.is_terminal, streams)) and not common.environment("CI", isolated=isolated)


def _steps(
    file: str, members: Sequence[ImportedMember], roles: str | None, *, in_file: bool
) -> Iterator[tuple[str, str]]:
    """Yield what to do with the file, in order, with a command to do it by, if there is any."""
    unrated = [member.name for member in members if None in member.skills.values()]
    if not members:
        yield "Write your members, their roles and the levels of their skills into it", ""
    elif unrated:
        yield f"Fill in the levels of {some(unrated)}: a number from 0 to 5 after each skill", ""
    options = [] if roles is None else ["--roles", roles]
    yield "See what is missing", shlex.join(["mlops-team", "audit", *([] if in_file else options), file])
    if not is_team_file(os.path.basename(file)):
        yield "Name the file in every command: searches of folders find team.yaml and NAME.team.yaml", ""
    schema = os.path.join(os.path.dirname(file), SCHEMA_FILE)
    if not os.path.exists(schema):
        command = shlex.join(["mlops-team", "schema", "team", *options])
        yield "Get completion in your editor", f"{command} > {shlex.quote(schema)}"
