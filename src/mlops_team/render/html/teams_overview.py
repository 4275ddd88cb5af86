"""What the page shows of several teams at once."""

from functools import cache
from hashlib import sha256
from typing import Any

from markupsafe import Markup

from mlops_team.audits.coverage import per_cent
from mlops_team.audits.overview import Overview, worst_first
from mlops_team.audits.report import Report
from mlops_team.render.html.cells import column_head, role_cell
from mlops_team.render.overview_words import REPORTED_ONCE, fix_of, person_words
from mlops_team.text import sentence


def overview_values(report: Report, over: Overview | None, *, linked: bool) -> dict[str, Any]:
    """Return what the template of the overview shows.

    Args:
        report: The report.
        over: What several teams have in common; None of a single team.
        linked: Whether the page has the teams too.
    """
    roles = over.roles if over is not None else ()
    return {
        "teams": [
            (
                team_id(team.file),
                per_cent(team.coverage.coverage),
                team,
                team.counts,
                Markup("").join(role_cell(team.coverage.roles.get(role.role.id)) for role in roles),
            )
            for team in worst_first(report.teams)
        ],
        "linked": linked,
        "heads": [column_head(role.role.number or role.role.id, role.role.title) for role in roles],
        "roles": roles,
        "rules": [(rule, sentence(fix_of(report, over, rule))) for rule in over.rules] if over is not None else [],
        "common": over.common if over is not None else (),
        "reported_once": REPORTED_ONCE,
        "people": [person_words(person) for person in over.people] if over is not None else [],
    }


@cache
def team_id(file: str) -> str:
    """Return the name by which a link finds a team."""
    return "team-" + sha256(file.encode(errors="surrogatepass")).hexdigest()[:12]
