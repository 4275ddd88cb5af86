"""What moved a team's coverage most between two neighbouring points of its history."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from mlops_team.audits.changes import Groups, TeamChanges, TeamState, compare, need_words
from mlops_team.audits.coverage import cover, per_cent
from mlops_team.audits.member_changes import people_pairs, roles_words
from mlops_team.audits.report import TeamReport
from mlops_team.inputs.team import Member, Team
from mlops_team.model import Finding, Severity
from mlops_team.text import listing, some

_MANY = 3  # people: only the first is named


class _Event(NamedTuple):
    """An event, and the earlier team as it would be with that event alone."""

    words: str
    team: Team


def cause(before: TeamReport, after: TeamReport) -> str:
    """Return the change of coverage in whole per cent, and the largest cause of it.

    A cause is tried out: the earlier team is covered anew with this one thing changed.

    Args:
        before: The earlier point.
        after: The later state.
    """
    old, new = before.coverage.coverage, after.coverage.coverage
    if old == new:
        return f"0 %: {_without_coverage(compare(TeamState.of(before), TeamState.of(after)))}"
    return f"{_difference(old, new)}: {_largest(before, after)}"


def _difference(old: Fraction, new: Fraction) -> str:
    points = per_cent(new) - per_cent(old)
    sign = "+" if new > old else "-"
    return f"{sign}{abs(points)} %" if points else f"{sign}<1 %"


def _largest(before: TeamReport, after: TeamReport) -> str:
    old, new = before.coverage.coverage, after.coverage.coverage
    sign = 1 if new > old else -1
    best, words = Fraction(), _role_words(before, after, sign)
    for event in _events(before, after):
        moved = sign * (cover(event.team, before.team.catalog, before.as_of).coverage - old)
        if moved > best:
            best, words = moved, event.words
    return words


def _role_words(before: TeamReport, after: TeamReport, sign: int) -> str:
    """Return which role moved most, for changes that no single event explains."""
    moves = {
        role: sign * (covered.coverage - before.coverage.roles[role].coverage)
        for role, covered in after.coverage.roles.items()
        if role in before.coverage.roles
    }
    role = max(moves, key=lambda role: moves[role])
    old, new = before.coverage.roles[role], after.coverage.roles[role]
    if old.status != new.status:
        return f"several changes; {role} went from {old.status} to {new.status}"
    return f"several changes; {role} went from {per_cent(old.coverage)} % to {per_cent(new.coverage)} %"


def _events(before: TeamReport, after: TeamReport) -> Iterator[_Event]:
    """Yield all that happened to people and external roles, by a new version or by the passing of days.

    In each event's team nobody who came has a first or last day, so that it shows on the earlier day, too.
    """
    team = before.team
    pairs = people_pairs(team.members, after.team.members)
    staying = {id(member) for pair in pairs for member in pair}
    leaving = [member for member in team.members if id(member) not in staying]
    joining = [
        _undated(member) for member in after.team.members if id(member) not in staying and member.active(after.as_of)
    ]
    yield from _together(before, leaving, "left", partial(_without, team))
    yield from _together(before, joining, "joined", lambda members: team._replace(members=(*team.members, *members)))
    for earlier, later in pairs:
        was, is_now = earlier.active(before.as_of), later.active(after.as_of)
        if was and not is_now:
            yield _Event(_absence(later, after.as_of), _without(team, [earlier]))
        elif is_now and not was:
            since = f" on {later.starts}" if later.starts else ""
            yield _Event(f"{later.name} started{since}", _with(team, earlier, _undated(later)))
        else:
            yield from _member_events(team, earlier, later)
    yield from _external_events(before, after)
    yield from _need_events(before, after)


def _together(
    before: TeamReport, members: Sequence[Member], verb: str, changed: Callable[[Sequence[Member]], Team]
) -> Iterator[_Event]:
    """Yield that each of these people came or went, and that those did who together make all the difference."""
    for member in members:
        yield _Event(f"{member.name} {verb}", changed([member]))

    def moved(people: Sequence[Member]) -> Fraction:
        covered = cover(changed(people), before.team.catalog, before.as_of)
        return abs(covered.coverage - before.coverage.coverage)

    together, needed = moved(members), list(members)
    for member in members:
        fewer = [other for other in needed if other is not member]
        if moved(fewer) == together:
            needed = fewer
    if len(needed) > 1:
        needed.sort(key=lambda member: moved([member]), reverse=True)
        names = [member.name for member in needed]
        yield _Event(f"{listing(names) if len(names) < _MANY else some(names, 1)} {verb}", changed(needed))


def _absence(member: Member, as_of: date) -> str:
    if member.ends is not None and member.ends < as_of:
        return f"the last day of {member.name} was {member.ends}"
    return f"{member.name} starts on {member.starts} only"


def _undated(member: Member) -> Member:
    return member._replace(starts=None, ends=None)


def _without(team: Team, members: Sequence[Member]) -> Team:
    gone = set(map(id, members))
    return team._replace(members=tuple(member for member in team.members if id(member) not in gone))


def _with(team: Team, earlier: Member, later: Member) -> Team:
    return team._replace(members=tuple(later if member is earlier else member for member in team.members))


def _member_events(team: Team, earlier: Member, later: Member) -> Iterator[_Event]:
    roles, levels = set(earlier.roles) != set(later.roles), earlier.skills != later.skills
    if roles:
        words = f"{later.name} {roles_words(earlier.roles, later.roles)}"
        yield _Event(words, _with(team, earlier, earlier._replace(roles=later.roles)))
    if levels:
        yield _Event(_levels_words(earlier, later), _with(team, earlier, _with_levels(earlier, later)))
    if roles and levels:
        changed = _with_levels(earlier, later)._replace(roles=later.roles)
        yield _Event(f"{later.name} changed roles and levels", _with(team, earlier, changed))


def _with_levels(earlier: Member, later: Member) -> Member:
    return earlier._replace(listed=later.listed, skills=later.skills, unrated=later.unrated, via=later.via)


def _levels_words(earlier: Member, later: Member) -> str:
    old, new = earlier.skills, later.skills
    moved = [skill for skill in dict.fromkeys((*new, *old)) if old.get(skill) != new.get(skill)]
    return f"{later.name}: {some([f'{skill} {_level(old, skill)} to {_level(new, skill)}' for skill in moved], 2)}"


def _level(levels: Mapping[str, int | None], skill: str) -> str:
    level = levels.get(skill)
    return "none" if level is None else str(level)


def _external_events(before: TeamReport, after: TeamReport) -> Iterator[_Event]:
    """Yield which roles are now external, and which no longer are."""
    team = before.team
    old, new = (
        {(external.role, external.provider): external for external in report.team.externals
         if external.active(report.as_of)}
        for report in (before, after)
    )  # fmt: skip
    for key, external in new.items():
        if key not in old:
            lasting = (*team.externals, external._replace(ends=None))
            yield _Event(f"{external.role} is external ({external.provider})", team._replace(externals=lasting))
    for key, external in old.items():
        if key not in new:
            others = tuple(other for other in team.externals if (other.role, other.provider) != key)
            ended = external.ends is not None and external.ends < after.as_of
            words = f"{external.role} is no longer external ({external.provider})"
            words = f"{external.provider} had {external.role} until {external.ends}" if ended else words
            yield _Event(words, team._replace(externals=others))


def _without_coverage(changes: TeamChanges) -> str:
    """Return what changed though coverage did not: findings but notes, else people, else notes."""
    people = changes.people
    fields = [(member.name, change) for member in people.changed for change in member.what]
    candidates = (
        *_of_findings(changes.findings, Severity.WARNING),
        *(f"{some(names)} {words}" for words, names in (("joined", people.joined), ("left", people.left)) if names),
        *(f"{name}: {change.skill or change.field} changed" for name, change in fields),
        *(f"{old} renamed to {new}?" for old, new in people.renamed),
        *_of_findings(changes.findings, Severity.INFO),
        "no change",
    )
    return candidates[0]


def _need_events(before: TeamReport, after: TeamReport) -> Iterator[_Event]:
    """Yield whether other skills are needed than before."""
    old, new = (report.team.not_needed_on(report.as_of) for report in (before, after))
    if old != new:
        lasting = tuple(entry._replace(ends=None) for entry in after.team.not_needed if entry.skill in new)
        yield _Event(listing(need_words(old, new)), before.team._replace(not_needed=lasting))


def _of_findings(groups: Groups, least: Severity) -> Iterator[str]:
    """Yield for each group the worst finding that is at least so severe."""
    later = [worse.after for worse in groups.worse]
    for words, group in (("new", groups.new), ("worse", later), ("fixed", groups.fixed), ("waived", groups.waived)):
        findings = [finding for finding in group if finding.severity >= least]
        if findings:
            worst = max(findings, key=lambda finding: finding.severity)
            more = f" and {len(findings) - 1} more" if len(findings) > 1 else ""
            yield f"{words}: {_named(worst)}{more}"


def _named(finding: Finding) -> str:
    about = ", ".join(part for part in finding.subject if part is not None)
    return f"{finding.code} {finding.rule} ({about})" if about else f"{finding.code} {finding.rule}"
