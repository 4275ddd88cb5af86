"""The cheapest plan, searched for and proved; or what no plan can close, and which limits prevent it."""

from collections.abc import Collection
from time import monotonic
from typing import NamedTuple

from mlops_team.audits.coverage import Coverage, cover, short_of_time
from mlops_team.inputs.team import Team
from mlops_team.planner.actions import Action, Hire, applied
from mlops_team.planner.problem import Limits, Need, Problem, needs
from mlops_team.planner.program import Model
from mlops_team.planner.pruning import pruned
from mlops_team.planner.solver import Solution, Watch, solve
from mlops_team.planner.time_rows import TimeRow, refusal

STEPS = 4_000  # branches that a search looks into at most, so that it ends at the same place on every machine
_ROUNDS = 200  # of adding rows for time


class Obstacle(NamedTuple):
    """A need that no plan can close together with the others, and the limits; it helps to lift any of them."""

    need: Need
    limits: tuple[str, ...]


class Outcome(NamedTuple):
    """What a search came to: a plan, the best plan within its limits, none within them, or that there is none."""

    actions: tuple[Action, ...] | None
    bound: int
    optimal: bool
    unclosable: tuple[Obstacle, ...] = ()

    @property
    def cost(self) -> int | None:
        """The plan's cost, None without a plan."""
        return None if self.actions is None else sum(action.cost for action in self.actions)


# What can be lifted to see whether it prevents a plan, in the order in which it is named.
LIFTS: dict[str, dict[str, object]] = {
    "no-hire": {"hire": True},
    "no-train": {"train": True},
    "no-assign": {"assign": True},
    "able": {"able": 0},
    "max-roles-per-person": {"roles": None},
    "max-levels-per-person": {"levels": None},
    "not-with": {"apart": False},
    "leaving": {"horizon": None},
}


def find(problem: Problem, team: Team, seconds: float | None = None, watch: Watch | None = None) -> Outcome:
    """Return the cheapest plan for a team.

    Args:
        problem: The team, the goal and the limits.
        team: The team that the problem is about.
        seconds: How long to search at most, beside the limit in steps; then the best plan so far is returned.
        watch: Is called now and then with how far the search is.
    """
    if not needs(problem, problem.coverage):
        return Outcome((), 0, optimal=True)
    return _Search(problem, team, seconds, watch).outcome()


def _all_limits(need: Need) -> str:
    """Return the word for all limits together, for when lifting a single limit is not enough."""
    return "time" if need.code == "MT103" else "catalog"


class _Search:
    def __init__(self, problem: Problem, team: Team, seconds: float | None, watch: Watch | None) -> None:
        self.problem, self.team, self.watch = problem, team, watch
        self.end = None if seconds is None else monotonic() + seconds
        self.steps = STEPS
        self.rows: list[TimeRow] = []
        self.bound = 0

    def outcome(self) -> Outcome:
        short = short_of_time(self.problem.coverage)
        if short and not self.problem.is_waived("MT103"):
            self.add_rows(short.roles)
        for _ in range(_ROUNDS):
            model = Model(self.problem, self.rows)
            solution = self.solved(model)
            self.bound = max(self.bound, solution.bound)
            if solution.values is None:
                return self.without_plan(solution)
            actions = model.actions(solution.values)
            if not self.add_row(model, actions):
                return self.with_plan(actions, solution)
        return Outcome(None, self.bound, optimal=False)

    def with_plan(self, actions: list[Action], solution: Solution) -> Outcome:
        if not solution.proved:
            actions = pruned(self.problem, self.team, actions)
        cost = sum(action.cost for action in actions)
        return Outcome(tuple(actions), min(self.bound, cost), optimal=solution.proved and self.bound == cost)

    def solved(self, model: Model) -> Solution:
        seconds = None if self.end is None else max(self.end - monotonic(), 0.1)
        solution = solve(model.program, seconds, self.watch, self.steps)
        self.steps = max(self.steps - solution.steps, 1)
        return solution

    def add_row(self, model: Model, actions: list[Action]) -> bool:
        """Add a row for a set of roles that lack time after a plan, in exact arithmetic; return whether one does."""
        coverage = self.after(actions)
        short = None if self.problem.is_waived("MT103") else short_of_time(coverage)
        if not short:
            return False
        row = TimeRow(short.roles)
        if row in self.rows:  # and the row is rounded
            names = {member.name for id in short.roles for member in coverage.roles[id].holders}
            hires = sum(action.people for action in actions if isinstance(action, Hire) and action.role in short.roles)
            row = refusal(model.columns, short.roles, names & model.columns.members.keys(), hires)
            self.rows.append(row)
        else:
            self.add_rows(short.roles)
        return True

    def add_rows(self, roles: tuple[str, ...]) -> None:
        """Add a row for a set of roles, and for each of them that may come to lack time by itself."""
        alone = [(role,) for role in roles if self.lacks_time(role)]
        self.rows += [row for row in map(TimeRow, dict.fromkeys([roles, *alone])) if row not in self.rows]

    def lacks_time(self, id: str) -> bool:
        """Whether those who hold a role now have less time than it takes."""
        role = self.problem.coverage.roles[id]
        return role.role.fte > sum(member.allocation for member in role.holders)

    def after(self, actions: list[Action]) -> Coverage:
        team, _ = applied(self.team, self.problem.catalog, actions)
        return cover(team, self.problem.catalog, self.problem.day)

    def without_plan(self, solution: Solution) -> Outcome:
        obstacles = self.obstacles() if solution.proved else ()
        return Outcome(None, self.bound, optimal=False, unclosable=obstacles)

    def obstacles(self) -> tuple[Obstacle, ...]:
        open_needs = self.unclosable(self.problem.limits)
        limits: dict[Need, list[str]] = {need: [] for need in open_needs}
        for name, lift in LIFTS.items():
            lifted = self.problem.limits._replace(**lift)  # type: ignore[arg-type]
            if lifted != self.problem.limits:
                still = self.unclosable(lifted, open_needs)
                for need in open_needs:
                    limits[need] += [] if need in still else [name]
        return tuple(Obstacle(need, tuple(names) or (_all_limits(need),)) for need, names in limits.items())

    def unclosable(self, limits: Limits, among: Collection[Need] | None = None) -> list[Need]:
        """Return the smallest set of needs that stay open; if needs are given, only those may."""
        problem = self.problem._replace(limits=limits)
        while True:
            model = Model(problem, self.rows, lenient=True)
            # As few needs elsewhere would not say that a limit prevented closing these.
            for need, column in model.open.items():
                if among is not None and need not in among:
                    model.program.upper[column] = 0
            solution = self.solved(model)
            if solution.values is None:  # none of those given can be closed without opening another
                return list(among or ())
            left = [need for need, column in model.open.items() if solution.values[column]]
            if any(need.code == "MT103" for need in left) or not self.add_row(model, model.actions(solution.values)):
                return left
