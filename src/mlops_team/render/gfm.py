"""Text for GitHub Flavored Markdown, as GitHub and GitLab show it: read as it is written, and acting on nothing."""

import re
from collections.abc import Iterable

from mlops_team.text import visible

# Punctuation that marks text up, and what begins a link or tells somebody: @name, #1, ~label, :rocket:, https://, www.
_ACTING = re.compile(r"[\\`*_\[\]<>|~&$]|[@#!%:](?=\S)|\bwww(?=\.)|\bGH-(?=\d)", re.IGNORECASE)
_MARKUP = frozenset("\\`*_[]<>|~&$")
_INSIDE = frozenset("\\`*_[]<>|")  # of these, what begins nothing
_APART = "&#8203;"  # a space of no width: links and mentions are looked for after the markup, where no escape is left


def shown(text: str) -> str:
    """Return text from a file as Markdown that shows just this text, within a line."""
    return _ACTING.sub(_tamed, visible(text))


def _tamed(found: re.Match[str]) -> str:
    goes_on = found.string[found.end() : found.end() + 1].strip()
    escape = "\\" if found[0] in _MARKUP else ""
    return f"{escape}{found[0]}{_APART if goes_on and found[0] not in _INSIDE else ''}"


def row(cells: Iterable[str]) -> str:
    """Return a line of a table; the cells are Markdown already."""
    return f"| {' | '.join(cells)} |\n"
