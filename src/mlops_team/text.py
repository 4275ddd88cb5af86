"""Words for people: text made safe to show, lists, counts, and the nearest known name."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache, lru_cache

# C0 and C1 controls, line and paragraph separators, bidirectional marks, what shows as nothing and so makes two names
# look the same (soft hyphen, spaces of no width, tags; not the joiners that scripts and emoji need), byte-order mark,
# surrogates, and the two that are no characters.
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f]"
)
# GitHub's runner looks for ##[error] in all of a line (ActionCommand.TryParse), Azure's for ##vso[...]; a backslash
# before it would not do.
_COMMAND = re.compile(r"##(?=\w*\[)")
# Names this alike are taken for a slip of the pen: "cicd" for "ci-cd" (0.89), not "juggling" for "ci-cd".
_NEAR = 0.75
_SHOWN = 60
_MOST_KNOWN = 12
_HUGE = 10**100


def visible(text: str) -> str:
    """Return text from a file with control, bidirectional, line-break and unseen characters as escapes."""
    return _INVISIBLE.sub(lambda match: _escape(match[0]), text)


def _escape(char: str) -> str:
    if char > "\uffff":
        return f"\\U{ord(char):08x}"
    return f"\\x{ord(char):02x}" if char <= "\xff" else f"\\u{ord(char):04x}"


def inert(text: str) -> str:
    """Return a line that no CI system takes for a command: `::error::` at its start, `##[error]` anywhere in it."""
    if "##" in text:
        text = _COMMAND.sub("#\\\\#", text)
    start = text.lstrip()
    return text if not start.startswith(("::", "##")) else text[: -len(start)] + "\\" + start


def shortened(text: str) -> str:
    """Return text of at most 60 characters, an ellipsis for what was cut."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def quoted(value: object) -> str:
    """Return a value as one would write it in a message: short, and text in quotes."""
    if isinstance(value, str):
        more = "" if len(value) <= _SHOWN else f" ({len(value)} characters)"
        return f'"{shortened(value)}"{more}'
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    if isinstance(value, int) and abs(value) >= _HUGE:
        return "a number of too many digits"
    return str(value).lower() if isinstance(value, bool) else shortened(str(value))


def listing(words: Iterable[str], last: str = "and") -> str:
    """Return "a", "a and b", or "a, b and c"."""
    *head, tail = list(words) or [""]
    return f"{', '.join(head)} {last} {tail}" if head else tail


def some(words: Sequence[str], most: int = 3, last: str = "and") -> str:
    """Return a listing of the first few words, and how many more there are."""
    rest = len(words) - most
    return listing(words, last) if rest <= 0 else f"{', '.join(words[:most])} and {rest} more"


def count(number: int, noun: str, plural: str = "") -> str:
    """Return "1 role" or "2 roles"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def ahead(day: date, as_of: date) -> str:
    """Return how far ahead a day is: "today" or "in 3 days"."""
    days = (day - as_of).days
    return f"in {count(days, 'day')}" if days else "today"


@cache
def folded(name: str) -> str:
    """Return a name without case, spaces, hyphens and underscores, as aliases are compared."""
    return re.sub(r"[\s_-]+", "", name.casefold())


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that somebody who wrote `name` most likely meant, or None."""
    return _nearest(name, tuple(known))


@lru_cache(maxsize=1_000)  # the same slips and the same unknown skills stand in many files
def _nearest(name: str, known: tuple[str, ...]) -> str | None:
    from difflib import get_close_matches

    word = folded(name)
    by_folded = {folded(one): one for one in known}
    near = get_close_matches(word, [one for one in by_folded if _may_be_near(word, one)], n=1, cutoff=_NEAR)
    return by_folded[near[0]] if near else None


def _may_be_near(word: str, other: str) -> bool:
    """Whether two words have enough letters in common; false in a hundredth of the time that it takes to compare them.

    Each letter that is in one word alone is at least one that does not match.
    """
    ours, theirs = _letters(word), _letters(other)
    most = min(len(word) - len(ours - theirs), len(other) - len(theirs - ours))
    return 2 * most >= _NEAR * (len(word) + len(other))


@lru_cache(maxsize=10_000)
def _letters(word: str) -> frozenset[str]:
    return frozenset(word)


def did_you_mean(name: str, known: Iterable[str], what: str) -> str:
    """Return a hint for an unknown name: the nearest known one, the only one it begins, or as many as a line holds."""
    names = sorted(known)
    begun = [one for one in names if folded(one).startswith(folded(name))]
    near = nearest(name, names) or (begun[0] if len(begun) == 1 else None)
    more = f" and {len(names) - _MOST_KNOWN} more" if len(names) > _MOST_KNOWN else ""
    return (
        f'did you mean "{shortened(near)}"?'
        if near
        else f"known {what}: {', '.join(map(shortened, names[:_MOST_KNOWN]))}{more}"
    )
