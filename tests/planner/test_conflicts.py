"""Rows that keep the solver from training a person by halves for two roles that together take too many levels."""

import pytest

from mlops_team.planner.conflicts import Gap, Lesson, exclude, fewest_levels
from mlops_team.planner.solver import Program


def rows(most: int, *lessons: Lesson) -> list[list[int]]:
    """Return the columns of which one at most may be 1, a list for each row."""
    program = Program()
    exclude(program, lessons, most)
    assert program.least == [-1] * len(program.least)
    return [sorted(program.index[a:b]) for a, b in zip(program.starts, program.starts[1:], strict=False)]


@pytest.mark.parametrize(("missing", "levels"), [(0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (80, 3), (81, 4)])
def test_the_most_valuable_levels_come_first(missing: int, levels: int) -> None:
    assert fewest_levels([Gap(5, 20), Gap(2, 30)], missing) == levels


def test_two_roles_that_share_no_skill_take_the_sum() -> None:
    lessons = [Lesson(number, {f"s{number}": Gap(3, 20)}, 60) for number in range(3)]
    assert rows(5, *lessons) == [[0, 1, 2]]
    assert rows(6, *lessons) == []


def test_a_shared_skill_counts_for_both() -> None:
    first, second = Lesson(0, {"s": Gap(3, 20)}, 60), Lesson(1, {"s": Gap(3, 20), "t": Gap(2, 20)}, 80)
    assert rows(4, first, second) == []
    assert rows(3, first, second) == [[0, 1]]


def test_each_pair_has_a_row() -> None:
    """The last two exclude the first, and not each other."""
    lessons = [Lesson(0, {"s": Gap(4, 20)}, 80), Lesson(1, {"t": Gap(3, 20)}, 60), Lesson(2, {"u": Gap(3, 20)}, 60)]
    assert rows(6, *lessons) == [[0, 1], [0, 2]]
