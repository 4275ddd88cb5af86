"""What changed between two sides: for people at a terminal, and for a pull request."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from mlops_team.audits.changes import RoleState, TeamChanges, TeamState, Worse
from mlops_team.audits.diff import Diff
from mlops_team.audits.member_changes import FieldChange, PeopleChanges, Value, roles_words
from mlops_team.model import Finding, Severity
from mlops_team.render.markdown_text import code, escaped, table_row
from mlops_team.render.styled import BLANK, Line, Span
from mlops_team.text import count, per_cent_of, sentence, some

MARKER = "<!-- mlops-team diff -->"  # by which a bot finds its comment again
MOST = 64_000  # characters; GitHub takes 65,536 in a comment
_MOST_OF_A_RULE = 5  # findings that people get to read; JSON has all
_MOST_NAMES, _MOST_FIELDS = 12, 3
_MOST_OPEN = 10  # lines of a group that are not folded away: about what a screen holds
_CUT = 200  # characters kept for the note on what was cut
_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold blue"}
_GROUPS = (("new", "New"), ("worse", "Worse"), ("waived", "Newly waived"), ("fixed", "Fixed"))


def text(diff: Diff) -> Iterator[Line]:
    """Yield what changed, for people: the verdict, roles, new and worse findings, fixed ones, people."""
    changes = diff.changes
    if changes is None:
        yield from _one_sided(diff)
        return
    yield Line(((f"{changes.after.team}: ", "bold"), (verdict(changes), _verdict_style(diff))), 2)
    for note in diff.notes:
        yield Line(((note, "dim"),), 2)
    if not changes.changed:
        return
    yield Line(((f"{diff.new.name} compared with {diff.old.name}, as of {diff.settings.as_of}", "dim"),), 2)
    yield from _section("Roles", (_role_line(old, new) for old, new in changes.roles))
    for group, title in _GROUPS:
        yield from _section(title, _finding_lines(getattr(changes.findings, group), is_over=group == "fixed"))
    yield from _section("People", map(_indented, _people(changes.people)))


def _section(title: str, lines: Iterable[Line]) -> Iterator[Line]:
    shown = list(lines)
    if shown:
        yield BLANK
        yield Line(((title, "bold"),))
        yield from shown


def _indented(line: str) -> Line:
    return Line(((f"  {line}", ""),), 4)


def verdict(changes: TeamChanges) -> str:
    """Return in one line how the team is now, and how many findings came and went."""
    groups = changes.findings
    after = per_cent_of(changes.after.coverage)
    remaining = f"{count(len(groups.remaining), 'finding')} as before"
    counts = [f"{len(findings)} {name}" for name, _ in _GROUPS if (findings := getattr(groups, name))]
    if changes.before is None:
        return ", ".join([f"a new team, {after} % covered", *(counts or ["no findings"])])
    if not changes.changed:
        return ", ".join(["nothing changed", f"{after} % covered", remaining, *changes.terms])
    return ", ".join([_coverage(changes.before.coverage, changes.after.coverage), *counts, remaining, *changes.terms])


def _coverage(before: float, after: float) -> str:
    old, new = per_cent_of(before), per_cent_of(after)
    if old != new:
        return f"{old} % to {new} %"
    if before == after:
        return f"{new} % as before"
    return f"{new} %, {'up' if after > before else 'down'} by less than 1 %"


def _verdict_style(diff: Diff) -> str:
    if diff.exit_code:
        return "bold red"
    return "" if diff.changes is None or not diff.changes.changed else "bold"


def _role_line(old: RoleState | None, new: RoleState | None) -> Line:
    title = next(state.title for state in (new, old) if state is not None)
    return Line(((f"  {title}: ", ""), (_role_change(old, new), "")), 4)


def _role_change(old: RoleState | None, new: RoleState | None) -> str:
    before, after = (f"{state.status} {per_cent_of(state.coverage)} %" if state else None for state in (old, new))
    if before is None:
        return after or ""
    return f"{before} to {after or 'nothing: the newer catalog does not have it'}"


def _finding_lines(findings: Sequence[Finding | Worse], *, is_over: bool) -> Iterator[Line]:
    for group, left in _by_rule(findings):
        remedies = ["" if is_over else _remedy(_finding_of(item)) for item in group]
        for item, remedy, following in zip(group, remedies, [*remedies[1:], ""], strict=True):
            finding = _finding_of(item)
            code: Span = (f"  {finding.code} ", "green" if is_over else _STYLE[finding.severity])
            yield Line((code, (finding.message, "")), 8)
            if isinstance(item, Worse):
                yield Line((("        was: ", "dim"), (item.before.message, "")), 13)
            if remedy != following:  # once for neighbours with the same
                yield Line((("        -> ", "dim"), (remedy, ""), (f"  {finding.location}", "dim")), 11)
        if left:
            yield Line(((f"        and {left} more of this rule, which -f json has", "dim"),), 8)


def _by_rule(findings: Sequence[Finding | Worse]) -> Iterator[tuple[list[Finding | Worse], int]]:
    """Yield the findings of each rule, the worst first, as many as people read, and how many more there are."""
    worst_first = sorted(findings, key=lambda item: (-_finding_of(item).severity, _finding_of(item).code))
    for _, group in groupby(worst_first, key=lambda item: (_finding_of(item).severity, _finding_of(item).code)):
        items = list(group)
        yield items[:_MOST_OF_A_RULE], len(items[_MOST_OF_A_RULE:])


def _remedy(finding: Finding) -> str:
    if finding.waiver is not None:
        return f"until {finding.waiver.expires}: {finding.waiver.reason}"
    return sentence(finding.hint)


def _finding_of(item: Finding | Worse) -> Finding:
    return item.after if isinstance(item, Worse) else item


def _people(people: PeopleChanges) -> Iterator[str]:
    if people.joined:
        yield f"joined: {some(people.joined, _MOST_NAMES)}"
    if people.left:
        yield f"left: {some(people.left, _MOST_NAMES)}"
    for old, new in people.renamed:
        yield f"renamed? {old} is gone, and {new} has the same roles and skills"
    for member in people.changed:
        yield f"{member.name}: {some([_field(change) for change in member.what], _MOST_FIELDS)}"


def _field(change: FieldChange) -> str:
    before, after = change.before, change.after
    if isinstance(before, tuple) and isinstance(after, tuple):
        return roles_words(before, after)
    return f"{change.skill or change.field} {_value(before)} to {_value(after)}"


def _value(value: Value) -> str:
    return "none" if value is None else str(value)


def _one_sided(diff: Diff) -> Iterator[Line]:
    for side, is_new in ((diff.old, False), (diff.new, True)):
        if side.state is not None:
            yield Line(((f"{side.state.team}: ", "bold"), (_standing(side.state), ""), (f"  {side.name}", "dim")), 2)
        elif not side.is_there:
            yield Line(((f"{side.name}: ", "bold"), ("not there yet", "")), 2)
        else:
            name = side.name or ("the newer side" if is_new else "the older side")
            errors = count(len(side.errors), "input error")
            yield Line(((f"{name}: ", "bold"), (f"cannot be audited, {errors}", "bold red")), 2)


def _standing(state: TeamState) -> str:
    counting = sum(finding.counts for finding in state.findings)
    return f"{per_cent_of(state.coverage)} % covered, {count(counting, 'finding')}"


def markdown(diff: Diff) -> Iterator[str]:
    """Yield what changed as GitHub Flavored Markdown that fits a comment on a pull request."""
    lines = list(_markdown_lines(diff))
    room, kept = MOST - _CUT, 0
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        kept += 1
        yield line + "\n"
    if kept < len(lines):
        opened = sum("<details>" in line for line in lines[:kept]) - sum("</details>" in line for line in lines[:kept])
        yield "\n" + "</details>\n\n" * opened
        yield f"**Cut** to {MOST:,} characters: {count(len(lines) - kept, 'line')} not shown; -f json has them all.\n"


def _markdown_lines(diff: Diff) -> Iterator[str]:
    yield MARKER
    changes = diff.changes
    if changes is None:
        yield "### A side cannot be audited"
        yield from ("", *(f"- {escaped(line)}" for line in _plain(_one_sided(diff))))
        yield from (f"- {escaped(f'{error.location}: {error.message}')}" for error in diff.errors)
        return
    yield f"### {escaped(changes.after.team)}: {_marked(changes)}"
    yield from ("", *(escaped(note) for note in diff.notes)) if diff.notes else ()
    if not changes.changed:
        return
    if changes.roles:
        yield from ("", table_row(("role", "before", "after")), table_row(["---"] * 3))
        yield from (_markdown_role(old, new) for old, new in changes.roles)
    for group, title in _GROUPS:
        yield from _markdown_group(title, getattr(changes.findings, group), is_over=group in ("waived", "fixed"))
    yield from _folded("People", [f"- {escaped(line)}" for line in _people(changes.people)])
    yield from ("", f"{code(diff.new.name)} compared with {code(diff.old.name)}, as of {diff.settings.as_of}.")


def _marked(changes: TeamChanges) -> str:
    """Return the verdict, with what is from a file escaped."""
    words = verdict(changes)
    return words if not changes.terms else escaped(words)


def _plain(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        yield "".join(part for part, _ in line.spans)


def _markdown_role(old: RoleState | None, new: RoleState | None) -> str:
    title = next(state.title for state in (new, old) if state is not None)
    cells = ["" if state is None else f"{state.status} {per_cent_of(state.coverage)} %" for state in (old, new)]
    return table_row((escaped(title), *map(escaped, cells)))


def _markdown_group(title: str, findings: Sequence[Finding | Worse], *, is_over: bool) -> Iterator[str]:
    lines: list[str] = []
    for group, left in _by_rule(findings):
        lines += [_markdown_finding(item, is_over=is_over) for item in group]
        lines += [f"- and {left} more of this rule"] if left else []
    if is_over or len(lines) > _MOST_OPEN:
        yield from _folded(f"{title}: {len(findings)}", lines)
    elif lines:
        yield from ("", f"**{title}**", "", *lines)


def _markdown_finding(item: Finding | Worse, *, is_over: bool) -> str:
    finding = _finding_of(item)
    was = f" Was: {escaped(item.before.message)}." if isinstance(item, Worse) else ""
    hint = "" if is_over else f" {escaped(_remedy(finding))}."
    return f"- **{finding.severity.label}** {escaped(finding.code)} {escaped(finding.message)}.{was}{hint}"


def _folded(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield from ("", f"<details><summary>{title}</summary>", "", *lines, "", "</details>")
