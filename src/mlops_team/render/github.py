"""The report as annotations of a GitHub Actions run: a workflow command for each finding.

Their form: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands; how they are read:
ActionCommand.TryParseV2 of actions/runner.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from mlops_team.audits.report import Report, TeamReport
from mlops_team.model import Finding, Severity
from mlops_team.render import Format
from mlops_team.render.ci import shown, told
from mlops_team.text import visible

_COMMAND = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _DATA | str.maketrans({":": "%3A", ",": "%2C"})


def part(team: TeamReport) -> str:
    """Return one team's findings that count as commands, a line each."""
    return "".join(map(_command, shown(team.findings)))


def whole(report: Report, parts: Iterable[str]) -> Iterator[str]:
    """Yield all commands, the worst first: of each kind GitHub shows ten a step, and of all kinds fifty a job."""
    rest: dict[str, list[str]] = {_COMMAND[severity]: [] for severity in (Severity.WARNING, Severity.INFO)}
    for commands in chain(map(_command, report.input_errors), parts):
        for line in commands.splitlines(keepends=True):
            kind = line[2:].split(" ", 1)[0]
            if kind in rest:
                rest[kind].append(line)
            else:
                yield line
    for lines in rest.values():
        yield from lines


FORMAT = Format(part, whole)


def _command(finding: Finding) -> str:
    place = finding.place
    properties: dict[str, object] = {"file": visible(finding.path), "line": place.line, "endLine": place.end_line}
    if place.line == place.end_line:  # over several lines, GitHub takes no columns
        properties |= {"col": place.column, "endColumn": place.end_column}
    properties["title"] = f"{finding.code} {finding.rule}"
    stated = ",".join(f"{key}={str(value).translate(_PROPERTY)}" for key, value in properties.items())
    return f"::{_COMMAND[finding.severity]} {stated}::{told(finding).translate(_DATA)}\n"
