"""Lines painted for a terminal: colour, and long lines broken at words under where they began."""

import re
from collections.abc import Iterable, Iterator
from io import StringIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from mlops_team.render.styled import Line, Painter
from mlops_team.text import inert, visible

_LEAST_WIDTH = 20
_WORD = re.compile(r"\s*\S+\s*")


def painter(width: int | None, *, color: bool) -> Painter:
    """Return what paints lines for a terminal of `width` columns; None keeps them whole."""
    console = Console(
        file=StringIO(),
        force_terminal=True,
        color_system="truecolor" if color else None,
        width=10_000,
        legacy_windows=False,
    )

    def paint(lines: Iterable[Line]) -> Iterator[str]:
        for line in lines:
            text = Text.assemble(*((visible(part), style if color else "") for part, style in line.spans), end="")
            if inert(text.plain) != text.plain:
                text = Text(inert(text.plain))
            yield from (_ansi(console, part) for part in (_broken(text, line, width) if width else [text]))

    return paint


def _broken(text: Text, line: Line, width: int) -> Iterator[Text]:
    width = max(width, _LEAST_WIDTH)
    if text.cell_len <= width:
        yield text
        return
    hang = line.hang if line.hang <= width // 2 + width // 4 else 4
    first, *rest = text.divide(_breaks(text.plain, width, width - hang, fold=not line.copied))
    first.rstrip()
    yield first
    for part in rest:
        part.rstrip()
        broken = Text(" " * hang).append_text(part)
        yield broken if inert(broken.plain) == broken.plain else Text(inert(broken.plain))


def _breaks(text: str, first: int, rest: int, *, fold: bool) -> Iterator[int]:
    """Yield where a line begins anew: before a word that does not fit and, to fold it, inside a longer one.

    Args:
        text: The line.
        first: How many columns its first part has.
        rest: How many each further part has.
        fold: Whether words that are longer than a part are broken too.
    """
    room, used = first, 0
    for word in _WORD.finditer(text):
        length = cell_len(word[0].rstrip())
        if used and used + length > room and not (fold and length > rest):
            yield word.start()
            room, used = rest, 0
        if not fold or used + length <= room:
            used += cell_len(word[0])
            continue
        for place, char in enumerate(word[0], word.start()):
            if used + cell_len(char) > room and not char.isspace():
                yield place
                room, used = rest, 0
            used += cell_len(char)


def _ansi(console: Console, text: Text) -> str:
    with console.capture() as capture:
        console.print(text, end="\n", soft_wrap=True, highlight=False, markup=False, emoji=False)
    return capture.get()
