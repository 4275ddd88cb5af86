"""The files of a catalog's folder as they were read, and the names in them."""

from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from mlops_team.inputs import schema
from mlops_team.inputs.catalog_prepared import CatalogValues
from mlops_team.inputs.document import Document, Fault, Map
from mlops_team.inputs.files import is_inside
from mlops_team.inputs.vocabulary import fold
from mlops_team.inputs.yaml_reader import read
from mlops_team.model import Location, Pointer
from mlops_team.text import nearest, quoted


class Entry(NamedTuple):
    """A role, skill or tool as it was read, and where."""

    value: dict[str, Any]
    document: Document
    pointer: Pointer = ()
    inherited: Mapping[str, int] = {}  # list -> how many of its items are from the role that it changes

    def location(self, pointer: Pointer) -> Location:
        """Return the location of a part; of an inherited part, that of `change: true`."""
        key, *steps = pointer or ("",)
        if steps and isinstance(steps[0], int) and key in self.inherited:
            own = steps[0] - self.inherited[str(key)]
            pointer = (key, own, *steps[1:]) if own >= 0 else ("change",)
        return self.document.location((*self.pointer, *pointer))


class CatalogFiles:
    """The files of a catalog's folder; `faults` collects what is wrong with them.

    Args:
        folder: The folder, which has a catalog.yaml.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.faults: list[Fault] = []
        self.unreadable = False  # whether a file is missing or does not fit its schema
        self.header: dict[str, Any] = {}
        self.roles: dict[str, Entry] = {}
        self.skills: dict[str, Entry] = {}
        self.tools: dict[str, Entry] = {}  # by folded name
        self.role_names: dict[str, str] = {}  # folded -> role id
        self.skill_names: dict[str, str] = {}  # folded -> skill id or tool name
        self._named: dict[tuple[bool, str], Entry] = {}  # (whether of a role, folded name) -> whose name it is
        if not FilePath(folder).is_dir():
            self.faults.append(_no_folder(folder))
            self.unreadable = True
            return
        self.document = self._read(f"{folder}/catalog.yaml", "catalog")
        self.header = dict(self.document.value) if isinstance(self.document.value, Map) else {}
        for file in sorted(FilePath(folder).glob("*.yaml")):
            if file.name in {"skills.yaml", "tools.yaml"}:
                self._add_list(self._read(str(file), file.stem), file.stem)
            elif file.name != "catalog.yaml" and not file.name.startswith("."):
                self._add_role(self._read(str(file), "role"), file.stem)

    def _read(self, file: str, kind: str) -> Document:
        if self._leads_out(file):
            message, hint = "a link that leads out of the catalog's folder", "put the file itself there"
            document = Document(file, None, faults=(Fault("MT001", message, hint, Location(file)),))
        else:
            document = read(file)
        if kind == "role" and isinstance(document.value, Map) and document.value.get("change") is True:
            kind = schema.ROLE_CHANGE
        faults = document.faults or tuple(schema.faults(document, kind))
        self.faults.extend(faults)
        self.unreadable |= bool(faults)
        return document._replace(value=None) if faults else document

    def _leads_out(self, file: str) -> bool:
        """Whether a file is a link out of the folder; installers may link the catalogs that come with the program."""
        return not is_inside(self.folder, str(schema.built_in_folder())) and not is_inside(file, self.folder)

    def fault(self, code: str, entry: Entry, pointer: Pointer, message: str, hint: str) -> None:
        """Add a fault of a part of an entry."""
        self.faults.append(Fault(code, message, hint, entry.location(pointer)))

    def _add_list(self, document: Document, key: str) -> None:
        for index, item in enumerate(document.value[key] if isinstance(document.value, Map) else ()):
            entry = Entry(item, document, (key, index))
            if key == "tools":
                self.tools.setdefault(fold(item["name"]), entry)
                self._name_all(entry, item["name"], ("name",), self.skill_names)
            elif item["id"] in self.skills:
                message = f"the skill {quoted(item['id'])} is in this file twice"
                self.fault("MT003", entry, ("id",), message, "remove this entry")
                self.unreadable = True
            else:
                self.skills[item["id"]] = entry
                self._name_all(entry, item["id"], ("id", "title"), self.skill_names)

    def _add_role(self, document: Document, stem: str) -> None:
        if isinstance(document.value, Map):
            role = Entry(dict(document.value), document)
            if role.value["id"] != stem:
                message = f"the role {quoted(role.value['id'])} is in {stem}.yaml"
                self.fault("MT003", role, ("id",), message, f"name the file {role.value['id']}.yaml")
            self.roles[stem] = role
            self._name_all(role, stem, ("id", "title"), self.role_names)

    def _name_all(self, entry: Entry, of: str, keys: tuple[str, ...], names: dict[str, str]) -> None:
        """Add the names of an entry; in a folder, no two roles share a name, and no two skills or tools."""
        aliases = [(("aliases", index), alias) for index, alias in enumerate(entry.value.get("aliases", ()))]
        for pointer, text in [*(((key,), entry.value[key]) for key in keys if key in entry.value), *aliases]:
            folded = fold(text)
            if not folded:
                self.fault("MT003", entry, pointer, f"{of}: {quoted(text)} has no letters", "write a name with letters")
            elif self._named.setdefault((names is self.role_names, folded), entry) is not entry:
                message = f"{of}: {quoted(text)} is also a name of {names[folded]}"
                longer = f'remove it, or write a longer name, such as "{text} ({of})"'
                hint = f"remove it from the names of {names[folded]}" if pointer == ("id",) else longer
                self.fault("MT003", entry, pointer, message, hint)
            else:
                names[folded] = of

    def values(self) -> CatalogValues:
        """Return the content of the files."""
        tools = [tool.value for tool in self.tools.values()]
        return CatalogValues(
            header=self.header,
            roles={id: role.value for id, role in self.roles.items()},
            skills={id: skill.value for id, skill in self.skills.items()},
            tools={tool["name"]: tool["shows"] for tool in tools},
            tool_aliases={tool["name"]: tool["aliases"] for tool in tools if tool.get("aliases")},
            role_names=self.role_names,
            skill_names=self.skill_names,
        )


def _no_folder(folder: str) -> Fault:
    shipped = [file.parent.name for file in schema.built_in_folder().glob("*/catalog.yaml")]
    near = nearest(folder, ["built-in", *shipped])
    hint = f'did you mean "{near}"?' if near else "name a folder that has a catalog.yaml"
    return Fault("MT001", "there is no such catalog folder", hint, Location(folder))
