"""How much of what each role takes is there: the only place that thinks about levels.

Coverage is exact (DESIGN: a required skill counts min(highest level among the holders / required level, 1), a role
the mean over its required skills, a team the mean over the catalog's required roles).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from mlops_team.catalog import Catalog, Requirement, Role
from mlops_team.team import External, Member, Team

# Every level from 1 to 5 divides it, so that shares of a level add up as whole numbers.
_UNIT = 60


class SkillCoverage(NamedTuple):
    """How one skill of a role is held; `attained` is None when no holder lists it."""

    skill: str
    level: int
    required: bool
    attained: int | None
    by: tuple[Member, ...]  # the holders at that level

    @property
    def met(self) -> bool:
        """Whether a holder has the skill at its level."""
        return self.attained is not None and self.attained >= self.level


class RoleCoverage(NamedTuple):
    """How one role is filled; holders and deputies by name, whatever their order in the file."""

    role: Role
    status: str
    coverage: Fraction
    holders: tuple[Member, ...]
    deputies: tuple[Member, ...]
    externals: tuple[External, ...]  # the active ones
    skills: tuple[SkillCoverage, ...]

    @property
    def staffed(self) -> bool:
        """Whether somebody in the team holds it."""
        return bool(self.holders)

    @property
    def provider(self) -> str | None:
        """Who fills the role from outside, when nobody in the team does."""
        return self.externals[0].provider if self.status == "external" else None


class Coverage(NamedTuple):
    """How a team is filled on one day."""

    coverage: Fraction
    roles: Mapping[str, RoleCoverage]  # the audited ones
    active: tuple[Member, ...]  # by name
    fit: Mapping[str, Mapping[str, Fraction]]  # member name -> audited role -> coverage by this member alone

    @property
    def staffed(self) -> list[RoleCoverage]:
        """The audited roles that somebody in the team holds."""
        return [role for role in self.roles.values() if role.holders]


def cover(team: Team, catalog: Catalog, as_of: date) -> Coverage:
    """Return how `team` is filled on the day `as_of`, held against `catalog`."""
    active = tuple(sorted((member for member in team.members if member.active(as_of)), key=lambda member: member.name))
    audited = catalog.audited
    fit = {
        member.name: {role.id: _share(role.requirements, member.skills) for role in audited} for member in team.members
    }
    roles = {}
    for role in audited:
        holders = tuple(member for member in active if role.id in member.roles)
        deputies = tuple(m for m in active if role.id not in m.roles and fit[m.name][role.id] == 1)
        externals = tuple(one for one in team.externals if one.role == role.id and one.active(as_of))
        roles[role.id] = _role(role, holders, deputies, externals)
    mean = sum((role.coverage for role in roles.values()), Fraction()) / len(roles)
    return Coverage(mean, roles, active, fit)


def _role(
    role: Role, holders: tuple[Member, ...], deputies: tuple[Member, ...], externals: tuple[External, ...]
) -> RoleCoverage:
    skills = tuple(_skill(asked, holders) for asked in role.requirements)
    if not holders:
        status, coverage = ("external", Fraction(1)) if externals else ("unstaffed", Fraction())
    else:
        gaps = any(skill.required and not skill.met for skill in skills)
        status = "understaffed" if len(holders) < role.people else "gaps" if gaps else "covered"
        coverage = _share(role.requirements, _best(holders))
    return RoleCoverage(role, status, coverage, holders, deputies, externals, skills)


def _skill(asked: Requirement, holders: Iterable[Member]) -> SkillCoverage:
    listed = [(member.skills[asked.skill], member) for member in holders if asked.skill in member.skills]
    best = max((level for level, _ in listed), default=None)
    by = tuple(member for level, member in listed if level == best)
    return SkillCoverage(asked.skill, asked.level, asked.required, best, by)


def _share(requirements: tuple[Requirement, ...], levels: Mapping[str, int]) -> Fraction:
    """Return how much of the required skills is there at these levels; 1 when none is required."""
    asked = held = 0
    for skill, level, required in requirements:
        if required:
            asked += _UNIT
            best = levels.get(skill, 0)
            held += _UNIT if best >= level else best * _UNIT // level
    return _fraction(held, asked) if asked else Fraction(1)


def _best(members: tuple[Member, ...]) -> Mapping[str, int]:
    """Return the highest level of each skill among these members."""
    if len(members) == 1:
        return members[0].skills
    levels: dict[str, int] = {}
    for member in members:
        for skill, level in member.skills.items():
            levels[skill] = max(level, levels.get(skill, 0))
    return levels


@cache
def _fraction(numerator: int, denominator: int) -> Fraction:
    """Return a fraction; few different ones occur, and making one costs more than finding it."""
    return Fraction(numerator, denominator)


def per_cent(share: Fraction) -> int:
    """Return whole per cent rounded down, so that 100 means complete."""
    return int(share * 100)
