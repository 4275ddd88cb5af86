"""A picture of cost against size: two logarithmic curves side by side, as SVG."""

from collections.abc import Callable
from math import ceil, floor, log10
from typing import NamedTuple

_WIDTH, _HEIGHT = 340, 220  # of each curve's field
_LEFT, _TOP = 60, 40
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#57606a}.title{font-weight:600}"
    "line{stroke:#8c959f;stroke-opacity:.3}polyline{fill:none;stroke:#0969da;stroke-width:2}circle{fill:#0969da}"
)


class Point(NamedTuple):
    """What one size cost."""

    files: int
    seconds: float
    megabytes: float


def drawn(points: list[Point]) -> str:
    """Return the picture."""
    width, height = 2 * (_WIDTH + _LEFT) + 40, _HEIGHT + _TOP + 50
    fields = (
        _field("CPU time in seconds", points, lambda point: point.seconds),
        f'<g transform="translate({_WIDTH + _LEFT + 10} 0)">',
        _field("peak memory in MB", points, lambda point: point.megabytes),
        "</g>",
    )
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">'
    return "\n".join(
        (head, "<title>Cost against number of files</title>", f"<style>{_STYLE}</style>", *fields, "</svg>\n")
    )


def _field(title: str, points: list[Point], value: Callable[[Point], float]) -> str:
    values = [value(point) for point in points]
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    first, last = log10(points[0].files), ceil(log10(points[-1].files))

    def x(files: float) -> float:
        return round(_LEFT + (log10(files) - first) / (last - first) * _WIDTH, 1)

    def y(amount: float) -> float:
        return round(_TOP + (high - log10(amount)) / (high - low) * _HEIGHT, 1)

    parts = [f'<text class="title" x="{_LEFT}" y="{_TOP - 16}">{title}</text>']
    for power in range(low, high + 1):
        at = y(10**power)
        parts.append(f'<line x1="{_LEFT}" x2="{_LEFT + _WIDTH}" y1="{at}" y2="{at}"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{at + 4}" text-anchor="end">{10.0**power:,g}</text>')
    for power in range(int(first), last + 1):
        at = x(10**power)
        parts.append(f'<text x="{at}" y="{_TOP + _HEIGHT + 20}" text-anchor="middle">{10**power:,}</text>')
    parts.append(f'<text x="{_LEFT + _WIDTH / 2}" y="{_TOP + _HEIGHT + 40}" text-anchor="middle">files</text>')
    dots = [(x(point.files), y(amount), amount) for point, amount in zip(points, values, strict=True)]
    parts.append(f'<polyline points="{" ".join(f"{across},{down}" for across, down, _ in dots)}"/>')
    for across, down, amount in dots:
        parts.append(f'<circle cx="{across}" cy="{down}" r="3"/>')
        parts.append(f'<text x="{across + 6}" y="{down - 8}" text-anchor="end">{amount:,.3g}</text>')
    return "\n".join(parts)
