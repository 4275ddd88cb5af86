"""What a file holds: values that know their places, and what is wrong with it."""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeAlias

import yaml
from yaml import ScalarNode

from mlops_team.model import Path, Place

MAX_DEPTH: Final = 64
MAX_NODES: Final = 200_000
MAX_KEY: Final = 1024  # characters, as YAML has it for keys that stand in one line

Span: TypeAlias = tuple[Any, Any]  # PyYAML's marks: first character, and behind the last


# None, bool, int, float (endless ones only), Decimal, str, Map or Seq; the schemas say which where.
Value: TypeAlias = Any


class Map(dict[str, Value]):
    """A mapping that knows where each of its entries stands: from its key to its plain value, or the key."""

    node: yaml.MappingNode | None = None

    @cached_property
    def spans(self) -> dict[str, Span]:
        """Where they stand; put together when it is first asked for, as of most mappings it never is."""
        return {
            key.value: (key.start_mark, (value if type(value) is ScalarNode else key).end_mark)
            for key, value in (self.node.value if self.node else ())
        }


class Seq(list[Value]):
    """A list that knows where each of its items stands."""

    node: yaml.SequenceNode | None = None

    @cached_property
    def spans(self) -> list[Span]:
        """Where they stand, put together as those of a mapping are."""
        return [
            (item.start_mark, item.end_mark if type(item) is ScalarNode else item.start_mark)
            for item in (self.node.value if self.node else ())
        ]

    @cached_property
    def positions(self) -> dict[str, int]:
        """Where each text first stands in the list, so that it is found at once however long the list is."""
        return {item: index for index, item in reversed(list(enumerate(self))) if isinstance(item, str)}


class Fault(NamedTuple):
    """Why a file cannot be audited, or one of the reasons."""

    code: str
    message: str
    hint: str
    place: Place


class Document(NamedTuple):
    """A file's value, the places of all its parts, and what is wrong with its YAML."""

    file: str
    value: Value
    start: Any = None  # PyYAML's mark of the first character; None where there is no content
    faults: tuple[Fault, ...] = ()

    def place(self, path: Path) -> Place:
        """Return the place of the entry or item at `path`, or of the nearest one above that is there.

        A mapping's entry is found at its key; a text step into a list means the item of that text.
        """
        above, value = None, self.value
        found: list[Any] = []
        for step in path:
            if type(value) is Map:
                if step not in value:
                    break
            elif type(value) is Seq:
                index = value.positions.get(step) if isinstance(step, str) else step
                if index is None or index >= len(value):
                    break
                step = index  # noqa: PLW2901 - in pointers an item is its index
            else:
                break
            found.append(step)
            above, value = value, value[step]
        if above is None:
            return place_of(self.file, (self.start, self.start))
        span = above.spans[found[-1]] if type(above) is Map else _item_span(above, found[-1])
        return place_of(self.file, span, found)


def _item_span(items: Seq, index: int) -> Span:
    """Return where an item stands; for a mapping that is its first entry rather than all of its lines."""
    span, item = items.spans[index], items[index]
    if isinstance(item, Map) and item.spans:
        return span[0], max(span[1], next(iter(item.spans.values()))[1], key=lambda mark: mark.index)
    return span


def place_of(file: str, span: Span, path: Sequence[str | int] = ()) -> Place:
    """Return the place of a span, which may have no marks; the path of what stands there makes its pointer."""
    start, end = span
    if start is None:
        return Place(file)
    pointer = "".join([f"/{step}" for step in path])
    if "~" in pointer or pointer.count("/") > len(path):  # rare, and must be told from the separators
        pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)
    return Place(file, start.line + 1, start.column + 1, end.line + 1, end.column + 1, pointer)


def behind(file: str, before: str) -> Place:
    """Return the place behind a text, its lines counted as the parser counts them."""
    lines = _LINE_END.split(before)
    return Place(file, len(lines), len(lines[-1]) + 1, len(lines), len(lines[-1]) + 1)


_LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


class BrokenError(Exception):
    """A fault behind which nothing of the file can be read."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault


def broken(file: str, before: str, message: str, hint: str) -> BrokenError:
    """Return the error for a file that cannot be read on behind a text."""
    return BrokenError(Fault("MT002", message, hint, behind(file, before)))
