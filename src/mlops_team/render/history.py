"""A team over the history of its file: for people, as JSON, and as CSV."""

from collections.abc import Iterable, Iterator, Sequence

from mlops_team.audits.history import History, Point
from mlops_team.model import Json
from mlops_team.render.json import laid_out
from mlops_team.render.styled import BLANK, Line, cells, padded
from mlops_team.render.team_csv import harmless, table_csv
from mlops_team.text import count, per_cent_of

_MOST_ROWS, _LAST_ROWS = 60, 20  # beyond the first only the second many are shown
_BARS = "▁▂▃▄▅▆▇█"
_GAP = "·"
_WIDTH = 80  # of a pipe
_ENDS, _LEAST_COLUMNS = 12, 8  # of a line of coverage: for its first and last value, and for the rest at least
_REV = 8  # digits of a commit's name that people get to read
_COLUMNS = ("file", "rev", "date", "coverage", "errors", "warnings", "cause", "error")


def text(histories: Sequence[History], width: int | None) -> Iterator[Line]:
    """Yield the history for people: a line of coverage and a table, or a line for each of several teams.

    Args:
        histories: What to show.
        width: The columns of a terminal; None for a pipe.
    """
    if len(histories) == 1:
        yield from _single(histories[0], width or _WIDTH)
        return
    names = [history.team or history.file for history in histories]
    longest = max(map(cells, names), default=0)
    room = min(longest, (width or _WIDTH) // 3)
    for name, history in zip(names, histories, strict=True):
        columns = max((width or _WIDTH) - room - 2 - _ENDS, _LEAST_COLUMNS)
        yield Line(((padded(name, room), "bold"), (f"  {_curve_with_ends(history, columns)}", "")))


def _single(history: History, width: int) -> Iterator[Line]:
    points = history.points
    days = f", {points[0].date} to {points[-1].date}" if points else ""
    head = f"  {history.file}: {count(len(points), 'point')}{days}"
    yield Line(((history.team or "Team", "bold"), (head, "dim")), 2)
    if not points:
        return
    yield Line(((_curve_with_ends(history, max(width - _ENDS, _LEAST_COLUMNS)), ""),))
    yield BLANK
    yield Line((("  date        cover   err  warn  commit    what moved it", "dim"),))
    hidden = len(points) - _LAST_ROWS if len(points) > _MOST_ROWS else 0
    yield from map(_row, points[hidden:])
    if hidden:
        yield Line(((f"  and {count(hidden, 'earlier row')}, which -f csv has", "dim"),))


def _row(point: Point) -> Line:
    rev = point.rev[:_REV] if point.rev else "now"
    if point.error is not None:
        numbers, cause = ("-", "-", "-"), (point.error, "bold red")
    else:
        numbers = (f"{per_cent_of(point.coverage)} %", str(point.errors), str(point.warnings))
        cause = (point.cause or "", _cause_style(point.cause))
    share, errors, warnings = numbers
    head = f"  {point.date}  {share:>5}  {errors:>4}  {warnings:>4}  {rev:<8}  "
    return Line(((head, ""), cause), len(head))


def _cause_style(cause: str | None) -> str:
    return {"-": "red", "+": "green"}.get((cause or " ")[0], "dim")


def _curve_with_ends(history: History, columns: int) -> str:
    """Return a line of coverage between its first and its last value."""
    shares = [point.coverage for point in history.points if point.coverage is not None]
    if not shares:
        return "nothing could be audited"
    return f"{per_cent_of(shares[0]):>3} % {curve(history.points, columns)} {per_cent_of(shares[-1])} %"


def curve(points: Sequence[Point], columns: int) -> str:
    """Return coverage as a line of bars from the lowest to the highest value, along time.

    Args:
        points: The points, the oldest first; a point that could not be audited is a dot.
        columns: How many characters.
    """
    shares = [point.coverage for point in points if point.coverage is not None]
    low, high = min(shares), max(shares)
    bars = ""
    for point in _spread(points, columns):
        if point.coverage is None:
            bars += _GAP
        elif high == low:
            bars += _BARS[3]
        else:
            bars += _BARS[round((point.coverage - low) / (high - low) * (len(_BARS) - 1))]
    return bars


def _spread(points: Sequence[Point], columns: int) -> Iterator[Point]:
    """Yield the point in force in each column: along time, or by number where the days are not in order."""
    days = [point.date.toordinal() for point in points]
    if days != sorted(days) or days[0] == days[-1]:
        days = list(range(len(points)))
    current = 0
    for column in range(columns):
        day = days[0] + (days[-1] - days[0]) * column / max(columns - 1, 1)
        while current + 1 < len(points) and days[current + 1] <= day:
            current += 1
        yield points[current]


def as_json(histories: Sequence[History], *, folder: bool) -> str:
    """Return the history as JSON (its schema: `mlops-team schema history`).

    Args:
        histories: What to show.
        folder: Whether the path is a folder, which may have any number of files.
    """
    objects = list(map(as_object, histories))
    return laid_out({"version": 1, "histories": objects} if folder else objects[0])


def as_object(history: History) -> Json:
    """Return a file's history as the values that JSON has."""
    points = [point._asdict() | {"date": point.date.isoformat()} for point in history.points]
    return {"version": 1, "file": history.file, "shallow": history.shallow, "points": points}


def as_csv(histories: Iterable[History]) -> str:
    """Return a row for each point, with a column for each role."""
    rows = [(history.file, point) for history in histories for point in history.points]
    roles = list(dict.fromkeys(role for _, point in rows for role in point.roles))
    table: list[Sequence[object]] = [(*_COLUMNS, *roles)]
    for file, point in rows:
        fixed = (file, *(getattr(point, column) for column in _COLUMNS[1:]))
        table.append((*fixed, *(point.roles.get(role) for role in roles)))
    return table_csv([["" if cell is None else harmless(str(cell)) for cell in row] for row in table])
