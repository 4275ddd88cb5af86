"""A team file's value as a Team: names resolved, dates read, and checks that a schema cannot express."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from mlops_team.inputs import schema
from mlops_team.inputs.catalog import Catalog
from mlops_team.inputs.catalog_choice import CatalogChoice
from mlops_team.inputs.document import Document, Fault
from mlops_team.inputs.entry_reader import EnoughError, EntryReader, text_of
from mlops_team.inputs.levels import effective_levels, listed_by_name
from mlops_team.inputs.people import Person, taken_skills
from mlops_team.inputs.team import (
    ALL_ROLES,
    External,
    Forum,
    Learning,
    Member,
    NotNeeded,
    Objective,
    ReviewAction,
    Reviews,
    Team,
    Waiver,
)
from mlops_team.model import Pointer, Subject
from mlops_team.text import did_you_mean, id_key, listing, name_key, quoted, shortened

_INPUT_RULES = "MT00"

# Rule name or code -> its code and the fields of its subject, as a waiver may name them; None if none may.
Waivable = Mapping[str, tuple[str, tuple[str, ...] | None]]


def read_team(
    document: Document,
    catalogs: Catalog | CatalogChoice,
    waivable: Waivable,
    people: Mapping[str, Person] | None = MappingProxyType({}),
) -> tuple[Team | None, list[Fault]]:
    """Return the team of a document, or None, and everything that keeps it from being audited.

    Args:
        document: The team file.
        catalogs: What teams are checked against; a team file may choose among them, and by default among those that
            come with the program.
        waivable: The rules that a waiver may name.
        people: The people of the people file, as `read_people` returns them, or None where that file is faulty: then
            a team with members to look up in it is None, and their entries get no further faults.

    Raises:
        CatalogError: The catalog that the file chooses cannot be used.
    """
    faults = [*document.faults]
    if not document.faults or document.value is not None:
        faults += schema.faults(document, "team")
    team, complete = None, True
    if isinstance(document.value, dict):
        value = schema.sound(document.value, "team") if faults else document.value
        choice = CatalogChoice(catalogs) if isinstance(catalogs, Catalog) else catalogs
        catalog = _chosen(document, value, choice, faults)
        if catalog is not None:  # no other catalog says what the names in the file mean
            entries = EntryReader(document, catalog)
            reader = _Reader(entries, {"team": ""} | value, waivable, people)
            with suppress(EnoughError):
                team = reader.team()
            complete = reader.complete
            faults += entries.faults
    faults.sort(key=lambda fault: (fault.location.line, fault.location.column, fault.code))
    return (team if complete and not faults else None), faults[: schema.MAX_FAULTS]


def _chosen(document: Document, value: dict[str, Any], choice: CatalogChoice, faults: list[Fault]) -> Catalog | None:
    """Return the catalog that a team file chooses; None, with a fault, where no catalog has that name."""
    if (name := value.get("catalog")) is None:
        return None if "catalog" in document.value else choice.default
    catalog = choice.named(name.strip())
    if catalog is None:
        message = f"catalog: there is no catalog named {quoted(name)}"
        hint = did_you_mean(name, choice.names, "catalogs")
        faults.append(Fault("MT004", message, hint, document.location(("catalog",))))
    return catalog


class _Reader:
    """Builds a team; what cannot be resolved is a fault, and a substitute lets the reading go on."""

    def __init__(
        self,
        entries: EntryReader,
        value: dict[str, Any],
        waivable: Waivable,
        people: Mapping[str, Person] | None,
    ) -> None:
        self.entries = entries
        self.value = value
        self.catalog = entries.catalog
        self.waivable = waivable
        self.people = people
        self.complete = True  # False where a member has to be looked up in a faulty people file
        # Includes members whose entries have faults.
        listed = entries.document.value.get("members")
        members = [member for member in listed if isinstance(member, dict)] if isinstance(listed, list) else []
        names = [text_of(member, "name") for member in members if isinstance(member.get("name"), str)]
        looked_up = [member["id"] for member in members if "name" not in member and isinstance(member.get("id"), str)]
        names += [people[id_key(id)].name for id in looked_up if people and id_key(id) in people]
        self.names = {name_key(name): name for name in reversed(names) if name}

    def team(self) -> Team:
        value = self.value
        members = tuple(self.member(item, path) for item, path in self.items("members"))
        self.check_unique(members)
        vacancies = [self.entries.role(item["role"], (*path, "role")) for item, path in self.items("vacancies")]
        for item, path in self.items("vacancies"):
            self.entries.day(item, "since", path)
        return Team(
            name=value["team"].strip(),
            catalog=self.catalog,
            members=members,
            externals=tuple(self.external(item, path) for item, path in self.items("external")),
            vacancies=tuple(vacancies),
            owners=self.owners(),
            forums=tuple(self.forum(item, path) for item, path in self.items("forums")),
            objectives=tuple(self.objective(item, path) for item, path in self.items("objectives")),
            reviews=self.reviews(),
            waivers=tuple(self.waiver(item, path) for item, path in self.items("waivers")),
            not_needed=tuple(self.not_needed()),
        )

    def items(self, key: str) -> Iterator[tuple[dict[str, Any], Pointer]]:
        for index, item in enumerate(self.value.get(key, ())):
            if item is not None:
                yield item, (key, index)

    def person(self, item: dict[str, Any], key: str) -> str | None:
        """Return the name under a key of an entry, with a member's name spelled as in the members list."""
        name = text_of(item, key)
        return None if name is None else self.names.get(name_key(name), name)

    def member(self, item: dict[str, Any], path: Pointer) -> Member:
        entries, person = self.entries, self.somebody(item, path)
        listed = listed_by_name(entries.listed(item.get("skills"), (*path, "skills")), self.catalog)
        if person is not None:
            listed = listed_by_name(taken_skills(person, entries, path, listed), self.catalog) | listed
        levels = effective_levels(listed, self.catalog)
        member = Member(
            name=text_of(item, "name") or (person.name if person else ""),
            id=text_of(item, "id"),
            roles=entries.roles(item.get("roles", ()), (*path, "roles")),
            allocation=Decimal(item.get("allocation", 1)),
            listed=listed,
            skills=levels.skills,
            unrated=levels.unrated,
            via=levels.via,
            learning=tuple(
                self.learning(learning, (*path, "learning", index))
                for index, learning in enumerate(item.get("learning", ()))
            ),
            acknowledged=entries.day(item, "acknowledged", path),
            assessed=entries.day(item, "assessed", path) or (person and person.assessed),
            starts=entries.day(item, "from", path),
            ends=entries.day(item, "until", path),
            path=path,
            allocation_written="allocation" in item,
            whole_time=self.whole_time(item),
        )
        if member.starts and member.ends and member.ends < member.starts:
            message = f"{shortened(member.name)}: until {member.ends} is before from {member.starts}"
            entries.fault("MT003", (*path, "until"), message, "write a last day that is not before the first")
        return member

    def somebody(self, item: dict[str, Any], path: Pointer) -> Person | None:
        """Return the person in the people file whose id a member without a name has, or None."""
        if "name" in item:
            return None
        if "id" not in item:
            hint = "add it, for example name: Ines Duarte"
            self.entries.fault("MT003", path, 'members: a member needs "name"', hint)
            return None
        person = None if self.people is None else self.people.get(id_key(item["id"]))
        self.complete &= self.people is not None
        if person is None and self.people is not None:
            ids = [known.id for known in self.people.values()]
            hint = did_you_mean(item["id"], ids, "ids") if ids else 'add "name", or name a people file with --people'
            message = f"members: there is nobody with the id {quoted(item['id'])} in a people file"
            self.entries.fault("MT004", (*path, "id"), message, hint)
        return person

    def whole_time(self, item: dict[str, Any]) -> Decimal | None:
        person = self.people.get(id_key(item["id"])) if self.people and "id" in item else None
        return person and person.allocation

    def learning(self, item: dict[str, Any], path: Pointer) -> Learning:
        level = self.entries.level(item["level"], (*path, "level"))
        return Learning(self.entries.skill(item["skill"]), level, self.entries.day(item, "by", path) or date.min, path)

    def not_needed(self) -> Iterator[NotNeeded]:
        seen: set[str] = set()
        for item, path in self.items("not-needed"):
            skill = self.entries.skill(item["skill"])
            if skill not in self.catalog.skills:
                known = "a tool, not a skill" if skill in self.catalog.tools else "unknown"
                hint = "name a skill that it shows" if skill in self.catalog.tools else self.catalog.skill_hint(skill)
                self.entries.fault("MT004", (*path, "skill"), f"not-needed: {quoted(item['skill'])} is {known}", hint)
            elif skill in seen:
                self.entries.fault(
                    "MT003", (*path, "skill"), f"not-needed: {skill} is in this list twice", "remove this entry"
                )
            seen.add(skill)
            reason, ends = item["reason"].strip(), self.entries.day(item, "until", path)
            yield NotNeeded(skill, reason, text_of(item, "approved-by"), ends, path)

    def check_unique(self, members: tuple[Member, ...]) -> None:
        names: dict[str, str] = {}
        ids: set[str] = set()
        without_id: set[str] = set()  # members without an id are identified by their names
        for member in filter(lambda member: member.name, members):
            name, id = name_key(member.name), id_key(member.id or member.name)
            key = "name" if member.id is None else "id"
            if name in names:
                spelling = "" if names[name] == member.name else f", there as {quoted(names[name])}"
                message = f"a second member is named {quoted(member.name)}{spelling}"
                self.entries.fault("MT006", (*member.path, "name"), message, "give each member a name of their own")
            elif id in ids or (member.id is not None and id in without_id):
                message = f"{shortened(member.name)}: the id {quoted(member.id or member.name)} is another member's"
                self.entries.fault("MT006", (*member.path, key), message, "give each member an id of their own")
            names[name] = member.name
            (without_id if member.id is None else ids).add(id)

    def external(self, item: dict[str, Any], path: Pointer) -> External:
        role = self.entries.role(item["role"], (*path, "role"))
        return External(role, item["provider"].strip(), self.entries.day(item, "until", path), path)

    def owners(self) -> dict[str, str]:
        written: dict[str, str] = self.value.get("owners", {})
        known = {duty.id for role in self.catalog.roles.values() for duty in role.responsibilities}
        for responsibility, name in written.items():
            path = ("owners", responsibility)
            if responsibility not in known:
                hint = did_you_mean(responsibility, known, "responsibilities")
                self.entries.fault("MT004", path, f"owners: unknown responsibility {quoted(responsibility)}", hint)
            if name_key(name) not in self.names and self.complete:
                names = self.names.values()
                hint = did_you_mean(name, names, "members") if names else "list the member under members first"
                self.entries.fault("MT004", path, f"owners: {responsibility}: no member is named {quoted(name)}", hint)
        return {responsibility: self.person(written, responsibility) or "" for responsibility in written}

    def forum(self, item: dict[str, Any], path: Pointer) -> Forum:
        name, roles = item["name"].strip(), item["roles"]
        return Forum(name, None if roles == ALL_ROLES else frozenset(self.entries.roles(roles, (*path, "roles"))))

    def objective(self, item: dict[str, Any], path: Pointer) -> Objective:
        owner = self.person(item, "owner")
        return Objective(item["goal"].strip(), text_of(item, "metric"), owner, text_of(item, "roi"), path)

    def reviews(self) -> Reviews:
        value = self.value.get("reviews", {})
        actions = []
        for index, item in enumerate(value.get("actions", ())):
            path: Pointer = ("reviews", "actions", index)
            what, by = item["what"].strip(), self.entries.day(item, "by", path) or date.min
            actions.append(ReviewAction(what, self.person(item, "owner"), by, item.get("done", False), path))
        return Reviews(value.get("every"), self.entries.day(value, "last", ("reviews",)), tuple(actions))

    def waiver(self, item: dict[str, Any], path: Pointer) -> Waiver:
        code, fields = self.waivable.get(item["rule"], ("", ()))
        named = [field for field in Subject._fields if field in item]
        if not code:
            self.not_waivable(item["rule"], (*path, "rule"))
        elif fields is None:
            message = f"waivers: {item['rule']} is about waivers and cannot be waived"
            self.entries.fault(
                "MT003", (*path, "rule"), message, "extend the waiver that the finding is about, or remove it"
            )
        elif fields and not named:
            message = f"waivers: a waiver for {item['rule']} names no {listing(fields, 'or')}"
            self.entries.fault("MT003", path, message, f"add the {listing(fields, 'or')} whose finding is accepted")
        for field in named if code and fields is not None else ():
            if field not in (fields or ()):
                message = f"waivers: findings of {item['rule']} have no {field}"
                about = f"a {listing(fields)}" if fields else "the whole team"
                self.entries.fault("MT003", (*path, field), message, f"remove it: the rule is about {about}")
        role = self.entries.role(item["role"], (*path, "role")) if "role" in item else None
        skill = self.entries.skill(item["skill"]) if "skill" in item else None
        subject = Subject(role, self.person(item, "member"), skill)
        expires = self.entries.day(item, "expires", path) or date.min
        return Waiver(code, subject, item["reason"].strip(), text_of(item, "approved-by"), expires, path)

    def not_waivable(self, rule: str, path: Pointer) -> None:
        if rule.startswith(_INPUT_RULES):
            hint = "fix the file: what cannot be read cannot be audited"
            self.entries.fault("MT004", path, f"waivers: {rule} cannot be waived", hint)
        else:
            names = [name for name, (_, fields) in self.waivable.items() if fields is not None and name[:2] != "MT"]
            hint = did_you_mean(rule, names, "rules")
            self.entries.fault("MT004", path, f"waivers: unknown rule {quoted(rule)}", hint)
