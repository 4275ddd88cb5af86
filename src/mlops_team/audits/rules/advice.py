"""Who could step in: what the hints of several rules are made of."""

from mlops_team.audits.coverage import lacking
from mlops_team.audits.rule import Facts
from mlops_team.inputs.catalog import Role
from mlops_team.inputs.team import Member


def skills_met(role: Role, member: Member) -> tuple[int, int]:
    """Return how many of the role's required skills the member meets alone, and how many there are."""
    asked = len(role.required_skills)
    return asked - len(lacking(role, member)), asked


def meets(role: Role, member: Member) -> str:
    """Return how much of a role a member who meets some of it meets: "meets 3 of its 4 skills"."""
    met, asked = skills_met(role, member)
    return f"meets {met} of its {asked} skills" if asked > 1 else "meets its one skill"


def candidate(facts: Facts, role: Role) -> Member | None:
    """Return the active member nearest to a role who has room for it: not full, not leaving, no conflict."""
    practices = facts.catalog.practices
    free = [
        member
        for member in facts.coverage.active
        if role.id not in member.roles
        and len(member.roles) < practices.max_roles_per_person
        and (member.ends is None or (member.ends - facts.as_of).days > practices.leaving_horizon_days)
        and not any(other in member.roles for other in role.not_with)
        and skills_met(role, member)[0] > 0
    ]
    best = sorted(free, key=lambda m: (-facts.coverage.held[m.name][role.id], len(m.roles), m.name))
    return best[0] if best else None
