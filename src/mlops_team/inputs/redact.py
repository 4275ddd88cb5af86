"""Teams without people's names: pseudonyms that are the same in every run, numbered in the order of the file."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from unicodedata import normalize

from mlops_team.inputs.catalog import Catalog
from mlops_team.inputs.document import Fault
from mlops_team.inputs.team import Member, Team
from mlops_team.model import Place, Subject

_LEAST = 3  # letters of a part of a name that is taken for it whatever its case: "ines" for "Ines Duarte"


class Pseudonyms:
    """Stands for people; the same person is always the same pseudonym.

    Args:
        people: What each person is called, by one or several names, in the order of their numbers.
    """

    def __init__(self, people: Iterable[Sequence[str]]) -> None:
        self.names: dict[str, str] = {}
        self.words: dict[str, str] = {}  # names and their parts, without case
        patterns: dict[str, int] = {}  # with the length of what it matches
        for number, called in enumerate(people, 1):
            for text in map(_composed, called):
                self.names.setdefault(text, f"Person {number}")
                for part in (text, *_parts(text)):
                    self.words.setdefault(part.casefold(), f"Person {number}")
                    patterns |= dict.fromkeys(_matching(part, whole=part == text), len(part))
        longest_first = sorted(patterns, key=lambda pattern: (-patterns[pattern], pattern))
        self._pattern = re.compile("|".join(longest_first), re.IGNORECASE)

    def text(self, text: str) -> str:
        """Return free text with every name, and every part of one but initials, replaced."""
        if not self.words:
            return text
        return self._pattern.sub(lambda match: self.words.get(match[0].casefold(), "Person"), _composed(text))

    def name(self, name: str) -> str:
        """Return what stands for a person."""
        return self.names.get(_composed(name)) or self.text(name)


def _composed(text: str) -> str:
    """Return text with each letter and its accents as one character, so that two spellings of a name are one."""
    return text if text.isascii() else normalize("NFC", text)


def _parts(name: str) -> list[str]:
    """Return the parts of a name or id; a year or a number in it says nothing of a person."""
    return [part for part in re.findall(r"[^\W_]{2,}", name) if not part.isdigit()]


def _matching(part: str, *, whole: bool) -> Iterator[str]:
    """Yield the patterns of a name, or of a part of one, as a word of its own."""
    for written in dict.fromkeys((part, part.casefold())):
        pattern = re.escape(written)
        if written.upper() == written.lower() and not written.isascii():
            yield pattern  # scripts without capitals often have no spaces either
            continue
        if len(written) < _LEAST and not whole:
            if written != part:
                continue
            pattern = f"(?-i:{pattern})"  # "Bo", not "bo"
        yield rf"(?<![^\W_]){pattern}(?=s?(?![^\W_]))"


def people_of(value: Any) -> Iterator[list[str]]:  # noqa: ANN401 - a file's value, which need not be a team
    """Yield what each person of a file is called: first its members, then whoever else is named, in order."""
    if not isinstance(value, dict):
        return
    seen: set[str] = set()
    for item in _dicts(value.get("members")):
        called = [text for key in ("name", "id") if isinstance(text := item.get(key), str) and text.strip()]
        seen.update(called)
        if called:
            yield called
    for name in _others(value):
        if isinstance(name, str) and name.strip() and name not in seen:
            seen.add(name)
            yield [name]


def _others(value: dict[str, Any]) -> Iterator[Any]:
    owners = value.get("owners")
    yield from owners.values() if isinstance(owners, dict) else ()
    yield from (item.get("owner") for item in _dicts(value.get("objectives")))
    reviews = value.get("reviews")
    yield from (item.get("owner") for item in _dicts(reviews.get("actions") if isinstance(reviews, dict) else None))
    yield from (item.get(key) for item in _dicts(value.get("waivers")) for key in ("member", "approved-by"))


def _dicts(items: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - see above
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def redacted_fault(fault: Fault, people: Pseudonyms) -> Fault:
    """Return an input error without names."""
    if fault.code == "MT002" and not people.words:
        # A file that cannot be taken apart does not say who is in it: nothing of it is quoted.
        message, hint = (re.sub(r'"[^"]*"|[*&]\S+', "…", text) for text in (fault.message, fault.hint))
        return fault._replace(message=message, hint=hint)
    place = redacted_place(fault.place, people)
    return fault._replace(message=people.text(fault.message), hint=people.text(fault.hint), place=place)


def redacted_place(place: Place, people: Pseudonyms) -> Place:
    """Return a place without names in the file's path and in the pointer."""
    return place._replace(file=people.text(place.file), pointer=people.text(place.pointer))


def redacted(team: Team, catalog: Catalog, people: Pseudonyms) -> Team:
    """Return a team in which pseudonyms stand for people, in free text too; roles and skills stay."""

    def maybe(text: str | None) -> str | None:
        return None if text is None else people.text(text)

    def skill(name: str) -> str:
        return name if name in catalog.skills else people.text(name)

    def member(one: Member) -> Member:
        return one._replace(
            name=people.name(one.name),
            id=None,
            skills={skill(name): level for name, level in one.skills.items()},
            learning=tuple(item._replace(skill=skill(item.skill)) for item in one.learning),
        )

    def subject(role: str | None, name: str | None, about: str | None) -> Subject:
        return Subject(role, None if name is None else people.name(name), None if about is None else skill(about))

    return team._replace(
        name=people.text(team.name),
        members=tuple(map(member, team.members)),
        externals=tuple(one._replace(provider=people.text(one.provider)) for one in team.externals),
        owners={duty: people.name(name) for duty, name in team.owners.items()},
        forums=tuple(one._replace(name=people.text(one.name)) for one in team.forums),
        objectives=tuple(
            one._replace(
                goal=people.text(one.goal),
                metric=maybe(one.metric),
                owner=one.owner and people.name(one.owner),
                roi=maybe(one.roi),
            )
            for one in team.objectives
        ),
        reviews=team.reviews._replace(
            actions=tuple(
                one._replace(what=people.text(one.what), owner=one.owner and people.name(one.owner))
                for one in team.reviews.actions
            )
        ),
        waivers=tuple(
            one._replace(
                subject=subject(*one.subject), reason=people.text(one.reason), approved_by=maybe(one.approved_by)
            )
            for one in team.waivers
        ),
    )
