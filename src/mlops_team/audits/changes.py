"""What is in one audit of a team and not in the other."""

from collections.abc import Iterable

from mlops_team.model import Finding, Subject


def key(finding: Finding) -> tuple[str, Subject, str, int]:
    """Return what two findings of one team share if they are the same: all that makes a fingerprint but the path."""
    return finding.code, finding.subject, finding.entry, finding.ordinal


def new_findings(before: Iterable[Finding], after: Iterable[Finding]) -> list[Finding]:
    """Return the findings that count after a change and did not before, in their order."""
    known = {key(finding) for finding in before if finding.counts}
    return [finding for finding in after if finding.counts and key(finding) not in known]
