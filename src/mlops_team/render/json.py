"""The report as JSON, one team a line, in ASCII so that any text survives any pipe and terminal."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from mlops_team._version import __version__
from mlops_team.coverage import RoleCoverage
from mlops_team.model import Finding
from mlops_team.render import Format
from mlops_team.report import Report, Summary, TeamReport
from mlops_team.team import Member

Json = dict[str, Any]
_encoder = json.JSONEncoder(separators=(", ", ": "))


def encode(value: object) -> str:
    """Return a value as one line of JSON, in ASCII, that no CI system takes for a command when it is printed."""
    return _encoder.encode(value).replace("##", "#\\u0023")


def part(team: TeamReport) -> str:
    """Return one team's report as a line of JSON."""
    return encode(_team(team))


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
    errors = [finding_object(finding) for finding in report.input_errors]
    yield f'], "input_errors": {encode(errors)}}}\n'


FORMAT = Format(part, whole)


def _summary(summary: Summary) -> Json:
    coverage = None if summary.coverage is None else float(summary.coverage)
    return summary._asdict() | {"coverage": coverage}


def _team(team: TeamReport) -> Json:
    return {
        "team": team.team.name,
        "file": team.file,
        "coverage": float(team.coverage.coverage),
        "passed": team.passed,
        "roles": [_role(role, waived=team.waived(role)) for role in team.coverage.roles.values()],
        "members": [_member(member, team) for member in team.team.members],
        "findings": [finding_object(finding) for finding in team.findings],
    }


def _role(covered: RoleCoverage, *, waived: bool) -> Json:
    return {
        "role": covered.role.id,
        "title": covered.role.title,
        "status": covered.status,
        "waived": waived,
        "coverage": float(covered.coverage),
        "holders": [member.name for member in covered.holders],
        "external": covered.provider,
        "people": {"have": len(covered.holders), "need": covered.role.people},
        "fte_need": float(covered.role.fte),
        "skills": [
            {
                "skill": one.skill,
                "need": "required" if one.required else "desired",
                "level": one.level,
                "attained": one.attained,
                "by": [member.name for member in one.by],
                "met": one.met,
            }
            for one in covered.skills
        ],
    }


def _member(member: Member, team: TeamReport) -> Json:
    coverage, whole = team.coverage, team.coverage.whole
    return {
        "name": member.name,
        "id": member.id or member.name,
        "active": member.active(team.as_of),
        "allocation": float(member.allocation),
        "roles": list(member.roles),
        "fit": {role: held / whole[role] if whole[role] else 1.0 for role, held in coverage.held[member.name].items()},
    }


def finding_object(finding: Finding) -> Json:
    """Return a finding as the JSON report has it."""
    role, member, skill = finding.subject
    place, waiver = finding.place, finding.waiver
    return {
        "code": finding.code,
        "rule": finding.rule,
        "severity": finding.severity.label,
        "message": finding.message,
        "hint": finding.hint,
        "source": finding.source,
        "role": role,
        "member": member,
        "skill": skill,
        "data": finding.data,
        "location": place._asdict(),
        "fingerprint": finding.fingerprint,
        "baselined": finding.baselined,
        "waiver": waiver and waiver._asdict() | {"expires": waiver.expires.isoformat()},
    }
