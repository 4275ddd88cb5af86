"""The report for people."""

from collections.abc import Iterable, Iterator, Sequence

from mlops_team.audits.changes import new_findings
from mlops_team.audits.coverage import per_cent
from mlops_team.audits.overview import Overview, overview, worst_first
from mlops_team.audits.priorities import start_here
from mlops_team.audits.report import Report, Summary, TeamReport, WhatIf, catalog_label
from mlops_team.model import Finding, Severity
from mlops_team.render.ladder_words import ladder_words
from mlops_team.render.overview import overview_lines, team_lines
from mlops_team.render.skill_words import by_tools, not_needed
from mlops_team.render.styled import BLANK, Line, Look, Painter, Span, cells, plain
from mlops_team.render.text_findings import first_steps, team_findings
from mlops_team.render.text_roles import heat_map, role_table
from mlops_team.text import count, listing, some

_MOST_IN_FULL = 10  # teams
_THE_REST = "Of each team only what fails it is shown; -v shows everything, and so does the audit of a single file"
_PLAIN = Look()


def render(report: Report, look: Look = _PLAIN, paint: Painter = plain) -> str:
    """Return the report for people.

    Args:
        report: The audit's result.
        look: How much to show.
        paint: Makes text of lines: `plain`, or what `terminal` offers.
    """
    return "".join(paint(_report(report, look)))


def _report(report: Report, look: Look) -> Iterator[Line]:
    first = [] if look.quiet else start_here(worst_first(report.teams))
    if report.what_if is not None:
        yield from _what_if(report.what_if)
    over = None if look.quiet else overview(report)
    if over is not None:
        yield from first_steps(first, look, single=False)
        yield from overview_lines(report, over, look)
    elif look.summary and report.teams:
        yield from team_lines(report, (), look)
    if not look.summary:
        yield from _teams(report, over, first, look)
    yield _verdict(report, look)


def _teams(report: Report, over: Overview | None, first: Sequence[Finding], look: Look) -> Iterator[Line]:
    """Yield team by team, the worst first, what the overview has not said; of many teams only what fails them."""
    if look.verbose or look.quiet or len(report.teams) <= _MOST_IN_FULL:
        for team in worst_first(report.teams):
            yield from _team(team if look.verbose else _unshared(team, over), first, look, single=over is None)
        return
    for team in worst_first(report.teams):
        failing = tuple(finding for finding in _unshared(team, over).findings if team.fails(finding))
        lines = team_findings(team._replace(findings=failing), _fingerprints(first), look, notes=True)
        yield from _headed(_name(team), lines)
    yield Line(((_THE_REST, "dim"),))
    yield BLANK


def _unshared(team: TeamReport, over: Overview | None) -> TeamReport:
    """Return a team without the findings that the overview reports for all teams at once."""
    if over is None:
        return team
    return team._replace(findings=tuple(finding for finding in team.findings if not over.is_shared(finding)))


def _fingerprints(findings: Iterable[Finding]) -> set[str]:
    return {finding.fingerprint for finding in findings}


def _name(team: TeamReport) -> Line:
    return Line((("Team ", ""), (team.team.name, "bold"), (f"  {team.file}", "dim")), 4)


def _headed(head: Line, lines: Iterable[Line]) -> Iterator[Line]:
    """Yield lines below a head; without any, nothing."""
    if rest := list(lines):
        yield from (head, *rest)


def _team(team: TeamReport, first: Sequence[Finding], look: Look, *, single: bool) -> Iterator[Line]:
    findings = team_findings(team, _fingerprints(first), look, notes=look.verbose)
    if look.quiet:
        yield from _headed(_name(team), findings)
        return
    yield from _heading(team, look)
    ladder = ladder_words(team)
    if ladder:
        yield Line(((f"  {ladder}", "dim"),), 4)
    elif not (single and first):
        yield BLANK
    if single:
        yield from first_steps(first, look, single=True)
    yield from role_table(team, look)
    yield from heat_map(team, look)
    yield from _asides(team, look)
    yield BLANK
    yield from findings


def _heading(team: TeamReport, look: Look) -> Iterator[Line]:
    """Yield a team's name and coverage, and what it was checked against: below, where that does not fit beside."""
    left_out = len(team.team.not_needed_on(team.as_of))
    spared = f", {count(left_out, 'skill')} not needed" if left_out else ""
    share = f": {per_cent(team.coverage.coverage)} % covered"
    head: list[Span] = [("Team ", ""), (team.team.name, "bold"), (share, "bold"), (spared, "")]
    checked: Span = (f"  {team.file}, {team.as_of}, catalog {catalog_label(team.catalog)}", "dim")
    if look.width is None or sum(cells(text) for text, _ in (*head, checked)) <= look.width:
        yield Line((*head, checked))
    else:
        yield Line(tuple(head), 4)
        yield Line((checked,), 4)


def _what_if(what_if: WhatIf) -> Iterator[Line]:
    """Yield how the changed teams compare with the teams as they are."""
    single = len(what_if.before) == 1
    subject = f"{what_if.before[0].team.name} " if single else ""
    present = "the present file" if single else "the present files"
    day = what_if.before[0].as_of
    yield Line((("What if: ", "bold"), (f"{subject}{what_if.change}, compared with {present} on {day}", "")), 9)
    before, after = map(per_cent, what_if.coverage)
    yield Line(((f"  coverage {before} % -> {after} %", ""),))
    for team, changed in zip(what_if.before, what_if.after, strict=True):
        changes = _changes(team, changed)
        if single:
            for what, names in changes.items():
                yield Line(((f"  {what}: ", ""), (", ".join(names) or "none", "bold" if names else "dim")), 4)
        elif any(changes.values()):
            shares = [per_cent(side.coverage.coverage) for side in (team, changed)]
            yield Line(((f"  {team.team.name}", "bold"), (f": coverage {shares[0]} % -> {shares[1]} %", "")), 4)
            for what, names in changes.items():
                yield from [Line(((f"    {what}: ", ""), (", ".join(names), "bold")), 6)] if names else []
    yield BLANK


def _changes(before: TeamReport, after: TeamReport) -> dict[str, list[str]]:
    staffed = [{covered.role.id for covered in team.coverage.staffed} for team in (before, after)]
    lost = sorted(staffed[0] - staffed[1])
    gone = new_findings(after.findings, before.findings)
    asked = [finding for finding in gone if finding.subject.role not in lost]  # of a role that nobody holds, less is
    changes = {
        "roles lost": lost,
        "roles gained": sorted(staffed[1] - staffed[0]),
        "new findings": sorted(finding.label for finding in new_findings(before.findings, after.findings)),
        "findings gone": sorted(finding.label for finding in asked),
    }
    if len(asked) < len(gone):
        changes["no longer asked"] = [f"{count(len(gone) - len(asked), 'finding')} about {listing(lost)}"]
    return changes


def _asides(team: TeamReport, look: Look) -> Iterator[Line]:
    """Yield which roles are not audited, who is away, what is not needed and, with -v, which skills are by a tool."""
    if team.not_audited:
        yield Line(((f"  Not audited: {', '.join(team.not_audited)}", "dim"),), 4)
    if team.away:
        yield Line(((f"  Not in the team on {team.as_of}: {listing(team.away)}", "dim"),), 4)
    for entry in not_needed(team):
        approved = f", approved by {entry.approved_by}" if entry.approved_by else ""
        yield Line(((f"  {entry.skill} is not needed{approved}: {entry.reason}", "dim"),), 4)
    for name, skills in by_tools(team) if look.verbose else ():
        yield Line(((f"  {name} has {'; '.join(skills)}", "dim"),), 4)


def _verdict(report: Report, look: Look) -> Line:
    summary = report.summary
    head: Span = ("Passed: ", "bold green") if summary.passed else (_failed(report), "bold red")
    teams = f"{count(summary.teams, 'team')}, " if summary.teams != 1 else ""
    share = "" if summary.coverage is None else f"{per_cent(summary.coverage)} % covered, "
    text = f"{teams}{share}{_counts(summary, look)}" if summary.teams else "nothing could be audited"
    if report.baseline is not None:
        text += f". {report.baseline.words}"
    if report.too_low:
        text += f". {report.too_low}"
    if summary.input_errors:
        text += f"; {count(summary.input_errors, 'input error')} on stderr"
    return Line((head, (text, "")), 8)


def _failed(report: Report) -> str:
    """Return what fails the run: files that cannot be audited, and rules; at which severity if not the default."""
    rules = ""
    if report.fail_on is not None and report.failing:
        rules = f" on {some([label.partition(' ')[0] for label in report.failing])}"
        rules += "" if report.fail_on is Severity.ERROR else f" (--fail-on {report.fail_on.label})"
    if not report.teams or not report.input_errors:
        return f"Failed{rules}: "
    first, *others = report.files_not_audited
    files = f"{first} and {count(len(others), 'further file')}" if others else first
    return f"Failed: {files} cannot be audited; " + (f"the rest failed{rules}: " if rules else "")


def _counts(summary: Summary, look: Look) -> str:
    parts = [count(summary.errors, "error"), count(summary.warnings, "warning")]
    notes = count(summary.infos, "note")
    parts.append(notes if look.verbose or not summary.infos else f"{notes} (-v shows them)")
    if summary.waived:
        parts.append(f"{summary.waived} waived")
    return ", ".join(parts)
