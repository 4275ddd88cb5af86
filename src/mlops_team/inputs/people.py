"""The people file: who the people of several teams are, by their ids."""

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from mlops_team.inputs import schema
from mlops_team.inputs import yaml_reader as documents
from mlops_team.inputs.catalog import Catalog
from mlops_team.inputs.document import Document, Fault
from mlops_team.inputs.entry_reader import EnoughError, EntryReader, text_of
from mlops_team.inputs.levels import Listed
from mlops_team.text import id_key, quoted


class Person(NamedTuple):
    """Somebody who may be a member of several teams."""

    id: str
    name: str
    listed: tuple[Listed, ...]  # the entries of their skills
    allocation: Decimal | None  # their whole working time, as a share of full time
    assessed: date | None  # when their levels were last looked at


class PeopleFile(NamedTuple):
    """A people file as it was read."""

    file: str  # the shown path; empty without a people file
    people: Mapping[str, Person] | None  # by id, as `id_key` has them; None when something is wrong with the file
    faults: tuple[Fault, ...] = ()
    value: Any = None  # of the file; redaction looks for names in it


NO_PEOPLE = PeopleFile("", {})


def read_people_file(file: str, catalog: Catalog) -> PeopleFile:
    """Return the people of a file; its shown path is relative where the file is below the working directory.

    Args:
        file: Its path.
        catalog: As for `read_people`.
    """
    relative = os.path.relpath(file) if os.path.isabs(file) else file
    return people_file(documents.read(file if relative.startswith(os.pardir) else relative), catalog)


def people_file(document: Document, catalog: Catalog) -> PeopleFile:
    """Return the people of a document, as `read_people` reads them."""
    people, faults = read_people(document, catalog)
    return PeopleFile(document.file, None if faults else people, tuple(faults), document.value)


def needs_people(value: Any) -> bool:  # noqa: ANN401 - a file's value, which need not be a team
    """Whether a team file has a member who is to be looked up."""
    members = value.get("members") if isinstance(value, dict) else None
    return isinstance(members, list) and any(_is_looked_up(member) for member in members)


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


def read_people(document: Document, catalog: Catalog) -> tuple[Mapping[str, Person], list[Fault]]:
    """Return the people of a people file by their ids, written as `id_key` has them, and what is wrong with the file.

    Args:
        document: The people file.
        catalog: The run's catalog, whose names of levels the file may use.
    """
    faults = [*document.faults]
    if not document.faults or document.value is not None:
        faults += schema.faults(document, "people")
    if faults:
        return {}, faults[: schema.MAX_FAULTS]
    entries, people = EntryReader(document, catalog), dict[str, Person]()
    with suppress(EnoughError):
        for index, item in enumerate(document.value["people"]):
            path = ("people", index)
            id = item["id"].strip()
            if id_key(id) in people:
                message = f"people: the id {quoted(id)} is another person's"
                entries.fault("MT006", (*path, "id"), message, "give each person an id of their own")
            people[id_key(id)] = Person(
                id,
                text_of(item, "name") or id,
                tuple(entry._replace(taken=True) for entry in entries.listed(item.get("skills"), (*path, "skills"))),
                Decimal(item["allocation"]) if "allocation" in item else None,
                entries.day(item, "assessed", path),
            )
    return people, entries.faults
