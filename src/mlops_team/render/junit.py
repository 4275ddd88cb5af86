"""The report as JUnit XML: a test suite for each team, with a test case for each role and for each practice checked.

A case fails by its findings at or above --fail-on, and is skipped when waivers cover them. Its other findings are in
its output. It has no time: a case is a judgement, and took none.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, count
from os.path import splitext
from typing import Any, NamedTuple, cast
from xml.sax.saxutils import escape, quoteattr

from mlops_team.audits.coverage import per_cent
from mlops_team.audits.report import Report, TeamReport, below_words, catalog_label
from mlops_team.audits.rule import Rule
from mlops_team.model import AppliedWaiver, Finding
from mlops_team.text import inert, visible

_INERT = {"##": "#&#35;"}  # printed into a log, no line is a command to a CI system


class _Case(NamedTuple):
    """A test case; without an outcome it passed."""

    class_name: str
    name: str
    outcome: str = ""  # error, failure or skipped
    type: str = ""
    message: str = ""
    about: tuple[str, ...] = ()  # what the outcome is about
    further: tuple[str, ...] = ()  # the further findings


def render(report: Report) -> str:
    """Return the document: the teams' suites, then a suite of what could not be audited."""
    what_if = f", what if {report.what_if.change}" if report.what_if else ""
    names = _class_names(
        [*(team.file for team in report.teams), *(error.location.file for error in report.input_errors)]
    )
    pieces = ['<?xml version="1.0" encoding="UTF-8"?>\n', f"<testsuites name={_quoted('mlops-team' + what_if)}>\n"]
    for team in report.teams:
        pieces += _team(team, report.rules, names[team.file])
    if report.input_errors:
        pieces += _suite("Files that could not be audited", {}, _input_errors(report.input_errors, names))
    return "".join([*pieces, "</testsuites>\n"])


def _class_names(files: Iterable[str]) -> dict[str, str]:
    """Return what keeps the cases of each file together: a name of its own, without the dots at which readers split."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for file in files:
        if file not in names:
            base = visible(splitext(file)[0].replace(".", "_"))
            numbered = (f"{base}_{number}" for number in count(2))
            names[file] = next(name for name in chain([base], numbered) if name not in taken)
            taken.add(names[file])
    return names


def _team(team: TeamReport, rules: Iterable[Rule[Any]], class_name: str) -> Iterator[str]:
    properties = {
        "file": team.file,
        "as-of": team.as_of.isoformat(),
        "catalog": catalog_label(team.catalog),
        "coverage": f"{per_cent(team.coverage.coverage)} %",
    }
    cases = [
        _judged(team, f"{class_name}.{group}", name, findings) for group, name, findings in _cases(team, list(rules))
    ]
    if team.fail_under is not None:
        cases.append(_coverage_case(team, class_name))
    return _suite(team.team.name, properties, cases)


def _coverage_case(team: TeamReport, class_name: str) -> _Case:
    name = f"at least {team.fail_under} % covered"
    if not team.is_below:
        return _Case(f"{class_name}.coverage", name)
    message = below_words(team)
    return _Case(f"{class_name}.coverage", name, "failure", "fail-under", message, (message,))


def _cases(team: TeamReport, rules: list[Rule[Any]]) -> Iterator[tuple[str, str, list[Finding]]]:
    """Yield the group and the name of each case, and its findings."""
    findings: dict[str, list[Finding]] = {}
    for finding in team.findings:
        findings.setdefault(finding.subject.role or finding.code, []).append(finding)
    if any("role" in rule.fields for rule in rules):
        for id, covered in team.coverage.roles.items():
            yield "roles", covered.role.title, findings.get(id, [])
    for rule in rules:
        if "role" not in rule.fields:
            yield "practices", f"{rule.code} {rule.name}", findings.get(rule.code, [])


def _judged(team: TeamReport, class_name: str, name: str, findings: list[Finding]) -> _Case:
    failing = [finding for finding in findings if team.fails(finding)]
    waived = [finding for finding in findings if finding.waiver is not None]
    about = failing or waived
    further = tuple(_in_words(finding) for finding in findings if finding not in about)
    if not about:
        return _Case(class_name, name, further=further)
    codes = " ".join(dict.fromkeys(finding.code for finding in about))
    details = tuple(_in_words(finding) for finding in about)
    if failing:
        message = "; ".join(finding.message for finding in failing)
        return _Case(class_name, name, "failure", codes, message, details, further)
    return _Case(class_name, name, "skipped", codes, "; ".join(dict.fromkeys(map(_why, waived))), details, further)


def _why(finding: Finding) -> str:
    """Return why a waived finding does not count."""
    return f"{finding.code} waived {cast('AppliedWaiver', finding.waiver).terms}"


def _input_errors(errors: Iterable[Finding], class_names: Mapping[str, str]) -> Iterator[_Case]:
    """Yield a case for each error; a further error at the same place gets a number."""
    seen: Counter[tuple[str, str]] = Counter()
    for error in errors:
        class_name = f"{class_names[error.location.file]}.input"
        name = f"{error.code} {error.rule} {error.location.line}:{error.location.column}"
        seen[class_name, name] += 1
        number = seen[class_name, name]
        name = name if number == 1 else f"{name} ({number})"
        yield _Case(class_name, name, "error", error.code, error.message, (_in_words(error),))


def _in_words(finding: Finding) -> str:
    baselined = " (in the baseline)" if finding.baselined else ""
    head = f"{finding.location}: {finding.severity.label}[{finding.code}]{baselined}: {finding.message}"
    return f"{inert(visible(head))}\n  -> {visible(finding.hint)}" if finding.hint else inert(visible(head))


def _suite(name: str, properties: dict[str, str], cases: Iterable[_Case]) -> Iterator[str]:
    listed = list(cases)
    counts = Counter(case.outcome for case in listed)
    yield f'  <testsuite name={_quoted(name)} tests="{len(listed)}" failures="{counts["failure"]}"'
    yield f' errors="{counts["error"]}" skipped="{counts["skipped"]}">\n'
    if properties:
        yield "    <properties>\n"
        for key, value in properties.items():
            yield f"      <property name={_quoted(key)} value={_quoted(value)}/>\n"
        yield "    </properties>\n"
    for case in listed:
        yield from _case(case)
    yield "  </testsuite>\n"


def _case(case: _Case) -> Iterator[str]:
    yield f"    <testcase classname={_quoted(case.class_name)} name={_quoted(case.name)}"
    if not case.outcome and not case.further:
        yield "/>\n"
        return
    yield ">\n"
    if case.outcome:
        yield f"      <{case.outcome} type={_quoted(case.type)} message={_quoted(case.message)}>"
        yield f"{_lines(case.about)}</{case.outcome}>\n"
    if case.further:
        yield f"      <system-out>{_lines(case.further)}</system-out>\n"
    yield "    </testcase>\n"


def _lines(texts: Iterable[str]) -> str:
    return escape("\n".join(texts), _INERT)


def _quoted(text: str) -> str:
    return quoteattr(visible(text), _INERT)
