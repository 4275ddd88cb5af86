"""A team file's value as a Team: names resolved, dates read, and what the schema cannot say checked."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from mlops_team.inputs import schema
from mlops_team.inputs.catalog import Catalog
from mlops_team.inputs.document import Document, Fault, Seq
from mlops_team.model import Path, Subject
from mlops_team.text import did_you_mean, listing, quoted, shortened

LISTED_LEVEL = 3  # of a skill in a list, which has no levels
ALL_ROLES = "all"


class Learning(NamedTuple):
    """A skill that a member is learning, to which level, by which day."""

    skill: str
    level: int
    by: date
    path: Path


class Member(NamedTuple):
    """A person in a team."""

    name: str
    id: str | None  # None when the file gives none
    roles: Mapping[str, int]  # role id -> which entry of the member's list names it
    allocation: Decimal  # share of full time, exact as written
    skills: Mapping[str, int]  # as listed, known or not
    learning: tuple[Learning, ...]
    acknowledged: date | None
    starts: date | None
    ends: date | None
    path: Path

    def active(self, as_of: date) -> bool:
        """Whether the member is in the team on that day."""
        return (self.starts is None or self.starts <= as_of) and (self.ends is None or as_of <= self.ends)


class External(NamedTuple):
    """A role that somebody outside the team fills."""

    role: str
    provider: str
    ends: date | None
    path: Path

    def active(self, as_of: date) -> bool:
        """Whether the arrangement still holds on that day."""
        return self.ends is None or as_of <= self.ends


class Forum(NamedTuple):
    """A meeting or channel; it takes in every role when `roles` is None."""

    name: str
    roles: frozenset[str] | None


class Objective(NamedTuple):
    """A business goal."""

    goal: str
    metric: str | None
    owner: str | None
    roi: str | None
    path: Path


class Action(NamedTuple):
    """Something that a review agreed on."""

    what: str
    owner: str | None
    by: date
    done: bool
    path: Path


class Reviews(NamedTuple):
    """How often the team reviews itself, when it last did, and what came of it."""

    every: str | None = None
    last: date | None = None
    actions: tuple[Action, ...] = ()


class Waiver(NamedTuple):
    """A finding that is accepted up to and including a day."""

    code: str
    subject: Subject
    reason: str
    approved_by: str | None
    expires: date
    path: Path


class Team(NamedTuple):
    """A team as its file describes it."""

    name: str
    members: tuple[Member, ...]
    externals: tuple[External, ...]
    vacancies: tuple[str, ...]
    owners: Mapping[str, str]
    forums: tuple[Forum, ...]
    objectives: tuple[Objective, ...]
    reviews: Reviews
    waivers: tuple[Waiver, ...]


# Rule name or code -> its code and the fields of its subject, as a waiver may name them.
Waivable = Mapping[str, tuple[str, tuple[str, ...]]]


def read_team(document: Document, catalog: Catalog, waivable: Waivable) -> tuple[Team | None, list[Fault]]:
    """Return the team of a document, or None, and everything that keeps it from being audited."""
    found = [*document.faults]
    structural = schema.faults(document, "team") if not document.faults or document.value is not None else []
    found += structural
    team = None
    if isinstance(document.value, dict):
        value = schema.sound(document.value, "team") if structural else document.value
        reader = _Reader(document, {"team": None} | value, catalog, waivable)
        with suppress(_EnoughError):
            team = reader.team()
        found += reader.faults
    found.sort(key=lambda fault: (fault.place.line, fault.place.column, fault.code))
    return (None if found else team), found[: schema.MAX_FAULTS]


class _EnoughError(Exception):
    """As many faults as are shown of one file."""


class _Reader:
    """Builds a team; what cannot be resolved is a fault, and a stand-in lets the reading go on."""

    def __init__(self, document: Document, value: dict[str, Any], catalog: Catalog, waivable: Waivable) -> None:
        self.document = document
        self.value = value
        self.catalog = catalog
        self.waivable = waivable
        self.faults: list[Fault] = []

    def fault(self, code: str, path: Path, message: str, hint: str) -> None:
        self.faults.append(Fault(code, message, hint, self.document.place(path)))
        if len(self.faults) == schema.MAX_FAULTS:  # to word thousands more, none of them shown, would take minutes
            raise _EnoughError

    def team(self) -> Team:
        value = self.value
        members = tuple(self.member(item, path) for item, path in self.items("members"))
        self.check_unique(members)
        vacancies = [self.role(item["role"], (*path, "role")) for item, path in self.items("vacancies")]
        for item, path in self.items("vacancies"):
            self.day(item, "since", path)
        return Team(
            name=value["team"],
            members=members,
            externals=tuple(self.external(item, path) for item, path in self.items("external")),
            vacancies=tuple(vacancies),
            owners=self.owners(),
            forums=tuple(self.forum(item, path) for item, path in self.items("forums")),
            objectives=tuple(
                Objective(item["goal"], item.get("metric"), item.get("owner"), item.get("roi"), path)
                for item, path in self.items("objectives")
            ),
            reviews=self.reviews(),
            waivers=tuple(self.waiver(item, path) for item, path in self.items("waivers")),
        )

    def items(self, key: str) -> Iterator[tuple[dict[str, Any], Path]]:
        for index, item in enumerate(self.value.get(key, ())):
            if item is not None:
                yield item, (key, index)

    def day(self, item: dict[str, Any], key: str, path: Path) -> date | None:
        text = item.get(key)
        if text is None:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            subject = schema.subject_of(self.document.value, (*path, key))
            self.fault("MT003", (*path, key), f"{subject}: there is no day {text}", "write a day of the calendar")
            return None

    def role(self, name: str, path: Path) -> str:
        role = self.catalog.role_named(name)
        if role is None:
            subject = schema.subject_of(self.document.value, path)
            hint = did_you_mean(name, self.catalog.roles, "roles")
            self.fault("MT004", path, f"{subject}: unknown role {quoted(name)}", hint)
        return role or name

    def member(self, item: dict[str, Any], path: Path) -> Member:
        roles: dict[str, int] = {}
        for index, name in enumerate(item.get("roles", ())):
            roles.setdefault(self.role(name, (*path, "roles", index)), index)
        skills = item.get("skills", {})
        learning = [
            self.learning(one, (*path, "learning", index)) for index, one in enumerate(item.get("learning", ()))
        ]
        member = Member(
            name=item["name"],
            id=item.get("id"),
            roles=roles,
            allocation=Decimal(item.get("allocation", 1)),
            skills=dict.fromkeys(skills, LISTED_LEVEL) if isinstance(skills, Seq) else dict(skills),
            learning=tuple(learning),
            acknowledged=self.day(item, "acknowledged", path),
            starts=self.day(item, "from", path),
            ends=self.day(item, "until", path),
            path=path,
        )
        if member.starts and member.ends and member.ends < member.starts:
            message = f"{shortened(member.name)}: until {member.ends} is before from {member.starts}"
            self.fault("MT003", (*path, "until"), message, "swap the two, or mend one of them")
        return member

    def learning(self, item: dict[str, Any], path: Path) -> Learning:
        return Learning(item["skill"], item["level"], self.day(item, "by", path) or date.min, path)

    def check_unique(self, members: tuple[Member, ...]) -> None:
        names: set[str] = set()
        ids: set[str] = set()
        for member in members:
            key = "id" if member.id is not None else "name"
            if member.name in names:
                message = f"a second member is named {quoted(member.name)}"
                self.fault("MT006", (*member.path, "name"), message, "give each member a name of their own")
            elif (member.id or member.name) in ids:
                message = f"{shortened(member.name)}: the id {quoted(member.id or member.name)} is another member's"
                self.fault("MT006", (*member.path, key), message, "give each member an id of their own")
            names.add(member.name)
            ids.add(member.id or member.name)

    def external(self, item: dict[str, Any], path: Path) -> External:
        return External(self.role(item["role"], (*path, "role")), item["provider"], self.day(item, "until", path), path)

    def owners(self) -> dict[str, str]:
        owners: dict[str, str] = dict(self.value.get("owners", {}))
        listed = self.document.value.get("members")  # also those in whose entry something else is wrong
        listed = listed if isinstance(listed, list) else []
        names = {one["name"] for one in listed if isinstance(one, dict) and isinstance(one.get("name"), str)}
        known = [one.id for role in self.catalog.roles.values() for one in role.responsibilities]
        for responsibility, name in owners.items():
            path = ("owners", responsibility)
            if responsibility not in known:
                hint = did_you_mean(responsibility, known, "responsibilities")
                self.fault("MT004", path, f"owners: unknown responsibility {quoted(responsibility)}", hint)
            if name not in names:
                hint = did_you_mean(name, names, "members") if names else "list the member under members first"
                self.fault("MT004", path, f"owners: {responsibility}: no member is named {quoted(name)}", hint)
        return owners

    def forum(self, item: dict[str, Any], path: Path) -> Forum:
        if item["roles"] == ALL_ROLES:
            return Forum(item["name"], None)
        roles = (self.role(name, (*path, "roles", index)) for index, name in enumerate(item["roles"]))
        return Forum(item["name"], frozenset(roles))

    def reviews(self) -> Reviews:
        value = self.value.get("reviews", {})
        actions = []
        for index, item in enumerate(value.get("actions", ())):
            path: Path = ("reviews", "actions", index)
            by = self.day(item, "by", path) or date.min
            actions.append(Action(item["what"], item.get("owner"), by, item.get("done", False), path))
        return Reviews(value.get("every"), self.day(value, "last", ("reviews",)), tuple(actions))

    def waiver(self, item: dict[str, Any], path: Path) -> Waiver:
        code, fields = self.waivable.get(item["rule"], ("", ()))
        named = [field for field in Subject._fields if field in item]
        if not code:
            self.fault(
                "MT004",
                (*path, "rule"),
                f"waivers: {self.unwaivable(item['rule'])}",
                self.rule_hint(item["rule"]),
            )
        elif fields and not named:
            message = f"waivers: a waiver for {item['rule']} names no {listing(fields, 'or')}"
            self.fault("MT003", path, message, f"add the {listing(fields, 'or')} whose finding is accepted")
        for field in named if code else ():
            if field not in fields:
                message = f"waivers: findings of {item['rule']} have no {field}"
                about = f"a {listing(fields)}" if fields else "the whole team"
                self.fault("MT003", (*path, field), message, f"leave it out: the rule is about {about}")
        role = self.role(item["role"], (*path, "role")) if "role" in item else None
        subject = Subject(role, item.get("member"), item.get("skill"))
        expires = self.day(item, "expires", path) or date.min
        return Waiver(code, subject, item["reason"], item.get("approved-by"), expires, path)

    def unwaivable(self, rule: str) -> str:
        return f"{rule} cannot be waived" if rule.startswith("MT00") else f"unknown rule {quoted(rule)}"

    def rule_hint(self, rule: str) -> str:
        if rule.startswith("MT00"):
            return "mend the file: what cannot be read cannot be audited"
        return did_you_mean(rule, [name for name in self.waivable if not name.startswith("MT")], "rules")
