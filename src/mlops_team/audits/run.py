"""The pass from files to a report: read, resolve, measure, hold against the rules."""

import os
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import Any, NamedTuple

from mlops_team.audits.coverage import cover
from mlops_team.audits.report import BaselineUse, Report, Standing, TeamReport
from mlops_team.audits.rule import INPUT_RULES, Facts, Load, Rule, Stamp, pick, run, waived
from mlops_team.audits.rules import RULES, WAIVABLE
from mlops_team.audits.rules.staffing import member_overallocated
from mlops_team.audits.rules.waivers import BY_DAY, BY_USE
from mlops_team.audits.workload import Workload
from mlops_team.baseline import BaselineEntry
from mlops_team.inputs import yaml_reader as documents
from mlops_team.inputs.catalog import Catalog, load_catalog
from mlops_team.inputs.discover import DEFAULT, identity, nothing_found, real_path, team_files
from mlops_team.inputs.document import Fault
from mlops_team.inputs.team import Team, Waiver
from mlops_team.inputs.team_reader import read_team
from mlops_team.inputs.yaml_reader import STDIN
from mlops_team.model import Finding, Path, Place, Severity, Subject, order
from mlops_team.model import Source as Origin
from mlops_team.settings import day


class Settings(NamedTuple):
    """How to audit: everything that the command line and a configuration file can say."""

    catalog: Catalog
    as_of: date
    rules: tuple[Rule, ...] = RULES
    severities: Mapping[str, Severity] = {}
    extra_skills: frozenset[str] = frozenset()
    fail_on: Severity | None = Severity.ERROR
    waivers: bool = True  # whether waivers count
    baseline: Mapping[str, BaselineEntry] | None = None  # findings that do not count, by fingerprint
    redact: bool = False  # whether pseudonyms stand for people


class Source(NamedTuple):
    """A team as it was read, and where everything in it stands."""

    file: str  # as it is shown
    real: str  # its real path
    identity: str  # its path from the repository's root
    team: Team
    ids: tuple[str | None, ...]  # who the members are over several files; None where the file does not say
    values: tuple[Any, ...]  # of the files that name people, where names are to be hidden
    place: Callable[[Path], Place]


class Measured(NamedTuple):
    """What was found in one file, before it is known what shows only over all files of a run."""

    source: Source
    facts: Facts
    findings: tuple[Finding, ...]
    stamp: Stamp


def today() -> date:
    """Return the day it is in UTC."""
    return datetime.now(UTC).date()


def rules_for(select: Iterable[str], ignore: Iterable[str]) -> tuple[Rule, ...]:
    """Return the selected rules, all when none is, without the ignored ones.

    Raises:
        ConfigError: A name that stands for no rule.
    """
    selected = pick(select, RULES) or {one.code for one in RULES}
    kept = selected - pick(ignore, RULES)
    return tuple(one for one in RULES if one.code in kept)


def severities_for(named: Mapping[str, Severity]) -> dict[str, Severity]:
    """Return code -> severity of what a configuration names by code, name or prefix; the narrower name decides.

    Raises:
        ConfigError: A name that stands for no rule.
    """
    picked = [(pick([name], RULES), severity) for name, severity in named.items()]
    picked.sort(key=lambda one: -len(one[0]))
    return {code: severity for codes, severity in picked for code in codes}


class Outcome(NamedTuple):
    """What comes of one file."""

    standing: Standing | None = None  # None when it cannot be audited
    made: Any = None  # what was made of the team's report
    errors: tuple[Finding, ...] = ()  # why it cannot be audited
    source: tuple[str, str] = ("", "")  # its path as it is shown, and its real one
    people: Mapping[str, Decimal] = {}  # what everybody with an id gives to the team, by that id


Make = Callable[[TeamReport], Any]


def audit_files(  # noqa: PLR0913 - what, how, what to make of it, and whom to tell
    paths: Iterable[str],
    settings: Settings,
    maker: Callable[[], Make],
    take: Callable[[int, Any], object],
    *,
    progress: Callable[[int, int], object] | None = None,
    jobs: int = 1,
) -> Report:
    """Audit files, folders, or stdin for `-`; a file that cannot be audited never stops the others.

    Args:
        paths: What to audit; team.yaml when empty.
        settings: How.
        maker: Returns what makes something of a team's report, so that not all need to be kept. With
            several jobs it is called in each process, to which it must be able to travel, as what is made must back.
        take: Is handed each team's number and what was made of it; a second time for the same number when what other
            files say of its members changes its report.
        progress: Is told how many of how many files are done.
        jobs: How many processes may work at once.
    """
    files = list(team_files(list(paths) or [DEFAULT]))
    run = _Run(files, settings, maker(), take)
    alone = jobs == 1 or len(files) == 1
    outcomes = (run.outcome(file) for file in files) if alone else _shared_out(run, maker, jobs)
    with closing(outcomes):  # so that other processes end with this one, whatever ends it
        for number, outcome in enumerate(outcomes):
            run.add(number, outcome)
            if progress:
                progress(number + 1, len(files))
    run.look_again()
    return run.report()


def _shared_out(run: "_Run", maker: Callable[[], Make], jobs: int) -> Generator[Outcome, None, None]:
    from mlops_team.audits.workers import spread

    others = [file for file in run.files if file != STDIN]  # which one process can read
    # A rule knows its function, which cannot travel: its code does.
    codes = frozenset(rule.code for rule in run.settings.rules)
    settings = run.settings._replace(rules=())
    with closing(spread(partial(_worker, settings, codes, maker), others, jobs)) as outcomes:
        for file in run.files:
            yield run.outcome(file) if file == STDIN else next(outcomes)


def _worker(settings: Settings, codes: frozenset[str], maker: Callable[[], Make]) -> Callable[[str], Outcome]:
    rules = tuple(rule for rule in RULES if rule.code in codes)
    return _Run([], settings._replace(rules=rules), maker(), lambda *_: None).outcome


class _Run:
    """One run over many files: what it keeps of each."""

    def __init__(
        self, files: Sequence[str], settings: Settings, make: Make, take: Callable[[int, Any], object]
    ) -> None:
        self.files = files
        self.settings = settings
        self.make = make
        self.take = take
        self.standings: dict[int, Standing] = {}
        self.errors: dict[int, tuple[Finding, ...]] = {}
        self.workload = Workload()
        self.stdin: Source | list[Finding] | None = None  # cannot be read twice

    def outcome(self, file: str, loads: Mapping[str, Load] = MappingProxyType({})) -> Outcome:
        """Audit one file by itself."""
        found = self.stdin if file == STDIN and self.stdin else read_source(file, self.settings)
        if file == STDIN:
            self.stdin = found
        if not isinstance(found, Source):
            return Outcome(errors=tuple(found))
        measured = measure(found, self.settings)
        team = settle(measured, self.settings, loads)
        people = _people(found, self.settings.as_of)
        return Outcome(Standing.of(team), self.make(team), (), (measured.source.file, found.real), people)

    def add(self, number: int, outcome: Outcome) -> None:
        """Take in what came of one file."""
        if outcome.standing is None:
            self.errors[number] = outcome.errors
            return
        self.workload.add(number, *outcome.source, outcome.people)
        self.settled(number, outcome.standing, outcome.made)

    def look_again(self) -> None:
        """Audit once more the files with people who turned out to give more than full time to all of them."""
        loads, concerned = self.workload.too_much()
        for number in concerned if member_overallocated in self.settings.rules else ():
            outcome = self.outcome(self.files[number], loads)
            if outcome.standing is not None:  # a file that vanished before the second look stays as it was seen
                self.settled(number, outcome.standing, outcome.made)

    def settled(self, number: int, standing: Standing, made: Any) -> None:  # noqa: ANN401 - whatever `make` makes
        self.standings[number] = standing
        self.take(number, made)

    def report(self) -> Report:
        settings = self.settings
        report = Report(
            settings.as_of,
            settings.catalog,
            settings.fail_on,
            tuple(self.standings[number] for number in sorted(self.standings)),
            tuple(error for number in sorted(self.errors) for error in self.errors[number]),
        )
        return report if settings.baseline is None else report._replace(baseline=_use(report, settings.baseline))


def _people(source: Source, as_of: date) -> dict[str, Decimal]:
    """Return what everybody with an id gives to a team, by that id."""
    members = zip(source.ids, source.team.members, strict=True)
    return {id: member.allocation for id, member in members if id is not None and member.active(as_of)}


def _use(report: Report, known: Mapping[str, BaselineEntry]) -> BaselineUse:
    found = {fingerprint for team in report.standings for fingerprint in team.baselined}
    files = {team.file if team.file == documents.STDIN_NAME else real_path(team.file) for team in report.standings}
    mended = sum(entry.file in files and fingerprint not in found for fingerprint, entry in known.items())
    return BaselineUse(hidden=len(found), mended=mended)


def read_source(file: str, settings: Settings) -> Source | list[Finding]:
    """Return the team of a file, or why it cannot be audited."""
    document = documents.read(file)
    team, faults = read_team(document, settings.catalog, WAIVABLE)
    real = file if file == STDIN else real_path(file)
    stamp = Stamp(documents.STDIN_NAME if file == STDIN else identity(real))
    if team is None and file != STDIN and os.path.isdir(file):
        return _input_errors([nothing_found(file)], stamp)
    if settings.redact:
        from mlops_team.inputs.redact import Pseudonyms

        if team is None:  # names in a sound team are hidden when it is measured
            hidden = Pseudonyms([(real, document.value)]).within(real)
            faults = [hidden.fault(fault) for fault in faults]
            stamp.shown = hidden.text(stamp.identity)
    if team is None:
        return _input_errors(faults, stamp)
    return Source(
        file=document.file,
        real=real,
        identity=stamp.identity,
        team=team,
        ids=tuple(member.id for member in team.members),
        values=(document.value,) if settings.redact else (),
        place=document.place,
    )


def measure(source: Source, settings: Settings) -> Measured:
    """Return what the rules find in one team by itself."""
    team = source.team if settings.waivers else source.team._replace(waivers=())
    stamp = Stamp(source.identity)
    if settings.redact:
        from mlops_team.inputs.redact import Pseudonyms

        hidden, place = Pseudonyms([(source.real, value) for value in source.values]).within(source.real), source.place
        team = hidden.team(team)
        source = source._replace(file=hidden.text(source.file), place=lambda path: hidden.place(place(path)))
        stamp.shown = hidden.text(source.identity)
    coverage = cover(team, settings.catalog, settings.as_of)
    facts = Facts(team, settings.catalog, settings.as_of, coverage, {}, settings.extra_skills, settings.rules)
    # Of waivers nothing is said before they have met the findings.
    first = facts._replace(team=team._replace(waivers=())) if team.waivers else facts
    return Measured(source, facts, run(first, settings.rules, settings.severities, source.place, stamp), stamp)


def settle(one: Measured, settings: Settings, loads: Mapping[str, Load]) -> TeamReport:
    """Add what shows only over all files, let waivers and baseline meet the findings, and judge."""
    source, team, findings = one.source, one.facts.team, list(one.findings)
    members = zip(source.ids, team.members, strict=True)
    planned = {member.name: loads[person] for person, member in members if person is not None and person in loads}

    def add(rules: Iterable[Rule], waivers: Iterable[Waiver] = ()) -> None:
        _, used = waived(findings, team.waivers, settings.as_of)
        facts = one.facts._replace(loads=planned, used_waivers=used, team=team._replace(waivers=tuple(waivers)))
        chosen = [rule for rule in rules if rule in settings.rules]
        findings.extend(run(facts, chosen, settings.severities, source.place, one.stamp))

    if planned:
        add([member_overallocated])
    if team.waivers:
        # A waiver about the use of waivers is judged by what is found of the others, and cannot cover itself.
        codes = {rule.code for rule in BY_USE}
        about_use = [waiver for waiver in team.waivers if waiver.code in codes]
        add(BY_DAY, team.waivers)
        add(BY_USE, [waiver for waiver in team.waivers if waiver.code not in codes])
        findings, _ = waived(findings, team.waivers, settings.as_of)
        add(BY_USE, about_use)
    known = settings.baseline or {}
    findings = [one._replace(baselined=True) if one.fingerprint in known else one for one in findings]
    if len(findings) > len(one.findings):
        findings.sort(key=lambda finding: order(finding.place, finding.code, finding.subject))
    fail_on = settings.fail_on
    failing = frozenset(
        (finding.severity, finding.code, finding.rule)
        for finding in findings
        if fail_on is not None and finding.counts and finding.severity >= fail_on
    )
    return TeamReport(
        source.file,
        team,
        one.facts.coverage,
        tuple(findings),
        failing,
        settings.as_of,
        settings.catalog,
        settings.rules,
    )


def _input_errors(faults: list[Fault], stamp: Stamp) -> list[Finding]:
    return [
        Finding(
            code=fault.code,
            rule=INPUT_RULES[fault.code],
            severity=Severity.ERROR,
            message=fault.message,
            hint=fault.hint,
            source=Origin.POLICY,
            subject=Subject(),
            data={},
            place=fault.place,
            fingerprint=stamp(fault.code, Subject()),
            path=stamp.shown,
        )
        for fault in faults
    ]


def _as_it_is(team: TeamReport) -> TeamReport:
    return team


def audit(
    path: str | FilePath, *, catalog: Catalog | str | FilePath | None = None, as_of: date | str | None = None
) -> Report:
    """Audit a team file, or all team files below a folder.

    Args:
        path: A team file or a folder.
        catalog: What to hold teams against: a loaded catalog, its folder, or the built-in one when left out.
        as_of: The day for which to judge; today in UTC when left out.

    Returns:
        The report; what could not be audited is in its `input_errors`.

    Raises:
        CatalogError: The catalog cannot be used.
        ConfigError: `as_of` is no day.
    """
    if isinstance(as_of, str):
        as_of = day(as_of, "as_of")
    loaded = catalog if isinstance(catalog, Catalog) else load_catalog(catalog)
    teams: dict[int, TeamReport] = {}
    report = audit_files([str(path)], Settings(loaded, as_of or today()), lambda: _as_it_is, teams.__setitem__)
    return report._replace(teams=tuple(teams[number] for number in sorted(teams)))
