"""What to do first: the open findings that matter most."""

from collections.abc import Iterable
from heapq import nsmallest
from itertools import chain

from mlops_team.audits.report import TeamReport
from mlops_team.model import Finding, Severity

_MOST = 3


def start_here(teams: Iterable[TeamReport]) -> list[Finding]:
    """Return the errors and warnings to begin with, at most three: by severity, then gain, then the order of the teams.

    Args:
        teams: Whose findings to choose from. Waived and baselined findings are not chosen.
    """
    findings = chain.from_iterable(team.findings for team in teams)
    chosen = (finding for finding in findings if finding.counts and finding.severity > Severity.INFO)
    return nsmallest(_MOST, chosen, key=lambda finding: (-finding.severity, -finding.gain))
