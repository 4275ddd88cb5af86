"""The roles, skills and practices that a team is checked against: roles/, or a folder like it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from mlops_team.errors import MlopsTeamError
from mlops_team.inputs import schema
from mlops_team.inputs.catalog_parts import (
    DAYS,
    Ladder,
    Level,
    Practices,
    Requirement,
    Responsibility,
    Role,
    Skill,
    Step,
)
from mlops_team.inputs.catalog_prepared import CatalogValues, prepared
from mlops_team.inputs.document import Fault
from mlops_team.inputs.vocabulary import Vocabulary, fold
from mlops_team.text import did_you_mean, id_key, listing, nearest

__all__ = [
    "BUILT_IN", "DAYS", "Catalog", "CatalogError", "Ladder", "Level", "Practices", "Requirement", "Responsibility",
    "Role", "Skill", "Step", "load_catalog", "shipped_catalogs",
]  # fmt: skip
BUILT_IN = "built-in"


class Catalog(NamedTuple):
    """What a team is checked against; roles are in the order of their numbers, then ids."""

    id: str
    version: str
    title: str
    sources: Mapping[str, Mapping[str, str]]
    levels: tuple[Level, ...]
    practices: Practices
    roles: Mapping[str, Role]
    skills: Mapping[str, Skill]
    tools: Mapping[str, Sequence[str]]  # name -> ids of the skills that it shows
    tool_aliases: Mapping[str, Sequence[str]]  # name -> aliases, of tools that have some
    vocabulary: Vocabulary
    required_by: Mapping[str, tuple[tuple[str, int], ...]]  # skill -> audited roles that require it, with the level
    ladder: Ladder | None = None
    origin: str = ""  # the name or folder that it was loaded from
    not_needed: frozenset[str] = frozenset()  # skills that were removed

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by name: with its hundreds of tools a catalog is larger than a team's report."""
        return (_reloaded, (self.origin, self.not_needed)) if self.origin else (Catalog, tuple(self))

    @property
    def audited(self) -> tuple[Role, ...]:
        """The roles that a team must staff."""
        return tuple(role for role in self.roles.values() if role.required)

    def role_named(self, name: str) -> str | None:
        """Return the id of the role with that id, title or alias, without words of seniority, or None."""
        return name if name in self.roles else self.vocabulary.role(name)

    def skill_named(self, name: str) -> str | None:
        """Return the id of the skill, or the name of the tool, of that name, or None."""
        return name if name in self.skills else self.vocabulary.skill(name)

    def shown_by(self, tool: str) -> Sequence[str]:
        """Return the skills that a tool shows, none where tools count for nothing."""
        return self.tools.get(tool, ()) if self.practices.tool_level else ()

    def role_hint(self, name: str, advice: str = "") -> str:
        """Return a hint for an unknown role name, with what else to do where no name is near."""
        if candidates := self.vocabulary.candidates(name):
            return f"write the role that is meant: {listing(candidates, 'or')}"
        near = self.nearest_role(name)
        return f'did you mean "{near}"?' if near else did_you_mean(name, self.roles, "roles") + advice

    def skill_hint(self, name: str) -> str:
        """Return a hint for an unknown skill name."""
        near = self.nearest_skill(name)
        return f'did you mean "{near}"?' if near else did_you_mean(name, self.skills, "skills")

    def nearest_role(self, name: str) -> str | None:
        """Return the nearest id, title or alias of a role, or None."""
        return nearest(name, [text for role in self.roles.values() for text in (role.id, role.title, *role.aliases)])

    def nearest_skill(self, name: str) -> str | None:
        """Return the nearest id, title or alias of a skill, or name or alias of a tool, or None."""
        return nearest(name, _skill_names(self))

    def level_named(self, text: str) -> int | None:
        """Return the level of that name, in any case, or None."""
        names, key = [id_key(level.name) for level in self.levels], id_key(text)
        return names.index(key) if key in names else None

    def without(self, skills: Collection[str]) -> "Catalog":
        """Return this catalog with roles that do not require some skills."""
        if not skills:
            return self
        roles = {id: _role_without(role, skills) for id, role in self.roles.items()}
        required_by = {skill: roles for skill, roles in self.required_by.items() if skill not in skills}
        return self._replace(roles=roles, required_by=required_by, not_needed=self.not_needed | frozenset(skills))

    def owner_of(self, responsibility: str) -> str:
        """Return the id of the role that has this responsibility of the catalog."""
        roles = self.roles.values()
        return next(role.id for role in roles if any(duty.id == responsibility for duty in role.responsibilities))


def _skill_names(catalog: Catalog) -> tuple[str, ...]:
    skills = [name for skill in catalog.skills.values() for name in (skill.id, skill.title, *skill.aliases)]
    aliases = [alias for names in catalog.tool_aliases.values() for alias in names]
    return (*skills, *catalog.tools, *aliases)


def _role_without(role: Role, skills: Collection[str]) -> Role:
    requirements = tuple(requirement for requirement in role.requirements if requirement.skill not in skills)
    required = tuple(requirement for requirement in requirements if requirement.required)
    return role._replace(requirements=requirements, required_skills=required)


class CatalogError(MlopsTeamError):
    """A catalog that cannot be used; `faults` are the reasons, each with its location."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"the catalog cannot be used: {faults[0].location}: {faults[0].message}", faults[0].hint)
        self.faults = faults

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle with all faults, for the way from another process."""
        return (CatalogError, (self.faults,))


@cache
def shipped_catalogs() -> dict[str, str]:
    """Return the folders of the catalogs that come with the program, by name."""
    folder = schema.built_in_folder()
    beside = sorted(file.parent for file in folder.glob("*/catalog.yaml"))
    return {BUILT_IN: str(folder)} | {below.name: str(below) for below in beside}


def load_catalog(path: str | FilePath | None = None) -> Catalog:
    """Return a catalog that comes with the program, or that of a folder; by default the built-in catalog.

    Args:
        path: A name such as startup, or a folder; a word without a separator is looked up as a name first.

    Raises:
        CatalogError: The folder has no valid catalog.
    """
    name = BUILT_IN if path is None else str(path)
    return _shipped(name) if name in shipped_catalogs() else _catalog(catalog_values(name), name)


@cache
def _shipped(name: str) -> Catalog:
    return _catalog(_built_in() if name == BUILT_IN else catalog_values(shipped_catalogs()[name]), name)


@cache
def _reloaded(origin: str, not_needed: frozenset[str]) -> Catalog:
    return load_catalog(origin).without(not_needed)


@cache
def _built_in() -> CatalogValues:
    folder = schema.built_in_folder()
    return prepared(folder) or catalog_values(str(folder))


def catalog_values(folder: str) -> CatalogValues:
    """Return the content of the files in a catalog's folder, merged with the catalog that they extend.

    Raises:
        CatalogError: The files have faults.
    """
    from mlops_team.inputs.catalog_check import check  # the built-in catalog is prepared, and needs none of these
    from mlops_team.inputs.catalog_files import CatalogFiles
    from mlops_team.inputs.catalog_layers import lay_over, refuse_changes

    files = CatalogFiles(folder)
    if files.unreadable:
        raise CatalogError(files.faults[: schema.MAX_FAULTS])
    own_header, own_tools = files.header, list(files.tools.values())
    if files.header.get("extends") == BUILT_IN:
        lay_over(files, _built_in(), str(schema.built_in_folder()))
    else:
        refuse_changes(files)
    check(files, own_header, own_tools)
    if files.faults:
        raise CatalogError(files.faults[: schema.MAX_FAULTS])
    return files.values()


def _catalog(values: CatalogValues, origin: str) -> Catalog:
    header = values.header
    practices = {key.replace("-", "_"): value for key, value in header.get("practices", {}).items()}
    roles = sorted((_role(role, values.roles) for role in values.roles.values()), key=_rank)
    required_by: dict[str, tuple[tuple[str, int], ...]] = {}
    for role in roles:
        for skill, level, _ in role.required_skills if role.required else ():
            required_by[skill] = (*required_by.get(skill, ()), (role.id, level))
    ambiguous = {fold(item["title"]): item["roles"] for item in header.get("ambiguous-titles", ())}
    return Catalog(
        id=header["id"],
        version=header["version"],
        title=header["title"],
        sources=header.get("sources", {}),
        levels=tuple(map(_level, header.get("levels", [str(level) for level in range(6)]))),
        practices=Practices(**practices),
        roles={role.id: role for role in roles},
        skills={id: _skill(skill) for id, skill in values.skills.items()},
        tools=values.tools,
        tool_aliases=values.tool_aliases,
        vocabulary=Vocabulary(values.role_names, ambiguous, values.skill_names),
        required_by=required_by,
        ladder=_ladder(header.get("ladder")),
        origin=origin,
    )


def _level(level: str | dict[str, str]) -> Level:
    return Level(level) if isinstance(level, str) else Level(level["name"], level.get("description", ""))


def _skill(skill: dict[str, Any]) -> Skill:
    return Skill(skill["id"], skill["title"], skill["description"], tuple(skill.get("aliases", ())))


def _ladder(ladder: dict[str, Any] | None) -> Ladder | None:
    if ladder is None:
        return None
    return Ladder(ladder["source"], tuple(map(_step, ladder["steps"])))


def _step(step: dict[str, Any]) -> Step:
    return Step(step["level"], step["title"], tuple((first, second) for first, second in step["together"]))


def _role(value: dict[str, Any], roles: Mapping[str, dict[str, Any]]) -> Role:
    staffing = value.get("staffing", {})
    requirements = _requirements(value, roles)
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
        works_with=_both_ways(value, "works-with", roles),
        not_with=_both_ways(value, "not-with", roles),
        references=value.get("references", {}),
    )


def _requirements(role: dict[str, Any], roles: Mapping[str, dict[str, Any]]) -> tuple[Requirement, ...]:
    by_skill = {requirement.skill: requirement for requirement in _own_requirements(role)}
    combines = role.get("combines", {"roles": ()})
    for other in combines["roles"]:
        for skill, _, required in _own_requirements(roles[other]):
            if required:
                combined = Requirement(skill, combines["level"])
                level = max(combined.level, by_skill.get(skill, combined).level)
                by_skill[skill] = combined._replace(level=level)
    return tuple(by_skill.values())


def _both_ways(role: dict[str, Any], key: str, roles: Mapping[str, dict[str, Any]]) -> tuple[str, ...]:
    theirs = {id for id, other in roles.items() if role["id"] in other.get(key, ())}
    return tuple(sorted(theirs.union(role.get(key, ()))))


def _own_requirements(role: dict[str, Any]) -> Iterator[Requirement]:
    for skill, level in role["skills"].items():
        if isinstance(level, int):
            yield Requirement(skill, level)
        else:
            yield Requirement(skill, level["level"], level.get("need", "required") == "required")


def _rank(role: Role) -> tuple[bool, str, int, str]:
    """Return the key that sorts roles by number, R2 before R10, then roles without a number by id."""
    mark = role.number or ""
    letters = mark.rstrip("0123456789")
    return role.number is None, letters, int(mark[len(letters) :] or 0), role.id
