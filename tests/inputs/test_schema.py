"""The compiled check agrees with jsonschema for every schema, and no pattern can be made to hang."""

import json
import re
import sys
from collections import Counter
from collections.abc import Collection
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, validators

from mlops_team.inputs import schema
from mlops_team.inputs.yaml_reader import parse
from runs import ROOT

SCHEMAS = {
    file.name.removesuffix(".schema.json"): json.loads(file.read_text(encoding="utf-8"))
    for file in sorted((ROOT / "roles/schemas").glob("*.schema.json"))
}
READ = ("team", "role", "skills", "catalog")  # what files are checked against; the others describe output
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


@pytest.mark.parametrize("examples", [150, pytest.param(600, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", READ)
def test_the_compiled_check_says_what_jsonschema_says(name: str, examples: int) -> None:
    whole = SCHEMAS[name]
    sound = fitting(whole, whole.get("definitions", {}))
    verdicts: Counter[bool] = Counter()

    def agree(value: Any) -> None:
        verdict = schema._compiled(name)(value)
        assert verdict == Validator(whole).is_valid(value)
        verdicts[verdict] += 1

    # In runs of their own: of both kinds mixed, chance could leave few values that fit.
    for values in (sound, sound.flatmap(spoilt)):
        tried = settings(
            max_examples=examples // 2, deadline=None, suppress_health_check=list(HealthCheck), database=None
        )
        tried(given(values)(agree))()
    assert min(verdicts[True], verdicts[False]) > 3, verdicts


TEXT = "x" * 500
ID = "x" * 100
# Everything that may stand in each kind of file, numbers and lengths as far as they may go.
SOUND = {
    "team": f"""\
version: 1
team: {TEXT}
product: x
objectives: [{{goal: g}}, {{goal: g, metric: m, target: t, owner: o, roi: r}}]
members:
  - {{name: Ann}}
  - name: Bo
    id: b
    roles: [data-scientist, Data Scientist]
    allocation: 1
    skills: {{ci-cd: 0, our own: 5}}
    learning: [{{skill: ci-cd, level: 0, by: 2026-01-01}}, {{skill: ci-cd, level: 5, by: 2026-01-01}}]
    acknowledged: 2026-01-01
    from: 2026-01-01
    until: 2026-12-31
  - {{name: Cy, allocation: 0.001, skills: [ci-cd], roles: [], learning: []}}
external: [{{role: r, provider: p}}, {{role: r, provider: p, until: 2026-01-01}}]
vacancies: [{{role: r}}, {{role: r, since: 2026-01-01}}]
owners: {{set-goals: Ann}}
forums: [{{name: f, roles: all}}, {{name: f, every: half-yearly, roles: [r]}}, {{name: f, roles: []}}]
reviews: {{every: yearly, last: 2026-01-01, actions: [{{what: w, by: 2026-01-01, owner: o, done: false}}]}}
waivers:
  - {{rule: r, reason: r, expires: 2026-01-01}}
  - {{rule: r, role: r, member: m, skill: s, reason: r, approved-by: a, expires: 2026-01-01}}
""",
    "role": f"""\
id: {ID}
title: {TEXT}
aliases: [a]
number: R1
purpose: p
required: false
staffing: {{people: 1000, fte: 1000}}
responsibilities: [{{id: a-1, text: t, source: our-own}}]
skills: {{a: 1, b: 5, c: {{level: 1}}, d: {{level: 5, need: desired}}, e: {{level: 2, need: required}}}}
combines: {{level: 5, roles: [a]}}
works-with: [a]
not-with: [a]
references: {{onet: o, esco: e, sfia: [s]}}
""",
    "skills": "skills: [{id: a-1, title: t, description: d}]",
    "catalog": """\
id: ours
version: "1"
title: Ours
extends: built-in
drop: [ml-engineer]
sources: {book: {title: t, authors: a, url: u, doi: d}}
levels: [a, b, c, d, e, f]
practices: {
  max-roles-per-person: 1000, leaving-horizon-days: 36500, review-every: daily, acknowledge-every: monthly,
  max-levels-per-person: 1, waiver-notice-days: 0, max-waiver-days: 0
}
""",
}


def messages(name: str, text: str) -> list[str]:
    return [fault.message for fault in schema.faults(parse("f", text.encode()), name)]


@pytest.mark.parametrize("name", READ)
def test_a_sound_file_is_passed_without_jsonschema(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jsonschema", None)
    assert messages(name, SOUND[name]) == []


SHARE = "a share of full time, above 0 and at most 1"
LONG = '"' + "x" * 60 + '…" (501 characters)'


@pytest.mark.parametrize(
    ("name", "was", "now", "message"),
    [
        ("team", "version: 1", "version: true", "version must be 1, not true"),
        ("team", "version: 1", "version: '1'", 'version must be 1, not "1"'),
        ("team", TEXT, f"x{TEXT}", f"team must be text of 1 to 500 characters, not {LONG}"),
        ("team", TEXT, '""', 'team must be text of 1 to 500 characters, not ""'),
        ("team", TEXT, '" "', 'team must be text of 1 to 500 characters, not " "'),
        ("team", TEXT, "[x]", "team must be text of 1 to 500 characters, not a list"),
        ("team", "allocation: 1", "allocation: 1.01", f"Bo: allocation must be {SHARE}, not 1.01"),
        ("team", "allocation: 1", "allocation: true", f"Bo: allocation must be {SHARE}, not true"),
        ("team", "allocation: 1", "allocation: .nan", f"Bo: allocation must be {SHARE}, not .nan"),
        ("team", "0.001", "0", f"Cy: allocation must be {SHARE}, not 0"),
        ("team", "ci-cd: 0", "ci-cd: -1", "Bo: skills.ci-cd must be a level from 0 to 5, not -1"),
        ("team", "our own: 5", "our own: 6", "Bo: skills.our own must be a level from 0 to 5, not 6"),
        ("team", "our own: 5", "our own: true", "Bo: skills.our own must be a level from 0 to 5, not true"),
        ("team", "our own: 5", "our own: 4.5", "Bo: skills.our own must be a level from 0 to 5, not 4.5"),
        ("team", "our own: 5", '" ": 5', 'Bo: skills: the key " " is not a skill'),
        ("team", "skills: [ci-cd]", "skills: [ci-cd, 7]", "Cy: skills: 7 is not a skill"),
        ("team", "skills: [ci-cd]", "skills: ci-cd",
         'Cy: skills must be skills with their levels, or a list of skills, not "ci-cd"'),
        ("team", "roles: all", "roles: alle", 'f: roles must be a list of roles, or all, not "alle"'),
        ("team", "roles: all", "roles: {}", "f: roles must be a list of roles, or all, not a mapping"),
        ("team", "done: false", "done: 0", "reviews.actions.done must be true or false, not 0"),
        ("team", "set-goals: Ann", "'': Ann", 'owners: the key "" is not text of 1 to 500 characters'),
        ("team", "set-goals: Ann", "set-goals: [Ann]",
         "owners.set-goals must be text of 1 to 500 characters, not a list"),
        ("team", "from: 2026-01-01", 'from: "2026-01-01\\n"',
         'Bo: from must be a date as YYYY-MM-DD, not "2026-01-01\n"'),
        ("team", "vacancies: [", "vacancies: [{}, ", 'vacancies: a vacancy needs "role"'),
        ("role", ID, f"x{ID}",
         f'id must be an id in lower case with hyphens, such as data-engineer, not "{"x" * 60}…" (101 characters)'),
        ("role", "people: 1000", "people: 0", "staffing.people must be a whole number from 1 to 1000, not 0"),
        ("role", "people: 1000", "people: 1001", "staffing.people must be a whole number from 1 to 1000, not 1001"),
        ("role", "people: 1000", "people: 1.5", "staffing.people must be a whole number from 1 to 1000, not 1.5"),
        ("role", "fte: 1000", "fte: 1000.1", "staffing.fte must be a number from 0 to 1000, not 1000.1"),
        ("role", "fte: 1000", "fte: -0.1", "staffing.fte must be a number from 0 to 1000, not -0.1"),
        ("role", "required: false", "required: 'false'", 'required must be true or false, not "false"'),
        ("role", "level: 1}", "level: 0}", "skills.c.level must be a level from 1 to 5, not 0"),
        ("catalog", "e, f]", "e]", "levels must be six level names, for 0 to 5, not a list"),
        ("catalog", "e, f]", "e, f, g]", "levels must be six level names, for 0 to 5, not a list"),
        ("catalog", "36500", "36501",
         "practices.leaving-horizon-days must be a whole number of days from 0 to 36500, not 36501"),
        ("catalog", "notice-days: 0", "notice-days: -1",
         "practices.waiver-notice-days must be a whole number of days from 0 to 36500, not -1"),
        ("catalog", "per-person: 1,", "per-person: 0,",
         "practices.max-levels-per-person must be a whole number from 1 to 1000, not 0"),
        ("catalog", "title: t, ", "", 'sources.book: a source needs "title"'),
    ],
)  # fmt: skip
def test_one_step_too_far(name: str, was: str, now: str, message: str) -> None:
    text = SOUND[name].replace(was, now, 1)
    assert messages(name, text) == [message]


def test_of_thousands_of_faults_the_first_come_first() -> None:
    text = "team: T\nmembers:\n" + "".join(f"- {{name: A, x{number}: 1}}\n" for number in range(900))
    assert messages("team", text) == [f'A: unknown key "x{number}"' for number in range(900)]


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
    with pytest.raises(NotImplementedError, match=r"^schema keywords \['multipleOf'\]$"):
        schema._Compiler({}).check({"type": "integer", "multipleOf": 2})
    with pytest.raises(NotImplementedError, match=r"^schema type file$"):
        schema._Compiler({}).check({"type": ["string", "file"], "pattern": "a"})


def parts_with(key: str, part: Any) -> list[dict[str, Any]]:
    """Return every part of a schema that has a key."""
    if isinstance(part, list):
        return [found for item in part for found in parts_with(key, item)]
    if not isinstance(part, dict):
        return []
    below = [found for name, item in part.items() if name != "examples" for found in parts_with(key, item)]
    return [part, *below] if key in part and isinstance(part.get("title", ""), str) else below


@pytest.mark.parametrize("name", READ)
def test_every_example_in_a_schema_is_a_good_value(name: str) -> None:
    definitions = SCHEMAS[name].get("definitions", {})
    parts = parts_with("examples", SCHEMAS[name])
    assert len(parts) > 3
    for part in parts:
        whole = definitions[part["$ref"].rsplit("/", 1)[1]] if "$ref" in part else part
        for example in part["examples"]:
            assert Draft7Validator({**whole, "definitions": definitions}).is_valid(example), example


@pytest.mark.parametrize("name", READ)
def test_every_mapping_allows_keys_that_begin_with_x(name: str) -> None:
    mappings = parts_with("additionalProperties", SCHEMAS[name])
    assert mappings
    assert all(mapping["patternProperties"] == {"^x-": {}} for mapping in mappings)


@pytest.mark.parametrize("text", ["x-a: 1", "members: [{name: A, x-b: [c], skills: {x-ray: none}}]"])
def test_keys_of_the_user_are_not_looked_at(text: str) -> None:
    assert messages("team", f"team: T\n{'members: []' if 'members' not in text else ''}\n{text}") == []
