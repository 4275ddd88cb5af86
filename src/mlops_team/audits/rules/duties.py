"""Does everybody know which duties are theirs?"""

from collections.abc import Iterator
from fractions import Fraction

from mlops_team.audits.rule import Facts, Hit, rule
from mlops_team.inputs.catalog import DAYS
from mlops_team.model import Severity, Source, Subject
from mlops_team.text import ago, listing, some


@rule("MT401", "responsibility-unowned", Severity.INFO, Source.ARTICLE, "role", follows=("MT101",))
def responsibility_unowned(facts: Facts) -> Iterator[Hit]:
    """A role shared by several people, some of whose responsibilities have no owner.

    Why: where two people could do a duty, each thinks that the other will. It needs a single owner.

    Fix: add each responsibility to `owners`, with the holder who answers for it.

    Example:
        members:
          - {name: Ada, roles: [solution-architect]}
          - {name: Kim, roles: [solution-architect]}
        owners: {design-architecture: Ada}
        # MT401: solution-architect: Ada and Kim share this role, and nobody owns evaluate-technologies
    """
    for covered in facts.coverage.staffed:
        duties = (responsibility.id for responsibility in covered.role.responsibilities)
        unowned = [duty for duty in duties if duty not in facts.team.owners]
        if len(covered.holders) > 1 and unowned:
            names = [member.name for member in covered.holders]
            message = f"{covered.role.id}: {listing(names)} share this role, and nobody owns {some(unowned)}"
            hint = f"under owners, give each of them an owner, such as {unowned[0]}: {names[0]}"
            data, weight = {"responsibilities": unowned}, Fraction(len(unowned))
            yield Hit(message, hint, ("owners",), Subject(role=covered.role.id), data, weight=weight)


@rule("MT402", "owner-not-in-role", Severity.WARNING, Source.ARTICLE, "role", "member")
def owner_not_in_role(facts: Facts) -> Iterator[Hit]:
    """An owner of a responsibility who does not hold the role it belongs to, or is not in the team.

    Why: whoever answers for a duty should have the role, and the time and skills, that go with it.

    Fix: name an active holder of the role, or give the owner the role.

    Example:
        members:
          - {name: Ines Duarte, roles: [business-stakeholder]}
          - {name: Bo Lind, roles: [data-engineer]}
        owners: {set-goals: Bo Lind}
        # MT402: business-stakeholder: Bo Lind does not hold this role, and owns set-goals
    """
    active = {member.name: member for member in facts.coverage.active}
    for responsibility, name in facts.team.owners.items():
        role = facts.catalog.owner_of(responsibility)
        if role not in facts.coverage.roles or (name in active and role in active[name].roles):
            continue
        holders = [member.name for member in facts.coverage.active if role in member.roles]
        what = "does not hold this role" if name in active else f"is not in the team on {facts.as_of}"
        hint = f"name {listing(holders, 'or')}" if holders else f"give somebody the role {role}"
        data = {"responsibilities": [responsibility]}
        message = f"{role}: {name} {what}, and owns {responsibility}"
        pointer, subject = ("owners", responsibility), Subject(role=role, member=name)
        yield Hit(message, hint, pointer, subject, data, detail=responsibility)


@rule("MT403", "role-unacknowledged", Severity.INFO, Source.ARTICLE, "member")
def role_unacknowledged(facts: Facts) -> Iterator[Hit]:
    """An active member who never confirmed the responsibilities of their roles, or did so too long ago.

    Why: a duty that its holder has not heard of is not done. Roles change, so once is not enough.

    Fix: go through the responsibilities with the member (`mlops-team roles ROLE` lists them) and write the day
    under `acknowledged`.

    Example:
        members:
          - {name: Bo Lind, roles: [data-engineer]}
        # MT403: Bo Lind: has not confirmed the responsibilities of data-engineer
    """
    every = facts.catalog.practices.acknowledge_every
    for member in facts.coverage.active:
        if not member.roles or (
            member.acknowledged is not None and (facts.as_of - member.acknowledged).days <= DAYS[every]
        ):
            continue
        if member.acknowledged is None:
            message = f"{member.name}: has not confirmed the responsibilities of {some(sorted(member.roles))}"
        else:
            confirmed = ago(member.acknowledged, facts.as_of)
            message = f"{member.name}: confirmed their responsibilities {confirmed}, {every} is required"
        hint = f"go through them together, then write acknowledged: {facts.as_of}"
        last = member.acknowledged and member.acknowledged.isoformat()
        data = {"roles": sorted(member.roles), "last": last, "every": every}
        yield Hit(message, hint, (*member.pointer, "acknowledged"), Subject(member=member.name), data)


RULES = (responsibility_unowned, owner_not_in_role, role_unacknowledged)
