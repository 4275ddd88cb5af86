"""The names that people use for roles, skills and tools, and what each name means."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

_SEPARATORS = re.compile(r"[\s_\-./&\u2010\u2011]+")
_BETWEEN_WORDS = re.compile(
    r"[\s_\-./&\u2010\u2011,()]+"
)  # also of "Data Engineer, Senior" and "Data Engineer (Senior)"
# "(m/w/d)", "[f|m|x]", "(all genders)": the genders that a job is advertised for
_GENDERS = re.compile(r"[(\[]\s*(?:all genders|gn|[dfhimwx](?:\s*[/|,*]\s*[dfhimnwx]){1,3})\s*[)\]]", re.IGNORECASE)
_VERSION = re.compile(r"\s+(?:\d[\d.]*|v\d+)$", re.IGNORECASE)
_SENIORITY = frozenset(("junior", "senior", "sr", "jr", "lead", "principal", "staff", "associate", "chief"))
_GRADES = frozenset(("i", "ii", "iii", "iv", "1", "2", "3", "4"))


@cache
def fold(name: str) -> str:
    """Return a name without case, spaces and the signs between words, by which names are compared.

    `+` and `#` are kept: C, C++ and C# are different skills.
    """
    if not name.isascii():
        from unicodedata import normalize

        name = normalize("NFC", name)
    return _SEPARATORS.sub("", name.casefold())


class Vocabulary(NamedTuple):
    """What names mean; the keys are folded."""

    roles: Mapping[str, str]  # -> role id
    ambiguous: Mapping[str, Sequence[str]]  # a title that could be several roles -> their ids
    skills: Mapping[str, str]  # -> skill id, or tool name

    def role(self, name: str) -> str | None:
        """Return the id of the role of that name, without a mark of gender and words of seniority, or None."""
        for title in _titles(name):
            if title in self.roles:
                return self.roles[title]
            if title in self.ambiguous:
                return None
        return None

    def candidates(self, name: str) -> Sequence[str]:
        """Return the ids of the roles that an ambiguous title could be."""
        return next((self.ambiguous[title] for title in _titles(name) if title in self.ambiguous), ())

    def skill(self, name: str) -> str | None:
        """Return the id of the skill, or the name of the tool, of that name without a version, or None."""
        return next((self.skills[folded] for folded in names_of(name) if folded in self.skills), None)


def names_of(skill: str) -> Iterator[str]:
    """Yield the folded name of a skill or tool, and if it ends with a version, the name without that."""
    yield fold(skill)
    if version := _VERSION.search(skill):
        yield fold(skill[: version.start()])


def _titles(name: str) -> Iterator[str]:
    """Yield a title, folded; then without a mark of gender and with fewer words of seniority, but never empty."""
    yield fold(name)
    name = _GENDERS.sub(" ", name)
    yield fold(name)
    words = [word for word in _BETWEEN_WORDS.split(name) if word]
    heads, tails = _heads(words), _tails(words)
    for cut in range(1, heads + tails + 1):
        for head in range(min(cut, heads), -1, -1):
            if cut - head <= tails and (left := words[head : len(words) - (cut - head)]):
                yield fold(" ".join(left))


def _heads(words: list[str]) -> int:
    """Return how many words at the start say how senior somebody is."""
    number, folded = 0, [word.casefold() for word in words]
    while number < len(words):
        if folded[number : number + 2] == ["head", "of"]:
            number += 2
        elif folded[number] in _SENIORITY:
            number += 1
        else:
            break
    return number


def _tails(words: list[str]) -> int:
    """Return how many words at the end say how senior somebody is."""
    number = 0
    while number < len(words) and words[-1 - number].casefold() in _SENIORITY | _GRADES:
        number += 1
    return number
