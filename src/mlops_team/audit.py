"""The pass from files to a report: read, resolve, measure, hold against the rules."""

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path as FilePath
from typing import NamedTuple

from mlops_team import document as documents
from mlops_team.catalog import Catalog, load_catalog
from mlops_team.coverage import cover
from mlops_team.discover import DEFAULT, identity, team_files
from mlops_team.document import STDIN, Fault
from mlops_team.errors import ConfigError
from mlops_team.model import Finding, Path, Place, Severity, Source, Subject
from mlops_team.registry import Facts, Load, Rule, fingerprinted, pick, run, waived
from mlops_team.report import Report, TeamReport
from mlops_team.rules import RULES, WAIVABLE
from mlops_team.rules.staffing import allocation_path, member_overallocated
from mlops_team.rules.waivers import BY_DAY, BY_USE
from mlops_team.team import Waiver, read_team

INPUT_RULES = {
    "MT001": "unreadable-file",
    "MT002": "invalid-yaml",
    "MT003": "invalid-team",
    "MT004": "unknown-name",
    "MT005": "duplicate-key",
    "MT006": "duplicate-member",
}
_NO_FILE = "no team file below this folder"
_NO_FILE_HINT = "name one team.yaml or NAME.team.yaml, or start one with `mlops-team init`"


class Settings(NamedTuple):
    """How to audit: everything that the command line and a configuration file can say."""

    catalog: Catalog
    as_of: date
    rules: tuple[Rule, ...] = RULES
    severities: Mapping[str, Severity] = {}
    extra_skills: frozenset[str] = frozenset()
    fail_on: Severity | None = Severity.ERROR
    waivers: bool = True  # whether waivers count


class _Audited(NamedTuple):
    """What was found in one file, before it is known what shows only over all files of a run."""

    file: str
    real: str  # the file's real path
    identity: str
    facts: Facts
    findings: tuple[Finding, ...]
    places: Mapping[Path, Place]  # of what later findings can point at; the document itself is let go


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
    """Return code -> severity of what a configuration names by code or name.

    Raises:
        ConfigError: A name that stands for no rule.
    """
    return {code: severity for name, severity in named.items() for code in pick([name], RULES)}


def audit_files(
    paths: Iterable[str], settings: Settings, progress: Callable[[int, int], object] | None = None
) -> Report:
    """Audit files, folders, or stdin for `-`; a file that cannot be audited never stops the others.

    Args:
        paths: What to audit; team.yaml when empty.
        settings: How.
        progress: Is told how many of how many files are done.
    """
    audited: list[_Audited] = []
    errors: list[Finding] = []
    files = list(team_files(list(paths) or [DEFAULT]))
    for done, file in enumerate(files):
        if progress:
            progress(done, len(files))
        found = _audit_file(file, settings)
        if isinstance(found, _Audited):
            audited.append(found)
        else:
            errors.extend(found)
    loads = _loads(audited)
    teams = tuple(_settled(one, settings, loads) for one in audited)
    return Report(settings.as_of, settings.catalog, settings.fail_on, teams, tuple(errors))


def _audit_file(file: str, settings: Settings) -> _Audited | list[Finding]:
    if file != STDIN and os.path.isdir(file):
        return _input_errors([Fault("MT001", _NO_FILE, _NO_FILE_HINT, Place(file))], file)
    document = documents.read(file)
    team, faults = read_team(document, settings.catalog, WAIVABLE)
    if team is None:
        return _input_errors(faults, file)
    if not settings.waivers:
        team = team._replace(waivers=())
    coverage = cover(team, settings.catalog, settings.as_of)
    selected = frozenset(rule.code for rule in settings.rules)
    facts = Facts(team, settings.catalog, settings.as_of, coverage, {}, settings.extra_skills, selected)
    rules = [rule for rule in settings.rules if rule not in (*BY_DAY, *BY_USE)]
    name = _identity(file)
    later = [allocation_path(member) for member in coverage.active if member.id is not None]
    later += [path for waiver in team.waivers for path in (waiver.path, (*waiver.path, "expires"))]
    return _Audited(
        file=document.file,
        real=file if file == STDIN else os.path.realpath(file),
        identity=name,
        facts=facts,
        findings=run(facts, rules, settings.severities, document.place, name),
        places={path: document.place(path) for path in later},
    )


def _settled(one: _Audited, settings: Settings, loads: Mapping[str, Load]) -> TeamReport:
    """Add what shows only over all files, let waivers meet findings, and judge."""
    team, findings = one.facts.team, list(one.findings)

    def add(rules: Iterable[Rule], waivers: Iterable[Waiver] = ()) -> None:
        _, used = waived(findings, team.waivers, settings.as_of)
        facts = one.facts._replace(loads=loads, used_waivers=used, team=team._replace(waivers=tuple(waivers)))
        chosen = [rule for rule in rules if rule in settings.rules]
        findings.extend(run(facts, chosen, settings.severities, one.places.__getitem__, one.identity))

    if any(member.id in loads for member in one.facts.coverage.active):
        add([member_overallocated])
    if team.waivers:
        # A waiver about the use of waivers is judged by what is found of the others, and cannot cover itself.
        about_use = [waiver for waiver in team.waivers if waiver.code in {rule.code for rule in BY_USE}]
        add(BY_DAY, team.waivers)
        add(BY_USE, [waiver for waiver in team.waivers if waiver not in about_use])
        findings, _ = waived(findings, team.waivers, settings.as_of)
        add(BY_USE, about_use)
    findings.sort(key=lambda finding: finding.order)
    fail_on = settings.fail_on
    passed = fail_on is None or not any(finding.counts and finding.severity >= fail_on for finding in findings)
    return TeamReport(one.file, team, one.facts.coverage, tuple(findings), passed)


def _loads(audited: list[_Audited]) -> dict[str, Load]:
    """Add up what each person gives over all files; a file that is named twice counts once."""
    totals: dict[str, Fraction] = {}
    files: dict[str, list[str]] = {}
    for one in {one.real: one for one in reversed(audited)}.values():
        for member in one.facts.coverage.active:
            if member.id is not None:
                totals[member.id] = totals.get(member.id, Fraction()) + Fraction(member.allocation)
                files.setdefault(member.id, []).append(one.file)
    return {id: Load(total, tuple(sorted(files[id]))) for id, total in totals.items() if total > 1}


def _identity(file: str) -> str:
    return documents.STDIN_NAME if file == STDIN else identity(file)


def _input_errors(faults: list[Fault], file: str) -> list[Finding]:
    found = (
        Finding(
            code=fault.code,
            rule=INPUT_RULES[fault.code],
            severity=Severity.ERROR,
            message=fault.message,
            hint=fault.hint,
            source=Source.POLICY,
            subject=Subject(),
            data={},
            place=fault.place,
        )
        for fault in faults
    )
    return list(fingerprinted(found, _identity(file)))


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
        try:
            as_of = date.fromisoformat(as_of)
        except ValueError:
            raise ConfigError(f'as_of: "{as_of}" is not a day', "write it as YYYY-MM-DD") from None
    loaded = catalog if isinstance(catalog, Catalog) else load_catalog(catalog)
    return audit_files([str(path)], Settings(loaded, as_of or today()))
