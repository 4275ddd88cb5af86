"""The commands and what stands above them."""

import os
from importlib import import_module
from typing import Annotated

import typer

# In the order of the help. Each command is a function of its own name in the module of that name.
COMMANDS = ("audit", "roles")

app = typer.Typer(
    name="mlops-team",
    help="Audit machine-learning teams: which roles, skills and practices are covered, and what is missing.",
    no_args_is_help=True,
    # Plain help: the rich one costs more than the audit of a file.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,  # installing it would write to start-up files of the shell
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from mlops_team._version import __version__

        typer.echo(f"mlops-team {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    del version  # handled by its callback


def add_commands(words: list[str]) -> None:
    """Add the command that is asked for; all of them when help, a completion or a message may need to know them."""
    alone = bool(words) and words[0] in COMMANDS and "_MLOPS_TEAM_COMPLETE" not in os.environ
    for name in words[:1] if alone else COMMANDS:
        app.command(name)(getattr(import_module(f"mlops_team.cli.{name}"), name))
