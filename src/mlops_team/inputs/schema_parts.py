"""A JSON Schema and its parts."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple, cast

from mlops_team.inputs.document import Value
from mlops_team.model import Pointer

Schema = dict[str, Any]
Check = Callable[[Any], bool]
NUMBERS: dict[str, tuple[type, ...]] = {"integer": (int,), "number": (int, Decimal)}  # neither bool nor infinite


class SchemaParts(NamedTuple):
    """A schema, and a function that returns the check of any part of it."""

    schema: Schema
    compile: Callable[[Schema], Check]

    def resolved(self, part: Schema) -> Schema:
        """Return a part, or the definition that it refers to."""
        name = part.get("$ref", "").removeprefix("#/definitions/")
        return cast(Schema, self.schema["definitions"][name]) if name else part

    def part(self, pointer: Pointer) -> Schema:
        """Return the part of the schema for the value at a pointer, with the keywords beside a reference."""
        part: Any = self.schema
        for step in pointer:
            part = self.resolved(part)
            below = part.get("items") if isinstance(step, int) else part.get("properties", {}).get(step)
            part = below or part.get("additionalProperties")
        return cast(Schema, part)

    def examples(self, part: Schema) -> list[Value]:
        """Return good values for a part."""
        resolved = self.resolved(part)
        return cast(list[Value], part.get("examples") or resolved.get("examples") or resolved.get("enum", [])[:1])
