"""How far the roles of a team work together, by the catalog's ladder of collaboration."""

from typing import NamedTuple

from mlops_team.audits.coverage import linked
from mlops_team.audits.report import TeamReport
from mlops_team.inputs.catalog import Step

Pair = tuple[str, str]


class Rung(NamedTuple):
    """Where a team is on the ladder."""

    step: Step | None  # the highest whose pairs all work together, as in all steps below; None below the first
    next: Step | None  # None at the top
    missing: tuple[Pair, ...]  # the pairs of the next step that do not work together


def rung(team: TeamReport) -> Rung | None:
    """Return where a team is on its catalog's ladder; None without a ladder or without a staffed role.

    Two roles work together when both are staffed and share a forum or a holder.
    """
    ladder = team.catalog.ladder
    staffed = {covered.role.id for covered in team.coverage.staffed}
    if ladder is None or not staffed:
        return None
    reached: Step | None = None
    for step in ladder.steps:
        missing = tuple(
            pair for pair in step.together if not (staffed.issuperset(pair) and linked(team.team, team.coverage, pair))
        )
        if missing:
            return Rung(reached, step, missing)
        reached = step
    return Rung(reached, None, ())
