"""The compiled yes or no to a value is jsonschema's, for every schema; and no pattern can be made to hang."""

import json
import re
from collections import Counter
from collections.abc import Collection
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, validators

from mlops_team import schema
from runs import ROOT

SCHEMAS = {
    file.name.removesuffix(".schema.json"): json.loads(file.read_text(encoding="utf-8"))
    for file in sorted((ROOT / "roles/schemas").glob("*.schema.json"))
}
READ = ("team", "role", "skills", "catalog")  # what files are held against; the others describe what is written
# Our files have exact decimals, no number is a truth value, and a number that ends in .0 was read as a whole one.
TYPES = Draft7Validator.TYPE_CHECKER.redefine_many({
    "integer": lambda _, value: type(value) is int,
    "number": lambda _, value: type(value) in {int, Decimal},
})  # fmt: skip
Validator = validators.extend(Draft7Validator, type_checker=TYPES)  # type: ignore[no-untyped-call]
WORDS = st.sampled_from(
    (
        "data-scientist", "ci-cd", "R1", "2026-11-23", "2026-13-99", "all", "daily", "Ann", "MT101", "article",
        "built-in", "https://example.org", "x" * 500, "x" * 501, "", " ", "a b", "-", "no", "v1.2", "15-2051.00",
    )
)  # fmt: skip
ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 7), st.sampled_from([Decimal("0.5"), Decimal("1.5"), Decimal(0)]),
    st.just(float("inf")), WORDS, st.just({}), st.just([]), st.just({"a": 1}), st.just(["a"]),
)  # fmt: skip


def fitting(part: dict[str, Any], defined: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return values made after a schema; most fit it."""
    if "$ref" in part:
        return fitting(defined[part["$ref"].rsplit("/", 1)[1]], defined)
    if "const" in part or "enum" in part:
        return st.sampled_from(part.get("enum", [part.get("const")]))
    kinds = part["type"] if isinstance(part["type"], list) else [part["type"]]
    return st.one_of([of_kind(kind, part, defined) for kind in kinds])


def of_kind(kind: str, part: dict[str, Any], defined: dict[str, Any]) -> st.SearchStrategy[Any]:
    if kind == "string":
        return st.from_regex(part["pattern"]).map(lambda text: text[:500]) | WORDS if "pattern" in part else WORDS
    if kind == "integer":
        return st.integers(part.get("minimum", 0), part.get("maximum", 400))
    if kind == "number":
        return st.sampled_from([Decimal("0.1"), Decimal("0.5"), 1])
    if kind == "array":
        least = part.get("minItems", 0)
        return st.lists(fitting(part["items"], defined), min_size=least, max_size=part.get("maxItems", least + 2))
    if kind == "object":
        inside = {name: fitting(one, defined) for name, one in part.get("properties", {}).items()}
        further: st.SearchStrategy[dict[str, Any]] = st.just({})
        if isinstance(part.get("additionalProperties"), dict):
            name = fitting(part.get("propertyNames", {"type": "string"}), defined)
            further = st.dictionaries(name, fitting(part["additionalProperties"], defined), max_size=2)
        return an_object(inside, part.get("required", ()), further)
    return {"boolean": st.booleans(), "null": st.none()}[kind]


@st.composite
def an_object(
    draw: st.DrawFn,
    inside: dict[str, st.SearchStrategy[Any]],
    required: Collection[str],
    further: st.SearchStrategy[dict[str, Any]],
) -> dict[str, Any]:
    names = [name for name in inside if name in required or draw(st.integers(0, 3)) == 0]
    value = {name: draw(inside[name]) for name in names}
    return value | draw(further)


@st.composite
def spoilt(draw: st.DrawFn, value: Any) -> Any:
    """Return a value with one thing in it changed: replaced, dropped or added."""
    if isinstance(value, dict):
        how = draw(st.sampled_from(("inside", "inside", "inside", "drop", "add", "replace")))
        if how == "add":
            return {**value, draw(WORDS): draw(ANYTHING)}
        if value and how != "replace":
            key = draw(st.sampled_from(sorted(value)))
            rest = {name: one for name, one in value.items() if name != key}
            return rest if how == "drop" else {**rest, key: draw(spoilt(value[key]))}
    if isinstance(value, list) and value and draw(st.integers(0, 3)):
        at = draw(st.integers(0, len(value) - 1))
        return [*value[:at], draw(spoilt(value[at])), *value[at + 1 :]]
    return draw(ANYTHING)


@pytest.mark.parametrize("name", READ)
def test_the_compiled_check_says_what_jsonschema_says(name: str) -> None:
    whole = SCHEMAS[name]
    sound = fitting(whole, whole.get("definitions", {}))
    verdicts: Counter[bool] = Counter()

    @given(sound | sound.flatmap(spoilt))
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def agree(value: Any) -> None:
        verdict = schema._compiled(name)(value)
        assert verdict == Validator(whole).is_valid(value)
        verdicts[verdict] += 1

    agree()
    assert min(verdicts[True], verdicts[False]) > 10, verdicts


def patterns(part: Any) -> set[str]:
    if isinstance(part, list):
        return {pattern for one in part for pattern in patterns(one)}
    if not isinstance(part, dict):
        return set()
    own = {part["pattern"]} if isinstance(part.get("pattern"), str) else set()
    return own | {pattern for one in part.values() for pattern in patterns(one)}


@pytest.mark.parametrize("pattern", sorted(patterns(list(SCHEMAS.values()))))
def test_a_pattern_takes_linear_time(pattern: str) -> None:
    # An exponential one would not come to an end on any of these; a quadratic one would take minutes.
    for unit in ("a", "a-", "-", "0", "0-", "A", "R1", "a ", ".", "/"):
        re.search(pattern, unit * 50_000 + "\n!")


def test_every_keyword_of_the_schemas_is_known_to_the_compiler() -> None:
    for name in READ:
        schema._compiled(name)
    with pytest.raises(NotImplementedError, match="multipleOf"):
        schema._Compiler({}).check({"type": "integer", "multipleOf": 2})
