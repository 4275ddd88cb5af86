"""An order among interchangeable members, so that the solver need not prove each of a plan's mirror images."""

from itertools import pairwise

from mlops_team.inputs.team import Member
from mlops_team.planner.columns import Columns

_LARGEST = 64  # the weight of a role: enough to tell most plans for two people apart


def order_equals(columns: Columns) -> None:
    """Add rows: of interchangeable members, the first does the most."""
    groups: dict[tuple[object, ...], list[str]] = {}
    for member in columns.members.values():
        if columns.problem.can_act(member):
            groups.setdefault(_likeness(member), []).append(member.name)
    alike = [names for names in groups.values() if len(names) > 1]
    work = _work(columns, {name for names in alike for name in names})
    for names in alike:
        for first, second in pairwise(names):
            if first in work:
                negative = [(column, -weight) for column, weight in work[second]]
                columns.program.at_least(0, [*work[first], *negative])


def _likeness(member: Member) -> tuple[object, ...]:
    return frozenset(member.roles), frozenset(member.skills.items()), member.unrated, member.allocation


def _work(columns: Columns, names: set[str]) -> dict[str, list[tuple[int, float]]]:
    """Return the columns that give each of these members a role, with weights that tell the roles apart."""
    weights: dict[str, int] = {}
    work: dict[str, list[tuple[int, float]]] = {}
    for (name, role), column in columns.assign.items():
        if name in names:
            weight = weights.setdefault(role, max(_LARGEST >> len(weights), 1))
            work.setdefault(name, []).append((column, weight))
    return work
