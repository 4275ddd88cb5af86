"""What shows only over several teams: roles, people and rules over all of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from mlops_team.audits.people import Membership
from mlops_team.audits.report import Report, TeamReport
from mlops_team.inputs.catalog import Role
from mlops_team.inputs.team import Member
from mlops_team.model import Finding
from mlops_team.text import id_key

_LEAST_TEAMS = 10  # from which number on a rule that most of them miss is reported once
_BACKED_UP = 2  # people who are able
OVER_ALLOCATED = "MT105"  # the same in each of a person's files


class RoleOverview(NamedTuple):
    """In how many teams a role is filled, and how."""

    role: Role
    staffed: int
    external: int
    unstaffed: int
    one_able: int  # of the teams that staff it: in how many fewer than two people are able


class PersonOverview(NamedTuple):
    """Somebody who is active in several teams."""

    id: str
    name: str
    allocation: Fraction | None  # the sum of what is written; None where no file says anything
    teams: tuple[Membership, ...]
    alone: tuple[tuple[str, str], ...]  # file and role where nobody else in the team is able
    excess: Fraction  # by how much more than there is was promised, by an open finding; else 0


class RuleOverview(NamedTuple):
    """How many teams miss a rule; only findings that count."""

    code: str
    name: str
    teams: int
    findings: int
    example: Finding  # the first of them


class Overview(NamedTuple):
    """What several teams have in common."""

    roles: tuple[RoleOverview, ...]
    people: tuple[PersonOverview, ...]  # the most promised first
    rules: tuple[RuleOverview, ...]  # what most teams miss first
    common: frozenset[str]  # codes of the rules that most teams miss and that fail none

    def is_shared(self, finding: Finding) -> bool:
        """Whether the overview reports a finding for all teams at once."""
        return finding.counts and (finding.code in self.common or finding.code == OVER_ALLOCATED)


def overview(report: Report) -> Overview | None:
    """Return what the teams of a run have in common; None for fewer than two teams."""
    if len(report.teams) < 2:  # noqa: PLR2004 - several
        return None
    rules = _rules(report.teams)
    return Overview(
        _roles(report.teams),
        tuple(_people(report.teams)),
        tuple(sorted(rules, key=lambda rule: (-rule.teams, -rule.findings, rule.code))),
        _common(report, rules),
    )


def worst_first(teams: Iterable[TeamReport]) -> list[TeamReport]:
    """Return teams in the order in which they need help: failed, errors, coverage, name."""
    return sorted(
        teams, key=lambda team: (team.passed, -team.counts.errors, team.coverage.coverage, team.team.name, team.file)
    )


def _roles(teams: Sequence[TeamReport]) -> tuple[RoleOverview, ...]:
    roles: dict[str, Role] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for team in teams:
        for id, covered in team.coverage.roles.items():
            if id not in roles:
                roles[id] = covered.role
            inside = covered.status not in ("external", "unstaffed")
            counts[id, "staffed" if inside else covered.status] += 1
            counts[id, "one_able"] += inside and len(covered.able) < _BACKED_UP
    kinds = ("staffed", "external", "unstaffed", "one_able")
    return tuple(RoleOverview(role, *(counts[id, kind] for kind in kinds)) for id, role in roles.items())


def _rules(teams: Sequence[TeamReport]) -> list[RuleOverview]:
    findings: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    examples: dict[str, Finding] = {}
    for team in teams:
        counting = [finding for finding in team.findings if finding.counts]
        for finding in counting:
            examples.setdefault(finding.code, finding)
        codes = [finding.code for finding in counting]
        findings.update(codes)
        missing.update(set(codes))
    return [
        RuleOverview(code, example.rule, missing[code], findings[code], example) for code, example in examples.items()
    ]


def _common(report: Report, rules: Iterable[RuleOverview]) -> frozenset[str]:
    if len(report.teams) < _LEAST_TEAMS:
        return frozenset()
    failing = {finding.code for team in report.teams for finding in team.findings if team.fails(finding)}
    return frozenset(rule.code for rule in rules if rule.code not in failing and 2 * rule.teams > len(report.teams))


def _people(teams: Sequence[TeamReport]) -> list[PersonOverview]:
    memberships: dict[str, list[tuple[TeamReport, Member]]] = {}
    for team in teams:
        for member in team.coverage.active:
            if member.id is not None:
                memberships.setdefault(id_key(member.id), []).append((team, member))
    several = [rows for rows in memberships.values() if len(rows) > 1]
    excess = _excess(teams) if several else {}
    people = [_person(rows, excess) for rows in several]
    return sorted(people, key=_promised)


def _promised(person: PersonOverview) -> tuple[float, int, str, str]:
    return -float(person.allocation or 0), -len(person.teams), person.name, person.id


def _excess(teams: Iterable[TeamReport]) -> dict[tuple[str, str | None], Fraction]:
    """Return file and name of the member -> by how much their allocations are too many."""
    return {
        (team.file, finding.subject.member): finding.weight
        for team in teams
        for finding in team.findings
        if finding.code == OVER_ALLOCATED and finding.counts
    }


def _person(
    rows: Sequence[tuple[TeamReport, Member]], excess: dict[tuple[str, str | None], Fraction]
) -> PersonOverview:
    _, first = rows[0]
    teams = tuple([Membership.of(team.file, team.team, member) for team, member in rows])
    written = [membership.allocation for membership in teams if membership.allocation is not None]
    entries = [(team.file, member.name) for team, member in rows]
    return PersonOverview(
        first.id or "",
        first.name,
        sum(written, Fraction()) if written else None,
        teams,
        tuple([(team.file, role) for team, member in rows for role in _alone(team, member)]),
        next((excess[entry] for entry in entries if entry in excess), Fraction()),
    )


def _alone(team: TeamReport, member: Member) -> list[str]:
    """Return the roles that a member holds and is able for where no other active member is."""
    return [
        id
        for id, covered in team.coverage.roles.items()
        if id in member.roles and covered.provider is None and [able.name for able in covered.able] == [member.name]
    ]
