"""A team: its members, and what it has agreed on."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from mlops_team.inputs.catalog import Catalog
from mlops_team.inputs.levels import ListedSkill
from mlops_team.model import Pointer, Subject

ALL_ROLES = "all"


class Learning(NamedTuple):
    """A skill or tool that a member is learning, to which level, by which day."""

    skill: str  # the id of the skill, the name of the tool, or an unknown name
    level: int
    by: date
    pointer: Pointer


class Member(NamedTuple):
    """A person in a team."""

    name: str
    id: str | None  # None when the file gives none
    roles: Mapping[str, int]  # role id -> index of the entry in the member's list
    allocation: Decimal  # share of full time, exact as written
    listed: Mapping[str, ListedSkill]  # their entries, by id of the skill, name of the tool, or unknown name
    skills: Mapping[str, int]  # skill of the catalog -> level, by their own entry or by a tool
    unrated: frozenset[str]  # skills of the catalog that are listed without a level, by either
    via: Mapping[str, str]  # skill -> the tool that gives its level
    learning: tuple[Learning, ...]
    acknowledged: date | None
    assessed: date | None  # when their levels were last looked at
    starts: date | None
    ends: date | None
    pointer: Pointer
    allocation_written: bool = True  # whether the file has it
    whole_time: Decimal | None = None  # their whole working time as a share of full time, from the people file

    def skill_path(self, skill: str) -> Pointer:
        """Return the pointer to the member's entry of a skill, tool or unknown name."""
        entry = self.listed.get(self.via.get(skill, skill))
        if entry is not None and entry.from_people_file:
            return self.pointer
        return (*self.pointer, "skills", skill if entry is None else entry.key)

    def level_of(self, name: str) -> int | None:
        """Return the level at which the member holds a skill, or lists a tool or unknown name; None without a level."""
        if name in self.skills:
            return self.skills[name]
        return self.listed[name].level if name in self.listed else None

    def lists_unrated(self, name: str) -> bool:
        """Whether the member lists a skill, tool or unknown name without a level."""
        if name in self.skills:
            return False
        return name in self.unrated or (name in self.listed and self.listed[name].level is None)

    def active(self, as_of: date) -> bool:
        """Whether the member is in the team on that day."""
        return (self.starts is None or self.starts <= as_of) and (self.ends is None or as_of <= self.ends)


class External(NamedTuple):
    """A role that somebody outside the team fills."""

    role: str
    provider: str
    ends: date | None
    pointer: Pointer

    def active(self, as_of: date) -> bool:
        """Whether the arrangement is still in force on that day."""
        return self.ends is None or as_of <= self.ends


class Forum(NamedTuple):
    """A meeting or channel; all roles take part when `roles` is None."""

    name: str
    roles: frozenset[str] | None


class Objective(NamedTuple):
    """A business goal."""

    goal: str
    metric: str | None
    owner: str | None
    roi: str | None
    pointer: Pointer


class ReviewAction(NamedTuple):
    """Something that a review agreed on."""

    what: str
    owner: str | None
    by: date
    done: bool
    pointer: Pointer


class Reviews(NamedTuple):
    """How often the team reviews itself, when it last did, and what came of it."""

    every: str | None = None
    last: date | None = None
    actions: tuple[ReviewAction, ...] = ()


class Waiver(NamedTuple):
    """A finding that is accepted up to and including a day."""

    code: str
    subject: Subject
    reason: str
    approved_by: str | None
    expires: date
    pointer: Pointer


class NotNeeded(NamedTuple):
    """A skill that the team does without."""

    skill: str
    reason: str
    approved_by: str | None
    ends: date | None
    pointer: Pointer

    def active(self, as_of: date) -> bool:
        """Whether the entry is still in force on that day."""
        return self.ends is None or as_of <= self.ends


class Team(NamedTuple):
    """A team as its file describes it."""

    name: str
    catalog: Catalog  # what the team is checked against
    members: tuple[Member, ...]
    externals: tuple[External, ...]
    vacancies: tuple[str, ...]
    owners: Mapping[str, str]
    forums: tuple[Forum, ...]
    objectives: tuple[Objective, ...]
    reviews: Reviews
    waivers: tuple[Waiver, ...]
    not_needed: tuple[NotNeeded, ...] = ()

    def not_needed_on(self, day: date) -> frozenset[str]:
        """Return the skills that the team does without on that day."""
        return frozenset(entry.skill for entry in self.not_needed if entry.active(day))

    def catalog_on(self, day: date) -> Catalog:
        """Return the team's catalog without the skills that are not needed on that day."""
        return self.catalog.without(self.not_needed_on(day))
