"""Do the roles talk to each other?"""

from collections.abc import Iterable, Iterator
from itertools import combinations

from mlops_team.audits.coverage import linked
from mlops_team.audits.rule import Facts, Hit, rule
from mlops_team.inputs.team import Forum
from mlops_team.model import Severity, Source, Subject
from mlops_team.text import listing, some


def _forums(facts: Facts) -> dict[str, set[Forum]]:
    """Return the forums of each staffed role; nothing where a forum is for all roles, or where there is no forum.

    With a forum for all roles no role is isolated, and a team without a forum is MT501's to report.
    """
    forums = facts.team.forums
    if not forums or any(forum.roles is None for forum in forums):
        return {}
    staffed = [covered.role.id for covered in facts.coverage.staffed]
    return {role: {forum for forum in forums if role in (forum.roles or ())} for role in staffed}


@rule("MT501", "forums-missing", Severity.WARNING, Source.ARTICLE)
def forums_missing(facts: Facts) -> Iterator[Hit]:
    """A team of several roles without a single forum.

    Why: the roles depend on each other's work at every step. Without a place to talk, each finds out late.

    Fix: list the existing meetings and channels under `forums`, or start a forum for all roles.

    Example:
        team: Fraud detection
        members:
          - {name: Mia Weber, roles: [data-scientist]}
          - {name: Bo Lind, roles: [data-engineer]}
        # MT501: Fraud detection: 2 roles are staffed, and no forum brings them together
    """
    staffed = facts.coverage.staffed
    if len(staffed) > 1 and not facts.team.forums:
        message = f"{facts.team.name}: {len(staffed)} roles are staffed, and no forum brings them together"
        data = {"roles": [covered.role.id for covered in staffed]}
        hint = "add a meeting or channel under forums, with its roles, such as a weekly meeting with roles: all"
        yield Hit(message, hint, ("forums",), data=data)


@rule("MT502", "role-isolated", Severity.WARNING, Source.ARTICLE, "role", follows=("MT101", "MT501"))
def role_isolated(facts: Facts) -> Iterator[Hit]:
    """A staffed role that takes part in no forum.

    Why: a role that is in no conversation learns of decisions only after they are made.

    Fix: add the role to one of the forums.

    Example:
        members:
          - {name: Mia Weber, roles: [data-scientist]}
          - {name: Bo Lind, roles: [data-engineer]}
        forums: [{name: Planning, every: weekly, roles: [data-scientist]}]
        # MT502: data-engineer: takes part in no forum
    """
    for role, forums in _forums(facts).items():
        if not forums:
            hint = f"add it to {some(sorted({forum.name for forum in facts.team.forums}), last='or')}"
            yield Hit(f"{role}: takes part in no forum", hint, ("forums",), Subject(role=role))


@rule("MT503", "team-divided", Severity.WARNING, Source.ARTICLE, follows=("MT501",))
def team_divided(facts: Facts) -> Iterator[Hit]:
    """A team whose roles fall into groups that share neither a forum nor a person.

    Why: what one group knows reaches the other only by chance. All roles should be connected, directly or over others.

    Fix: add a role of one group to a forum of the other, or start a forum for all.

    Example:
        team: Fraud detection
        members:
          - {name: Mia Weber, roles: [data-scientist]}
          - {name: Bo Lind, roles: [data-engineer]}
        forums:
          - {name: Model club, roles: [data-scientist]}
          - {name: Stand-up, roles: [data-engineer]}
        # MT503: Fraud detection: 2 groups of roles share neither a forum nor a person: data-engineer | data-scientist
    """
    forums = _forums(facts)
    groups = [[role for role in group if forums[role]] for group in _groups(facts, forums)]
    groups = sorted(sorted(group) for group in groups if group)
    if len(groups) < 2:  # noqa: PLR2004 - a division takes two
        return
    parts = " | ".join(", ".join(group) for group in groups)
    message = f"{facts.team.name}: {len(groups)} groups of roles share neither a forum nor a person: {parts}"
    hint = f"bring {groups[0][0]} and {groups[1][0]} together in a forum, or start one with roles: all"
    yield Hit(
        message, hint, ("forums",), data={"roles": sorted(role for group in groups for role in group), "groups": groups}
    )


def _groups(facts: Facts, roles: Iterable[str]) -> list[set[str]]:
    groups: list[set[str]] = []
    for role in roles:
        near = [group for group in groups if any(linked(facts.team, facts.coverage, (role, other)) for other in group)]
        groups = [group for group in groups if group not in near] + [{role}.union(*near)]
    return groups


@rule("MT504", "pair-apart", Severity.WARNING, Source.PAPER, "role", follows=("MT502",))
def pair_apart(facts: Facts) -> Iterator[Hit]:
    """Two roles that work on the same steps and share neither a forum nor a person.

    Why: in the paper, these roles do steps of the work together. They need to talk directly, not through others.

    Fix: bring both into one forum.

    Example:
        members:
          - {name: Mia Weber, roles: [data-scientist]}
          - {name: Bo Lind, roles: [data-engineer]}
        forums:
          - {name: Model club, roles: [data-scientist]}
          - {name: Stand-up, roles: [data-engineer]}
        # MT504: data-engineer: shares neither a forum nor a person with data-scientist
    """
    forums = _forums(facts)
    for role, other in combinations(sorted(role for role in forums if forums[role]), 2):
        if other in facts.catalog.roles[role].works_with and not linked(facts.team, facts.coverage, (role, other)):
            message = f"{role}: shares neither a forum nor a person with {other}"
            mine, theirs = (listing(sorted({forum.name for forum in forums[id]}), "or") for id in (role, other))
            hint = f"add {other} to {mine}, or {role} to {theirs}"
            data = {"role": role, "with": other}
            yield Hit(message, hint, ("forums",), Subject(role=role), data, detail=other, entry=other)


RULES = (forums_missing, role_isolated, team_divided, pair_apart)
