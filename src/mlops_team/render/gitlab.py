"""The report as GitLab's code quality widget reads it: https://docs.gitlab.com/ci/testing/code_quality/."""

from mlops_team.audits.report import Report
from mlops_team.audits.rules import INPUT_ERRORS
from mlops_team.model import Finding, Json, Severity
from mlops_team.render.ci import in_words, shown
from mlops_team.render.json import lines
from mlops_team.text import visible

_SEVERITY = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}


def render(report: Report) -> str:
    """Return the report as a JSON array, empty when there is nothing to report."""
    return lines(map(_issue, shown(report))) + "\n"


def _issue(finding: Finding) -> Json:
    location = finding.location
    return {
        "description": in_words(finding).replace("\n", ". "),  # the widget has one line for it
        "check_name": f"{finding.code} {finding.rule}",
        "fingerprint": finding.fingerprint,
        # A file that was not audited may hide anything.
        "severity": "blocker" if finding.code in INPUT_ERRORS else _SEVERITY[finding.severity],
        "location": {"path": visible(finding.repo_path), "lines": {"begin": location.line, "end": location.end_line}},
    }
