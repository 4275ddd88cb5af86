"""A second opinion on the audit: the contract read literally, slowly and without the program.

Nothing here is imported from the package under test.  Each rule is one small function that says
what the rule says, by brute force where that is the plainest way.  Tests compare its answers with
the program's on teams made by hand and by `random_teams`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import chain, combinations
from typing import Any

from oracle_catalog import BUILT_IN, load, read_catalog, role_id, skill_name

__all__ = ["BUILT_IN", "load", "read_catalog"]

# code: name, default severity, the fields of its subject (which are those that a waiver may name)
RULES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "MT101": ("role-unstaffed", "error", ("role",)),
    "MT102": ("role-understaffed", "error", ("role",)),
    "MT103": ("time-short", "warning", ()),
    "MT104": ("member-overloaded", "warning", ("member",)),
    "MT105": ("member-overallocated", "warning", ("member",)),
    "MT106": ("member-idle", "info", ("member",)),
    "MT107": ("role-leaving", "warning", ("role",)),
    "MT108": ("role-conflict", "warning", ("member",)),
    "MT109": ("member-unidentified", "info", ("member",)),
    "MT110": ("allocation-unwritten", "info", ("member",)),
    "MT111": ("person-contradicted", "warning", ("member",)),
    "MT201": ("skill-missing", "warning", ("role", "skill")),
    "MT202": ("skill-below-level", "warning", ("role", "skill")),
    "MT203": ("skills-undeclared", "warning", ("role",)),
    "MT204": ("role-split", "info", ("role",)),
    "MT205": ("desired-skill-missing", "info", ("role", "skill")),
    "MT206": ("skill-unknown", "info", ("member", "skill")),  # a warning when a known name is near
    "MT207": ("skills-unrated", "warning", ("member",)),
    "MT208": ("levels-outdated", "info", ("member",)),
    "MT301": ("single-point-of-failure", "warning", ("role",)),
    "MT401": ("responsibility-unowned", "info", ("role",)),
    "MT402": ("owner-not-in-role", "warning", ("role", "member")),
    "MT403": ("role-unacknowledged", "info", ("member",)),
    "MT501": ("forums-missing", "warning", ()),
    "MT502": ("role-isolated", "warning", ("role",)),
    "MT503": ("team-divided", "warning", ()),
    "MT504": ("pair-apart", "warning", ("role",)),
    "MT601": ("objectives-missing", "warning", ()),
    "MT602": ("objective-unmeasured", "warning", ()),
    "MT603": ("objective-unowned", "warning", ()),
    "MT604": ("roi-unassessed", "info", ()),
    "MT701": ("review-overdue", "warning", ()),
    "MT702": ("learning-overdue", "warning", ("member", "skill")),
    "MT703": ("gap-unplanned", "info", ("role",)),
    "MT704": ("learning-absent", "info", ()),
    "MT705": ("review-action-overdue", "warning", ()),
    "MT801": ("waiver-expired", "warning", ()),
    "MT802": ("waiver-unused", "warning", ()),
    "MT803": ("waiver-ending", "info", ()),
    "MT804": ("waiver-too-long", "warning", ()),
}

# Unknown skills that are obviously a slip for a known one; every other unknown one must be far off.
NEAR_SKILLS = frozenset(
    {
        "hyperparameter-tunning",
        "infrastructure-monitorimg",
        "workflow-orchestratiom",
        "software-best-practises",
        "technology-evalution",
        "architecture-desing",
    }
)

EVERY = {
    "daily": 1,
    "weekly": 7,
    "fortnightly": 14,
    "monthly": 31,
    "quarterly": 92,
    "half-yearly": 183,
    "yearly": 366,
}

# --- the team ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Person:
    """A member, with roles by their ids, skills by ids, tools by names, and levels as numbers."""

    name: str
    id: str | None
    roles: frozenset[str]
    allocation: Fraction
    written: bool  # whether the allocation is
    listed: dict[str, int | None]  # what is written, None where it is not rated
    skills: dict[str, int]  # what counts, of the catalog's skills
    unrated: set[str]  # skills of the catalog that are listed, by a tool too, and nowhere rated
    via: dict[str, str]  # skill -> the tool that gave the level
    learning: list[tuple[str, int, date]]
    acknowledged: date | None
    assessed: date | None
    since: date | None
    until: date | None

    def active(self, as_of: date) -> bool:
        """Say whether this member is in the team on that day."""
        started = self.since is None or self.since <= as_of
        return started and (self.until is None or as_of <= self.until)

    def level(self, skill: str) -> int:
        """Give the level of a skill: none when it is not listed."""
        return self.skills.get(skill, 0)


def day(entry: dict[str, Any], key: str) -> date | None:
    """Read an ISO date, if there is one."""
    return date.fromisoformat(str(entry[key])) if key in entry else None


def number(catalog: dict[str, Any], level: int | str) -> int:
    """Read a level, a number or a name."""
    if isinstance(level, int):
        return level
    return [name.casefold() for name in catalog["levels"]].index(level.casefold())


def read_listed(skills: dict[str, Any] | list[str], catalog: dict[str, Any]) -> dict[str, int | None]:
    """Read what a member lists; of several names of a thing the highest level counts, none only if all have none."""
    if isinstance(skills, list):
        skills = dict.fromkeys(skills, 3)
    levels: dict[str, list[int | None]] = {}
    for text, level in skills.items():
        named = levels.setdefault(skill_name(catalog, text), [])
        named.append(None if level is None else number(catalog, level))
    return {
        name: max((level for level in several if level is not None), default=None) for name, several in levels.items()
    }


def tool_level(catalog: dict[str, Any]) -> int:
    """Give the highest level at which a tool shows a skill."""
    return min(3, int(catalog["practices"]["tool-level"]))


def shown_by(catalog: dict[str, Any], name: str) -> list[str]:
    """List the skills that a tool shows."""
    return catalog["tools"].get(name, []) if tool_level(catalog) > 0 else []


def ways(listed: dict[str, int | None], skill: str, catalog: dict[str, Any]) -> list[tuple[str, int | None]]:
    """List by what a member lists a skill, the skill itself before tools by name, with the level that each gives."""
    tools = sorted(name for name in listed if skill in shown_by(catalog, name))
    most = tool_level(catalog)
    by_tools: list[tuple[str, int | None]] = []
    for name in tools:
        level = listed[name]
        by_tools.append((name, None if level is None else min(level, most)))
    return [("", listed[skill]), *by_tools] if skill in listed else by_tools


def read_person(member: dict[str, Any], catalog: dict[str, Any]) -> Person:
    """Read an entry of a team's members."""
    listed = read_listed(member.get("skills", {}), catalog)
    skills: dict[str, int] = {}
    unrated, via = set(), {}
    for skill in catalog["skills"]:
        gives = ways(listed, skill, catalog)
        rated = [level for _, level in gives if level is not None]
        if rated:
            skills[skill] = max(rated)
            first = next(name for name, level in gives if level == skills[skill])
            if first:
                via[skill] = first
        elif gives:
            unrated.add(skill)
    return Person(
        name=member["name"],
        id=member.get("id"),
        roles=frozenset(role_id(catalog, role) for role in member.get("roles", [])),
        allocation=Fraction(str(member.get("allocation", 1))),
        written="allocation" in member,
        listed=listed,
        skills=skills,
        unrated=unrated,
        via=via,
        learning=[
            (
                skill_name(catalog, item["skill"]),
                number(catalog, item["level"]),
                date.fromisoformat(str(item["by"])),
            )
            for item in member.get("learning", [])
        ],
        acknowledged=day(member, "acknowledged"),
        assessed=day(member, "assessed"),
        since=day(member, "from"),
        until=day(member, "until"),
    )


@dataclass(frozen=True)
class Case:
    """A team, the catalog, the day, the other teams of the same run, and how many of them come first."""

    team: dict[str, Any]
    catalog: dict[str, Any]
    as_of: date
    others: Sequence[dict[str, Any]] = ()
    before: int = 0

    @cached_property
    def members(self) -> list[Person]:
        """All members, also those who are not active."""
        return [read_person(member, self.catalog) for member in self.team["members"]]

    @cached_property
    def active(self) -> list[Person]:
        """The members who count."""
        return [person for person in self.members if person.active(self.as_of)]

    @cached_property
    def audited(self) -> list[str]:
        """The catalog's required roles."""
        return [name for name, role in self.catalog["roles"].items() if role["required"]]

    @cached_property
    def staffed(self) -> list[str]:
        """The audited roles that somebody active holds, and nobody from outside fills."""
        return [role for role in self.audited if self.holders(role) and not self.is_external(role)]

    @cached_property
    def forums(self) -> list[set[str]]:
        """The roles of each forum."""
        return [
            set(self.catalog["roles"])
            if forum["roles"] == "all"
            else {role_id(self.catalog, role) for role in forum["roles"]}
            for forum in self.team.get("forums", [])
        ]

    @property
    def owners(self) -> dict[str, str]:
        """The one accountable member for each responsibility that has one."""
        return dict(self.team.get("owners", {}))

    @cached_property
    def by_role(self) -> dict[str, list[Person]]:
        """The active members who list each role of the catalog."""
        return {role: [one for one in self.active if role in one.roles] for role in self.catalog["roles"]}

    def holders(self, role: str) -> list[Person]:
        """Find the active members who list the role."""
        return self.by_role[role]

    def practice(self, name: str) -> int:
        """Give a practice as a number, of days where it is one of the `every` words."""
        value = self.catalog["practices"][name]
        return EVERY[value] if value in EVERY else int(value)

    def providers(self, role: str) -> list[dict[str, Any]]:
        """Find the active external entries of a role."""
        entries = [entry for entry in self.team.get("external", []) if role_id(self.catalog, entry["role"]) == role]
        return [entry for entry in entries if self.as_of <= (day(entry, "until") or date.max)]

    def is_external(self, role: str) -> bool:
        """Say whether the role has an active external entry."""
        return bool(self.providers(role))

    @cached_property
    def not_needed(self) -> set[str]:
        """The skills that are taken out on the day."""
        entries = self.team.get("not-needed", [])
        in_force = [entry for entry in entries if self.as_of <= (day(entry, "until") or date.max)]
        return {skill_name(self.catalog, entry["skill"]) for entry in in_force}

    def wanted(self, role: str) -> dict[str, tuple[str, int]]:
        """Give the role's skills but for those that are not needed: how needed, at which level."""
        skills = self.catalog["roles"][role]["skills"]
        return {skill: want for skill, want in skills.items() if skill not in self.not_needed}

    def asked(self, role: str, need: str) -> dict[str, int]:
        """Give the role's required, or its desired, skills with their levels."""
        return {skill: level for skill, (kind, level) in self.wanted(role).items() if kind == need}

    def lists(self, role: str, skill: str) -> bool:
        """Say whether a holder lists the skill, rated or not, itself or by a tool."""
        return any(skill in person.skills or skill in person.unrated for person in self.holders(role))

    def is_unknown(self, role: str, skill: str, level: int) -> bool:
        """Say whether nobody has the skill at its level, and somebody may."""
        return self.best(role, skill) < level and any(skill in person.unrated for person in self.holders(role))

    def best(self, role: str, skill: str) -> int:
        """Give the highest level among the role's holders."""
        return max([person.level(skill) for person in self.holders(role)], default=0)

    def meets(self, person: Person, role: str) -> bool:
        """Say whether this person alone has every required skill of the role at its level."""
        required = self.asked(role, "required")
        return all(person.level(skill) >= level for skill, level in required.items())

    def able(self, role: str, *, at_best: bool = False) -> list[Person]:
        """List the active members who are able to do a role: its holders, where it requires no skill.

        At best, everybody has what they list unrated.
        """
        required = self.asked(role, "required")
        if not required:
            return self.holders(role)

        def share(person: Person, skill: str, level: int) -> Fraction:
            if at_best and skill in person.unrated:
                return Fraction(1)
            return Fraction(min(person.level(skill), level), level)

        fits = {
            person.name: sum(share(person, skill, level) for skill, level in required.items()) for person in self.active
        }
        least = Fraction(self.practice("able-percent"), 100) * len(required)
        return [person for person in self.active if fits[person.name] >= least]

    def leaves_soon(self, until: date | None) -> bool:
        """Say whether a last day is at most leaving-horizon-days away."""
        return until is not None and (until - self.as_of).days <= self.practice("leaving-horizon-days")


# --- what is expected ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Finding:
    """One place where a rule is not met."""

    code: str
    severity: str
    role: str | None = None
    member: str | None = None
    skill: str | None = None
    waived: bool = False
    data: dict[str, Any] = field(default_factory=dict)
    gain: Fraction = Fraction(0)
    weight: Fraction = Fraction(1)

    @property
    def row(self) -> tuple[str, str, str | None, str | None, str | None, bool]:
        """Everything but the data, to compare and to sort by."""
        return (self.code, self.severity, self.role, self.member, self.skill, self.waived)


@dataclass(frozen=True)
class SkillState:
    """How far a role has one of its skills."""

    need: str
    level: int
    attained: int | None
    by: tuple[str, ...]
    via: dict[str, str]  # of those in `by`
    unrated: tuple[str, ...] | None  # of an unknown skill
    met: bool


@dataclass(frozen=True)
class RoleState:
    """How an audited role is doing."""

    status: str
    waived: bool
    coverage: Fraction
    holders: tuple[str, ...]
    provider: str | None
    able: tuple[str, ...]
    skills: dict[str, SkillState]


@dataclass(frozen=True)
class Expectation:
    """What an audit should say about a team."""

    coverage: Fraction
    roles: dict[str, RoleState]
    fit: dict[str, dict[str, Fraction]]
    not_needed: set[str]
    findings: list[Finding]

    @property
    def rows(self) -> list[tuple[str, str, str | None, str | None, str | None, bool]]:
        """All findings without their data, in a fixed order."""
        return [finding.row for finding in self.findings]


def found(  # noqa: PLR0913 - a finding has so many sides
    code: str,
    *,
    role: str | None = None,
    member: str | None = None,
    skill: str | None = None,
    gain: Fraction = Fraction(0),
    weight: Fraction | int = 1,
    **data: Any,
) -> Finding:
    """Make a finding of the rule's default severity."""
    return Finding(code, RULES[code][1], role, member, skill, data=data, gain=gain, weight=Fraction(weight))


# --- staffing ------------------------------------------------------------------------------------


def mt101(case: Case) -> Iterator[Finding]:
    """MT101."""
    for role in case.audited:
        if not case.holders(role) and not case.is_external(role):
            yield found("MT101", role=role, gain=Fraction(1, len(case.audited)))


def mt102(case: Case) -> Iterator[Finding]:
    """MT102."""
    for role in case.staffed:
        missing = case.catalog["roles"][role]["people"] - len(case.holders(role))
        if missing > 0:
            yield found("MT102", role=role, weight=missing)


def mt103(case: Case) -> Iterator[Finding]:
    """MT103."""
    sizes = range(1, len(case.staffed) + 1)
    subsets = [frozenset(chosen) for size in sizes for chosen in combinations(case.staffed, size)]
    people = case.active

    def shortfall(chosen: frozenset[str]) -> Fraction:
        demand = sum((case.catalog["roles"][role]["fte"] for role in chosen), Fraction(0))
        return demand - sum((person.allocation for person in people if person.roles & chosen), Fraction(0))

    short = {chosen: shortfall(chosen) for chosen in subsets}
    worst = max(short.values(), default=Fraction(0))
    if worst > 0:
        smallest = min((chosen for chosen in subsets if short[chosen] == worst), key=len)
        yield found("MT103", roles=sorted(smallest), weight=worst)


def mt104(case: Case) -> Iterator[Finding]:
    """MT104."""
    for person in case.active:
        if len(person.roles) > case.practice("max-roles-per-person"):
            yield found("MT104", member=person.name, weight=len(person.roles))


def elsewhere(case: Case, person: Person) -> list[Person]:
    """List the active members of the other teams who have the person's id."""
    people = [other for team in case.others for other in Case(team, case.catalog, case.as_of).active]
    return [other for other in people if person.id is not None and other.id == person.id]


def mt105(case: Case) -> Iterator[Finding]:
    """MT105."""
    for person in case.active:
        shares = [other.allocation for other in (person, *elsewhere(case, person)) if other.written]
        if person.written and person.id is not None and sum(shares, Fraction(0)) > 1:
            yield found("MT105", member=person.name, weight=sum(shares, Fraction(0)) - 1)


def mt109(case: Case) -> Iterator[Finding]:
    """MT109."""
    names = {other.name for team in case.others for other in Case(team, case.catalog, case.as_of).active}
    for person in case.active:
        if person.id is None and person.name in names:
            yield found("MT109", member=person.name)


def mt110(case: Case) -> Iterator[Finding]:
    """MT110."""
    for person in case.active:
        if not person.written and elsewhere(case, person):
            yield found("MT110", member=person.name)


def written_levels(case: Case, person: Person) -> dict[str, int]:
    """Give the levels that are written of skills, tools aside."""
    return {
        name: level for name, level in person.listed.items() if level is not None and name not in case.catalog["tools"]
    }


def mt111(case: Case) -> Iterator[Finding]:
    """MT111."""
    for person in case.active:
        others = elsewhere(case, person)
        earlier = elsewhere(replace(case, others=case.others[: case.before]), person)
        renamed = bool(earlier) and earlier[0].name != person.name
        mine = written_levels(case, person)
        theirs = [written_levels(case, other) for other in others]
        if renamed or any(levels.get(skill, 0) > level for levels in theirs for skill, level in mine.items()):
            yield found("MT111", member=person.name)


def mt106(case: Case) -> Iterator[Finding]:
    """MT106."""
    for person in case.active:
        if not person.roles:
            yield found("MT106", member=person.name)


def mt107(case: Case) -> Iterator[Finding]:
    """MT107."""
    for role in case.audited:
        if case.is_external(role):
            last_days = [day(entry, "until") for entry in case.providers(role)]
        else:
            last_days = [person.until for person in case.holders(role)]
        if last_days and all(case.leaves_soon(until) for until in last_days):
            yield found("MT107", role=role)


def mt108(case: Case) -> Iterator[Finding]:
    """MT108."""
    for person in case.active:
        pairs = combinations(sorted(person.roles), 2)
        if any(other in case.catalog["roles"][role]["not-with"] for role, other in pairs):
            yield found("MT108", member=person.name)


# --- skills --------------------------------------------------------------------------------------


def undeclared(case: Case, role: str) -> bool:
    """Say whether no holder of a role with required skills lists any skill that the catalog knows."""
    return bool(case.asked(role, "required")) and not any(
        case.catalog["skills"] & ({*person.skills} | person.unrated) for person in case.holders(role)
    )


def skill_gain(case: Case, role: str, skill: str, level: int) -> Fraction:
    """Give what the team's coverage would gain if a holder had the skill at its level."""
    missing = Fraction(level - case.best(role, skill), level)
    return missing / len(case.asked(role, "required")) / len(case.audited)


def mt201(case: Case) -> Iterator[Finding]:
    """MT201."""
    for role in case.staffed:
        for skill, level in case.asked(role, "required").items():
            if not case.lists(role, skill) and not undeclared(case, role):
                yield found("MT201", role=role, skill=skill, gain=skill_gain(case, role, skill, level))


def mt202(case: Case) -> Iterator[Finding]:
    """MT202."""
    for role in case.staffed:
        for skill, level in case.asked(role, "required").items():
            missing = level - case.best(role, skill)
            if case.lists(role, skill) and missing > 0 and not case.is_unknown(role, skill, level):
                gain = skill_gain(case, role, skill, level)
                yield found("MT202", role=role, skill=skill, gain=gain, weight=missing)


def mt203(case: Case) -> Iterator[Finding]:
    """MT203."""
    for role in case.staffed:
        if undeclared(case, role):
            gain = (1 - role_coverage(case, role)) / len(case.audited)
            yield found("MT203", role=role, gain=gain)


def mt204(case: Case) -> Iterator[Finding]:
    """MT204."""
    for role in case.staffed:
        required = case.asked(role, "required")
        all_met = all(case.best(role, skill) >= level for skill, level in required.items())
        if all_met and not any(case.meets(person, role) for person in case.holders(role)):
            yield found("MT204", role=role)


def mt205(case: Case) -> Iterator[Finding]:
    """MT205."""
    for role in case.staffed:
        for skill, level in case.asked(role, "desired").items():
            missing = level - case.best(role, skill)
            if missing > 0 and not case.is_unknown(role, skill, level) and not undeclared(case, role):
                yield found("MT205", role=role, skill=skill, weight=missing)


def mt206(case: Case) -> Iterator[Finding]:
    """MT206."""
    for person in case.active:
        for skill in person.listed:
            if skill not in case.catalog["skills"] and skill not in case.catalog["tools"]:
                severity = "warning" if skill in NEAR_SKILLS else "info"
                finding = found("MT206", member=person.name, skill=skill)
                yield replace(finding, severity=severity)


def counting(case: Case, person: Person) -> dict[str, int | None]:
    """Give what a member lists of the catalog's skills and of tools that show one."""
    return {
        name: level
        for name, level in person.listed.items()
        if name in case.catalog["skills"] or shown_by(case.catalog, name)
    }


def mt207(case: Case) -> Iterator[Finding]:
    """MT207."""
    for person in case.active:
        unrated = sorted(name for name, level in counting(case, person).items() if level is None)
        if unrated:
            yield found("MT207", member=person.name, skills=unrated, weight=len(unrated))


def mt208(case: Case) -> Iterator[Finding]:
    """MT208."""
    for person in case.active:
        rated = any(level is not None for level in counting(case, person).values())
        last = person.assessed
        if rated and last is not None and (case.as_of - last).days > case.practice("assess-every"):
            yield found("MT208", member=person.name)


def mt301(case: Case) -> Iterator[Finding]:
    """MT301."""
    for role in case.staffed:
        if len(case.able(role, at_best=True)) < 2 and not undeclared(case, role):
            yield found("MT301", role=role, weight=2 - len(case.able(role)))


# --- responsibilities ----------------------------------------------------------------------------


def mt401(case: Case) -> Iterator[Finding]:
    """MT401."""
    for role in case.audited:
        duties = case.catalog["roles"][role]["responsibilities"]
        unowned = sorted(duty for duty in duties if duty not in case.owners)
        if len(case.holders(role)) >= 2 and unowned and not case.is_external(role):
            yield found("MT401", role=role, responsibilities=unowned, weight=len(unowned))


def mt402(case: Case) -> Iterator[Finding]:
    """MT402."""
    for duty, owner in case.owners.items():
        for role in case.audited:
            holders = [person.name for person in case.holders(role)]
            if duty in case.catalog["roles"][role]["responsibilities"] and owner not in holders:
                yield found("MT402", role=role, member=owner, responsibilities=[duty])


def mt403(case: Case) -> Iterator[Finding]:
    """MT403."""
    for person in case.active:
        if person.roles:
            last = person.acknowledged
            if last is None or (case.as_of - last).days > case.practice("acknowledge-every"):
                yield found("MT403", member=person.name)


# --- forums --------------------------------------------------------------------------------------


def in_some_forum(case: Case, role: str) -> bool:
    """Say whether the role takes part in any forum."""
    return any(role in forum for forum in case.forums)


def linked(case: Case, role: str, other: str) -> bool:
    """Say whether two roles share a forum or a holder."""
    share_forum = any(role in forum and other in forum for forum in case.forums)
    return share_forum or any(other in person.roles for person in case.holders(role))


def mt501(case: Case) -> Iterator[Finding]:
    """MT501."""
    if len(case.staffed) >= 2 and not case.forums:
        yield found("MT501")


def mt502(case: Case) -> Iterator[Finding]:
    """MT502."""
    for role in case.staffed:
        if case.forums and not in_some_forum(case, role):
            yield found("MT502", role=role)


def mt503(case: Case) -> Iterator[Finding]:
    """MT503."""
    groups = [{role} for role in case.staffed]
    for role, other in combinations(case.staffed, 2):
        if linked(case, role, other):
            mine = next(group for group in groups if role in group)
            theirs = next(group for group in groups if other in group)
            groups = [group for group in groups if group not in (mine, theirs)] + [mine | theirs]
    meeting = {role for role in case.staffed if in_some_forum(case, role)}
    if case.forums and len([group for group in groups if group & meeting]) > 1:
        yield found("MT503")


def mt504(case: Case) -> Iterator[Finding]:
    """MT504."""
    meeting = [role for role in case.staffed if in_some_forum(case, role)]
    for role, other in combinations(sorted(meeting), 2):
        if other in case.catalog["roles"][role]["works-with"] and not linked(case, role, other):
            yield found("MT504", role=role, **dict[str, Any]({"with": other}))


# --- objectives ----------------------------------------------------------------------------------


def objectives(case: Case) -> list[dict[str, Any]]:
    """List the team's objectives."""
    return list(case.team.get("objectives", []))


def mt601(case: Case) -> Iterator[Finding]:
    """MT601."""
    if not objectives(case):
        yield found("MT601")


def mt602(case: Case) -> Iterator[Finding]:
    """MT602."""
    for objective in objectives(case):
        if "metric" not in objective:
            yield found("MT602")


def mt603(case: Case) -> Iterator[Finding]:
    """MT603."""
    stakeholders = []
    if "business-stakeholder" in case.staffed:
        stakeholders = [person.name for person in case.holders("business-stakeholder")]
    for objective in objectives(case):
        if stakeholders and objective.get("owner") not in stakeholders:
            yield found("MT603")


def mt604(case: Case) -> Iterator[Finding]:
    """MT604."""
    if objectives(case) and not any("roi" in objective for objective in objectives(case)):
        yield found("MT604")


# --- reviews and learning ------------------------------------------------------------------------


def mt701(case: Case) -> Iterator[Finding]:
    """MT701."""
    reviews = case.team.get("reviews", {})
    rhythm = EVERY[reviews["every"]] if "every" in reviews else case.practice("review-every")
    last = day(reviews, "last")
    if last is None or (case.as_of - last).days > rhythm:
        yield found("MT701")


def mt702(case: Case) -> Iterator[Finding]:
    """MT702."""
    for person in case.active:
        for skill, level, by in person.learning:
            reached = person.skills.get(skill, person.listed.get(skill)) or 0
            if case.as_of > by and reached < level:
                yield found("MT702", member=person.name, skill=skill)


def mt703(case: Case) -> Iterator[Finding]:
    """MT703."""
    vacant = [role_id(case.catalog, entry["role"]) for entry in case.team.get("vacancies", [])]
    for role in case.audited:
        gaps = [gap for gap in chain(mt201(case), mt202(case)) if gap.role == role]
        items = [skill for person in case.holders(role) for skill, _, _ in person.learning]
        learned = {skill for item in items for skill in (item, *shown_by(case.catalog, item))}
        unplanned = sorted(str(gap.skill) for gap in gaps if gap.skill not in learned)
        if unplanned and role not in vacant:
            yield found("MT703", role=role, skills=unplanned, weight=len(unplanned))


def mt704(case: Case) -> Iterator[Finding]:
    """MT704."""
    if not any(person.learning for person in case.active):
        yield found("MT704")


def mt705(case: Case) -> Iterator[Finding]:
    """MT705."""
    for action in case.team.get("reviews", {}).get("actions", []):
        if case.as_of > date.fromisoformat(str(action["by"])) and not action.get("done", False):
            yield found("MT705")


TEAM_RULES = [
    *(mt101, mt102, mt103, mt104, mt105, mt106, mt107, mt108),
    *(mt109, mt110, mt111),
    *(mt201, mt202, mt203, mt204, mt205, mt206, mt207, mt208, mt301),
    *(mt401, mt402, mt403),
    *(mt501, mt502, mt503, mt504),
    *(mt601, mt602, mt603, mt604),
    *(mt701, mt702, mt703, mt704, mt705),
]


# --- waivers -------------------------------------------------------------------------------------
#
# What is found of waivers (MT801 to MT804) cannot be waived. Whether a waiver for MT105, MT109, MT110
# or MT111 is used depends on the other files of a run, so MT802 passes over it.


def rule_code(text: str) -> str:
    """Find a rule by its code or its name."""
    return next(code for code, (name, _, _) in RULES.items() if text in (code, name))


def last_day(waiver: dict[str, Any]) -> date:
    """Read a waiver's last day."""
    return date.fromisoformat(str(waiver["expires"]))


def in_force(case: Case) -> list[dict[str, Any]]:
    """List the waivers that have not expired."""
    return [one for one in case.team.get("waivers", []) if case.as_of <= last_day(one)]


def matches(case: Case, waiver: dict[str, Any], finding: Finding) -> bool:
    """Say whether all that a waiver names fits the finding."""
    if rule_code(waiver["rule"]) != finding.code:
        return False
    if "role" in waiver:
        either = (finding.role, finding.data.get("with"))
        if role_id(case.catalog, waiver["role"]) not in either:
            return False
    if "member" in waiver and waiver["member"] != finding.member:
        return False
    return "skill" not in waiver or skill_name(case.catalog, waiver["skill"]) == finding.skill


def mt801(case: Case) -> Iterator[Finding]:
    """MT801."""
    for waiver in case.team.get("waivers", []):
        if case.as_of > last_day(waiver):
            yield found("MT801")


def mt802(case: Case, waivers: list[dict[str, Any]], seen: list[Finding]) -> Iterator[Finding]:
    """MT802."""
    for waiver in waivers:
        of_one_file = rule_code(waiver["rule"]) not in ("MT105", "MT109", "MT110", "MT111")
        if of_one_file and not any(matches(case, waiver, finding) for finding in seen):
            yield found("MT802")
    required = {skill for role in case.catalog["roles"].values() for skill in role["skills"]}
    for entry in case.team.get("not-needed", []):
        over = (day(entry, "until") or date.max) < case.as_of
        if over or skill_name(case.catalog, entry["skill"]) not in required:
            yield found("MT802")


def mt803(case: Case, waivers: list[dict[str, Any]], seen: list[Finding]) -> Iterator[Finding]:
    """MT803."""
    for waiver in waivers:
        used = any(matches(case, waiver, finding) for finding in seen)
        if used and (last_day(waiver) - case.as_of).days <= case.practice("waiver-notice-days"):
            yield found("MT803")


def mt804(case: Case) -> Iterator[Finding]:
    """MT804."""
    for waiver in case.team.get("waivers", []):
        if (last_day(waiver) - case.as_of).days > case.practice("max-waiver-days"):
            yield found("MT804")


def apply_waivers(case: Case, findings: list[Finding]) -> list[Finding]:
    """Mark what is waived, and add the findings about waivers."""
    waivers = in_force(case)
    marked = [
        replace(finding, waived=any(matches(case, waiver, finding) for waiver in waivers)) for finding in findings
    ]
    about = [*mt801(case), *mt802(case, waivers, findings), *mt803(case, waivers, findings), *mt804(case)]
    return marked + about


# --- all together --------------------------------------------------------------------------------


def coverage_of(levels: dict[str, int], required: dict[str, int]) -> Fraction:
    """Give the mean of how far each required skill is there: 1 when none is required."""
    if not required:
        return Fraction(1)
    shares = [min(Fraction(levels[skill], level), Fraction(1)) for skill, level in required.items()]
    return sum(shares, Fraction(0)) / len(required)


def role_coverage(case: Case, role: str) -> Fraction:
    """Give the coverage of an audited role."""
    if case.is_external(role):
        return Fraction(1)
    if not case.holders(role):
        return Fraction(0)
    required = case.asked(role, "required")
    return coverage_of({skill: case.best(role, skill) for skill in required}, required)


def fit(case: Case, person: Person) -> dict[str, Fraction]:
    """Give the coverage of each audited role by this person alone."""
    return {
        role: coverage_of(
            {skill: person.level(skill) for skill in case.asked(role, "required")},
            case.asked(role, "required"),
        )
        for role in case.audited
    }


def status(case: Case, role: str) -> str:
    """Give the first status that holds."""
    holders, required = case.holders(role), case.asked(role, "required")
    if case.is_external(role):
        return "external"
    if not holders:
        return "unstaffed"
    if len(holders) < case.catalog["roles"][role]["people"]:
        return "understaffed"
    if any(case.best(role, skill) < level for skill, level in required.items()):
        return "gaps"
    return "covered"


def skill_states(case: Case, role: str) -> dict[str, SkillState]:
    """Say for each skill of a role how far its holders have it."""
    states = {}
    for skill, (need, level) in case.wanted(role).items():
        listing = [person for person in case.holders(role) if skill in person.skills]
        attained = max((person.level(skill) for person in listing), default=None)
        best = [person for person in listing if person.level(skill) == attained]
        by = sorted(person.name for person in best)
        via = {person.name: person.via[skill] for person in best if skill in person.via}
        unrated = None
        if case.is_unknown(role, skill, level):
            unrated = tuple(sorted(person.name for person in case.holders(role) if skill in person.unrated))
        met = attained is not None and attained >= level
        states[skill] = SkillState(need, level, attained, tuple(by), via, unrated, met)
    return states


# the rules behind a status: a role is waived when all its findings of these are
BEHIND = {
    "unstaffed": {"MT101"},
    "understaffed": {"MT102"},
    "gaps": {"MT201", "MT202", "MT203"},
}


def role_state(case: Case, role: str, findings: list[Finding]) -> RoleState:
    """Put together what is expected of one audited role."""
    codes = BEHIND.get(status(case, role), set())
    reasons = [one for one in findings if one.role == role and one.code in codes]
    return RoleState(
        status=status(case, role),
        waived=bool(reasons) and all(finding.waived for finding in reasons),
        coverage=role_coverage(case, role),
        holders=tuple(sorted(person.name for person in case.holders(role))),
        provider=case.providers(role)[0]["provider"] if case.is_external(role) else None,
        able=tuple(sorted(person.name for person in case.able(role))),
        skills=skill_states(case, role),
    )


def before_waivers(case: Case) -> list[Finding]:
    """Give what the rules find that know nothing of waivers."""
    return in_order([finding for rule in TEAM_RULES for finding in rule(case)])


def in_order(findings: list[Finding]) -> list[Finding]:
    """Give findings in a fixed order."""
    return sorted(findings, key=lambda one: tuple(str(part) for part in (*one.row, one.data)))


def expect(  # noqa: PLR0913 - a run has so many sides
    team: dict[str, Any],
    catalog: dict[str, Any],
    as_of: date,
    *,
    no_waivers: bool = False,
    others: Sequence[dict[str, Any]] = (),
    before: int = 0,
) -> Expectation:
    """Say what an audit of a team should find on a day; `others` are in the same run, so many of them before it."""
    case = Case(team, catalog, as_of, others, before)
    findings = before_waivers(case)
    if not no_waivers:
        findings = apply_waivers(case, findings)
    coverages = [role_coverage(case, role) for role in case.audited]
    return Expectation(
        coverage=sum(coverages, Fraction(0)) / len(coverages) if coverages else Fraction(1),
        roles={role: role_state(case, role, findings) for role in case.audited},
        fit={person.name: fit(case, person) for person in case.members},
        not_needed=case.not_needed,
        findings=in_order(findings),
    )
