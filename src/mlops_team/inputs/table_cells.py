"""Single cells of a table: levels, shares of full time, dates."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal
from enum import Enum

from mlops_team.inputs.imported_team import LEARN, ImportOptions, SheetError
from mlops_team.inputs.levels import LISTED_LEVEL
from mlops_team.text import quoted

HIGHEST = 5


class CellMark(Enum):
    """What a cell holds instead of a level."""

    ABSENT = "not listed"
    UNRATED = "listed without a level"
    LEARN = "to learn"
    FOREIGN = "no level"  # a text without a known level


_WORDS: Mapping[str, int] = {
    "beginner": 1,
    "basic": 1,
    "awareness": 1,
    "working": 2,
    "developing": 2,
    "intermediate": 3,
    "proficient": 3,
    "practitioner": 3,
    "advanced": 4,
    "expert": 5,
}
_YES = frozenset(("yes", "y", "ja", "oui", "si", "sí", "true", "x", "✓", "✔", "✔️", "☑", "☑️", "✅", "√"))
_NO = frozenset(("no", "n", "nein", "non", "false", "n/a", "na", "n.a.", "#n/a", "-", "–", "—", "✗", "✘", "❌", "☐"))  # noqa: RUF001
_NUMBER = re.compile(r"[-+]?\d{1,9}(?:[.,]\d{1,9})?")
# 2 - Intermediate, 2: able, 2 (some), 3/5; but not a bare "3 years".
_LEADING = re.compile(
    r"([-+]?\d{1,9}(?:[.,]\d{1,9})?)(?:\s*[-\u2013\u2014:=(]|[.)]\s)\s*(?=\D).*|(\d{1,3})\s*/\s*\d{1,3}"
)
_TRAILING = re.compile(r"\D*?[^\W\d]\W*[(\[:=\u2013\u2014-]\s*(\d{1,3}(?:[.,]\d{1,9})?)[)\]]?")  # Intermediate (2)
_NAMED = re.compile(r"(?:level|lvl|l|stufe|niveau|nivel)[ .]?(\d{1,3})")
_STARS = re.compile(r"([★⭐*]\ufe0f?){1,10}☆*|☆+")
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ]00:00(?::00(?:\.0+)?)?)?")


class LevelReader:
    """Reads the cells that hold levels, each text once, and counts the texts that it has read.

    Args:
        options: The scale, and what the user's own words mean.
        names: The catalog's names of the levels, from 0 to 5.
        decimal_comma: Whether "2,5" is a number.
    """

    def __init__(self, options: ImportOptions, names: tuple[str, ...], *, decimal_comma: bool) -> None:
        own = {word.casefold(): LEARN if level == LEARN else int(level) for word, level in options.levels.items()}
        self._own = own
        self._words = {**_WORDS, **{name.casefold(): level for level, name in enumerate(names)}}
        self._scale = options.scale
        self._decimal_comma = decimal_comma
        self._numbers: dict[str, Decimal | None] = {}
        self._read: dict[str, int | CellMark] = {}
        self.used: Counter[str] = Counter()  # text -> how often it was read as a level

    def level(self, text: str) -> int | CellMark:
        """Return the level of a cell, or what it holds instead; a number off the scale is FOREIGN."""
        level = self._read.get(text)
        if level is None:
            level = self._read[text] = self._level(text)
        return level

    def count(self, text: str) -> int | CellMark:
        """Return the level of a cell, and count it for the report."""
        self.used[text] += 1
        return self.level(text)

    def number(self, text: str) -> Decimal | None:
        """Return the number of a cell's level, on whatever scale, or None."""
        if text not in self._numbers:
            self._numbers[text] = self._number(text)
        return self._numbers[text]

    def decimals(self) -> int:
        """Return how many cells had a number that was rounded down."""
        return sum(
            number
            for text, number in self.used.items()
            if self._scale is None and (value := self.number(text)) is not None and value != int(value)
        )

    def highest(self) -> Decimal | None:
        """Return the highest number that was read, or None."""
        return max((value for text in self.used if (value := self.number(text)) is not None), default=None)

    def ticks(self) -> Counter[str]:
        """Return the words that only mean yes, and how often each was read."""
        ticks: Counter[str] = Counter()
        for text, number in self.used.items():
            if self.is_tick(text) and not self.is_own(text):
                ticks[text.casefold()] += number
        return ticks

    def is_tick(self, text: str) -> bool:
        """Whether a text only means yes."""
        return text.casefold() in _YES

    def is_own(self, text: str) -> bool:
        """Whether the user has given a text its level."""
        return text.casefold() in self._own

    def _level(self, text: str) -> int | CellMark:
        text = " ".join(unguarded(text).split())
        word = text.casefold()
        if word in self._own:
            own = self._own[word]
            return CellMark.LEARN if own == LEARN else int(own)
        if not word or word in _NO:
            return CellMark.ABSENT
        if word == "?":
            return CellMark.UNRATED
        number = self.number(text)
        if number is not None:
            return self._scaled(number)
        if word in _YES:
            return LISTED_LEVEL
        return self._words.get(word, CellMark.FOREIGN)

    def _scaled(self, number: Decimal) -> int | CellMark:
        lowest, highest = self._scale or (Decimal(0), Decimal(HIGHEST))
        if not lowest <= number <= highest:
            return CellMark.FOREIGN
        spread = number if self._scale is None else (number - lowest) * HIGHEST / (highest - lowest)
        return int(spread.to_integral_value(ROUND_FLOOR))

    def _number(self, text: str) -> Decimal | None:
        word = text.casefold()
        if word in self._own:
            return None
        if _STARS.fullmatch(text):
            return Decimal(sum(text.count(star) for star in "★⭐*"))
        percent = self._scale is not None and word.endswith("%")
        digits = word[:-1].rstrip() if percent else word
        if not _NUMBER.fullmatch(digits):
            match = _LEADING.fullmatch(word) or _TRAILING.fullmatch(word) or _NAMED.fullmatch(word)
            if not match:
                return None
            digits = next(group for group in match.groups() if group)
        if "," in digits and not self._decimal_comma:
            return None
        return Decimal(digits.replace(",", "."))


def unguarded(text: str) -> str:
    """Return a cell without the apostrophe that an export writes before a formula."""
    return text[1:] if re.match(r"'+[=+\-@\t\r]", text) else text


def read_share(text: str, cell: str, *, percent: bool) -> Decimal:
    """Return a share of full time.

    Args:
        text: 0.5, 50 %, or 50 in a column of per cent.
        cell: Where it is, for messages.
        percent: Whether a number without a sign is per cent.

    Raises:
        SheetError: It is not above 0 and at most 1.
    """
    number = plain_number(text.removesuffix("%"))
    if number is not None and (percent or text.endswith("%")):
        number /= 100
    if number is None or not 0 < number <= 1:
        raise SheetError(
            f"{cell}: {quoted(text)} is not a share of full time",
            'write a number above 0 and at most 1, such as 0.5, or "50 %"',
            cell,
        )
    return number


def plain_number(text: str) -> Decimal | None:
    """Return a number with a decimal point or comma, or None."""
    digits = text.strip().replace(",", ".")
    return Decimal(digits) if re.fullmatch(r"\d{1,9}(?:\.\d{1,15})?", digits) else None


def read_date(text: str, cell: str, date_format: str | None) -> date:
    """Return the day that a cell names.

    Raises:
        SheetError: It is neither YYYY-MM-DD nor in the format of --date-format.
    """
    match = _ISO.fullmatch(text)
    try:
        if match:
            return date.fromisoformat(match[1])
        if date_format:
            return datetime.strptime(text, date_format).date()  # noqa: DTZ007 - a day has no time zone
    except (ValueError, re.error):
        pass
    hint = "write it as 2027-01-31, or say how it is written, for example --date-format %d.%m.%Y"
    raise SheetError(f"{cell}: {quoted(text)} is not a date", hint, cell)
