"""The report for people."""

from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from itertools import count as count_from
from sys import maxsize
from typing import NamedTuple

from mlops_team.audits.changes import new_findings
from mlops_team.audits.coverage import RoleCoverage, per_cent
from mlops_team.audits.report import Report, Summary, TeamReport, WhatIf
from mlops_team.model import Finding, Severity
from mlops_team.render.styled import BLANK, Line, Painter, Span, cells, padded, plain
from mlops_team.text import count, listing, some, visible


class Look(NamedTuple):
    """How much to show, and on what."""

    verbose: bool = False
    quiet: bool = False
    width: int | None = None  # columns of a terminal; None for a pipe, where nothing is cut or broken


_SECTION = {
    Severity.ERROR: ("Errors", "bold red"),
    Severity.WARNING: ("Warnings", "bold yellow"),
    Severity.INFO: ("Notes", "bold blue"),
}
_STATUS_STYLE = {
    "unstaffed": "bold red",
    "understaffed": "red",
    "gaps": "yellow",
    "external": "cyan",
    "covered": "green",
}
_BAR = 10
_CELL = _KEY = 6
_NARROW = 76  # below it there is no room for bars
_TIGHT = 58  # and below this none for columns
_LEAST_NAME, _MOST_NAME = 12, 24
_PLAIN = Look()
_ARROW: tuple[Span, ...] = (("        -> ", "dim"),)


def render(report: Report, look: Look = _PLAIN, paint: Painter = plain) -> str:
    """Return the report for people.

    Args:
        report: What was found.
        look: How much to show.
        paint: Makes text of lines: `plain`, or what `terminal` offers.
    """
    return "".join(paint(_report(report, look)))


def _report(report: Report, look: Look) -> Iterator[Line]:
    if report.what_if is not None:
        yield from _what_if(report.what_if)
    for team in report.teams:
        yield from _team(team, look)
    if len(report.teams) > 1 and not look.quiet:
        yield from _overview(report)
    yield _verdict(report, look)


def _team(team: TeamReport, look: Look) -> Iterator[Line]:
    yield Line((("Team ", ""), (team.team.name, "bold"), (f"  {team.file}", "dim")))
    if not look.quiet:
        catalog = f"{team.catalog.id} {team.catalog.version}"
        share = f"{per_cent(team.coverage.coverage)} % covered"
        yield Line(((share, "bold"), (f" on {team.as_of}, checked against the catalog {catalog}", "")))
        yield BLANK
        yield from _roles(team, look)
        yield BLANK
        yield from _heat_map(team, look)
        yield from _inactive(team)
    yield from _findings(team, look)


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
        "findings new": _labels(new_findings(before.findings, after.findings)),
        "findings gone": _labels(new_findings(after.findings, before.findings)),
    }
    for what, names in changes.items():
        yield Line(((f"  {what}: ", ""), (", ".join(names) or "none", "bold" if names else "dim")), 4)
    yield BLANK


def _labels(findings: Iterable[Finding]) -> list[str]:
    """Return findings by code and subject."""
    return sorted(" ".join((finding.code, *filter(None, finding.subject))) for finding in findings)


def _keys(team: TeamReport) -> dict[str, str]:
    """Return a short mark for each role: its number in the paper, else its initials; a number tells equals apart."""
    keys: dict[str, str] = {}
    for id, covered in team.coverage.roles.items():
        initials = "".join(word[0] for word in id.split("-")).upper()
        base = visible(covered.role.number or initials)
        numbered = (base[: _KEY - len(str(number))] + str(number) for number in count_from(2))
        keys[id] = next(key for key in chain([base[:_KEY]], numbered) if key not in keys.values())
    return keys


def _roles(team: TeamReport, look: Look) -> Iterator[Line]:
    keys = _keys(team)
    roles = team.coverage.roles.values()
    key_width = max(len(key) for key in keys.values())
    title_width = max(cells(covered.role.title) for covered in roles)
    bars = look.width is None or look.width >= _NARROW
    columns = look.width is None or look.width >= _TIGHT
    # Where the heat map has everybody in full, holders take one line.
    longest, mapped = _name_widths(team, look)
    room = look.width if look.width is not None and mapped >= longest else maxsize
    for covered in roles:
        style, title = _STATUS_STYLE[covered.status], covered.role.title
        head: list[Span] = [
            (f"  {keys[covered.role.id]:<{key_width}} ", "dim"),
            (padded(title, title_width if columns else cells(title)) + "  ", "bold"),
        ]
        if bars:
            head.append((_bar(covered, look), style))
        head += [(f"{per_cent(covered.coverage):>4} %  ", ""), (f"{covered.status:<{12 * columns}}  ", style)]
        hang = sum(cells(text) for text, _ in head) if columns else key_width + 3
        waived = " (waived)" if team.waived(covered) else ""
        yield Line((*head, (_who(covered, room - hang - len(waived)), ""), (waived, "dim")), hang)


def _bar(covered: RoleCoverage, look: Look) -> str:
    full = int(covered.coverage * _BAR)
    return "█" * full + "░" * (_BAR - full) if look.width else f"[{'#' * full}{'.' * (_BAR - full)}]"


def _who(covered: RoleCoverage, room: int) -> str:
    """Return who fills a role; of several holders as many as there is room for."""
    if covered.provider is not None:
        return covered.provider
    names = [member.name for member in covered.holders]
    text, shown = ", ".join(names) or "nobody", len(names)
    while cells(text) > room and shown > 1:
        shown -= 1
        text = f"{', '.join(names[:shown])}, +{len(names) - shown}"
    return text


def _heat_map(team: TeamReport, look: Look) -> Iterator[Line]:
    """Yield members by roles: how much of a role's required skills each member has alone."""
    members = team.coverage.active
    keys = _keys(team)
    longest, room = _name_widths(team, look)
    if not members or room < min(longest, _LEAST_NAME):
        return
    yield Line((("  How much of a role's required skills one person has; [ ] holds the role", "dim"),), 2)
    yield Line(((" " * (room + 4), ""), *((f"{key:^{_CELL}}", "dim") for key in keys.values())))
    for member in members:
        row: list[Span] = []
        for role in keys:
            share = per_cent(team.coverage.fit(member.name, role))
            row.append((f" [{share:>3}]" if role in member.roles else f"  {share:>3} ", _heat(share)))
        yield Line((("  " + padded(member.name, room) + "  ", ""), *row))
    yield BLANK


def _name_widths(team: TeamReport, look: Look) -> tuple[int, int]:
    """Return how wide the longest name is, and how wide names in the heat map can be."""
    longest = max((cells(member.name) for member in team.coverage.active), default=0)
    if look.width is None:
        return longest, longest
    return longest, min(longest, _MOST_NAME, look.width - 4 - _CELL * len(team.coverage.roles))


# From which share on a cell has which background; the text on it is black, whatever the terminal's own colours.
_HEAT = ((100, "#57bb6a"), (67, "#a3d977"), (34, "#dbe07c"), (1, "#f4d58d"))


def _heat(share: int) -> str:
    return next((f"black on {color}" for least, color in _HEAT if share >= least), "dim")


def _inactive(team: TeamReport) -> Iterator[Line]:
    if team.away:
        yield Line(((f"  Not in the team on {team.as_of}: {listing(team.away)}", "dim"),), 4)
        yield BLANK


def _findings(team: TeamReport, look: Look) -> Iterator[Line]:
    counted = [finding for finding in team.findings if finding.counts]
    for severity in sorted(Severity, reverse=True):
        section = sorted((f for f in counted if f.severity is severity), key=lambda f: (f.code, f.subject.role or ""))
        if not section or (severity is Severity.INFO and not look.verbose):
            continue
        title, style = _SECTION[severity]
        yield Line(((title, style),))
        for code, findings in groupby(section, key=lambda finding: finding.code):
            yield from _of_rule(code, [_Row.of(row) for row in _rows(findings)], style)
        yield BLANK
    yield from _waived(team)


class _Row(NamedTuple):
    """The findings of one rule and role: what is wrong, what to do, and where."""

    rule: str
    text: str
    hint: str
    place: str

    @classmethod
    def of(cls, findings: list[Finding]) -> "_Row":
        """Return the row of some findings, which differ in their details."""
        first = findings[0]
        lead = first.message.removesuffix(first.detail)
        text = lead + ", ".join(finding.detail for finding in findings) if first.detail else first.message
        hint = "; ".join(dict.fromkeys(finding.hint for finding in findings))
        return cls(first.rule, text, hint[:1].upper() + hint[1:], str(first.place))


def _rows(findings: Iterable[Finding]) -> Iterator[list[Finding]]:
    """Yield the findings of a rule role by role, those without a role or a detail one by one."""
    for _, row in groupby(findings, key=_row_key):
        yield list(row)


def _row_key(finding: Finding) -> object:
    return finding.message.removesuffix(finding.detail) if finding.detail else finding.fingerprint


def _of_rule(code: str, rows: list[_Row], style: str) -> Iterator[Line]:
    """Yield a rule's findings: a line for each role or member, and what to do once if it is the same for all."""
    if len(rows) == 1:
        row = rows[0]
        yield Line(((f"  {code} ", style), (row.text, "")), 8)
        yield Line((*_ARROW, (row.hint, ""), (f"  {row.place}", "dim")), 11)
        return
    yield Line(((f"  {code} ", style), (rows[0].rule, "bold")), 8)
    same = len({row.hint for row in rows}) == 1
    for row in rows:
        hint = "" if same else f" -> {row.hint}"
        yield Line(((f"        {row.text}", ""), (hint, ""), (f"  {row.place}", "dim")), 11)
    if same:
        yield Line((*_ARROW, (rows[0].hint, "")), 11)


def _waived(team: TeamReport) -> Iterator[Line]:
    """Yield the findings that waivers cover, with why and until when."""
    waived = [(finding, finding.waiver) for finding in team.findings if finding.waiver is not None]
    if waived:
        yield Line((("Waived", "bold cyan"),))
    for finding, waiver in waived:
        yield Line(((f"  {finding.code} ", "cyan"), (finding.message, "")), 8)
        approved = f", approved by {waiver.approved_by}" if waiver.approved_by else ""
        why = f"until {waiver.expires}{approved}: {waiver.reason}"
        yield Line((*_ARROW, (why, ""), (f"  {finding.place}", "dim")), 11)
    if waived:
        yield BLANK


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
        text += f". Of the baseline {report.baseline.hidden} not counted, {fixed} fixed"
    if report.fail_on is not None and (failing := report.failing):
        text += f". Fails at --fail-on {report.fail_on.label}: {some(failing)}"
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
