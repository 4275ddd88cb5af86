"""What the reader makes of YAML: the values and places of PyYAML's nodes, by the rules of YAML 1.2."""

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
from hostile import check_reader
from mlops_team.inputs.yaml_reader import parse
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
    """Writes text in its own style."""


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


@given(VALUES, st.sampled_from((None, True, False)))
def test_values_and_places_are_those_of_the_nodes(value: Any, flow: bool | None) -> None:
    text = yaml.dump(value, Dumper=Dumper, default_flow_style=flow, allow_unicode=True, width=40, sort_keys=False)
    check_reader(text.encode())


@pytest.mark.parametrize("seed", range(20))
def test_random_teams_are_read_as_nodes(seed: int) -> None:
    text = to_yaml(random_team(random.Random(seed), oracle.read_catalog(oracle.BUILT_IN), date(2026, 11, 23)))
    check_reader(text.encode())


@pytest.mark.parametrize("file", sorted(ROOT.glob("roles/*.yaml")), ids=lambda file: file.name)
def test_the_built_in_catalog_is_read_as_nodes(file: Path) -> None:
    check_reader(file.read_bytes())


# JSON lets DEL stay, YAML does not.
TEXTS = st.text(st.characters(exclude_characters="\x7f", max_codepoint=0xD7FF), max_size=8)


@given(st.dictionaries(TEXTS, st.lists(TEXTS, max_size=3), max_size=3))
def test_json_in_ascii_is_read_as_what_it_says(value: dict[str, list[str]]) -> None:
    document = parse("file", json.dumps({f"k{key}": texts for key, texts in value.items()}).encode())
    assert document.faults == ()
    assert document.value == {f"k{key}": texts for key, texts in value.items()}


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        (r'a: "x\ud83d\ude80"', (1, 6, 1, 12), "write the character itself: \U0001f680"),
        (r'a: "\\\ud83d"', (1, 7, 1, 13), "write the character itself"),
        (r'a: "\ude80\ud83d"', (1, 5, 1, 11), "write the character itself"),
        ('a: "b\r\n  \\ud83d"', (2, 3, 2, 9), "write the character itself"),
        (r'a: "\U00110000"', (1, 5, 1, 15), "write the character itself"),
    ],
)
def test_a_surrogate_is_refused_where_it_is(text: str, place: tuple[int, ...], hint: str) -> None:
    [fault] = parse("file", text.encode()).faults
    assert (fault.code, fault.message, fault.hint) == ("MT002", "an escape that is not a character", hint)
    assert fault.location[1:5] == place


@pytest.mark.parametrize("text", [r"'\ud83d\ude80'", r"\ud83d\ude80", r'"\\ud83d\\ude80"'])
def test_no_escapes_but_in_double_quotes(text: str) -> None:
    assert parse("file", f"- {text}".encode()).value == [r"\ud83d\ude80"]


@pytest.mark.parametrize("before", ["", "a:\n", "a:\r", "a:\r\n", "a:\n\ufeff", "a: &a [1]\nb:\n"])
@pytest.mark.parametrize("unit", ["- ", "? ", "- ? "])
def test_depth_never_exhausts_the_stack(before: str, unit: str) -> None:
    [fault] = parse("file", (before + unit * 40_000).encode()).faults
    assert fault.message == "nested deeper than 64 levels"


@pytest.mark.parametrize("levels", [64, 65])
@pytest.mark.parametrize(("start", "end"), [("{a: ", "}"), ("[", "]"), ("- ", "")])
def test_64_levels_are_the_limit(levels: int, start: str, end: str) -> None:
    document = parse("file", (start * levels + "1" + end * levels).encode())
    assert [fault.message for fault in document.faults] == ["nested deeper than 64 levels"] * (levels - 64)


OLD_LINE_ENDS = ("\x85", "\u2028", "\u2029")


@pytest.mark.parametrize("char", OLD_LINE_ENDS)
@pytest.mark.parametrize(
    ("before", "value"),
    [
        ("a: 'x{}y'", "x{}y"),
        ('a: "x{}y"', "x{}y"),
        ("a: x{}y", "x{}y"),
        ("# {} comment\na: x", "x"),
        ("a: x # {} comment", "x"),
        ("a: |\n  x{}y", "x{}y"),
    ],
)
def test_only_cr_and_lf_end_a_line(char: str, before: str, value: str) -> None:
    text = before.replace("{}", char) + "\nb: [1]\n"
    document = parse("file", text.encode())
    assert document.faults == ()
    assert document.value == {"a": value.replace("{}", char), "b": [1]}
    lines = before.count("\n") + 2
    assert document.location(("b",))[1:5] == (lines, 1, lines, 2)


def test_the_place_of_a_fault_counts_lines_as_editors_do() -> None:
    text = "a: 'x\u2028y'\nb: \ufdd0\nc: [1\nd: 'z\u2029'"
    [fault] = parse("file", text.encode()).faults
    assert (fault.location.line, fault.message) == (4, "a list in brackets is not closed (it starts in line 3)")


def test_escapes_of_the_characters_that_stand_in_stay_what_they_are() -> None:
    document = parse("file", 'a: "\\ufdd0\\ufdd1 \u2028\\u2028 \ufdd2"'.encode())
    assert document.value == {"a": "\ufdd0\ufdd1 \u2028\u2028 \ufdd2"}


@pytest.mark.parametrize(
    ("text", "value", "end"),
    [
        ("goal: |\n  a\n  b\n\n\nnext: 1\n", "a\nb", (3, 4)),
        ("goal: >\n  a\n  b\nnext: 1\n", "a b", (3, 4)),
        ("goal: |+\r\n  a  \r\n\r\nnext: 1\r\n", "a", (2, 4)),
        ("goal: >-\n  a", "a", (2, 4)),
        ("goal: |2\n\n    a\n\n# more\nnext: 1", "a", (3, 6)),
        ("goal: &x |\n  a\nnext: *x\n", "a", (2, 4)),
        ("goal: !!str |\n  a\nnext: 1\n", "a", (2, 4)),
        ("goal: |\nnext: 1\n", "", (1, 8)),
    ],
)
def test_a_block_text_ends_with_its_last_character(text: str, value: str, end: tuple[int, int]) -> None:
    document = parse("file", text.encode())
    assert document.value["goal"] == value
    place = document.location(("goal",))
    assert (place.line, place.column, place.end_line, place.end_column) == (1, 1, *end)


def test_a_block_text_in_a_list_and_as_a_key() -> None:
    document = parse("file", b"- >\n  a\n  b\n- c\n- ? |\n    d\n  : e\n")
    assert document.value == ["a b", "c", {"d": "e"}]
    assert document.location((0,))[1:5] == (1, 3, 3, 4)


def test_keys_that_begin_with_x_are_dropped_everywhere() -> None:
    text = "x-team: &t {x-a: [1], b: 2}\nc:\n- {<<: *t, x-d: {e: f}}\n'x-g': 1\nx-g: 2\nX-h: 3\n"
    document = parse("file", text.encode())
    assert (document.faults, document.value) == ((), {"c": [{"b": 2}], "X-h": 3})


NO_BREAK_SPACE = "a no-break space (U+00A0), which YAML reads as a letter"
BYTE_ORDER_MARK = "a byte-order mark (U+FEFF), which YAML reads as a letter"


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("team:_T\nmembers: []\n", 1, 6),
        ("team: T\nmembers:\n__- name: Ann\n", 3, 1),
        ("team: T\nmembers:\n  - name: Ann\n _  roles: []\n", 4, 2),
        ("team: T\nmembers:\n  - name:_Ann\n    roles: []\n", 3, 10),
        ("team: T\nmembers:\n  -_name: Ann\n", 3, 4),
        ("team: T\n_members: []\n", 2, 1),
        ("# team\n_team: T\nmembers: []\n", 2, 1),
        ("team: T\r\nproduct:_'P'\r\nmembers: []\r\n", 2, 9),
    ],
)
@pytest.mark.parametrize(
    ("char", "message"),
    [
        ("\u00a0", NO_BREAK_SPACE),
        ("\ufeff", BYTE_ORDER_MARK),
        ("\u2028", "a line separator (U+2028), which YAML reads as a letter"),
        ("\x85", "a next-line character (U+0085), which YAML reads as a letter"),
    ],
)
def test_an_unseen_character_is_named_where_it_is(text: str, line: int, column: int, char: str, message: str) -> None:
    [fault] = parse("file", text.replace("_", char).encode()).faults
    assert (fault.code, fault.message) == ("MT002", message)
    assert (fault.location.line, fault.location.column) == (line, column)


def test_a_byte_order_mark_after_a_colon() -> None:
    [fault] = parse("file", "team: \ufeffT\n".encode()).faults
    assert (fault.message, fault.location.column) == (BYTE_ORDER_MARK, 7)


@pytest.mark.parametrize("char", ["\u00a0", "\ufeff"])
def test_an_unseen_character_within_a_text_is_part_of_it(char: str) -> None:
    text = f"team: Ada{char}L\n# {char}\n'a{char}b': \"{char}\"\nc: |\n  d\n  {char}e\n"
    document = parse("file", text.encode())
    assert document.faults == ()
    assert document.value == {"team": f"Ada{char}L", f"a{char}b": char, "c": f"d\n{char}e"}


def test_a_no_break_space_is_not_blamed_for_another_fault() -> None:
    for text in ("a: |\n  \u00a0b\nc: [d\n", "goal: Objectif\u00a0: x\n", 'a: \u00a0b\nc: "\\q"\n'):
        [fault] = parse("file", text.encode()).faults
        assert "U+" not in fault.message


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ("- name Bo\n  roles: []\n", (1, 3, 1, 10), '"name Bo" has no colon after the key', "write name: Bo"),
        ("- id: b\n  name Bo\n  roles: []\n", (2, 3, 2, 10), '"name Bo" has no colon after the key', "write name: Bo"),
        ("team T # ours\nmembers: []\n", (1, 1, 1, 7), '"team T" has no colon after the key', "write team: T"),
        ("team: T\nmembers\n- name: A\n", (2, 1, 2, 8), '"members" has no colon after the key', "write members:"),
        ("team: T\nproduct P", (2, 1, 2, 10), '"product P" has no colon after the key', "write product: P"),
        ("a: 1\nname Bo\nmore\nb: 2\n", (2, 1, 2, 8), '"name Bo" has no colon after the key', "write name: Bo"),
    ],
)
def test_a_line_without_a_colon_is_the_fault(text: str, place: tuple[int, ...], message: str, hint: str) -> None:
    [fault] = parse("file", text.encode()).faults
    assert (fault.code, fault.message, fault.hint) == ("MT002", message, hint)
    assert fault.location[1:5] == place
