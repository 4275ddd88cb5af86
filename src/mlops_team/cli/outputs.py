"""Reports that are written to files: whole or not at all."""

import os
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from importlib import import_module
from itertools import chain
from typing import NamedTuple, TextIO

from mlops_team.audits.report import Report
from mlops_team.cli import common
from mlops_team.errors import ConfigError
from mlops_team.inputs.discover import is_team_file, repository_root, working_folder
from mlops_team.inputs.files import is_inside, why
from mlops_team.render import FORMATS, FormatName, format_of
from mlops_team.render.styled import Look
from mlops_team.text import listing, quoted

_CHUNK = 2**20  # characters that are encoded at once, so that a large report is not in memory twice


def rendered(report: Report, format_: FormatName, look: Look, *, color: bool = False) -> Iterator[str]:
    """Yield a report in a format, in pieces."""
    # A format is imported on first use: rich alone takes longer than the audit of a file.
    module = import_module(f"mlops_team.render.{FORMATS[format_].module}")
    if format_ == "text":
        text: str = module.render(report, look, common.painter_for(look.width, color=color))
    elif format_ == "json":
        yield from module.pieces(report)
        return
    elif format_ in ("markdown", "html"):
        text = module.render(report, summary=look.summary)
    else:
        text = module.render(report)
    yield from (text[start : start + _CHUNK] for start in range(0, len(text), _CHUNK))


class Output(NamedTuple):
    """A report to be written."""

    format: FormatName
    file: str
    option: str = "--output"  # that names the file
    append: bool = False  # whether others write to the file too


class OutputError(ConfigError):
    """A report that cannot be written."""


def outputs(options: Collection[str], read: Collection[str]) -> list[Output]:
    """Return the reports that the `-o` options name.

    Args:
        options: Their values.
        read: Files that are read in the same run.

    Raises:
        OutputError: One of them cannot be written, two are the same file, or it is a team's.
    """
    by_path: dict[str, Output] = {}
    for output in map(_output, options):
        _check_not_read(output, read)
        real = os.path.realpath(output.file)
        if real in by_path:
            raise OutputError(f"--output: {by_path[real].file} is named twice", "give each report its own file")
        by_path[real] = output
    return list(by_path.values())


def new_baseline(file: str, read: Collection[str]) -> Output:
    """Return the baseline to be written to a file.

    Raises:
        OutputError: As for `outputs`.
    """
    output = Output("json", file, "--write-baseline")
    _check_file(output)
    _check_not_read(output, read)
    return output


def _check_not_read(output: Output, read: Iterable[str]) -> None:
    real = os.path.realpath(output.file)
    is_team = is_team_file(os.path.basename(real))
    if os.path.exists(real) and (is_team or any(_reads(path, real) for path in map(os.path.realpath, read))):
        kind, loss = ("a team file", "the team") if is_team else ("read by this run", "it")
        raise OutputError(f"{output.option}: {output.file} is {kind}", f"a report in its place would delete {loss}")


def _reads(path: str, file: str) -> bool:
    """Whether reading a path reads a file: the path itself, or a file of the catalog that the path is."""
    is_catalog = os.path.isfile(os.path.join(path, "catalog.yaml"))
    return file == path or (is_catalog and os.path.dirname(file) == path and file.endswith(".yaml"))


def job_summary(formats: Iterable[FormatName], file: str | None) -> list[Output]:
    """Return the summary that GitHub shows of a job, when it gets annotations and has named a file for it."""
    return [Output("markdown", file, "GITHUB_STEP_SUMMARY", append=True)] if file and "github" in formats else []


def _output(option: str) -> Output:
    """Return the report that an `-o` option names.

    Raises:
        OutputError: Its format is unknown, its folder does not exist, or it is behind a link out of a repository.
    """
    named, colon, rest = option.partition(":")
    by_name = {str(name): name for name in FORMATS}
    explicit = by_name.get(named) if colon else None
    file = rest if explicit else option
    if file == "-":
        raise OutputError("--output: - is no file name", "the report on stdout is chosen with -f, such as -f json")
    format_ = explicit or format_of(os.path.basename(file))
    if format_ is None:
        endings = listing((ending for format_ in FORMATS.values() for ending in format_.endings), "or")
        hint = f"end its name in {endings}, or write FORMAT:FILE with {listing(FORMATS, 'or')}"
        raise OutputError(f"--output: {quoted(option)} does not say in which format", hint)
    output = Output(format_, file)
    _check_file(output)
    return output


def _check_file(output: Output) -> None:
    file, option = output.file, output.option
    folder = os.path.dirname(file) or "."
    if not os.path.isdir(folder):
        raise OutputError(f"{option}: there is no folder {folder}", "make it first")
    if not file or os.path.isdir(file):
        raise OutputError(f"{option}: {quoted(file)} is no file name", "add a name")
    _check_inside(file, option)


def _check_inside(file: str, option: str) -> None:
    """Refuse to write through a link that leads out of a repository, where anybody may have put it."""
    root = repository_root(os.path.dirname(os.path.normpath(os.path.join(working_folder(), file))))
    if root is not None and not is_inside(file, root):
        hint = f"name {os.path.realpath(file)}, if that is meant"
        raise OutputError(f"{option}: {file} is behind a link that leads out of {root}", hint)


def try_save(output: Output, pieces: Iterable[str]) -> bool:
    """Write a report as `save` does, or print why it cannot be written."""
    try:
        save(output, pieces)
    except OutputError as error:
        common.say(f"mlops-team: error: {error}")
        return False
    return True


def save(output: Output, pieces: Iterable[str]) -> None:
    """Write a report; an old report stays in place until the new report is complete.

    Raises:
        OutputError: The folder or the disk does not let it be written.
    """
    try:
        stream = _same_stream(output.file)
        if stream is not None:
            common.write_to(stream, pieces)
        elif output.append:
            _add(output.file, chain(["\n"], pieces))  # what others wrote need not end its line
        elif os.path.exists(output.file) and not os.path.isfile(output.file):  # a device or pipe is no file to replace
            _add(output.file, pieces)
        else:
            _replace(output.file, pieces)
    except OSError as error:
        raise OutputError(
            f"{output.option}: {output.file} cannot be written: {why(error)}", "name another file"
        ) from None


def _same_stream(file: str) -> TextIO | None:
    """Return stdout or stderr if that is where the file leads: to replace it would lose what is written there."""
    streams: list[TextIO | None] = [sys.stdout, sys.stderr]
    for stream in filter(None, streams):
        with suppress(OSError, ValueError):  # nothing there, or a stream without a file
            if os.path.samestat(os.stat(file), os.fstat(stream.fileno())):
                return stream
    return None


def _add(file: str, pieces: Iterable[str]) -> None:
    with open(file, "ab") as stream:
        stream.writelines(piece.encode() for piece in pieces)


def _replace(file: str, pieces: Iterable[str]) -> None:
    import tempfile

    target = os.path.realpath(file)
    descriptor, temporary = tempfile.mkstemp(prefix=".mlops-team-", dir=os.path.dirname(target))
    try:
        with open(descriptor, "wb") as stream:
            stream.writelines(piece.encode() for piece in pieces)
        os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
    except BaseException:  # Ctrl-C leaves nothing behind either
        with suppress(FileNotFoundError):  # it may be in its place already
            os.unlink(temporary)
        raise


def _mode(target: str) -> int:
    """Return the rights of the old file, else those that any new file would get."""
    if os.path.exists(target):
        return os.stat(target).st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
