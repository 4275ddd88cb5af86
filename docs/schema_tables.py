"""Tables of the keys of a format, made from its JSON Schema."""

from collections.abc import Iterator
from typing import Any

from mlops_team.inputs import schema

Schema = dict[str, Any]


def team_keys() -> str:
    """Return the keys of team files."""
    whole = schema.load("team")
    return "\n\n".join(_sections(whole, whole, level=3))


def catalog_keys() -> str:
    """Return the keys of the files of a catalog."""
    parts = []
    for name, file in (("catalog", "catalog.yaml"), ("role", "ROLE-ID.yaml"), ("skills", "skills.yaml")):
        whole = schema.load(name)
        parts += [f"### {file}", *_sections(whole, whole, level=4)]
    return "\n\n".join(parts)


def _sections(whole: Schema, part: Schema, *, level: int) -> Iterator[str]:
    """Yield the table of a mapping's keys, then a section for each key whose value has keys of its own."""
    yield _table(whole, part)
    for key, value in part["properties"].items():
        below = _inside(value)
        if "properties" in below:
            yield f"{'#' * level} {key}"
            yield f"{value['description']} {_each(value)}".strip()
            yield from _sections(whole, below, level=level + 1)


def _inside(value: Schema) -> Schema:
    """Return the schema of a list's entries, of a mapping's values, or else of the value itself."""
    others = value.get("additionalProperties")
    inside: Schema = value.get("items") or (others if isinstance(others, dict) else value)
    return inside


def _each(value: Schema) -> str:
    inside = _inside(value)
    return "" if inside is value else f"Each is {inside['title']}:"


def _table(whole: Schema, part: Schema) -> str:
    rows = ["| key | value | meaning |", "|---|---|---|"]
    for key, value in part["properties"].items():
        required = ", **required**" if key in part.get("required", ()) else ""
        meaning = value.get("description") or _resolved(whole, value).get("description", "")
        rows.append(f"| `{key}` | {_kind(whole, value)}{required} | {meaning} |")
    return "\n".join(rows)


def _kind(whole: Schema, value: Schema) -> str:
    title: str = _resolved(whole, value)["title"]
    if value.get("type") == "array" and "$ref" in value["items"]:
        return f"{title}, each {_resolved(whole, value['items'])['title']}"
    return title


def _resolved(whole: Schema, value: Schema) -> Schema:
    resolved: Schema = whole["definitions"][value["$ref"].removeprefix("#/definitions/")] if "$ref" in value else value
    return resolved
