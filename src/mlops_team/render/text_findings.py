"""A team's findings in text: where to start, then the rest by rule."""

from collections.abc import Collection, Iterator, Sequence
from itertools import chain, groupby
from operator import itemgetter

from mlops_team.audits.report import TeamReport
from mlops_team.model import Finding, Severity
from mlops_team.render.finding_groups import Block, Group, Row, gain_words, grouped, row_of
from mlops_team.render.styled import BLANK, Line, Look, Span, cells, cut, section

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
    for step, group in groupby(zip(steps, rows, strict=True), key=itemgetter(0)):
        yield from _first_step(step, [row for _, row in group], in_terminal=look.width is not None)
    yield BLANK


def _first_step(step: tuple[str, str], rows: Sequence[Row], *, in_terminal: bool) -> Iterator[Line]:
    """Yield findings that the same step closes, and the step once below them; a pipe has a line for each."""
    for (predicate, gain, _), group in groupby(
        rows, key=lambda row: (_predicate(row), gain_words(row.first.gain), in_terminal or row.first.fingerprint)
    ):
        alike = list(group)
        row = alike[0]
        message = row.message if len(alike) == 1 else f"{_subjects(alike)}: {predicate}"
        each = " each" if gain and len(alike) > 1 else ""
        code: Span = (f"  {row.first.code} ", _SECTION[row.first.severity][1])
        yield Line((code, (message, ""), (f"  {gain}{each}", "bold green")), _INDENT)
    hint, location = step
    yield Line((*_ARROW, (hint, ""), (f"  {location}", "dim")), 11)


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
        yield from section((title, style), (line for group in groups for line in _group(group, style, look)))
    yield from section(("Waived", "bold cyan"), _waived(team))


def _group(group: Group, style: str, look: Look) -> Iterator[Line]:
    """Yield a rule's findings, the code before the first, and once what to do about several."""
    short = look.width is not None and look.width >= _LEAST_WIDTH and not _whole(look)
    whole = _whole(look) and (look.width is not None or len(group.rows) == 1)
    lines = _short_block if short else _whole_block if whole else _piped_block
    first: Span = (f"  {group.code} ", style)
    for line in chain.from_iterable(lines(block, look) for block in group.blocks):
        yield Line((first, *line.spans), line.hang)
        first = (" " * _INDENT, "")


def _step(block: Block) -> str:
    """Return what to do, in words that are about each of several findings where there are several."""
    return block.hint if len(block.rows) == 1 else f"For each: {block.hint[:1].lower()}{block.hint[1:]}"


def _whole_block(block: Block, look: Look) -> Iterator[Line]:
    """Yield findings with all that there is to say, and below them what to do."""
    *others, last = [f"  {_location(row, look)}" for row in block.rows]
    shown = [*others, last, ""] if others else ["", last]  # of a single finding, where it is follows what to do
    for row, location in zip(block.rows, shown, strict=False):
        yield Line(((row.message, ""), (location, "dim")), _INDENT)
    yield Line((("-> ", "dim"), (_step(block), ""), (shown[-1], "dim")), 11)


def _piped_block(block: Block, look: Look) -> Iterator[Line]:
    """Yield each finding as a line, for programs that search lines."""
    for row in block.rows:
        arrow = f" -> {_step(block)}" if row is block.rows[-1] else ""
        yield Line(((row.message, ""), (arrow, ""), (f"  {_location(row, look)}", "dim")), 11)


def _whole(look: Look) -> bool:
    """Whether each finding is shown with what to do, whatever lines that takes."""
    return look.verbose or look.quiet


def _short_block(block: Block, look: Look) -> Iterator[Line]:
    """Yield findings as lines of the terminal, those that say the same of several roles or members together."""
    alike: dict[str, list[Row]] = {}
    for row in block.rows:
        alike.setdefault(_predicate(row), []).append(row)
    for rows in alike.values():
        step = _step(block) if rows[-1] is block.rows[-1] else ""  # about several it is said once, after the last
        if joined := _joined(rows, step, look):
            yield joined
        else:
            yield from (_short(row, step if row is rows[-1] else "", look) for row in rows)


def _predicate(row: Row) -> str:
    """Return what a message says of its role or member; of a message about anything else, what is unique to it."""
    subject = row.first.subject.role or row.first.subject.member
    if not subject or len(row.findings) > 1 or not row.message.startswith(f"{subject}: "):
        return row.first.fingerprint
    return row.message.removeprefix(f"{subject}: ")


def _subjects(rows: Sequence[Row]) -> str:
    return ", ".join(row.message.removesuffix(f": {_predicate(row)}") for row in rows)


def _joined(rows: Sequence[Row], step: str, look: Look) -> Line | None:
    """Return findings that say the same as a single line, if that saves lines of the terminal."""
    message = f"{_subjects(rows)}: {_predicate(rows[0])}"
    numbers = dict.fromkeys(str(row.first.location.line) for row in rows)
    location = f"line{'s' * (len(numbers) > 1)} {', '.join(numbers)}"
    if len(rows) == 1 or cells(message) > _room(location, look) * (len(rows) - 1):
        return None
    return Line(((message, ""), (_arrow(message, step, location, look), "dim"), (f"  {location}", "dim")), _INDENT)


def _short(row: Row, step: str, look: Look) -> Line:
    """Return a row as one line of the terminal."""
    location = _location(row, look)
    room = _room(location, look)
    text = next((message for message in row.messages if cells(message) <= room), _cut(row.message, room))
    return Line(((text, ""), (_arrow(text, step, location, look), "dim"), (f"  {location}", "dim")))


def _room(location: str, look: Look) -> int:
    return (look.width or 0) - _INDENT - 2 - cells(location)


def _arrow(message: str, step: str, location: str, look: Look) -> str:
    """Return what to do if there is room for it, else nothing."""
    arrow = f" -> {step}" if step else ""
    return arrow if cells(message) + cells(arrow) <= _room(location, look) else ""


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
    for finding, waiver in [(finding, finding.waiver) for finding in team.findings]:
        if waiver is None:
            continue
        yield Line(((f"  {finding.code} ", "cyan"), (finding.message, "")), _INDENT)
        yield Line((*_ARROW, (waiver.terms, ""), (f"  {finding.location}", "dim")), 11)
