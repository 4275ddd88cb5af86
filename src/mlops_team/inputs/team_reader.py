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
from mlops_team.inputs.people import Person, inherited_skills
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
        self, entries: EntryReader, value: dict[str, Any], waivable: Waivable, people: Mapping[str, Person] | None
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
        members = tuple(self.member(item, pointer) for item, pointer in self.items("members"))
        self.check_unique(members)
        vacancies = [self.entries.role(item["role"], (*pointer, "role")) for item, pointer in self.items("vacancies")]
        for item, pointer in self.items("vacancies"):
            self.entries.day(item, "since", pointer)
        return Team(
            name=value["team"].strip(),
            catalog=self.catalog,
            members=members,
            externals=tuple(self.external(item, pointer) for item, pointer in self.items("external")),
            vacancies=tuple(vacancies),
            owners=self.owners(),
            forums=tuple(self.forum(item, pointer) for item, pointer in self.items("forums")),
            objectives=tuple(self.objective(item, pointer) for item, pointer in self.items("objectives")),
            reviews=self.reviews(),
            waivers=tuple(self.waiver(item, pointer) for item, pointer in self.items("waivers")),
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

    def member(self, item: dict[str, Any], pointer: Pointer) -> Member:
        entries, person = self.entries, self.looked_up(item, pointer)
        listed = listed_by_name(entries.listed(item.get("skills"), (*pointer, "skills")), self.catalog)
        if person is not None:
            listed = listed_by_name(inherited_skills(person, entries, pointer, listed), self.catalog) | listed
        levels = effective_levels(listed, self.catalog)
        member = Member(
            name=text_of(item, "name") or (person.name if person else ""),
            id=text_of(item, "id"),
            roles=entries.roles(item.get("roles", ()), (*pointer, "roles")),
            allocation=Decimal(item.get("allocation", 1)),
            listed=listed,
            skills=levels.skills,
            unrated=levels.unrated,
            via=levels.via,
            learning=tuple(
                self.learning(learning, (*pointer, "learning", index))
                for index, learning in enumerate(item.get("learning", ()))
            ),
            acknowledged=entries.day(item, "acknowledged", pointer),
            assessed=entries.day(item, "assessed", pointer) or (person and person.assessed),
            starts=entries.day(item, "from", pointer),
            ends=entries.day(item, "until", pointer),
            pointer=pointer,
            allocation_written="allocation" in item,
            whole_time=self.whole_time(item),
        )
        if member.starts and member.ends and member.ends < member.starts:
            message = f"{shortened(member.name or member.id or '')}: until {member.ends} is before from {member.starts}"
            entries.fault("MT003", (*pointer, "until"), message, "write a last day that is not before the first")
        return member

    def looked_up(self, item: dict[str, Any], pointer: Pointer) -> Person | None:
        """Return the person in the people file whose id a member without a name has, or None."""
        if "name" in item:
            return None
        if "id" not in item:
            hint = "add it, for example name: Ines Duarte"
            self.entries.fault("MT003", pointer, 'members: a member needs "name"', hint)
            return None
        person = None if self.people is None else self.people.get(id_key(item["id"]))
        self.complete &= self.people is not None
        if person is None and self.people is not None:
            ids = [person.id for person in self.people.values()]
            hint = did_you_mean(item["id"], ids, "ids") if ids else 'add "name", or name a people file with --people'
            message = f"members: there is nobody with the id {quoted(item['id'])} in a people file"
            self.entries.fault("MT004", (*pointer, "id"), message, hint)
        return person

    def whole_time(self, item: dict[str, Any]) -> Decimal | None:
        person = self.people.get(id_key(item["id"])) if self.people and "id" in item else None
        return person and person.allocation

    def learning(self, item: dict[str, Any], pointer: Pointer) -> Learning:
        level = self.entries.level(item["level"], (*pointer, "level"))
        by = self.entries.day(item, "by", pointer) or date.min
        return Learning(self.entries.skill(item["skill"]), level, by, pointer)

    def not_needed(self) -> Iterator[NotNeeded]:
        seen: set[str] = set()
        for item, pointer in self.items("not-needed"):
            skill = self.entries.skill(item["skill"])
            if skill not in self.catalog.skills:
                kind = "a tool, not a skill" if skill in self.catalog.tools else "unknown"
                hint = "name a skill that it shows" if skill in self.catalog.tools else self.catalog.skill_hint(skill)
                self.entries.fault("MT004", (*pointer, "skill"), f"not-needed: {quoted(item['skill'])} is {kind}", hint)
            elif skill in seen:
                message = f"not-needed: {skill} is in this list twice"
                self.entries.fault("MT003", (*pointer, "skill"), message, "remove this entry")
            seen.add(skill)
            reason, ends = item["reason"].strip(), self.entries.day(item, "until", pointer)
            yield NotNeeded(skill, reason, text_of(item, "approved-by"), ends, pointer)

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
                self.entries.fault("MT006", (*member.pointer, "name"), message, "give each member a name of their own")
            elif id in ids or (member.id is not None and id in without_id):
                message = f"{shortened(member.name)}: the id {quoted(member.id or member.name)} is another member's"
                self.entries.fault("MT006", (*member.pointer, key), message, "give each member an id of their own")
            names[name] = member.name
            (without_id if member.id is None else ids).add(id)

    def external(self, item: dict[str, Any], pointer: Pointer) -> External:
        role = self.entries.role(item["role"], (*pointer, "role"))
        return External(role, item["provider"].strip(), self.entries.day(item, "until", pointer), pointer)

    def owners(self) -> dict[str, str]:
        written: dict[str, str] = self.value.get("owners", {})
        duties = {duty.id for role in self.catalog.roles.values() for duty in role.responsibilities}
        for responsibility, name in written.items():
            pointer = ("owners", responsibility)
            if responsibility not in duties:
                hint = did_you_mean(responsibility, duties, "responsibilities")
                self.entries.fault("MT004", pointer, f"owners: unknown responsibility {quoted(responsibility)}", hint)
            if name_key(name) not in self.names and self.complete:
                names = self.names.values()
                hint = did_you_mean(name, names, "members") if names else "list the member under members first"
                message = f"owners: {responsibility}: no member is named {quoted(name)}"
                self.entries.fault("MT004", pointer, message, hint)
        return {responsibility: self.person(written, responsibility) or "" for responsibility in written}

    def forum(self, item: dict[str, Any], pointer: Pointer) -> Forum:
        name, roles = item["name"].strip(), item["roles"]
        return Forum(name, None if roles == ALL_ROLES else frozenset(self.entries.roles(roles, (*pointer, "roles"))))

    def objective(self, item: dict[str, Any], pointer: Pointer) -> Objective:
        owner = self.person(item, "owner")
        return Objective(item["goal"].strip(), text_of(item, "metric"), owner, text_of(item, "roi"), pointer)

    def reviews(self) -> Reviews:
        value = self.value.get("reviews", {})
        actions = []
        for index, item in enumerate(value.get("actions", ())):
            pointer: Pointer = ("reviews", "actions", index)
            what, by = item["what"].strip(), self.entries.day(item, "by", pointer) or date.min
            actions.append(ReviewAction(what, self.person(item, "owner"), by, item.get("done", False), pointer))
        return Reviews(value.get("every"), self.entries.day(value, "last", ("reviews",)), tuple(actions))

    def waiver(self, item: dict[str, Any], pointer: Pointer) -> Waiver:
        code, fields = self.waivable.get(item["rule"], ("", ()))
        named = [field for field in Subject._fields if field in item]
        if not code:
            self.not_waivable(item["rule"], (*pointer, "rule"))
        elif fields is None:
            message = f"waivers: {item['rule']} is about waivers and cannot be waived"
            hint = "extend the waiver that the finding is about, or remove it"
            self.entries.fault("MT003", (*pointer, "rule"), message, hint)
        elif fields and not named:
            message = f"waivers: a waiver for {item['rule']} names no {listing(fields, 'or')}"
            self.entries.fault("MT003", pointer, message, f"add the {listing(fields, 'or')} whose finding is accepted")
        for field in named if code and fields is not None else ():
            if field not in (fields or ()):
                message = f"waivers: findings of {item['rule']} have no {field}"
                about = f"a {listing(fields)}" if fields else "the whole team"
                self.entries.fault("MT003", (*pointer, field), message, f"remove it: the rule is about {about}")
        role = self.entries.role(item["role"], (*pointer, "role")) if "role" in item else None
        skill = self.entries.skill(item["skill"]) if "skill" in item else None
        subject = Subject(role, self.person(item, "member"), skill)
        expires = self.entries.day(item, "expires", pointer) or date.min
        return Waiver(code, subject, item["reason"].strip(), text_of(item, "approved-by"), expires, pointer)

    def not_waivable(self, rule: str, pointer: Pointer) -> None:
        if rule.startswith(_INPUT_RULES):
            hint = "fix the file: what cannot be read cannot be audited"
            self.entries.fault("MT004", pointer, f"waivers: {rule} cannot be waived", hint)
        else:
            names = [name for name, (_, fields) in self.waivable.items() if fields is not None and name[:2] != "MT"]
            hint = did_you_mean(rule, names, "rules")
            self.entries.fault("MT004", pointer, f"waivers: unknown rule {quoted(rule)}", hint)
