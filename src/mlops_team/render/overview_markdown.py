"""Several teams at once, as Markdown: the teams, the worst first, then roles, rules and people over all of them."""

from collections.abc import Iterator, Sequence

from mlops_team.audits.coverage import per_cent
from mlops_team.audits.overview import Overview, RoleOverview, worst_first
from mlops_team.audits.report import Report, TeamReport
from mlops_team.render.markdown_text import escaped, table_row
from mlops_team.render.overview_words import REPORTED_ONCE, people_shown, person_words, rules_shown
from mlops_team.render.role_cells import role_marks
from mlops_team.text import count


def team_table(report: Report, roles: Sequence[RoleOverview], room: int) -> Iterator[str]:
    """Yield a table of teams, the worst first, with a column of per cent a role, in so many characters."""
    marks = role_marks(role.role for role in roles)
    heads = ["team", "verdict", "coverage", "errors", "warnings", "notes", *map(escaped, marks.values()), "file"]
    yield from ("", table_row(heads), table_row(["---", "---", *["--:"] * (4 + len(marks)), "---"]))
    yield from shortened([_team(team, list(marks)) for team in worst_first(report.teams)], "team", room)


def overview_lines(report: Report, overview: Overview, room: int) -> Iterator[str]:
    """Yield what several teams have in common; each part in so many characters.

    Args:
        report: Their report.
        overview: What they have in common.
        room: How many characters the table of teams, and what is said of people, may take each.
    """
    yield from team_table(report, overview.roles, room)
    yield from ("", f"### Roles over {count(len(report.teams), 'team')}", "")
    yield table_row(["role", "staffed", "external", "unstaffed", "fewer than two able"])
    yield table_row(["---", *["--:"] * 4])
    for role in overview.roles:
        numbers = (role.staffed, role.external, role.unstaffed, role.one_able)
        yield table_row([escaped(role.role.title), *map(str, numbers)])
    yield from _rules(report, overview)
    yield from _people(overview, room)


def _team(team: TeamReport, roles: Sequence[str]) -> str:
    counts = team.counts
    return table_row([
        escaped(team.team.name),
        "passed" if team.passed else "**failed**",
        f"{per_cent(team.coverage.coverage)} %",
        *map(str, (counts.errors, counts.warnings, counts.infos)),
        *(_cell(team, role) for role in roles),
        escaped(team.file),
    ])  # fmt: skip


def _cell(team: TeamReport, role: str) -> str:
    covered = team.coverage.roles.get(role)
    if covered is None:  # of another catalog
        return ""
    return "ext" if covered.status == "external" else str(per_cent(covered.coverage))


def _rules(report: Report, overview: Overview) -> Iterator[str]:
    shown = rules_shown(overview)
    if not shown:
        return
    yield from ("", "### Rules by the number of teams that miss them", "")
    for rule in shown:
        where = f"{rule.teams} of {len(report.teams)} teams, {count(rule.findings, 'finding')}"
        yield f"- **{rule.code}**[^{rule.code}] {rule.name}: {where}"
    if rest := len(overview.rules) - len(shown):
        yield f"- and {count(rest, 'further rule')}"
    if overview.common:
        yield from ("", REPORTED_ONCE)


def _people(overview: Overview, room: int) -> Iterator[str]:
    lines = []
    for person in people_shown(overview):
        name, *rest = person_words(person)
        lines.append(f"- **{escaped(name)}** {'<br>→ '.join(escaped(words) for words in rest if words)}")
    if more := len(overview.people) - len(lines):
        lines.append(f"- and {count(more, 'further person', 'further people')}")
    if lines:
        yield from ("", "### People in several teams, the most promised first", "")
        yield from shortened(lines, "person", room, "people")


def shortened(lines: Sequence[str], noun: str, room: int, plural: str = "") -> Iterator[str]:
    """Yield as many lines as there is room for, and how many more there are."""
    for number, line in enumerate(lines):
        room -= len(line) + 1
        if room < 0:
            more = count(len(lines) - number, f"further {noun}", f"further {plural}" if plural else "")
            yield from ("", f"and {more}")
            return
        yield line
