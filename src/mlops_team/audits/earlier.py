"""A json report of an earlier run, as one side of a comparison."""

import json
from contextlib import suppress
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

from mlops_team.audits.changes import RoleState, TeamState
from mlops_team.audits.member_changes import MemberState
from mlops_team.errors import MlopsTeamError
from mlops_team.model import AppliedWaiver, Finding, Json, Location, Severity, Source, Subject
from mlops_team.text import count, quoted

if TYPE_CHECKING:
    from mlops_team.inputs.redact import FilePseudonyms

Kind = TypeVar("Kind")
_HINT = "write one with `mlops-team audit FILE -f json`"


class ReportError(MlopsTeamError):
    """A json report that cannot be compared."""


def is_report(data: bytes) -> bool:
    """Whether a file is meant as a json report rather than as a team file, which may be JSON as well."""
    return data.lstrip()[:1] == b"{" and b'"teams"' in data and b'"input_errors"' in data


def state_in(name: str, data: bytes) -> TeamState:
    """Return the team that a json report is about.

    Args:
        name: The report's file, for messages.
        data: What is in it.

    Raises:
        ReportError: It is no report, or not of exactly one team.
    """
    try:
        report = json.loads(data)
        teams = report["teams"]
        if len(teams) != 1:
            hint = "audit one team file alone, and compare its report"
            raise ReportError(f"{name}: a report of {count(len(teams), 'team')}, and a side is one team", hint)
        return _state(report, teams[0])
    except RecursionError:
        raise ReportError(f"{name}: nested too deep for a json report of an audit", _HINT) from None
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError) as error:
        lacking = f"it has no {quoted(error.args[0])}" if isinstance(error, KeyError) else str(error).splitlines()[0]
        raise ReportError(f"{name}: no json report of an audit: {lacking}", _HINT) from None


def people_in(data: bytes) -> Any:  # noqa: ANN401 - as a file's value is
    """Return who a json report names, as a team file would."""
    with suppress(ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        members = json.loads(data)["teams"][0]["members"]
        return {"members": [{key: member.get(key) for key in ("name", "id")} for member in members]}
    return None


def redacted(state: TeamState, pseudonyms: "FilePseudonyms") -> TeamState:
    """Return a state without the names of people: as far as they are members, or people of the other side."""

    def redacted_person(person: MemberState) -> MemberState:
        name = pseudonyms.name(person.id or person.name)
        return person._replace(name=name, id=None if person.id is None else name)

    def hidden(value: Any) -> Any:  # noqa: ANN401 - a rule's data
        if isinstance(value, dict):
            return {key: hidden(item) for key, item in value.items()}
        if isinstance(value, list):
            return [hidden(item) for item in value]
        return pseudonyms.text(value) if isinstance(value, str) else value

    def redacted_finding(finding: Finding) -> Finding:
        member, waiver = finding.subject.member, finding.waiver
        return finding._replace(
            message=pseudonyms.text(finding.message),
            hint=pseudonyms.text(finding.hint),
            subject=finding.subject._replace(member=member and pseudonyms.name(member)),
            data=hidden(finding.data),
            location=pseudonyms.location(finding.location),
            waiver=waiver
            and waiver._replace(
                reason=pseudonyms.text(waiver.reason),
                approved_by=waiver.approved_by and pseudonyms.name(waiver.approved_by),
            ),
        )

    return state._replace(
        team=pseudonyms.text(state.team),
        file=pseudonyms.text(state.file),
        people=tuple(map(redacted_person, state.people)),
        findings=tuple(map(redacted_finding, state.findings)),
    )


def _state(report: Json, team: Json) -> TeamState:
    roles = [
        RoleState(_as(str, role["role"]), _as(str, role["title"]), _as(str, role["status"]), _number(role["coverage"]))
        for role in team["roles"]
    ]
    return TeamState(
        team=_as(str, team["team"]),
        file=_as(str, team["file"]),
        as_of=date.fromisoformat(report["as_of"]),
        catalog=(_as(str, report["catalog"]["id"]), str(report["catalog"]["version"])),
        coverage=_number(team["coverage"]),
        roles={state.role: state for state in roles},
        people=tuple(map(_person, team["members"])),
        findings=tuple(map(_finding, team["findings"])),
        tool=_as(str, report["tool"]["version"]),
        is_weighed=all("weight" in finding for finding in team["findings"]),
    )


def _person(member: Json) -> MemberState:
    name, id, allocation = _as(str, member["name"]), member.get("id"), member.get("allocation")
    return MemberState(
        name=name,
        id=None if id in (None, name) else _as(str, id),  # earlier versions wrote the name for a member without an id
        roles=tuple(_as(str, role) for role in member["roles"]),
        allocation=None if allocation is None else Decimal(str(_number(allocation))),
        skills=None,
        starts=None,
        ends=None,
    )


def _finding(finding: Json) -> Finding:
    location = {key: finding["location"][key] for key in Location._fields}
    return Finding(
        code=_as(str, finding["code"]),
        rule=_as(str, finding["rule"]),
        severity=Severity.named(_as(str, finding["severity"])),
        message=_as(str, finding["message"]),
        hint=_as(str, finding["hint"]),
        source=_source(_as(str, finding["source"])),
        subject=Subject(*(_text_or_none(finding[key]) for key in Subject._fields)),
        data=_as(dict, finding["data"]),
        location=Location(**location),
        gain=_exact(finding.get("gain", 0)),
        weight=_exact(finding.get("weight", 1)),
        fingerprint=_as(str, finding["fingerprint"]),
        waiver=_waiver(finding["waiver"]),
    )


def _source(text: str) -> Source:
    with suppress(ValueError):
        return Source(text)
    return Source.POLICY  # a later version may know more of them


def _waiver(waiver: Json | None) -> AppliedWaiver | None:
    if waiver is None:
        return None
    expires = date.fromisoformat(waiver["expires"])
    return AppliedWaiver(_as(str, waiver["reason"]), expires, _text_or_none(waiver["approved_by"]))


def _as(kind: type[Kind], value: object) -> Kind:
    if not isinstance(value, kind):
        raise TypeError(f"{quoted(value)} is no {kind.__name__}")
    return value


def _exact(value: object) -> Fraction:
    return Fraction(str(_number(value)))


def _number(value: object) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise TypeError(f"{quoted(value)} is no number")
    return float(value)


def _text_or_none(value: object) -> str | None:
    return None if value is None else _as(str, value)
