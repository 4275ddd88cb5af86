"""The user's map from names in a sheet to ids: read from a parsed document, and written to be filled in."""

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap

from mlops_team.inputs.catalog_names import CatalogNames, Space
from mlops_team.inputs.imported_team import ImportedTeam, ImportMap, SheetError
from mlops_team.text import did_you_mean, id_key, quoted, visible

DROP = "drop"
_WIDTH = 100


def mapped(names: Mapping[str, str | None], name: str) -> str | None:
    """Return the id that the user gives a name, or None for a name without an entry, or dropped."""
    return names.get(id_key(name))


def read_map(document: object, resolver: CatalogNames) -> ImportMap:
    """Return an import map from a parsed YAML document.

    Args:
        document: `{skills: {Name as written: id or drop}, roles: {...}}`; a name with nothing is not yet filled in.
        resolver: What checks the ids.

    Raises:
        SheetError: Another form, or an id that the catalog lacks.
    """
    if not isinstance(document, dict) or set(document) - {"skills", "roles"}:
        raise SheetError('a map has only the keys "skills" and "roles"', "--write-map writes a map to start from")
    return ImportMap(
        dict(_entries(document.get("skills"), "skill", resolver)),
        dict(_entries(document.get("roles"), "role", resolver)),
    )


def _entries(entries: object, space: Space, resolver: CatalogNames) -> Iterator[tuple[str, str | None]]:
    if entries is None:
        return
    if not isinstance(entries, dict):
        raise SheetError(f'"{space}s" of the map is not a mapping', f"write a line such as: Name as written: {DROP}")
    for name, id in entries.items():
        if id is None:
            continue
        if not isinstance(name, str) or not isinstance(id, str):
            raise SheetError(f"the map's entry for {quoted(name)} is not a name", f"write an id, or {DROP}")
        if id == DROP:
            yield id_key(name), None
            continue
        resolved = resolver.skill(id) if space == "skill" else resolver.role(id)
        if resolved is None:
            raise SheetError(f"the map's {space} {quoted(id)} is unknown", _nearest(space, id, resolver))
        yield id_key(name), resolved


def _nearest(space: Space, name: str, resolver: CatalogNames) -> str:
    near = resolver.nearest(space, name)
    command = "mlops-team roles --skills" if space == "skill" else "mlops-team roles"
    return did_you_mean(name, near, f"{space}s") if near else f"write an id that `{command}` lists, or {DROP}"


def write_map(team: ImportedTeam, resolver: CatalogNames) -> str:
    """Return a map to fill in, as YAML.

    It has each name that the catalog lacks, with the nearest that it has in a comment, and at its end the tools that
    count for nothing.
    """
    lines = [
        "# What the names in the sheet mean. After the colon, write an id, title or tool name, or drop to",
        "# ignore the name; a name with nothing is kept as it is. `mlops-team roles --skills` lists the skills.",
        "# Then: mlops-team import SHEET --map THIS-FILE",
    ]
    lines += _section("skills", "skill", team.unknown_skills, resolver)
    lines += _section("roles", "role", team.unknown_roles, resolver)
    if team.idle_skills:
        text = f"Known, and show no skill that a role requires: {', '.join(map(visible, team.idle_skills))}"
        lines += wrap(text, _WIDTH, initial_indent="# ", subsequent_indent="#   ", break_long_words=False)
    return "\n".join(lines) + "\n"


def _section(key: str, space: Space, names: Sequence[str], resolver: CatalogNames) -> Iterator[str]:
    yield f"{key}:" if names else f"{key}: {{}}"
    for name in names:
        near = [visible(candidate) for candidate in resolver.nearest(space, name)]
        yield f"  {_quoted(name)}:" + (f"  # {', '.join(near)}?" if near else "")


def _quoted(name: str) -> str:
    # The escapes that `visible` writes are also YAML's.
    return '"' + visible(name.replace("\\", "\\\\").replace('"', '\\"')) + '"'
