"""Several teams at once, as text: the teams, the worst first, then roles, rules and people over all of them."""

from collections.abc import Iterator, Sequence

from mlops_team.audits.coverage import per_cent
from mlops_team.audits.overview import Overview, RoleOverview, worst_first
from mlops_team.audits.report import Report, TeamReport
from mlops_team.render.overview_words import REPORTED_ONCE, fix_of, people_shown, person_words, rules_shown
from mlops_team.render.role_cells import heat, role_marks
from mlops_team.render.styled import BLANK, Line, Look, Span, cells, padded
from mlops_team.text import count, sentence, visible

_CELL = 5
_FIXED = 27  # columns beside the roles, the name and the file
_LEAST_NAME, _MOST_NAME, _LEAST_FILE = 14, 32, 14


def overview_lines(report: Report, overview: Overview, look: Look) -> Iterator[Line]:
    """Yield the overview of several teams.

    Args:
        report: Their report.
        overview: What they have in common.
        look: How much to show.
    """
    yield from team_lines(report, overview.roles, look)
    yield from _roles(overview, len(report.teams), look.width)
    yield from _rules(report, overview, verbose=look.verbose)
    yield from _people(overview, verbose=look.verbose)


def team_lines(report: Report, roles: Sequence[RoleOverview], look: Look) -> Iterator[Line]:
    """Yield a line a team, the worst first, with a column of per cent a role where there is room."""
    teams, width = worst_first(report.teams), look.width
    marks = role_marks(role.role for role in roles)
    longest = max(cells(team.team.name) for team in teams)
    name_width = min(longest, _MOST_NAME) if width else longest
    if width is not None and width - _FIXED - _CELL * len(marks) < min(name_width, _LEAST_NAME):
        marks = {}
    room = None if width is None else width - _FIXED - _CELL * len(marks)
    if room is not None:
        name_width = max(min(name_width, room), 1)
    yield Line(((f"{count(len(teams), 'team')}, the worst first", "bold"),))
    header = f"  {'':<7}{'cover':>5} {'err':>4} {'warn':>5} "
    yield Line(((header, "dim"), *((f"{mark:>{_CELL - 1}} ", "dim") for mark in marks.values()), (" team", "dim")))
    for team in teams:
        yield _team(team, list(marks), name_width, None if room is None else room - name_width - 2)
    yield BLANK


def _team(team: TeamReport, roles: Sequence[str], name_width: int, file_room: int | None) -> Line:
    counts = team.counts
    share = per_cent(team.coverage.coverage)
    row: list[Span] = [
        ("  passed ", "green") if team.passed else ("  failed ", "bold red"),
        (f"{share:>3} % ", "bold"),
        (f"{counts.errors:>4} ", "red" if counts.errors else "dim"),
        (f"{counts.warnings:>5} ", "yellow" if counts.warnings else "dim"),
    ]
    row += [_cell(team, role) for role in roles]
    row.append((f" {padded(team.team.name, name_width)}", "bold"))
    if file_room is None or file_room >= _LEAST_FILE:
        row.append((f"  {team.file if file_room is None else _end(team.file, file_room)}", "dim"))
    return Line(tuple(row))


def _cell(team: TeamReport, role: str) -> Span:
    covered = team.coverage.roles.get(role)
    if covered is None:  # of another catalog
        return " " * _CELL, ""
    if covered.status == "external":
        return f"{'ext':>{_CELL - 1}} ", "cyan"
    share = per_cent(covered.coverage)
    return f"{share:>{_CELL - 1}} ", heat(share) if share else "bold red"


def _end(text: str, width: int) -> str:
    """Return the end of a path that fits."""
    text = visible(text)
    if cells(text) <= width:
        return text
    while cells(text) >= width:
        text = text[1:]
    return f"…{text}"


def _roles(overview: Overview, teams: int, width: int | None) -> Iterator[Line]:
    marks = role_marks(role.role for role in overview.roles)
    mark_width = max(map(len, marks.values()), default=0)
    titles = [f"  {marks[role.role.id]:<{mark_width}} {role.role.title}" for role in overview.roles]
    room = max(map(cells, [f"Roles over {count(teams, 'team')}", *titles]))
    head = padded(f"Roles over {count(teams, 'team')}", room)
    columns = f"{'staffed':>9}{'external':>10}{'unstaffed':>11}{'under two able':>16}"
    table = width is None or width >= cells(head + columns)
    yield Line(((head, "bold"), (columns if table else "", "dim")))
    for role, title in zip(overview.roles, titles, strict=True):
        if table:
            yield Line(((f"{padded(title, room)}", ""), *_numbers(role)))
        else:
            filled = f"staffed {role.staffed}, external {role.external}, unstaffed {role.unstaffed}"
            yield Line(((f"{title}: ", "bold"), (f"{filled}, under two able {role.one_able}", "")), 4)
    yield BLANK


def _numbers(role: RoleOverview) -> Iterator[Span]:
    yield f"{role.staffed:>9}", ""
    yield f"{role.external:>10}", ""
    yield f"{role.unstaffed:>11}", "bold red" if role.unstaffed else "dim"
    yield f"{role.one_able:>16}", "yellow" if role.one_able else "dim"


def _rules(report: Report, overview: Overview, *, verbose: bool) -> Iterator[Line]:
    shown = rules_shown(overview, every=verbose)
    if not shown:
        return
    teams = len(report.teams)
    name_width, count_width = max(len(rule.name) for rule in shown), len(str(max(rule.findings for rule in shown)))
    yield Line((("Rules by the number of teams that miss them", "bold"),))
    for rule in shown:
        noun = "finding" if rule.findings == 1 else "findings"
        where = f"{rule.teams:>{len(str(teams))}} of {teams} teams  {rule.findings:>{count_width}} {noun}"
        yield Line(((f"  {rule.code} {rule.name:<{name_width}}  {where}", ""),))
        if not verbose and (fix := fix_of(report, overview, rule)):
            yield Line((("        -> ", "dim"), (sentence(fix).replace("`", ""), "")), 11)
    if rest := len(overview.rules) - len(shown):
        yield Line(((f"  {count(rest, 'further rule')} (-v shows all)", "dim"),), 4)
    if overview.common and not verbose:
        yield Line(((f"  {REPORTED_ONCE}", "dim"),), 4)
    yield BLANK


def _people(overview: Overview, *, verbose: bool) -> Iterator[Line]:
    shown = people_shown(overview, everybody=verbose)
    if not shown:
        return
    yield Line((("People in several teams, the most promised first", "bold"),))
    for person in shown:
        words = person_words(person)
        yield Line(((f"  {words.name}: ", "bold"), (words.time, "")), 6)
        if words.excess:
            yield Line((("      -> ", "dim"), (words.excess, "yellow")), 9)
        if words.alone:
            yield Line(((f"      {words.alone}", "dim"),), 8)
    if rest := len(overview.people) - len(shown):
        yield Line(((f"  {count(rest, 'further person', 'further people')} (-v shows all)", "dim"),), 4)
    yield BLANK
