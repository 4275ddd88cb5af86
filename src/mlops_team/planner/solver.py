"""Linear programs in whole numbers, and HiGHS, which solves them and proves that no solution costs less."""

from collections.abc import Callable, Iterable
from functools import cache
from math import ceil, isfinite
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import highspy

_POLL = 0.2  # seconds between two looks at a running solver
_PATIENCE = 1.0  # seconds that a solver broken off has to end by itself
_ROUNDING = 1e-4  # by which a sum of whole numbers may be off
_LARGE = 10_000  # columns from which on interior points beat the simplex method: 1,000 members in 12 s, not 39
_ENDLESS = 1e20  # what the solver says when it knows no solution

# A fixed seed and one thread take the same way to the same solution. Costs of a million times what a column may be off
# from a whole number must stay well below 1.
_OPTIONS = {
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 1e-6,
    "mip_feasibility_tolerance": 1e-9,
    "mip_heuristic_run_feasibility_jump": False,  # takes a third of the time of small programs, and seldom helps
    "mip_heuristic_run_rens": False,
    "mip_pool_soft_limit": 50,  # cuts kept: with the 10,000 of HiGHS small programs take up to four times as long
}

Terms = Iterable[tuple[int, float]]  # columns and their coefficients


class Program:
    """Columns, each a whole number from 0 to a bound, and rows: sums of columns that are at least something."""

    def __init__(self) -> None:
        self.costs: list[int] = []
        self.upper: list[int] = []
        self.starts: list[int] = [0]
        self.index: list[int] = []
        self.value: list[float] = []
        self.least: list[float] = []

    def column(self, cost: int = 0, upper: int = 1) -> int:
        """Add a column, and return its number."""
        self.costs.append(cost)
        self.upper.append(upper)
        return len(self.costs) - 1

    def at_least(self, least: float, terms: Terms) -> None:
        """Add a row: the sum of these terms is at least so much."""
        for column, coefficient in terms:
            self.index.append(column)
            self.value.append(coefficient)
        self.starts.append(len(self.index))
        self.least.append(least)

    def at_most(self, most: float, terms: Terms) -> None:
        """Add a row: the sum of these terms is at most so much."""
        self.at_least(-most, [(column, -coefficient) for column, coefficient in terms])

    def implies(self, column: int, other: int) -> None:
        """Add a row: a column is at most another column."""
        self.at_least(0, ((other, 1), (column, -1)))


class Bounds(NamedTuple):
    """A running solver's progress: the best cost so far, if any, and the least that any plan can cost."""

    cost: float | None
    bound: float


class Solution(NamedTuple):
    """A solver's result: empty when there is no solution, or when none was found in time."""

    values: list[int] | None
    bound: int  # no solution costs less
    proved: bool  # whether the search was finished
    steps: int = 0  # how many branches it looked into


Watch = Callable[[Bounds], object]


def solve(
    program: Program, seconds: float | None = None, watch: Watch | None = None, steps: int | None = None
) -> Solution:
    """Return the cheapest solution of a program, with proof, or the best that was found in time.

    Args:
        program: What to solve.
        seconds: How long to search at most.
        watch: Is called now and then with how far the search is.
        steps: How many branches to look into at most; the same on every machine.

    Raises:
        KeyboardInterrupt: The search was broken off.
    """
    if not program.costs:  # no columns: solvers call an empty program solved
        return Solution(None if any(least > 0 for least in program.least) else [], 0, proved=True)
    solver = _loaded(program)
    if seconds is not None:
        solver.setOptionValue("time_limit", float(seconds))
    if steps is not None:
        solver.setOptionValue("mip_max_nodes", steps)
    _run(solver, watch)
    if solver.getModelStatus() in _failures():  # rarely, in presolving: it may succeed without
        solver.setOptionValue("presolve", "off")
        _run(solver, watch)
    return _solution(solver)


@cache
def _highs() -> Any:  # noqa: ANN401 - a class of a library that is imported late
    import highspy

    class Quiet(highspy.Highs):
        """A solver that prints nothing to stdout, not even while it is created."""

        def enableCallbacks(self) -> None:  # noqa: N802 - theirs
            self.setOptionValue("output_flag", False)  # noqa: FBT003 - theirs
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    return Quiet


def _failures() -> tuple[Any, ...]:
    import highspy

    statuses = highspy.HighsModelStatus
    return statuses.kSolveError, statuses.kPresolveError, statuses.kPostsolveError, statuses.kUnknown


def _loaded(program: Program) -> "highspy.Highs":
    import highspy
    import numpy as np

    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(program.costs), len(program.least)
    lp.col_cost_ = np.array(program.costs, float)
    lp.col_lower_ = np.zeros(lp.num_col_)
    lp.col_upper_ = np.array(program.upper, float)
    lp.row_lower_ = np.array(program.least, float)
    lp.row_upper_ = np.full(lp.num_row_, highspy.kHighsInf)
    matrix = lp.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = np.array(program.starts, np.int32)
    matrix.index_ = np.array(program.index, np.int32)
    matrix.value_ = np.array(program.value, float)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
    solver: highspy.Highs = _highs()()
    for option, value in _OPTIONS.items():
        solver.setOptionValue(option, value)
    if lp.num_col_ > _LARGE:
        solver.setOptionValue("mip_lp_solver", "ipm")
    solver.passModel(lp)
    return solver


def _run(solver: "highspy.Highs", watch: Watch | None) -> None:
    """Run a solver in a thread of its own, so that Ctrl-C is heard."""
    seen = [Bounds(None, 0)]

    def note(event: Any) -> None:  # noqa: ANN401 - their event
        cost = event.data_out.mip_primal_bound
        seen[:] = [Bounds(cost if abs(cost) < _ENDLESS else None, max(event.data_out.mip_dual_bound, 0))]

    if watch:
        solver.cbMipInterrupt += note  # logging calls back only in a solver that is not quiet
    solver.HandleUserInterrupt = True
    solver.startSolve()
    try:
        while not solver.wait(_POLL)[0]:
            if watch:
                watch(seen[0])
    except KeyboardInterrupt:
        solver.cancelSolve()  # type: ignore[no-untyped-call]
        solver.wait(_PATIENCE)
        raise


def _solution(solver: "highspy.Highs") -> Solution:
    import highspy

    status, info = solver.getModelStatus(), solver.getInfo()
    statuses = highspy.HighsModelStatus
    if status in (statuses.kInfeasible, statuses.kUnboundedOrInfeasible):
        return Solution(None, 0, proved=True)
    values = None
    if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
        values = [round(value) for value in solver.getSolution().col_value]
    if status not in (statuses.kOptimal, statuses.kTimeLimit, statuses.kSolutionLimit, statuses.kInterrupt):
        raise RuntimeError(f"the solver ended with {solver.modelStatusToString(status)}")
    # Costs are whole numbers: a bound above a whole number, beyond rounding errors, means the next.
    bound = max(ceil(info.mip_dual_bound - _ROUNDING), 0) if isfinite(info.mip_dual_bound) else 0
    return Solution(values, bound, proved=status == statuses.kOptimal, steps=max(info.mip_node_count, 0))
