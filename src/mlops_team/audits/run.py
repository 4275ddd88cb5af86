"""An audit from files to a report: each file by itself, then all files together."""

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import closing
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from mlops_team.audits.coverage import cover
from mlops_team.audits.options import Settings
from mlops_team.audits.people import Listed, Listing, People, RunFacts
from mlops_team.audits.report import BaselineUse, Report, TeamReport
from mlops_team.audits.rule import Facts, FindingContext, Rule, findings_of
from mlops_team.audits.rules import PROPOSING_RULES, RUN_RULES, TEAM_RULES, WAIVER_RULES
from mlops_team.audits.rules.waivers import WaiverFacts
from mlops_team.audits.smaller import is_smaller_form
from mlops_team.audits.source import TeamSource, context_of, people_reading, read_source, read_with_people, resolved
from mlops_team.audits.waivers import apply_waivers
from mlops_team.inputs.catalog import Catalog
from mlops_team.inputs.discover import DEFAULT, team_files
from mlops_team.inputs.team import Member, Team
from mlops_team.inputs.yaml_reader import STDIN, STDIN_NAME
from mlops_team.model import Finding, Location, Pointer, Subject, order
from mlops_team.text import id_key, name_key

if TYPE_CHECKING:
    from mlops_team.baseline import BaselineEntry


_RUN_CODES = frozenset(rule.code for rule in RUN_RULES)


class FileAudit(NamedTuple):
    """The audit of a file by itself, and what the rest of the run needs of the file."""

    report: TeamReport  # before waivers and baseline
    source: TeamSource  # with only the locations that a later rule can report
    listing: Listing


Result = FileAudit | list[Finding]  # the findings say why a file cannot be audited


def audit_files(
    paths: Iterable[str], settings: Settings, *, progress: Callable[[int, int], object] | None = None, jobs: int = 1
) -> Report:
    """Audit files, folders, or stdin for `-`; a file that cannot be audited never stops the others.

    Args:
        paths: What to audit; team.yaml by default.
        settings: How to audit.
        progress: Called after each file with the number of audited files and of all files.
        jobs: How many processes may work at once.
    """
    files = list(team_files(list(paths) or [DEFAULT]))
    results = []
    with closing(_results(files, settings, jobs)) as audits:  # so that other processes end with this one
        for result in audits:
            results.append(result)
            if progress and len(results) <= len(files):
                progress(len(results), len(files))
    return report_of(results, settings)


def _results(files: Sequence[str], settings: Settings, jobs: int) -> Generator[Result, None, None]:
    """Yield the result of each file by itself, and of the people file."""
    audited = partial(_audited, settings=settings)
    if settings.redact:  # pseudonyms are numbered over the run, so all files are read before the first is audited
        yield from map(audited, read_with_people(files, settings))
        return
    yield from _results_by_file(files, settings, jobs)
    yield from map(audited, resolved([people_reading(settings)], settings))


def _results_by_file(files: Sequence[str], settings: Settings, jobs: int) -> Generator[Result, None, None]:
    audit_file = partial(_audited_file, settings=settings)
    if jobs == 1 or len(files) == 1:
        yield from map(audit_file, files)
        return
    from mlops_team.audits.workers import spread

    others = [file for file in files if file != STDIN]  # only this process can read stdin
    with closing(spread(partial(_packed_file, settings=settings), others, jobs)) as results:
        for file in files:
            yield audit_file(file) if file == STDIN else _unpacked(next(results))


def _packed_file(file: str, settings: Settings) -> Any:  # noqa: ANN401 - see below
    """Return the result of a file, findings as plain tuples: these travel in a fifth of the time."""
    result = _audited_file(file, settings)
    if not isinstance(result, FileAudit):
        return result
    report = result.report
    rows = [(*row[:6], tuple(row[6]), row[7], tuple(row[8]), *row[9:]) for row in report.findings]
    return result._replace(report=report._replace(findings=())), rows


def _unpacked(packed: Any) -> Result:  # noqa: ANN401 - as above
    if isinstance(packed, list):
        return packed
    audit, rows = packed
    findings = tuple([Finding._make((*row[:6], Subject(*row[6]), row[7], Location(*row[8]), *row[9:])) for row in rows])
    unpacked: FileAudit = audit._replace(report=audit.report._replace(findings=findings))
    return unpacked


def _audited_file(file: str, settings: Settings) -> Result:
    return _audited(read_source(file, settings), settings)


def _audited(source: TeamSource | list[Finding], settings: Settings) -> Result:
    return audit_team(source, settings) if isinstance(source, TeamSource) else source


def audit_source(source: TeamSource, settings: Settings) -> TeamReport:
    """Return the audit of a team without any other file."""
    return report_of([audit_team(source, settings)], settings).teams[0]


def audit_team(source: TeamSource, settings: Settings) -> FileAudit:
    """Return the audit of a team by the rules about a single team."""
    team = source.team if settings.waivers else source.team._replace(waivers=())
    catalog = team.catalog_on(settings.as_of)
    coverage = cover(team, catalog, settings.as_of)
    facts = Facts(team, catalog, settings.as_of, coverage, settings.extra_skills)
    findings = findings_of(_selected(TEAM_RULES, settings), facts, context_of(source, settings))
    real_path = STDIN_NAME if source.real_path == STDIN else source.real_path
    report = TeamReport(
        source.file,
        team,
        coverage,
        tuple(findings),
        settings.as_of,
        catalog,
        settings.fail_on,
        real_path,
        settings.fail_under,
    )
    listing = _listing(source, settings.as_of)
    locations = {pointer: source.location(pointer) for pointer in _later_pointers(team, listing)}
    return FileAudit(report, source._replace(location=locations.__getitem__), listing)


def _selected(rules: Sequence[Rule[Any]], settings: Settings) -> list[Rule[Any]]:
    codes = {rule.code for rule in settings.rules}
    return [rule for rule in rules if rule.code in codes]


def _listing(source: TeamSource, as_of: date) -> Listing:
    written = (source.written or source).team.members
    members = sorted(zip(source.team.members, written, strict=True), key=lambda pair: pair[0].name)
    return Listing(
        source.file,
        tuple(
            Listed(
                shown,
                None if member.id is None else id_key(member.id),
                name_key(member.name),
                _written_levels(member, source.team.catalog),
            )
            for shown, member in members
            if member.active(as_of)
        ),
    )


def _written_levels(member: Member, catalog: Catalog) -> dict[str, int]:
    """Return the levels that the team file itself gives skills, whether the catalog knows these or not."""
    return {
        name: entry.level
        for name, entry in member.listed.items()
        if entry.level is not None and not entry.from_people_file and name not in catalog.tools
    }


def _later_pointers(team: Team, listing: Listing) -> Iterable[Pointer]:
    """Yield the pointers at which rules about the whole run, and about waivers, can report something."""
    for listed in listing.members:
        yield listed.member.pointer
        if listed.member.allocation_written:
            yield (*listed.member.pointer, "allocation")
    for waiver in team.waivers:
        yield from (waiver.pointer, (*waiver.pointer, "expires"))
    for entry in team.not_needed:
        yield from ((*entry.pointer, "skill"), (*entry.pointer, "until"))


def report_of(results: Sequence[Result], settings: Settings) -> Report:
    """Return the report of a run: the files' own findings, those over all files, and waivers and baseline applied."""
    audits = [result for result in results if isinstance(result, FileAudit)]
    shared = len(audits) > 1 or any(member.whole_time for audit in audits for member in audit.report.team.members)
    people = People(audit.listing for audit in audits) if shared else None
    teams = tuple(_finished(audit, people, settings) for audit in audits)
    return Report(
        settings.as_of,
        settings.catalog,
        settings.fail_on,
        settings.rules,
        teams,
        tuple(finding for result in results if not isinstance(result, FileAudit) for finding in result),
        None if settings.baseline is None else _baseline_use(teams, settings.baseline),
        fail_under=settings.fail_under,
        costs=settings.costs,
        waivers=settings.waivers,
    )


def _finished(audit: FileAudit, people: People | None, settings: Settings) -> TeamReport:
    report, team, context = audit.report, audit.report.team, context_of(audit.source, settings)
    findings = list(report.findings)
    if people is not None:
        if overbooked := people.overbooked(audit.listing.members):
            findings = _proposing_others(report, overbooked, settings)
        run_facts = RunFacts(*audit.listing, people, settings.redact)
        findings += findings_of(_selected(RUN_RULES, settings), run_facts, context)
    if settings.waivers and (team.waivers or team.not_needed):
        findings, used = apply_waivers(findings, team.waivers, settings.as_of)
        findings += _about_waivers(team, used, settings, context)
    if settings.baseline:
        repo_path = (audit.source.written or audit.source).repo_path
        findings = [_compared(finding, settings.baseline, repo_path) for finding in findings]
    if len(findings) > len(report.findings):
        findings.sort(key=lambda finding: order(finding.location, finding.code, finding.subject))
    return report._replace(findings=tuple(findings))


def _proposing_others(report: TeamReport, overbooked: frozenset[str], settings: Settings) -> list[Finding]:
    """Return the findings of a team, with hints that propose none of these members for a role."""
    facts = Facts(report.team, report.catalog, report.as_of, report.coverage, settings.extra_skills, overbooked)
    naming = {finding.code for finding in report.findings if any(name in finding.hint for name in overbooked)}
    rules = [rule for rule in _selected(PROPOSING_RULES, settings) if rule.code in naming]
    hits = {(rule.code, hit.subject): hit for rule in rules for hit in rule.check(facts)}
    return [
        finding._replace(message=hit.message, hint=hit.hint, data=hit.data)
        if (hit := hits.get((finding.code, finding.subject)))
        else finding
        for finding in report.findings
    ]


def _about_waivers(team: Team, used: frozenset[Pointer], settings: Settings, context: FindingContext) -> list[Finding]:
    checked = frozenset(rule.code for rule in settings.rules) - _RUN_CODES
    required = frozenset(skill for role in team.catalog.roles.values() for skill, _, _ in role.requirements)
    practices = team.catalog.practices
    facts = WaiverFacts(team.waivers, settings.as_of, practices, checked, used, team.not_needed, required)
    return findings_of(_selected(WAIVER_RULES, settings), facts, context)


def _compared(finding: Finding, baseline: Mapping[str, "BaselineEntry"], repo_path: str) -> Finding:
    """Return a finding marked as baselined, itself or as a worse finding, or as worse than in the baseline."""
    entry = baseline.get(finding.unredacted_fingerprint)
    if entry is None:
        return finding._replace(baselined=is_smaller_form(finding, repo_path, baseline))
    worse = entry.is_less_than(finding)
    return finding._replace(baselined=not worse, worse=worse)


def _baseline_use(teams: Sequence[TeamReport], baseline: Mapping[str, "BaselineEntry"]) -> BaselineUse:
    findings = [finding for team in teams for finding in team.findings]
    files = {team.real_path for team in teams}
    present = {finding.unredacted_fingerprint for finding in findings}
    fixed = sum(entry.file in files and fingerprint not in present for fingerprint, entry in baseline.items())
    hidden = [finding for finding in findings if finding.baselined]
    smaller = sum(finding.unredacted_fingerprint not in baseline for finding in hidden)
    return BaselineUse(len(hidden), fixed, smaller)
