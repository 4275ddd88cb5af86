"""What the reports for CI systems have in common: which findings they show, and in which words."""

from collections.abc import Iterator

from mlops_team.audits.report import Report
from mlops_team.model import Finding
from mlops_team.text import sentence, visible


def shown(report: Report) -> Iterator[Finding]:
    """Yield the input errors, then the findings that count, team by team.

    A waived finding, or a finding of the baseline, would open an alert or an annotation that somebody has already dealt
    with: none of these systems takes a finding along that is not to be acted on.
    """
    yield from report.input_errors
    for team in report.teams:
        yield from (finding for finding in team.findings if finding.counts)


def in_words(finding: Finding) -> str:
    """Return a finding in words: what is wrong, and on a line of its own what to do."""
    return visible(finding.message) + (f"\n{visible(sentence(finding.hint))}" if finding.hint else "")
