"""The names of skills and roles in a table: by the user's map, by the catalog, else as written."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from mlops_team.inputs.catalog_names import CatalogNames
from mlops_team.inputs.imported_team import ImportMap, SheetError
from mlops_team.inputs.table_cells import unguarded
from mlops_team.inputs.table_layout import Field
from mlops_team.text import count, id_key, name_key, quoted, some

MAX_NAME = 500  # characters of a text in a team file
_OWN_KEY = "x-"  # begins the keys that a team file may have for the user's own use
_SHOWN = 5


def tidy(text: str) -> str:
    """Return a name in NFC with single spaces, and without the apostrophe that an export writes before a formula."""
    return name_key(unguarded(text))


class TableNames:
    """Looks up names, and remembers which of them are known.

    Args:
        names: The user's map.
        resolver: What the catalog knows.
    """

    def __init__(self, names: ImportMap, resolver: CatalogNames) -> None:
        self._map = names
        self._resolver = resolver
        self._skills: dict[str, str | None] = {}
        self._roles: dict[str, str | None] = {}
        self.known_skills: dict[str, set[str]] = {}  # id -> the names that mean it
        self.unknown_skills: dict[str, str] = {}  # compared form -> as written
        self.known_roles: set[str] = set()
        self.unknown_roles: dict[str, str] = {}
        self.dropped: list[str] = []  # by the map
        self.reserved: list[str] = []

    def skill(self, written: str, cell: str) -> str | None:
        """Return the name under which a skill is listed, or None for a dropped skill.

        Raises:
            SheetError: A name too long for a team file.
        """
        if written not in self._skills:
            self._skills[written] = self._skill(tidy(written), cell)
        return self._skills[written]

    def _skill(self, name: str, cell: str) -> str | None:
        compared = id_key(name)
        if compared in self._map.skills:
            id = self._map.skills[compared]
            if id is None:
                self.dropped.append(name)
                return None
        else:
            id = self._resolver.skill(name)
        if id is None and name.casefold().startswith(_OWN_KEY):
            self.reserved.append(name)
            return None
        if id is None:
            return self.unknown_skills.setdefault(compared, checked(name, cell))
        self.known_skills.setdefault(id, set()).add(name)
        return id

    def knows(self, written: str) -> bool:
        """Whether the map or the catalog has a name of a skill."""
        name = tidy(written)
        return id_key(name) in self._map.skills or self._resolver.skill(name) is not None

    def roles(self, text: str, cell: str) -> tuple[list[str], list[str]]:
        """Return the ids of the roles that a cell names, and the titles in it that are not roles."""
        ids: list[str] = []
        titles: list[str] = []
        for part in _parts(unguarded(text), self._is_role):
            name = checked(tidy(part), cell)
            id = self._role(name)
            if id is not None:
                ids.append(id)
            elif id_key(name) not in self._map.roles:
                titles.append(name)
        return list(dict.fromkeys(ids)), list(dict.fromkeys(titles))

    def _role(self, name: str) -> str | None:
        compared = id_key(name)
        if compared not in self._roles:
            mapped = compared in self._map.roles
            id = self._map.roles[compared] if mapped else self._resolver.role(name)
            self._roles[compared] = id
            if id is not None:
                self.known_roles.add(name)
            elif not mapped:
                self.unknown_roles[compared] = name
        return self._roles[compared]

    def _is_role(self, name: str) -> bool:
        name = tidy(name)
        return id_key(name) in self._map.roles or self._resolver.role(name) is not None

    def idle_skills(self) -> list[str]:
        """Return the known tools that count for no skill."""
        return sorted(id for id in self.known_skills if not self._resolver.shows(id))

    def decisions(self) -> Iterator[str]:
        """Yield what became of the names, a line each."""
        in_catalog = sum(map(len, self.known_skills.values()))
        total = in_catalog + len(self.unknown_skills)
        if total:
            line = f"skills: the catalog knows {in_catalog} of {count(total, 'name')}"
            yield f"{line}{_as_written(list(self.unknown_skills.values()))} (--map, --write-map)"
        if idle := self.idle_skills():
            yield f"skills: known tools that count for no required skill: {some(idle, _SHOWN)} (--map)"
        joined = [
            f"{listed} for {id}"
            for id, names in self.known_skills.items()
            if len(names) > 1 and (listed := _list(names))
        ]
        if joined:
            yield f"skills: several names for the same skill, the highest level counts: {some(joined, _SHOWN)}"
        if self.dropped:
            yield f"skills: dropped by the map: {_list(self.dropped)} (--map)"
        if self.reserved:
            yield f"skills: dropped, as names that begin with {_OWN_KEY} are reserved: {_list(self.reserved)} (--map)"
        if self.unknown_roles:
            titles = list(self.unknown_roles.values())
            verb = "is not in the catalog and becomes a comment"
            if len(titles) > 1:
                verb = "are not in the catalog and become comments"
            yield f"roles: {_list(titles)} {verb} (--map)"


def _as_written(names: Sequence[str]) -> str:
    return f"; as written: {_list(names)}" if names else ""


def _list(names: Sequence[str] | set[str]) -> str:
    ordered = sorted(names) if isinstance(names, set) else names
    return some([quoted(name) for name in ordered], _SHOWN)


def checked(name: str, cell: str) -> str:
    """Return a name, or raise a SheetError if it is too long for a team file."""
    if len(name) > MAX_NAME:
        message = f"{cell}: a name has {len(name)} characters, at most {MAX_NAME} are allowed"
        raise SheetError(message, "shorten the name", cell)
    return name


def _parts(text: str, is_role: Callable[[str], bool]) -> Iterator[str]:
    """Yield the names in a cell, split at semicolons and lines, and at commas when all parts are roles."""
    if is_role(text):
        yield text
        return
    for part in re.split(r"[;|\n]", text):
        smaller = [name for name in re.split(r"[,/&+\n]| and | und | et | y ", part) if name.strip()]
        if len(smaller) > 1 and not is_role(part) and any(is_role(name) for name in smaller):
            yield from smaller
        elif part.strip():
            yield part


def skill_titles(fields: Sequence[Field]) -> list[str]:
    """Return the name of the skill of each field: where two are alike, with the category in front."""
    times = Counter(id_key(field.title) for field in fields)
    return [
        f"{field.category}: {field.title}" if times[id_key(field.title)] > 1 and field.category else field.title
        for field in fields
    ]
