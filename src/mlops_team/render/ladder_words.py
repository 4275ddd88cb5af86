"""Where a team is on the ladder of collaboration, in words."""

from collections.abc import Iterator, Sequence

from mlops_team.audits.ladder import Pair, rung
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
    return f"{words}; level {following.level} needs {listing(_needs(team, reached.missing))}"


def _needs(team: TeamReport, pairs: Sequence[Pair]) -> Iterator[str]:
    """Yield what two roles of each pair lack to work together: a holder in the team, or else a forum."""
    held = {id for id, covered in team.coverage.roles.items() if covered.holders and covered.status != "external"}
    empty = [role for role in dict.fromkeys(role for pair in pairs for role in pair) if role not in held]
    if empty:
        yield f"somebody in the team as {listing(empty)}"
    if forums := [f"{role} with {other}" for role, other in pairs if held.issuperset((role, other))]:
        yield f"a forum of {listing(forums)}"
