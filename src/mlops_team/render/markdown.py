"""The report as GitHub-flavoured Markdown, for a comment on a pull request or a page of a wiki.

Text from files stays text: nothing in it becomes a heading, a link, HTML, a formula, an emoji, a mention or a
reference, on GitHub or on GitLab.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

from mlops_team.audits.coverage import RoleCoverage, per_cent
from mlops_team.audits.report import Report, Standing, Summary, TeamReport, WhatIf
from mlops_team.model import AppliedWaiver, Finding, Severity
from mlops_team.render import Format
from mlops_team.render.markdown_text import code, escaped
from mlops_team.text import count, listing, some

MOST = 65_536  # characters that GitHub takes in a comment
_LISTED = MOST // 4  # of them for the table of teams, and as many for what could not be audited
_TOLD = 600  # kept for saying what was left out
_TITLES = {Severity.ERROR: "Errors", Severity.WARNING: "Warnings", Severity.INFO: "Notes"}
_NOUNS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def part(team: TeamReport) -> str:
    """Return one team's section."""
    return "\n".join((*_team(team), ""))


def whole(report: Report, parts: Iterable[str]) -> Iterator[str]:
    """Yield the report: the verdict, then the teams, the failing ones first, as far as a comment has room."""
    head = "\n".join((*_head(report), ""))
    yield head
    room = MOST - _TOLD - len(head)
    lost = len(report.standings)
    cut: list[str] = []
    for standing, text in _failing_first(report.standings, parts, room):
        kept, left = _fitted(text, room)
        if not kept:
            break
        yield kept
        room -= len(kept)
        lost -= 1
        if left:
            cut.append(f"{count(left, 'line')} of {escaped(standing.team)}")
            break
    if lost:
        cut.append(count(lost, "whole team"))
    if cut:
        yield f"\n**Cut** to the {MOST:,} characters of a comment: {listing(cut)} left out."
        yield " `--format html` and `--format json` have everything.\n"


def _failing_first(standings: Iterable[Standing], parts: Iterable[str], room: int) -> Iterator[tuple[Standing, str]]:
    """Yield teams with their sections, without most of those for which there is no room anyway."""
    kept: dict[bool, list[tuple[Standing, str]]] = {True: [], False: []}
    rooms = {True: room, False: room}
    for standing, text in zip(standings, parts, strict=True):
        failed = bool(standing.failing)
        if rooms[failed] > 0:
            kept[failed].append((standing, text))
            rooms[failed] -= len(text)
    yield from kept[True]
    yield from kept[False]


FORMAT = Format(part, whole)


def _head(report: Report) -> Iterator[str]:
    summary = report.summary
    share = "" if summary.coverage is None else f"**{per_cent(summary.coverage)} % covered**, "
    teams = f"{count(summary.teams, 'team')}, " if summary.teams != 1 else ""
    yield f"## Team audit: {'passed' if summary.passed else 'failed'}"
    yield ""
    yield f"{teams}{share}{_counts(summary)}.{_fails(report)}"
    if report.baseline is not None:
        mended = count(report.baseline.mended, "entry", "entries")
        yield f"Of the baseline {report.baseline.hidden} not counted, {mended} mended."
    catalog = f"{escaped(report.catalog.id)} {escaped(report.catalog.version)}"
    yield f"As of {report.as_of}, held against the catalog {catalog}."
    if report.what_if is not None:
        yield from ("", _what_if(report.what_if))
    if report.input_errors:
        yield from ("", "### Not audited", "", *_short([_input_error(one) for one in report.input_errors], "error"))
    if len(report.standings) > 1:
        yield from (
            "",
            "| team | verdict | coverage | errors | warnings | notes | file |",
            "|---|---|--:|--:|--:|--:|---|",
        )
        failing_first = sorted(report.standings, key=lambda standing: not standing.failing)
        yield from _short([_row(standing) for standing in failing_first], "team")


def _fails(report: Report) -> str:
    if report.fail_on is None or not report.failing:
        return ""
    return f" Fails at `--fail-on {report.fail_on.label}`: {some(report.failing)}."


def _short(lines: list[str], noun: str) -> Iterator[str]:
    """Yield as many lines as there is room for, and how many are left out."""
    room = _LISTED
    for number, line in enumerate(lines):
        room -= len(line) + 1
        if room < 0:
            yield from ("", f"and {count(len(lines) - number, f'further {noun}')}")
            return
        yield line


def _what_if(what_if: WhatIf) -> str:
    before, after = (per_cent(one.coverage.coverage) for one in (what_if.before, what_if.after))
    return f"**What if** {escaped(what_if.change)}: {before} % covered as the file is, {after} % then."


def _counts(counted: Summary | Standing) -> str:
    parts = [count(counted.errors, "error"), count(counted.warnings, "warning"), count(counted.infos, "note")]
    return ", ".join([*parts, f"{counted.waived} waived"] if counted.waived else parts)


def _input_error(error: Finding) -> str:
    hint = f"<br>→ {_sentence(error.hint)}" if error.hint else ""
    return f"- **{error.code} {error.rule}** {escaped(error.message)}{hint} {code(str(error.place))}"


def _row(team: Standing) -> str:
    cells = (
        escaped(team.team),
        "failed" if team.failing else "passed",
        f"{per_cent(team.coverage)} %",
        *map(str, (team.errors, team.warnings, team.infos)),
        escaped(team.file),
    )
    return f"| {' | '.join(cells)} |"


def _team(team: TeamReport) -> Iterator[str]:
    yield from ("", f"### {escaped(team.team.name)}", "")
    verdict = "passed" if team.passed else "failed"
    yield f"{per_cent(team.coverage.coverage)} % covered, {verdict}, {code(team.file)}"
    yield from ("", "| | role | coverage | status | held by |", "|---|---|--:|---|---|")
    yield from (_role(team, covered) for covered in team.coverage.roles.values())
    yield from _findings(team)


def _findings(team: TeamReport) -> Iterator[str]:
    for severity in sorted(Severity, reverse=True):
        found = [_finding(one) for one in team.findings if one.counts and one.severity is severity]
        if found and severity is Severity.INFO:
            yield from _folded(count(len(found), "note"), found)
        elif found:
            yield from ("", f"#### {_TITLES[severity]}", "", *found)
    waived = [_waived(one, one.waiver) for one in team.findings if one.waiver is not None]
    if waived:
        yield from _folded(f"{len(waived)} waived", waived)
    known = [_finding(one) for one in team.findings if one.baselined and one.waiver is None]
    if known:
        yield from _folded(f"{len(known)} in the baseline", known)


def _folded(title: str, lines: list[str]) -> Iterator[str]:
    yield from ("", "<details>", f"<summary>{title}</summary>", "", *lines, "", "</details>")


def _role(team: TeamReport, covered: RoleCoverage) -> str:
    holders = covered.provider or ", ".join(member.name for member in covered.holders) or "nobody"
    status = f"{covered.status}, waived" if team.waived(covered) else covered.status
    if covered.status in {"unstaffed", "understaffed", "gaps"}:
        status = f"**{status}**"
    share = f"{per_cent(covered.coverage)} %"
    cells = (escaped(covered.role.number or ""), escaped(covered.role.title), share, status, escaped(holders))
    return f"| {' | '.join(cells)} |"


def _finding(one: Finding) -> str:
    hint = f"<br>→ {_sentence(one.hint)}" if one.hint else ""
    return f"- **{one.code}** {escaped(one.message)}{hint} {code(str(one.place))}"


def _waived(one: Finding, waiver: AppliedWaiver) -> str:
    approved = f", approved by {escaped(waiver.approved_by)}" if waiver.approved_by else ""
    why = f"until {waiver.expires}{approved}: {escaped(waiver.reason)}"
    return f"- **{one.code}** {escaped(one.message)}<br>→ {why} {code(str(one.place))}"


def _sentence(text: str) -> str:
    return escaped(text[:1].upper() + text[1:])


def _fitted(text: str, room: int) -> tuple[str, int]:
    """Return as many whole lines of a section as there is room for, none for less than its roles, and how many not."""
    if len(text) <= room:
        return text, 0
    lines = text.splitlines(keepends=True)
    last = bisect_right(list(accumulate(map(len, lines))), room - len("\n</details>\n"))
    kept = "".join(lines[:last])
    if "\n- " not in kept:
        return "", 0
    opened = kept.count("\n<details>\n") > kept.count("\n</details>\n")
    left = sum(line.startswith("- ") for line in lines[last:])
    return kept + ("\n</details>\n" if opened else ""), left
