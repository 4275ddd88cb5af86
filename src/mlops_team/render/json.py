"""The report as JSON in ASCII, a team a line; its schema: `mlops-team schema report`."""

import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import orjson

from mlops_team._version import __version__
from mlops_team.audits.coverage import RoleCoverage, SkillCoverage
from mlops_team.audits.ladder import Rung, rung
from mlops_team.audits.report import Report, Summary, TeamReport
from mlops_team.inputs.team import Member
from mlops_team.model import AppliedWaiver, Finding, Json, Location
from mlops_team.render.skill_words import not_needed

if TYPE_CHECKING:
    from mlops_team.audits.overview import PersonOverview

_NOT_ASCII = re.compile("[^\x00-\x7f]+")


def render(report: Report) -> str:
    """Return the report as one JSON object."""
    return "".join(pieces(report))


def pieces(report: Report) -> Iterator[str]:
    """Yield the report in pieces: a single text on 10,000 teams would take 300 MB besides the teams themselves."""
    head: Json = {
        "version": 1,
        "tool": {"name": "mlops-team", "version": __version__},
        "as_of": report.as_of,
        "catalog": {"id": report.catalog.id, "version": report.catalog.version},
        "summary": _summary(report.summary),
    }
    if report.what_if is not None:
        head["what_if"] = {"without": report.what_if.without, "with": report.what_if.added}
    yield f'{encode(head)[:-1]},"teams":['
    separator = "\n"
    for team in report.teams:
        yield separator + encode(_team(team))
        separator = ",\n"
    yield f'],"overview":{encode(_overview(report) if len(report.teams) > 1 else None)}'
    yield f',"input_errors":{encode([finding_json(error) for error in report.input_errors])}}}\n'


def lines(values: Any) -> str:  # noqa: ANN401 - any values that can be JSON
    """Return values as a JSON array, each on a line of its own."""
    encoded = ",\n".join(map(encode, values))
    return f"[\n{encoded}]" if encoded else "[]"


def encode(value: object) -> str:
    """Return a value as a line of JSON, in ASCII, that no CI system reads as a command when it is printed."""
    try:
        text = orjson.dumps(value, default=_plain).decode()
    except TypeError:  # a path that is not UTF-8, or a number beyond 64 bits
        text = json.dumps(value, default=_plain, separators=(",", ":"))
    return _harmless(text)


def laid_out(value: object) -> str:
    """Return a value as `encode` does, but indented, so that people can read it too."""
    try:
        text = orjson.dumps(value, default=_plain, option=orjson.OPT_INDENT_2).decode()
    except TypeError:
        text = json.dumps(value, default=_plain, indent=2)
    return _harmless(text) + "\n"


def _harmless(text: str) -> str:
    if not text.isascii():  # so that any text survives any pipe, and none acts on a terminal
        text = _NOT_ASCII.sub(lambda match: json.dumps(match[0])[1:-1], text)
    # Only strings have this character, and GitHub's runner looks for ##[ anywhere in a line.
    return text.replace("##", "#\\u0023") if "##" in text else text


def _plain(value: object) -> object:
    """Return the JSON value for a type that the encoders do not support."""
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else float(value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, tuple):
        return list(value)
    return str(value)  # a date, where the standard library encodes


def _summary(summary: Summary) -> Json:
    coverage = None if summary.coverage is None else float(summary.coverage)
    return summary._asdict() | {"coverage": coverage}


def _team(team: TeamReport) -> Json:
    return {
        "team": team.team.name,
        "file": team.file,
        "catalog": {"id": team.catalog.id, "version": team.catalog.version},
        "coverage": float(team.coverage.coverage),
        "passed": team.passed,
        "roles": [_role(role, waived=team.waived(role)) for role in team.coverage.roles.values()],
        "not_needed": [
            {"skill": entry.skill, "reason": entry.reason, "approved_by": entry.approved_by}
            for entry in not_needed(team)
        ],
        "ladder": _ladder(rung(team)),
        "members": [_member(member, team) for member in team.team.members],
        "findings": [finding_json(finding) for finding in team.findings],
    }


def _ladder(reached: Rung | None) -> Json | None:
    if reached is None:
        return None
    step, following = reached.step, reached.next
    return {
        "level": None if step is None else step.level,
        "title": None if step is None else step.title,
        "next": None if following is None else {"level": following.level, "missing": reached.missing},
    }


def _role(covered: RoleCoverage, *, waived: bool) -> Json:
    role = covered.role
    return {
        "role": role.id,
        "title": role.title,
        "status": covered.status,
        "waived": waived,
        "coverage": float(covered.coverage),
        "holders": [member.name for member in covered.holders],
        "external": covered.provider,
        "people": {"have": len(covered.holders), "need": role.people},
        "fte_need": float(role.fte),
        "able": [member.name for member in covered.able],
        "skills": [_skill(skill) for skill in covered.skills],
    }


def _skill(held: SkillCoverage) -> Json:
    if not held.by and not held.unrated:
        return _not_held(held)
    return _skill_by(held) | ({"unrated": [member.name for member in held.unrated]} if held.unknown else {})


@lru_cache(maxsize=1_000)  # the same in every team, and most of what a team with gaps has
def _not_held(held: SkillCoverage) -> Json:
    return _skill_by(held)


def _skill_by(held: SkillCoverage) -> Json:
    return {
        "skill": held.skill,
        "need": "required" if held.required else "desired",
        "level": held.level,
        "attained": held.attained,
        "by": [member.name for member in held.by],
        "via": {member.name: member.via[held.skill] for member in held.by if held.skill in member.via},
        "met": held.met,
    }


def _member(member: Member, team: TeamReport) -> Json:
    coverage, whole = team.coverage, team.coverage.whole
    return {
        "name": member.name,
        "id": member.id,
        "active": member.active(team.as_of),
        "allocation": float(member.allocation),
        "from": member.starts,
        "until": member.ends,
        "assessed": member.assessed,
        "roles": list(member.roles),
        "skills": {entry.key: entry.level for entry in member.listed.values()},
        "fit": {role: held / whole[role] if whole[role] else 1.0 for role, held in coverage.held[member.name].items()},
    }


def finding_objects(findings: Iterable[Finding]) -> list[Json]:
    """Return findings as plain JSON values."""
    objects: list[Json] = json.loads(encode([finding_json(finding) for finding in findings]))
    return objects


def _overview(report: Report) -> Json | None:
    from mlops_team.audits.overview import overview  # an audit of one team starts without it

    over = overview(report)
    if over is None:
        return None
    return {
        "roles": [
            {
                "role": role.role.id,
                "staffed": role.staffed,
                "external": role.external,
                "unstaffed": role.unstaffed,
                "one_able": role.one_able,
            }
            for role in over.roles
        ],
        "people": [_person(person) for person in over.people],
        "rules": [{"code": rule.code, "teams": rule.teams, "findings": rule.findings} for rule in over.rules],
    }


def _person(person: "PersonOverview") -> Json:
    return {
        "id": person.id,
        "name": person.name,
        "allocation": None if person.allocation is None else float(person.allocation),
        "teams": [team.file for team in person.teams],
        "alone": person.alone,
    }


def finding_json(finding: Finding) -> Json:
    """Return a finding as an object."""
    role, member, skill = finding.subject
    return {
        "code": finding.code,
        "rule": finding.rule,
        "severity": finding.severity.label,
        "message": finding.message,
        "hint": finding.hint,
        "gain": float(finding.gain),
        "weight": finding.weight,
        "source": finding.source.value,
        "role": role,
        "member": member,
        "skill": skill,
        "data": finding.data,
        "location": dict(zip(Location._fields, finding.location, strict=True)),
        "fingerprint": finding.fingerprint,
        "baselined": finding.baselined,
        "worse": finding.worse,
        "waiver": None if finding.waiver is None else _waiver(finding.waiver),
    }


def _waiver(waiver: AppliedWaiver) -> Json:
    return {"reason": waiver.reason, "expires": waiver.expires.isoformat(), "approved_by": waiver.approved_by}
