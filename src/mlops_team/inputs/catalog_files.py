"""A catalog's files as they were read, and what the files of a catalog that extends another change in it."""

from pathlib import Path as FilePath
from typing import Any, NamedTuple

from mlops_team.inputs import schema
from mlops_team.inputs.document import Document, Fault, Map
from mlops_team.inputs.files import is_inside
from mlops_team.inputs.yaml_reader import read
from mlops_team.model import Path, Place
from mlops_team.text import did_you_mean, quoted


class Entry(NamedTuple):
    """A role or skill as it was read, and where."""

    value: dict[str, Any]
    document: Document
    path: Path = ()


class CatalogFiles:
    """The files of one catalog folder; `faults` collects what is wrong with them.

    Args:
        folder: The folder, which has a catalog.yaml.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.faults: list[Fault] = []
        self.header: dict[str, Any] = {}
        self.roles: dict[str, Entry] = {}
        self.skills: dict[str, Entry] = {}
        if not FilePath(folder).is_dir():
            hint = "name a folder that has a catalog.yaml"
            self.faults.append(Fault("MT001", "there is no such catalog folder", hint, Place(folder)))
            return
        self.document = self._read(f"{folder}/catalog.yaml", "catalog")
        self.header = self.document.value if isinstance(self.document.value, Map) else {}
        for file in sorted(FilePath(folder).glob("*.yaml")):
            if file.name == "skills.yaml":
                self._add_skills(self._read(str(file), "skills"))
            elif file.name != "catalog.yaml" and not file.name.startswith("."):
                self._add_role(self._read(str(file), "role"), file.stem)

    def _read(self, file: str, kind: str) -> Document:
        if self._leads_out(file):
            message, hint = "a link that leads out of the catalog's folder", "put the file itself there"
            document = Document(file, None, faults=(Fault("MT001", message, hint, Place(file)),))
        else:
            document = read(file)
        faults = document.faults or tuple(schema.faults(document, kind))
        self.faults.extend(faults)
        return document._replace(value=None) if faults else document

    def _leads_out(self, file: str) -> bool:
        """Whether a link takes a file from elsewhere; installers may link those that come with the program."""
        return not is_inside(self.folder, str(schema.built_in_folder())) and not is_inside(file, self.folder)

    def fault(self, code: str, entry: Entry, path: Path, message: str, hint: str) -> None:
        """Add what is wrong with a part of an entry."""
        self.faults.append(Fault(code, message, hint, entry.document.place((*entry.path, *path))))

    def _add_skills(self, document: Document) -> None:
        for index, item in enumerate(document.value["skills"] if isinstance(document.value, Map) else ()):
            skill = Entry(item, document, ("skills", index))
            if item["id"] in self.skills:
                message = f"the skill {quoted(item['id'])} is in this file twice"
                self.fault("MT003", skill, ("id",), message, "remove this entry")
            self.skills[item["id"]] = skill

    def _add_role(self, document: Document, stem: str) -> None:
        if isinstance(document.value, Map):
            role = Entry(dict(document.value), document)
            if role.value["id"] != stem:
                message = f"the role {quoted(role.value['id'])} is in {stem}.yaml"
                self.fault("MT003", role, ("id",), message, f"name the file {role.value['id']}.yaml")
            self.roles[stem] = role

    def lay_over(self, base: "CatalogFiles") -> None:
        """Add the roles and skills of the catalog that this one extends; this one's own win, dropped roles are gone."""
        dropped = self.header.get("drop", ())
        for index, role in enumerate(dropped):
            if role not in base.roles:
                message = f"there is no built-in role {quoted(role)} to drop"
                hint = did_you_mean(role, base.roles, "roles")
                self.fault("MT004", Entry({}, self.document), ("drop", index), message, hint)
        gone = set(dropped) - self.roles.keys()
        self.roles = {id: role for id, role in (base.roles | self.roles).items() if id not in gone}
        for role in self.roles.values():
            _forget(role.value, gone)
        self.skills = base.skills | self.skills
        merged = {key: base.header[key] | self.header.get(key, {}) for key in ("practices", "sources")}
        self.header = base.header | self.header | merged


def _forget(role: dict[str, Any], gone: set[str]) -> None:
    """Take dropped roles out of a role's lists."""
    for key in ("works-with", "not-with"):
        role[key] = [other for other in role.get(key, ()) if other not in gone]
    if "combines" in role:
        kept = [other for other in role["combines"]["roles"] if other not in gone]
        role["combines"] = role["combines"] | {"roles": kept}
