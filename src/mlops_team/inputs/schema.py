"""Values held against roles/schemas/*.schema.json, faults worded for the person who wrote the file.

A schema is compiled into one yes-or-no function, which is all that a sound file needs; jsonschema is imported
only to find every fault of a file that failed. The tests hold the two against each other.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from mlops_team.inputs.document import Document, Fault, Value
from mlops_team.model import Path
from mlops_team.text import did_you_mean, listing, nearest, quoted, shortened

if TYPE_CHECKING:
    from jsonschema import ValidationError

Schema = dict[str, Any]
Check = Callable[[Any], bool]
MAX_FAULTS = 100
_SUFFIX = ".schema.json"


@cache
def built_in_folder() -> FilePath:
    """Return the folder of the built-in catalog: beside the package when installed, else in the checkout."""
    package = FilePath(__file__).parent.parent
    beside = package / "roles"
    return beside if beside.is_dir() else package.parents[1] / "roles"


def names() -> list[str]:
    """Return what there are schemas of: team, role, report and so on, as files stand in roles/schemas/."""
    return sorted(file.name.removesuffix(_SUFFIX) for file in (built_in_folder() / "schemas").glob(f"*{_SUFFIX}"))


@cache
def load(name: str) -> Schema:
    """Return the schema of that name, one of `names()`."""
    schema: Schema = json.loads((built_in_folder() / "schemas" / f"{name}{_SUFFIX}").read_bytes())
    return schema


def faults(document: Document, name: str) -> list[Fault]:
    """Return where a document departs from the schema of that name, in the order of the file."""
    if _compiled(name)(document.value):
        return []
    return sorted(
        set(islice(_explain(document, load(name)), MAX_FAULTS * 10)),
        key=lambda fault: (fault.place, fault.message),
    )


@cache
def _compiled(name: str) -> Check:
    schema = load(name)
    return _Compiler(schema.get("definitions", {})).check(schema)


# Truth values and endless floats are no numbers.
_NUMBERS: dict[str, tuple[type, ...]] = {"integer": (int,), "number": (int, Decimal)}
_ANNOTATIONS = {"$schema", "title", "description", "definitions"}


class _Compiler:
    """Turns the keywords that our schemas use into functions; any other keyword is refused."""

    def __init__(self, definitions: dict[str, Schema]) -> None:
        self.definitions = definitions
        self.made: dict[str, Check] = {}

    def check(self, schema: Schema) -> Check:
        if "$ref" in schema:  # draft-07: nothing beside it counts
            name = schema["$ref"].removeprefix("#/definitions/")
            if name not in self.made:
                self.made[name] = self.check(self.definitions[name])
            return self.made[name]
        if unknown := schema.keys() - _ANNOTATIONS - _KEYWORDS:
            raise NotImplementedError(f"schema keywords {sorted(unknown)}")
        if "const" in schema or "enum" in schema:
            allowed = schema.get("enum", [schema.get("const")])
            return lambda value: any(value == one and type(value) is type(one) for one in allowed)
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
            case _:
                raise NotImplementedError(f"schema type {kind}")

    def object_check(self, schema: Schema) -> Check:
        # Ours either have entries that are all of one kind, or list the keys that there may be.
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
                one = properties.get(name)
                if one is None or not one(item):
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
    known = lru_cache(maxsize=1_000)(name_check)  # thousands of teams list the same few skills
    return lambda value: isinstance(value, dict) and all(map(known, value)) and all(map(value_check, value.values()))


def _either(checks: list[Check]) -> Check:
    def check(value: Any) -> bool:  # noqa: ANN401 - any value that a file can hold
        for one in checks:  # noqa: SIM110 - any() takes twice as long
            if one(value):
                return True
        return False

    return check


def _text_check(schema: Schema) -> Check:
    least, most = schema.get("minLength", 0), schema.get("maxLength", sys.maxsize)
    search = re.compile(schema["pattern"]).search
    return lambda value: isinstance(value, str) and least <= len(value) <= most and search(value) is not None


def _number_check(kind: str, schema: Schema) -> Check:
    types = _NUMBERS[kind]
    least, most = schema.get("minimum", float("-inf")), schema.get("maximum", float("inf"))
    above = schema.get("exclusiveMinimum")
    if above is None:
        return lambda value: type(value) in types and least <= value <= most
    return lambda value: type(value) in types and above < value <= most and least <= value


def sound(value: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the entries of a file's value that fit the schema of that name, so that they can be read all the same.

    An item of a list that does not fit is None, so that the others keep their places; unknown keys do no harm.
    """
    parts = _parts(name)
    fitting = {}
    for key, part in parts.items():
        if key not in value:
            continue
        if part.whole(value[key]):
            fitting[key] = value[key]
        elif part.item is not None and isinstance(value[key], list):
            items = (_known(item, part.keys) for item in value[key])
            fitting[key] = [item if part.item(item) else None for item in items]
    return fitting


class _Part(NamedTuple):
    """What is asked of an entry of a file and, where it is a list, of its items with their keys."""

    whole: Check
    item: Check | None
    keys: frozenset[str]


@cache
def _parts(name: str) -> dict[str, _Part]:
    schema = load(name)
    compiler = _Compiler(schema.get("definitions", {}))
    parts = {}
    for key, entry in schema["properties"].items():
        items = entry.get("items")
        keys = frozenset(items.get("properties", ()) if items else ())
        parts[key] = _Part(compiler.check(entry), compiler.check(items) if items else None, keys)
    return parts


def _known(item: Value, keys: frozenset[str]) -> Value:
    return {key: one for key, one in item.items() if key in keys} if isinstance(item, dict) else item


def _explain(document: Document, schema: Schema) -> Iterator[Fault]:
    from jsonschema import Draft7Validator, validators

    checker = Draft7Validator.TYPE_CHECKER.redefine("number", lambda _, value: type(value) in _NUMBERS["number"])
    compiler = _Compiler(schema.get("definitions", {}))

    def items(validator: Any, part: Schema, value: Value, _: Schema) -> Iterator["ValidationError"]:  # noqa: ANN401
        # Sound items are passed over: one fault among 60,000 members would take minutes to find otherwise.
        fits = compiler.check(part)
        for index, item in enumerate(value if isinstance(value, list) else ()):
            if not fits(item):
                yield from validator.descend(item, part, path=index)

    extend = cast(Any, validators.extend)
    validator = extend(Draft7Validator, {"items": items}, type_checker=checker)(schema)
    for error in validator.iter_errors(document.value):
        yield from _worded(document, error)


def _worded(document: Document, error: "ValidationError") -> Iterator[Fault]:
    path: Path = tuple(error.absolute_path)
    schema, instance = cast(Schema, error.schema), cast(Any, error.instance)
    title = schema["title"]
    match error.validator:
        case _ if "propertyNames" in error.absolute_schema_path:  # of which the key itself is the value
            message = f"the key {quoted(instance)} is not {title}"
            yield _fault(document, (*path, instance), path, message, f"write {title}")
        case "additionalProperties":
            known = schema["properties"]
            for key in [key for key in instance if key not in known]:
                message = f"unknown key {quoted(key)}"
                yield _fault(document, (*path, key), path, message, did_you_mean(key, known, "keys"))
        case "required":
            for key in schema["required"]:
                if key not in instance:
                    what: str = schema["properties"][key]["description"]
                    hint = f'add "{key}": {what[0].lower()}{what[1:].rstrip(".")}'
                    yield _fault(document, path, path, f"{title} needs {quoted(key)}", hint)
        case "type" if not path:
            empty = document.value is None
            what = (
                f"there is nothing in this file, which should be {title}"
                if empty
                else f"{quoted(instance)} is not {title}"
            )
            yield _fault(document, path, path, what, f"begin with {listing(schema['required'])}")
        case _:
            yield _fault(document, path, path, f"{quoted(instance)} is not {title}", _remedy(schema, instance))


def _remedy(schema: Schema, value: Value) -> str:
    title: str = schema["title"]
    if isinstance(value, str) and (near := nearest(value, schema.get("enum", ()))):
        return f'did you mean "{near}"?'
    if schema.get("type") == "object" and "required" in schema:
        return f"write {title}, a mapping with {listing(schema['required'])}"
    return "put it in quotes" if _quotable(schema, value) else f"write {title}"


def _quotable(schema: Schema, value: Value) -> bool:
    """Whether a number or truth value would do as text."""
    if schema.get("type") != "string" or "enum" in schema or not isinstance(value, (int, Decimal, float)):
        return False
    return re.search(schema.get("pattern", ""), str(value)) is not None


def _fault(document: Document, at: Path, subject: Path, message: str, hint: str) -> Fault:
    named = subject_of(document.value, subject)
    return Fault("MT003", f"{named}: {message}" if named else message, hint, document.place(at))


def subject_of(value: Value, path: Path) -> str:
    """Return a path in words: the keys below the last thing that has a name, behind that name."""
    name, keys = "", []
    for step in path:
        value = value[step]
        if isinstance(step, str):
            keys.append(step)
        elif isinstance(value, dict) and isinstance(value.get("name"), str):
            name, keys = shortened(value["name"]), []
    return ": ".join(part for part in (name, ".".join(keys)) if part)
