"""What a plan is asked for: a goal, what its actions cost, what it may do, and what a team still lacks of the goal."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from mlops_team.audits.coverage import Coverage, RoleCoverage, short_of_time, undeclared
from mlops_team.inputs.catalog import Catalog
from mlops_team.inputs.team import Member
from mlops_team.settings import Costs


class Goal(StrEnum):
    """What shall be without gaps; each includes the ones before."""

    STAFFED = "staffed"  # every role has its people and their time
    SKILLED = "skilled"  # and the holders have its required skills
    RESILIENT = "resilient"  # and one person's leave empties none


_STAFFED = ("MT101", "MT102", "MT103")
_SKILLED = (*_STAFFED, "MT201", "MT202", "MT203")
# Which findings each goal leaves none of.
FINDINGS = {Goal.STAFFED: _STAFFED, Goal.SKILLED: _SKILLED, Goal.RESILIENT: (*_SKILLED, "MT301")}
# Which findings a plan may not add to.
NOT_ADDED = ("MT104", "MT108")


class Limits(NamedTuple):
    """What a plan may do; None is no limit."""

    roles: int | None  # of one person
    levels: int | None  # by which one person can be trained
    horizon: int | None  # days: who leaves within them gets nothing to do
    apart: bool  # whether roles that the catalog keeps apart stay apart
    assign: bool
    train: bool
    hire: bool

    @classmethod
    def of(cls, catalog: Catalog, *, assign: bool, train: bool, hire: bool) -> "Limits":
        """Return what a catalog's practices allow, and of the kinds of actions those that may be taken."""
        most = catalog.practices
        roles, levels, horizon = most.max_roles_per_person, most.max_levels_per_person, most.leaving_horizon_days
        return cls(roles, levels, horizon, apart=True, assign=assign, train=train, hire=hire)


class Problem(NamedTuple):
    """A team to be planned for; members are in the order of their names and roles in the catalog's."""

    coverage: Coverage
    catalog: Catalog
    as_of: date
    goal: Goal
    costs: Costs
    limits: Limits

    @property
    def roles(self) -> list[RoleCoverage]:
        """The roles to be filled from the team: the required ones that nobody outside fills."""
        return [one for one in self.coverage.roles.values() if one.status != "external"]

    def can_act(self, member: Member) -> bool:
        """Whether a member stays long enough to be given something to do."""
        horizon = self.limits.horizon
        return horizon is None or member.ends is None or (member.ends - self.as_of).days > horizon

    def room(self, member: Member) -> int:
        """Return how many more roles a member can carry."""
        if not self.limits.assign or not self.can_act(member):
            return 0
        most = self.limits.roles
        return len(self.coverage.roles) if most is None else max(0, most - len(member.roles))

    def can_hold(self, member: Member, one: RoleCoverage) -> bool:
        """Whether a member can be given a role."""
        role = one.role
        clash = self.limits.apart and any(other in member.roles for other in role.not_with)
        return role.id not in member.roles and not clash and self.room(member) > 0

    def gain(self, member: Member) -> int:
        """Return by how many levels a member can be trained."""
        if not self.limits.train or not self.can_act(member):
            return 0
        most = self.limits.levels
        return _ALL_LEVELS * len(self.catalog.skills) if most is None else most


_ALL_LEVELS = 5


class Need(NamedTuple):
    """Something that keeps a team from a goal, by its finding's code; MT103 has several roles, joined by commas."""

    code: str
    role: str
    skill: str | None = None


def needs(problem: Problem, hired: AbstractSet[str] = frozenset()) -> list[Need]:
    """Return what keeps a team from the goal.

    Args:
        problem: The team as it is, or as a plan would make it.
        hired: Names of members who stand for hires: they count for the role they hold and for no other.
    """
    found = [need for one in problem.roles for need in _of_role(problem, one, hired)]
    if short := short_of_time(problem.coverage):
        found.append(Need("MT103", ",".join(short.roles)))
    return found


def _of_role(problem: Problem, one: RoleCoverage, hired: AbstractSet[str]) -> Iterator[Need]:
    id = one.role.id
    if not one.holders:
        yield Need("MT101", id)
        return
    if len(one.holders) < one.role.people:
        yield Need("MT102", id)
    if problem.goal is Goal.STAFFED:
        return
    if undeclared(one, problem.catalog):
        yield Need("MT203", id)
    else:
        for asked in one.unmet:
            if asked.required:
                yield Need("MT201" if asked.attained is None else "MT202", id, asked.skill)
    if problem.goal is Goal.RESILIENT and len(one.holders) == 1 and all(m.name in hired for m in one.deputies):
        yield Need("MT301", id)
