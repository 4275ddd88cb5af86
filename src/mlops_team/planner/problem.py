"""What a plan is for: a goal, the costs of actions, what they may do, and what a team still lacks of the goal."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from mlops_team.audits.coverage import Coverage, RoleCoverage, SkillCoverage, may_be_able, short_of_time, undeclared
from mlops_team.inputs.catalog import Catalog
from mlops_team.inputs.team import Member, Waiver
from mlops_team.model import Subject
from mlops_team.settings import Costs

PAIR = 2  # people who make a role safe from the loss of either
TOP_LEVEL = 5


class Goal(StrEnum):
    """What must be without gaps; each goal includes those before it."""

    STAFFED = "staffed"  # every role has its people and their time
    SKILLED = "skilled"  # and the holders have its required skills
    RESILIENT = "resilient"  # and two people are able to do it


_STAFFED = ("MT101", "MT102", "MT103")
_SKILLED = (*_STAFFED, "MT201", "MT202", "MT203")
# Which findings each goal leaves none of.
FINDINGS = {Goal.STAFFED: _STAFFED, Goal.SKILLED: _SKILLED, Goal.RESILIENT: (*_SKILLED, "MT301")}
# Which findings a plan may not add to.
NOT_ADDED = ("MT104", "MT108")


class Kinds(NamedTuple):
    """The kinds of actions that a plan may have."""

    assign: bool = True
    train: bool = True
    hire: bool = True


class Limits(NamedTuple):
    """What a plan may do; None is no limit."""

    roles: int | None  # of a person
    levels: int | None  # by which a person can be trained
    horizon: int | None  # days after the plan's day: who leaves within them gets no action
    able: int  # per cent of a role's required skills, below which nobody is given the role
    apart: bool = True  # whether roles that the catalog keeps apart stay apart
    assign: bool = True
    train: bool = True
    hire: bool = True

    @classmethod
    def of(cls, catalog: Catalog, kinds: Kinds) -> "Limits":
        """Return what a catalog's practices allow, and of the kinds of actions those that may be used."""
        most = catalog.practices
        horizon = most.leaving_horizon_days
        return cls(
            most.max_roles_per_person, most.max_levels_per_person, horizon, most.able_percent,
            assign=kinds.assign, train=kinds.train, hire=kinds.hire,
        )  # fmt: skip


Waived = frozenset[tuple[str, Subject]]


def waived_on(waivers: Sequence[Waiver], day: date) -> Waived:
    """Return what the waivers in force on a day cover."""
    return frozenset((waiver.code, waiver.subject) for waiver in waivers if day <= waiver.expires)


class Problem(NamedTuple):
    """A team to plan for; members are in the order of their names and roles in the catalog's."""

    coverage: Coverage  # on the plan's day
    catalog: Catalog
    day: date
    goal: Goal
    costs: Costs
    limits: Limits
    waived: Waived = frozenset()
    spare: Mapping[str, Fraction] = {}  # member -> time not promised to any audited file, of people in several

    @property
    def roles(self) -> list[RoleCoverage]:
        """The roles to fill from the team: not external, and not empty with a waiver."""
        roles = self.coverage.roles.values()
        return [role for role in roles if role.status != "external" and (role.holders or not self.empty_waived(role))]

    def empty_waived(self, role: RoleCoverage) -> bool:
        """Whether a role may stay empty."""
        return self.is_waived("MT101", role.role.id)

    def is_waived(self, code: str, role: str | None = None, skill: str | None = None) -> bool:
        """Whether a waiver covers such a finding."""
        subjects = product({None, role}, {None, skill})
        return any((code, Subject(role=of_role, skill=of_skill)) in self.waived for of_role, of_skill in subjects)

    def missing_people(self, role: RoleCoverage) -> int:
        """Return how many more holders a role must have."""
        least = 1 if self.is_waived("MT102", role.role.id) else max(role.role.people, 1)
        return max(0, least - len(role.holders))

    def needs_able(self, role: RoleCoverage) -> bool:
        """Whether the goal requires two who are able to do a role; not where unrated levels may make two able."""
        if self.goal is not Goal.RESILIENT or self.is_waived("MT301", role.role.id):
            return False
        return may_be_able(role, self.coverage, self.catalog.practices.able_percent) < PAIR or len(role.able) >= PAIR

    def can_act(self, member: Member) -> bool:
        """Whether a member stays long enough to get an action."""
        horizon = self.limits.horizon
        return horizon is None or member.ends is None or (member.ends - self.day).days > horizon

    def room(self, member: Member) -> int:
        """Return how many more roles a member can carry."""
        if not self.limits.assign or not self.can_act(member) or self.is_promised(member):
            return 0
        most = self.limits.roles
        return len(self.coverage.roles) if most is None else max(0, most - len(member.roles))

    def is_promised(self, member: Member) -> bool:
        """Whether the audited files together promise more than a member's whole time."""
        return self.spare.get(member.name, 0) < 0

    def can_hold(self, member: Member, role: RoleCoverage) -> bool:
        """Whether a member can be given a role, once able."""
        clash = self.limits.apart and any(other in member.roles for other in role.role.not_with)
        return role.role.id not in member.roles and not clash and self.room(member) > 0

    def levels(self, member: Member) -> int:
        """Return by how many levels a member can be trained."""
        if not self.limits.train or not self.can_act(member):
            return 0
        most = self.limits.levels
        return TOP_LEVEL * len(self.catalog.skills) if most is None else most

    def is_planned(self, member: Member, skill: str, level: int) -> bool:
        """Whether a member's learning items bring a skill to a level by the plan's day."""
        return any(item.skill == skill and item.level >= level and item.by <= self.day for item in member.learning)

    def is_able(self, member: Member, role: RoleCoverage) -> bool:
        """Whether a member is able without training; everybody is for a role that requires no skill."""
        return self.coverage.is_able(member.name, role.role.id, self.limits.able)


def held(member: Member, skill: str) -> int:
    """Return the level at which a member holds a skill, 0 for none."""
    return member.skills.get(skill) or 0


def lists(member: Member, skill: str) -> bool:
    """Whether a member lists a skill, with a level or without."""
    return skill in member.skills or skill in member.unrated


class Need(NamedTuple):
    """Something that keeps a team from a goal, by its finding's code; MT103 has several roles, joined by commas."""

    code: str
    role: str
    skill: str | None = None


def needs(problem: Problem, coverage: Coverage, hired: frozenset[str] = frozenset()) -> list[Need]:
    """Return what keeps a team from the goal, without what waivers cover.

    What the team has unrated as it is stays unknown; what a new holder has unrated counts as held at no level.

    Args:
        problem: The goal, the waivers, and the team as it is.
        coverage: The team as it is, or as a plan would make it.
        hired: Names of members who are planned hires: they count for the role they hold and for no other.
    """
    roles = problem._replace(coverage=coverage).roles
    open_needs = [need for role in roles for need in _of_role(problem, role, hired)]
    if (short := short_of_time(coverage)) and not problem.is_waived("MT103"):
        open_needs.append(Need("MT103", ",".join(short.roles)))
    return open_needs


def _of_role(problem: Problem, role: RoleCoverage, hired: frozenset[str]) -> Iterator[Need]:
    id = role.role.id
    if not role.holders:
        yield Need("MT101", id)
        return
    if problem.missing_people(role):
        yield Need("MT102", id)
    if problem.goal is Goal.STAFFED:
        return
    silent = undeclared(role, problem.catalog)
    if silent and not problem.is_waived("MT203", id):
        yield Need("MT203", id)
    before = problem.coverage.roles[id]
    unknown = {skill.skill for skill in before.skills if skill.unrated}
    for skill in () if silent else role.unmet:
        if skill.required and skill.skill not in unknown and not skill_waived(problem, role, skill):
            yield Need(skill_code(skill), id, skill.skill)
    able = [member for member in role.able if member.name not in hired or id in member.roles]
    if problem.needs_able(before) and len(able) < PAIR and not silent:
        yield Need("MT301", id)


def skill_code(skill: SkillCoverage) -> str:
    """Return the code of the finding about an unmet skill."""
    return "MT201" if skill.attained is None and not skill.unrated else "MT202"


def skill_waived(problem: Problem, role: RoleCoverage, skill: SkillCoverage) -> bool:
    """Whether an unmet skill may stay as it is."""
    return problem.is_waived(skill_code(skill), role.role.id, skill.skill)
