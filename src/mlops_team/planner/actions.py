"""What a plan can do about a team, and the team once that is done."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from mlops_team.inputs.catalog import Catalog, Role
from mlops_team.inputs.team import Member, Team


class Assign(NamedTuple):
    """Give a member a role."""

    member: str
    role: str
    cost: int


class Train(NamedTuple):
    """Bring a member's skill from a level, 0 when it is not listed, to a higher level."""

    member: str
    skill: str
    held: int
    level: int
    cost: int
    planned: bool = False  # whether the member's own learning items cover it by the plan's day


class Hire(NamedTuple):
    """Find people for a role: each full time, with this role alone and all its skills at their levels."""

    role: str
    people: int
    cost: int  # of all of them


Action = Assign | Train | Hire


def applied(team: Team, catalog: Catalog, actions: Iterable[Action]) -> tuple[Team, frozenset[str]]:
    """Return a team as actions make it, and the names of those hired."""
    members = {member.name: member for member in team.members}
    hired: list[Member] = []
    for action in actions:
        if isinstance(action, Hire):
            role = catalog.roles[action.role]
            for number in range(1, action.people + 1):
                name = _unused(f"new {role.id} {number}", members)
                hired.append(_newcomer(role, name, len(team.members) + len(hired)))
            continue
        member = members[action.member]
        if isinstance(action, Assign):
            member = member._replace(roles={**member.roles, action.role: len(member.roles)})
        else:
            member = member._replace(skills={**member.skills, action.skill: action.level})
        members[action.member] = member
    after = team._replace(members=(*members.values(), *hired))
    return after, frozenset(member.name for member in hired)


def _unused(name: str, names: Mapping[str, Member]) -> str:
    while name in names:
        name += "'"
    return name


def _newcomer(role: Role, name: str, index: int) -> Member:
    return Member(
        name=name,
        id=None,
        roles={role.id: 0},
        allocation=Decimal(1),
        listed={},
        skills={requirement.skill: requirement.level for requirement in role.requirements},
        unrated=frozenset(),
        via={},
        learning=(),
        acknowledged=None,
        assessed=None,
        starts=None,
        ends=None,
        pointer=("members", index),
    )
