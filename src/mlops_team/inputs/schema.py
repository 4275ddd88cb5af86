"""Values checked against roles/schemas/*.schema.json.

A schema is compiled into a yes-or-no function, which is all that a valid file needs; `schema_errors`, and jsonschema
with it, finds every fault of a file that does not fit. The tests compare the two.
"""

import json
import re
import sys
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from mlops_team.inputs.document import Document, Fault, Value
from mlops_team.inputs.schema_parts import NUMBERS, Check, Schema, SchemaParts

__all__ = ["MAX_FAULTS", "ROLE_CHANGE", "Schema", "built_in_folder", "faults", "load", "names", "sound"]

MAX_FAULTS = 100
ROLE_CHANGE = "role-change"  # of a role file that has only what differs from a role of another catalog
_SUFFIX = ".schema.json"
_NAMING = {"name", "id"}  # keys that say who or what an entry is about


@cache
def built_in_folder() -> FilePath:
    """Return the folder of the built-in catalog: beside the package when installed, else in the checkout."""
    package = FilePath(__file__).parent.parent
    beside = package / "roles"
    return beside if beside.is_dir() else package.parents[1] / "roles"


def names() -> list[str]:
    """Return the names of the schemas in roles/schemas/: team, role, report and so on."""
    return sorted(file.name.removesuffix(_SUFFIX) for file in (built_in_folder() / "schemas").glob(f"*{_SUFFIX}"))


@cache
def load(name: str) -> Schema:
    """Return the schema of that name, one of `names()`, or that of a role file that changes a role."""
    if name == ROLE_CHANGE:
        return _role_change(load("role"))
    schema: Schema = json.loads((built_in_folder() / "schemas" / f"{name}{_SUFFIX}").read_bytes())
    return schema


def _role_change(role: Schema) -> Schema:
    """Return the schema of a role file with `change: true`: little is required, and null removes an entry."""
    schema: Schema = json.loads(json.dumps(role))
    schema["required"] = ["id", "change"]
    definitions, properties = schema["definitions"], schema["properties"]
    for key in ("staffing", "references", "combines"):
        properties[key].pop("required", None)
        for name, entry in properties[key]["properties"].items():
            whole = definitions[entry["$ref"].removeprefix("#/definitions/")] | entry if "$ref" in entry else entry
            kinds = whole["type"] if isinstance(whole["type"], list) else [whole["type"]]
            properties[key]["properties"][name] = {**whole, "type": [*kinds, "null"]}
            properties[key]["properties"][name].pop("$ref", None)
    properties["skills"]["additionalProperties"]["type"].append("null")
    return schema


def faults(document: Document, name: str) -> list[Fault]:
    """Return where a document does not fit the schema of that name, in the order of the file.

    A value that the document has reported as unreadable gets no second fault.
    """
    if _compiled(name)(document.value):
        return []
    from mlops_team.inputs.schema_errors import explain

    schema = load(name)
    parts = SchemaParts(schema, _Compiler(schema.get("definitions", {})).check)
    unread = {fault.location.pointer for fault in document.faults if fault.code == "MT002"}
    return sorted(
        {
            fault
            for fault in islice(explain(document, parts), MAX_FAULTS * 10)
            if not fault.location.pointer or fault.location.pointer not in unread
        },
        key=lambda fault: (fault.location, fault.message),
    )


@cache
def _compiled(name: str) -> Check:
    schema = load(name)
    return _Compiler(schema.get("definitions", {})).check(schema)


# patternProperties is for keys that begin with x-: the reader drops them, so no document has any.
_ANNOTATIONS = {"$schema", "title", "description", "definitions", "examples", "patternProperties"}


class _Compiler:
    """Turns the keywords that our schemas use into functions; any other keyword is refused."""

    def __init__(self, definitions: dict[str, Schema]) -> None:
        self.definitions = definitions
        self.compiled: dict[str, Check] = {}

    def check(self, schema: Schema) -> Check:
        if "$ref" in schema:  # draft-07: nothing beside it counts
            name = schema["$ref"].removeprefix("#/definitions/")
            if name not in self.compiled:
                self.compiled[name] = self.check(self.definitions[name])
            return self.compiled[name]
        if unknown := schema.keys() - _ANNOTATIONS - _KEYWORDS:
            raise NotImplementedError(f"schema keywords {sorted(unknown)}")
        if "const" in schema or "enum" in schema:
            allowed = schema.get("enum", [schema.get("const")])
            return lambda value: any(value == good and type(value) is type(good) for good in allowed)
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        checks = [self.of_kind(kind, schema) for kind in kinds]
        return checks[0] if len(checks) == 1 else _either(checks)

    def of_kind(self, kind: str, schema: Schema) -> Check:
        match kind:
            case "string":
                return _text_check(schema)
            case "integer" | "number":
                return _number_check(kind, schema)
            case "object":
                return self.object_check(schema)
            case "array":
                return self.array_check(schema)
            case "boolean":
                return lambda value: isinstance(value, bool)
            case "null":
                return lambda value: value is None
            case _:
                raise NotImplementedError(f"schema type {kind}")

    def object_check(self, schema: Schema) -> Check:
        # Our schemas either list all keys that a mapping may have, or have one schema for all of its entries.
        if "propertyNames" in schema:
            return _alike(self.check(schema["propertyNames"]), self.check(schema["additionalProperties"]))
        properties = {name: self.check(sub) for name, sub in schema["properties"].items()}
        required = schema.get("required", ())

        def check(value: Any) -> bool:  # noqa: ANN401 - any value that a file can hold
            if not isinstance(value, dict):
                return False
            for name in required:
                if name not in value:
                    return False
            for name, item in value.items():
                fits = properties.get(name)
                if fits is None or not fits(item):
                    return False
            return True

        return check

    def array_check(self, schema: Schema) -> Check:
        item_check = self.check(schema["items"])
        least, most = schema.get("minItems", 0), schema.get("maxItems", sys.maxsize)
        return lambda value: isinstance(value, list) and least <= len(value) <= most and all(map(item_check, value))


_KEYWORDS = {
    "type", "const", "enum", "minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum",
    "properties", "required", "additionalProperties", "propertyNames", "items", "minItems", "maxItems",
}  # fmt: skip


def _alike(name_check: Check, value_check: Check) -> Check:
    """Return the check of a mapping whose entries are all of one kind."""
    names_fit = lru_cache(maxsize=1_000)(name_check)  # thousands of teams list the same few skills
    return lambda value: (
        isinstance(value, dict) and all(map(names_fit, value)) and all(map(value_check, value.values()))
    )


def _either(checks: list[Check]) -> Check:
    def check(value: Any) -> bool:  # noqa: ANN401 - any value that a file can hold
        for fits in checks:  # noqa: SIM110 - any() takes twice as long
            if fits(value):
                return True
        return False

    return check


def _text_check(schema: Schema) -> Check:
    least, most = schema.get("minLength", 0), schema.get("maxLength", sys.maxsize)
    search = re.compile(schema["pattern"]).search
    return lambda value: isinstance(value, str) and least <= len(value) <= most and search(value) is not None


def _number_check(kind: str, schema: Schema) -> Check:
    types = NUMBERS[kind]
    least, most = schema.get("minimum", float("-inf")), schema.get("maximum", float("inf"))
    above = schema.get("exclusiveMinimum")
    if above is None:
        return lambda value: type(value) in types and least <= value <= most
    return lambda value: type(value) in types and above < value <= most and least <= value


def sound(value: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the entries of a file's value that fit the schema of that name, so that these can still be read.

    An item of a list comes without its keys that do not fit. It is None where it cannot be without them, or where they
    say who it is about, so that the others keep their indexes.
    """
    parts = _parts(name)
    fitting = {}
    for key, part in parts.items():
        if key not in value:
            continue
        if part.whole(value[key]):
            fitting[key] = value[key]
        elif part.item is not None and isinstance(value[key], list):
            items = (_fitting(item, part.keys) for item in value[key])
            fitting[key] = [item if part.item(item) else None for item in items]
    return fitting


class _Part(NamedTuple):
    """The checks of an entry of a file and, where it is a list, of its items and of the keys of these."""

    whole: Check
    item: Check | None
    keys: Mapping[str, Check]


@cache
def _parts(name: str) -> dict[str, _Part]:
    schema = load(name)
    compiler = _Compiler(schema.get("definitions", {}))
    parts = {}
    for key, entry in schema["properties"].items():
        items = entry.get("items")
        keys = {key: compiler.check(sub) for key, sub in (items or {}).get("properties", {}).items()}
        parts[key] = _Part(compiler.check(entry), compiler.check(items) if items else None, keys)
    return parts


def _fitting(item: Value, keys: Mapping[str, Check]) -> Value:
    """Return an item without the keys that do not fit; nothing where its name or id is one of these."""
    if not isinstance(item, dict):
        return item
    fitting = {key: entry for key, entry in item.items() if key in keys and keys[key](entry)}
    return None if (item.keys() - fitting.keys()) & _NAMING else fitting
