"""Finds names of people in free text, in any case and without accents, also run together with other words."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple
from unicodedata import combining, normalize

from mlops_team.inputs.ordinary_words import ORDINARY_WORDS, SHORT_WORDS
from mlops_team.text import shortened

_WORD = re.compile(r"[^\W_]+")
_HUMPS = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})
_LEAST = 3  # letters of a part of a name that matches in any case
_LONG = 6  # letters of a part that matches at the start or end of another word
_GAP = 3  # characters at most between two words of a name

Match = tuple[int, int, str]  # start, end, person


def folded_word(word: str) -> str:
    """Return a word without capitals and accents."""
    if word.isascii():
        return word.lower()
    plain = normalize("NFKD", word.casefold().translate(_LETTERS))
    return "".join(char for char in plain if not combining(char))


def _spellings(name: str) -> set[tuple[str, ...]]:
    """Return the words of a name, folded in each way in which people write its umlauts."""
    words = _WORD.findall(name)
    folded = tuple(map(folded_word, words))
    long = tuple(folded_word(word.translate(_UMLAUTS)) for word in words)
    short = tuple(word.replace("ae", "a").replace("oe", "o").replace("ue", "u") for word in folded)
    return {folded, long, short}


class _NamePart(NamedTuple):
    """A word that names a person: a part of a name, or a whole name of one word."""

    who: str
    written: str  # as in the name


class NameSearch:
    """Finds the names that were added to it; of equal names or parts, the first counts."""

    def __init__(self) -> None:
        self._names: dict[str, list[tuple[tuple[str, ...], str]]] = {}  # by first word
        self._parts: dict[str, _NamePart] = {}
        self._caseless: dict[str, str] = {}  # names and parts in scripts without capitals, which often have no spaces

    def add(self, name: str, who: str, *, parts: bool) -> None:
        """Add a name of a person; with `parts`, its parts too."""
        for text in dict.fromkeys((name, shortened(name))):
            for words in filter(None, _spellings(text)):
                self._names.setdefault(words[0], []).append((words, who))
                if len(words) > 1 and parts:
                    self._parts.setdefault("".join(words), _NamePart(who, ""))
        single = _WORD.findall(name.partition("@")[0])
        for word in single if parts or len(single) == 1 else ():
            self._add_part(word, who)
        if _is_caseless(name):
            self._caseless.setdefault(name, who)

    def _add_part(self, word: str, who: str) -> None:
        if word.isdigit():
            return  # a year or a number names nobody
        if _is_caseless(word):
            if len(word) > 1:
                self._caseless.setdefault(word, who)
            return
        for (spelling,) in _spellings(word):
            self._parts.setdefault(spelling, _NamePart(who, word))

    def names_at(self, word: str) -> Sequence[tuple[tuple[str, ...], str]]:
        """Return the whole names that begin with a folded word, each as its words and the person."""
        return self._names.get(word, ())

    def part(self, word: str) -> str | None:
        """Return the person that a single word names, or None."""
        part = self._parts.get(folded_word(word))
        if part is None or (len(word) < _LEAST and (word != part.written or word in SHORT_WORDS)):
            return None
        return None if word.islower() and folded_word(word) in ORDINARY_WORDS else part.who

    def caseless(self, word: str) -> Iterator[Match]:
        """Yield the names in a word of a script without capitals."""
        if word.isascii() or not self._caseless:
            return
        longest, start = max(map(len, self._caseless)), 0
        while start < len(word):
            ends = range(min(len(word), start + longest), start, -1)
            end = next((end for end in ends if word[start:end] in self._caseless), None)
            if end is not None:
                yield start, end, self._caseless[word[start:end]]
            start = end or start + 1


def _is_caseless(text: str) -> bool:
    return not text.isascii() and text.upper() == text.lower()


def replaced(text: str, searches: Sequence[NameSearch]) -> str:
    """Return text with the names in it replaced; the first search that has a name decides."""
    text = text if text.isascii() else normalize("NFC", text)
    result, end = [], 0
    for start, stop, who in _joined(text, list(_matches(text, searches))):
        result += [text[end:start], who]
        end = stop
    return "".join([*result, text[end:]])


def _joined(text: str, matches: list[Match]) -> list[Match]:
    """Return the matches; neighbours that name the same person become one match."""
    joined: list[Match] = []
    for start, end, who in matches:
        if joined and joined[-1][2] == who and re.fullmatch(r"[\s._-]{0,2}", text[joined[-1][1] : start]):
            joined[-1] = (joined[-1][0], end, who)
        else:
            joined.append((start, end, who))
    return joined


def _matches(text: str, searches: Sequence[NameSearch]) -> Iterator[Match]:
    words = list(_WORD.finditer(text))
    folded = [folded_word(word[0]) for word in words]
    number = 0
    while number < len(words):
        count, who = _whole_name(words, folded, number, searches)
        if count:
            yield words[number].start(), words[number + count - 1].end(), who
        else:
            offset = words[number].start()
            for start, end, person in _in_word(words[number][0], searches):
                yield offset + start, offset + end, person
        number += count or 1


def _whole_name(
    words: list[re.Match[str]], folded: list[str], number: int, searches: Sequence[NameSearch]
) -> tuple[int, str]:
    """Return how many words, from that number on, are a whole name (0 for none), and the person."""
    best = (0, "")
    for search in searches:
        for name, who in search.names_at(folded[number]):
            count = len(name)
            if (
                count > best[0]
                and tuple(folded[number : number + count]) == name
                and (count > 1 or _is_whole_name(words[number][0]))
            ):
                gaps = pairwise(words[number : number + count])
                if all(after.start() - before.end() <= _GAP for before, after in gaps):
                    best = (count, who)
    return best


def _is_whole_name(word: str) -> bool:
    """Whether a word can be a whole name: not an ordinary word in small letters, nor a short word."""
    return len(word) >= _LEAST and not (word.islower() and folded_word(word) in ORDINARY_WORDS)


def _in_word(word: str, searches: Sequence[NameSearch]) -> Iterator[Match]:
    """Yield the names in a word: the whole word, or words that are run together in it."""
    for search in searches:
        if who := search.part(word):
            yield 0, len(word), who
            return
        if names := list(search.caseless(word)):
            yield from names
            return
        if word[-1:] == "s" and len(word) > _LEAST and (who := search.part(word[:-1])):  # a genitive
            yield 0, len(word) - 1, who
            return
    bounds = [0, *_humps(word), len(word)]
    if len(bounds) > 2:  # noqa: PLR2004 - more than the two ends
        for start, end in pairwise(bounds):
            yield from ((start + first, start + last, who) for first, last, who in _in_word(word[start:end], searches))
    else:
        yield from _at_an_end(word, searches)


def _humps(word: str) -> list[int]:
    """Return where a word that is run together has its parts, such as TeamÉlodie."""
    if not word.isascii():  # to the expression only A to Z are capitals
        word = "".join("A" if char.isupper() else "a" if char.islower() else char for char in word)
    return [hump.start() for hump in _HUMPS.finditer(word)]


def _at_an_end(word: str, searches: Sequence[NameSearch]) -> Iterator[Match]:
    """Yield a long part of a name at the start or end of a word."""
    for search in searches:
        for cut in range(len(word) - 1, _LONG - 1, -1):
            for start, end in ((0, cut), (len(word) - cut, len(word))):
                if who := search.part(word[start:end]):
                    yield start, end, who
                    return
