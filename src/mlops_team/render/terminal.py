"""Lines painted for a terminal: colour, and long lines broken at words under where they began."""

from collections.abc import Iterable, Iterator
from io import StringIO

from rich.console import Console
from rich.text import Text

from mlops_team.render.styled import Line, Painter, line_breaks
from mlops_team.text import inert, visible


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
    breaks = list(line_breaks(text.plain, line, width))
    if not breaks:
        yield text
        return
    first, *rest = text.divide([index for index, _ in breaks])
    first.rstrip()
    yield first
    for part, (_, indent) in zip(rest, breaks, strict=True):
        part.rstrip()
        broken = Text(" " * indent).append_text(part)
        yield broken if inert(broken.plain) == broken.plain else Text(inert(broken.plain))


def _ansi(console: Console, text: Text) -> str:
    with console.capture() as capture:
        console.print(text, end="\n", soft_wrap=True, highlight=False, markup=False, emoji=False)
    return capture.get()
