"""Reads what entries of several kinds of file have in common: days, roles, skills and levels."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from mlops_team.inputs import schema
from mlops_team.inputs.catalog import Catalog
from mlops_team.inputs.document import Document, Fault, subject_of
from mlops_team.inputs.levels import LISTED_LEVEL, ListedSkill
from mlops_team.model import Pointer
from mlops_team.text import nearest, quoted, shortened

_DIGITS = ("0", "1", "2", "3", "4", "5")


class EnoughError(Exception):
    """A file has as many faults as a report shows."""


def text_of(item: dict[str, Any], key: str) -> str | None:
    """Return a text without white space around it, None where it is absent."""
    text: str | None = item.get(key)
    return None if text is None else text.strip()


class EntryReader:
    """Reads parts of a file's entries; what cannot be resolved is a fault, and a substitute lets the reading go on.

    Args:
        document: The file.
        catalog: What the names in it mean.
    """

    def __init__(self, document: Document, catalog: Catalog) -> None:
        self.document = document
        self.catalog = catalog
        self.faults: list[Fault] = []

    def fault(self, code: str, pointer: Pointer, message: str, hint: str) -> None:
        """Add a fault of the part of the file at `pointer`.

        Raises:
            EnoughError: There are as many faults as a report shows: wording thousands more would take minutes.
        """
        self.faults.append(Fault(code, message, hint, self.document.location(pointer)))
        if len(self.faults) == schema.MAX_FAULTS:
            raise EnoughError

    def day(self, item: dict[str, Any], key: str, pointer: Pointer) -> date | None:
        """Return the day under a key of the entry at `pointer`, None where the key is absent."""
        text = item.get(key)
        if text is None:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            subject = subject_of(self.document.value, (*pointer, key))
            hint = "write a day of the calendar, such as 2026-01-31"
            self.fault("MT003", (*pointer, key), f"{subject}: there is no day {text}", hint)
            return None

    def role(self, name: str, pointer: Pointer) -> str:
        """Return the id of the role of that name, or the name itself when there is no such role."""
        role = self.catalog.role_named(name)
        if role is None:
            subject = subject_of(self.document.value, pointer)
            several = bool(self.catalog.vocabulary.candidates(name))
            message = f"{quoted(name)} could be several roles" if several else f"unknown role {quoted(name)}"
            hint = self.catalog.role_hint(name, advice="; write the nearest, or remove the entry")
            self.fault("MT004", pointer, f"{subject}: {message}", hint)
        return role or name

    def roles(self, names: Iterable[str], pointer: Pointer) -> dict[str, int]:
        """Return the ids of the roles in a list, each with the index of its first entry."""
        roles: dict[str, int] = {}
        for index, name in enumerate(names):
            role = self.role(name, (*pointer, index))
            if role in roles:
                subject = subject_of(self.document.value, pointer)
                spelling = "" if name == role else f", here as {quoted(name)}"
                message = f"{subject}: {shortened(role)} is in this list twice{spelling}"
                self.fault("MT003", (*pointer, index), message, "remove this entry")
            roles.setdefault(role, index)
        return roles

    def listed(self, skills: Any, pointer: Pointer) -> Iterator[ListedSkill]:  # noqa: ANN401 - a mapping, a list or nothing
        """Yield the entries under a person's `skills`."""
        if isinstance(skills, dict):
            for key, level in skills.items():
                yield ListedSkill(key, None if level is None else self.level(level, (*pointer, key)))
        elif skills is not None:
            yield from (ListedSkill(skill, LISTED_LEVEL) for skill in skills)

    def level(self, level: int | str, pointer: Pointer) -> int:
        """Return the level of a number or of the name of a level."""
        if isinstance(level, int):
            return level
        number = self.catalog.level_named(level)
        if number is None:
            self.no_level(level, pointer)
        return number or 0

    def no_level(self, text: str, pointer: Pointer) -> None:
        """Add a fault for a text that is not a level, unless the document has reported it as unreadable."""
        location = self.document.location(pointer)
        if any(fault.location.pointer == location.pointer for fault in self.document.faults if fault.code == "MT002"):
            return
        names = [named.name for named in self.catalog.levels if not named.name.isdigit()]
        hint = f"write {pointer[-1]}: 3" + (f" or {pointer[-1]}: {names[-2]}" if names else "")
        if near := nearest(text, names):
            hint = f'did you mean "{near}"?'
        elif text.strip() in _DIGITS:
            hint = f"write {pointer[-1]}: {text.strip()}"
        subject = subject_of(self.document.value, pointer)
        self.fault("MT003", pointer, f"{subject} must be a level from 0 to 5, not {quoted(text)}", hint)

    def skill(self, name: str) -> str:
        """Return the id of the skill, or the name of the tool, of that name; an unknown name is returned as it is."""
        return self.catalog.skill_named(name) or name.strip()
