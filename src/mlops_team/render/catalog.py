"""The catalog for people: a line a role, or a card with everything about one role; and as JSON."""

from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any

from mlops_team.audits.rule import share
from mlops_team.inputs.catalog import Catalog, Responsibility, Role
from mlops_team.render.json import laid_out
from mlops_team.text import count, inert, visible

_WIDTH = 88


def table(catalog: Catalog) -> Iterator[str]:
    """Yield the catalog's roles, a line each."""
    yield _line(f"{catalog.title} ({catalog.id} {catalog.version})")
    yield "\n"
    width = max(len(id) for id in catalog.roles)
    for role in catalog.roles.values():
        asked = count(sum(one.required for one in role.requirements), "required skill")
        kind = "" if role.required else "  (a discipline that others combine, not audited)"
        yield _line(f"  {role.number or '-':<3} {role.id:<{width}}  {role.title}, {asked}{kind}")
    yield "\n"
    yield _line("`mlops-team roles ROLE` shows what a role answers for and what it takes.")


def catalogs(named: Mapping[str, Catalog]) -> Iterator[str]:
    """Yield the catalogs that have a name, a line each."""
    width = max(map(len, named))
    for name, catalog in named.items():
        yield _line(f"{name:<{width}}  {catalog.title}, {count(len(catalog.audited), 'role')}")


def catalogs_as_json(named: Mapping[str, Catalog]) -> Iterator[str]:
    """Yield the catalogs that have a name as JSON."""
    listed = [
        {"name": name, "id": catalog.id, "version": catalog.version, "title": catalog.title}
        for name, catalog in named.items()
    ]
    yield laid_out({"version": 1, "catalogs": listed})


def levels(catalog: Catalog) -> Iterator[str]:
    """Yield the levels with their names and what they mean."""
    for number, level in enumerate(catalog.levels):
        yield _line(f"{number} {level.name}")
        yield from _paragraph(level.description, "  ", "  ")


def levels_as_json(catalog: Catalog) -> Iterator[str]:
    """Yield the levels as JSON."""
    listed = [{"level": number, **level._asdict()} for number, level in enumerate(catalog.levels)]
    yield laid_out({"version": 1, "levels": listed})


def card(catalog: Catalog, role: Role) -> Iterator[str]:
    """Yield everything about a role."""
    heading = f"{role.title} ({role.id})"
    yield _line(f"{heading}, {role.number}" if role.number else heading)
    if role.aliases:
        yield _line(f"also called {', '.join(role.aliases)}")
    yield from _paragraph(role.purpose)
    yield _line("\nAnswers for")
    for one in role.responsibilities:
        yield from _item(f"{one.text} ({one.id}; {one.source})")
    yield _line("\nTakes")
    for asked in role.requirements:
        skill = catalog.skills[asked.skill]
        need = "" if asked.required else ", desired"
        yield from _item(
            f"{asked.skill} at level {asked.level}, {catalog.levels[asked.level].name}{need}: {skill.description}"
        )
    yield from _facts(catalog, role)


def _facts(catalog: Catalog, role: Role) -> Iterator[str]:
    people = f"{count(role.people, 'person', 'people')} with {share(role.fte)} of full time (policy)"
    facts = {
        "Staffing": people if role.required else "not audited",
        "Combines": ", ".join(role.combines),
        "Works with": ", ".join(role.works_with) or "every role of the team",
        "Not with": ", ".join(role.not_with),
        "Elsewhere": ", ".join(f"{key} {_plain(value)}" for key, value in role.references.items()),
    }
    yield "\n"
    for key, value in facts.items():
        if value:
            yield _line(f"{key:<11} {value}")
    for key in _sources(role):
        source = catalog.sources[key]
        yield _line(f"{key:<11} {source['title']}{', ' + source['url'] if 'url' in source else ''}")


def _sources(role: Role) -> list[str]:
    return sorted({one.source for one in role.responsibilities})


def _plain(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _line(text: str) -> str:
    start = "\n" if text.startswith("\n") else ""
    return start + inert(visible(text.removeprefix("\n"))) + "\n"


def _paragraph(text: str, first: str = "", rest: str = "") -> Iterator[str]:
    lines = wrap(
        visible(text),
        _WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,  # ids stay in one piece, so that they can be copied and searched for
        break_long_words=False,
    )
    for line in lines:
        yield _line(line)


def _item(text: str) -> Iterator[str]:
    return _paragraph(text, "  - ", "    ")


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


def _role_object(role: Role) -> dict[str, Any]:
    return {
        "id": role.id,
        "title": role.title,
        "aliases": role.aliases,
        "number": role.number,
        "purpose": role.purpose,
        "required": role.required,
        "staffing": {"people": role.people, "fte": float(role.fte)},
        "responsibilities": [Responsibility._asdict(one) for one in role.responsibilities],
        "skills": [{"skill": one.skill, "level": one.level, "need": one.need} for one in role.requirements],
        "combines": role.combines,
        "works-with": role.works_with,
        "not-with": role.not_with,
        "references": role.references,
    }
