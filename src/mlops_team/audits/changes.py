"""The comparison of two states of a team, for every command that needs one."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple, TypeVar

from mlops_team.audits.member_changes import MemberState, PeopleChanges, people_changes, people_pairs
from mlops_team.audits.report import TeamReport
from mlops_team.model import Finding, Severity
from mlops_team.text import listing, name_key

Item = TypeVar("Item")
_BOTH_ROLES = "MT504"  # whose second role is in its data
_TIME_SHORT = "MT103"
_ENTRY = ("goal", "what")  # the keys under which a finding's data may have the text of its entry
_ABOUT_WAIVERS = "MT80"


class RoleState(NamedTuple):
    """How a role was filled."""

    role: str
    title: str
    status: str
    coverage: float


class TeamState(NamedTuple):
    """A team at an audit."""

    team: str
    file: str
    as_of: date
    catalog: tuple[str, str]  # id and version
    coverage: float
    roles: Mapping[str, RoleState]
    people: tuple[MemberState, ...]
    findings: tuple[Finding, ...]
    tool: str | None = None  # the version that wrote it, if it is a report of an earlier run
    chosen: str | None = None  # the catalog that the team file names
    not_needed: frozenset[str] | None = None  # skills that the team does without; None where a report lacks them
    is_weighed: bool = True  # whether its findings have weights

    @classmethod
    def of(cls, report: TeamReport) -> "TeamState":
        """Return the state that an audit of a team file reports."""
        coverage = report.coverage
        return cls(
            report.team.name,
            report.file,
            report.as_of,
            (report.catalog.id, report.catalog.version),
            float(coverage.coverage),
            {
                id: RoleState(id, covered.role.title, covered.status, float(covered.coverage))
                for id, covered in coverage.roles.items()
            },
            tuple(map(MemberState.of, report.team.members)),
            report.findings,
            not_needed=report.team.not_needed_on(report.as_of),
        )


class Worse(NamedTuple):
    """A finding that weighs more than before."""

    before: Finding
    after: Finding


class Groups(NamedTuple):
    """The findings of two states, each in one group."""

    new: tuple[Finding, ...] = ()
    worse: tuple[Worse, ...] = ()
    waived: tuple[Finding, ...] = ()  # open or absent before
    fixed: tuple[Finding, ...] = ()  # as they were
    remaining: tuple[Finding, ...] = ()


class TeamChanges(NamedTuple):
    """What differs between two states of a team; `before` is None for a new team."""

    before: TeamState | None
    after: TeamState
    roles: tuple[tuple[RoleState | None, RoleState | None], ...]  # whose status or coverage changed
    people: PeopleChanges
    findings: Groups

    @property
    def terms(self) -> list[str]:
        """How the two were checked differently: against another catalog, or with other skills needed."""
        before, after = self.before, self.after
        if before is None or before.tool or after.tool:
            return []
        names = [state.chosen or "the default" for state in (before, after)]
        catalog = [f"catalog: {names[0]} to {names[1]}"] if names[0] != names[1] else []
        return catalog + need_words(before.not_needed or frozenset(), after.not_needed or frozenset())

    @property
    def changed(self) -> bool:
        """Whether anything differs."""
        before = None if self.before is None else self.before.coverage
        return before != self.after.coverage or bool(self.roles) or any(self.people) or any(self.findings[:-1])

    def fails(self, fail_on: Severity | None) -> bool:
        """Whether a new or worse finding has at least that severity."""
        findings = (*self.findings.new, *(worse.after for worse in self.findings.worse))
        return fail_on is not None and any(finding.severity >= fail_on for finding in findings)


def need_words(before: frozenset[str], after: frozenset[str]) -> list[str]:
    """Return which skills are no longer needed, and which are needed again, in words."""
    gone, back = sorted(after - before), sorted(before - after)
    changes = ((gone, "no longer needed"), (back, "needed again"))
    return [f"{listing(skills)} {'is' if len(skills) == 1 else 'are'} {words}" for skills, words in changes if skills]


def compare(before: TeamState | None, after: TeamState) -> TeamChanges:
    """Return what changed from one state of a team to another.

    Args:
        before: The earlier state; None when there was no such team.
        after: The later state.
    """
    old = before or after._replace(roles={}, people=(), findings=())
    pairs = people_pairs(old.people, after.people)
    groups = group(old.findings, after.findings, *_tokens(old.people, after.people, pairs))
    groups = groups if old.is_weighed and after.is_weighed else _unweighed(groups)
    people = people_changes(old.people, after.people, pairs)
    return TeamChanges(before, after, tuple(_roles(old.roles, after.roles)), people, groups)


def _unweighed(groups: Groups) -> Groups:
    """Return groups in which nothing is worse, for a side that does not have weights."""
    remaining = (*groups.remaining, *(worse.after for worse in groups.worse))
    return groups._replace(worse=(), remaining=remaining)


def matched(
    before: Iterable[Item], after: Iterable[Item], keys: tuple[Callable[[Item], Hashable], Callable[[Item], Hashable]]
) -> Iterator[tuple[Item | None, Item | None]]:
    """Yield what is on both sides as pairs, then what is on one side, with None for the other.

    Args:
        before: The items of one side.
        after: Those of the other. Of several with the same key the first matches the first, the second the second.
        keys: What identifies an item, on each side.
    """
    old = dict(_numbered(before, keys[0]))
    for key, item in _numbered(after, keys[1]):
        yield old.pop(key, None), item
    for item in old.values():
        yield item, None


def _numbered(items: Iterable[Item], key: Callable[[Item], Hashable]) -> Iterator[tuple[Hashable, Item]]:
    seen: dict[Hashable, int] = {}
    for item in items:
        item_key = key(item)
        seen[item_key] = seen.get(item_key, 0) + 1
        yield (item_key, seen[item_key]), item


Token = Callable[[str], Hashable]  # the key of the person of that name, the same on both sides


def group(before: Iterable[Finding], after: Iterable[Finding], old: Token = str, new: Token = str) -> Groups:
    """Return the findings of two states in groups.

    Args:
        before: The findings of the earlier state, including waived findings.
        after: Those of the later state.
        old: The person that a name means in the earlier state.
        new: The person that it means in the later state.
    """
    groups: dict[str, list[Finding]] = {"new": [], "waived": [], "fixed": [], "remaining": []}
    worse: list[Worse] = []
    keys = (partial(_finding_key, old), partial(_finding_key, new))
    for earlier, later in matched(before, after, keys):
        if later is None:
            groups["fixed"].extend(() if earlier is None else (earlier,))
        elif earlier is not None and is_worse(earlier, later):
            worse.append(Worse(earlier, later._replace(worse=True)))
        else:
            groups[_group(earlier, later)].append(later)
    return Groups(worse=tuple(worse), **{name: tuple(findings) for name, findings in groups.items()})


def _group(earlier: Finding | None, later: Finding) -> str:
    was_open = earlier is not None and earlier.waiver is None
    if later.waiver is not None:
        return "waived" if earlier is None or was_open else "remaining"
    return "remaining" if was_open else "new"


def new_findings(before: Iterable[Finding], after: Iterable[Finding]) -> list[Finding]:
    """Return the findings that count after a change of a team and did not before."""
    key = partial(_finding_key, str)
    pairs = matched(before, after, (key, key))
    return [later for earlier, later in pairs if later and later.counts and not (earlier and earlier.counts)]


def is_worse(earlier: Finding, later: Finding) -> bool:
    """Whether a finding, open on both sides, weighs more than before, or is about other roles where that counts."""
    if earlier.waiver is not None or later.waiver is not None:
        return False
    if later.code == _TIME_SHORT and not _texts(later.data.get("roles")) <= _texts(earlier.data.get("roles")):
        return True
    return float(later.weight) > float(earlier.weight)  # as json has them


def _texts(value: object) -> set[str]:
    return {text for text in value if isinstance(text, str)} if isinstance(value, (list, tuple)) else set()


def _finding_key(token: Token, finding: Finding) -> Hashable:
    """Return what makes up a finding's fingerprint, except the path and the ordinal."""
    role, member, skill = finding.subject
    other = finding.data.get("with") if finding.code == _BOTH_ROLES else None
    return finding.code, role, str(other), None if member is None else token(member), skill, _entry(finding)


def _entry(finding: Finding) -> str:
    """Return the text of the entry that a finding is about; a json report has it in `data` and `message` alone."""
    if finding.code.startswith(_ABOUT_WAIVERS):
        return finding.message.partition(": ")[0]
    return next((str(finding.data[key]) for key in _ENTRY if key in finding.data), "")


def _tokens(
    before: Sequence[MemberState], after: Sequence[MemberState], pairs: list[tuple[MemberState, MemberState]]
) -> list[Token]:
    """Return for each side the key of a name: a number for people on both sides, else the side and the name."""
    numbers = [{pair[side].name: number for number, pair in enumerate(pairs)} for side in (0, 1)]

    def token(side: int) -> Token:
        names = {person.name for person in (before, after)[side]}
        # Somebody who is not a member, such as an owner, is identified by name.
        return lambda name: numbers[side].get(name, (side, name) if name in names else name_key(name))

    return [token(0), token(1)]


def _roles(
    before: Mapping[str, RoleState], after: Mapping[str, RoleState]
) -> Iterator[tuple[RoleState | None, RoleState | None]]:
    for role in dict.fromkeys((*after, *before)):
        old, new = before.get(role), after.get(role)
        if old is None or new is None or (old.status, old.coverage) != (new.status, new.coverage):
            yield old, new
