"""What is wrong with a catalog beyond what the schemas can say: names that are unknown or not distinct, circles."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mlops_team.inputs.catalog_files import CatalogFiles, Entry
from mlops_team.model import Path
from mlops_team.text import did_you_mean, folded, quoted

Problem = tuple[str, Path, str, str]  # code, path in the role's file, message, hint


def check(files: CatalogFiles) -> None:
    """Add to a catalog's faults what its files say wrongly of one another, in the order of the files."""
    header = Entry(files.header, files.document)
    if "drop" in files.header and "extends" not in files.header:
        hint = 'add "extends: built-in", or remove "drop"'
        files.fault("MT003", header, ("drop",), "there is nothing to drop from", hint)
    seen: dict[str, str] = {}
    for role in files.roles.values():
        problems = (_unknown_names(role.value, files), _equal_names(role.value, seen), _duties(role.value, files, seen))
        for code, path, message, hint in (problem for some in problems for problem in some):
            files.fault(code, role, path, message, hint)
    for id, role in files.roles.items():
        if circle := _circle(id, files.roles):
            message = f"{' combines '.join(circle)}: a circle"
            files.fault("MT003", role, ("combines",), message, "remove a role of the circle from its combines")
    if not any(role.value.get("required", True) for role in files.roles.values()):
        hint = "add a role file without required: false"
        files.fault("MT003", header, (), "no role of the catalog is required", hint)
    files.faults.sort(key=lambda fault: fault.place)


def _unknown_names(role: dict[str, Any], files: CatalogFiles) -> Iterator[Problem]:
    for path, name, known, what in _names_used(role, files):
        if name not in known:
            message = f"{role['id']}: unknown {what[:-1]} {quoted(name)}"
            yield "MT004", path, message, did_you_mean(name, known, what)
        elif name == role["id"]:
            yield "MT003", path, f"{name}: names itself in {path[0]}", "remove it"


def _names_used(role: dict[str, Any], files: CatalogFiles) -> Iterator[tuple[Path, str, Mapping[str, object], str]]:
    """Yield what a role names: where, the name, and among what it should be."""
    for skill in role["skills"]:
        yield ("skills", skill), skill, files.skills, "skills"
    others: list[tuple[Path, Iterable[str]]] = [((key,), role.get(key, ())) for key in ("works-with", "not-with")]
    others.append((("combines", "roles"), role.get("combines", {}).get("roles", ())))
    for path, roles in others:
        for other in roles:
            yield (*path, other), other, files.roles, "roles"
    for index, duty in enumerate(role["responsibilities"]):
        yield ("responsibilities", index, "source"), duty["source"], files.header.get("sources", {}), "sources"


def _equal_names(role: dict[str, Any], seen: dict[str, str]) -> Iterator[Problem]:
    names: list[tuple[Path, str]] = [(("id",), role["id"]), (("title",), role["title"])]
    names += [(("aliases", index), alias) for index, alias in enumerate(role.get("aliases", ()))]
    for path, name in names:
        other = seen.setdefault(folded(name), role["id"])
        if other != role["id"]:
            message = f"{role['id']}: {quoted(name)} names {other} too"
            yield "MT003", path, message, "give each role names of its own"


def _duties(role: dict[str, Any], files: CatalogFiles, seen: dict[str, str]) -> Iterator[Problem]:
    for index, duty in enumerate(role["responsibilities"]):
        path, key = ("responsibilities", index, "id"), f"responsibility {duty['id']}"
        subject = f"{role['id']}: the responsibility {quoted(duty['id'])}"
        if duty["id"] in files.skills:
            yield "MT003", path, f"{subject} has the id of a skill", "name it with a verb, such as set-goals"
        if key in seen:
            yield "MT003", path, f"{subject} is in {seen[key]} too", "give it another id"
        seen.setdefault(key, role["id"])


def _circle(start: str, roles: Mapping[str, Entry]) -> list[str] | None:
    """Return the way from a role back to itself over combines, or None."""
    came_from: dict[str, str] = {}
    queue = [start]
    for role in queue:
        for other in roles[role].value.get("combines", {}).get("roles", ()):
            if other == start:
                way = [role, start]
                while way[0] != start:
                    way.insert(0, came_from[way[0]])
                return way
            if other in roles and other not in came_from:
                came_from[other] = role
                queue.append(other)
    return None
