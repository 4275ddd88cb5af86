"""What an audit found: all that a renderer gets."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from mlops_team.audits.coverage import Coverage, RoleCoverage, per_cent
from mlops_team.audits.rule import Rule
from mlops_team.inputs.catalog import Catalog
from mlops_team.inputs.team import Team
from mlops_team.model import Finding, Severity
from mlops_team.settings import Costs
from mlops_team.text import count, listing, shares, some

# The rules that report a role's status.
_STATUS_RULES = {"unstaffed": ("MT101",), "understaffed": ("MT102",), "gaps": ("MT201", "MT202", "MT203")}


class Counts(NamedTuple):
    """How many findings count, by severity, and how many are waived."""

    errors: int
    warnings: int
    infos: int
    waived: int


class TeamReport(NamedTuple):
    """A team's coverage and findings, the findings in the order of the file."""

    file: str
    team: Team
    coverage: Coverage
    findings: tuple[Finding, ...]
    as_of: date
    catalog: Catalog
    fail_on: Severity | None  # from which severity on a finding fails the team; None for never
    real_path: str  # of the file, <stdin> for stdin; never shown
    fail_under: Decimal | None = None  # per cent of coverage below which the team fails

    def fails(self, finding: Finding) -> bool:
        """Whether a finding is at or above --fail-on, and counts."""
        return self.fail_on is not None and finding.severity >= self.fail_on and finding.counts

    @property
    def is_below(self) -> bool:
        """Whether the coverage, exactly, is below --fail-under."""
        return self.fail_under is not None and self.coverage.coverage * 100 < Fraction(self.fail_under)

    @property
    def passed(self) -> bool:
        """Whether no finding that counts is at or above --fail-on, and the coverage is not below --fail-under."""
        return not (self.is_below or any(map(self.fails, self.findings)))

    @property
    def counts(self) -> Counts:
        """How many findings there are; waived and baselined findings only count as `waived`."""
        severities = Counter([finding.severity for finding in self.findings if finding.counts])
        waived = sum(finding.waiver is not None for finding in self.findings)
        errors, warnings, infos = (severities[severity] for severity in sorted(Severity, reverse=True))
        return Counts(errors, warnings, infos, waived)

    @property
    def away(self) -> list[str]:
        """The members in the file who are not in the team on that day, with their first or last day."""
        names = []
        for member in self.team.members:
            if not member.active(self.as_of):
                to_come = member.starts is not None and member.starts > self.as_of
                names.append(f"{member.name} ({f'from {member.starts}' if to_come else f'until {member.ends}'})")
        return names

    @property
    def not_audited(self) -> list[str]:
        """The roles that members hold and the catalog does not require: "backend-engineer (Bo Lind)"."""
        holders: dict[str, list[str]] = {}
        for member in self.coverage.active:
            for role in member.roles.keys() - self.coverage.roles.keys():
                holders.setdefault(role, []).append(member.name)
        return [f"{role} ({some(names)})" for role, names in sorted(holders.items())]

    def waived(self, role: RoleCoverage) -> bool:
        """Whether waivers cover all that keeps the role from being covered."""
        codes, id = _STATUS_RULES.get(role.status, ()), role.role.id
        waived = [
            finding.waiver is not None
            for finding in self.findings
            if finding.code in codes and finding.subject.role == id
        ]
        return bool(waived) and all(waived)


class Summary(NamedTuple):
    """Counts over all teams; waived and baselined findings only count as `waived`."""

    teams: int
    coverage: Fraction | None  # the teams' mean; None without any
    errors: int
    warnings: int
    infos: int
    waived: int
    input_errors: int
    fail_under: Decimal | None
    passed: bool


class BaselineUse(NamedTuple):
    """How a run compares with its baseline."""

    hidden: int  # findings that are in it, themselves or in a worse form, and do not count
    fixed: int  # entries about audited files whose findings are gone
    smaller: int = 0  # of the hidden findings, those that are in it in a worse form

    @property
    def words(self) -> str:
        """What does not count and what is fixed: "3 findings in the baseline, 1 in a smaller form, 1 entry fixed"."""
        smaller = f", {self.smaller} in a smaller form" if self.smaller else ""
        return (
            f"{count(self.hidden, 'finding')} in the baseline{smaller}, {count(self.fixed, 'entry', 'entries')} fixed"
        )


class WhatIf(NamedTuple):
    """The teams of an audit that assumes a change."""

    without: tuple[str, ...]
    added: tuple[str, ...]
    before: tuple[TeamReport, ...]  # without the change
    after: tuple[TeamReport, ...]

    @property
    def coverage(self) -> tuple[Fraction, Fraction]:
        """The mean coverage of the teams, before and after."""
        return _mean_coverage(self.before), _mean_coverage(self.after)

    @property
    def comparison(self) -> str:
        """How much is covered before and after, in words."""
        before, after = map(per_cent, self.coverage)
        present = "the file is" if len(self.before) == 1 else "the files are"
        return f"{before} % covered as {present}, {after} % then"

    @property
    def change(self) -> str:
        """What is changed, in words: "without Ann and with Bo"."""
        return change_words(self.without, self.added)


class Report(NamedTuple):
    """The result of a run; teams in the order given."""

    as_of: date
    catalog: Catalog
    fail_on: Severity | None
    rules: tuple[Rule[Any], ...]  # those that were checked, by code
    teams: tuple[TeamReport, ...]
    input_errors: tuple[Finding, ...]
    baseline: BaselineUse | None = None
    what_if: WhatIf | None = None
    fail_under: Decimal | None = None
    costs: Costs = Costs()  # of a plan
    waivers: bool = True  # whether waivers count

    @property
    def summary(self) -> Summary:
        """Counts over all teams, and the verdict."""
        counts = [team.counts for team in self.teams]
        return Summary(
            teams=len(counts),
            coverage=_mean_coverage(self.teams) if counts else None,
            errors=sum(count.errors for count in counts),
            warnings=sum(count.warnings for count in counts),
            infos=sum(count.infos for count in counts),
            waived=sum(count.waived for count in counts),
            input_errors=len(self.input_errors),
            fail_under=self.fail_under,
            passed=self.exit_code == 0,
        )

    @property
    def catalogs(self) -> str:
        """What the teams were checked against: "the catalog built-in 1.0.0" or "the catalogs a 1 and b 2"."""
        used = dict.fromkeys(catalog_label(team.catalog) for team in self.teams) or [catalog_label(self.catalog)]
        return f"the {'catalog' if len(used) == 1 else 'catalogs'} {listing(used)}"

    @property
    def has_several_catalogs(self) -> bool:
        """Whether not all teams were checked against the same catalog."""
        return len({catalog_label(team.catalog) for team in self.teams}) > 1

    @property
    def too_low(self) -> str:
        """How many teams are below --fail-under, in words; empty for none."""
        below = sum(team.is_below for team in self.teams)
        return f"{count(below, 'team')} below --fail-under {self.fail_under}" if below else ""

    @property
    def failing(self) -> list[str]:
        """The rules, by code and name, with a finding that fails the run, the worst first."""
        rules = {
            (-finding.severity, finding.code, finding.rule)
            for team in self.teams
            for finding in team.findings
            if team.fails(finding)
        }
        return [f"{code} {name}" for _, code, name in sorted(rules)]

    @property
    def files_not_audited(self) -> list[str]:
        """The files with input errors, in the order of these."""
        return list(dict.fromkeys(error.location.file for error in self.input_errors))

    @property
    def exit_code(self) -> int:
        """2 when something could not be audited, 1 when a team fails, else 0."""
        return 2 if self.input_errors else int(not all(team.passed for team in self.teams))


def catalog_label(catalog: Catalog) -> str:
    """Return a catalog's id and version."""
    return f"{catalog.id} {catalog.version}"


def change_words(without: tuple[str, ...], added: tuple[str, ...]) -> str:
    """Return who leaves and joins: "without Ann and with Bo"."""
    changes = (("without", without), ("with", added))
    return listing(f"{word} {listing(names)}" for word, names in changes if names)


def below_words(team: TeamReport) -> str:
    """Return how far a team is below --fail-under, with enough digits to tell the two apart."""
    share, least = shares(team.coverage.coverage * 100, team.fail_under or Decimal())
    return f"{share} % covered, below --fail-under {least}"


def _mean_coverage(teams: Sequence[TeamReport]) -> Fraction:
    return sum((team.coverage.coverage for team in teams), Fraction()) / len(teams)
