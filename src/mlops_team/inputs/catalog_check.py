"""Checks of a catalog that a schema cannot express: unknown names, circles, no role to audit."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mlops_team.inputs.catalog_files import CatalogFiles, Entry
from mlops_team.inputs.vocabulary import fold
from mlops_team.model import Pointer
from mlops_team.text import did_you_mean, quoted

_Problem = tuple[str, Pointer, str, str]  # code, pointer in the entry, message, hint


def check(files: CatalogFiles, own_header: Mapping[str, Any], own_tools: Iterable[Entry]) -> None:
    """Add the faults of a catalog whose files contradict each other, in the order of the files.

    Args:
        files: The files, merged with the catalog that they extend.
        own_header: The content of the folder's own catalog.yaml.
        own_tools: The folder's own tools.
    """
    header = Entry(files.header, files.document)
    problems = [(header, problem) for problem in _header_problems(files, own_header)]
    problems += [(tool, problem) for tool in own_tools for problem in _tool_problems(tool, files)]
    seen: dict[str, str] = {}
    for role in files.roles.values():
        problems += [(role, problem) for problem in _unknown_names(role.value, files)]
        problems += [(role, problem) for problem in _duties(role.value, files, seen)]
    for id, role in files.roles.items():
        if circle := _circle(id, files.roles):
            message = f"{' combines '.join(circle)}: a circle"
            problems.append((role, ("MT003", ("combines",), message, "remove a role of the circle from its combines")))
    for entry, (code, pointer, message, hint) in problems:
        files.fault(code, entry, pointer, message, hint)
    files.faults.sort(key=lambda fault: fault.location)


def _header_problems(files: CatalogFiles, own: Mapping[str, Any]) -> Iterator[_Problem]:
    if "drop" in own and "extends" not in own:
        yield "MT003", ("drop",), "there is no catalog to drop roles from", 'add "extends: built-in", or remove "drop"'
    if not any(role.value.get("required", True) for role in files.roles.values()):
        yield "MT003", (), "no role of the catalog is required", "add a role file without required: false"
    yield from _title_problems(files, own)
    yield from _ladder_problems(files, own)


def _title_problems(files: CatalogFiles, own: Mapping[str, Any]) -> Iterator[_Problem]:
    for index, item in enumerate(own.get("ambiguous-titles", ())):
        pointer: Pointer = ("ambiguous-titles", index)
        if role := files.role_names.get(fold(item["title"])):
            message = f"the ambiguous title {quoted(item['title'])} names {role}"
            yield "MT003", (*pointer, "title"), message, f"remove it here, or from the names of {role}"
        for number, role in enumerate(item["roles"]):
            yield from _unknown((*pointer, "roles", number), role, files.roles, "ambiguous-titles", "roles")


def _ladder_problems(files: CatalogFiles, own: Mapping[str, Any]) -> Iterator[_Problem]:
    ladder = own.get("ladder")
    if ladder is None:
        return
    yield from _unknown(("ladder", "source"), ladder["source"], files.header.get("sources", {}), "ladder", "sources")
    for index, step in enumerate(ladder["steps"]):
        for number, pair in enumerate(step["together"]):
            for position, role in enumerate(pair):
                pointer = ("ladder", "steps", index, "together", number, position)
                yield from _unknown(pointer, role, files.roles, "ladder", "roles")


def _tool_problems(tool: Entry, files: CatalogFiles) -> Iterator[_Problem]:
    for index, skill in enumerate(tool.value["shows"]):
        yield from _unknown(("shows", index), skill, files.skills, tool.value["name"], "skills")


def _unknown(pointer: Pointer, name: str, names: Mapping[str, object], subject: str, what: str) -> Iterator[_Problem]:
    if name not in names:
        yield "MT004", pointer, f"{subject}: unknown {what[:-1]} {quoted(name)}", did_you_mean(name, names, what)


def _unknown_names(role: dict[str, Any], files: CatalogFiles) -> Iterator[_Problem]:
    for pointer, name, names, what in _names_used(role, files):
        yield from _unknown(pointer, name, names, role["id"], what)
        if name == role["id"] and name in names:
            yield "MT003", pointer, f"{name}: names itself in {pointer[0]}", "remove it"


def _names_used(role: dict[str, Any], files: CatalogFiles) -> Iterator[tuple[Pointer, str, Mapping[str, object], str]]:
    """Yield the names in a role: the pointer, the name, the known names, and what these are."""
    for skill in role["skills"]:
        yield ("skills", skill), skill, files.skills, "skills"
    others: list[tuple[Pointer, Iterable[str]]] = [((key,), role.get(key, ())) for key in ("works-with", "not-with")]
    others.append((("combines", "roles"), role.get("combines", {}).get("roles", ())))
    for pointer, roles in others:
        for other in roles:
            yield (*pointer, other), other, files.roles, "roles"
    for index, duty in enumerate(role["responsibilities"]):
        yield ("responsibilities", index, "source"), duty["source"], files.header.get("sources", {}), "sources"


def _duties(role: dict[str, Any], files: CatalogFiles, seen: dict[str, str]) -> Iterator[_Problem]:
    for index, duty in enumerate(role["responsibilities"]):
        pointer: Pointer = ("responsibilities", index, "id")
        subject = f"{role['id']}: the responsibility {quoted(duty['id'])}"
        if duty["id"] in files.skills:
            yield "MT003", pointer, f"{subject} has the id of a skill", "name it with a verb, such as set-goals"
        if duty["id"] in seen:
            yield "MT003", pointer, f"{subject} is in {seen[duty['id']]} too", "give it another id"
        seen.setdefault(duty["id"], role["id"])


def _circle(start: str, roles: Mapping[str, Entry]) -> list[str] | None:
    """Return the roles from a role back to itself over `combines`, or None."""
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
