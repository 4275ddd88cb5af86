"""What an audit found: all that a renderer gets."""

from collections import Counter
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from mlops_team.audits.coverage import Coverage, RoleCoverage
from mlops_team.audits.rule import Rule
from mlops_team.inputs.catalog import Catalog
from mlops_team.inputs.team import Team
from mlops_team.model import Finding, Severity
from mlops_team.text import listing

# Which findings stand behind a role's status.
_BEHIND_STATUS = {"unstaffed": ("MT101",), "understaffed": ("MT102",), "gaps": ("MT201", "MT202", "MT203")}


class TeamReport(NamedTuple):
    """One team's coverage and findings, the findings in the order of the file."""

    file: str
    team: Team
    coverage: Coverage
    findings: tuple[Finding, ...]
    failing: frozenset[tuple[Severity, str, str]]  # of findings that weigh as much as --fail-on; code and name of rules
    as_of: date
    catalog: Catalog
    rules: tuple[Rule, ...]  # what it was held against, by code

    @property
    def passed(self) -> bool:
        """Whether nothing weighs as much as --fail-on."""
        return not self.failing

    def fails(self, finding: Finding) -> bool:
        """Whether a finding weighs as much as --fail-on."""
        return finding.counts and (finding.severity, finding.code, finding.rule) in self.failing

    @property
    def away(self) -> list[str]:
        """Who is in the file and not in the team on that day, and from or until when they are."""
        told = []
        for member in self.team.members:
            if not member.active(self.as_of):
                to_come = member.starts is not None and member.starts > self.as_of
                told.append(f"{member.name} ({f'from {member.starts}' if to_come else f'until {member.ends}'})")
        return told

    def waived(self, role: RoleCoverage) -> bool:
        """Whether waivers cover all that keeps the role from being covered."""
        codes, id = _BEHIND_STATUS.get(role.status, ()), role.role.id
        behind = (one.waiver is not None for one in self.findings if one.code in codes and one.subject.role == id)
        return next(behind, False) and all(behind)


class Standing(NamedTuple):
    """What a run keeps of a team once its report is made; waived and baselined findings count only as `waived`."""

    team: str
    file: str
    coverage: Fraction
    errors: int
    warnings: int
    infos: int
    waived: int
    failing: frozenset[tuple[Severity, str, str]]
    baselined: frozenset[str]  # fingerprints of findings that are in the baseline

    @classmethod
    def of(cls, team: TeamReport) -> "Standing":
        """Return how a team stands."""
        counts = Counter([finding.severity for finding in team.findings if finding.counts])
        return cls(
            team=team.team.name,
            file=team.file,
            coverage=team.coverage.coverage,
            errors=counts[Severity.ERROR],
            warnings=counts[Severity.WARNING],
            infos=counts[Severity.INFO],
            waived=sum(finding.waiver is not None for finding in team.findings),
            failing=team.failing,
            baselined=frozenset(finding.fingerprint for finding in team.findings if finding.baselined),
        )


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
    after: TeamReport

    @property
    def change(self) -> str:
        """What is changed, in words: "without Ann and with Bo"."""
        named = (("without", self.without), ("with", self.added))
        return listing(f"{word} {listing(names)}" for word, names in named if names)


class Report(NamedTuple):
    """The result of one run; teams in the order given."""

    as_of: date
    catalog: Catalog
    fail_on: Severity | None
    standings: tuple[Standing, ...]
    input_errors: tuple[Finding, ...]
    baseline: BaselineUse | None = None
    what_if: WhatIf | None = None
    teams: tuple[TeamReport, ...] = ()  # in full, where they were kept: a run over many files hands them on one by one

    @property
    def summary(self) -> Summary:
        """Counts over all teams, and the verdict."""
        teams = self.standings
        return Summary(
            teams=len(teams),
            coverage=sum((team.coverage for team in teams), Fraction()) / len(teams) if teams else None,
            errors=sum(team.errors for team in teams),
            warnings=sum(team.warnings for team in teams),
            infos=sum(team.infos for team in teams),
            waived=sum(team.waived for team in teams),
            input_errors=len(self.input_errors),
            passed=not self.input_errors and not any(team.failing for team in teams),
        )

    @property
    def failing(self) -> list[str]:
        """The rules, by code and name, whose findings weigh as much as --fail-on, the worst first."""
        reasons = {reason for team in self.standings for reason in team.failing}
        return [f"{code} {name}" for _, code, name in sorted(reasons, key=lambda reason: (-reason[0], reason))]

    @property
    def exit_code(self) -> int:
        """2 when something could not be audited, 1 when a finding weighs enough, else 0."""
        return 2 if self.input_errors else int(any(team.failing for team in self.standings))
