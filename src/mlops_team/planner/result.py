"""What planning came to: all that a renderer gets."""

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from mlops_team.audits.coverage import Coverage
from mlops_team.inputs.catalog import Catalog
from mlops_team.model import Finding, Severity
from mlops_team.planner.actions import Action
from mlops_team.planner.problem import Goal, Need
from mlops_team.planner.search import Obstacle
from mlops_team.settings import Costs


class State(NamedTuple):
    """A team before or after a plan, all waivers set aside."""

    coverage: Coverage
    errors: int
    warnings: int
    findings: tuple[Finding, ...]

    @property
    def share(self) -> Fraction:
        """The team's coverage."""
        return self.coverage.coverage


class Step(NamedTuple):
    """An action of a plan, and what would stay open without it."""

    action: Action
    closes: tuple[Need, ...]


class Plan(NamedTuple):
    """The cheapest way to a goal, as far as it was found."""

    team: str
    file: str
    goal: Goal
    as_of: date
    catalog: Catalog
    costs: Costs
    seconds: float  # for which the search could last
    steps: tuple[Step, ...]
    cost: int | None  # None when there is no plan
    bound: int  # no plan costs less
    optimal: bool
    unclosable: tuple[Obstacle, ...]  # why there is none
    waivers: bool  # whether the team has any, which were set aside
    before: State
    after: State | None

    @property
    def actions(self) -> tuple[Action, ...]:
        """What is to be done."""
        return tuple(step.action for step in self.steps)

    @property
    def follow_ups(self) -> list[Finding]:
        """Errors and warnings that the team would have only after the plan: what else changes with it."""
        if self.after is None:
            return []
        known = {finding.fingerprint for finding in self.before.findings}
        return [one for one in self.after.findings if one.fingerprint not in known and one.severity > Severity.INFO]
