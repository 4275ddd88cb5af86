"""What does the team lose with one person?"""

from collections.abc import Iterator

from mlops_team.audits.coverage import lacking
from mlops_team.audits.rule import Facts, Hit, rule
from mlops_team.audits.rules.advice import meets
from mlops_team.model import Severity, Source, Subject
from mlops_team.text import some


@rule("MT301", "single-point-of-failure", Severity.WARNING, Source.POLICY, "role")
def single_point_of_failure(facts: Facts) -> Iterator[Hit]:
    """A role with one holder and nobody else who could do it.

    Why: a holiday, an illness or a resignation leaves the role empty on the same day.

    Fix: train a deputy: an active member who need not hold the role, but meets every required skill of it.

    Example:
        members:
          - {name: Bo Lind, roles: [data-engineer], skills: {data-pipelines: 4, data-ingestion: 3, feature-store: 3}}
        # MT301: data-engineer: Bo Lind alone holds this role, and nobody else meets all its skills
    """
    for covered in facts.coverage.staffed:
        if len(covered.holders) != 1 or covered.deputies:
            continue
        role, holder = covered.role, covered.holders[0]
        message = f"{role.id}: {holder.name} alone holds this role, and nobody else meets all its skills"
        path = (*holder.path, "roles", holder.roles[role.id])
        data = {"holder": holder.name}
        yield Hit(message, _deputy_hint(facts, role.id, holder.name), path, Subject(role=role.id), data)


def _deputy_hint(facts: Facts, role_id: str, holder: str) -> str:
    role = facts.coverage.roles[role_id].role
    others = [member for member in facts.coverage.active if member.name != holder]
    if not others:
        return "bring in a second person"
    shares = [facts.coverage.held[member.name][role_id] for member in others]
    near = others[shares.index(max(shares))]  # the first by name among equals
    missing = lacking(role, near)
    if len(missing) == len(role.required_skills):
        return "train or hire a deputy"
    return f"train {near.name}, who {meets(role, near)}, in {some(missing)}"


RULES = (single_point_of_failure,)
