"""A team: its members, and what it has agreed on."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from mlops_team.model import Path, Subject

ALL_ROLES = "all"


class Learning(NamedTuple):
    """A skill that a member is learning, to which level, by which day."""

    skill: str
    level: int
    by: date
    path: Path


class Member(NamedTuple):
    """A person in a team."""

    name: str
    id: str | None  # None when the file gives none
    roles: Mapping[str, int]  # role id -> which entry of the member's list names it
    allocation: Decimal  # share of full time, exact as written
    skills: Mapping[str, int]  # as listed, known or not
    learning: tuple[Learning, ...]
    acknowledged: date | None
    starts: date | None
    ends: date | None
    path: Path
    allocation_written: bool = True  # false where the share is the default

    def active(self, as_of: date) -> bool:
        """Whether the member is in the team on that day."""
        return (self.starts is None or self.starts <= as_of) and (self.ends is None or as_of <= self.ends)


class External(NamedTuple):
    """A role that somebody outside the team fills."""

    role: str
    provider: str
    ends: date | None
    path: Path

    def active(self, as_of: date) -> bool:
        """Whether the arrangement still holds on that day."""
        return self.ends is None or as_of <= self.ends


class Forum(NamedTuple):
    """A meeting or channel; it takes in every role when `roles` is None."""

    name: str
    roles: frozenset[str] | None


class Objective(NamedTuple):
    """A business goal."""

    goal: str
    metric: str | None
    owner: str | None
    roi: str | None
    path: Path


class Action(NamedTuple):
    """Something that a review agreed on."""

    what: str
    owner: str | None
    by: date
    done: bool
    path: Path


class Reviews(NamedTuple):
    """How often the team reviews itself, when it last did, and what came of it."""

    every: str | None = None
    last: date | None = None
    actions: tuple[Action, ...] = ()


class Waiver(NamedTuple):
    """A finding that is accepted up to and including a day."""

    code: str
    subject: Subject
    reason: str
    approved_by: str | None
    expires: date
    path: Path


class Team(NamedTuple):
    """A team as its file describes it."""

    name: str
    members: tuple[Member, ...]
    externals: tuple[External, ...]
    vacancies: tuple[str, ...]
    owners: Mapping[str, str]
    forums: tuple[Forum, ...]
    objectives: tuple[Objective, ...]
    reviews: Reviews
    waivers: tuple[Waiver, ...]
