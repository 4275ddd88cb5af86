"""The roles of a team and who fills them, and the heat map of members by roles."""

from collections.abc import Iterable, Iterator
from sys import maxsize

from mlops_team.audits.coverage import RoleCoverage, per_cent
from mlops_team.audits.report import TeamReport
from mlops_team.render.role_cells import MOST_HOLDERS, heat, role_marks
from mlops_team.render.skill_words import has_unrated
from mlops_team.render.styled import Line, Look, Span, cells, padded
from mlops_team.text import count

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
_LEGEND = "% of a role's skills; [ ] holds it"


def role_table(team: TeamReport, look: Look) -> Iterator[Line]:
    """Yield a team's roles: coverage, status, and who holds them."""
    keys = role_marks(covered.role for covered in team.coverage.roles.values())
    roles = team.coverage.roles.values()
    key_width = max(len(key) for key in keys.values())
    title_width = max(cells(covered.role.title) for covered in roles)
    bars = look.width is None or look.width >= _NARROW
    columns = look.width is None or look.width >= _TIGHT
    # Where the heat map has everybody in full, holders take one line.
    longest, mapped = _name_widths(team, look)
    room = look.width if look.width is not None and mapped >= longest else maxsize
    most = maxsize if look.verbose else MOST_HOLDERS
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
        yield Line((*head, (_who(covered, room - hang - len(waived), most), ""), (waived, "dim")), hang)


def _bar(covered: RoleCoverage, look: Look) -> str:
    full = int(covered.coverage * _BAR)
    return "█" * full + "░" * (_BAR - full) if look.width else f"[{'#' * full}{'.' * (_BAR - full)}]"


def _who(covered: RoleCoverage, room: int, most: int) -> str:
    """Return who fills a role; of several holders at most so many, and as many as there is room for."""
    if covered.provider is not None:
        return covered.provider
    names = [member.name for member in covered.holders]
    shown = min(len(names), most)
    text = _first(names, shown) or "nobody"
    while cells(text) > room and shown > 1:
        shown -= 1
        text = _first(names, shown)
    return text


def _first(names: list[str], shown: int) -> str:
    rest = len(names) - shown
    return ", ".join([*names[:shown], *([f"+{rest}"] if rest else [])])


def heat_map(team: TeamReport, look: Look) -> Iterator[Line]:
    """Yield members by roles: how much of a role's required skills each member has alone."""
    keys = role_marks(covered.role for covered in team.coverage.roles.values())
    longest, room = _name_widths(team, look)
    least = min(longest, _LEAST_NAME)
    active = team.coverage.active
    if not longest or (any(member.unrated for member in active) and not any(member.skills for member in active)):
        return  # a table of question marks says nothing: MT207 says whose levels are missing
    if room < least:
        width = 4 + least + _CELL * len(keys)
        text = f"Who has how much of each role: shown from {count(width, 'column')} on, and in -o report.html"
        yield Line(((f"  {text}", "dim"),), 2)
        return
    unrated = any(has_unrated(team, member, role) for member in team.coverage.active for role in keys)
    yield from _heading(keys.values(), room, _LEGEND + "; ? not rated yet" * unrated, look)
    for member in team.coverage.active:
        row: list[Span] = []
        for role in keys:
            share = per_cent(team.coverage.fit(member.name, role))
            text = str(share or (".", "·")[look.width is not None])
            if has_unrated(team, member, role):
                text = f"{share or ''}?"
            row += [(" ", ""), (f"[{text:>3}]" if role in member.roles else f" {text:>3} ", heat(share))]
        yield Line((("  " + padded(member.name, room) + "  ", ""), *row))


def _heading(keys: Iterable[str], room: int, legend: str, look: Look) -> Iterator[Line]:
    heading = "".join((" " * (room + 4), *(f"{key:>{_CELL - 1}} " for key in keys)))
    whole = f"{heading}   {legend}"
    if look.width is None or cells(whole) <= look.width:
        yield Line(((whole, "dim"),))
        return
    yield Line(((f"  {legend}", "dim"),), 2)
    yield Line(((heading, "dim"),))


def _name_widths(team: TeamReport, look: Look) -> tuple[int, int]:
    """Return how wide the longest name is, and how wide names in the heat map can be."""
    longest = max((cells(member.name) for member in team.coverage.active), default=0)
    if look.width is None:
        return longest, longest
    return longest, min(longest, _MOST_NAME, look.width - 4 - _CELL * len(team.coverage.roles))
