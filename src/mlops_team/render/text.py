"""The report for people."""

from collections.abc import Iterable, Iterator, Sequence

from mlops_team.audits.changes import new_findings
from mlops_team.audits.coverage import per_cent
from mlops_team.audits.priorities import start_here
from mlops_team.audits.report import Report, Summary, TeamReport, WhatIf
from mlops_team.model import Finding
from mlops_team.render.skill_words import by_tools, not_needed
from mlops_team.render.styled import BLANK, Line, Look, Painter, Span, plain
from mlops_team.render.text_findings import first_steps, team_findings
from mlops_team.render.text_roles import heat_map, role_table
from mlops_team.text import count, listing, some

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
    first = [] if look.quiet else start_here(report.teams)
    if report.what_if is not None:
        yield from _what_if(report.what_if)
    for team in report.teams:
        yield from _team(team, first, look, single=len(report.teams) == 1)
    if len(report.teams) > 1 and not look.quiet:
        yield from _overview(report)
        yield from first_steps(first, look, single=False)
    yield _verdict(report, look)


def _team(team: TeamReport, first: Sequence[Finding], look: Look, *, single: bool) -> Iterator[Line]:
    name: Span = (team.team.name, "bold")
    if look.quiet:
        yield Line((("Team ", ""), name, (f"  {team.file}", "dim")), 4)
    else:
        checked = f"  {team.file}, {team.as_of}, catalog {team.catalog.id} {team.catalog.version}"
        share = f": {per_cent(team.coverage.coverage)} % covered"
        left_out = len(team.team.not_needed_on(team.as_of))
        spared = f", {count(left_out, 'skill')} not needed" if left_out else ""
        yield Line((("Team ", ""), name, (share, "bold"), (spared, ""), (checked, "dim")), 4)
        yield from first_steps(first, look, single=True) if single and first else [BLANK]
        yield from role_table(team, look)
        yield from heat_map(team, look)
        yield from _asides(team, look)
        yield BLANK
    yield from team_findings(team, {finding.fingerprint for finding in first}, look)


def _what_if(what_if: WhatIf) -> Iterator[Line]:
    """Yield how the changed team compares with the team as it is."""
    before, after = what_if.before, what_if.after
    yield Line((("What if: ", "bold"), (f"{before.team.name} {what_if.change}, compared with the present file", "")), 9)
    shares = [per_cent(team.coverage.coverage) for team in (before, after)]
    yield Line(((f"  coverage {shares[0]} % -> {shares[1]} %", ""),))
    staffed = [{covered.role.id for covered in team.coverage.staffed} for team in (before, after)]
    changes = {
        "roles lost": sorted(staffed[0] - staffed[1]),
        "roles gained": sorted(staffed[1] - staffed[0]),
        "new findings": _labels(new_findings(before.findings, after.findings)),
        "findings gone": _labels(new_findings(after.findings, before.findings)),
    }
    for what, names in changes.items():
        yield Line(((f"  {what}: ", ""), (", ".join(names) or "none", "bold" if names else "dim")), 4)
    yield BLANK


def _labels(findings: Iterable[Finding]) -> list[str]:
    """Return findings by code and subject."""
    return sorted(" ".join((finding.code, *filter(None, finding.subject))) for finding in findings)


def _asides(team: TeamReport, look: Look) -> Iterator[Line]:
    """Yield who is away, which skills are not needed and, with -v, which skills are there by a tool."""
    if team.away:
        yield Line(((f"  Not in the team on {team.as_of}: {listing(team.away)}", "dim"),), 4)
    for entry in not_needed(team):
        approved = f", approved by {entry.approved_by}" if entry.approved_by else ""
        yield Line(((f"  {entry.skill} is not needed{approved}: {entry.reason}", "dim"),), 4)
    for name, skills in by_tools(team) if look.verbose else ():
        yield Line(((f"  {name} has {'; '.join(skills)}", "dim"),), 4)


def _overview(report: Report) -> Iterator[Line]:
    yield Line((("All teams", "bold"),))
    for team in report.teams:
        verdict: Span = ("passed", "green") if team.passed else ("failed", "bold red")
        counts = f"  {count(team.counts.errors, 'error'):>10} {count(team.counts.warnings, 'warning'):>12}  "
        share = f"  {per_cent(team.coverage.coverage):>3} %  "
        yield Line(((share, ""), verdict, (counts, ""), (team.team.name, "bold"), (f"  {team.file}", "dim")), 42)
    yield BLANK


def _verdict(report: Report, look: Look) -> Line:
    summary = report.summary
    head: Span = ("Passed", "bold green") if summary.passed else ("Failed", "bold red")
    teams = f"{count(summary.teams, 'team')}, " if summary.teams != 1 else ""
    share = "" if summary.coverage is None else f"{per_cent(summary.coverage)} % covered, "
    text = f": {teams}{share}{_counts(summary, look)}" if summary.teams else ": nothing could be audited"
    if report.baseline is not None:
        fixed = count(report.baseline.fixed, "entry", "entries")
        text += f". {count(report.baseline.hidden, 'finding')} in the baseline, {fixed} fixed"
    if report.fail_on is not None and (failing := report.failing):
        codes = [label.partition(" ")[0] for label in failing]
        text += f". Fails at --fail-on {report.fail_on.label}: {some(codes)}"
    if report.too_low:
        text += f". {report.too_low}"
    if summary.input_errors:
        text += f"; {count(summary.input_errors, 'input error')}, each on a line of its own on stderr"
    return Line((head, (text, "")), 8)


def _counts(summary: Summary, look: Look) -> str:
    parts = [count(summary.errors, "error"), count(summary.warnings, "warning")]
    notes = count(summary.infos, "note")
    parts.append(notes if look.verbose or not summary.infos else f"{notes} (-v shows them)")
    if summary.waived:
        parts.append(f"{summary.waived} waived")
    return ", ".join(parts)
