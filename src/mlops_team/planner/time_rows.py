"""Time, in rows of whole numbers.

By Hall's theorem the members' time can be shared out when no set of roles takes more than all who hold any of them
give. There are too many sets to add a row for each: a row is added when a plan turns out to lack the time.
Shares of full time are scaled to whole numbers. Where they are too fine for the solver, the row is rounded so that it
refuses no plan that has the time, and plans that pass it wrongly are refused by name.
"""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import ceil, floor, gcd, lcm
from typing import NamedTuple

from mlops_team.inputs.team import Member
from mlops_team.planner.columns import Columns
from mlops_team.planner.problem import Need
from mlops_team.planner.solver import Terms

_FINEST = 10_000  # the largest number in a row: a solver's rounding stays far below 1


class TimeRow(NamedTuple):
    """A set of roles that must have the time they take."""

    roles: tuple[str, ...]
    # With these people alone, and so many hires, they do not have it: empty for the scaled row.
    holders: frozenset[str] = frozenset()
    hires: int | None = None


def add_time_rows(columns: Columns, rows: Iterable[TimeRow], left_open: Callable[[Need], Terms]) -> None:
    """Add rows for the time of sets of roles to a program."""
    for row in rows:
        _RowTerms(columns, row).add(left_open)


def refusal(columns: Columns, roles: Sequence[str], names: Iterable[str], hires: int) -> TimeRow:
    """Return a row that refuses a plan short of time, and as many plans like it as that reason covers.

    Args:
        columns: The program's columns.
        roles: The roles that lack time.
        names: Who holds one of them in the plan.
        hires: How many it hires for them.
    """
    row = _RowTerms(columns, TimeRow(tuple(roles)))
    holders = set(names)
    supply = sum((Fraction(columns.members[name].allocation) for name in holders), Fraction(hires))
    for member in sorted(columns.members.values(), key=lambda member: (member.allocation, member.name)):
        if member.name not in holders and supply + Fraction(member.allocation) < row.demand:
            holders.add(member.name)
            supply += Fraction(member.allocation)
    return TimeRow(tuple(roles), frozenset(holders), hires)


class _RowTerms:
    def __init__(self, columns: Columns, row: TimeRow) -> None:
        self.columns, self.row = columns, row
        self.roles = [columns.problem.coverage.roles[id] for id in row.roles]
        self.demand = sum((Fraction(role.role.fte) for role in self.roles), Fraction())

    def add(self, left_open: Callable[[Need], Terms]) -> None:
        if self.row.hires is None:
            terms, least = self.scaled()
        else:
            terms, least = self.refused(self.row.hires)
        slack = [
            (column, least)
            for need in (*self.empty_roles(), Need("MT103", ",".join(self.row.roles)))
            for column, _ in left_open(need)
        ]
        self.columns.program.at_least(least, [*terms, *slack])

    def empty_roles(self) -> list[Need]:
        return [Need("MT101", role.role.id) for role in self.roles if not role.holders]

    def givers(self, holders: Iterable[str]) -> list[tuple[Member, list[int]]]:
        """Return who may take on one of the roles, with the columns that give them one."""
        names, givers = set(holders), []
        for member in self.columns.members.values():
            if member.name not in names:
                columns = [self.columns.assigned(member, role) for role in self.roles]
                if given := [column for column in columns if column is not None]:
                    givers.append((member, given))
        return givers

    def hired(self) -> list[int]:
        columns = (self.columns.hired(role.role) for role in self.roles)
        return [column for column in columns if column is not None]

    def scaled(self) -> tuple[list[tuple[int, float]], int]:
        """Return what each person gives and what the roles lack, in whole numbers."""
        holders = {member.name: member for role in self.roles for member in role.holders}
        lacking = self.demand - sum((Fraction(member.allocation) for member in holders.values()), Fraction())
        givers = self.givers(holders)
        shares = [min(Fraction(member.allocation), lacking) for member, _ in givers]
        hire = min(Fraction(1), lacking)
        finest = lcm(lacking.denominator, *(share.denominator for share in (*shares, hire)))
        common = gcd(*(int(share * finest) for share in (*shares, hire, lacking)))
        unit = min(Fraction(finest, common), Fraction(_FINEST) / lacking)
        terms = [(self.any_of(given), ceil(share * unit)) for (_, given), share in zip(givers, shares, strict=True)]
        return [*terms, *((column, ceil(hire * unit)) for column in self.hired())], floor(lacking * unit)

    def any_of(self, given: list[int]) -> int:
        """Return a column that is 1 only when a person takes on one of the roles: their time counts once."""
        if len(given) == 1:
            return given[0]
        column = self.columns.program.column()
        self.columns.program.at_least(0, [(column, -1), *((role, 1) for role in given)])
        return column

    def refused(self, hires: int) -> tuple[list[tuple[int, float]], int]:
        """Return the terms for somebody else taking on one of the roles, or for more hires."""
        supply = sum((Fraction(self.columns.members[name].allocation) for name in self.row.holders), Fraction(hires))
        more = ceil(self.demand - supply)
        others = [(column, more) for _, given in self.givers(self.row.holders) for column in given]
        return [*others, *((column, 1) for column in self.hired())], hires + more
