"""Text for GitHub Flavored Markdown, as GitHub and GitLab show it: read as it is written, and acting on nothing."""

import re
from collections.abc import Iterable

from mlops_team.text import inert, visible

# What has a meaning in Markdown, or on the sites that show it: emphasis, code, links, tables, formulas,
# mentions, references, labels, emoji, and links that are made of bare addresses.
_ACTIVE = re.compile(r"[\\`*_\[\]<>&|~$#]|[@!^:](?=\S)|%(?=[\w'{\x22])|\.(?=[^\W\d_])|(?<=www)\.")
_REFERRING = frozenset("@!%^:#~&$")
_BREAK = "&#8203;"  # a space of no width: no name, number or address continues across it
# A commit's hash of seven digits or more, and another spelling of an issue's number.
_NUMBER = re.compile(r"\bGH-(?=\d)|\b[0-9a-f]{7,}\b", re.IGNORECASE)


def escaped(text: str) -> str:
    """Return text from a file so that it shows as it is, wherever it is in a line of Markdown."""
    return _NUMBER.sub(_parted, _ACTIVE.sub(_escape, visible(text)))


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    after = match.string[match.end() : match.end() + 1]
    refers = char in _REFERRING and after and (after.isalnum() or after in '"/_@')
    return f"\\{char}{_BREAK}" if refers else f"\\{char}"


def _parted(match: re.Match[str]) -> str:
    parts = re.findall(".{1,6}", match[0])
    return _BREAK.join(parts) if len(parts) > 1 else match[0] + _BREAK


def code(text: str) -> str:
    """Return text from a file as code; not for a table, whose bars it does not escape."""
    text = inert(visible(text))
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def table_row(cells: Iterable[str]) -> str:
    """Return a line of a table; the cells are Markdown already."""
    return f"| {' | '.join(cells)} |"
