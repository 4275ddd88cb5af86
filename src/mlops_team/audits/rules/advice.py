"""Who could take on a role, for the hints of several rules."""

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from mlops_team.audits.coverage import lacking
from mlops_team.audits.rule import Facts
from mlops_team.inputs.catalog import Role
from mlops_team.inputs.team import Member
from mlops_team.text import days_after, some


class Candidate(NamedTuple):
    """Somebody who could take on a role, now or after training."""

    member: Member
    able: bool
    lacks: tuple[str, ...]  # required skills with their levels: "feature-store 3"
    fit: Fraction  # the role's coverage by this member alone
    joins: date | None  # when they are not in the team yet

    @property
    def name(self) -> str:
        """The member's name, and when they join if that is still to come."""
        return f"{self.member.name} (joins on {self.joins})" if self.joins else self.member.name

    @property
    def offer(self) -> str:
        """Why this candidate, or what they lack: "Bo is able and has room for it"."""
        if self.able:
            return f"{self.name} is able and has room for it"
        return f"{self.name} is nearest and lacks {some(self.lacks)}"

    @property
    def step(self) -> str:
        """What to do, as the start of a sentence: "give the role to Bo"."""
        return f"give the role to {self.name}" if self.able else f"train {self.name} in {some(self.lacks)}"

    @property
    def data(self) -> dict[str, object]:
        """The candidate as data of a finding."""
        return {"nearest": self.member.name, "able": self.able, "lacks": list(self.lacks)}


def lacks(role: Role, member: Member) -> tuple[str, ...]:
    """Return the role's required skills that a member does not have, with the levels required."""
    missing = set(lacking(role, member))
    return tuple(f"{skill} {level}" for skill, level, _ in role.required_skills if skill in missing)


def is_within_a_plan(facts: Facts, role: Role, member: Member) -> bool:
    """Whether a plan may train a member in all that they lack of a role; not in what they list without a level."""
    if not member.unrated.isdisjoint(lacking(role, member)):
        return False
    gaps = (max(0, level - (member.skills.get(skill) or 0)) for skill, level, _ in role.required_skills)
    return sum(gaps) <= facts.catalog.practices.max_levels_per_person


def _horizon(facts: Facts) -> date:
    return days_after(facts.as_of, facts.catalog.practices.leaving_horizon_days)


def leaves_soon(facts: Facts, member: Member) -> bool:
    """Whether a member's last day is within the horizon."""
    return member.ends is not None and member.ends <= _horizon(facts)


def arriving(facts: Facts, role: str) -> list[Member]:
    """Return the members who start within the horizon and then hold a role, by their first day."""
    last = _horizon(facts)
    coming = [
        (member.starts, member.name, member)
        for member in facts.team.members
        if role in member.roles and member.starts is not None and facts.as_of < member.starts <= last
    ]
    return [member for *_, member in sorted(coming, key=lambda entry: entry[:2])]


def candidate(facts: Facts, role: Role) -> Candidate | None:
    """Return the member who is nearest to a role, of those who have room for it.

    Args:
        facts: The team.
        role: The role, which the candidate does not hold.

    Returns:
        Somebody able if possible; None when nobody who has room is able or can be trained within a plan.
    """
    units = facts.coverage.held

    def is_able(member: Member) -> bool:
        return facts.coverage.is_able(member.name, role.id, facts.catalog.practices.able_percent)

    def rank(member: Member) -> tuple[object, ...]:
        return -units[member.name][role.id], not member.active(facts.as_of), len(member.roles), member.name

    fitting = [
        member
        for member in facts.team.members
        if units[member.name][role.id]
        and _has_room(facts, role, member)
        and (is_able(member) or is_within_a_plan(facts, role, member))
    ]
    if not fitting:
        return None
    best = min(fitting, key=rank)
    joins = None if best.active(facts.as_of) else best.starts
    return Candidate(best, is_able(best), lacks(role, best), facts.coverage.fit(best.name, role.id), joins)


def _has_room(facts: Facts, role: Role, member: Member) -> bool:
    """Whether a member can take on a further role, and is in the team at the horizon."""
    return (
        role.id not in member.roles
        and len(member.roles) < facts.catalog.practices.max_roles_per_person
        and (member.starts is None or member.starts <= _horizon(facts))
        and not leaves_soon(facts, member)
        and not any(other in member.roles for other in role.not_with)
        and member.name not in facts.overbooked
    )
