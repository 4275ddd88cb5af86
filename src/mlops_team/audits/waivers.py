"""Which findings are waived, and which waivers cover a finding."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import product

from mlops_team.inputs.team import Waiver
from mlops_team.model import AppliedWaiver, Finding, Pointer, Subject

_InForce = Mapping[tuple[str, Subject], list[tuple[int, Waiver]]]


def apply_waivers(
    findings: Iterable[Finding], waivers: Iterable[Waiver], as_of: date
) -> tuple[list[Finding], frozenset[Pointer]]:
    """Return the findings, covered ones with their waiver, and the pointers to the waivers that cover a finding.

    A waiver is in force up to and including its last day; all that it names must match.
    """
    in_force: dict[tuple[str, Subject], list[tuple[int, Waiver]]] = {}
    for number, waiver in enumerate(waivers):
        if as_of <= waiver.expires:
            in_force.setdefault((waiver.code, waiver.subject), []).append((number, waiver))
    used: set[Pointer] = set()
    result = []
    for finding in findings:
        covering = _covering(finding, in_force)
        used.update(waiver.pointer for waiver in covering)
        result.append(_with_waiver(finding, covering[0]) if covering else finding)
    return result, frozenset(used)


def _with_waiver(finding: Finding, waiver: Waiver) -> Finding:
    return finding._replace(waiver=AppliedWaiver(waiver.reason, waiver.expires, waiver.approved_by))


def _covering(finding: Finding, in_force: _InForce) -> list[Waiver]:
    """Return the waivers that cover a finding, in the order of the file: their subjects are parts of the finding's."""
    role, member, skill = finding.subject
    other = finding.data.get("with")  # MT504 has two roles
    roles = {None, role, other if isinstance(other, str) else None}
    subjects = (Subject(*fields) for fields in product(roles, {None, member}, {None, skill}))
    numbered = [row for subject in subjects for row in in_force.get((finding.code, subject), ())]
    return [waiver for _, waiver in sorted(numbered, key=lambda row: row[0])]
