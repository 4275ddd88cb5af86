"""The report as GitHub-flavoured Markdown, for a comment on a pull request or a page of a wiki.

Text from files stays text: nothing in it becomes a heading, a link, HTML, a formula, an emoji, a mention or a
reference, on GitHub or on GitLab.
"""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from mlops_team.audits.coverage import RoleCoverage, per_cent
from mlops_team.audits.report import Report, Summary, TeamReport, WhatIf
from mlops_team.model import AppliedWaiver, Finding, Severity
from mlops_team.render.markdown_text import code, escaped
from mlops_team.text import count, listing, some

MOST = 65_536  # characters that GitHub takes in a comment
_LISTED = MOST // 4  # of them for the table of teams, and as many for what could not be audited
_CUT_NOTE = 600  # kept for saying what is missing
_TITLES = {Severity.ERROR: "Errors", Severity.WARNING: "Warnings", Severity.INFO: "Notes"}
_NOUNS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render(report: Report) -> str:
    """Return the verdict, then the teams, the failing ones first, as far as a comment has room."""
    head = "\n".join((*_head(report), ""))
    pieces = [head]
    room = MOST - _CUT_NOTE - len(head)
    teams = _failing_first(report)
    cut: list[str] = []
    for number, team in enumerate(teams, 1):
        kept, left = _fitted("\n".join((*_team(team), "")), room)
        pieces.append(kept)
        room -= len(kept)
        if left or not kept:
            cut += [f"{count(left, 'line')} of {escaped(team.team.name)}"] if left else []
            whole = len(teams) - number + (not kept)
            cut += [count(whole, "whole team")] if whole else []
            break
    if cut:
        pieces.append(f"\n**Cut** to the {MOST:,} characters of a comment, without {listing(cut)}.")
        pieces.append(" `--format html` and `--format json` have everything.\n")
    return "".join(pieces)


def _failing_first(report: Report) -> list[TeamReport]:
    return sorted(report.teams, key=lambda team: team.passed)


def _head(report: Report) -> Iterator[str]:
    summary = report.summary
    share = "" if summary.coverage is None else f"**{per_cent(summary.coverage)} % covered**, "
    teams = f"{count(summary.teams, 'team')}, " if summary.teams != 1 else ""
    yield f"## Team audit: {'passed' if summary.passed else 'failed'}"
    yield ""
    yield f"{teams}{share}{_counts(summary)}.{_fails(report)}"
    if report.baseline is not None:
        fixed = count(report.baseline.fixed, "entry", "entries")
        yield f"Of the baseline {report.baseline.hidden} not counted, {fixed} fixed."
    catalog = f"{escaped(report.catalog.id)} {escaped(report.catalog.version)}"
    yield f"As of {report.as_of}, checked against the catalog {catalog}."
    if report.what_if is not None:
        yield from ("", _what_if(report.what_if))
    if report.input_errors:
        yield from ("", "### Not audited", "", *_short([_input_error(error) for error in report.input_errors], "error"))
    if len(report.teams) > 1:
        yield from (
            "",
            "| team | verdict | coverage | errors | warnings | notes | file |",
            "|---|---|--:|--:|--:|--:|---|",
        )
        yield from _short([_row(team) for team in _failing_first(report)], "team")


def _fails(report: Report) -> str:
    failing = report.failing
    return f" Fails at `--fail-on {report.fail_on.label}`: {some(failing)}." if report.fail_on and failing else ""


def _short(lines: list[str], noun: str) -> Iterator[str]:
    """Yield as many lines as there is room for, and how many more there are."""
    room = _LISTED
    for number, line in enumerate(lines):
        room -= len(line) + 1
        if room < 0:
            yield from ("", f"and {count(len(lines) - number, f'further {noun}')}")
            return
        yield line


def _what_if(what_if: WhatIf) -> str:
    before, after = (per_cent(team.coverage.coverage) for team in (what_if.before, what_if.after))
    return f"**What if** {escaped(what_if.change)}: {before} % covered as the file is, {after} % then."


def _counts(counted: Summary) -> str:
    parts = [count(counted.errors, "error"), count(counted.warnings, "warning"), count(counted.infos, "note")]
    return ", ".join([*parts, f"{counted.waived} waived"] if counted.waived else parts)


def _input_error(error: Finding) -> str:
    hint = f"<br>→ {_sentence(error.hint)}" if error.hint else ""
    return f"- **{error.code} {error.rule}** {escaped(error.message)}{hint} {code(str(error.place))}"


def _row(team: TeamReport) -> str:
    counts = team.counts
    cells = (
        escaped(team.team.name),
        "passed" if team.passed else "failed",
        f"{per_cent(team.coverage.coverage)} %",
        *map(str, (counts.errors, counts.warnings, counts.infos)),
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
        lines = [_finding(finding) for finding in team.findings if finding.counts and finding.severity is severity]
        if lines and severity is Severity.INFO:
            yield from _folded(count(len(lines), "note"), lines)
        elif lines:
            yield from ("", f"#### {_TITLES[severity]}", "", *lines)
    waived = [_waived(finding, finding.waiver) for finding in team.findings if finding.waiver is not None]
    if waived:
        yield from _folded(f"{len(waived)} waived", waived)
    baselined = [_finding(finding) for finding in team.findings if finding.baselined and finding.waiver is None]
    if baselined:
        yield from _folded(f"{len(baselined)} in the baseline", baselined)


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


def _finding(finding: Finding) -> str:
    hint = f"<br>→ {_sentence(finding.hint)}" if finding.hint else ""
    return f"- **{finding.code}** {escaped(finding.message)}{hint} {code(str(finding.place))}"


def _waived(finding: Finding, waiver: AppliedWaiver) -> str:
    approved = f", approved by {escaped(waiver.approved_by)}" if waiver.approved_by else ""
    why = f"until {waiver.expires}{approved}: {escaped(waiver.reason)}"
    return f"- **{finding.code}** {escaped(finding.message)}<br>→ {why} {code(str(finding.place))}"


def _sentence(text: str) -> str:
    return escaped(text[:1].upper() + text[1:])


def _fitted(text: str, room: int) -> tuple[str, int]:
    """Return as many whole lines of a section as there is room for, and how many entries that leaves out.

    None are returned where there is less room than its roles take.
    """
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
