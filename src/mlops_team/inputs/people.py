"""The people file: who the people of several teams are, by their ids."""

import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from mlops_team.inputs import schema
from mlops_team.inputs import yaml_reader as documents
from mlops_team.inputs.catalog_choice import CatalogChoice
from mlops_team.inputs.discover import shortest_path
from mlops_team.inputs.document import Document, Fault
from mlops_team.inputs.entry_reader import EnoughError, EntryReader, text_of
from mlops_team.inputs.levels import LISTED_LEVEL, ListedSkill
from mlops_team.model import Pointer
from mlops_team.text import id_key, quoted


class Person(NamedTuple):
    """Somebody who may be a member of several teams."""

    id: str
    name: str
    skills: tuple[tuple[str, int | str | None], ...]  # as they are written: levels by number, by name, or not rated
    allocation: Decimal | None  # their whole working time, as a share of full time
    assessed: date | None  # when their levels were last looked at


class PeopleFile(NamedTuple):
    """A people file as it was read."""

    file: str  # the shown path; empty without a people file
    people: Mapping[str, Person] | None  # by id, as `id_key` has them; None when something is wrong with the file
    faults: tuple[Fault, ...] = ()
    value: Any = None  # of the file; redaction looks for names in it


NO_PEOPLE = PeopleFile("", {})


def read_people_file(file: str | None, catalogs: CatalogChoice, named_by: str) -> PeopleFile:
    """Return the people of a file, shown from the working directory where it is below it.

    Args:
        file: Its path; None where there is none.
        catalogs: As for `read_people`.
        named_by: The option, or the file and key of the configuration, that names it.
    """
    if file is None:
        return NO_PEOPLE
    document = documents.read(_shown(file))
    if not os.path.isfile(file):
        hint = f"{named_by} names it: correct the path, or start it with people: [{{id: ines@example.com, name: Ines}}]"
        document = document._replace(faults=tuple(fault._replace(hint=hint) for fault in document.faults))
    return people_file(document, catalogs)


def _shown(file: str) -> str:
    relative = shortest_path(file) if os.path.isabs(file) else file
    return file if relative.startswith(os.pardir) else relative


def people_file(document: Document, catalogs: CatalogChoice) -> PeopleFile:
    """Return the people of a document, as `read_people` reads them."""
    people, faults = read_people(document, catalogs)
    return PeopleFile(document.file, None if faults else people, tuple(faults), document.value)


def needs_people(value: Any) -> bool:  # noqa: ANN401 - a file's value, which need not be a team
    """Whether a team file has a member who is to be looked up."""
    members = value.get("members") if isinstance(value, dict) else None
    return isinstance(members, list) and any(_is_looked_up(member) for member in members)


def looked_up(value: Any, people: Mapping[str, Person] | None) -> list[Person | None] | None:  # noqa: ANN401 - as above
    """Return the person of each member who is looked up, None for an unknown id; None where the file is faulty."""
    if people is None:
        return None
    return [people.get(id_key(member["id"])) for member in value["members"] if _is_looked_up(member)]


def with_names(value: Any, people: Mapping[str, Person] | None) -> Any:  # noqa: ANN401 - as above
    """Return a team file's value with the names of the members who are looked up."""
    if not people or not needs_people(value):
        return value
    members = [
        {**member, "name": people[id_key(member["id"])].name}
        if _is_looked_up(member) and id_key(member["id"]) in people
        else member
        for member in value["members"]
    ]
    return {**value, "members": members}


def _is_looked_up(member: Any) -> bool:  # noqa: ANN401 - as above
    return isinstance(member, dict) and "name" not in member and isinstance(member.get("id"), str)


def inherited_skills(
    person: Person, entries: EntryReader, pointer: Pointer, own: Collection[str]
) -> Iterator[ListedSkill]:
    """Yield the entries that a member takes from the people file, by the levels of the team's catalog.

    Args:
        person: Who the member is.
        entries: Reads the team file; a name that is not a level of the team's catalog is added to its faults.
        pointer: The pointer to the member.
        own: The skills and tools that the team file lists itself, and whose levels count.
    """
    for key, level in person.skills:
        if entries.skill(key) in own:
            continue
        number = entries.catalog.level_named(level) if isinstance(level, str) else level
        if number is None and level is not None:
            message = f"{person.name}: {key}: {quoted(level)} in the people file is no level of catalog "
            hint = f"write a number there, such as {key}: 3: it is the same in every catalog"
            entries.fault("MT003", pointer, message + entries.catalog.id, hint)
        yield ListedSkill(key, number, from_people_file=True)


def read_people(document: Document, catalogs: CatalogChoice) -> tuple[Mapping[str, Person], list[Fault]]:
    """Return the people of a people file by their ids, written as `id_key` has them, and what is wrong with the file.

    Args:
        document: The people file.
        catalogs: The catalogs of the run. A name of a level must be in one of them; what it means depends on the team.
    """
    faults = [*document.faults]
    if not document.faults or document.value is not None:
        faults += schema.faults(document, "people")
    if faults:
        return {}, faults[: schema.MAX_FAULTS]
    entries, people = EntryReader(document, catalogs.default), dict[str, Person]()
    with suppress(EnoughError):
        for index, item in enumerate(document.value["people"]):
            pointer = ("people", index)
            id = item["id"].strip()
            if id_key(id) in people:
                message = f"people: the id {quoted(id)} is another person's"
                entries.fault("MT006", (*pointer, "id"), message, "give each person an id of their own")
            people[id_key(id)] = Person(
                id,
                text_of(item, "name") or id,
                tuple(_skills(item.get("skills"), entries, (*pointer, "skills"), catalogs)),
                Decimal(item["allocation"]) if "allocation" in item else None,
                entries.day(item, "assessed", pointer),
            )
    return people, entries.faults


def _skills(
    skills: Any,  # noqa: ANN401 - a mapping, a list or nothing
    entries: EntryReader,
    pointer: Pointer,
    catalogs: CatalogChoice,
) -> Iterator[tuple[str, int | str | None]]:
    if not isinstance(skills, dict):
        yield from ((skill, LISTED_LEVEL) for skill in skills or ())
        return
    for key, level in skills.items():
        if isinstance(level, str) and not catalogs.have_level(level):
            entries.no_level(level, (*pointer, key))
        yield key, level
