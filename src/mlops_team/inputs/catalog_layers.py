"""Merges the files of a catalog with the catalog that it extends."""

from collections.abc import Mapping
from typing import Any

from mlops_team.inputs.catalog_files import CatalogFiles, Entry
from mlops_team.inputs.catalog_prepared import CatalogValues
from mlops_team.inputs.document import Document
from mlops_team.inputs.vocabulary import fold
from mlops_team.text import did_you_mean, quoted

_LISTS = ("aliases", "responsibilities", "works-with", "not-with")
_MAPPINGS = ("staffing", "combines", "references", "skills")


def lay_over(own: CatalogFiles, base: CatalogValues, folder: str) -> None:
    """Add the content of the base catalog to a catalog's files; own files count, dropped roles are omitted."""
    dropped = _dropped(own, base)
    changed = {id for id, role in own.roles.items() if role.value.get("change") and id in base.roles}
    replaced = (base.roles.keys() & own.roles) - changed
    kept = {
        id: _without(Entry(role, Document(f"{folder}/{id}.yaml", None)), dropped, dropped | replaced)
        for id, role in base.roles.items()
        if id not in dropped
    }
    for id, role in list(own.roles.items()):
        if id in changed:
            before = kept[id].value
            inherited = {key: len(before.get(key, ())) for key in _LISTS}
            own.roles[id] = role._replace(value=_changed(before, role.value), inherited=inherited)
        elif role.value.get("change"):
            hint = did_you_mean(id, base.roles, "roles")
            own.fault("MT004", role, ("change",), f"{id}: there is no built-in role of this id to change", hint)
            del own.roles[id]
    own.roles = kept | {id: _without(role, dropped, dropped) for id, role in own.roles.items()}
    _add_names(own, base, dropped | replaced)
    _add_header(own, base.header, dropped)


def refuse_changes(own: CatalogFiles) -> None:
    """Add a fault for each role file that changes a role, in a catalog that does not extend another."""
    for id, role in list(own.roles.items()):
        if role.value.get("change"):
            hint = 'add "extends: built-in" to catalog.yaml, or write the whole role without change: true'
            own.fault("MT003", role, ("change",), f"{id}: there is no role to change", hint)
            del own.roles[id]


def _dropped(own: CatalogFiles, base: CatalogValues) -> set[str]:
    dropped = own.header.get("drop", ())
    for index, role in enumerate(dropped):
        if role not in base.roles:
            message = f"there is no built-in role {quoted(role)} to drop"
            hint = did_you_mean(role, base.roles, "roles")
            own.fault("MT004", Entry({}, own.document), ("drop", index), message, hint)
    return set(dropped) - own.roles.keys()


def _without(role: Entry, dropped: set[str], excluded: set[str]) -> Entry:
    """Return a role without references to dropped roles, and without the pairs with some others."""
    value = dict(role.value)
    for key in ("works-with", "not-with"):
        value[key] = [other for other in value.get(key, ()) if other not in excluded]
    if "combines" in value:
        roles = [other for other in value["combines"].get("roles", ()) if other not in dropped]
        value["combines"] = value["combines"] | {"roles": roles}
    return role._replace(value=value)


def _changed(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """Return a role with the changes of a file: lists grow, mappings are merged, null removes a key."""
    merged: dict[str, Any] = {key: [*base.get(key, ()), *change[key]] for key in _LISTS if key in change}
    for key in _MAPPINGS:
        if key in change:
            entries = base.get(key, {}) | change[key]
            merged[key] = {name: entry for name, entry in entries.items() if entry is not None}
    return base | change | merged


def _add_names(own: CatalogFiles, base: CatalogValues, dropped: set[str]) -> None:
    """Add the base's skills, tools and names; a name that both have is this catalog's."""
    for name, shows in base.tools.items():
        if fold(name) not in own.skill_names:
            aliases = [alias for alias in base.tool_aliases.get(name, ()) if fold(alias) not in own.skill_names]
            own.tools.setdefault(fold(name), Entry({"name": name, "aliases": aliases, "shows": shows}, own.document))
    skills = {id: Entry(skill, own.document) for id, skill in base.skills.items()}
    own.skills = skills | own.skills
    present = own.skills.keys() | {tool.value["name"] for tool in own.tools.values()}
    inherited = {name: named for name, named in base.skill_names.items() if named in present}
    own.skill_names = inherited | own.skill_names
    roles = {name: role for name, role in base.role_names.items() if role not in dropped}
    own.role_names = roles | own.role_names


def _add_header(own: CatalogFiles, base: Mapping[str, Any], dropped: set[str]) -> None:
    header = own.header
    titles = []
    for item in base.get("ambiguous-titles", ()):
        roles = [role for role in item["roles"] if role not in dropped]
        if len(roles) > 1 and fold(item["title"]) not in own.role_names:
            titles.append(item | {"roles": roles})
    merged = {key: base.get(key, {}) | header.get(key, {}) for key in ("practices", "sources")}
    merged["ambiguous-titles"] = [*titles, *header.get("ambiguous-titles", ())]
    inherited = base.get("ladder")
    if inherited and any(role in dropped for step in inherited["steps"] for pair in step["together"] for role in pair):
        base = {**base, "ladder": None}
    own.header = {**base, **header, **merged}
