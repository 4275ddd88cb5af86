"""The catalog for people: a line a role, or a card with everything about one role; and as JSON."""

from collections.abc import Iterator, Mapping
from itertools import chain, repeat
from typing import Any

from mlops_team.audits.report import catalog_label
from mlops_team.inputs.catalog import Catalog, Responsibility, Role
from mlops_team.model import Json
from mlops_team.render.json import laid_out
from mlops_team.render.styled import BLANK, Line, cells, padded
from mlops_team.text import count, share


def table(catalog: Catalog) -> Iterator[Line]:
    """Yield the catalog's roles, a line each."""
    yield Line(((catalog.title, "bold"), (f" ({catalog_label(catalog)})", "")))
    yield BLANK
    width = max(len(id) for id in catalog.roles)
    title_width = max(cells(role.title) for role in catalog.roles.values())
    for role in catalog.roles.values():
        required = f"{len(role.required_skills):>2} required skill{'s' * (len(role.required_skills) != 1)}"
        kind = "" if role.required else ", not audited"
        head = f"  {role.number or '-':<3} "
        id = f"{role.id:<{width}}  "
        title = f"{padded(role.title, title_width)}  "
        yield Line(((head, "dim"), (id, "bold"), (title, ""), (f"{required}{kind}", "dim")), len(head + id))
    yield BLANK
    yield Line((("`mlops-team roles --list` names the other catalogs.", ""),))
    yield Line((("`mlops-team roles --skills` lists the skills, and the roles that require each.", ""),))
    yield Line((("`mlops-team roles ROLE` shows what a role is responsible for, and its skills.", ""),))


def skills(catalog: Catalog) -> Iterator[Line]:
    """Yield the catalog's skills, a line each, with the roles that require them and at which level."""
    yield Line(((catalog.title, "bold"), (f" ({catalog.id} {catalog.version})", "")))
    yield BLANK
    width = max(map(len, catalog.skills), default=0)
    title_width = max((cells(skill.title) for skill in catalog.skills.values()), default=0)
    for skill in catalog.skills.values():
        roles = ", ".join(f"{role} {level}" for role, level in _requiring(catalog, skill.id)) or "required by no role"
        id, title = f"  {skill.id:<{width}}  ", f"{padded(skill.title, title_width)}  "
        yield Line(((id, "bold"), (title, ""), (roles, "dim")), len(id))
    yield BLANK
    yield Line((("Each skill has the roles that require it, with the level from 0 to 5.", ""),))
    yield Line((("Tools such as Apache Airflow have names too: a tool counts for the skills that it shows.", ""),))


def skills_as_json(catalog: Catalog) -> Iterator[str]:
    """Yield the catalog's skills, with the roles that require them, as JSON."""
    listed = [
        {**skill._asdict(), "roles": [{"role": role, "level": level} for role, level in _requiring(catalog, skill.id)]}
        for skill in catalog.skills.values()
    ]
    yield laid_out({"version": 1, "skills": listed})


def _requiring(catalog: Catalog, skill: str) -> list[tuple[str, int]]:
    """Return the roles that require a skill, with the level."""
    return [
        (role.id, requirement.level)
        for role in catalog.roles.values()
        for requirement in role.required_skills
        if requirement.skill == skill
    ]


def catalogs(named: Mapping[str, Catalog]) -> Iterator[Line]:
    """Yield the catalogs that have a name, a line each."""
    width = max(map(len, named))
    for name, catalog in named.items():
        text = f"  {catalog.title}, {count(len(catalog.audited), 'role')}"
        yield Line(((f"{name:<{width}}", "bold"), (text, "")), width + 2)


def catalogs_as_json(named: Mapping[str, Catalog]) -> Iterator[str]:
    """Yield the catalogs that have a name as JSON."""
    listed = [
        {"name": name, "id": catalog.id, "version": catalog.version, "title": catalog.title}
        for name, catalog in named.items()
    ]
    yield laid_out({"version": 1, "catalogs": listed})


def levels(catalog: Catalog) -> Iterator[Line]:
    """Yield the levels with their names and what they mean."""
    for number, level in enumerate(catalog.levels):
        yield Line(((f"{number} {level.name}", "bold"),))
        if level.description:
            yield Line(((f"  {level.description}", ""),), 2)


def levels_as_json(catalog: Catalog) -> Iterator[str]:
    """Yield the levels as JSON."""
    listed = [{"level": number, **level._asdict()} for number, level in enumerate(catalog.levels)]
    yield laid_out({"version": 1, "levels": listed})


def card(catalog: Catalog, role: Role) -> Iterator[Line]:
    """Yield everything about a role."""
    number = f", {role.number}" if role.number else ""
    yield Line(((role.title, "bold"), (f" ({role.id}){number}", "")))
    yield Line(((role.purpose, ""),))
    yield BLANK
    yield Line((("Responsible for", "bold"),))
    for duty in role.responsibilities:
        yield Line(((f"  - {duty.text}", ""), (f" ({duty.id}; {duty.source})", "dim")), 4, copied=True)
    yield BLANK
    yield Line((("Skills", "bold"),))
    for requirement in role.requirements:
        skill, level = catalog.skills[requirement.skill], catalog.levels[requirement.level]
        need = "" if requirement.required else ", desired"
        what = f" at level {requirement.level}, {level.name}{need}: {skill.description}"
        yield Line((("  - ", ""), (requirement.skill, "bold"), (what, "")), 4, copied=True)
    yield BLANK
    yield from _facts(catalog, role)


def _facts(catalog: Catalog, role: Role) -> Iterator[Line]:
    people = f"{count(role.people, 'person', 'people')} with {share(role.fte)} of full time (policy)"
    facts = {
        "Staffing": people if role.required else "not audited",
        "Combines": ", ".join(role.combines),
        "Works with": ", ".join(role.works_with) or "every role of the team",
        "Not with": ", ".join(role.not_with),
        "Also called": ", ".join(role.aliases),
        "Elsewhere": "\n".join(f"{key} {_plain(value)}" for key, value in role.references.items()),
    }
    for id in sorted({duty.source for duty in role.responsibilities}):
        source = catalog.sources[id]
        facts[id] = ", ".join(source[key] for key in ("title", "url") if key in source)
    width = max(map(len, facts)) + 2
    for key, value in facts.items():
        for line, label in zip(value.splitlines(), chain([key], repeat("")), strict=False):
            yield Line(((f"{label:<{width}}", "bold"), (line, "")), width, copied=True)


def _plain(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def as_json(catalog: Catalog, roles: list[Role], *, single: bool) -> Iterator[str]:
    """Yield one role, or the whole catalog, as JSON."""
    objects = [_role_object(role) for role in roles]
    whole: Any = objects[0] if single else {
        "version": 1,
        "catalog": {"id": catalog.id, "version": catalog.version, "title": catalog.title},
        "sources": catalog.sources,
        "levels": [level.name for level in catalog.levels],
        "level-descriptions": [level.description for level in catalog.levels],
        "practices": {key.replace("_", "-"): value for key, value in catalog.practices._asdict().items()},
        "roles": objects,
        "skills": [skill._asdict() for skill in catalog.skills.values()],
    }  # fmt: skip
    yield laid_out(whole)


def _role_object(role: Role) -> Json:
    return {
        "id": role.id,
        "title": role.title,
        "aliases": role.aliases,
        "number": role.number,
        "purpose": role.purpose,
        "required": role.required,
        "staffing": {"people": role.people, "fte": float(role.fte)},
        "responsibilities": [Responsibility._asdict(duty) for duty in role.responsibilities],
        "skills": [{"skill": entry.skill, "level": entry.level, "need": entry.need} for entry in role.requirements],
        "combines": role.combines,
        "works-with": role.works_with,
        "not-with": role.not_with,
        "references": role.references,
    }
