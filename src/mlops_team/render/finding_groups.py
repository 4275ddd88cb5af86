"""Findings in the order in which people read them: grouped by rule, the worst rule first."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from mlops_team.audits.coverage import per_cent
from mlops_team.model import Finding, Severity
from mlops_team.text import sentence, some


class Row(NamedTuple):
    """Findings of a rule that differ in a detail only, such as the skills that a role lacks."""

    findings: tuple[Finding, ...]
    message: str
    hint: str

    @property
    def messages(self) -> list[str]:
        """The message whole, then with fewer and fewer of the details."""
        details = [finding.detail for finding in self.findings]
        lead = self.first.message.removesuffix(self.first.detail)
        return [self.message, *(lead + some(details, most) for most in range(len(details) - 1, 0, -1))]

    @property
    def first(self) -> Finding:
        """The finding whose place is shown."""
        return self.findings[0]


class Block(NamedTuple):
    """Rows about which the same is to be done."""

    hint: str
    rows: tuple[Row, ...]


class Group(NamedTuple):
    """The findings of a rule."""

    code: str
    rule: str
    severity: Severity
    rows: tuple[Row, ...]

    @property
    def blocks(self) -> list[Block]:
        """The rows by what to do about them, which is then said once for each block."""
        by_hint: dict[str, list[Row]] = {}
        for row in self.rows:
            by_hint.setdefault(row.hint, []).append(row)
        return [Block(hint, tuple(rows)) for hint, rows in by_hint.items()]


def row_of(*findings: Finding) -> Row:
    """Return findings that differ in a detail only as a row."""
    first = findings[0]
    message = first.message
    if first.detail:
        message = message.removesuffix(first.detail) + ", ".join(finding.detail for finding in findings)
    hint = "; ".join(dict.fromkeys(finding.hint for finding in findings))
    return Row(findings, message, sentence(hint))


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """Return findings by rule: by severity, then the greatest gain, then code. Inside a rule they are by role."""
    ordered = sorted(findings, key=lambda finding: (finding.code, -finding.severity, finding.subject.role or ""))
    groups = []
    for (code, severity), of_rule in groupby(ordered, key=lambda finding: (finding.code, finding.severity)):
        rows = tuple(row_of(*row) for _, row in groupby(of_rule, key=_row_key))
        groups.append(Group(code, rows[0].first.rule, severity, rows))
    return sorted(groups, key=lambda group: (-group.severity, -_gain(group), group.code))


def _gain(group: Group) -> Fraction:
    return max(finding.gain for row in group.rows for finding in row.findings)


def _row_key(finding: Finding) -> object:
    return finding.message.removesuffix(finding.detail) if finding.detail else finding.fingerprint


def gain_words(gain: Fraction) -> str:
    """Return by how much coverage would rise: "+14 %", "<1 %", or nothing."""
    share = per_cent(gain)
    return f"+{share} %" if share else "<1 %" if gain else ""
