"""A team's findings in text: where to start, then the rest by rule."""

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from mlops_team.audits.report import TeamReport
from mlops_team.model import Finding, Severity
from mlops_team.render.finding_groups import Group, Row, gain_words, grouped, row_of
from mlops_team.render.styled import BLANK, Line, Look, Span, cells, cut

_SECTION = {
    Severity.ERROR: ("Errors", "bold red"),
    Severity.WARNING: ("Warnings", "bold yellow"),
    Severity.INFO: ("Notes", "bold blue"),
}
_LEAST_WIDTH = 76  # of a terminal in which a finding is cut to a line: in a narrower one too little would be left
_LITTLE = 30  # characters of half a clause, which say too little to be shown
_ARROW: tuple[Span, ...] = (("        -> ", "dim"),)
_INDENT = 8


def first_steps(findings: Sequence[Finding], look: Look, *, single: bool) -> Iterator[Line]:
    """Yield what to do first, each finding with what closing it gains.

    Args:
        findings: The findings to begin with.
        look: How much to show.
        single: Whether they are in one file, which the report names above.
    """
    if not findings:
        return
    yield Line((("Start here", "bold"), ("  and what closing each adds to the coverage", "dim")), 2)
    rows = [row_of(finding) for finding in findings]
    steps = [(row.hint, _location(row, look) if single else str(row.first.location)) for row in rows]
    for row, step, following in zip(rows, steps, [*steps[1:], None], strict=True):
        _, style = _SECTION[row.first.severity]
        gain = gain_words(row.first)
        yield Line(((f"  {row.first.code} ", style), (row.message, ""), (f"  {gain}", "bold green")), _INDENT)
        if step != following:  # the same step for several findings is shown once
            hint, location = step
            yield Line((*_ARROW, (hint, ""), (f"  {location}", "dim")), 11)
    yield BLANK


def team_findings(team: TeamReport, shown: Collection[str], look: Look, *, notes: bool) -> Iterator[Line]:
    """Yield a team's findings by severity and rule.

    Args:
        team: The team.
        shown: The fingerprints of findings that the report has already.
        look: How much to show.
        notes: Whether to show notes too.
    """
    counted = [finding for finding in team.findings if finding.counts and finding.fingerprint not in shown]
    for severity, groups in groupby(grouped(counted), key=lambda group: group.severity):
        if severity is Severity.INFO and not notes:
            continue
        title, style = _SECTION[severity]
        yield Line(((title, style),))
        for group in groups:
            yield from _group(group, style, look)
        yield BLANK
    yield from _waived(team)


def _group(group: Group, style: str, look: Look) -> Iterator[Line]:
    """Yield a rule's findings, a row each, the code before the first."""
    short = look.width is not None and look.width >= _LEAST_WIDTH and not _whole(look)
    code: Span = (f"  {group.code} ", style)
    for block in group.blocks:
        last, step = block.rows[-1], block.hint
        if len(block.rows) > 1:
            step = f"For each: {step[:1].lower()}{step[1:]}"
        for row in block.rows:
            hint = step if row is last else ""  # what to do about several rows is said once, after the last
            if short:
                yield _short(code, row, hint, look)
            elif len(group.rows) == 1 and _whole(look):
                yield Line((code, (row.message, "")), _INDENT)
                yield Line((*_ARROW, (row.hint, ""), (f"  {_location(row, look)}", "dim")), 11)
            else:
                arrow = f" -> {hint}" if hint else ""
                yield Line((code, (row.message, ""), (arrow, ""), (f"  {_location(row, look)}", "dim")), 11)
            code = (" " * _INDENT, "")


def _whole(look: Look) -> bool:
    """Whether each finding is shown with what to do, whatever lines that takes."""
    return look.verbose or look.quiet


def _short(code: Span, row: Row, hint: str, look: Look) -> Line:
    """Return a row as one line of the terminal: with what to do if there is room, else without."""
    location = f"  {_location(row, look)}"
    room = (look.width or 0) - _INDENT - cells(location)
    text = next((message for message in row.messages if cells(message) <= room), _cut(row.message, room))
    arrow = f" -> {hint}" if hint else ""
    if cells(text) + cells(arrow) > room:
        arrow = ""
    return Line((code, (text, ""), (arrow, "dim"), (location, "dim")))


def _cut(message: str, room: int) -> str:
    """Return a message cut at its semicolon, if little of what follows has room."""
    text = cut(message, room)
    fact, _, more = text.rpartition("; ")
    return f"{fact}…" if fact and len(more) < _LITTLE else text


def _location(row: Row, look: Look) -> str:
    """Return where a finding is: by its line alone where the heading has the file and room is short."""
    location = row.first.location
    return str(location) if look.width is None or _whole(look) else f"line {location.line}"


def _waived(team: TeamReport) -> Iterator[Line]:
    """Yield the findings that waivers cover, with why and until when."""
    waived = [(finding, finding.waiver) for finding in team.findings if finding.waiver is not None]
    if waived:
        yield Line((("Waived", "bold cyan"),))
    for finding, waiver in waived:
        yield Line(((f"  {finding.code} ", "cyan"), (finding.message, "")), _INDENT)
        approved = f", approved by {waiver.approved_by}" if waiver.approved_by else ""
        why = f"until {waiver.expires}{approved}: {waiver.reason}"
        yield Line((*_ARROW, (why, ""), (f"  {finding.location}", "dim")), 11)
    if waived:
        yield BLANK
