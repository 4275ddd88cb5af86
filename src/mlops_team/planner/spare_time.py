"""Time that people have to spare: what all files of a run leave them, and what a longer allocation would do."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from mlops_team.audits.coverage import cover, short_of_time
from mlops_team.audits.source import TeamSource
from mlops_team.inputs.team import Member, Team
from mlops_team.planner.actions import Action, Hire, applied
from mlops_team.planner.problem import Problem
from mlops_team.planner.reasons import Reason
from mlops_team.text import id_key


def spare_times(sources: Sequence[TeamSource], days: Iterable[date]) -> list[Mapping[str, Fraction]]:
    """Return how much of their time the files of a run leave people who are active in several of them.

    Args:
        sources: The teams.
        days: The day of each team's plan.

    Returns:
        For each team, members by name: their whole time less what is written in all files, below 0 beyond it.
    """
    active = [
        [
            (member, id_key(member.id))
            for member in (source.written or source).team.members
            if member.id is not None and member.active(day)
        ]
        for source, day in zip(sources, days, strict=True)
    ]
    promised: dict[str, list[Member]] = {}
    for member, id in (pair for team in active for pair in team):
        promised.setdefault(id, []).append(member)
    return [
        {
            _shown(source, member): _whole(member) - sum(Fraction(other.allocation) for other in others)
            for member, id in team
            if len(others := [other for other in promised[id] if other.allocation_written]) > 1
        }
        for source, team in zip(sources, active, strict=True)
    ]


def _shown(source: TeamSource, member: Member) -> str:
    """Return the name under which a member is shown, a pseudonym perhaps."""
    if source.written is None:
        return member.name
    return source.team.members[source.written.team.members.index(member)].name


def _whole(member: Member) -> Fraction:
    return Fraction(1 if member.whole_time is None else member.whole_time)


class Raise(NamedTuple):
    """A longer allocation for a member."""

    member: str
    held: Fraction
    needed: Fraction


class LongerHours(NamedTuple):
    """What would do instead of hiring for a role, where the hire only brings time."""

    role: str
    missing: Fraction  # in full-time equivalents
    short: tuple[str, ...]  # the roles that lack time
    raises: tuple[Raise, ...]


def longer_hours(
    problem: Problem, team: Team, actions: Sequence[Action], reasons: Iterable[Reason]
) -> tuple[LongerHours, ...]:
    """Return where a plan hires for nothing but time that people who hold the role could give."""
    brings: dict[Action, set[str]] = {}
    for reason in reasons:
        for action in reason.actions:
            brings.setdefault(action, set()).update(need.code for need in (*reason.closes, *reason.avoids))
    hires = [action for action in actions if isinstance(action, Hire) and brings.get(action) == {"MT103"}]
    notes = (_alternative(problem, team, actions, hire) for hire in hires)
    return tuple(note for note in notes if note is not None)


def _alternative(problem: Problem, team: Team, actions: Sequence[Action], hire: Hire) -> LongerHours | None:
    changed, hired = applied(team, problem.catalog, [action for action in actions if action != hire])
    coverage = cover(changed, problem.catalog, problem.day)
    short = first = short_of_time(coverage)
    if first is None:
        return None
    raises: dict[str, Raise] = {}
    while short:
        members = [
            member
            for member in coverage.active
            if member.name not in {*raises, *hired} and _room(problem, member) > 0
            if any(role in member.roles and member in coverage.roles[role].able for role in short.roles)
        ]
        if not members:
            return None
        member = max(members, key=lambda member: _room(problem, member))
        held = Fraction(member.allocation)
        needed = held + min(short.demand - short.supply, _room(problem, member))
        raises[member.name] = Raise(member.name, held, needed)
        longer = member._replace(allocation=Decimal(needed.numerator) / needed.denominator)
        changed = changed._replace(members=tuple(longer if each == member else each for each in changed.members))
        coverage = cover(changed, problem.catalog, problem.day)
        short = short_of_time(coverage)
    return LongerHours(hire.role, first.demand - first.supply, first.roles, tuple(raises.values()))


def _room(problem: Problem, member: Member) -> Fraction:
    """Return by how much a member's allocation can rise: not at all where they leave soon."""
    if not problem.can_act(member):
        return Fraction()
    rest = min(Fraction(1), _whole(member)) - Fraction(member.allocation)
    return max(Fraction(), min(rest, problem.spare.get(member.name, rest)))
