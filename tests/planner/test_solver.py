"""Programs in whole numbers, solved; what is said meanwhile, and what happens when they are not."""

import random
from collections.abc import Callable
from itertools import product
from math import inf

import highspy
import pytest

from mlops_team.planner import solver
from mlops_team.planner.solver import Bounds, Program, Solution, solve


def cover_program(seed: int, columns: int, rows: int) -> Program:
    """Return a program that takes a while: cover each row at the least cost."""
    rng = random.Random(seed)
    program = Program()
    for _ in range(columns):
        program.column(rng.randint(10, 30))
    for _ in range(rows):
        chosen = rng.sample(range(columns), columns // 4)
        program.at_least(rng.randint(1, 3), [(column, rng.randint(1, 5)) for column in chosen])
    return program


def tried(program: Program) -> int:
    """Return the least cost among all ways to set the columns to 0 or 1."""
    best = 10**9
    for values in product((0, 1), repeat=len(program.costs)):
        sums = [
            sum(values[program.index[at]] * program.value[at] for at in range(start, end))
            for start, end in zip(program.starts, program.starts[1:], strict=False)
        ]
        if all(one >= least for one, least in zip(sums, program.least, strict=True)):
            best = min(best, sum(cost for cost, value in zip(program.costs, values, strict=True) if value))
    return best


@pytest.mark.parametrize("large", [solver._LARGE, 0], ids=["simplex", "interior points"])
def test_the_cheapest_is_found_and_proved(monkeypatch: pytest.MonkeyPatch, large: int) -> None:
    monkeypatch.setattr(solver, "_LARGE", large)
    for seed in range(10):
        program = cover_program(seed, columns=8, rows=4)
        found, best = solve(program, 60), tried(program)
        assert found.values is not None
        assert (found.bound, found.proved) == (best, True)
        assert sum(cost * value for cost, value in zip(program.costs, found.values, strict=True)) == best


def two_columns() -> Program:
    """Return a program for 5 of a column that costs 3 and goes to 4, and one that costs 7 and goes to 1."""
    program = Program()
    cheap, dear = program.column(3, upper=4), program.column(7)
    program.at_least(5, [(cheap, 1), (dear, 1)])
    return program


def with_row(add: Callable[[Program], object]) -> Program:
    program = two_columns()
    add(program)
    return program


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        (two_columns(), Solution([4, 1], 19, proved=True)),
        (with_row(lambda program: program.at_most(3, [(0, 1)])), Solution(None, 0, proved=True)),
        (with_row(lambda program: program.at_most(4, [(0, 1)])), Solution([4, 1], 19, proved=True)),
        (with_row(lambda program: program.at_least(6, [(0, 1), (1, 1)])), Solution(None, 0, proved=True)),
        (with_row(lambda program: program.implies(0, 1)), Solution(None, 0, proved=True)),
        (with_row(lambda program: program.implies(1, 0)), Solution([4, 1], 19, proved=True)),
        (Program(), Solution([], 0, proved=True)),
    ],
    ids=["both", "at most 3", "at most 4", "6 of 5", "the first implies the second", "the second the first", "nothing"],
)
def test_rows(program: Program, expected: Solution) -> None:
    assert solve(program, 60) == expected


def test_rows_without_columns() -> None:
    """Nothing can be done: that is enough where nothing is asked for."""
    program = Program()
    program.at_least(0, ())
    assert solve(program, 60) == Solution([], 0, proved=True)
    program.at_least(1, ())
    assert solve(program, 60) == Solution(None, 0, proved=True)


def test_no_time_and_few_branches_end_a_search() -> None:
    program = cover_program(1, columns=40, rows=40)
    whole = solve(program, 60)
    assert whole.proved
    assert solve(program, 0) == Solution(None, 0, proved=False)
    few = solve(program, 60, steps=1)
    assert not few.proved
    assert few.bound <= whole.bound
    assert few.values is not None
    assert solve(program, 60, steps=1) == few


def test_who_watches_sees_the_gap_close(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "_POLL", 0.001)
    seen: list[Bounds] = []
    best = solve(cover_program(1, columns=40, rows=40), 60, seen.append).bound
    bounds = [gap.bound for gap in seen]
    assert bounds == sorted(bounds)
    assert 0 < bounds[-1] <= best
    costs = [gap.cost for gap in seen if gap.cost is not None]
    assert costs == sorted(costs, reverse=True)
    assert min(costs, default=best) >= best - 1e-6  # whether the last is seen depends on when the watch looks


def test_ctrl_c_ends_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "_POLL", 0.001)

    def interrupt(_gap: Bounds) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        solve(cover_program(1, columns=40, rows=40), 60, interrupt)


def test_after_a_failure_it_is_tried_without_presolving(monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs with which HiGHS fails are rare and change from version to version: success stands in for failure."""
    ways, run = [], solver._run

    def watched(one: highspy.Highs, watch: solver.Watch | None) -> None:
        ways.append(one.getOptionValue("presolve")[1])
        run(one, watch)

    monkeypatch.setattr(solver, "_run", watched)
    assert solve(two_columns(), 60).bound == 19
    assert ways == ["choose"]
    assert highspy.HighsModelStatus.kSolveError in solver._failures()
    monkeypatch.setattr(solver, "_failures", lambda: (highspy.HighsModelStatus.kOptimal,))
    assert solve(two_columns(), 60) == Solution([4, 1], 19, proved=True)
    assert ways == ["choose", "choose", "off"]


def test_what_the_solver_does_not_take_is_an_error() -> None:
    program = two_columns()
    program.at_least(1, [(0, inf)])
    with pytest.raises(RuntimeError, match=r"the solver ended with (Empty|Not Set)"):  # by release
        solve(program, 60)


def test_the_way_is_the_same_on_every_machine_and_leaves_no_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    def options(columns: int) -> dict[str, object]:
        monkeypatch.setattr(solver, "_LARGE", columns)
        loaded = solver._loaded(two_columns())
        names = ("threads", "random_seed", "mip_rel_gap", "mip_abs_gap", "output_flag", "mip_lp_solver")
        return {name: loaded.getOptionValue(name)[1] for name in names}

    small = {"threads": 1, "random_seed": 0, "mip_rel_gap": 0.0, "mip_abs_gap": 1e-6, "output_flag": False}
    assert options(2) == small | {"mip_lp_solver": "choose"}
    assert options(1) == small | {"mip_lp_solver": "ipm"}
