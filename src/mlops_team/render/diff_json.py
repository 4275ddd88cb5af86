"""What changed between two sides, as JSON."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from mlops_team.audits.changes import RoleState, TeamState
from mlops_team.audits.diff import Diff
from mlops_team.audits.member_changes import FieldChange, PeopleChanges, Value
from mlops_team.model import Json
from mlops_team.render.json import finding_objects, laid_out


def as_json(diff: Diff) -> str:
    """Return what changed as JSON (its schema: `mlops-team schema diff`)."""
    return laid_out(as_object(diff))


def as_object(diff: Diff) -> Json:
    """Return what changed as the values that JSON has; `input_errors` is there when a side cannot be audited."""
    changes = diff.changes
    states = [side.state for side in (diff.old, diff.new)]
    head = {"version": 1, "team": diff.team, "as_of": diff.settings.as_of.isoformat()}
    coverage = [None if state is None else state.coverage for state in states]
    if changes is None:
        roles = [_role_object(*pair) for pair in _all_roles(*states)]
        failed = {"changed": None, "coverage": coverage, "roles": roles, "members": None, "findings": None}
        return head | failed | {"input_errors": finding_objects(diff.errors)}
    groups = changes.findings
    return head | {
        "changed": changes.changed,
        "coverage": coverage,
        "roles": [_role_object(old, new) for old, new in changes.roles],
        "members": _people_object(changes.people),
        "findings": {
            "new": finding_objects(groups.new),
            "worse": finding_objects([worse.after for worse in groups.worse]),
            "waived": finding_objects(groups.waived),
            "fixed": finding_objects(groups.fixed),
            "remaining": len(groups.remaining),
        },
    }


def _all_roles(old: TeamState | None, new: TeamState | None) -> Iterator[tuple[RoleState | None, RoleState | None]]:
    before, after = ({} if state is None else state.roles for state in (old, new))
    yield from ((before.get(role), after.get(role)) for role in dict.fromkeys((*after, *before)))


def _role_object(old: RoleState | None, new: RoleState | None) -> Json:
    states = (old, new)
    return {
        "role": next(state.role for state in (new, old) if state is not None),
        "status": [None if state is None else state.status for state in states],
        "coverage": [None if state is None else state.coverage for state in states],
    }


def _people_object(people: PeopleChanges) -> Json:
    return {
        "joined": list(people.joined),
        "left": list(people.left),
        "changed": [
            {"name": member.name, "what": [_field_object(change) for change in member.what]}
            for member in people.changed
        ],
        "renamed": [list(pair) for pair in people.renamed],
    }


def _field_object(change: FieldChange) -> Json:
    before, after = _json_value(change.before), _json_value(change.after)
    return {"field": change.field, "skill": change.skill, "from": before, "to": after}


def _json_value(value: Value) -> object:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value
