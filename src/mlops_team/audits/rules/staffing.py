"""Is every role filled, by enough people with enough time?"""

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from functools import cache

from mlops_team.audits.coverage import short_of_time
from mlops_team.audits.rule import Facts, Hit, rule
from mlops_team.audits.rules.advice import Candidate, arriving, candidate
from mlops_team.inputs.team import External, Member
from mlops_team.model import Severity, Source, Subject
from mlops_team.text import ahead, listing, shares, some


@rule("MT101", "role-unstaffed", Severity.ERROR, Source.ARTICLE, "role")
def role_unstaffed(facts: Facts) -> Iterator[Hit]:
    """A role that nobody in the team holds and nobody outside it fills.

    Why: each of the seven roles does work that the others count on. The duties of an empty role fall to whoever
    notices, or to nobody. Whoever holds a role that the catalog does not require, such as backend-engineer, fills none
    of them.

    Fix: give the role to a member who comes close to it, hire for it, or add an outside provider under `external`.
    During the search, a waiver with an end date shows that the gap is known.

    Example:
        members:
          - {name: Bo Lind, roles: [data-engineer]}
        # MT101: data-scientist: nobody holds this role
    """
    for covered in facts.coverage.roles.values():
        role = covered.role
        if covered.status != "unstaffed":
            continue
        near = candidate(facts, role)
        message = f"{role.id}: nobody holds this role"
        hire = "fill its vacancy" if role.id in facts.team.vacancies else "hire for it"
        hint = f"{hire}, or add an outside provider under external"
        coming = arriving(facts, role.id)
        absent = sorted(_absence(member, facts.as_of) for member in facts.team.members if role.id in member.roles)
        if near is not None and not coming:
            message += f"; {near.offer}"
            hint = f"{near.step}, {hint}"
        elif absent:
            message += f" on {facts.as_of}; {some(absent)}"
        if coming:
            hint = f"name somebody until {coming[0].name} joins, or add an outside provider under external"
        data = {} if near is None else near.data
        gain = Fraction(1, len(facts.coverage.roles))
        yield Hit(message, hint, ("members",), Subject(role=role.id), data, gain=gain)


def _absence(member: Member, as_of: date) -> str:
    """Return until or from when a member holds a role who is not in the team on that day."""
    if member.ends is not None and member.ends < as_of:
        return f"{member.name} held it until {member.ends}"
    return f"{member.name} will hold it from {member.starts}"


@rule("MT102", "role-understaffed", Severity.ERROR, Source.POLICY, "role", follows=("MT101",))
def role_understaffed(facts: Facts) -> Iterator[Hit]:
    """A role held by fewer people than the catalog requires.

    Why: the catalog says how many people a role takes. With fewer, its work waits or is done in a hurry.

    Fix: give the role to further members or hire; if the number is wrong for you, change `staffing: people` in a
    catalog of your own.

    Example:
        # where the catalog requires two data scientists
        members:
          - {name: Mia Weber, roles: [data-scientist]}
        # MT102: data-scientist: Mia Weber alone holds this role, 2 people are required
    """
    for covered in facts.coverage.staffed:
        role, have = covered.role, len(covered.holders)
        if have >= role.people:
            continue
        names = listing(member.name for member in covered.holders)
        near = candidate(facts, role)
        hint = f"find {role.people - have} more"
        if near is not None:
            hint += f": {near.offer}"
        message = (
            f"{role.id}: {names} alone {'holds' if have == 1 else 'hold'} this role, {role.people} people are required"
        )
        data = {"have": have, "need": role.people}
        weight = Fraction(role.people - have)
        yield Hit(message, hint, ("members",), Subject(role=role.id), data, weight=weight)


@rule("MT103", "time-short", Severity.WARNING, Source.POLICY, follows=("MT101",))
def time_short(facts: Facts) -> Iterator[Hit]:
    """Roles whose holders, all together, have less time than these roles need.

    Why: a role can have a holder and still get no time. However the holders divide their allocations, some role of
    this set stays short (Hall's theorem).

    Fix: raise the holders' allocation, give one of the roles to somebody with time to spare, or hire.

    Example:
        members:
          - {name: Bo Lind, roles: [data-engineer, software-engineer], allocation: 0.3}
        # MT103: data-engineer and software-engineer: need 0.4 of full time, have 0.3 (Bo Lind)
    """
    short = short_of_time(facts.coverage)
    if short is None:
        return
    people = sorted({m.name for id in short.roles for m in facts.coverage.roles[id].holders})
    missing = short.demand - short.supply
    need, have, more = shares(short.demand, short.supply, missing)
    verbs = ("needs", "has") if len(short.roles) == 1 else ("need", "have")
    message = f"{listing(short.roles)}: {verbs[0]} {need} of full time, {verbs[1]} {have} ({some(people)})"
    hint = f"find {more} more: raise an allocation, or let somebody with time share a role"
    data = {
        "roles": list(short.roles), "members": people,
        "demand": float(short.demand), "available": float(short.supply), "missing": float(missing),
    }  # fmt: skip
    yield Hit(message, hint, ("members",), data=data, weight=missing)


@rule("MT104", "member-overloaded", Severity.WARNING, Source.POLICY, "member")
def member_overloaded(facts: Facts) -> Iterator[Hit]:
    """A member with more roles than one person can carry.

    Why: somebody with many roles does the most urgent first and neglects the rest, and all are empty when they leave.

    Fix: hand a role over; the hint names a colleague who comes close to a role.

    Example:
        members:
          - {name: Jo, roles: [data-engineer, data-scientist, devops-engineer, ml-engineer]}
        # MT104: Jo: holds 4 roles (data-engineer, data-scientist, devops-engineer, ml-engineer), at most 3 are advised
    """
    most = facts.catalog.practices.max_roles_per_person
    near = cache(lambda id: candidate(facts, facts.coverage.roles[id].role))  # the same for every member
    for member in facts.coverage.active:
        if len(member.roles) <= most:
            continue
        roles = sorted(member.roles)
        message = f"{member.name}: holds {len(roles)} roles ({', '.join(roles)}), at most {most} are advised"
        data = {"roles": roles, "most": most}
        hint, weight = _relief(facts, member, near), Fraction(len(roles))
        yield Hit(message, hint, (*member.pointer, "roles"), Subject(member=member.name), data, weight=weight)


def _relief(facts: Facts, member: Member, candidate_for: Callable[[str], Candidate | None]) -> str:
    mine = [facts.coverage.roles[id].role for id in member.roles if id in facts.coverage.roles]
    offers = [(near, role) for role in mine if (near := candidate_for(role.id)) is not None]
    if not offers:
        return "hand a role over: hire, or find a colleague with room for it"
    near, role = min(offers, key=lambda offer: (-offer[0].fit, offer[1].id))
    return f"hand {role.id} over: {near.offer}"


@rule("MT106", "member-idle", Severity.INFO, Source.ARTICLE, "member")
def member_idle(facts: Facts) -> Iterator[Hit]:
    """An active member with no role.

    Why: everybody in the team should know which duties are theirs.

    Fix: give the member a role, or remove them from the file.

    Example:
        members:
          - {name: Sam Lee, skills: {ci-cd: 4}}
        # MT106: Sam Lee: holds no role
    """
    for member in facts.coverage.active:
        if member.roles:
            continue
        fit = {id: facts.coverage.fit(member.name, id) for id in facts.coverage.roles}
        near = min(fit, key=lambda id: (-fit[id], id))
        hint = f"give them a role; {near} is nearest" if fit[near] else "give them a role, or remove them from the file"
        data = {"nearest": near if fit[near] else None}
        yield Hit(f"{member.name}: holds no role", hint, (*member.pointer, "roles"), Subject(member=member.name), data)


@rule("MT107", "role-leaving", Severity.WARNING, Source.POLICY, "role", follows=("MT101",))
def role_leaving(facts: Facts) -> Iterator[Hit]:
    """A role that will be empty soon: every holder, or every outside arrangement, ends within the horizon.

    Why: finding and training a successor takes months; the time to start is before the last holder leaves.

    Fix: hand over to a member who comes close to the role, hire, or extend the arrangement.

    Example:
        members:
          - {name: Bo Lind, roles: [data-engineer], until: 2026-12-31}
        # MT107: data-engineer: nobody is left after 2026-12-31, in 38 days, when Bo Lind leaves
    """
    horizon = facts.catalog.practices.leaving_horizon_days
    for covered in facts.coverage.roles.values():
        ends: tuple[Member | External, ...] = covered.holders
        if covered.status == "external":
            ends = covered.externals
        days: list[date] = [end.ends for end in ends if end.ends is not None]
        if not ends or len(days) < len(ends) or (max(days) - facts.as_of).days > horizon:
            continue
        last = max(ends, key=lambda end: end.ends or date.max)
        if isinstance(last, Member):
            what, longer = f"{last.name} leaves", f"keep {last.name} longer"
        else:
            what, longer = f"the arrangement with {last.provider} ends", "extend the arrangement"
        until = f"{max(days)}, {ahead(max(days), facts.as_of)}, when {what}"
        if coming := [member for member in arriving(facts, covered.role.id) if member.active(max(days))]:
            message = f"{covered.role.id}: none of today's holders is left after {until}"
            message += f"; {coming[0].name} holds it from {coming[0].starts}"
            hint = f"plan the handover to {coming[0].name}"
        else:
            message = f"{covered.role.id}: nobody is left after {until}"
            near = candidate(facts, covered.role)
            hint = f"{near.step}, {longer}, or hire" if near else f"{longer}, or hire before then"
        data = {"until": max(days).isoformat(), "days": (max(days) - facts.as_of).days}
        yield Hit(message, hint, (*last.pointer, "until"), Subject(role=covered.role.id), data)


@rule("MT108", "role-conflict", Severity.WARNING, Source.POLICY, "member")
def role_conflict(facts: Facts) -> Iterator[Hit]:
    """A member who holds two roles that the catalog keeps apart.

    Why: whoever checks a thing should not have built it. The built-in catalog keeps no roles apart; the catalog of a
    regulated team may, with `not-with`.

    Fix: give one of the two roles to somebody else.

    Example:
        # where the catalog keeps model-validator and data-scientist apart
        members:
          - {name: Mia Weber, roles: [data-scientist, model-validator]}
        # MT108: Mia Weber: holds data-scientist with model-validator, which are kept apart
    """
    for member in facts.coverage.active:
        if len(member.roles) < 2:  # noqa: PLR2004 - nothing to keep apart
            continue
        held = [facts.catalog.roles[id] for id in member.roles]
        apart = sorted(
            {tuple(sorted((role.id, other))) for role in held for other in role.not_with if other in member.roles}
        )
        if apart:
            pairs = [" with ".join(pair) for pair in apart]
            message = f"{member.name}: holds {some(pairs)}, which are kept apart"
            second = max(apart[0], key=lambda id: member.roles[id])
            pointer = (*member.pointer, "roles", member.roles[second])
            data = {"roles": sorted({id for pair in apart for id in pair}), "pairs": [list(pair) for pair in apart]}
            in_all = sorted(set(apart[0]).intersection(*apart))
            hint = f"give {listing(in_all, 'or') or 'a role of each pair'} to somebody else"
            yield Hit(message, hint, pointer, Subject(member=member.name), data)


RULES = (role_unstaffed, role_understaffed, time_short, member_overloaded, member_idle, role_leaving, role_conflict)
