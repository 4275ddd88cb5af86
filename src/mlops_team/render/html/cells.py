"""The cells of the maps: members by roles, skills by roles, and teams by roles."""

from collections.abc import Iterator
from functools import cache

from markupsafe import Markup, escape

from mlops_team.audits.coverage import RoleCoverage, per_cent
from mlops_team.audits.report import TeamReport
from mlops_team.inputs.team import Member
from mlops_team.render.skill_words import has_unrated
from mlops_team.text import visible

_SHADES = (100, 67, 34, 1)  # from which per cent on a cell has which shade
_INERT = Markup("#&#35;")  # printed into a log, no line is a command to a CI system
NONE = "\N{EN DASH}"


def as_text(text: str) -> str:
    """Return text from a file as a page may have it."""
    text = visible(text)
    return escape(text).replace("##", _INERT) if "##" in text else text  # the rest is escaped where it is printed


# Few different cells and rows occur, and there are hundreds in each team's tables.


@cache
def column_head(short: str, title: str) -> Markup:
    """Return the heading of a role's column."""
    if short == title:
        return Markup('<th scope="col">{}</th>').format(as_text(title))
    head = '<th scope="col" title="{}" aria-label="{}">{}</th>'
    return Markup(head).format(as_text(title), as_text(title), as_text(short))  # noqa: S704 - a constant


def fit_cell(team: TeamReport, member: Member, role: str) -> Markup:
    """Return how much of a role a member has."""
    holds = any(holder.name == member.name for holder in team.coverage.roles[role].holders)
    share = per_cent(team.coverage.fit(member.name, role))
    return _fit_cell(share, holds=holds, unrated=has_unrated(team, member, role))


@cache
def _fit_cell(share: int, *, holds: bool, unrated: bool) -> Markup:
    if not (share or holds or unrated):
        return Markup('<td class="zero">0 %</td>')  # most cells are of this kind, and are shown as a dot
    own, spoken = (" own", " %, holds this role") if holds else ("", " %")
    if unrated:
        spoken = f"{share}{spoken}, with skills not rated yet"
        cell = f'<span aria-hidden="true">{share or ""}?</span><span class="vh">{spoken}</span>'
    else:
        cell = f'{share}<span class="vh">{spoken}</span>'
    return Markup(f'<td class="{_shade(share)}{own}">{cell}</td>')  # noqa: S704 - made of numbers


def _shade(share: int) -> str:
    return next((f"h{4 - number}" for number, least in enumerate(_SHADES) if share >= least), "h0")


def role_cell(covered: RoleCoverage | None) -> Markup:
    """Return how much of a role a team covers; nothing for a role of another team's catalog."""
    return _role_cell("", 0) if covered is None else _role_cell(covered.status, per_cent(covered.coverage))


@cache
def _role_cell(status: str, share: int) -> Markup:
    if not status:
        return Markup('<td data-sort="-1"></td>')
    if status == "external":
        return Markup('<td class="ext" data-sort="101">ext<span class="vh">ernal</span></td>')
    shade = _shade(share) if share else "gap"
    return Markup(f'<td class="{shade}" data-sort="{share}">{share}</td>')  # noqa: S704 - made of a number


def skill_rows(team: TeamReport) -> Iterator[tuple[str, Markup]]:
    """Yield each skill that a role requires or desires, and how each role has it."""
    rows: dict[str, list[Markup]] = {}
    empty = Markup("<td></td>")
    roles = team.coverage.roles.values()
    for column, covered in enumerate(roles):
        for skill in covered.skills:
            row = rows.setdefault(skill.skill, [empty] * len(roles))
            attained, status = skill.attained, covered.status
            if status == "unstaffed":
                attained = max((member.skills.get(skill.skill, 0) for member in team.coverage.active), default=0)
            row[column] = _skill_cell(
                skill.level, attained, required=skill.required, status=status, unrated=skill.unknown
            )
    for id, listed in team.catalog.skills.items():
        if id in rows:
            yield listed.title, Markup("").join(rows[id])


@cache
def _skill_cell(level: int, attained: int | None, *, required: bool, status: str, unrated: bool) -> Markup:
    if status == "external":
        return Markup('<td class="ext">ext<span class="vh">ernal</span></td>')
    wish, need = ("", "required") if required else (" wish", "desired")
    shade = _shade(min(100, attained * 100 // level)) if attained else "gap" if required else "h0"
    shown, spoken = NONE if attained is None else str(attained), f"of {level} {need}"
    if status == "unstaffed":
        shade, wish, shown, spoken = "ext", "", f"({attained})" if attained else NONE, f"of {level}, by others"
    elif unrated:
        shade, shown, spoken = "h0", f"{attained or ''}?", f"of {level} {need}, not rated yet"
    both = f'{shown}<span class="vh"> {spoken}</span><span aria-hidden="true">/{level}</span>'
    return Markup(f'<td class="{shade}{wish}">{both}</td>')  # noqa: S704 - made of numbers
