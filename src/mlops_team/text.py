"""Words for people: text made safe to show, lists, counts, and the nearest known name."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
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
_LEAST_LETTERS = 5  # of a word that may have a typing error: an edit of a shorter word is too often another word
_SHORT_WORD = 8  # letters up to which two edits make another word: weekly, biweekly
_FARTHEST = 2  # edits, also between a singular and its plural
_SHOWN = 60
_MOST_KNOWN, _LISTED = 16, 12  # names in a hint: all if there are at most so many, else the first few
_HUGE = 10**100


def visible(text: str) -> str:
    """Return text from a file with control, bidirectional, line-break and unseen characters as escapes."""
    return _INVISIBLE.sub(lambda match: _escape(match[0]), text)


def _escape(char: str) -> str:
    if char > "\uffff":
        return f"\\U{ord(char):08x}"
    return f"\\x{ord(char):02x}" if char <= "\xff" else f"\\u{ord(char):04x}"


def inert(text: str) -> str:
    """Return a line that no CI system reads as a command: `::error::` at its start, `##[error]` anywhere in it."""
    if "##" in text:
        text = _COMMAND.sub("#\\\\#", text)
    start = text.lstrip()
    return text if not start.startswith(("::", "##")) else text[: -len(start)] + "\\" + start


def shortened(text: str) -> str:
    """Return text of at most 60 characters, an ellipsis for what was cut."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def quoted(value: object) -> str:
    """Return a value as a message shows it: short, and text in quotes."""
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


def share(amount: Fraction | Decimal) -> str:
    """Return a share of full time as people write it: 0.35."""
    return shares(amount)[0]


def shares(*amounts: Fraction | Decimal) -> list[str]:
    """Return shares of full time with enough digits to tell them apart: 0.2 and 0.19999."""
    digits = 4
    exact = {Fraction(), *(Fraction(amount) for amount in amounts)}
    while len({round(amount * 10**digits) for amount in exact}) < len(exact):
        digits += 1
    texts = []
    for amount in amounts:
        whole, rest = divmod(round(Fraction(amount) * 10**digits), 10**digits)
        texts.append(f"{whole}.{rest:0{digits}}".rstrip("0").rstrip("."))
    return texts


def per_cent_of(share: float | None) -> int:
    """Return whole per cent of a float, rounded down; 0 for None."""
    return int((share or 0) * 100 + 1e-9)  # 0.29 is a little less than 29 hundredths


def sentence(text: str) -> str:
    """Return text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def count(number: int, noun: str, plural: str = "") -> str:
    """Return "1 role" or "2 roles"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def days_after(day: date, days: int) -> date:
    """Return the day that comes so many days later; the calendar ends with the year 9999."""
    return day + timedelta(days=min(days, (date.max - day).days))


def ahead(day: date, as_of: date) -> str:
    """Return how far ahead a day is: "today" or "in 3 days"."""
    days = (day - as_of).days
    return f"in {count(days, 'day')}" if days else "today"


def ago(day: date, as_of: date) -> str:
    """Return how long ago a day was: "3 days ago"."""
    return f"{count((as_of - day).days, 'day')} ago"


@cache
def folded(name: str) -> str:
    """Return a name without case, spaces, hyphens and underscores, by which near names are compared."""
    return "".join(name.casefold().replace("-", " ").replace("_", " ").split())


def name_key(name: str) -> str:
    """Return the form in which names are compared: NFC, with single spaces."""
    if not name.isascii():
        from unicodedata import normalize

        name = normalize("NFC", name)
    return " ".join(name.split())


def id_key(id: str) -> str:
    """Return the form in which ids, and names in a sheet, are compared: as names, and without case."""
    return name_key(id).casefold()


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the nearest of `names`: `name` has a typing error or is the singular or plural. Else None.

    A word of up to eight letters may differ by one edit, a longer word by two, a word of fewer than five by none.
    """
    return _nearest(name, tuple(names))


@lru_cache(maxsize=1_000)  # the same typing errors and unknown skills are in many files
def _nearest(name: str, names: tuple[str, ...]) -> str | None:
    word = folded(name)
    letters, edits = _letters(word), _allowed_edits(word)
    slips, forms = [], []
    for length in range(len(word) - _FARTHEST, len(word) + _FARTHEST + 1):
        for other_letters, other, index in _of_length(names, length):
            # Each edit adds or removes two kinds of letters at most: this saves nearly all comparisons.
            if (letters ^ other_letters).bit_count() > 2 * _FARTHEST:
                continue
            distance = _distance(word, other, edits)
            if distance <= edits and _same_but_for_slips(name, names[index]):
                slips.append((distance, index))
            elif _same_word(word, other):
                forms.append((0, index))
    best = min(slips or forms, default=None)
    return None if best is None else names[best[1]]


def _same_but_for_slips(name: str, other: str) -> bool:
    """Whether two names differ only by typing errors in their words: QA Engineer is no misspelt BI Engineer."""
    ours, theirs = name.split(), other.split()
    if len(ours) != len(theirs) or not name.isascii():  # a letter of another alphabet may only look like ours
        return True
    pairs = [(folded(word), folded(their_word)) for word, their_word in zip(ours, theirs, strict=True)]
    return all(_distance(word, their_word, _allowed_edits(word)) <= _allowed_edits(word) for word, their_word in pairs)


def _allowed_edits(word: str) -> int:
    return 0 if len(word) < _LEAST_LETTERS else 1 if len(word) <= _SHORT_WORD else _FARTHEST


@lru_cache(maxsize=500)
def _of_length(names: tuple[str, ...], length: int) -> list[tuple[int, str, int]]:
    """Return the letters, the folded form and the index of each name whose folded form has that length."""
    return [(_letters(word), word, index) for word, index in _by_length(names).get(length, ())]


@lru_cache(maxsize=32)
def _by_length(names: tuple[str, ...]) -> dict[int, list[tuple[str, int]]]:
    """Return the folded form of each name and its index, by the length of the folded form."""
    by_length: dict[int, list[tuple[str, int]]] = {}
    for index, name in enumerate(names):
        word = folded(name)
        by_length.setdefault(len(word), []).append((word, index))
    return by_length


def _same_word(word: str, other: str) -> bool:
    """Whether two words are the singular and the plural of the same word."""
    shorter, longer = sorted((word, other), key=len)
    plurals = (f"{shorter}s", f"{shorter}es", f"{shorter[:-1]}ies" if shorter.endswith("y") else "")
    return len(shorter) >= _LEAST_LETTERS - 1 and longer in plurals


def _distance(word: str, other: str, most: int) -> int:
    """Return how many edits are between two words, `most + 1` for any more; swapping two neighbours is one edit."""
    if word == other:
        return 0
    if most <= 0 or abs(len(word) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(word, 1):
        line = [row]
        for column, theirs in enumerate(other, 1):
            edits = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != theirs))
            if row > 1 and column > 1 and (letter, word[row - 2]) == (other[column - 2], theirs):
                edits = min(edits, before[column - 2] + 1)
            line.append(edits)
        if min(line) > most:  # from here on it only grows
            return most + 1
        before, last = last, line
    return min(last[-1], most + 1)


def _letters(word: str) -> int:
    """Return the letters of a word as a set of 64 bits; letters may share a bit."""
    letters = 0
    for letter in word:
        letters |= 1 << (ord(letter) & 63)
    return letters


def did_you_mean(name: str, names: Iterable[str], what: str) -> str:
    """Return a hint for an unknown name: the nearest known name, or as many as fit in a line."""
    names = sorted(names)
    near = nearest(name, names)
    if near:
        return f'did you mean "{shortened(near)}"?{_difference(name, near)}'
    if not names:
        return f"there are no {what}"
    shown = names if len(names) <= _MOST_KNOWN else names[:_LISTED]
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    return f"known {what}: {', '.join(map(shortened, shown))}{more}"


def _difference(name: str, near: str) -> str:
    """Return how two names that look the same differ, or nothing where the difference is visible."""
    for text, other, where in ((name, near, "has"), (near, name, "lacks")):
        hidden = sorted({char for char in text if char not in other and _looks_like_another(char)})
        if hidden:
            return f" (the text here {where} {listing(f'U+{ord(char):04X}' for char in hidden)})"
    return ""


def _looks_like_another(char: str) -> bool:
    """Whether a character is an unusual space or mark, or looks like a Latin letter."""
    if char.isascii():
        return False
    from unicodedata import name

    return not char.isalpha() or name(char, "").startswith(("CYRILLIC", "GREEK", "FULLWIDTH"))
