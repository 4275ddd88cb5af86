"""Lists of skills in a cell: "Python (4), SQL: 3; CI/CD | Docker / Kubernetes"."""

import re
from collections.abc import Callable, Iterator
from enum import Enum
from typing import NamedTuple

from mlops_team.inputs.table_cells import unguarded

_SEPARATORS = frozenset(",;|\n\N{BULLET}")
_MAX_ITEM = 500  # characters; a longer item is a sentence, whose name is refused
_DASHES = "-\N{EN DASH}\N{EM DASH}"
_WITH_LEVEL = re.compile(rf"(.+?)(?:\s*\(([^()]+)\)|\s*[:=]\s*([^:=]+)|\s[{_DASHES}]\s+([^:=]+))")


class Mark(Enum):
    """What separates a skill from its level; brackets and a dash may also be part of its name."""

    BRACKETS = "()"
    COLON = ":"
    DASH = "-"


class Item(NamedTuple):
    """A skill in a list, and what may be its level."""

    name: str
    level: str
    mark: Mark


def list_items(text: str, is_known: Callable[[str], bool]) -> Iterator[str]:
    """Yield the items of a list.

    Args:
        text: The cell.
        is_known: Whether a text is the name of a skill. "CI / CD" is not split where it is and "CI" or "CD" is not.
    """
    for item in _split(unguarded(text), _is_separator):
        parts = list(_split(item, _is_spaced_slash))
        if len(parts) > 1 and is_known(item.strip()) and not all(is_known(part.strip()) for part in parts):
            parts = [item]
        for part in parts:
            if name := part.strip(" -\t\r").rstrip(" .:\t\r"):
                yield name


def _split(text: str, is_separator: Callable[[str, int], bool]) -> Iterator[str]:
    """Yield the parts between separators; a comma in brackets is none, as in "Oracle (SQL, APEX)"."""
    start = depth = 0
    for index, char in enumerate(text):
        if char in "()":
            depth = max(0, depth + (1 if char == "(" else -1))
        elif char == "\n" or (not depth and is_separator(text, index)):
            yield text[start:index]
            start, depth = index + 1, 0
    yield text[start:]


def _is_separator(text: str, index: int) -> bool:
    return text[index] in _SEPARATORS


def _is_spaced_slash(text: str, index: int) -> bool:
    """Whether a slash is between two skills: with spaces, unlike CI/CD, and not in "4 / 5"."""
    around = text[index - 1 : index + 2] if index else ""
    return around == " / " and not text[index + 2 : index + 3].isdecimal()


def with_level(item: str) -> Item | None:
    """Return the skill and the level of "Python (4)", "Python: 4", "Python=4" or "Python - 4", else None."""
    match = _WITH_LEVEL.fullmatch(item) if len(item) <= _MAX_ITEM else None
    if not match:
        return None
    mark = Mark.BRACKETS if match[2] else Mark.COLON if match[3] else Mark.DASH
    return Item(match[1].strip(), (match[2] or match[3] or match[4]).strip(), mark)
