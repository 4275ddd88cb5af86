"""The roles, skills and practices that a team is checked against: roles/, or a folder like it."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from mlops_team.errors import MlopsTeamError
from mlops_team.inputs import schema
from mlops_team.inputs.catalog_check import check
from mlops_team.inputs.catalog_files import CatalogFiles
from mlops_team.inputs.document import Fault
from mlops_team.text import folded

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
    """A skill that roles require."""

    id: str
    title: str
    description: str


class Responsibility(NamedTuple):
    """Something that a role answers for."""

    id: str
    text: str
    source: str


class Requirement(NamedTuple):
    """A skill that a role requires, at a level from 1 to 5."""

    skill: str
    level: int
    required: bool = True

    @property
    def need(self) -> str:
        """Return required, or desired for what a role can do without."""
        return "required" if self.required else "desired"


class Role(NamedTuple):
    """A role: what it answers for, what it requires, and which roles it works with."""

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
    """What a team is checked against; roles are in the order of their numbers, then ids."""

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
        return name if name in self.roles else self.names.get(folded(name))

    def owner_of(self, responsibility: str) -> str:
        """Return the id of the role that has this responsibility, which is one of the catalog's."""
        roles = self.roles.values()
        return next(role.id for role in roles if any(duty.id == responsibility for duty in role.responsibilities))


class CatalogError(MlopsTeamError):
    """A catalog that cannot be used; `faults` are the reasons, each with its place."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"the catalog cannot be used: {faults[0].place}: {faults[0].message}", faults[0].hint)
        self.faults = faults


@cache
def shipped_catalogs() -> dict[str, str]:
    """Return the folders of the catalogs that come with the program, by name."""
    folder = schema.built_in_folder()
    beside = sorted(file.parent for file in folder.glob("*/catalog.yaml"))
    return {BUILT_IN: str(folder)} | {below.name: str(below) for below in beside}


def load_catalog(path: str | FilePath | None = None) -> Catalog:
    """Return the built-in catalog, or the one in the folder `path`.

    Raises:
        CatalogError: The folder has no sound catalog.
    """
    return _built_in() if path is None else _load(str(path))


@cache
def _built_in() -> Catalog:
    return _load(str(schema.built_in_folder()))


def _load(folder: str) -> Catalog:
    files = CatalogFiles(folder)
    _raise_faults(files)
    if files.header.get("extends") == BUILT_IN:
        base = CatalogFiles(str(schema.built_in_folder()))
        _raise_faults(base)
        files.lay_over(base)
    check(files)
    _raise_faults(files)
    return _catalog(files)


def _raise_faults(files: CatalogFiles) -> None:
    if files.faults:
        raise CatalogError(files.faults[: schema.MAX_FAULTS])


def _catalog(files: CatalogFiles) -> Catalog:
    header = files.header
    practices = {key.replace("-", "_"): value for key, value in header.get("practices", {}).items()}
    roles = sorted((_role(role.value, files) for role in files.roles.values()), key=_rank)
    asking: dict[str, tuple[tuple[str, int], ...]] = {}
    for role in roles:
        for skill, level, _ in role.required_skills if role.required else ():
            asking[skill] = (*asking.get(skill, ()), (role.id, level))
    return Catalog(
        id=header["id"],
        version=header["version"],
        title=header["title"],
        sources=header.get("sources", {}),
        levels=tuple(header.get("levels", [str(level) for level in range(6)])),
        practices=Practices(**practices),
        roles={role.id: role for role in roles},
        skills={id: Skill(**skill.value) for id, skill in files.skills.items()},
        names={folded(name): role.id for role in roles for name in (role.id, role.title, *role.aliases)},
        asking=asking,
    )


def _role(value: dict[str, Any], files: CatalogFiles) -> Role:
    staffing = value.get("staffing", {})
    requirements = _requirements(value, files)
    return Role(
        id=value["id"],
        title=value["title"],
        aliases=tuple(value.get("aliases", ())),
        number=value.get("number"),
        purpose=value["purpose"],
        required=value.get("required", True),
        people=staffing.get("people", 1),
        fte=Decimal(staffing.get("fte", 0)),
        responsibilities=tuple(Responsibility(**duty) for duty in value["responsibilities"]),
        requirements=requirements,
        required_skills=tuple(requirement for requirement in requirements if requirement.required),
        combines=tuple(value.get("combines", {}).get("roles", ())),
        works_with=_both_ways(value, "works-with", files),
        not_with=_both_ways(value, "not-with", files),
        references=value.get("references", {}),
    )


def _requirements(role: dict[str, Any], files: CatalogFiles) -> tuple[Requirement, ...]:
    by_skill = {requirement.skill: requirement for requirement in _own_requirements(role)}
    combines = role.get("combines", {"roles": ()})
    for other in combines["roles"]:
        for skill, _, required in _own_requirements(files.roles[other].value):
            if required:
                combined = Requirement(skill, combines["level"])
                level = max(combined.level, by_skill.get(skill, combined).level)
                by_skill[skill] = combined._replace(level=level)
    return tuple(by_skill.values())


def _both_ways(role: dict[str, Any], key: str, files: CatalogFiles) -> tuple[str, ...]:
    theirs = {other for other, entry in files.roles.items() if role["id"] in entry.value.get(key, ())}
    return tuple(sorted(theirs.union(role.get(key, ()))))


def _own_requirements(role: dict[str, Any]) -> Iterator[Requirement]:
    for skill, level in role["skills"].items():
        if isinstance(level, int):
            yield Requirement(skill, level)
        else:
            yield Requirement(skill, level["level"], level.get("need", "required") == "required")


def _rank(role: Role) -> tuple[bool, str, int, str]:
    """Return the key that sorts roles by number, R2 before R10, and those without one behind, by id."""
    mark = role.number or ""
    letters = mark.rstrip("0123456789")
    return role.number is None, letters, int(mark[len(letters) :] or 0), role.id
