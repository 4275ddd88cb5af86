"""Whether the members have enough time for all roles and, if not, which roles are short, by Hall's theorem.

A maximum flow from roles to their holders answers both questions: what cannot flow is the largest shortfall of any
set of roles, and the roles that the source still reaches are the smallest set that falls short by so much
(P. Hall, On Representatives of Subsets, 1935; L. R. Ford and D. R. Fulkerson, Flows in Networks, 1962).
"""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import NamedTuple


class Shortfall(NamedTuple):
    """The set of roles that lacks the most time; all in shares of full time."""

    roles: tuple[str, ...]
    demand: Fraction
    supply: Fraction


def largest_shortfall(
    demands: Mapping[str, Decimal], holders: Mapping[str, tuple[str, ...]], supplies: Mapping[str, Decimal]
) -> Shortfall | None:
    """Return the smallest set of roles with the largest shortfall, or None when the time suffices.

    Args:
        demands: Time that each role needs, in full-time equivalents.
        holders: Who holds each of these roles.
        supplies: Time that each holder has.
    """
    if _plainly_enough(demands, holders, supplies):
        return None
    exact = {key: value.as_integer_ratio() for key, value in (*_keyed(0, demands), *_keyed(1, supplies))}
    unit = lcm(*(denominator for _, denominator in exact.values()))
    # Demand not met and time not used, as whole numbers; given: (role, holder) -> time.
    left = {key: numerator * (unit // denominator) for key, (numerator, denominator) in exact.items()}
    given: dict[tuple[str, str], int] = {}
    for role, people in holders.items():
        for holder in people:
            _augment([role, holder], left, given)
    while path := _augmenting_path(left, holders, given):
        _augment(path, left, given)
    if not any(left[0, role] for role in demands):
        return None
    short = _search(left, holders, given)[0]
    held_by = {holder for role in short for holder in holders[role]}
    return Shortfall(
        tuple(sorted(short)),
        sum((Fraction(demands[role]) for role in short), Fraction()),
        sum((Fraction(supplies[holder]) for holder in held_by), Fraction()),
    )


def _plainly_enough(
    demands: Mapping[str, Decimal], holders: Mapping[str, tuple[str, ...]], supplies: Mapping[str, Decimal]
) -> bool:
    """Whether each role has a holder with enough time and no other role: true of most teams, and quick to check."""
    roles_of = Counter(name for people in holders.values() for name in people)
    return all(
        any(roles_of[name] == 1 and supplies[name] >= demands[role] for name in people)
        for role, people in holders.items()
    )


def _keyed(side: int, amounts: Mapping[str, Decimal]) -> list[tuple[tuple[int, str], Decimal]]:
    return [((side, name), amount) for name, amount in amounts.items()]


Left = dict[tuple[int, str], int]
Given = dict[tuple[str, str], int]


def _search(
    left: Left, holders: Mapping[str, tuple[str, ...]], given: Given
) -> tuple[dict[str, str | None], dict[str, str]]:
    """Return from where each role and holder is reached, breadth first from the roles that are still short."""
    roles: dict[str, str | None] = {role: None for role in holders if left[0, role]}
    people: dict[str, str] = {}
    queue = list(roles)
    for role in queue:
        for holder in holders[role]:
            if holder in people:
                continue
            people[holder] = role
            for other in holders:  # time may be taken back from another role, which then looks elsewhere
                if other not in roles and given.get((other, holder)):
                    roles[other] = holder
                    queue.append(other)
    return roles, people


def _augmenting_path(left: Left, holders: Mapping[str, tuple[str, ...]], given: Given) -> list[str]:
    """Return role, holder, role, ..., holder from a role that is short to a holder with time left, or nothing."""
    roles, people = _search(left, holders, given)
    holder = next((name for name in people if left[1, name]), None)
    path: list[str] = []
    while holder is not None:
        role = people[holder]
        path[:0] = [role, holder]
        holder = roles[role]
    return path


def _augment(path: list[str], left: Left, given: Given) -> None:
    steps = list(pairwise(path))
    forth, back = steps[::2], [(role, holder) for holder, role in steps[1::2]]
    amount = min(left[0, path[0]], left[1, path[-1]], *(given[pair] for pair in back))
    for pair in forth:
        given[pair] = given.get(pair, 0) + amount
    for pair in back:
        given[pair] -= amount
    left[0, path[0]] -= amount
    left[1, path[-1]] -= amount
