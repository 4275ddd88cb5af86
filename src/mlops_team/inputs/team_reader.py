"""A team file's value as a Team: names resolved, dates read, and what the schema cannot say checked."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

from mlops_team.inputs import schema
from mlops_team.inputs.catalog import Catalog
from mlops_team.inputs.document import Document, Fault, Seq
from mlops_team.inputs.team import (
    ALL_ROLES,
    Action,
    External,
    Forum,
    Learning,
    Member,
    Objective,
    Reviews,
    Team,
    Waiver,
)
from mlops_team.model import Path, Subject
from mlops_team.text import did_you_mean, id_key, listing, name_key, quoted, shortened

LISTED_LEVEL = 3  # of a skill in a list, which has no levels
_INPUT_RULES = "MT00"

# Rule name or code -> its code and the fields of its subject, as a waiver may name them; None if none may.
Waivable = Mapping[str, tuple[str, tuple[str, ...] | None]]


def read_team(document: Document, catalog: Catalog, waivable: Waivable) -> tuple[Team | None, list[Fault]]:
    """Return the team of a document, or None, and everything that keeps it from being audited."""
    faults = [*document.faults]
    if not document.faults or document.value is not None:
        faults += schema.faults(document, "team")
    team = None
    if isinstance(document.value, dict):
        value = schema.sound(document.value, "team") if faults else document.value
        reader = _Reader(document, {"team": ""} | value, catalog, waivable)
        with suppress(_EnoughError):
            team = reader.team()
        faults += reader.faults
    faults.sort(key=lambda fault: (fault.place.line, fault.place.column, fault.code))
    return (None if faults else team), faults[: schema.MAX_FAULTS]


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
        # Also those in whose entry something is wrong.
        listed = document.value.get("members")
        members = [member for member in listed if isinstance(member, dict)] if isinstance(listed, list) else []
        names = [_text(member, "name") for member in members if isinstance(member.get("name"), str)]
        self.names = {name_key(name): name for name in reversed(names) if name}

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
            name=value["team"].strip(),
            members=members,
            externals=tuple(self.external(item, path) for item, path in self.items("external")),
            vacancies=tuple(vacancies),
            owners=self.owners(),
            forums=tuple(self.forum(item, path) for item, path in self.items("forums")),
            objectives=tuple(
                Objective(
                    item["goal"].strip(), _text(item, "metric"), self.person(item, "owner"), _text(item, "roi"), path
                )
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
            hint = "write a day of the calendar, such as 2026-01-31"
            self.fault("MT003", (*path, key), f"{subject}: there is no day {text}", hint)
            return None

    def person(self, item: dict[str, Any], key: str) -> str | None:
        """Return the member that an entry names, as the members list writes the name, or the name of somebody else."""
        name = _text(item, key)
        return None if name is None else self.names.get(name_key(name), name)

    def role(self, name: str, path: Path) -> str:
        role = self.catalog.role_named(name)
        if role is None:
            subject = schema.subject_of(self.document.value, path)
            hint = did_you_mean(name, self.catalog.roles, "roles")
            self.fault("MT004", path, f"{subject}: unknown role {quoted(name)}", hint)
        return role or name

    def roles(self, names: Iterable[str], path: Path) -> dict[str, int]:
        """Return the roles that a list names, by id, with the number of the entry that names each."""
        roles: dict[str, int] = {}
        for index, name in enumerate(names):
            role = self.role(name, (*path, index))
            if role in roles:
                subject = schema.subject_of(self.document.value, path)
                spelling = "" if name == role else f", here as {quoted(name)}"
                message = f"{subject}: {shortened(role)} is in this list twice{spelling}"
                self.fault("MT003", (*path, index), message, "remove this entry")
            roles.setdefault(role, index)
        return roles

    def member(self, item: dict[str, Any], path: Path) -> Member:
        skills = item.get("skills") or {}
        member = Member(
            name=item["name"].strip(),
            id=_text(item, "id"),
            roles=self.roles(item.get("roles", ()), (*path, "roles")),
            allocation=Decimal(item.get("allocation", 1)),
            skills=dict.fromkeys(skills, LISTED_LEVEL) if isinstance(skills, Seq) else dict(skills),
            learning=tuple(
                self.learning(learning, (*path, "learning", index))
                for index, learning in enumerate(item.get("learning", ()))
            ),
            acknowledged=self.day(item, "acknowledged", path),
            starts=self.day(item, "from", path),
            ends=self.day(item, "until", path),
            path=path,
            allocation_written="allocation" in item,
        )
        if member.starts and member.ends and member.ends < member.starts:
            message = f"{shortened(member.name)}: until {member.ends} is before from {member.starts}"
            self.fault("MT003", (*path, "until"), message, "write a last day that is not before the first")
        return member

    def learning(self, item: dict[str, Any], path: Path) -> Learning:
        return Learning(item["skill"], item["level"], self.day(item, "by", path) or date.min, path)

    def check_unique(self, members: tuple[Member, ...]) -> None:
        names: dict[str, str] = {}
        ids: set[str] = set()
        without_id: set[str] = set()  # the names of those, by which their people are known
        for member in members:
            name, id = name_key(member.name), id_key(member.id or member.name)
            key = "name" if member.id is None else "id"
            if name in names:
                spelling = "" if names[name] == member.name else f", there as {quoted(names[name])}"
                message = f"a second member is named {quoted(member.name)}{spelling}"
                self.fault("MT006", (*member.path, "name"), message, "give each member a name of their own")
            elif id in ids or (member.id is not None and id in without_id):
                message = f"{shortened(member.name)}: the id {quoted(member.id or member.name)} is another member's"
                self.fault("MT006", (*member.path, key), message, "give each member an id of their own")
            names[name] = member.name
            (without_id if member.id is None else ids).add(id)

    def external(self, item: dict[str, Any], path: Path) -> External:
        role = self.role(item["role"], (*path, "role"))
        return External(role, item["provider"].strip(), self.day(item, "until", path), path)

    def owners(self) -> dict[str, str]:
        written: dict[str, str] = self.value.get("owners", {})
        known = {duty.id for role in self.catalog.roles.values() for duty in role.responsibilities}
        for responsibility, name in written.items():
            path = ("owners", responsibility)
            if responsibility not in known:
                hint = did_you_mean(responsibility, known, "responsibilities")
                self.fault("MT004", path, f"owners: unknown responsibility {quoted(responsibility)}", hint)
            if name_key(name) not in self.names:
                names = self.names.values()
                hint = did_you_mean(name, names, "members") if names else "list the member under members first"
                self.fault("MT004", path, f"owners: {responsibility}: no member is named {quoted(name)}", hint)
        return {responsibility: self.person(written, responsibility) or "" for responsibility in written}

    def forum(self, item: dict[str, Any], path: Path) -> Forum:
        name, roles = item["name"].strip(), item["roles"]
        return Forum(name, None if roles == ALL_ROLES else frozenset(self.roles(roles, (*path, "roles"))))

    def objective(self, item: dict[str, Any], path: Path) -> Objective:
        owner = self.person(item, "owner")
        return Objective(item["goal"].strip(), _text(item, "metric"), owner, _text(item, "roi"), path)

    def reviews(self) -> Reviews:
        value = self.value.get("reviews", {})
        actions = []
        for index, item in enumerate(value.get("actions", ())):
            path: Path = ("reviews", "actions", index)
            by = self.day(item, "by", path) or date.min
            actions.append(Action(item["what"].strip(), self.person(item, "owner"), by, item.get("done", False), path))
        return Reviews(value.get("every"), self.day(value, "last", ("reviews",)), tuple(actions))

    def waiver(self, item: dict[str, Any], path: Path) -> Waiver:
        code, fields = self.waivable.get(item["rule"], ("", ()))
        named = [field for field in Subject._fields if field in item]
        if not code:
            self.not_waivable(item["rule"], (*path, "rule"))
        elif fields is None:
            message = f"waivers: {item['rule']} is about waivers and cannot be waived"
            self.fault("MT003", (*path, "rule"), message, "extend the waiver that the finding is about, or remove it")
        elif fields and not named:
            message = f"waivers: a waiver for {item['rule']} names no {listing(fields, 'or')}"
            self.fault("MT003", path, message, f"add the {listing(fields, 'or')} whose finding is accepted")
        for field in named if code and fields is not None else ():
            if field not in (fields or ()):
                message = f"waivers: findings of {item['rule']} have no {field}"
                about = f"a {listing(fields)}" if fields else "the whole team"
                self.fault("MT003", (*path, field), message, f"remove it: the rule is about {about}")
        role = self.role(item["role"], (*path, "role")) if "role" in item else None
        subject = Subject(role, self.person(item, "member"), _text(item, "skill"))
        expires = self.day(item, "expires", path) or date.min
        return Waiver(code, subject, item["reason"].strip(), _text(item, "approved-by"), expires, path)

    def not_waivable(self, rule: str, path: Path) -> None:
        if rule.startswith(_INPUT_RULES):
            hint = "fix the file: what cannot be read cannot be audited"
            self.fault("MT004", path, f"waivers: {rule} cannot be waived", hint)
        else:
            names = [name for name, (_, fields) in self.waivable.items() if fields is not None and name[:2] != "MT"]
            self.fault("MT004", path, f"waivers: unknown rule {quoted(rule)}", did_you_mean(rule, names, "rules"))


def _text(item: dict[str, Any], key: str) -> str | None:
    """Return a text without white space around it, None where it is absent."""
    text: str | None = item.get(key)
    return None if text is None else text.strip()
