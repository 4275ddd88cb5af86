"""Reports in the making, and those written to files: whole or not at all."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import NamedTuple

from mlops_team.audits.report import Report, TeamReport
from mlops_team.cli import common
from mlops_team.cli.parts import Parts
from mlops_team.errors import ConfigError
from mlops_team.inputs.discover import is_team_file, repository_root, working_folder
from mlops_team.inputs.files import is_inside, why
from mlops_team.render import Format
from mlops_team.text import listing, quoted

# Each format's module in render/ is called like it. What a file's name, or its end, says of its format stands beside
# it, a whole name before an end; -o FORMAT:FILE says it for any name.
FORMATS = {
    "text": "",
    "json": ".json",
    "sarif": ".sarif",
    "junit": ".xml",
    "github": "",
    "gitlab": "gl-code-quality-report.json",
    "markdown": ".md",
    "html": ".html",
}


class Look(NamedTuple):
    """What of the text report to show, and on how many columns; it alone has a choice of looks."""

    verbose: bool
    quiet: bool
    width: int | None
    color: bool


class Draft(NamedTuple):
    """A report of which the parts so far are there."""

    format: Format
    parts: Parts

    def pieces(self, report: Report) -> Iterator[str]:
        """Yield the finished report."""
        return self.format.whole(report, self.parts)


def draft(format_: str, look: Look) -> Draft:
    """Return an empty report in a format."""
    return Draft(_format(format_, look), Parts())


@cache  # asked for twice, by who makes the parts and by who puts them together
def _format(name: str, look: Look) -> Format:
    # A format's module is imported when it is asked for: rich alone takes longer than the audit of a file.
    if name != "text":
        return import_module(f"mlops_team.render.{name}").FORMAT  # type: ignore[no-any-return]
    from mlops_team.render import text

    paint = common.painter_for(look.width, color=look.color)
    return text.written(text.Look(look.verbose, look.quiet, look.width), paint)


def parts_maker(formats: Sequence[tuple[str, Look]]) -> Callable[[TeamReport], list[str]]:
    """Return what makes a team's part of each report."""
    made = [_format(*one).part for one in formats]

    def make(team: TeamReport) -> list[str]:
        return [part(team) for part in made]

    return make


class Output(NamedTuple):
    """A report to be written."""

    format: str
    file: str
    asked: str = "--output"  # what asks for it
    append: bool = False  # whether others write to the file too


class OutputError(ConfigError):
    """A report that cannot be written."""


def outputs(options: Collection[str], audited: Collection[str]) -> list[Output]:
    """Return what all `-o` ask for.

    Args:
        options: What stands behind each.
        audited: Files that are read in the same run.

    Raises:
        OutputError: One of them cannot be, two are the same file, or it is a team's.
    """
    found: dict[str, Output] = {}
    teams = set(map(os.path.realpath, audited)) if options else set()
    for one in map(_output, options):
        real = os.path.realpath(one.file)
        if os.path.exists(real) and (real in teams or is_team_file(os.path.basename(real))):
            raise OutputError(f"--output: {one.file} is a team file", "a report in its place would delete the team")
        if real in found:
            raise OutputError(f"--output: {found[real].file} is to be written twice", "give each report its own file")
        found[real] = one
    return list(found.values())


def job_summary(formats: Iterable[str], file: str | None) -> list[Output]:
    """Return the summary that GitHub shows of a job, when it gets annotations and has named a file for it."""
    return [Output("markdown", file, "GITHUB_STEP_SUMMARY", append=True)] if file and "github" in formats else []


def _output(option: str) -> Output:
    """Return what one `-o` asks for.

    Raises:
        OutputError: Its format is not known, its folder does not exist, or it is behind a link out of a repository.
    """
    named, colon, rest = option.partition(":")
    if colon and named in FORMATS:
        format_, file = named, rest
    else:
        format_, file = _format_of(option), option
    if not format_:
        hint = f"end its name in {listing(filter(None, FORMATS.values()), 'or')}, or write FORMAT:FILE with one of"
        raise OutputError(
            f"--output: {quoted(option)} does not say in which format", f"{hint} {listing(FORMATS, 'or')}"
        )
    folder = os.path.dirname(file) or "."
    if not os.path.isdir(folder):
        raise OutputError(f"--output: there is no folder {folder}", "make it first")
    if not file or os.path.isdir(file):
        raise OutputError(f"--output: {quoted(file)} is no file name", "add a name")
    _check_inside(file)
    return Output(format_, file)


def _check_inside(file: str) -> None:
    """Refuse to write through a link that leads out of a repository: in one, anybody may have put it there."""
    root = repository_root(os.path.dirname(os.path.normpath(os.path.join(working_folder(), file))))
    if root is not None and not is_inside(file, root):
        hint = f"name {os.path.realpath(file)}, if that is meant"
        raise OutputError(f"--output: {file} is behind a link that leads out of {root}", hint)


def _format_of(file: str) -> str:
    """Return the format that a file's name stands for, or nothing."""
    name = os.path.basename(file).lower()
    by_name = {ending: format_ for format_, ending in FORMATS.items() if ending}
    return by_name.get(name) or by_name.get(os.path.splitext(name)[1], "")


def save(one: Output, pieces: Iterable[str]) -> None:
    """Write a report; an old one stays in place until the new one is complete.

    Raises:
        OutputError: The folder or the disk does not let it be written.
    """
    write = _add if one.append else _replace
    if os.path.exists(one.file) and not os.path.isfile(one.file):  # /dev/null, a pipe: nothing that could be replaced
        write = _fill
    try:
        write(one.file, (piece.encode() for piece in pieces))
    except OSError as error:
        raise OutputError(f"{one.asked}: {one.file} cannot be written: {why(error)}", "name another file") from None


def _fill(file: str, pieces: Iterable[bytes]) -> None:
    with open(file, "wb") as stream:
        stream.writelines(pieces)


def _add(file: str, pieces: Iterable[bytes]) -> None:
    with open(file, "ab") as stream:
        stream.write(b"\n")  # what others wrote need not end its line
        stream.writelines(pieces)


def _replace(file: str, pieces: Iterable[bytes]) -> None:
    import tempfile

    target = os.path.realpath(file)
    descriptor, temporary = tempfile.mkstemp(prefix=".mlops-team-", dir=os.path.dirname(target))
    try:
        with open(descriptor, "wb") as stream:
            stream.writelines(pieces)
        os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
    except BaseException:  # Ctrl-C leaves nothing behind either
        _remove(temporary)
        raise


def _mode(target: str) -> int:
    """Return the rights of the old file, else those that any new file would get."""
    if os.path.exists(target):
        return os.stat(target).st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _remove(file: str) -> None:
    with suppress(FileNotFoundError):  # it may be in its place already
        os.unlink(file)
