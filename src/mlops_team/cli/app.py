"""The commands, and the options of the program itself."""

import os
from importlib import import_module
from keyword import iskeyword
from typing import Annotated

import typer

# In the order of the help, with what the list of commands says of each: the first sentence of its own help. A command
# is a function of its own name in the module of that name, with an underscore where the name is a keyword of Python.
COMMANDS = {
    "audit": "Report what teams cover and what they lack, and where.",
    "plan": "Find the cheapest way to close a team's gaps, and prove it.",
    "diff": "Show what changed from one version of a team to another.",
    "history": "Show coverage over the file's git history, and what moved it.",
    "resilience": "Report who would be missed most, and who could step in.",
    "who": "List who has a skill, and with how much time to spare.",
    "roles": "Show the roles that teams are checked against, or one of them.",
    "explain": "Say what a rule requires, why, and how to fix its findings.",
    "schema": "Print the JSON Schema of a format, for editors.",
    "init": "Write a team file to start from; never overwrites.",
    "import": "Turn a spreadsheet of people and skills into a team file.",
    "export": "Write a team as a spreadsheet, which import reads back.",
}


def _print_version(wanted: bool) -> None:
    if wanted:
        from mlops_team._version import __version__

        typer.echo(f"mlops-team {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    del version  # handled by its callback


def app_for(words: list[str]) -> typer.Typer:
    """Return the program with the command that these words name; with all, not loaded, where they name none."""
    app = typer.Typer(
        name="mlops-team",
        help="Audit machine-learning teams: which roles, skills and practices are covered, and what is missing.",
        no_args_is_help=True,
        # Plain help: rich help costs more than the audit of a file.
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_root)
    if "_MLOPS_TEAM_COMPLETE" in os.environ:
        words = _words_before()
    for name in words[:1] if words and words[0] in COMMANDS else COMMANDS:
        command = _unloaded
        if any(word in COMMANDS for word in words):
            own_name = f"{name}_" if iskeyword(name) else name
            command = getattr(import_module(f"mlops_team.cli.{own_name}"), own_name)
        app.command(name, short_help=COMMANDS[name])(command)
    return app


def _unloaded() -> None:
    """Take the place of a command that the words do not name."""


def _words_before() -> list[str]:
    """Return the words before the one to be completed, as bash and as other shells hand them over."""
    line = os.environ.get("_TYPER_COMPLETE_ARGS") or os.environ.get("COMP_WORDS", "")
    return line.split()[1:] if len(line.split()) > 2 or line.endswith((" ", "\n")) else []  # noqa: PLR2004
