"""The report as GitLab's code quality widget reads it: https://docs.gitlab.com/ci/testing/code_quality/."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from mlops_team.audits.report import Report, TeamReport
from mlops_team.audits.rule import INPUT_RULES
from mlops_team.model import Finding, Severity
from mlops_team.render import Format
from mlops_team.render.ci import shown, told
from mlops_team.render.json import encode
from mlops_team.text import visible

_SEVERITY = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}


def part(team: TeamReport) -> str:
    """Return one team's findings that count, a line of JSON each."""
    return _issues(shown(team.findings))


def whole(report: Report, parts: Iterable[str]) -> Iterator[str]:
    """Yield the report as one JSON array, an empty one when there is nothing to say."""
    yield "["
    separator = "\n"
    for issues in filter(None, chain([_issues(report.input_errors)], parts)):
        yield separator + issues
        separator = ",\n"
    yield "]\n"


FORMAT = Format(part, whole)


def _issues(findings: Iterable[Finding]) -> str:
    return ",\n".join(encode(_issue(finding)) for finding in findings)


def _issue(finding: Finding) -> dict[str, Any]:
    place = finding.place
    return {
        "description": told(finding).replace("\n", ". "),  # the widget has one line for it
        "check_name": f"{finding.code} {finding.rule}",
        "fingerprint": finding.fingerprint,
        # A file that was not audited may hide anything.
        "severity": "blocker" if finding.code in INPUT_RULES else _SEVERITY[finding.severity],
        "location": {"path": visible(finding.path), "lines": {"begin": place.line, "end": place.end_line}},
    }
