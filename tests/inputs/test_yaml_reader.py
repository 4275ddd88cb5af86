"""The two ways of reading, over composed nodes and over events, give the same; only the second reads what is odd."""

import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import oracle
from mlops_team.inputs import yaml_plain as plain
from mlops_team.inputs import yaml_reader as document
from mlops_team.inputs.document import Document, Map, Seq
from mlops_team.inputs.yaml_builder import build
from mlops_team.inputs.yaml_plain import plain_document
from random_teams import random_team, to_yaml
from runs import ROOT

SCALARS = st.one_of(
    st.sampled_from(("no", "null", "~", "true", "010", "0x1F", "1:30", "2026-01-01", "1e3", ".5", "-", "+", "", " ")),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=12),
    st.integers(-(10**9), 10**9).map(str),
    st.decimals(-1000, 1000, places=2).map(str),
)
STYLES = (None, "'", '"', "|", ">")


class Styled(str):
    """Text with the style in which it is written."""

    __slots__ = ("style",)
    style: str | None


class Dumper(yaml.SafeDumper):
    """Writes text in the style it asks for."""


def as_written(dumper: yaml.SafeDumper, text: Styled) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style=text.style)


Dumper.add_representer(Styled, as_written)
Dumper.ignore_aliases = lambda *_: True  # type: ignore[method-assign]


@st.composite
def styled(draw: st.DrawFn) -> Styled:
    text = Styled(draw(SCALARS))
    text.style = draw(st.sampled_from(STYLES))
    return text


VALUES = st.recursive(
    styled(), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(styled(), inner, max_size=4), max_leaves=20
)


def quick(text: str) -> Document | None:
    return plain_document("file", text)


def general(text: str) -> Document:
    return build("file", text)


def paths(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below: list[tuple[Any, Any]] = []
    if isinstance(value, Map):
        below = list(value.items())
    elif isinstance(value, Seq):
        below = list(enumerate(value))
    return [above, *(path for step, item in below for path in paths(item, (*above, step)))]


def assert_same(one: Document, other: Document) -> None:
    assert repr(one.value) == repr(other.value)  # 1 and True, 1.0 and 1 are told apart
    for path in paths(other.value):
        assert one.place(path) == other.place(path), path
    assert one.start.index == other.start.index


@given(VALUES, st.sampled_from((None, True, False)))
def test_both_ways_read_the_same(value: Any, flow: bool | None) -> None:
    text = yaml.dump(value, Dumper=Dumper, default_flow_style=flow, allow_unicode=True, width=40, sort_keys=False)
    found = quick(text)
    if found is not None:
        other = general(text)
        assert other.faults == ()
        assert_same(found, other)


@pytest.mark.parametrize("seed", range(20))
def test_both_ways_read_random_teams_the_same(seed: int) -> None:
    text = to_yaml(random_team(random.Random(seed), oracle.read_catalog(oracle.BUILT_IN), date(2026, 11, 23)))
    found = quick(text)
    if found is not None:
        assert_same(found, general(text))


@pytest.mark.parametrize("file", sorted(ROOT.glob("roles/*.yaml")), ids=lambda file: file.name)
def test_the_built_in_catalog_is_read_the_quick_way(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    found = quick(text)
    assert found is not None
    assert_same(found, general(text))


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1\nb: *x",
        "a: !!str 1",
        "<<: {a: 1}",
        "a: 1\na: 2",
        "a: 1\n--- \nb: 2",
        "1: a",
        "12: a",
        "? [a]\n: 1",
        "- [a]",
        "- {}",
        "a: [{}]",
        "a: !x",
        "<<: b",
        "",
        "# nothing",
        "text",
        "a: [",
        "a: " + "9" * 101,
        "a: " + "[" * 65 + "]" * 65,
        "- " * 65 + "a",
        "{a: [" * 32 + "{a: 1}" + "]}" * 32,
        "[{a: " * 32 + "[1]" + "}]" * 32,
        "a: " + "[" * 400 + "]" * 400,
        "- " * 5_000 + "a",
        "? " * 5_000 + "a",
        "- ? " * 5_000 + "a",
        "-\t" * 5_000 + "a",
        "".join(f"{' ' * depth}a:\n" for depth in range(2_000)),
        "[" * 50_000,
        "a: ".ljust(100_001, "x"),
        "- a: [1]\n- a: {b: 1}\n" * 250 + "- a: [1]",
        "- a: [1]\n- a: {b: 1}\n" * 250 + "- a: {b: 1}",
    ],
    ids=lambda text: f"{len(text)} {text[:12]}".replace("\n", "|"),
)
def test_what_is_odd_is_left_to_the_builder(text: str) -> None:
    assert quick(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "a: ".ljust(100_000, "x"),
        "- a: [1]\n- a: {b: 1}\n" * 250,
        f"? {'x' * 1_024}\n: 1",
        "a: &b c",
        "- true\n- ~\n-\n- 7\n- 12\n- .5\n- no\n- ''\n- '7'\n- \"true\"\n- a",
    ],
    ids=lambda text: text[:12].replace("\n", "|"),
)
def test_what_is_not_odd_yet(text: str) -> None:
    found = quick(text)
    assert found is not None
    assert_same(found, general(text))


@pytest.mark.parametrize("levels", [1, 2, 63, 64])
@pytest.mark.parametrize(("start", "end"), [("{a: ", "}"), ("[{a: ", "}]"), ("{a: [", "]}")])
def test_as_many_levels_as_there_may_be(levels: int, start: str, end: str) -> None:
    times, one_more = divmod(levels, len(end))
    text = start * times + ("{a: 1}" if one_more else "1") + end * times
    found = quick(text)
    assert found is not None
    assert_same(found, general(text))


# JSON lets DEL stand, YAML does not; characters for private use are what the reader itself works with.
TEXTS = st.text(st.characters(exclude_characters="\x7f", exclude_categories=("Cs", "Co")), max_size=8)


@given(st.dictionaries(TEXTS, st.lists(TEXTS, max_size=3), max_size=3))
def test_json_in_ascii_is_read_as_what_it_says(value: dict[str, list[str]]) -> None:
    found = document.parse("file", json.dumps(value).encode())
    assert (found.faults, found.value) == ((), value)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r'"\ud83d\ude80"', "\U0001f680"),
        (r'"\\\ud83d\ude80\uD83D\uDE81"', "\\\U0001f680\U0001f681"),
        (r'["\\ud83d\\ude80", "\ud83d\ude80"]', [r"\ud83d\ude80", "\U0001f680"]),
        (r"""['\ud83d\ude80', \ud83d\ude80, "\udbff\udfff"]""", [r"\ud83d\ude80", r"\ud83d\ude80", "\U0010ffff"]),
        (r'"\ue03d\ue680"', "\ue03d\ue680"),  # two characters for private use, and no halves
    ],
)
def test_halves_of_characters_are_joined_in_double_quotes_alone(written: str, meant: object) -> None:
    found = document.parse("file", f"[{written}, {{end: 1}}]".encode())
    assert (found.faults, found.value[0]) == ((), meant)
    assert found.place((1, "end")).column == len(written) + 5  # whatever stands before it


@pytest.mark.parametrize(
    "written",
    [r'"\ud83d"', r'"\ude80\ud83d"', r'"\ud83d\ude80\ud83d"', '"\ue03d\\ud83d\\ude80"', r'"\ue03d\ud83d\ude80"'],
)
def test_a_half_alone_is_a_fault(written: str) -> None:
    [fault] = document.parse("file", f"[{written}]".encode()).faults
    assert fault.message == "an escape that is no character"


@pytest.mark.parametrize("before", ["", "a:\n", "a:\r", "a:\r\n", "a:\u2028", "a:\u2029", "a:\n\ufeff"])
def test_no_parser_that_recurses_is_given_what_is_deep(before: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to version 0.2.5 libyaml itself sets no limit, and the stack is exhausted."""
    monkeypatch.delattr(plain, "_Composer")
    assert plain_document("file", before + "- " * 40_000) is None
    [fault] = document.parse("file", (before + "- " * 40_000).encode()).faults
    assert fault.message == "nested deeper than 64 levels"
