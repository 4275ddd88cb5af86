"""What does the team lose with one person?"""

from collections.abc import Iterator
from fractions import Fraction

from mlops_team.audits.coverage import RoleCoverage, may_be_able, undeclared
from mlops_team.audits.coverage import lacking as lacking_skills
from mlops_team.audits.rule import Facts, Hit, rule
from mlops_team.audits.rules.advice import is_within_a_plan, lacks, leaves_soon
from mlops_team.inputs.team import Member
from mlops_team.model import Severity, Source, Subject
from mlops_team.text import some

_ENOUGH = 2  # who are able to do a role


@rule("MT301", "single-point-of-failure", Severity.WARNING, Source.POLICY, "role", follows=("MT203",))
def single_point_of_failure(facts: Facts) -> Iterator[Hit]:
    """A role that fewer than two active members are able to do, whether they hold it or not.

    Why: a holiday, an illness or a resignation stops the role's work on the same day. A second name on the role is no
    backup unless that person has its skills.

    Fix: train the member who is nearest, or hire. Somebody is able with at least 75 % of a role's required skills
    (able-percent in the catalog).

    Example:
        members:
          - {name: Bo Lind, roles: [data-engineer], skills: {data-pipelines: 4, data-ingestion: 3, feature-store: 3}}
        # MT301: data-engineer: only Bo Lind is able to do this role
    """
    percent = facts.catalog.practices.able_percent
    for covered in facts.coverage.staffed:
        # Where unrated skills may make two members able, MT207 reports these skills.
        enough = may_be_able(covered, facts.coverage, percent) >= _ENOUGH
        if enough or undeclared(covered, facts.catalog):
            continue
        id, able = covered.role.id, covered.able
        near = _nearest(facts, covered)
        lacking = lacks(covered.role, near) if near else ()
        message = f"{id}: only {able[0].name} is able" if able else f"{id}: nobody is able"
        message += " to do this role"
        if able and leaves_soon(facts, able[0]):
            message += f", and leaves on {able[0].ends}"
        hint = "train or hire a second person" if able else "train a holder, or hire"
        if near:
            message += f"; {near.name} is nearest and lacks {some(lacking)}"
            if unrated := [skill for skill in lacking_skills(covered.role, near) if skill in near.unrated]:
                hint = f"fill in {near.name}'s level of {some(unrated)} first, then train or hire"
            elif is_within_a_plan(facts, covered.role, near):
                hint = f"train {near.name} in {some(lacking)}, or hire"
        holder = next((member for member in covered.holders if member in able), covered.holders[0])
        data = {
            "able": [member.name for member in able],
            "nearest": near.name if near else None,
            "lacks": list(lacking),
        }
        pointer, weight = (*holder.pointer, "roles", holder.roles[id]), Fraction(_ENOUGH - len(able))
        yield Hit(message, hint, pointer, Subject(role=id), data, weight=weight)


def _nearest(facts: Facts, covered: RoleCoverage) -> Member | None:
    """Return the member who has the most of a role, of those who are not able.

    A member who stays comes before a member who leaves soon, and of equals a holder of the role comes first.
    """
    id, units = covered.role.id, facts.coverage.held
    others = [member for member in facts.coverage.active if units[member.name][id] and member not in covered.able]

    def rank(member: Member) -> tuple[bool, int, bool, str]:
        return leaves_soon(facts, member), -units[member.name][id], member not in covered.holders, member.name

    return min(others, key=rank, default=None)


RULES = (single_point_of_failure,)
