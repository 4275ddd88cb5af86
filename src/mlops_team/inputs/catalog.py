"""The roles, skills and practices that a team is held against: roles/, or a folder like it."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from mlops_team.errors import MlopsTeamError
from mlops_team.inputs import schema
from mlops_team.inputs.document import Document, Fault, Map
from mlops_team.inputs.files import is_inside
from mlops_team.inputs.yaml_reader import read
from mlops_team.model import Path, Place
from mlops_team.text import did_you_mean, folded, quoted

BUILT_IN = "built-in"
DAYS = {
    "daily": 1,
    "weekly": 7,
    "fortnightly": 14,
    "monthly": 31,
    "quarterly": 92,
    "half-yearly": 183,
    "yearly": 366,
}


class Skill(NamedTuple):
    """A skill that roles ask for."""

    id: str
    title: str
    description: str


class Responsibility(NamedTuple):
    """Something that a role answers for."""

    id: str
    text: str
    source: str


class Requirement(NamedTuple):
    """A skill that a role asks for, at a level from 1 to 5."""

    skill: str
    level: int
    required: bool = True

    @property
    def need(self) -> str:
        """Return required, or desired for what a role can do without."""
        return "required" if self.required else "desired"


class Role(NamedTuple):
    """A role: what it answers for, what it takes, and whom it works with."""

    id: str
    title: str
    aliases: tuple[str, ...]
    number: str | None
    purpose: str
    required: bool
    people: int
    fte: Decimal
    responsibilities: tuple[Responsibility, ...]
    requirements: tuple[Requirement, ...]  # own and combined
    required_skills: tuple[Requirement, ...]  # those of them that are required
    combines: tuple[str, ...]
    works_with: tuple[str, ...]
    not_with: tuple[str, ...]
    references: Mapping[str, Any]


class Practices(NamedTuple):
    """The numbers behind the rules; all are policy, defaults that a catalog can change."""

    max_roles_per_person: int = 3
    leaving_horizon_days: int = 90
    review_every: str = "quarterly"
    acknowledge_every: str = "yearly"
    max_levels_per_person: int = 6
    waiver_notice_days: int = 14
    max_waiver_days: int = 366


class Catalog(NamedTuple):
    """What a team is held against; roles are in the order of their numbers, then ids."""

    id: str
    version: str
    title: str
    sources: Mapping[str, Mapping[str, str]]
    levels: tuple[str, ...]
    practices: Practices
    roles: Mapping[str, Role]
    skills: Mapping[str, Skill]
    names: Mapping[str, str]  # folded id, title or alias -> role id
    asking: Mapping[str, tuple[tuple[str, int], ...]]  # skill -> audited roles that require it, at which level

    @property
    def audited(self) -> tuple[Role, ...]:
        """The roles that a team must staff."""
        return tuple(role for role in self.roles.values() if role.required)

    def role_named(self, name: str) -> str | None:
        """Return the id of the role with that id, title or alias, or None."""
        found = self.roles.get(name)
        return found.id if found else self.names.get(folded(name))

    def owner_of(self, responsibility: str) -> str:
        """Return the id of the role that has this responsibility, which is one of the catalog's."""
        roles = self.roles.values()
        return next(role.id for role in roles if any(one.id == responsibility for one in role.responsibilities))


class CatalogError(MlopsTeamError):
    """A catalog that nothing can be held against; `faults` are the reasons, each with its place."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"the catalog cannot be used: {faults[0].place}: {faults[0].message}", faults[0].hint)
        self.faults = faults


def load_catalog(path: str | FilePath | None = None) -> Catalog:
    """Return the built-in catalog, or the one in the folder `path`.

    Raises:
        CatalogError: The folder holds no sound catalog.
    """
    return _built_in() if path is None else _load(str(path))


@cache
def _built_in() -> Catalog:
    return _load(str(schema.built_in_folder()))


def _load(folder: str) -> Catalog:
    raw = _Raw(folder)
    if raw.header.get("extends") == BUILT_IN:
        raw = raw.over(_Raw(str(schema.built_in_folder())))
    raw.check()
    return raw.catalog()


class _Raw:
    """A catalog's files as they were read; each role and skill remembers the document that it stands in."""

    def __init__(self, folder: str) -> None:
        if not FilePath(folder).is_dir():
            raise CatalogError(
                [
                    Fault(
                        "MT001",
                        "there is no such catalog folder",
                        "name a folder that has a catalog.yaml",
                        Place(folder),
                    )
                ]
            )
        self.folder = folder
        self.faults: list[Fault] = []
        self.document = self.read(f"{folder}/catalog.yaml", "catalog")
        self.header: dict[str, Any] = self.document.value if isinstance(self.document.value, Map) else {}
        self.roles: dict[str, tuple[dict[str, Any], Document]] = {}
        self.skills: dict[str, Skill] = {}
        files = sorted(FilePath(folder).glob("*.yaml"))
        for file in files:
            if file.name == "skills.yaml":
                self.add_skills(self.read(str(file), "skills"))
            elif file.name != "catalog.yaml" and not file.name.startswith("."):
                self.add_role(self.read(str(file), "role"), file.stem)
        self.stop()

    def read(self, file: str, kind: str) -> Document:
        if self.leads_out(file):
            fault = Fault(
                "MT001", "a link that leads out of the catalog's folder", "put the file itself there", Place(file)
            )
            document = Document(file, None, faults=(fault,))
        else:
            document = read(file)
        broken = document.faults or tuple(schema.faults(document, kind))
        self.faults.extend(broken)
        return document._replace(value=None) if broken else document

    def leads_out(self, file: str) -> bool:
        """Whether a link takes a file from elsewhere; installers may link the built-in ones."""
        return self.folder != str(schema.built_in_folder()) and not is_inside(file, self.folder)

    def stop(self) -> None:
        if self.faults:
            raise CatalogError(self.faults[: schema.MAX_FAULTS])

    def fault(self, code: str, document: Document, path: Path, message: str, hint: str) -> None:
        self.faults.append(Fault(code, message, hint, document.place(path)))

    def add_skills(self, document: Document) -> None:
        for index, item in enumerate(document.value["skills"] if isinstance(document.value, Map) else ()):
            skill = Skill(item["id"], item["title"], item["description"])
            if skill.id in self.skills:
                message = f"the skill {quoted(skill.id)} stands twice in this file"
                self.fault("MT003", document, ("skills", index, "id"), message, "keep one of the two")
            self.skills[skill.id] = skill

    def add_role(self, document: Document, stem: str) -> None:
        value = document.value
        if isinstance(value, Map):
            if value["id"] != stem:
                message = f"the role {quoted(value['id'])} stands in {stem}.yaml"
                self.fault("MT003", document, ("id",), message, f"name the file {value['id']}.yaml")
            self.roles[stem] = (dict(value), document)

    def over(self, base: "_Raw") -> "_Raw":
        """Lay these files over the built-in ones: an id that stands in both is ours, dropped roles leave no trace."""
        for index, role in enumerate(self.header.get("drop", ())):
            if role not in base.roles:
                self.fault(
                    "MT004",
                    self.document,
                    ("drop", index),
                    f"there is no built-in role {quoted(role)} to drop",
                    did_you_mean(role, base.roles, "roles"),
                )
        gone = set(self.header.get("drop", ())) - self.roles.keys()
        self.roles = {id: found for id, found in (base.roles | self.roles).items() if id not in gone}
        for role, _ in self.roles.values():
            for key in ("works-with", "not-with"):
                role[key] = [other for other in role.get(key, ()) if other not in gone]
            if "combines" in role:
                kept = [other for other in role["combines"]["roles"] if other not in gone]
                role["combines"] = role["combines"] | {"roles": kept}
        self.skills = base.skills | self.skills
        merged = {key: base.header[key] | self.header.get(key, {}) for key in ("practices", "sources")}
        self.header = base.header | self.header | merged
        return self

    def check(self) -> None:
        if "drop" in self.header and "extends" not in self.header:
            hint = 'add "extends: built-in", or leave "drop" out'
            self.fault("MT003", self.document, ("drop",), "there is nothing to drop from", hint)
        seen: dict[str, str] = {}
        for role, document in self.roles.values():
            for fault in [*self.unknown_names(role), *self.doubled_names(role, seen)]:
                self.fault(fault[0], document, *fault[1:])
        for id in self.roles:
            if cycle := self.cycle(id):
                document = self.roles[id][1]
                self.fault(
                    "MT003",
                    document,
                    ("combines",),
                    f"{' combines '.join(cycle)}: a circle",
                    "let one of them leave the other out",
                )
        if not any(role.get("required", True) for role, _ in self.roles.values()):
            self.fault(
                "MT003",
                self.document,
                (),
                "no role of the catalog is required",
                "add a role file without required: false",
            )
        self.faults.sort(key=lambda fault: fault.place)
        self.stop()

    def unknown_names(self, role: dict[str, Any]) -> Iterator[tuple[str, Path, str, str]]:
        named: list[tuple[Path, str, Mapping[str, object], str]] = [
            (("skills", skill), skill, self.skills, "skills") for skill in role["skills"]
        ]
        others: list[tuple[Path, list[str]]] = [
            (("works-with",), role.get("works-with", ())),
            (("not-with",), role.get("not-with", ())),
        ]
        others.append((("combines", "roles"), role.get("combines", {}).get("roles", ())))
        named += [((*at, other), other, self.roles, "roles") for at, roles in others for other in roles]
        sources = self.header.get("sources", {})
        named += [
            (("responsibilities", index, "source"), one["source"], sources, "sources")
            for index, one in enumerate(role["responsibilities"])
        ]
        for path, name, known, what in named:
            if name not in known:
                yield (
                    "MT004",
                    path,
                    f"{role['id']}: unknown {what[:-1]} {quoted(name)}",
                    did_you_mean(name, known, what),
                )
            elif name == role["id"]:
                yield "MT003", path, f"{name}: names itself in {path[0]}", "leave it out"

    def doubled_names(self, role: dict[str, Any], seen: dict[str, str]) -> Iterator[tuple[str, Path, str, str]]:
        """Find names and responsibilities that do not tell one role from the others."""
        id = role["id"]
        names: list[tuple[Path, str]] = [(("id",), id), (("title",), role["title"])]
        names += [(("aliases", index), alias) for index, alias in enumerate(role.get("aliases", ()))]
        for path, name in names:
            other = seen.setdefault(folded(name), id)
            if other != id:
                yield (
                    "MT003",
                    path,
                    f"{id}: {quoted(name)} names {other} too",
                    "give each role names of its own",
                )
        for index, one in enumerate(role["responsibilities"]):
            path, key = ("responsibilities", index, "id"), f"responsibility {one['id']}"
            if one["id"] in self.skills:
                yield (
                    "MT003",
                    path,
                    f"{id}: the responsibility {quoted(one['id'])} has the id of a skill",
                    "name it with a verb",
                )
            if key in seen:
                yield (
                    "MT003",
                    path,
                    f"{id}: the responsibility {quoted(one['id'])} stands in {seen[key]} too",
                    "give it another id",
                )
            seen.setdefault(key, id)

    def cycle(self, start: str) -> list[str] | None:
        """Return the way from a role back to itself over combines, or None."""
        came: dict[str, str] = {}
        queue = [start]
        for role in queue:
            for other in self.roles[role][0].get("combines", {}).get("roles", ()):
                if other == start:
                    way = [role, start]
                    while way[0] != start:
                        way.insert(0, came[way[0]])
                    return way
                if other in self.roles and other not in came:
                    came[other] = role
                    queue.append(other)
        return None

    def catalog(self) -> Catalog:
        header = self.header
        practices = {key.replace("-", "_"): value for key, value in header.get("practices", {}).items()}
        roles = sorted(map(self.role, self.roles), key=_rank)
        names = {folded(name): role.id for role in roles for name in (role.id, role.title, *role.aliases)}
        levels = header.get("levels", [str(level) for level in range(6)])
        asking: dict[str, tuple[tuple[str, int], ...]] = {}
        for role in roles:
            for skill, level, _ in role.required_skills if role.required else ():
                asking[skill] = (*asking.get(skill, ()), (role.id, level))
        return Catalog(
            id=header["id"],
            version=header["version"],
            title=header["title"],
            sources=header.get("sources", {}),
            levels=tuple(levels),
            practices=Practices(**practices),
            roles={role.id: role for role in roles},
            skills=self.skills,
            names=names,
            asking=asking,
        )

    def role(self, id: str) -> Role:
        role, _ = self.roles[id]
        staffing = role.get("staffing", {})
        requirements = self.requirements(role)
        return Role(
            id=id,
            title=role["title"],
            aliases=tuple(role.get("aliases", ())),
            number=role.get("number"),
            purpose=role["purpose"],
            required=role.get("required", True),
            people=staffing.get("people", 1),
            fte=Decimal(staffing.get("fte", 0)),
            responsibilities=tuple(Responsibility(**one) for one in role["responsibilities"]),
            requirements=requirements,
            required_skills=tuple(asked for asked in requirements if asked.required),
            combines=tuple(role.get("combines", {}).get("roles", ())),
            works_with=self.both_ways(id, "works-with"),
            not_with=self.both_ways(id, "not-with"),
            references=role.get("references", {}),
        )

    def requirements(self, role: dict[str, Any]) -> tuple[Requirement, ...]:
        asked = {one.skill: one for one in _own_requirements(role)}
        combines = role.get("combines", {"roles": ()})
        for other in combines["roles"]:
            for skill, _, required in _own_requirements(self.roles[other][0]):
                if required:
                    combined = Requirement(skill, combines["level"])
                    asked[skill] = combined._replace(level=max(combined.level, asked.get(skill, combined).level))
        return tuple(asked.values())

    def both_ways(self, id: str, key: str) -> tuple[str, ...]:
        theirs = {other for other, (role, _) in self.roles.items() if id in role.get(key, ())}
        return tuple(sorted(theirs.union(self.roles[id][0].get(key, ()))))


def _own_requirements(role: dict[str, Any]) -> Iterator[Requirement]:
    for skill, asked in role["skills"].items():
        if isinstance(asked, int):
            yield Requirement(skill, asked)
        else:
            yield Requirement(skill, asked["level"], asked.get("need", "required") == "required")


def _rank(role: Role) -> tuple[bool, str, int, str]:
    """Return the key that sorts roles by number, R2 before R10, and those without one behind, by id."""
    mark = role.number or ""
    letters = mark.rstrip("0123456789")
    return role.number is None, letters, int(mark[len(letters) :] or 0), role.id
