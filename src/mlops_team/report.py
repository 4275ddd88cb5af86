"""What an audit found: all that a renderer gets."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from mlops_team.catalog import Catalog
from mlops_team.coverage import Coverage, RoleCoverage
from mlops_team.model import Finding, Severity
from mlops_team.team import Team

# Which findings stand behind a role's status.
_BEHIND_STATUS = {"unstaffed": ("MT101",), "understaffed": ("MT102",), "gaps": ("MT201", "MT202", "MT203")}


class TeamReport(NamedTuple):
    """One team's coverage and findings, the findings in the order of the file."""

    file: str
    team: Team
    coverage: Coverage
    findings: tuple[Finding, ...]
    passed: bool

    def waived(self, role: RoleCoverage) -> bool:
        """Whether waivers cover all that keeps the role from being covered."""
        codes = _BEHIND_STATUS.get(role.status, ())
        behind = [one for one in self.findings if one.code in codes and one.subject.role == role.role.id]
        return bool(behind) and all(finding.waiver is not None for finding in behind)


class Summary(NamedTuple):
    """Counts over all teams; waived and baselined findings are in none but `waived`."""

    teams: int
    coverage: Fraction | None  # the teams' mean; None without any
    errors: int
    warnings: int
    infos: int
    waived: int
    input_errors: int
    passed: bool


class BaselineUse(NamedTuple):
    """How a run compares with its baseline."""

    hidden: int  # findings that are in it and do not count
    mended: int  # entries of audited files that are found no more


class WhatIf(NamedTuple):
    """A team changed for the sake of argument."""

    without: tuple[str, ...]
    added: tuple[str, ...]
    before: TeamReport  # the file as it is


class Report(NamedTuple):
    """The result of one run; teams in the order given."""

    as_of: date
    catalog: Catalog
    fail_on: Severity | None
    teams: tuple[TeamReport, ...]
    input_errors: tuple[Finding, ...]
    baseline: BaselineUse | None = None
    what_if: WhatIf | None = None

    @property
    def summary(self) -> Summary:
        """Counts over all teams, and the verdict."""
        findings = [finding for team in self.teams for finding in team.findings]
        counts = tally(findings)
        coverage = (
            sum((team.coverage.coverage for team in self.teams), Fraction()) / len(self.teams) if self.teams else None
        )
        return Summary(
            teams=len(self.teams),
            coverage=coverage,
            errors=counts[Severity.ERROR],
            warnings=counts[Severity.WARNING],
            infos=counts[Severity.INFO],
            waived=sum(finding.waiver is not None for finding in findings),
            input_errors=len(self.input_errors),
            passed=not self.input_errors and all(team.passed for team in self.teams),
        )

    @property
    def exit_code(self) -> int:
        """2 when something could not be audited, 1 when a finding weighs enough, else 0."""
        if self.input_errors:
            return 2
        return 0 if all(team.passed for team in self.teams) else 1


def tally(findings: Iterable[Finding]) -> dict[Severity, int]:
    """Return how many findings that count there are of each severity."""
    counts = dict.fromkeys(Severity, 0)
    for finding in findings:
        if finding.counts:
            counts[finding.severity] += 1
    return counts
