"""Teams without people's names: pseudonyms replace them before any message is written."""

import json
import re
from collections.abc import Iterable
from functools import cache, partial
from itertools import groupby
from typing import Any

from mlops_team.inputs import schema
from mlops_team.inputs.document import Fault
from mlops_team.inputs.name_search import NameSearch, replaced
from mlops_team.inputs.people_named import NamedPerson, people_of
from mlops_team.inputs.team import Member, Objective, Team, Waiver
from mlops_team.model import Location
from mlops_team.text import id_key, name_key, shortened

_LISTED_PEOPLE = ("known members: ", "known ids: ")
_MORE = re.compile(r" and \d+ more$")
_PSEUDONYM = re.compile("Person [0-9]+")
_EXAMPLE = re.compile(r"(write (?:members: \[)?\{\w+: )(.*)(\}\]?)")  # a hint with a value from the file


@cache
def _keys() -> frozenset[str]:
    """Return the keys that a team file may have, which name nobody."""
    text = json.dumps(schema.load("team"))
    return frozenset(re.findall(r'"([a-z-]+)": {', text))


def is_pseudonym(name: str) -> bool:
    """Whether a name is as pseudonyms are."""
    return _PSEUDONYM.fullmatch(name) is not None


class Pseudonyms:
    """Pseudonyms for the people of a whole run: the same person has the same pseudonym in every file.

    Build it once a run, from all files that the run reads, before any message is written:

        pseudonyms = Pseudonyms((real_path, document.value) for each document, in the order of the run)
        hidden = pseudonyms.within(real_path)
        team = hidden.team(team)                 # before coverage and rules look at it
        shown_path = hidden.text(shown_path)
        fault = hidden.fault(fault)              # of a file that cannot be audited
        location = hidden.location(document.location(path))

    Fingerprints of baselines are those of the team before `hidden.team`.

    Args:
        files: What identifies each file, and its value, however faulty. Versions and sides of one team are one file:
            give them the same key. Ids identify people over the whole run, names without an id only in a file.
    """

    def __init__(self, files: Iterable[tuple[str, Any]]) -> None:
        self._numbers: dict[tuple[str, ...], str] = {}
        self._files: dict[str, _PeopleNames] = {}
        self._run = _PeopleNames()
        for file, value in files:
            people = self._files.setdefault(file, _PeopleNames())
            for person in people_of(value):
                self._add(person, file, people)

    def _add(self, person: NamedPerson, file: str, people: "_PeopleNames") -> None:
        names = [name for name in (person.name, person.id) if name is not None]
        if person.id is not None:
            key: tuple[str, ...] = ("id", id_key(person.id))
        else:
            key = ("name", file, name_key(names[0]))
        who = people.exact(names[0]) if person.id is None else None
        if who is None:
            who = self._numbers.setdefault(key, f"Person {len(self._numbers) + 1}")
        for name in names:
            people.add(name, who, parts=person.parts)
            self._run.add(name, who, parts=person.parts)

    def within(self, file: str) -> "FilePseudonyms":
        """Return the pseudonyms for a file; its own people come before those of other files."""
        return FilePseudonyms(self._files.get(file, _PeopleNames()), self._run)


class _PeopleNames:
    """The pseudonyms of people by their names, in a file or over a run."""

    def __init__(self) -> None:
        self.by_name: dict[str, str] = {}
        self.search = NameSearch()

    def add(self, name: str, who: str, *, parts: bool) -> None:
        for text in (name, shortened(name)):  # messages have the short form
            self.by_name.setdefault(name_key(text), who)
        self.by_name.setdefault(id_key(name), who)
        self.search.add(name, who, parts=parts)

    def exact(self, name: str) -> str | None:
        return self.by_name.get(name_key(name)) or self.by_name.get(id_key(name))


class FilePseudonyms:
    """Puts pseudonyms into the texts of a file; created by `Pseudonyms.within`."""

    def __init__(self, own: _PeopleNames, run: _PeopleNames) -> None:
        self._own, self._run = own, run

    def name(self, name: str) -> str:
        """Return the pseudonym of a person who is named in the file."""
        return self._exact(name) or self.text(name)

    def _exact(self, name: str) -> str | None:
        return self._own.exact(name) or self._run.exact(name)

    def text(self, text: str) -> str:
        """Return free text or a path with every name, and every part of a name, replaced."""
        return replaced(text, (self._own.search, self._run.search))

    def location(self, location: Location) -> Location:
        """Return a location without names in the file's path and in the pointer; skills stay."""
        steps = location.pointer.split("/")
        for number, step in enumerate(steps):
            if "skills" not in steps[:number]:
                steps[number] = self._subject(step.replace("~1", "/").replace("~0", "~"), otherwise=step)
        return location._replace(file=self.text(location.file), pointer="/".join(steps))

    def _subject(self, words: str, otherwise: str) -> str:
        """Return a subject without names; a key of the file format names nobody."""
        if words in _keys():
            return otherwise
        hidden = self.name(words)
        return otherwise if hidden == words else hidden

    def fault(self, fault: Fault) -> Fault:
        """Return an input error without names in its subject and its quotes; its own words stay."""
        if fault.code == "MT002" and not self._own.by_name:
            # Nobody knows who is named in a file that cannot be parsed: nothing of it is quoted.
            hide = partial(re.sub, r'"[^"]*"|[*&]\S+', "…")
            return fault._replace(
                message=hide(fault.message), hint=hide(fault.hint), location=self.location(fault.location)
            )
        message, hint = self._worded(fault.message), self._worded(fault.hint)
        return fault._replace(message=message, hint=hint, location=self.location(fault.location))

    def _worded(self, words: str) -> str:
        """Return a message or hint with pseudonyms in its subject and its quotes."""
        if example := _EXAMPLE.fullmatch(words):
            return example[1] + self.text(example[2]) + example[3]
        for start in _LISTED_PEOPLE:
            if words.startswith(start):
                return start + self._listed(words.removeprefix(start))
        if words.startswith("write ") and not words.startswith("write for example"):
            return self.text(words)  # the user's own text, corrected
        for colon in re.finditer(": ", words):  # names may have colons
            if who := self._own.exact(words[: colon.start()]):
                return who + self._worded(words[colon.start() :])
        before, quote, rest = words.partition('"')
        *subjects, own_words = before.split(": ")
        subject = "".join(f"{self._subject(words, words)}: " for words in subjects)
        quoted, last_quote, after = rest.rpartition('"')
        return subject + own_words + quote + self.text(quoted) + last_quote + after

    def _listed(self, words: str) -> str:
        """Return a list of names and ids with pseudonyms: each is a whole name, however short; some have commas."""
        more = _MORE.search(words)
        listed = words[: more.start()] if more else words
        pieces = [who or self.text(", ".join(group)) for who, group in groupby(listed.split(", "), key=self._exact)]
        return ", ".join(pieces) + (more[0] if more else "")

    def team(self, team: Team) -> Team:
        """Return a team with pseudonyms for people, in free text too; roles and skills stay."""
        return team._replace(
            name=self.text(team.name),
            members=tuple(map(self._member, team.members)),
            externals=tuple(external._replace(provider=self.text(external.provider)) for external in team.externals),
            owners={duty: self.name(name) for duty, name in team.owners.items()},
            forums=tuple(forum._replace(name=self.text(forum.name)) for forum in team.forums),
            objectives=tuple(map(self._objective, team.objectives)),
            reviews=team.reviews._replace(
                actions=tuple(
                    action._replace(what=self.text(action.what), owner=action.owner and self.name(action.owner))
                    for action in team.reviews.actions
                )
            ),
            waivers=tuple(map(self._waiver, team.waivers)),
            not_needed=tuple(
                entry._replace(
                    reason=self.text(entry.reason), approved_by=entry.approved_by and self.name(entry.approved_by)
                )
                for entry in team.not_needed
            ),
        )

    def _member(self, member: Member) -> Member:
        name = self.name(member.name if member.id is None else member.id)
        return member._replace(name=name, id=None if member.id is None else name)

    def _objective(self, objective: Objective) -> Objective:
        return objective._replace(
            goal=self.text(objective.goal),
            metric=objective.metric and self.text(objective.metric),
            owner=objective.owner and self.name(objective.owner),
            roi=objective.roi and self.text(objective.roi),
        )

    def _waiver(self, waiver: Waiver) -> Waiver:
        member = waiver.subject.member
        return waiver._replace(
            subject=waiver.subject._replace(member=member and self.name(member)),
            reason=self.text(waiver.reason),
            approved_by=waiver.approved_by and self.name(waiver.approved_by),
        )
