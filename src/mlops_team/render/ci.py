"""What the reports for CI systems have in common: which findings they show, and in which words."""

from collections.abc import Iterable, Iterator

from mlops_team.model import Finding
from mlops_team.text import visible


def shown(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings that count.

    A waived one, or one of the baseline, would open an alert or an annotation that somebody has already dealt with:
    none of these systems takes a finding along that is not to be acted on.
    """
    return (finding for finding in findings if finding.counts)


def told(finding: Finding) -> str:
    """Return a finding in words: what is wrong, and on a line of its own what to do."""
    hint = finding.hint[:1].upper() + finding.hint[1:]
    return visible(finding.message) + (f"\n{visible(hint)}" if hint else "")
