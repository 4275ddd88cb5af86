"""The content of a file: values with their locations, and the faults of the file."""

import re
from collections.abc import Sequence
from functools import cached_property
from sys import intern
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

from mlops_team.model import Location, Pointer
from mlops_team.text import shortened

LINE_END: Final = re.compile("\r\n|\r|\n")  # as editors count lines
# Line ends in YAML 1.1, and so for libyaml; in YAML 1.2, and for editors, they are like letters.
OLD_LINE_END: Final = re.compile("[\x85\u2028\u2029]")
# Characters that look like a space, a line end or nothing, and are letters for YAML: their names, and what to do.
UNSEEN: Final = {
    "\u00a0": ("no-break space", "type an ordinary space in its place"),
    "\ufeff": ("byte-order mark", "delete it: editors show nothing there"),
    "\x85": ("next-line character", "delete it, or end the line there"),
    "\u2028": ("line separator", "delete it, or end the line there"),
    "\u2029": ("paragraph separator", "delete it, or end the line there"),
}
# Where they look like indentation, or hide a colon or a dash from YAML.
MISPLACED: Final = re.compile(rf"(?:(?:^|[\r\n])[ \t]*|[:-])([{''.join(UNSEEN)}])")

# None, bool, int, float (endless numbers only), Decimal, str, Map or Seq; the schemas say which of them goes where.
Value: TypeAlias = Any


class Mark(Protocol):
    """A position in a text, by character, line and column of the line; all count from 0."""

    index: int
    line: int
    column: int


Range: TypeAlias = tuple[Mark | None, Mark | None]  # the first character, and the position after the last


class Map(dict[str, Value]):
    """A mapping and the range of each entry: from its key to the end of a scalar value, else of the key."""

    @cached_property
    def spans(self) -> dict[str, Range]:
        """The range of each entry, by its key."""
        return {}


class Seq(list[Value]):
    """A list and the range of each item: all of a scalar, the beginning of a mapping or list."""

    @cached_property
    def spans(self) -> list[Range]:
        """The range of each item."""
        return []

    @cached_property
    def positions(self) -> dict[str, int]:
        """The first index of each text, so that looking one up does not depend on the length of the list."""
        return {item: index for index, item in reversed(list(enumerate(self))) if isinstance(item, str)}


class Fault(NamedTuple):
    """Why a file cannot be audited, or one of the reasons."""

    code: str
    message: str
    hint: str
    location: Location


class Document(NamedTuple):
    """A file's value, the locations of all its parts, and the faults of its YAML."""

    file: str
    value: Value
    start: Mark | None = None  # None where there is no content
    faults: tuple[Fault, ...] = ()
    text: str = ""

    def location(self, pointer: Pointer) -> Location:
        """Return the location of the entry or item at `pointer`, or of the nearest parent that exists.

        The location of a mapping's entry begins at its key; a text step into a list means the item with that text.
        """
        steps, span = self._locate(pointer)
        return location_of(self.file, span, steps)

    def written(self, pointer: Pointer) -> str:
        """Return the last word of an entry or item as the file writes it: 0x7EA for `year: 0x7EA`."""
        start, end = self._locate(pointer)[1]
        text = self.text[start.index : end.index] if start and end else ""
        return text.split()[-1] if text else ""

    def _locate(self, pointer: Pointer) -> tuple[list[str | int], Range]:
        """Return as much of the pointer as exists, with indexes for texts, and the range at its end."""
        value = self.value
        steps: list[str | int] = []
        span: Range = (self.start, self.start)
        for step in pointer:
            if isinstance(value, Map) and isinstance(step, str) and step in value:
                steps.append(step)
                span, value = value.spans[step], value[step]
            elif isinstance(value, Seq):
                index = value.positions.get(step) if isinstance(step, str) else step
                if index is None or index >= len(value):
                    break
                steps.append(index)
                span, value = _item_span(value, index), value[index]
            else:
                break
        return steps, span


def _item_span(items: Seq, index: int) -> Range:
    """Return the range of an item; of a mapping that is its first entry, not all of its lines."""
    (start, end), item = items.spans[index], items[index]
    if isinstance(item, Map) and item.spans:
        first_end = next(iter(item.spans.values()))[1]
        if end is None or (first_end is not None and first_end.index > end.index):
            end = first_end
    return start, end


def location_of(file: str, span: Range, steps: Sequence[str | int] = ()) -> Location:
    """Return the location of a range in a file; `steps` lead to the value there and become the JSON pointer."""
    start, end = span
    if start is None or end is None:
        return Location(file)
    pointer = "".join([f"/{step}" for step in steps])
    if "~" in pointer or pointer.count("/") > len(steps):  # rare: a key with a character that separates keys
        pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)
    # Many teams have the same pointers: kept once, a run over 10,000 files takes less memory.
    return Location(file, start.line + 1, start.column + 1, end.line + 1, end.column + 1, intern(pointer))


def subject_of(value: Value, pointer: Pointer) -> str:
    """Return a pointer in words: the last entry that has a name or an id, then the keys below it."""
    name, keys = "", []
    naming = ("name",) if pointer[-1:] == ("id",) else ("name", "id")  # an id is no name for what is wrong with it
    for step in pointer:
        value = value[step]
        if isinstance(step, str):
            keys.append(step)
        elif isinstance(value, dict) and (own := [value[key] for key in naming if isinstance(value.get(key), str)]):
            name, keys = shortened(own[0]), []
    return ": ".join(part for part in (name, ".".join(keys)) if part)


class TextMark:
    """A position in a text."""

    __slots__ = ("column", "index", "line")

    def __init__(self, index: int, line: int, column: int) -> None:
        self.index = index
        self.line = line
        self.column = column


def mark_at(text: str, index: int) -> TextMark:
    """Return the position of the character at that index."""
    lines = LINE_END.split(text[:index])
    return TextMark(index, len(lines) - 1, len(lines[-1]))


def mark_after(start: Mark, text: str) -> TextMark:
    """Return the position after a text that begins at a mark."""
    first, *more = LINE_END.split(text)
    column = len(more[-1]) if more else start.column + len(first)
    return TextMark(start.index + len(text), start.line + len(more), column)


class BrokenError(Exception):
    """A fault after which the rest of the file cannot be read."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault


def broken(file: str, text: str, index: int, message: str, hint: str) -> BrokenError:
    """Return the error for a file that cannot be read beyond the character at that index."""
    mark = mark_at(text, index)
    return BrokenError(Fault("MT002", message, hint, location_of(file, (mark, mark))))
