"""Lines painted for a terminal: colour, and long lines broken at words under where they began."""

from collections.abc import Iterable, Iterator
from io import StringIO

from rich.console import Console
from rich.text import Text

from mlops_team.render.styled import Line, Painter
from mlops_team.text import inert, visible

_LEAST_WIDTH = 20


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
            yield from (
                _ansi(console, part) for part in (_broken(console, text, line.hang, width) if width else [text])
            )

    return paint


def _broken(console: Console, text: Text, hang: int, width: int) -> Iterator[Text]:
    width = max(width, _LEAST_WIDTH)
    hang = hang if hang <= width // 2 + width // 4 else 4
    if text.cell_len <= width:
        yield text
        return
    first, *_ = text.wrap(console, width, overflow="fold") or [text]
    rest = text[len(first.plain) :]
    first.rstrip()
    yield first
    while rest.plain.startswith(" "):
        rest = rest[1:]
    for part in rest.wrap(console, width - hang, overflow="fold"):
        part.rstrip()
        line = Text(" " * hang).append_text(part)
        yield line if inert(line.plain) == line.plain else Text(inert(line.plain))


def _ansi(console: Console, text: Text) -> str:
    with console.capture() as capture:
        console.print(text, end="\n", soft_wrap=True, highlight=False, markup=False, emoji=False)
    return capture.get()
