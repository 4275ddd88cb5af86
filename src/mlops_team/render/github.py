"""The report as annotations of a GitHub Actions run: a workflow command for each finding.

Their form: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands; how they are read:
ActionCommand.TryParseV2 of actions/runner.
"""

from mlops_team.audits.report import Report
from mlops_team.model import Finding, Severity
from mlops_team.render.ci import in_words, shown
from mlops_team.text import visible

_COMMAND = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _DATA | str.maketrans({":": "%3A", ",": "%2C"})


def render(report: Report) -> str:
    """Return a command a line, the worst first: of each kind GitHub shows ten a step, and of all kinds fifty a job."""
    return "".join(map(_command, sorted(shown(report), key=lambda finding: -finding.severity)))


def _command(finding: Finding) -> str:
    location = finding.location
    properties: dict[str, object] = {
        "file": visible(finding.repo_path),
        "line": location.line,
        "endLine": location.end_line,
    }
    if location.line == location.end_line:  # over several lines, GitHub takes no columns
        properties |= {"col": location.column, "endColumn": location.end_column}
    properties["title"] = f"{finding.code} {finding.rule}"
    pairs = ",".join(f"{key}={str(value).translate(_PROPERTY)}" for key, value in properties.items())
    return f"::{_COMMAND[finding.severity]} {pairs}::{in_words(finding).translate(_DATA)}\n"
