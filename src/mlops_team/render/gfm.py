"""Text for GitHub Flavored Markdown, as GitHub and GitLab show it: read as it is written, and acting on nothing."""

import re
from collections.abc import Iterable

from mlops_team.text import visible

# Punctuation that marks text up, and what makes a link or notifies somebody: @name, #1, !1, :rocket:, https://, www.
_ACTING = re.compile(r"[\\`*_\[\]<>|~&$]|[@#!%:](?=\S)|\bwww(?=\.)|\bGH-(?=\d)", re.IGNORECASE)
_MARKUP = "\\`*_[]<>|~&$"
_APART = "&#8203;"  # a space of no width: links and mentions are looked for after the markup, where no escape is left


def shown(text: str) -> str:
    """Return text from a file as Markdown that shows just this text, within a line."""
    return _ACTING.sub(lambda found: f"\\{found[0]}" if found[0] in _MARKUP else found[0] + _APART, visible(text))


def row(cells: Iterable[str]) -> str:
    """Return a line of a table; the cells are Markdown already."""
    return f"| {' | '.join(cells)} |\n"
