"""The commands and what stands above them."""

import os
from importlib import import_module
from typing import Annotated

import typer

# In the order of the help. Each command is a function of its own name in the module of that name.
COMMANDS = ("audit", "plan", "resilience", "roles", "explain", "schema", "init")


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
    """Return the program with the command that is asked for; with all when help or a message may need to know them."""
    app = typer.Typer(
        name="mlops-team",
        help="Audit machine-learning teams: which roles, skills and practices are covered, and what is missing.",
        no_args_is_help=True,
        # Plain help: the rich one costs more than the audit of a file.
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_root)
    for name in _commands(words):
        command = getattr(import_module(f"mlops_team.cli.{name}"), name)
        if _completing():
            from mlops_team.cli.completion import add_completions

            add_completions(command)
        app.command(name)(command)
    return app


def _completing() -> bool:
    return "_MLOPS_TEAM_COMPLETE" in os.environ


def _commands(words: list[str]) -> tuple[str, ...]:
    if _completing():
        # The words before the one at the cursor, as bash and as other shells hand them over.
        line = os.environ.get("_TYPER_COMPLETE_ARGS") or os.environ.get("COMP_WORDS", "")
        words = line.split()[1:] if len(line.split()) > 2 or line.endswith((" ", "\n")) else []  # noqa: PLR2004
    return (words[0],) if words and words[0] in COMMANDS else COMMANDS
