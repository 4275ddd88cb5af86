"""Lines of styled text, as reports for people are made of, and the same without style for a pipe or a log.

`terminal` paints them. Text from a team file is shown only through here, where whatever could act on a terminal or a
log is made visible.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from mlops_team.text import inert, visible

Span = tuple[str, str]  # text and its style, in rich's words


class Line(NamedTuple):
    """A line of output; where it must be broken, the rest starts at column `hang`."""

    spans: tuple[Span, ...]
    hang: int = 0
    copied: bool = False  # whether it has words, such as addresses, that stay in one piece however long they are


class Break(NamedTuple):
    """Where a further part of a line begins, and by how many columns it is indented."""

    start: int
    indent: int


class Look(NamedTuple):
    """How much of a report to show, and on what."""

    verbose: bool = False
    quiet: bool = False
    width: int | None = None  # columns of a terminal; None for a pipe, where nothing is cut or broken
    summary: bool = False  # whether to show the overview of several teams alone


BLANK = Line(())
_LEAST_WIDTH = 20
_WORD = re.compile(r"\s*\S+(?: %)?\s*")  # a number stays with its per cent
Painter = Callable[[Iterable[Line]], Iterator[str]]


def plain(lines: Iterable[Line]) -> Iterator[str]:
    """Yield lines as text without style."""
    for line in lines:
        yield unstyled(line) + "\n"


def plain_at(width: int) -> Painter:
    """Return what makes text without style of lines, for so many columns."""

    def paint(lines: Iterable[Line]) -> Iterator[str]:
        for line in lines:
            text = visible("".join(text for text, _ in line.spans))
            breaks = [Break(0, 0), *line_breaks(text, line, width)]
            ends = [*(index for index, _ in breaks[1:]), len(text)]
            for (start, indent), end in zip(breaks, ends, strict=True):
                yield inert(" " * indent + text[start:end].rstrip()) + "\n"

    return paint


def line_breaks(text: str, line: Line, width: int) -> Iterator[Break]:
    """Yield where the further parts of a line begin, and how far each is indented.

    A part ends before a word that does not fit, and inside a word that is longer than a part. A copied word that is
    longer than a part is in a part that begins as far left as it takes.
    """
    width = max(width, _LEAST_WIDTH)
    if cells(text) <= width:
        return
    hang = line.hang if line.hang <= width // 2 + width // 4 else 4
    room, used = width, 0
    for word in _WORD.finditer(text):
        length = cells(word[0].rstrip())
        folded = length > width - hang and not line.copied
        if used and used + length > room and not folded:
            indent = min(hang, max(width - length, 0))
            yield Break(word.start(), indent)
            room, used = width - indent, 0
        if not folded or used + length <= room:
            used += cells(word[0])
            continue
        for index, char in enumerate(word[0], word.start()):
            if used + cells(char) > room and not char.isspace():
                yield Break(index, hang)
                room, used = width - hang, 0
            used += cells(char)


def unstyled(line: Line) -> str:
    """Return a line as text that can neither break the line nor act in a terminal or a log."""
    return inert(visible("".join(text for text, _ in line.spans)).rstrip())


def section(title: Span, lines: Iterable[Line]) -> Iterator[Line]:
    """Yield lines below their title, and a blank line after them; without lines, nothing."""
    if rest := list(lines):
        yield from (Line((title,)), *rest, BLANK)


def cells(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    shown = visible(text)
    if shown.isascii():
        return len(shown)
    from rich.cells import cell_len

    return cell_len(shown)


def cut(text: str, room: int) -> str:
    """Return text in so many terminal cells; what does not fit is cut between words, with an ellipsis."""
    text = visible(text)
    if cells(text) <= room:
        return text
    while cells(text) >= room and " " in text:
        text = text[: text.rindex(" ")]
    return padded(text.rstrip(" ,;:") + "…", room).rstrip()


def padded(text: str, width: int) -> str:
    """Return text at a width in terminal cells; what does not fit ends in an ellipsis."""
    text = visible(text)
    if cells(text) > width:
        while cells(text) >= width and text:
            text = text[:-1]
        text += "…"
    return text + " " * (width - cells(text))
