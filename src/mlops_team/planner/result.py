"""What planning came to: all that a renderer gets."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from mlops_team.audits.coverage import Coverage
from mlops_team.inputs.catalog import Catalog
from mlops_team.inputs.team import External
from mlops_team.model import Finding, Severity
from mlops_team.planner.actions import Action, Train
from mlops_team.planner.problem import Goal, Need
from mlops_team.planner.reasons import Reason
from mlops_team.planner.search import Obstacle
from mlops_team.planner.spare_time import LongerHours
from mlops_team.settings import Costs
from mlops_team.text import id_key

_FAMILIES = ("MT1", "MT2", "MT3")  # what a plan is about: findings of other rules are none of its business


class State(NamedTuple):
    """A team on the plan's day, before or after the plan."""

    coverage: Coverage
    findings: tuple[Finding, ...]

    @property
    def share(self) -> Fraction:
        """The team's coverage."""
        return self.coverage.coverage

    @property
    def open(self) -> list[Finding]:
        """The findings that count, of the rules that a plan is about."""
        return [finding for finding in self.findings if finding.counts and finding.code.startswith(_FAMILIES)]

    @property
    def errors(self) -> int:
        """How many of the open findings are errors."""
        return sum(finding.severity is Severity.ERROR for finding in self.open)

    @property
    def warnings(self) -> int:
        """How many of the open findings are warnings."""
        return sum(finding.severity is Severity.WARNING for finding in self.open)


class PlanDay(NamedTuple):
    """A team on the plan's day, and what changes until then by itself."""

    team: str
    file: str
    as_of: date
    by: date
    leaving: tuple[str, ...]
    arriving: tuple[str, ...]
    ended: tuple[External, ...]  # arrangements that end before the day
    before: State
    unrated: tuple[str, ...] = ()  # who lists required skills without a level, and which
    undeclared: tuple[str, ...] = ()  # who holds a role that requires skills, none of whose holders lists any
    promised: tuple[str, ...] = ()  # who is promised beyond full time to the files of the run
    what_if: str = ""  # how the team was changed, in words
    catalog: str = ""  # id and version of what the team is checked against
    vacancies: tuple[str, ...] = ()  # roles with an open position


class Plan(NamedTuple):
    """The cheapest way to a goal, as far as the search got."""

    day: PlanDay
    goal: Goal
    catalog: Catalog
    costs: Costs
    actions: tuple[Action, ...]
    reasons: tuple[Reason, ...]
    cost: int | None  # None when there is no plan
    bound: int  # no plan costs less
    optimal: bool
    unclosable: tuple[Obstacle, ...]  # why there is none
    waivers: bool  # whether waivers keep something open
    after: State | None
    ids: Mapping[str, str | None]  # of the members, by name
    longer_hours: tuple[LongerHours, ...] = ()  # what would do instead of a hire

    @property
    def follow_ups(self) -> list[Finding]:
        """Errors and warnings that the team would have only after the plan."""
        if self.after is None:
            return []
        before = {finding.fingerprint for finding in self.day.before.findings}
        return [
            finding
            for finding in self.after.findings
            if finding.fingerprint not in before and finding.counts and finding.severity > Severity.INFO
        ]


class HireValue(NamedTuple):
    """What a hire for a role alone would bring."""

    role: str
    coverage: Fraction  # of the team, after
    gain: Fraction
    closes: tuple[Need, ...]
    waived: tuple[Need, ...] = ()  # what it would close that waivers cover


class Hires(NamedTuple):
    """What a hire for each role would bring, best first."""

    day: PlanDay
    hires: tuple[HireValue, ...]


class HiresOfTeams(NamedTuple):
    """What hires would bring to the teams of a run."""

    teams: tuple[Hires, ...]
    input_errors: tuple[Finding, ...]
    single: bool  # whether the run is about a team by itself


def most_valuable(hires: Iterable[HireValue]) -> tuple[HireValue, ...]:
    """Return hires by gain, then by how much they close, then by role."""
    return tuple(sorted(hires, key=lambda hire: (-hire.gain, -len(hire.closes), hire.role)))


class SharedTraining(NamedTuple):
    """A training of a person that the plans of several teams have: it is counted once."""

    id: str
    member: str
    skill: str
    cost: int  # counted too often in the plans' own costs


class Plans(NamedTuple):
    """The plans of a run."""

    plans: tuple[Plan, ...]
    shared: tuple[SharedTraining, ...] = ()
    input_errors: tuple[Finding, ...] = ()
    single: bool = True  # whether the run is about a team by itself

    @property
    def cost(self) -> int | None:
        """The sum, None when a team has no plan."""
        if any(plan.cost is None for plan in self.plans):
            return None
        return sum(plan.cost or 0 for plan in self.plans) - sum(training.cost for training in self.shared)


def shared_trainings(plans: Iterable[Plan]) -> tuple[SharedTraining, ...]:
    """Return the trainings of the same person in the same skill that are in several plans."""
    costs: dict[tuple[str, str], list[int]] = {}
    names: dict[str, str] = {}
    for plan in plans:
        for action in plan.actions:
            if isinstance(action, Train) and (written := plan.ids.get(action.member)):
                id = id_key(written)
                costs.setdefault((id, action.skill), []).append(action.cost)
                names.setdefault(id, action.member)
    return tuple(
        SharedTraining(id, names[id], skill, sum(each) - max(each))
        for (id, skill), each in costs.items()
        if len(each) > 1
    )
