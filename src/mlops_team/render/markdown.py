"""The report as GitHub-flavoured Markdown, for a comment on a pull request or a page of a wiki.

Text from files stays text: nothing in it becomes a heading, a link, HTML, a formula, an emoji, a mention or a
reference, on GitHub or on GitLab.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate, groupby

from mlops_team.audits.coverage import RoleCoverage, per_cent
from mlops_team.audits.overview import Overview, overview, worst_first
from mlops_team.audits.priorities import start_here
from mlops_team.audits.report import Report, Summary, TeamReport, WhatIf, catalog_label
from mlops_team.model import AppliedWaiver, Finding, Severity
from mlops_team.render.finding_groups import Group, Row, gain_words, grouped, row_of
from mlops_team.render.ladder_words import ladder_words
from mlops_team.render.markdown_text import code, escaped, table_row
from mlops_team.render.overview_markdown import overview_lines, shortened, team_table
from mlops_team.render.role_cells import MOST_HOLDERS
from mlops_team.render.skill_words import by_tools, not_needed
from mlops_team.text import count, sentence, some

MOST = 65_536  # characters that GitHub takes in a comment
_LISTED = MOST // 5  # of them for the table of teams, for people, and for what could not be audited
_CUT_NOTE = 600  # kept for saying what is missing
_TITLES = {Severity.ERROR: "Errors", Severity.WARNING: "Warnings", Severity.INFO: "Notes"}


def render(report: Report, *, summary: bool = False) -> str:
    """Return the verdict, where to start and the overview, then the teams, the worst first, as a comment has room.

    Args:
        report: The report.
        summary: Whether to leave the teams out.
    """
    first, over = start_here(worst_first(report.teams)), overview(report)
    notes = "".join(rule_notes(report))
    head = "\n".join((*_head(report, first), *_overview(report, over, summary=summary), ""))
    shown = {finding.fingerprint for finding in first}
    shown |= {
        finding.fingerprint for team in report.teams for finding in team.findings if over and over.is_shared(finding)
    }
    pieces = [head]
    room = MOST - _CUT_NOTE - len(head) - len(notes)
    teams = [] if summary else worst_first(report.teams)
    cut: list[str] = []
    for number, team in enumerate(teams, 1):
        kept, left = _fitted("\n".join((*_team(team, shown, several_catalogs=report.has_several_catalogs), "")), room)
        pieces.append(kept)
        room -= len(kept)
        if left or not kept:
            cut += [f"{count(left, 'line')} of {escaped(team.team.name)}"] if left else []
            whole = len(teams) - number + (not kept)
            cut += [count(whole, "whole team")] if whole else []
            break
    if cut:
        pieces.append(f"\n**Cut** to the {MOST:,} characters of a comment: {' and '.join(cut)} missing.")
        pieces.append(" `--format html` and `--format json` have everything.\n")
    return "".join([*pieces, notes])


def rule_notes(report: Report) -> Iterator[str]:
    """Yield a footnote for each rule that has open, waived or baselined findings, to which its code is linked."""
    codes = {finding.code for team in report.teams for finding in team.findings}
    rules = [rule for rule in report.rules if rule.code in codes]
    if rules:
        yield "\n"
    for rule in rules:
        yield f"[^{rule.code}]: **{rule.name}.** {rule.summary} Fix: {rule.fix}\n"


def _head(report: Report, first: Sequence[Finding]) -> Iterator[str]:
    summary = report.summary
    share = "" if summary.coverage is None else f"**{per_cent(summary.coverage)} % covered**, "
    teams = f"{count(summary.teams, 'team')}, " if summary.teams != 1 else ""
    yield f"## Team audit: {'passed' if summary.passed else 'failed'}"
    yield ""
    yield f"{teams}{share}{_counts(summary)}.{_fails(report)}"
    if report.baseline is not None:
        yield f"{report.baseline.words}."
    yield f"As of {report.as_of}, checked against {escaped(report.catalogs)}."
    if report.what_if is not None:
        yield from ("", _what_if(report.what_if))
    if report.input_errors:
        errors = [_input_error(error) for error in report.input_errors]
        yield from ("", "### Not audited", "", *shortened(errors, "error", _LISTED))
    yield from steps(first)


def _overview(report: Report, over: Overview | None, *, summary: bool) -> Iterator[str]:
    if over is not None:
        yield from overview_lines(report, over, _LISTED)
    elif summary and report.teams:
        yield from team_table(report, (), _LISTED)


def steps(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield what to do first as a numbered list, each finding with what closing it gains."""
    if findings:
        yield from ("", "### Start here", "")
    for number, finding in enumerate(findings, 1):
        gain = gain_words(finding.gain)
        yield f"{number}. {_line(row_of(finding), finding.code, f' **{escaped(gain)}**' if gain else '')}"


def _fails(report: Report) -> str:
    failing = report.failing
    fails = f" Fails at `--fail-on {report.fail_on.label}`: {some(failing)}." if report.fail_on and failing else ""
    return f"{fails} {report.too_low}." if report.too_low else fails


def _what_if(what_if: WhatIf) -> str:
    return f"**What if** {escaped(what_if.change)}: {what_if.comparison}."


def _counts(counted: Summary) -> str:
    parts = [count(counted.errors, "error"), count(counted.warnings, "warning"), count(counted.infos, "note")]
    return ", ".join([*parts, f"{counted.waived} waived"] if counted.waived else parts)


def _input_error(error: Finding) -> str:
    hint = f"<br>→ {escaped(sentence(error.hint))}" if error.hint else ""
    return f"- **{error.code} {error.rule}** {escaped(error.message)}{hint} {code(str(error.location))}"


def first_names(names: Sequence[str]) -> str:
    """Return the first names of a list, and how many more there are."""
    return some(names, MOST_HOLDERS) if len(names) > MOST_HOLDERS else ", ".join(names)


def _team(team: TeamReport, shown: Collection[str], *, several_catalogs: bool) -> Iterator[str]:
    yield from ("", f"### {escaped(team.team.name)}", "")
    verdict = "passed" if team.passed else "failed"
    catalog = f", catalog {escaped(catalog_label(team.catalog))}" if several_catalogs else ""
    yield f"{per_cent(team.coverage.coverage)} % covered, {verdict}, {code(team.file)}{catalog}"
    yield from role_table(team)
    if words := ladder_words(team, titled=True):
        yield from ("", f"{escaped(words)}.")
    if team.not_audited:
        yield from ("", f"Not audited: {escaped(', '.join(team.not_audited))}.")
    for entry in not_needed(team):
        approved = f", approved by {escaped(entry.approved_by)}" if entry.approved_by else ""
        yield from ("", f"{escaped(entry.skill)} is not needed{approved}: {escaped(entry.reason)}")
    tools = [f"- {escaped(name)} has {escaped('; '.join(skills))}" for name, skills in by_tools(team)]
    if tools:
        yield from _folded("Skills by tools", tools)
    yield from _findings(team, shown)


def role_table(team: TeamReport) -> Iterator[str]:
    """Yield a table of a team's roles."""
    yield from ("", "| | role | coverage | status | held by |", "|---|---|--:|---|---|")
    yield from (_role(team, covered) for covered in team.coverage.roles.values())


def _findings(team: TeamReport, shown: Collection[str]) -> Iterator[str]:
    counted = [finding for finding in team.findings if finding.counts and finding.fingerprint not in shown]
    for severity, groups in groupby(grouped(counted), key=lambda group: group.severity):
        lines = [line for group in groups for line in _group(group)]
        if severity is Severity.INFO:
            notes = sum(finding.severity is severity for finding in counted)
            yield from _folded(count(notes, "note"), lines)
        else:
            yield from ("", f"#### {_TITLES[severity]}", "", *lines)
    waived = [_waived(finding, finding.waiver) for finding in team.findings if finding.waiver is not None]
    if waived:
        yield from _folded(f"{len(waived)} waived", waived)
    baselined = [finding for finding in team.findings if finding.baselined and finding.waiver is None]
    if baselined:
        lines = [line for group in grouped(baselined) for line in _group(group)]
        yield from _folded(f"{len(baselined)} in the baseline", lines)


def _folded(title: str, lines: list[str]) -> Iterator[str]:
    yield from ("", "<details>", f"<summary>{title}</summary>", "", *lines, "", "</details>")


def _role(team: TeamReport, covered: RoleCoverage) -> str:
    holders = covered.provider or first_names([member.name for member in covered.holders]) or "nobody"
    status = f"{covered.status}, waived" if team.waived(covered) else covered.status
    if covered.status in {"unstaffed", "understaffed", "gaps"}:
        status = f"**{status}**"
    share = f"{per_cent(covered.coverage)} %"
    return table_row((escaped(covered.role.number or ""), escaped(covered.role.title), share, status, escaped(holders)))


def _group(group: Group) -> Iterator[str]:
    """Yield the findings of a rule: one as an entry, several as a list below their rule, what to do said once."""
    if len(group.rows) == 1:
        yield f"- {_line(group.rows[0], group.code)}"
        return
    blocks = group.blocks
    same = len(blocks) == 1
    yield f"- {_code(group.code)} {group.rule}{_arrow(blocks[0].hint) if same else ''}"
    for block in blocks:
        *rows, last = block.rows
        yield from (f"  - {_row_text(row, '')}" for row in rows)
        hint = f"For these {len(block.rows)}: {block.hint}" if rows else block.hint
        yield f"  - {_row_text(last, '' if same else hint)}"


def _line(row: Row, rule_code: str, gain: str = "") -> str:
    return f"{_code(rule_code)} {_row_text(row, row.hint, gain)}"


def _row_text(row: Row, hint: str, gain: str = "") -> str:
    return f"{escaped(row.message)}{gain} {code(str(row.first.location))}{_arrow(hint)}"


def _arrow(hint: str) -> str:
    return f"<br>→ {escaped(hint)}" if hint else ""


def _code(rule_code: str) -> str:
    return f"**{rule_code}**[^{rule_code}]"


def _waived(finding: Finding, waiver: AppliedWaiver) -> str:
    approved = f", approved by {escaped(waiver.approved_by)}" if waiver.approved_by else ""
    why = f"until {waiver.expires}{approved}: {escaped(waiver.reason)}"
    return f"- {_code(finding.code)} {escaped(finding.message)} {code(str(finding.location))}<br>→ {why}"


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
    left = sum(line.startswith(("- ", "  - ")) for line in lines[last:])
    return kept + ("\n</details>\n" if opened else ""), left
