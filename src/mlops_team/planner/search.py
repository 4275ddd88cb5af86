"""The cheapest plan, searched for and proved; or what no plan can close, and which limit stands in the way."""

from collections.abc import Collection
from contextlib import suppress
from time import monotonic
from typing import NamedTuple

from mlops_team.audits.coverage import Coverage, cover, short_of_time
from mlops_team.inputs.team import Team
from mlops_team.planner.actions import Action, Hire, applied
from mlops_team.planner.problem import Limits, Need, Problem, needs
from mlops_team.planner.program import Cut, Model
from mlops_team.planner.solver import Solution, Watch, solve


class Obstacle(NamedTuple):
    """A need that no plan can close, together with the others, and the limit without which one could."""

    need: Need
    limit: str


class Outcome(NamedTuple):
    """What a search came to: a plan, the best one in time, none in time, or that there is none."""

    actions: tuple[Action, ...] | None
    bound: int
    optimal: bool
    unclosable: tuple[Obstacle, ...] = ()

    @property
    def cost(self) -> int | None:
        """The plan's cost, None without one."""
        return None if self.actions is None else sum(action.cost for action in self.actions)


# What can be lifted to see whether it stands in the way, in the order in which it is named.
LIFTS: dict[str, dict[str, object]] = {
    "max-roles-per-person": {"roles": None},
    "max-levels-per-person": {"levels": None},
    "leaving-horizon-days": {"horizon": None},
    "not-with": {"apart": False},
    "no-assign": {"assign": True},
    "no-train": {"train": True},
    "no-hire": {"hire": True},
}
CATALOG = "catalog"  # the limit when none of these helps: the catalog gives a role no skill to list
_TIE_NODES = 50  # branches looked into for the shortest of equally cheap plans
_TIE_COLUMNS = 300  # of a program that is worth it


def find(problem: Problem, team: Team, seconds: float, watch: Watch | None = None) -> Outcome:
    """Return the cheapest plan for a team.

    Args:
        problem: What is asked for.
        team: The team that the problem is about.
        seconds: How long to search at most; then the best plan so far is returned.
        watch: Is told now and then how far the search is.
    """
    if not needs(problem):
        return Outcome((), 0, optimal=True)
    return _Search(problem, team, seconds, watch).outcome()


class _Search:
    def __init__(self, problem: Problem, team: Team, seconds: float, watch: Watch | None) -> None:
        self.problem, self.team, self.watch = problem, team, watch
        self.end = monotonic() + seconds
        self.cuts: list[Cut] = []
        # Time makes a program larger and seldom matters: it is left out until a plan turns out to lack it.
        self.with_time = bool(short_of_time(problem.coverage))
        self.bound = 0

    def outcome(self) -> Outcome:
        while True:
            model = Model(self.problem, with_time=self.with_time, cuts=self.cuts)
            found = solve(model.program, self.left(), self.watch)
            self.bound = max(self.bound, found.bound)
            if found.values is None:
                return self.without_plan(found)
            actions = model.actions(found.values)
            if not self.refused(actions):
                if found.proved:
                    actions = self.shortest(model, actions)
                return Outcome(tuple(actions), self.bound, optimal=found.proved)

    def left(self) -> float:
        return max(self.end - monotonic(), 0.1)

    def refused(self, actions: list[Action]) -> bool:
        """Whether a plan lacks time in exact arithmetic; then the next search heeds it."""
        coverage = self.after(actions)
        short = short_of_time(coverage)
        if not short:
            return False
        if not self.with_time:
            self.with_time = True
            return True
        members = {member.name for member in self.problem.coverage.active}
        holders = {member.name for id in short.roles for member in coverage.roles[id].holders} & members
        hires = sum(one.people for one in actions if isinstance(one, Hire) and one.role in short.roles)
        self.cuts.append(Cut(short.roles, frozenset(holders), hires))
        return True

    def after(self, actions: list[Action]) -> Coverage:
        team, _ = applied(self.team, self.problem.catalog, actions)
        return cover(team, self.problem.catalog, self.problem.as_of)

    def shortest(self, model: Model, actions: list[Action]) -> list[Action]:
        """Return, of the plans that cost as little, one with the fewest actions.

        Where that takes long, the one that was found stands. Either is the same for the same team, in any order.
        """
        program = model.program
        if len(program.costs) > _TIE_COLUMNS:
            return actions
        cost = sum(action.cost for action in actions)
        program.at_most(cost, list(enumerate(program.costs)))
        ranks = model.ranks()
        program.costs = [ranks.get(column, 0) for column in range(len(program.costs))]
        found = solve(program, self.left(), nodes=_TIE_NODES)
        if found.values is None:
            return actions
        better = model.actions(found.values)
        cheap = sum(action.cost for action in better) == cost
        return better if cheap and not short_of_time(self.after(better)) else actions

    def without_plan(self, found: Solution) -> Outcome:
        obstacles: tuple[Obstacle, ...] = ()
        with suppress(TimeoutError):  # then there is no plan so far, and no word on why
            obstacles = self.obstacles() if found.proved else ()
        return Outcome(None, self.bound, optimal=False, unclosable=obstacles)

    def obstacles(self) -> tuple[Obstacle, ...]:
        open_needs = self.unclosable(self.problem.limits)
        limits = dict.fromkeys(open_needs, CATALOG)
        for name, lift in reversed(LIFTS.items()):
            lifted = self.problem.limits._replace(**lift)  # type: ignore[arg-type]
            if lifted != self.problem.limits:
                still = self.unclosable(lifted, open_needs)
                limits.update({need: name for need in open_needs if need not in still})
        return tuple(Obstacle(*one) for one in limits.items())

    def unclosable(self, limits: Limits, among: Collection[Need] | None = None) -> list[Need]:
        """Return what stays open when as little as possible does, and, when they are named, only some needs may."""
        model = Model(self.problem._replace(limits=limits), with_time=True, cuts=self.cuts, lenient=True)
        # As few needs elsewhere would not say that a limit was in the way of these.
        for need, column in model.open.items():
            if among is not None and need not in among:
                model.program.upper[column] = 0
        found = solve(model.program, self.left())
        if found.values is None:  # what may stay open leaves no other reason
            raise TimeoutError
        return [need for need, column in model.open.items() if found.values[column]]
