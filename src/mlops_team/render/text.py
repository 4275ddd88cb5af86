"""The report for people."""

from collections.abc import Iterable, Iterator
from itertools import groupby, takewhile
from sys import maxsize
from typing import NamedTuple

from mlops_team.audits.coverage import RoleCoverage, per_cent
from mlops_team.audits.report import Report, Summary, TeamReport, WhatIf
from mlops_team.model import Finding, Severity
from mlops_team.render import Format
from mlops_team.render.styled import BLANK, Line, Painter, Span, cells, padded
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
_CELL = 6
_NARROW = 76  # below it there is no room for bars
_TIGHT = 58  # and below this none for columns
_LEAST_NAME, _MOST_NAME = 12, 24


def written(look: Look, paint: Painter) -> Format:
    """Return how the report is written for people.

    Args:
        look: How much to show.
        paint: Makes text of lines: `plain`, or what `terminal` offers.
    """

    def part(team: TeamReport) -> str:
        return "".join(paint(_team(team, look)))

    def whole(report: Report, parts: Iterable[str]) -> Iterator[str]:
        if report.what_if is not None:
            yield from paint(_what_if(report.what_if))
        yield from parts
        if len(report.standings) > 1 and not look.quiet:
            yield from paint(_overview(report))
        yield from paint([_verdict(report, look)])

    return Format(part, whole)


def _team(team: TeamReport, look: Look) -> Iterator[Line]:
    yield Line((("Team ", ""), (team.team.name, "bold"), (f"  {team.file}", "dim")))
    if not look.quiet:
        catalog = f"{team.catalog.id} {team.catalog.version}"
        share = f"{per_cent(team.coverage.coverage)} % covered"
        yield Line(((share, "bold"), (f" on {team.as_of}, held against the catalog {catalog}", "")))
        yield BLANK
        yield from _roles(team, look)
        yield BLANK
        yield from _heat_map(team, look)
        yield from _inactive(team)
    yield from _findings(team, look)


def _what_if(what_if: WhatIf) -> Iterator[Line]:
    """Yield what the team would be, against what it is."""
    before, after = what_if.before, what_if.after
    yield Line((("What if: ", "bold"), (f"{before.team.name} {what_if.change}, against the file as it is", "")), 9)
    shares = [per_cent(one.coverage.coverage) for one in (before, after)]
    yield Line(((f"  coverage {shares[0]} % -> {shares[1]} %", ""),))
    staffed = [{covered.role.id for covered in one.coverage.staffed} for one in (before, after)]
    found = [{finding.fingerprint: finding for finding in one.findings if finding.counts} for one in (before, after)]
    told = {
        "roles lost": sorted(staffed[0] - staffed[1]),
        "roles won": sorted(staffed[1] - staffed[0]),
        "findings new": _told(found[1], found[0]),
        "findings gone": _told(found[0], found[1]),
    }
    for what, names in told.items():
        yield Line(((f"  {what}: ", ""), (", ".join(names) or "none", "bold" if names else "dim")), 4)
    yield BLANK


def _told(these: dict[str, Finding], those: dict[str, Finding]) -> list[str]:
    """Return the findings of one side that the other has not, by code and subject."""
    only = (finding for fingerprint, finding in these.items() if fingerprint not in those)
    return sorted(" ".join((one.code, *(part for part in one.subject if part))) for one in only)


def _keys(team: TeamReport) -> dict[str, str]:
    """Return a short mark for each role: its number in the paper, else its initials."""
    initials = {id: "".join(word[0] for word in id.split("-")).upper() for id in team.coverage.roles}
    return {id: visible(one.role.number or initials[id])[:_CELL] for id, one in team.coverage.roles.items()}


def _roles(team: TeamReport, look: Look) -> Iterator[Line]:
    keys = _keys(team)
    roles = team.coverage.roles.values()
    key_width = max(len(key) for key in keys.values())
    title_width = max(cells(one.role.title) for one in roles)
    bars = look.width is None or look.width >= _NARROW
    columns = look.width is None or look.width >= _TIGHT
    # Where the heat map has everybody in full, holders take one line.
    longest, mapped = _name_widths(team, look)
    room = look.width if look.width is not None and mapped >= longest else maxsize
    for one in roles:
        style = _STATUS_STYLE[one.status]
        head: list[Span] = [
            (f"  {keys[one.role.id]:<{key_width}} ", "dim"),
            (padded(one.role.title, title_width if columns else cells(one.role.title)) + "  ", "bold"),
        ]
        if bars:
            head.append((_bar(one, look), style))
        head += [(f"{per_cent(one.coverage):>4} %  ", ""), (f"{one.status:<{12 * columns}}  ", style)]
        hang = sum(cells(text) for text, _ in head) if columns else key_width + 3
        waived = " (waived)" if team.waived(one) else ""
        yield Line((*head, (_who(one, room - hang - len(waived)), ""), (waived, "dim")), hang)


def _bar(covered: RoleCoverage, look: Look) -> str:
    full = int(covered.coverage * _BAR)
    return "█" * full + "░" * (_BAR - full) if look.width else f"[{'#' * full}{'.' * (_BAR - full)}]"


def _who(covered: RoleCoverage, room: int) -> str:
    """Return who fills a role; of several holders as many as there is room for."""
    if covered.provider is not None:
        return covered.provider
    names = [member.name for member in covered.holders]
    told = ", ".join(names) or "nobody"
    shown = len(names)
    while cells(told) > room and shown > 1:
        shown -= 1
        told = f"{', '.join(names[:shown])}, +{len(names) - shown}"
    return told


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
        if severity is Severity.INFO and not look.verbose:
            continue
        of_one = sorted((f for f in counted if f.severity is severity), key=lambda f: (f.code, f.subject.role or ""))
        if of_one:
            yield Line((_SECTION[severity],))
        for _, group in groupby(of_one, key=lambda f: (f.code, f.subject.role or f.fingerprint)):
            yield from _group(list(group), severity)
        if of_one:
            yield BLANK
    yield from _waived(team)


def _waived(team: TeamReport) -> Iterator[Line]:
    """Yield the findings that waivers cover, with why and until when."""
    covered = [(finding, finding.waiver) for finding in team.findings if finding.waiver is not None]
    if covered:
        yield Line((("Waived", "bold cyan"),))
    for finding, waiver in covered:
        yield Line(((f"  {finding.code} ", "cyan"), (finding.message, "")), 8)
        approved = f", approved by {waiver.approved_by}" if waiver.approved_by else ""
        told = f"until {waiver.expires}{approved}: {waiver.reason}"
        yield Line((("        -> ", "dim"), (told, ""), (f"  {finding.place}", "dim")), 11)
    if covered:
        yield BLANK


def _group(findings: list[Finding], severity: Severity) -> Iterator[Line]:
    first = findings[0]
    yield Line(((f"  {first.code} ", _SECTION[severity][1]), (joined([f.message for f in findings]), "")), 8)
    hints = _joined_hints(list(dict.fromkeys(finding.hint for finding in findings)))
    yield Line((("        -> ", "dim"), (hints[:1].upper() + hints[1:], ""), (f"  {first.place}", "dim")), 11)


def _joined_hints(hints: list[str]) -> str:
    """Return hints about one thing as one: what each says, then the other ways out that they end with, once."""
    ways = [hint.split(", ") for hint in hints]
    shared = list(takewhile(lambda same: len(set(same)) == 1, zip(*map(reversed, ways), strict=False)))
    if len(hints) == 1 or not shared:
        return "; ".join(hints)
    own = [", ".join(way[: -len(shared)]) for way in ways]
    return ", ".join([*own, *(same[0] for same in reversed(shared))])


def joined(messages: list[str]) -> str:
    """Return messages about one thing as one: what they begin with once, then what each adds."""
    if len(messages) == 1:
        return messages[0]
    words = takewhile(
        lambda same: len(set(same)) == 1, zip(*(message.split(" ") for message in messages), strict=False)
    )
    head = "".join(f"{same[0]} " for same in words)
    return head + ", ".join(message[len(head) :] for message in messages)


def _overview(report: Report) -> Iterator[Line]:
    yield Line((("All teams", "bold"),))
    for team in report.standings:
        verdict: Span = ("failed", "bold red") if team.failing else ("passed", "green")
        found = f"  {count(team.errors, 'error'):>10} {count(team.warnings, 'warning'):>12}  "
        share = f"  {per_cent(team.coverage):>3} %  "
        yield Line(((share, ""), verdict, (found, ""), (team.team, "bold"), (f"  {team.file}", "dim")), 42)
    yield BLANK


def _verdict(report: Report, look: Look) -> Line:
    summary = report.summary
    head: Span = ("Passed", "bold green") if summary.passed else ("Failed", "bold red")
    teams = f"{count(summary.teams, 'team')}, " if summary.teams != 1 else ""
    share = "" if summary.coverage is None else f"{per_cent(summary.coverage)} % covered, "
    text = f": {teams}{share}{_counts(summary, look)}" if summary.teams else ": nothing could be audited"
    if report.baseline is not None:
        mended = count(report.baseline.mended, "entry", "entries")
        text += f". Of the baseline {report.baseline.hidden} not counted, {mended} mended"
    if report.fail_on is not None and report.failing:
        text += f". Fails at --fail-on {report.fail_on.label}: {some(report.failing)}"
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
