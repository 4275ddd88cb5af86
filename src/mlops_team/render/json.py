"""The report as JSON, one team a line, in ASCII so that any text survives any pipe and terminal."""

import json
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

from mlops_team._version import __version__
from mlops_team.audits.coverage import RoleCoverage, SkillCoverage
from mlops_team.audits.report import Report, Summary, TeamReport
from mlops_team.inputs.team import Member
from mlops_team.model import AppliedWaiver, Finding, Place, Severity, Source
from mlops_team.render import Format

Json = dict[str, Any]
_encode = json.JSONEncoder(separators=(", ", ": ")).encode
_text = json.encoder.encode_basestring_ascii


def encode(value: object) -> str:
    """Return a value as one line of JSON, in ASCII, that no CI system takes for a command when it is printed."""
    return _harmless(_encode(value))


def laid_out(value: object) -> str:
    """Return a value as `encode` does, on a line for each part of it, for people to read as well."""
    return _harmless(json.dumps(value, indent=2)) + "\n"


def _harmless(text: str) -> str:
    return text.replace("##", "#\\u0023") if "#" in text else text


def whole(report: Report, parts: Iterable[str]) -> Iterator[str]:
    """Yield the report as one JSON object (its schema: `mlops-team schema report`)."""
    head = {
        "version": 1,
        "tool": {"name": "mlops-team", "version": __version__},
        "as_of": report.as_of.isoformat(),
        "catalog": {"id": report.catalog.id, "version": report.catalog.version},
        "summary": _summary(report.summary),
    }
    if report.what_if is not None:
        head["what_if"] = {"without": report.what_if.without, "with": report.what_if.added}
    yield encode(head)[:-1] + ', "teams": ['
    separator = "\n"
    for team in parts:
        yield separator + team
        separator = ",\n"
    yield f'], "input_errors": {_harmless(_findings(report.input_errors))}}}\n'


def _summary(summary: Summary) -> Json:
    coverage = None if summary.coverage is None else float(summary.coverage)
    return summary._asdict() | {"coverage": coverage}


def _form(*keys: str) -> str:
    """Return the text of an object with these keys and a %s for each value."""
    # Filling in forms takes a third of the time of making dictionaries and encoding them.
    return "{" + ", ".join(f"{_text(key)}: %s" for key in keys) + "}"


def _texts(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _or_null(text: str | None) -> str:
    return "null" if text is None else _text(text)


_TEAM = _form("team", "file", "coverage", "passed", "roles", "members", "findings")
_PEOPLE = _form("have", "need")
_ROLE = _form(
    "role", "title", "status", "waived", "coverage", "holders", "external", "people", "fte_need", "skills"
)  # fmt: skip
_SKILL = _form("skill", "need", "level", "attained")
_MEMBER = _form("name", "id", "active", "allocation", "roles", "fit")
_FINDING = _form(
    "code", "rule", "severity", "message", "hint", "source", "role", "member", "skill", "data", "location",
    "fingerprint", "baselined", "waiver",
)  # fmt: skip
_PLACE = _form(*Place._fields)
_SLOT = "%s"
_WAIVER = _form(*AppliedWaiver._fields)
_SEVERITIES = {severity: _text(severity.label) for severity in Severity}
_TRUTH = ("false", "true")


def part(team: TeamReport) -> str:
    """Return one team's report as a line of JSON."""
    return _harmless(
        _TEAM
        % (
            _text(team.team.name),
            _text(team.file),
            float(team.coverage.coverage),
            _TRUTH[team.passed],
            f"[{', '.join([_role(role, waived=team.waived(role)) for role in team.coverage.roles.values()])}]",
            f"[{', '.join([_member(member, team) for member in team.team.members])}]",
            _findings(team.findings),
        )
    )


def _role(covered: RoleCoverage, *, waived: bool) -> str:
    role, holders = covered.role, _texts([member.name for member in covered.holders])
    skills = [_skill(one, holders if one.by is covered.holders else None) for one in covered.skills]
    return _ROLE % (
        _text(role.id),
        _text(role.title),
        _text(covered.status),
        _TRUTH[waived],
        float(covered.coverage),
        holders,
        _or_null(covered.provider),
        _PEOPLE % (len(covered.holders), role.people),
        float(role.fte),
        f"[{', '.join(skills)}]",
    )


def _skill(one: SkillCoverage, by: str | None) -> str:
    """Return a skill of a role; `by` is who has it at that level, where that is known to be all holders."""
    before, after = _held(one.skill, one.level, one.required, one.attained)
    return f"{before}{by or _texts([member.name for member in one.by])}{after}"


@lru_cache(maxsize=10_000)  # the same few stand in every team
def _held(
    skill: str,
    level: int,
    required: bool,  # noqa: FBT001 - a column of a row
    attained: int | None,
) -> tuple[str, str]:
    """Return what stands before and after the names of those who have a skill."""
    one = SkillCoverage(skill, level, required, attained, ())
    need = "required" if required else "desired"
    held = _SKILL % (_text(skill), _text(need), level, "null" if attained is None else attained)
    return f'{held[:-1]}, "by": ', f', "met": {_TRUTH[one.met]}}}'


def _member(member: Member, team: TeamReport) -> str:
    coverage, whole = team.coverage, team.coverage.whole
    return _MEMBER % (
        _text(member.name),
        _text(member.id or member.name),
        _TRUTH[member.active(team.as_of)],
        float(member.allocation),
        _texts(member.roles),
        f"{{{', '.join([_fit(role, held, whole[role]) for role, held in coverage.held[member.name].items()])}}}",
    )


@lru_cache(maxsize=10_000)  # as above
def _fit(role: str, held: int, whole: int) -> str:
    return f"{_text(role)}: {held / whole if whole else 1.0}"


def _findings(findings: Iterable[Finding]) -> str:
    return f"[{', '.join(map(_finding, findings))}]"


def _finding(finding: Finding) -> str:
    role, member, skill = finding.subject
    file, line, column, end_line, end_column, pointer = finding.place
    return _form_of(finding.code, finding.rule, finding.severity, finding.source) % (
        _text(finding.message),
        _text(finding.hint),
        _or_null(role),
        _or_null(member),
        _or_null(skill),
        _value(finding.data),
        _text(file),
        line,
        column,
        end_line,
        end_column,
        _text(pointer),
        _text(finding.fingerprint),
        _TRUTH[finding.baselined],
        "null" if finding.waiver is None else _waiver(finding.waiver),
    )


@cache
def _form_of(code: str, rule: str, severity: Severity, source: Source) -> str:
    """Return the form of a rule's findings, in which only what differs from one to the next is left open."""
    return _FINDING % (
        _text(code), _text(rule), _SEVERITIES[severity], _SLOT, _SLOT, _text(source), *[_SLOT] * 4, _PLACE, *[_SLOT] * 3
    )  # fmt: skip


def _value(value: object) -> str:
    """Return a rule's data; the standard library's encoder takes three times as long to begin as to do so little."""
    if isinstance(value, str):
        return _text(value)
    if value is None:
        return "null"
    if type(value) is int:
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join([f"{_text(key)}: {_value(one)}" for key, one in value.items()]) + "}"
    return _encode(value)


def _waiver(waiver: AppliedWaiver) -> str:
    return _WAIVER % (_text(waiver.reason), _text(waiver.expires.isoformat()), _or_null(waiver.approved_by))


FORMAT = Format(part, whole)
