"""The report as JUnit XML: a test suite for each team, with a test case for each role and for each practice checked.

A case fails by what weighs as much as --fail-on, and is skipped when waivers cover what was found. What else was found
is in its output. Times are left out: a case is a judgement, and took none.
"""

from collections.abc import Iterable, Iterator
from os.path import splitext
from typing import NamedTuple, cast
from xml.sax.saxutils import escape, quoteattr

from mlops_team.audits.coverage import per_cent
from mlops_team.audits.report import Report, TeamReport
from mlops_team.model import AppliedWaiver, Finding
from mlops_team.render import Format
from mlops_team.text import inert, visible

_INERT = {"##": "#&#35;"}  # printed into a log, no line is a command to a CI system


class _Case(NamedTuple):
    """One test case; without an outcome it passed."""

    group: str
    name: str
    outcome: str = ""  # error, failure or skipped
    type: str = ""
    message: str = ""
    about: tuple[str, ...] = ()  # what the outcome is about
    further: tuple[str, ...] = ()  # what was found beside it


def part(team: TeamReport) -> str:
    """Return one team's test suite."""
    properties = {
        "file": team.file,
        "as-of": team.as_of.isoformat(),
        "catalog": f"{team.catalog.id} {team.catalog.version}",
        "coverage": f"{per_cent(team.coverage.coverage)} %",
    }
    return "".join(_suite(team.team.name, team.file, properties, [_judged(team, *one) for one in _cases(team)]))


def whole(report: Report, parts: Iterable[str]) -> Iterator[str]:
    """Yield the document: the teams' suites, then one of what could not be audited."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    what_if = f", what if {report.what_if.change}" if report.what_if else ""
    yield f"<testsuites name={_quoted('mlops-team' + what_if)}>\n"
    yield from parts
    if report.input_errors:
        yield from _suite("Files that could not be audited", "", {}, map(_input_error, report.input_errors))
    yield "</testsuites>\n"


FORMAT = Format(part, whole)


def _cases(team: TeamReport) -> Iterator[tuple[str, str, list[Finding]]]:
    """Yield the group and the name of each case, and what was found there."""
    found: dict[str, list[Finding]] = {}
    for finding in team.findings:
        found.setdefault(finding.subject.role or finding.code, []).append(finding)
    if any("role" in rule.fields for rule in team.rules):
        for id, covered in team.coverage.roles.items():
            yield "roles", covered.role.title, found.get(id, [])
    for rule in team.rules:
        if "role" not in rule.fields:
            yield "practices", f"{rule.code} {rule.name}", found.get(rule.code, [])


def _judged(team: TeamReport, group: str, name: str, findings: list[Finding]) -> _Case:
    failing = [finding for finding in findings if team.fails(finding)]
    waived = [finding for finding in findings if finding.waiver is not None]
    about = failing or waived
    further = tuple(_told(finding) for finding in findings if finding not in about)
    if not about:
        return _Case(group, name, further=further)
    codes = " ".join(dict.fromkeys(finding.code for finding in about))
    lines = tuple(_told(finding) for finding in about)
    if failing:
        message = "; ".join(finding.message for finding in failing)
        return _Case(group, name, "failure", codes, message, lines, further)
    return _Case(group, name, "skipped", codes, "; ".join(dict.fromkeys(map(_why, waived))), lines, further)


def _why(finding: Finding) -> str:
    """Return why a waived finding does not count."""
    waiver = cast("AppliedWaiver", finding.waiver)
    approved = f", approved by {waiver.approved_by}" if waiver.approved_by else ""
    return f"{finding.code} waived until {waiver.expires}{approved}: {waiver.reason}"


def _input_error(error: Finding) -> _Case:
    place = f"{error.place.line}:{error.place.column}"
    group, name = _class(error.place.file, "input"), f"{error.code} {error.rule} {place}"
    return _Case(group, name, "error", error.code, error.message, (_told(error),))


def _told(finding: Finding) -> str:
    known = " (in the baseline)" if finding.baselined else ""
    head = f"{finding.place}: {finding.severity.label}[{finding.code}]{known}: {finding.message}"
    return f"{inert(visible(head))}\n  -> {visible(finding.hint)}" if finding.hint else inert(visible(head))


def _class(file: str, group: str) -> str:
    """Return the name by which cases of a file are kept together; readers split it at its dots."""
    return f"{splitext(file)[0].replace('.', '_')}.{group}"


def _suite(name: str, file: str, properties: dict[str, str], cases: Iterable[_Case]) -> Iterator[str]:
    listed = list(cases)
    counts = {outcome: sum(one.outcome == outcome for one in listed) for outcome in ("failure", "error", "skipped")}
    yield f'  <testsuite name={_quoted(name)} tests="{len(listed)}" failures="{counts["failure"]}"'
    yield f' errors="{counts["error"]}" skipped="{counts["skipped"]}">\n'
    if properties:
        yield "    <properties>\n"
        for key, value in properties.items():
            yield f"      <property name={_quoted(key)} value={_quoted(value)}/>\n"
        yield "    </properties>\n"
    for one in listed:
        yield from _case(one, _class(file, one.group) if file else one.group)
    yield "  </testsuite>\n"


def _case(one: _Case, group: str) -> Iterator[str]:
    yield f"    <testcase classname={_quoted(group)} name={_quoted(one.name)}"
    if not one.outcome and not one.further:
        yield "/>\n"
        return
    yield ">\n"
    if one.outcome:
        yield f"      <{one.outcome} type={_quoted(one.type)} message={_quoted(one.message)}>"
        yield f"{_lines(one.about)}</{one.outcome}>\n"
    if one.further:
        yield f"      <system-out>{_lines(one.further)}</system-out>\n"
    yield "    </testcase>\n"


def _lines(told: Iterable[str]) -> str:
    return escape("\n".join(told), _INERT)


def _quoted(text: str) -> str:
    return quoteattr(visible(text), _INERT)
