"""How much of what each role requires a team has: the only module that compares levels.

Coverage is exact: a required skill counts min(highest level among the holders / required level, 1), a role the mean
over its required skills, a team the mean over the catalog's required roles.
"""

from collections.abc import Collection, Container, Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import cache, lru_cache
from math import lcm
from typing import NamedTuple

from mlops_team.audits.time_shortfall import Shortfall, largest_shortfall
from mlops_team.inputs.catalog import Catalog, Requirement, Role
from mlops_team.inputs.team import External, Member, Team

# Every level from 1 to 5 divides it.
UNIT = 60


class SkillCoverage(NamedTuple):
    """How a skill of a role is covered; `attained` is None when no holder lists it."""

    skill: str
    level: int
    required: bool
    attained: int | None
    by: tuple[Member, ...]  # the holders at that level
    unrated: tuple[Member, ...] = ()  # the holders who list it without a level

    @property
    def met(self) -> bool:
        """Whether a holder has the skill at its level."""
        return self.attained is not None and self.attained >= self.level

    @property
    def unknown(self) -> bool:
        """Whether it is not met, but may be once a holder's level is known."""
        return bool(self.unrated) and not self.met


class RoleCoverage(NamedTuple):
    """How a role is filled; holders, able and deputies by name, whatever their order in the file."""

    role: Role
    status: str
    coverage: Fraction
    holders: tuple[Member, ...]
    able: tuple[Member, ...]  # active members whose fit is at least able-percent, holders or not
    externals: tuple[External, ...]  # those in force
    skills: tuple[SkillCoverage, ...]
    unmet: tuple[SkillCoverage, ...]  # those without a holder at their level

    @property
    def staffed(self) -> bool:
        """Whether somebody in the team fills it; an external role is not staffed, even with holders."""
        return bool(self.holders) and self.status != "external"

    @property
    def deputies(self) -> tuple[Member, ...]:
        """The members who are able and do not hold the role."""
        return tuple([member for member in self.able if self.role.id not in member.roles])

    @property
    def provider(self) -> str | None:
        """Who fills the role from outside."""
        return self.externals[0].provider if self.status == "external" else None


class Coverage(NamedTuple):
    """How the roles of a team are filled on a day."""

    coverage: Fraction
    roles: Mapping[str, RoleCoverage]  # the audited roles
    staffed: tuple[RoleCoverage, ...]  # those that somebody in the team fills
    active: tuple[Member, ...]  # by name
    # In units, of which each required skill is 60, so that every share of a level is a whole number:
    held: Mapping[str, Mapping[str, int]]  # member name -> audited role -> units of this member alone
    whole: Mapping[str, int]  # audited role -> units of the whole role

    def fit(self, member: str, role: str) -> Fraction:
        """Return the coverage of a role by a member alone."""
        return ratio(self.held[member][role], self.whole[role])

    def is_able(self, member: str, role: str, percent: int) -> bool:
        """Return whether a member has at least that much of a role's required skills."""
        return _is_able(self.held[member][role], self.whole[role], percent)


def _is_able(units: int, whole: int, percent: int) -> bool:
    """Return whether somebody with so many units of a role's whole is able; compared exactly."""
    return 100 * units >= percent * whole


def cover(team: Team, catalog: Catalog, as_of: date) -> Coverage:
    """Return how `team` is filled on the day `as_of`, checked against `catalog`."""
    catalog = catalog.without(team.not_needed_on(as_of))
    active = tuple(sorted((member for member in team.members if member.active(as_of)), key=lambda member: member.name))
    audited = catalog.audited
    whole = {role.id: UNIT * len(role.required_skills) for role in audited}
    percent = catalog.practices.able_percent
    units = {member.name: _units(member.skills, catalog, whole) for member in team.members}
    roles = {}
    for role in audited:
        id = role.id
        holders = tuple([member for member in active if id in member.roles])
        able = holders  # of a role that requires no skill
        if whole[id]:
            able = tuple([member for member in active if _is_able(units[member.name][id], whole[id], percent)])
        externals = tuple([external for external in team.externals if external.role == id and external.active(as_of)])
        held = (units[holders[0].name] if len(holders) == 1 else _units(_best(holders), catalog, whole))[id]
        roles[id] = _filled(role, holders, able, externals, ratio(held, whole[id]))
    staffed = tuple(role for role in roles.values() if role.staffed)
    return Coverage(_mean([role.coverage for role in roles.values()]), roles, staffed, active, units, whole)


def linked(team: Team, coverage: Coverage, pair: Collection[str]) -> bool:
    """Whether two roles share a forum or an active holder."""
    return any(forum.roles is None or forum.roles.issuperset(pair) for forum in team.forums) or any(
        member.roles.keys() >= set(pair) for member in coverage.active
    )


def undeclared(covered: RoleCoverage, catalog: Catalog) -> bool:
    """Whether a role requires skills and no holder lists any skill that the catalog knows."""
    skills = catalog.skills.keys()
    silent = all(skills.isdisjoint((*member.skills, *member.unrated)) for member in covered.holders)
    return silent and bool(covered.role.required_skills)


def may_be_able(covered: RoleCoverage, coverage: Coverage, percent: int) -> int:
    """Return how many members would be able to do a role if the skills that they list unrated were at its levels."""
    if not (covered.role.required_skills and any(member.unrated for member in coverage.active)):
        return len(covered.able)
    id = covered.role.id
    return sum(
        _is_able(coverage.held[member.name][id] + _unrated_units(covered.role, member), coverage.whole[id], percent)
        for member in coverage.active
    )


def _unrated_units(role: Role, member: Member) -> int:
    """Return what unrated skills would add to a member's units of a role."""
    levels = (
        (level, member.skills.get(skill, 0)) for skill, level, _ in role.required_skills if skill in member.unrated
    )
    return sum(UNIT - min(held, level) * UNIT // level for level, held in levels)


def short_of_time(coverage: Coverage) -> Shortfall | None:
    """Return the staffed roles that lack the most time, in exact arithmetic; None when all have enough."""
    staffed = coverage.staffed
    return largest_shortfall(
        {covered.role.id: covered.role.fte for covered in staffed},
        {covered.role.id: tuple(member.name for member in covered.holders) for covered in staffed},
        {member.name: member.allocation for member in coverage.active},
    )


def without(covered: RoleCoverage, names: Container[str]) -> RoleCoverage:
    """Return how a role is filled without the members of these names."""
    holders, able = (
        tuple(member for member in members if member.name not in names) for members in (covered.holders, covered.able)
    )
    best = _best(holders)
    required = covered.role.required_skills
    shares = [min(Fraction(best.get(skill, 0), level), Fraction(1)) for skill, level, _ in required]
    return _filled(covered.role, holders, able, covered.externals, _mean(shares) if shares else Fraction(1))


def _filled(
    role: Role, holders: tuple[Member, ...], able: tuple[Member, ...], externals: tuple[External, ...], share: Fraction
) -> RoleCoverage:
    status, coverage = _status(role, holders, externals, share)
    skills = _held(role.requirements, holders) if holders else _unheld(role.requirements)
    unmet = tuple([skill for skill in skills if skill.attained is None or skill.attained < skill.level])
    return RoleCoverage(role, status, coverage, holders, able, externals, skills, unmet)


def _held(requirements: tuple[Requirement, ...], holders: tuple[Member, ...]) -> tuple[SkillCoverage, ...]:
    return tuple([_skill(requirement, holders) for requirement in requirements])


@lru_cache(maxsize=1_000)  # most roles of a small team have no holder, and the same in every team
def _unheld(requirements: tuple[Requirement, ...]) -> tuple[SkillCoverage, ...]:
    return _held(requirements, ())


def lacking(role: Role, member: Member) -> list[str]:
    """Return the role's required skills that the member does not have at their levels."""
    held = member.skills
    return [skill for skill, level, _ in role.required_skills if held.get(skill, 0) < level]


def _units(levels: Mapping[str, int], catalog: Catalog, roles: Iterable[str]) -> dict[str, int]:
    """Return how much of each role these levels cover, in units."""
    units = dict.fromkeys(roles, 0)
    for skill, level in levels.items():
        for role, required in catalog.required_by.get(skill, ()):
            units[role] += UNIT if level >= required else level * UNIT // required
    return units


def _status(
    role: Role, holders: tuple[Member, ...], externals: tuple[External, ...], share: Fraction
) -> tuple[str, Fraction]:
    if externals:  # even with holders, so that a further member never lowers coverage
        return "external", Fraction(1)
    if not holders:
        return "unstaffed", Fraction()
    if len(holders) < role.people:
        return "understaffed", share
    return ("covered" if share == 1 else "gaps"), share


def _skill(requirement: Requirement, holders: tuple[Member, ...]) -> SkillCoverage:
    skill, level, required = requirement
    unrated = tuple([member for member in holders if skill in member.unrated])
    if len(holders) == 1:
        attained = holders[0].skills.get(skill)
        return SkillCoverage(skill, level, required, attained, () if attained is None else holders, unrated)
    listed = [(member.skills[skill], member) for member in holders if skill in member.skills]
    best = max((held for held, _ in listed), default=None)
    by = tuple(member for held, member in listed if held == best)
    return SkillCoverage(skill, level, required, best, by, unrated)


def _best(members: tuple[Member, ...]) -> Mapping[str, int]:
    """Return the highest level of each skill among these members."""
    levels: dict[str, int] = {}
    for member in members:
        for skill, level in member.skills.items():
            levels[skill] = max(level, levels.get(skill, 0))
    return levels


@cache
def ratio(part: int, whole: int) -> Fraction:
    """Return a share, 1 of nothing; cached, because few shares occur and a Fraction is slow to create."""
    return Fraction(part, whole) if whole else Fraction(1)


def _mean(shares: list[Fraction]) -> Fraction:
    unit = lcm(*(share.denominator for share in shares))
    return Fraction(sum(share.numerator * (unit // share.denominator) for share in shares), unit * len(shares))


def per_cent(share: Fraction) -> int:
    """Return whole per cent rounded down, so that 100 means complete."""
    return int(share * 100)
