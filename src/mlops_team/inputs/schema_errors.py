"""Faults for what a schema refuses, worded for the person who wrote the file."""

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from mlops_team.inputs.document import MISPLACED, UNSEEN, Document, Fault, Value, subject_of
from mlops_team.inputs.schema_parts import NUMBERS, Schema, SchemaParts
from mlops_team.inputs.yaml_scalars import core
from mlops_team.model import Pointer
from mlops_team.text import did_you_mean, listing, nearest, quoted, shortened

if TYPE_CHECKING:
    from jsonschema import ValidationError

_LONGEST = 100  # characters of an example that is made from the user's own words
_PLAIN = re.compile(r"[^\W\d_][\w .@/+-]*(?<! )")  # text that needs no quotes, if it is no word such as true
_SHARE = re.compile(r"\s*([0-9]{1,9}(?:[.,][0-9]{1,9})?)\s*(%?)\s*")
_YEAR_FIRST = re.compile(r"([0-9]{4})[-./ ]+([0-9]{1,2})[-./ ]+([0-9]{1,2})(?:[T ].*)?")
_YEAR_LAST = re.compile(r"([0-9]{1,2})[-./ ]+([0-9]{1,2})[-./ ]+([0-9]{4})")
_ONLY_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")


def explain(document: Document, parts: SchemaParts) -> Iterator[Fault]:
    """Yield a fault for everything in a document that does not fit the schema."""
    from jsonschema import Draft7Validator, validators

    checker = Draft7Validator.TYPE_CHECKER.redefine("number", lambda _, value: type(value) in NUMBERS["number"])

    def items(validator: Any, part: Schema, value: Value, _: Schema) -> Iterator["ValidationError"]:  # noqa: ANN401
        # Items that fit are skipped: one fault among 60,000 members would take minutes to find otherwise.
        fits = parts.compile(part)
        for index, item in enumerate(value if isinstance(value, list) else ()):
            if not fits(item):
                yield from validator.descend(item, part, path=index)

    extend = cast(Any, validators.extend)
    validator = extend(Draft7Validator, {"items": items}, type_checker=checker)(parts.schema)
    for error in validator.iter_errors(document.value):
        yield from _Wording(document, parts, tuple(error.absolute_path), error.instance).faults(error)


class _Wording(NamedTuple):
    """A value that does not fit, and where it is."""

    document: Document
    parts: SchemaParts
    pointer: Pointer
    value: Value

    def faults(self, error: "ValidationError") -> Iterator[Fault]:
        schema = cast(Schema, error.schema)
        match error.validator:
            case _ if "propertyNames" in error.absolute_schema_path:
                yield self.wrong_key(schema["title"])
            case "additionalProperties":
                yield from map(self.unknown_key, [key for key in self.value if key not in schema["properties"]])
            case "required":
                missing = [key for key in schema["required"] if key not in self.value]
                yield from (self.missing_key(schema["title"], key) for key in missing)
            case _ if not self.pointer:
                yield self.no_file(schema)
            case _:
                yield self.wrong_value(schema["title"])

    def fault(self, pointer: Pointer, message: str, hint: str) -> Fault:
        subject = subject_of(self.document.value, self.pointer)
        return Fault("MT003", f"{subject}: {message}" if subject else message, hint, self.document.location(pointer))

    def wrong_key(self, title: str) -> Fault:
        examples = self.parts.examples(self.parts.resolved(self.parts.part(self.pointer))["propertyNames"])
        hint = f"write a key such as {examples[0]}" if examples else f"write {title}"
        return self.fault((*self.pointer, self.value), f"the key {quoted(self.value)} is not {title}", hint)

    def unknown_key(self, key: str) -> Fault:
        keys = self.parts.resolved(self.parts.part(self.pointer))["properties"]
        message, (word, _, rest) = f"unknown key {quoted(key)}", key.partition(" ")
        if unseen := next((char for char in key if char in UNSEEN), None):
            name, hint = UNSEEN[unseen]
            message += f" (with a {name}, U+{ord(unseen):04X})"
        elif word in keys and rest:
            hint = f"write {shortened(f'{word}: {rest}')}"
        else:
            hint = did_you_mean(key, keys, "keys")
        return self.fault((*self.pointer, key), message, hint)

    def missing_key(self, title: str, key: str) -> Fault:
        part = self.parts.part((*self.pointer, key))
        examples = self.parts.examples(part)
        what = part.get("description", "").rstrip(".")
        hint = (
            f"add it, for example {key}: {_yaml(examples[0])}"
            if examples
            else f"add {key}: {what[:1].lower()}{what[1:]}"
        )
        return self.fault(self.pointer, f'{title} needs "{key}"', hint)

    def no_file(self, schema: Schema) -> Fault:
        title, keys = schema["title"], listing(schema["required"])
        if self.value is None:
            return self.fault((), f"the file is empty, but must be {title}", f"begin with {keys}")
        return self.fault((), f"{quoted(self.value)} is not {title}", f"begin with {keys}")

    def wrong_value(self, title: str) -> Fault:
        shown, hint = shortened(self.written()) or quoted(self.value), self.remedy()
        if isinstance(self.value, str) and (unseen := MISPLACED.search(self.value)):
            name, hint = UNSEEN[unseen[1]]
            shown += f" (with a {name}, U+{ord(unseen[1]):04X})"
        subject = subject_of(self.document.value, self.pointer)
        if isinstance(self.pointer[-1], int):
            message = f"{subject}: {shown} is not {title}"
        else:
            message = f"{subject} must be {title}, " + ("but is empty" if self.is_empty() else f"not {shown}")
        return Fault("MT003", message, hint, self.document.location(self.pointer))

    def written(self) -> str:
        """Return a number, truth value or null as the file has it, "" for all else."""
        word = self.document.written(self.pointer) if not isinstance(self.value, (str, dict, list)) else ""
        try:
            return word if word and repr(core(word)) == repr(self.value) else ""
        except ValueError:
            return ""

    def remedy(self) -> str:
        part = self.parts.part(self.pointer)
        schema = self.parts.resolved(part)
        if isinstance(self.value, str) and (near := nearest(self.value, schema.get("enum", ()))):
            return f'did you mean "{near}"?'
        if isinstance(self.value, str) and len(self.value) > schema.get("maxLength", len(self.value)):
            return f"shorten it to at most {schema['maxLength']} characters"
        key = "" if isinstance(self.pointer[-1], int) else f"{self.pointer[-1]}: "
        fits = self.parts.compile(schema)
        good = [text for text in map(_yaml, filter(fits, self.repairs(schema))) if len(text) <= _LONGEST]
        if good:
            return f"write {key}{' or '.join(dict.fromkeys(good))}"
        if outer := self.outer_remedy():
            return outer
        if "const" in schema:
            return f"write {key}{_yaml(schema['const'])}"
        examples = [f"{key}{_yaml(example)}" for example in self.examples(part)]
        hint = f"write for example {' or '.join(examples)}" if examples else f"write {schema['title']}"
        return hint + (", or remove the key" if self.is_empty() and not self.is_required() else "")

    def examples(self, part: Schema) -> list[Value]:
        """Return good values in place of this value; for an item, the first of each good list."""
        own = self.parts.examples(part)
        if own or not isinstance(self.pointer[-1], int):
            return own
        return [items[0] for items in self.parts.examples(self.parts.part(self.pointer[:-1]))]

    def is_empty(self) -> bool:
        return self.value is None and not self.written()

    def is_required(self) -> bool:
        return isinstance(self.pointer[-1], int) or self.pointer[-1] in self.outer().get("required", ())

    def outer(self) -> Schema:
        """Return the part of the schema for the mapping or list that the value is in."""
        return self.parts.resolved(self.parts.part(self.pointer[:-1]))

    def outer_remedy(self) -> str:
        """Return what to write for a mapping in a list where only a mapping fits, such as a skill with its level."""
        if not isinstance(self.pointer[-1], int) or not isinstance(self.value, dict):
            return ""
        fits = self.parts.compile(self.outer())
        return f"write {self.pointer[-2]} as {_yaml(self.value)}" if fits(self.value) else ""

    def repairs(self, schema: Schema) -> Iterator[Value]:
        """Yield values that the user may have meant; not all of them fit."""
        value = self.value
        if isinstance(value, str):
            yield from _from_text(value)
            for key in schema.get("required", list(schema.get("properties", ())))[:1]:
                yield {key: value}
        elif isinstance(value, dict):
            yield [value]
        elif not isinstance(value, list) and "integer" not in schema.get("type", ()) and (word := self.written()):
            yield word
            yield from _days(word)


def _from_text(text: str) -> Iterator[Value]:
    if match := _SHARE.fullmatch(text):
        number = Decimal(match[1].replace(",", ".")) / (100 if match[2] else 1)
        yield int(number) if number == number.to_integral_value() else number
    yield from _days(text)
    if text in {"yes", "on", "no", "off"}:
        yield text in {"yes", "on"}
    yield [word.strip() for word in re.split("[,;]", text)]


def _days(text: str) -> Iterator[str]:
    """Yield the days that a text may mean, two where day and month may be in either order."""
    if match := _YEAR_FIRST.fullmatch(text) or _ONLY_DIGITS.fullmatch(text):
        orders = [(match[1], match[2], match[3])]
    elif match := _YEAR_LAST.fullmatch(text):
        orders = [(match[3], match[2], match[1]), (match[3], match[1], match[2])]
    else:
        return
    for year, month, day in orders:
        try:
            yield date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue


def _yaml(value: Value) -> str:
    """Return a value as YAML in a single line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_yaml(key)}: {_yaml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_yaml, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str):
        return f"{value:f}" if isinstance(value, Decimal) else "" if value is None else str(value)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) or (_PLAIN.fullmatch(value) and type(core(value)) is str):
        return value
    return json.dumps(value, ensure_ascii=False)
