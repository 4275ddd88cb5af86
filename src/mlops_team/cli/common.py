"""What several commands share: options, settings from every side, and bytes on the way out."""

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple, TextIO

import typer

from mlops_team import settings as configs
from mlops_team.audits.options import today
from mlops_team.config_file import find
from mlops_team.errors import ConfigError
from mlops_team.inputs.catalog import Catalog, CatalogError
from mlops_team.inputs.catalog_choice import CatalogChoice, catalog_choice
from mlops_team.inputs.discover import working_folder
from mlops_team.inputs.document import Fault
from mlops_team.inputs.files import why
from mlops_team.inputs.people import PeopleFile, read_people_file
from mlops_team.inputs.yaml_reader import STDIN
from mlops_team.model import Finding
from mlops_team.text import inert, quoted, visible

if TYPE_CHECKING:
    from mlops_team.render.styled import Line, Painter

AUTO = "auto"
_COLUMNS = 80  # of a terminal that does not say
_PAGE = 88  # columns of a page that is not read in a terminal
_DIGITS = 9  # of a number of processes: more is a slip
# Looked for on the whole command line, so that errors before a command runs are shown with it too.
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an internal error.")]
Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PATH]...", help="Team files, folders, or - for stdin; team.yaml by default."),
]
RolesFolder = Annotated[
    str | None,
    typer.Option(
        "--roles", metavar="NAME|DIR", help="Use the catalog of this name or folder.", show_default="built-in"
    ),
]
People = Annotated[
    str | None,
    typer.Option(
        "--people",
        metavar="FILE",
        help="Look up members without a name in this file.",
        show_default="the configuration's",
    ),
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Audit for this day.", show_default="today in UTC")
]
ConfigFile = Annotated[
    str | None,
    typer.Option("--config", metavar="FILE", help="Use this configuration file.", show_default="the nearest"),
]
Isolated = Annotated[bool, typer.Option("--isolated", help="Read neither configuration nor environment.")]
Without = Annotated[
    list[str] | None, typer.Option(metavar="NAME|ID", help="What if this member left? Over several files, an id.")
]
With = Annotated[
    str | None, typer.Option("--with", metavar="FILE", help="What if this member, or list of members, joined?")
]
Format = Annotated[Literal["text", "json", "markdown"], typer.Option("--format", "-f", help="What to write to stdout.")]
TextOrJson = Annotated[Literal["text", "json"], typer.Option("--format", "-f", help="What to write to stdout.")]
Redact = Annotated[bool, typer.Option("--redact", help="Show pseudonyms in place of people.")]
Color = Annotated[Literal["auto", "always", "never"], typer.Option("--color", help="Colour the text.")]


def say(line: str) -> None:
    """Write one line to stderr, whatever the locale and whatever is in it; a terminal breaks it between words."""
    write_to(sys.stderr, [_fitted(line) + "\n"])


def prompt(question: str) -> None:
    """Write a question to stderr, and stay on its line."""
    write_to(sys.stderr, [_fitted(question)])


def _fitted(text: str) -> str:
    """Return text for stderr, broken between words where that is a terminal."""
    shown = inert(visible(text))
    width = terminal_width(sys.stderr)
    if width is None or len(shown) <= width:
        return shown
    from mlops_team.render.styled import Line

    space = text[len(text.rstrip(" ")) :]  # after which a question is answered
    hang = len(text) - len(text.lstrip(" ")) + 2
    return "".join(painter_for(width, color=False)([Line(((text, ""),), hang)])).rstrip("\n") + space


def write(pieces: Iterable[str]) -> None:
    """Write a report to stdout in UTF-8; a reader that has gone away ends it quietly."""
    write_to(sys.stdout, pieces)


def write_in(
    format_: str,
    paint: "Painter",
    *,
    json: Callable[[], str],
    markdown: Callable[[], Iterable[str]],
    text: Callable[[], "Iterable[Line]"],
) -> None:
    """Write a report to stdout in the format that was chosen of three."""
    if format_ == "json":
        write([json()])
    else:
        write(markdown() if format_ == "markdown" else paint(text()))


def write_to(stream: TextIO | None, pieces: Iterable[str]) -> None:
    """Write to stdout or stderr in UTF-8; a reader that has gone away ends it quietly."""
    if stream is None:  # closed before the program began
        return
    try:
        for piece in pieces:
            stream.buffer.write(piece.encode())
        stream.flush()
    except BrokenPipeError:
        _silence(stream)
    except OSError as error:
        _silence(stream)
        raise ConfigError(f"the report cannot be written: {why(error)}") from None


def _silence(stream: TextIO) -> None:
    # What Python still holds for a stream that takes no more would make it complain at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a stream is there and is a terminal."""
    return stream is not None and stream.isatty()


def say_input_error(error: Finding | Fault) -> None:
    """Write why a file cannot be audited as one line to stderr."""
    hint = f"; {error.hint}" if error.hint else ""
    say(f"{error.location}: error[{error.code}]: {error.message}{hint}")


def environment(name: str, *, isolated: bool) -> str | None:
    """Return an environment variable, None if it is not set, empty or not to be read."""
    return None if isolated else os.environ.get(name) or None


def config_from(file: str | None, *, isolated: bool) -> configs.Config:
    """Return the configuration: from the named file, else the nearest one, else nothing."""
    if file is not None and isolated:
        raise ConfigError("--config and --isolated exclude each other", "remove either of them")
    if file == "":
        raise ConfigError('--config: "" is no file name')
    if file is not None:
        return configs.read(FilePath(file))
    nearest = None if isolated else find(working_folder())
    return configs.read(nearest) if nearest else configs.Config()


def day_from(as_of: str | None, *, isolated: bool) -> date:
    """Return the day to audit for: from the command line, else the environment, else today."""
    if as_of is not None:
        return configs.day(as_of, "--as-of")
    text = environment("MLOPS_TEAM_AS_OF", isolated=isolated)
    return configs.day(text, "MLOPS_TEAM_AS_OF") if text else today()


def catalogs_from(word: str | None, config: configs.Config) -> CatalogChoice:
    """Return the catalogs that teams are checked against, by the command line and the configuration."""
    if word == "":
        raise ConfigError('--roles: "" is no catalog', "name a catalog, such as startup, or a folder")
    try:
        return catalog_choice(word, config.roles, config.catalogs)
    except CatalogError as error:
        for fault in error.faults:
            say_input_error(fault)
        raise typer.Exit(2) from None


class Inputs(NamedTuple):
    """What teams are read with."""

    choice: CatalogChoice
    people: PeopleFile


def inputs_from(roles: str | None, people: str | None, config: configs.Config) -> Inputs:
    """Return what teams are read with, by the command line, else the configuration."""
    choice = catalogs_from(roles, config)
    if people in ("", STDIN):
        raise ConfigError(f"--people: {quoted(people)} is no file name", "name a file, such as people.yaml")
    file = config.people if people is None else people
    named_by = config.source_of("people", people, "--people")
    return Inputs(choice, read_people_file(file, choice, named_by))


def catalog_from(word: str | None, config: configs.Config) -> Catalog:
    """Return the catalog: from the command line, else the configuration, else the built-in one."""
    return catalogs_from(word, config).default


def jobs_from(text: str) -> int:
    """Return how many processes may work at once: a number, or for `auto` as many as there are processors.

    Raises:
        typer.BadParameter: It is neither.
    """
    if text == AUTO:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if not (text.isdecimal() and text.isascii() and len(text) <= _DIGITS and int(text)):
        message = f"{quoted(text)} is not a number of processes; write 1 or more, such as 2, or {AUTO}"
        raise typer.BadParameter(message, param_hint="'--jobs' / '-j'")
    return int(text)


def colored(choice: str, *, isolated: bool) -> bool:
    """Whether to write colour: as the option says, else the environment, else when stdout is a terminal."""
    if choice != AUTO:
        return choice == "always"
    if environment("NO_COLOR", isolated=isolated):
        return False
    if environment("FORCE_COLOR", isolated=isolated):
        return True
    return is_terminal(sys.stdout) and os.environ.get("TERM") != "dumb"


def terminal_width(stream: TextIO | None = None) -> int | None:
    """Return the columns of the terminal on a stream, stdout by default; None for a pipe or a file."""
    stream = stream or sys.stdout
    if not is_terminal(stream):
        return None
    columns = os.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdigit() and int(columns):
        return int(columns)
    with suppress(OSError):
        return os.get_terminal_size(stream.fileno()).columns or _COLUMNS
    return _COLUMNS


def painter(color: str, *, isolated: bool, page: bool = False) -> "Painter":
    """Return what makes text of lines for stdout; the lines of a page, unlike those of a list, are broken in a pipe."""
    return painter_for(terminal_width() or (_PAGE if page else None), color=colored(color, isolated=isolated))


def painter_for(width: int | None, *, color: bool) -> "Painter":
    """Return what makes text of a report's lines, for a terminal of that many columns or, with None, for a pipe."""
    if not color:
        from mlops_team.render.styled import plain, plain_at

        return plain if width is None else plain_at(width)
    from mlops_team.render.terminal import painter

    return painter(width, color=color)
