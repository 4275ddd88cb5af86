"""A team over the history of its file, as one HTML page with a chart drawn as SVG."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from mlops_team._version import __version__
from mlops_team.audits.history import History, Point
from mlops_team.render.html import page
from mlops_team.text import per_cent_of, visible

WIDTH, HEIGHT = 900, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 16, 12, 28  # margins, for the scales


class Dot(NamedTuple):
    """A point where it is on the chart."""

    x: float
    y: float
    label: str


class Chart(NamedTuple):
    """What is drawn: a line for each stretch without a gap, and a dot for each point."""

    lines: tuple[str, ...]
    dots: tuple[Dot, ...]
    scale: tuple[tuple[int, float], ...]  # per cent and height
    days: tuple[tuple[str, float, str], ...]  # day, x and side to which it is aligned


def html(histories: Sequence[History]) -> str:
    """Return the page; it needs no other file, no script and no network."""
    teams = [
        (history, chart(history.points), _rows(history.points), _coverage(history.points)) for history in histories
    ]
    sizes = {"width": WIDTH, "height": HEIGHT, "left": _LEFT, "right": WIDTH - _RIGHT, "base": HEIGHT - 8}
    return page("history", ("page.css", "history.css"), teams=teams, version=__version__, **sizes)


def _coverage(points: Sequence[Point]) -> str:
    """Return the newest coverage beside the oldest; empty without a point that could be audited."""
    audited = [point for point in points if point.coverage is not None]
    if not audited:
        return ""
    first, last = audited[0], audited[-1]
    before = f", {per_cent_of(first.coverage)} % on {first.date}" if len(audited) > 1 else ""
    return f"{per_cent_of(last.coverage)} % covered on {last.date}{before}"


def drawing(points: Sequence[Point]) -> str:
    """Return the chart alone, for a page with a style of its own; empty without a point that could be audited."""
    drawn = chart(points)
    if not drawn.dots:
        return ""
    grid = "".join(
        f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y}" y2="{y}" stroke="#bbb"/>'
        f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{share} %</text>'
        for share, y in drawn.scale
    )
    days = "".join(f'<text x="{x}" y="{HEIGHT - 8}" text-anchor="{side}">{day}</text>' for day, x, side in drawn.days)
    curves = "".join(f'<path d="{path}" fill="none" stroke="#0b57c2" stroke-width="2"/>' for path in drawn.lines)
    dots = "".join(
        f'<circle cx="{dot.x}" cy="{dot.y}" r="3.5" fill="#0b57c2"><title>{escape(visible(dot.label))}</title></circle>'
        for dot in drawn.dots
    )
    head = f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" fill="#777" font-size="12" role="img">'
    return f"{head}{grid}{days}{curves}{dots}</svg>"


def _rows(points: Sequence[Point]) -> list[tuple[Point, str, str]]:
    """Return the points, the newest first, with commit and coverage as people read them."""
    return [
        (
            point,
            point.rev[:8] if point.rev else "now",
            "" if point.coverage is None else f"{per_cent_of(point.coverage)} %",
        )
        for point in reversed(points)
    ]


def chart(points: Sequence[Point]) -> Chart:
    """Return where everything is on the chart: days along, coverage from 0 to 100 % up."""
    days = [point.date.toordinal() for point in points]
    if days != sorted(days) or (days and days[0] == days[-1]):
        days = list(range(len(points)))  # commits that are not in the order of their days are set side by side
    room = WIDTH - _LEFT - _RIGHT
    width = max(days[-1] - days[0], 1) if days else 1
    xs = [_LEFT + room * (day - days[0]) / width for day in days]
    dots = [
        Dot(round(x, 1), _height(point.coverage), _label(point))
        for x, point in zip(xs, points, strict=True)
        if point.coverage is not None
    ]
    ends = [(points[0], xs[0], "start"), (points[-1], xs[-1], "end")][: len(points)] if points else []
    return Chart(
        tuple(_lines(points, xs)),
        tuple(dots),
        tuple((share, _height(share / 100)) for share in (0, 25, 50, 75, 100)),
        tuple((point.date.isoformat(), round(x, 1), side) for point, x, side in ends),
    )


def _height(coverage: float) -> float:
    return round(_TOP + (HEIGHT - _TOP - _BOTTOM) * (1 - coverage), 1)


def _label(point: Point) -> str:
    cause = f" ({point.cause})" if point.cause else ""
    return f"{point.date}: {per_cent_of(point.coverage)} %{cause}"


def _lines(points: Sequence[Point], xs: Sequence[float]) -> list[str]:
    """Return a path for each stretch without a gap, in steps: a version is in force until the next."""
    paths: list[str] = []
    path = ""
    for point, x in zip(points, xs, strict=True):
        if path:
            path += f" H{x:.1f}"
        if point.coverage is None:
            paths += [path] if path else []
            path = ""
        else:
            path += f" V{_height(point.coverage)}" if path else f"M{x:.1f} {_height(point.coverage)}"
    return [*paths, *([path] if path else [])]
