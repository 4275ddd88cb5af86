"""The people file: who the people of several teams are, by their ids."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from mlops_team.inputs import schema
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
                tuple(entries.listed(item.get("skills"), (*path, "skills"))),
                Decimal(item["allocation"]) if "allocation" in item else None,
                entries.day(item, "assessed", path),
            )
    return people, entries.faults
