"""Where a team is on the ladder of collaboration, in words."""

from mlops_team.audits.ladder import rung
from mlops_team.audits.report import TeamReport
from mlops_team.text import listing


def ladder_words(team: TeamReport, *, titled: bool = False) -> str:
    """Return a team's level of collaboration and what the next takes; nothing without a ladder or a staffed role.

    Args:
        team: The team.
        titled: Whether to say what the level means.
    """
    reached, ladder = rung(team), team.catalog.ladder
    if reached is None or ladder is None:
        return ""
    step, following = reached.step, reached.next
    words = (
        f"Collaboration level {step.level} of {ladder.steps[-1].level}" if step else "Collaboration below all levels"
    )
    if titled and step:
        words += f", {step.title}"
    if following is None:
        return words
    pairs = listing(f"{role} with {other}" for role, other in reached.missing)
    return f"{words}; level {following.level} needs a forum of {pairs}"
