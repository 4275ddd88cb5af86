"""What a team can afford to lose: each role's bus factor, and the loss of a member or of two at once."""

from datetime import date
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from mlops_team.audits.coverage import Coverage, RoleCoverage, cover, without
from mlops_team.audits.report import catalog_label
from mlops_team.audits.source import TeamSource
from mlops_team.errors import ConfigError

PAIRS = 10  # of the worst that a report has
MOST_PEOPLE = 60  # in a team whose pairs are all tried
Names = tuple[str, ...]  # of members, in alphabetical order


class Loss(NamedTuple):
    """What a team would be without some members."""

    names: Names
    roles: tuple[tuple[RoleCoverage, RoleCoverage], ...]  # those that change, before and after
    coverage: Fraction  # the team's, after

    @property
    def unstaffed(self) -> list[str]:
        """The roles that would be left to nobody."""
        return [after.role.id for before, after in self.roles if after.status == "unstaffed" != before.status]

    @property
    def unmet(self) -> list[tuple[str, str]]:
        """The required skills that are met now and would not be, as role and skill."""
        return [(before.role.id, skill) for before, after in self.roles for skill in lost_skills(before, after)]

    @property
    def deputies(self) -> list[tuple[str, list[str]]]:
        """Who could step in, for each role that is left empty or loses a skill."""
        hit = {*self.unstaffed, *(role for role, _ in self.unmet)}
        return [
            (after.role.id, [member.name for member in after.deputies])
            for _, after in self.roles
            if after.role.id in hit
        ]

    @property
    def can_be_spared(self) -> bool:
        """Whether no role is left empty and no skill is lost."""
        return not self.unstaffed and not self.unmet

    def harm(self, role: str) -> Fraction:
        """Return how much coverage a role loses, plus 1 when it is then short of people."""
        for before, after in self.roles:
            if after.role.id == role:
                short = after.status != before.status and after.status in ("unstaffed", "understaffed")
                return before.coverage - after.coverage + short
        return Fraction()


class Resilience(NamedTuple):
    """What a team can afford to lose."""

    coverage: Coverage  # as it is
    losses: tuple[Loss, ...]  # of each active member, the worst first
    pairs: tuple[Loss, ...] | None  # of the worst pairs, the worst first; None unless requested

    @property
    def bus_factor(self) -> int | None:
        """The least of all roles in the team, 0 when one is unstaffed; None when all are filled from outside."""
        return min(map(bus_factor, self.inside), default=None)

    @property
    def inside(self) -> list[RoleCoverage]:
        """The roles that are not filled from outside, staffed or not."""
        return [role for role in self.coverage.roles.values() if role.status != "external"]

    @property
    def notable_pairs(self) -> list[Loss]:
        """The pairs whose loss is worse than that of either: it leaves less covered, or more roles empty."""
        alone = {loss.names[0]: loss for loss in self.losses}
        return [pair for pair in self.pairs or () if all(_is_worse(pair, alone[name]) for name in pair.names)]

    def jointly(self, pair: Loss) -> set[str]:
        """Return the roles that lose more when both are gone than by the loss of each."""
        alone = [loss for loss in self.losses if loss.names[0] in pair.names]
        roles = (before.role.id for before, _ in pair.roles)
        return {id for id in roles if pair.harm(id) > sum(loss.harm(id) for loss in alone)}


class TeamResilience(NamedTuple):
    """A team's resilience on a day."""

    team: str
    file: str
    as_of: date
    what_if: str  # how it was changed, in words
    resilience: Resilience
    catalog: str  # id and version of what it is checked against


def team_resilience(source: TeamSource, as_of: date, what_if: str = "", *, pairs: bool = False) -> TeamResilience:
    """Return a team's resilience on a day.

    Args:
        source: The team.
        as_of: The day.
        what_if: How the team was changed, in words.
        pairs: Whether to try all pairs too.

    Raises:
        ConfigError: There are too many people to try all pairs.
    """
    team = source.team
    losses = resilience(cover(team, team.catalog_on(as_of), as_of), pairs=pairs)
    return TeamResilience(team.name, source.file, as_of, what_if, losses, catalog_label(team.catalog))


def _is_worse(pair: Loss, loss: Loss) -> bool:
    return pair.coverage < loss.coverage or len(pair.unstaffed) > len(loss.unstaffed)


def bus_factor(role: RoleCoverage) -> int:
    """Return how many members are able to do a role, holders or not; 0 when nobody holds it."""
    return len(role.able) if role.staffed else 0


def lost_skills(before: RoleCoverage, after: RoleCoverage) -> list[str]:
    """Return the role's required skills that are met before and not after; an external role meets all."""
    if after.status == "external":
        return []
    both = zip(before.skills, after.skills, strict=True)
    return [skill.skill for skill, left in both if skill.required and skill.met and not left.met]


def resilience(coverage: Coverage, *, pairs: bool) -> Resilience:
    """Return what a team would lose with each of its active members, and with two at once.

    Args:
        coverage: How the team is filled.
        pairs: Whether to try all pairs too.

    Raises:
        ConfigError: There are too many people to try all pairs.
    """
    people = len(coverage.active)
    if pairs and people > MOST_PEOPLE:
        raise ConfigError(f"--pairs: the team has {people} active members, and {MOST_PEOPLE} are the most it can pair")
    losses = sorted((_loss(coverage, (member.name,)) for member in coverage.active), key=_badness)
    worst = None
    if pairs:
        names = (member.name for member in coverage.active)
        worst = tuple(sorted((_loss(coverage, pair) for pair in combinations(names, 2)), key=_badness)[:PAIRS])
    return Resilience(coverage, tuple(losses), worst)


def _loss(coverage: Coverage, names: Names) -> Loss:
    both = [(role, without(role, names)) for role in coverage.roles.values() if _holds(role, names)]
    changed = tuple((before, after) for before, after in both if _state(before) != _state(after))
    lost = sum((before.coverage - after.coverage for before, after in changed), Fraction())
    return Loss(names, changed, coverage.coverage - lost / len(coverage.roles))


def _holds(role: RoleCoverage, names: Names) -> bool:
    return any(member.name in names for member in role.holders)


def _state(role: RoleCoverage) -> tuple[str, Fraction]:
    return role.status, role.coverage


def _badness(loss: Loss) -> tuple[Fraction, int, int, Names]:
    return loss.coverage, -len(loss.unstaffed), -len(loss.unmet), loss.names
