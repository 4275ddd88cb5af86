"""Whom can a team not lose? Each role's bus factor, and what goes with one member or with two at once.

No loss needs an audit of its own. A member's loss changes only roles in which something rests on this member alone:
as the only holder, or as the only best one in a skill. Two members lose more at once than the sum of both only where
they back each other up: as the two holders of a role, or the two best ones in a skill. There are few such pairs, at
most one for each skill of a role and one for the role; of all others the worst are made of the worst losses.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from heapq import nsmallest
from itertools import combinations
from typing import NamedTuple

from mlops_team.audits.coverage import Coverage, RoleCoverage, without
from mlops_team.inputs.team import Member

PAIRS = 10  # of the worst that are told; 1,000 members have half a million
Names = tuple[str, ...]  # of members, in alphabetical order


class Loss(NamedTuple):
    """What a team would be without some members, against what it is."""

    names: Names
    roles: tuple[tuple[RoleCoverage, RoleCoverage], ...]  # those that change, before and after
    coverage: Fraction  # the team's, after

    @property
    def unstaffed(self) -> list[str]:
        """The roles that would be left to nobody."""
        return [after.role.id for _, after in self.roles if after.status == "unstaffed"]

    @property
    def unmet(self) -> list[tuple[str, str]]:
        """Role and skill of what is required and met now, and would not be."""
        return [(before.role.id, skill) for before, after in self.roles for skill in lost_skills(before, after)]

    def harm(self, role: str) -> Fraction:
        """Return how much of a role's coverage goes, and 1 more when it is then short of people."""
        for before, after in self.roles:
            if before.role.id == role:
                short = after.status != before.status and after.status in ("unstaffed", "understaffed")
                return before.coverage - after.coverage + short
        return Fraction()


class Resilience(NamedTuple):
    """What a team can bear to lose."""

    coverage: Coverage  # as it is
    losses: tuple[Loss, ...]  # of each active member, the worst first
    pairs: tuple[Loss, ...] | None  # of the worst pairs, the worst first; None unless asked for

    @property
    def bus_factor(self) -> int | None:
        """The least of all roles in the team, 0 when one is unstaffed; None when all are filled from outside."""
        return min(map(bus_factor, self.inside), default=None)

    @property
    def inside(self) -> list[RoleCoverage]:
        """The roles that are not filled from outside, staffed or not."""
        return [role for role in self.coverage.roles.values() if role.status != "external"]

    def jointly(self, pair: Loss) -> set[str]:
        """Return the roles that are harmed more when both are gone than by the one and by the other."""
        alone = [loss for loss in self.losses if loss.names[0] in pair.names]
        roles = (before.role.id for before, _ in pair.roles)
        return {id for id in roles if pair.harm(id) > sum(loss.harm(id) for loss in alone)}


def bus_factor(role: RoleCoverage) -> int:
    """Return how many members hold a role or could: its holders and deputies; 0 when nobody holds it."""
    return len(role.holders) + len(role.deputies) if role.staffed else 0


def lost_skills(before: RoleCoverage, after: RoleCoverage) -> list[str]:
    """Return the role's required skills that are met before and not after; whoever fills it from outside meets all."""
    if after.status == "external":
        return []
    both = zip(before.skills, after.skills, strict=True)
    return [one.skill for one, left in both if one.required and one.met and not left.met]


def resilience(coverage: Coverage, *, pairs: bool) -> Resilience:
    """Return what a team would lose with each of its active members, and with two at once.

    Args:
        coverage: How the team is filled.
        pairs: Whether to look for the worst pairs too.
    """
    found = [_loss(coverage, (member.name,)) for member in coverage.active]
    losses = tuple(sorted(found, key=_badness))
    return Resilience(coverage, losses, tuple(_worst_pairs(coverage, losses)) if pairs else None)


def _loss(coverage: Coverage, names: Names) -> Loss:
    both = [(role, without(role, names)) for role in coverage.roles.values() if _rests_on(role, names)]
    changed = tuple((before, after) for before, after in both if _state(before) != _state(after))
    lost = sum((before.coverage - after.coverage for before, after in changed), Fraction())
    return Loss(names, changed, coverage.coverage - lost / len(coverage.roles))


def _rests_on(role: RoleCoverage, names: Names) -> bool:
    """Whether something may change without these members: all the best in a skill, or too many of the holders."""
    few = len(role.holders) < role.role.people + len(names) and any(one.name in names for one in role.holders)
    return few or any(one.by and all(best.name in names for best in one.by) for one in role.skills)


def _state(role: RoleCoverage) -> tuple[str, Fraction]:
    return role.status, role.coverage


def _badness(loss: Loss) -> tuple[Fraction, int, int, Names]:
    return loss.coverage, -len(loss.unstaffed), -len(loss.unmet), loss.names


def _worst_pairs(coverage: Coverage, losses: tuple[Loss, ...]) -> list[Loss]:
    backing = {names for role in coverage.roles.values() for names in _backing(role)}
    # A pair that is not backing is no worse than those of each worse member with its first: with so many of them
    # ahead of it, it is none of the worst.
    worst = losses[: PAIRS + len(backing) + 1]
    apart = (pair for pair in combinations(worst, 2) if _names(pair) not in backing)
    chosen = backing.union(map(_names, nsmallest(PAIRS, apart, key=_joint_badness)))
    return sorted((_loss(coverage, names) for names in chosen), key=_badness)[:PAIRS]


def _names(pair: tuple[Loss, Loss]) -> Names:
    return tuple(sorted(name for loss in pair for name in loss.names))


def _joint_badness(pair: tuple[Loss, Loss]) -> tuple[Fraction, int, int, Names]:
    """Return the badness of a loss of both at once, where they do not back each other up."""
    (share, unstaffed, unmet, _), (more, empty, open_, _) = map(_badness, pair)
    return share + more, unstaffed + empty, unmet + open_, _names(pair)


def _backing(role: RoleCoverage) -> Iterator[Names]:
    """Yield the pairs that back each other up in a role: the two who hold it, the two who are best in a skill."""
    best = _best(role)
    for group in (_called(role.holders), *best):
        if len(group) == 2:  # noqa: PLR2004 - a pair
            yield group
    for first in {group for group in best if len(group) == 1}:
        seconds = zip(best, _best(without(role, first)), strict=True)
        yield from {tuple(sorted(first + group)) for ahead, group in seconds if ahead == first and len(group) == 1}


def _best(role: RoleCoverage) -> list[Names]:
    """Return who of the holders is best in each of a role's skills."""
    return [_called(one.by) for one in role.skills]


def _called(members: Iterable[Member]) -> Names:
    return tuple(member.name for member in members)
