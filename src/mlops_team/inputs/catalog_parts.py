"""The parts of a catalog: roles and their requirements, skills, levels, practices."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

# The days that may pass at most -> the words for that; the schemas list the same words.
_EVERY = {
    1: ("daily", "every day"),
    7: ("weekly", "every week"),
    14: ("fortnightly", "biweekly", "bi-weekly", "every two weeks"),
    31: ("monthly", "every month"),
    61: ("bimonthly", "bi-monthly", "every two months"),
    92: ("quarterly", "every quarter"),
    183: ("half-yearly", "half-annually", "semi-annually", "semiannually", "every six months"),
    366: ("yearly", "annually", "every year"),
}
DAYS = {word: days for days, words in _EVERY.items() for word in words}


class Skill(NamedTuple):
    """A skill that roles require."""

    id: str
    title: str
    description: str
    aliases: tuple[str, ...] = ()


class Level(NamedTuple):
    """The name of a level and, where the catalog has it, its meaning."""

    name: str
    description: str = ""


class Step(NamedTuple):
    """A step of a ladder: the pairs of roles that work together from it on."""

    level: int
    title: str
    together: tuple[tuple[str, str], ...]


class Ladder(NamedTuple):
    """Levels of collaboration, from the lowest up; `source` is a key of the catalog's sources."""

    source: str
    steps: tuple[Step, ...]


class Responsibility(NamedTuple):
    """Something that a role answers for."""

    id: str
    text: str
    source: str


class Requirement(NamedTuple):
    """A skill that a role requires, at a level from 1 to 5."""

    skill: str
    level: int
    required: bool = True

    @property
    def need(self) -> str:
        """Return "required", or "desired" for a skill that the role can do without."""
        return "required" if self.required else "desired"


class Role(NamedTuple):
    """A role: what it answers for, what it requires, and which roles it works with."""

    id: str
    title: str
    aliases: tuple[str, ...]
    number: str | None
    purpose: str
    required: bool
    people: int
    fte: Decimal
    responsibilities: tuple[Responsibility, ...]
    requirements: tuple[Requirement, ...]  # own and combined
    required_skills: tuple[Requirement, ...]  # those of them that are required
    combines: tuple[str, ...]
    works_with: tuple[str, ...]
    not_with: tuple[str, ...]
    references: Mapping[str, Any]


class Practices(NamedTuple):
    """The numbers that rules use; all are policy, defaults that a catalog can change."""

    max_roles_per_person: int = 3
    leaving_horizon_days: int = 90
    review_every: str = "quarterly"
    acknowledge_every: str = "yearly"
    max_levels_per_person: int = 6
    waiver_notice_days: int = 14
    max_waiver_days: int = 366
    able_percent: int = 75
    tool_level: int = 3
    assess_every: str = "yearly"
