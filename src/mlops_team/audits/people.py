"""Who is active in which of the audited files: known only when every file has been read."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from mlops_team.inputs.team import Member, Team
from mlops_team.text import count, listing

_NAMED = 3  # files that a finding names, so that a person in n files does not cost n times n


_share = cache(Fraction)  # few different shares are written, and a Fraction is slow to create


class Membership(NamedTuple):
    """A person's roles and time in a team."""

    file: str
    team: str
    roles: tuple[str, ...]
    allocation: Fraction | None  # None where the file does not say it

    @classmethod
    def of(cls, file: str, team: Team, member: Member) -> "Membership":
        """Return the membership of a team's member."""
        allocation = _share(member.allocation) if member.allocation_written else None
        return cls(file, team.name, tuple(member.roles), allocation)


class Listed(NamedTuple):
    """An active member of an audited file."""

    member: Member  # as it is shown
    id: str | None  # as ids are compared, whatever is shown
    name: str  # as names are compared
    levels: Mapping[str, int]  # of the skills that are written with a level, tools aside


class Listing(NamedTuple):
    """The active members of an audited file."""

    file: str
    members: tuple[Listed, ...]


class Files:
    """Files in the order of the run."""

    def __init__(self) -> None:
        self.first: list[str] = []
        self.total = 0

    def add(self, file: str) -> None:
        """Count a file, and keep its name if it is among the first."""
        self.total += 1
        if len(self.first) <= _NAMED:
            self.first.append(file)

    def beside(self, file: str) -> "Others":
        """Return the others of these files, seen from one of them."""
        names = [other for other in self.first if other != file][:_NAMED]
        return Others(names, self.total - 1 - len(names))


class Others(NamedTuple):
    """Some files by name, and how many more there are."""

    files: list[str]
    more: int

    def __str__(self) -> str:
        """Return "a.yaml and b.yaml" or "a.yaml, b.yaml, c.yaml and 4 further files"."""
        further = [count(self.more, "further file")] if self.more else []
        return listing([*self.files, *further])


class PersonInFiles:
    """Somebody with an id, over all files in which they are active."""

    def __init__(self, name: str) -> None:
        self.name = name  # in the first file, as names are compared
        self.files = Files()
        self.files_with_allocation = Files()
        self.allocation = Fraction()  # the sum of what is written
        self.whole_time = Fraction(1)  # what they work in all
        self.levels: dict[str, tuple[int, str]] = {}  # skill -> the highest level that is written, and the first file

    @property
    def overbooked(self) -> bool:
        """Whether teams count on more of the person's time than there is."""
        return self.allocation > self.whole_time

    def add(self, file: str, listed: Listed) -> None:
        """Add what a file says of the person."""
        member = listed.member
        self.files.add(file)
        if member.whole_time is not None:
            self.whole_time = Fraction(member.whole_time)
        if member.allocation_written:
            self.files_with_allocation.add(file)
            self.allocation += Fraction(member.allocation)
        for skill, level in listed.levels.items():
            if skill not in self.levels or level > self.levels[skill][0]:
                self.levels[skill] = (level, file)


class People:
    """Everybody who is active in an audited file: those with an id by it, and all by name."""

    def __init__(self, listings: Iterable[Listing]) -> None:
        self.by_id: dict[str, PersonInFiles] = {}
        self.by_name: dict[str, Files] = {}
        for file, members in listings:
            for listed in members:
                self.by_name.setdefault(listed.name, Files()).add(file)
                if listed.id is not None:
                    self.by_id.setdefault(listed.id, PersonInFiles(listed.name)).add(file, listed)

    def overbooked(self, members: Iterable[Listed]) -> frozenset[str]:
        """Return the names of those members of a team who are promised to teams beyond full time."""
        people = ((listed.member.name, self.by_id.get(listed.id)) for listed in members if listed.id is not None)
        return frozenset(name for name, person in people if person is not None and person.overbooked)


class RunFacts(NamedTuple):
    """What rules about the whole run look at, for each file."""

    file: str
    members: Sequence[Listed]  # the active ones, by name
    people: People
    redacted: bool  # whether names are hidden
