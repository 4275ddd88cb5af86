"""Roles that exclude each other in a person's training: nothing new in whole numbers, but a tighter bound.

A person can be trained by so many levels. Two roles that together take more are never both in a plan; the solver, which
looks at fractions first, would take half of each.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from mlops_team.planner.solver import Program


class Gap(NamedTuple):
    """What training in a skill can add to a role."""

    levels: int
    units: int  # that each level adds


class Lesson(NamedTuple):
    """What a member lacks to be able to do a role."""

    column: int  # that is 1 only when training makes the member able
    gaps: Mapping[str, Gap]  # skill -> what it can add
    missing: int  # units

    @property
    def fewest(self) -> int:
        """The fewest levels that make the member able."""
        return fewest_levels(self.gaps.values(), self.missing)


def fewest_levels(gaps: Iterable[Gap], missing: int) -> int:
    """Return the fewest levels of training that add so many units."""
    levels = 0
    for gap in sorted(gaps, key=lambda gap: -gap.units):
        more = min(gap.levels, max(0, -(-missing // gap.units)))
        levels, missing = levels + more, missing - more * gap.units
    return levels


def exclude(program: Program, lessons: Sequence[Lesson], most: int) -> None:
    """Add rows: of roles of which any two take more levels of training than a member can have, at most one."""
    pairs = combinations(range(len(lessons)), 2)
    clashes = {pair for pair in pairs if _fewest_of_both(lessons[pair[0]], lessons[pair[1]]) > most}
    covered = set[tuple[int, ...]]()
    for pair in sorted(clashes):
        if pair in covered:
            continue
        group = list(pair)
        for other in range(len(lessons)):
            if all((min(each, other), max(each, other)) in clashes for each in group):
                group.append(other)
        covered.update(combinations(sorted(group), 2))
        program.at_most(1, [(lessons[each].column, 1) for each in group])


def _fewest_of_both(first: Lesson, second: Lesson) -> int:
    """Return a number of levels below which training cannot make a member able to do both roles."""
    if first.gaps.keys().isdisjoint(second.gaps):
        return first.fewest + second.fewest
    both = dict(first.gaps)
    for skill, gap in second.gaps.items():
        other = both.get(skill, Gap(0, 0))
        both[skill] = Gap(max(gap.levels, other.levels), gap.units + other.units)
    return max(first.fewest, second.fewest, fewest_levels(both.values(), first.missing + second.missing))
