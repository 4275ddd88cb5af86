"""Where a file's parts stand, and what cannot be read."""

import sys
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO, TextIOWrapper
from typing import Any

import pytest

from mlops_team.inputs.document import Map, Seq
from mlops_team.inputs.yaml_reader import STDIN, parse, read

TEXT = """\
# a team
team: A
"quoted": {x: 1, 'y': [p, "q"]}
base: &base
  ci-cd: 3
  é: text
members:
  - name: Ö
    skills: {<<: *base, own: 2}
    roles: &r [a, b]
  - {name: C, roles: *r}
deep/key~: 1
e~: {f: 1}
g: {h/i: 1}
"""


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("team",), (2, 1, 2, 8, "/team")),
        (("quoted",), (3, 1, 3, 9, "/quoted")),
        (("quoted", "y"), (3, 18, 3, 21, "/quoted/y")),
        (("quoted", "y", 1), (3, 27, 3, 30, "/quoted/y/1")),
        (("quoted", "y", "q"), (3, 27, 3, 30, "/quoted/y/1")),
        (("base", "é"), (6, 3, 6, 10, "/base/é")),
        (("members",), (7, 1, 7, 8, "/members")),
        (("members", 0), (8, 5, 8, 12, "/members/0")),
        (("members", 0, "skills", "own"), (9, 25, 9, 31, "/members/0/skills/own")),
        (("members", 0, "skills", "ci-cd"), (5, 3, 5, 11, "/members/0/skills/ci-cd")),
        (("members", 0, "learning"), (8, 5, 8, 12, "/members/0")),
        (("members", 1), (11, 5, 11, 13, "/members/1")),
        (("members", 1, "roles"), (11, 15, 11, 20, "/members/1/roles")),
        (("members", 1, "roles", 1), (10, 19, 10, 20, "/members/1/roles/1")),
        (("deep/key~",), (12, 1, 12, 13, "/deep~1key~0")),
        (("e~", "f"), (13, 6, 13, 10, "/e~0/f")),
        (("g", "h/i"), (14, 5, 14, 11, "/g/h~1i")),
        (("missing", "below"), (2, 1, 2, 1, "")),
        (("missing", "team"), (2, 1, 2, 1, "")),
        (("members", 2, 0), (7, 1, 7, 8, "/members")),
        (("team", "below"), (2, 1, 2, 8, "/team")),
        (("members", 2), (7, 1, 7, 8, "/members")),
        (("members", "Ö"), (7, 1, 7, 8, "/members")),
        (("members", 0, "roles", "c"), (10, 5, 10, 10, "/members/0/roles")),
        ((0,), (2, 1, 2, 1, "")),
    ],
)
def test_place(path: tuple[str | int, ...], place: tuple[Any, ...]) -> None:
    document = parse("f", TEXT.encode())
    assert document.faults == ()
    assert document.location(path) == ("f", *place)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"), ("on", "on"), ("yes", "yes"), ("010", 10), ("0o17", 15), ("0x1F", 31), ("1:30", "1:30"),
        ("2026-01-31", "2026-01-31"), ("1e3", 1000), (".5", Decimal("0.5")), ("0.1", Decimal("0.1")), ("-7", -7),
        ("~", None), ("null", None), ("true", True), ("False", False), ("'1'", "1"), ('"a\\tb"', "a\tb"),
        ("!!str 10", "10"), ("!!int '3'", 3), ("! 5", "5"), ("1_000", "1_000"), ("+.inf", float("inf")),
        ("-.INF", float("-inf")), ("+7", 7), ("1.", 1), ("1.50", Decimal("1.50")),
        ("-0o7", "-0o7"), ("0x", "0x"), ("1e", "1e"), (".", "."), ("--", "--"), (".inff", ".inff"),
        ("2e-1", Decimal("0.2")),
        ("Null", None), ("True", True), (".nan", float("nan")),
        ("NULL", None), ("nULL", "nULL"), ("TRUE", True), ("FALSE", False), ("!!null ~", None), ("!!bool true", True),
        ("! [1]", Seq([1])), ("! {x: 1}", Map(x=1)), ("!!seq [1]", Seq([1])), ("!!map {x: 1}", Map(x=1)),
        ("!!float 1", 1), ("!!float 1.5", Decimal("1.5")), ("9" * 31, int("9" * 31)), (".5e3", 500),
    ],
)  # fmt: skip
def test_core_schema(text: str, value: object) -> None:
    document = parse("f", f"a: {text}\n".encode())
    assert document.faults == ()
    assert repr(document.value["a"]) == repr(value)
    assert type(document.value["a"]) is type(value)


def test_merge_keys_give_way_to_own_keys_and_to_earlier_ones() -> None:
    text = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 3}\n"
    assert parse("f", text.encode()).value["c"] == {"x": 3, "y": 1, "z": 2}


def test_anchors_of_keys_and_aliases_as_keys() -> None:
    text = "&a a: &seven '7'\nb: *a\nc: {*seven : *seven}\nd: &merge '<<'\n*merge : {e: 1}\n"
    document = parse("f", text.encode())
    assert document.faults == ()
    assert document.value == {"a": "7", "b": "a", "c": {"7": "7"}, "d": "<<", "<<": {"e": 1}}
    assert document.location(("c", "7")) == ("f", 3, 5, 3, 11, "/c/7")


def test_a_fault_behind_a_key_that_is_no_text_points_at_what_holds_it() -> None:
    text = "a:\n- {}\n- b: {[c]: {d: 1, d: 2}, d: 1, d: 2}\n  {e: !f 1}: !g 2\n"
    assert sorted(fault.location[1:] for fault in parse("f", text.encode()).faults) == [
        (3, 7, 3, 8, "/a/1/b"), (3, 19, 3, 20, "/a/1/b"), (3, 32, 3, 33, "/a/1/b/d"),
        (4, 3, 4, 4, "/a/1"), (4, 7, 4, 11, "/a/1"), (4, 14, 4, 18, "/a/1"),
    ]  # fmt: skip


def test_more_than_8_mib_from_standard_input_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for size, messages in ((8 * 2**20, []), (8 * 2**20 + 1, ["larger than 8 MiB"])):
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(b"# ".ljust(size))))
        document = read(STDIN)
        assert (document.file, [fault.message for fault in document.faults]) == ("<stdin>", messages)


def test_standard_input_that_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    fault = read(STDIN).faults[0]
    assert fault.message == "cannot be read: standard input is closed"
    assert fault.hint == "name a regular file, or - for standard input"


NESTED = "[" * 65 + "]" * 65
LAUGHS = "a: &x0 [1,2,3,4,5,6,7,8,9]\n" + "".join(f"b{i}: &x{i + 1} [{','.join([f'*x{i}'] * 9)}]\n" for i in range(8))


@pytest.mark.parametrize(
    ("data", "code", "line", "column", "word"),
    [
        (b"a: 1\nb: 2\na: 3\n", "MT005", 3, 1, "twice"),
        (b"a: {x: 1, 'x': 2}\n", "MT005", 1, 11, "twice"),
        (b"a: &a [*a]\n", "MT002", 1, 8, "loop"),
        (b"a: *b\n", "MT002", 1, 4, "no anchor"),
        (b"a: 1\n---\nb: 2\n", "MT002", 2, 1, "second document"),
        (b"a: \xe9\n", "MT002", 1, 4, "not UTF-8"),
        ("a: 1\n".encode("utf-16"), "MT002", 1, 1, "UTF-16"),
        (b"a: x\x00\n", "MT002", 1, 5, "U+0000"),
        ("é: \x84".encode(), "MT002", 1, 4, "U+0084"),
        (b'a: "\\ud800"\n', "MT002", 1, 5, "not a character"),
        (b"a: !!python/object:os.system x\n", "MT002", 1, 4, "!!python/object:os.system"),
        (b"a: !!int x\n", "MT002", 1, 4, "!!int"),
        (b"a: 1e999999999\n", "MT002", 1, 4, "digits"),
        (b"\ta: 1\n", "MT002", 1, 1, "tab"),
        (b"a: 'x\n", "MT002", 2, 1, "not closed"),
        (NESTED.encode(), "MT002", 1, 65, "64 levels"),
        (b"[" * 100_000, "MT002", 1, 65, "64 levels"),
        (LAUGHS.encode(), "MT002", 6, 14, "200,000"),
        (b"[a]: 1\n", "MT003", 1, 1, "key"),
        (b"1: 1\n", "MT003", 1, 1, "not text"),
        (b" " * (8 * 2**20 + 1), "MT002", 1, 1, "8 MiB"),
    ],
)  # fmt: skip
def test_what_cannot_be_read(data: bytes, code: str, line: int, column: int, word: str) -> None:
    fault = parse("f", data).faults[0]
    assert (fault.code, fault.location.line, fault.location.column) == (code, line, column)
    assert word in fault.message


@pytest.mark.parametrize("data", [b"a: 1\nb: \xe9", b"a: 1\nb: [", b"a: 1\r\nb: {"])
def test_what_is_behind_a_text_or_missing_there_has_no_length(data: bytes) -> None:
    column = 4 if data.endswith(b"\xe9") else 5
    assert parse("f", data).faults[0].location == ("f", 2, column, 2, column, "")


def many(item: str, rest: int) -> str:
    """Return a list of 199,901 values, most of them by an alias of a list of 99, and some more items."""
    return f"- &x [&t a, {'a, ' * 98}]\n" + "- *x\n" * 1_998 + f"- {item}\n" * rest


LIMITS: dict[str, tuple[int, Callable[[int], str], str]] = {
    "bytes": (8 * 2**20, lambda most: "#".ljust(most, "-"), "larger than 8 MiB"),
    "levels": (64, lambda most: "[" * most + "]" * most, "nested deeper than 64 levels"),
    "levels of mappings": (64, lambda most: "{a: " * most + "1" + "}" * most, "nested deeper than 64 levels"),
    "levels below an alias": (
        61, lambda most: f"- &x {'[' * most}{']' * most}\n- [[*x]]",
        "nested deeper than 64 levels",
    ),
    "levels below an alias of an alias": (
        60, lambda most: f"- &x {'[' * most}{']' * most}\n- &y [*x]\n- [[*y]]",
        "nested deeper than 64 levels",
    ),
    "levels around an alias": (
        62, lambda most: f"- &x []\n- {'[' * most}*x{']' * most}",
        "nested deeper than 64 levels",
    ),
    "levels around an alias of text": (
        63, lambda most: f"- &x a\n- {'[' * most}*x{']' * most}",
        "nested deeper than 64 levels",
    ),
    "values": (99, lambda most: many("b", most), "more than 200,000 values, aliases expanded"),
    "lists": (99, lambda most: many("[]", most), "more than 200,000 values, aliases expanded"),
    "aliases of text": (99, lambda most: many("*t", most), "more than 200,000 values, aliases expanded"),
    "characters of a key": (1_024, lambda most: f"? {'x' * most}\n: 1", "a key of 1025 characters, more than 1024"),
    "digits": (
        100, lambda most: f"- {'9' * most}",
        f'"{"9" * 60}…" (101 characters) is a number of more than 100 digits',
    ),
    "an exponent": (100, lambda most: f"- 1e{most}", '"1e101" is a number of more than 100 digits'),
    "a negative exponent": (100, lambda most: f"- 1e-{most}", '"1e-101" is a number of more than 100 digits'),
    "%TAG lines": (
        100, lambda most: "".join(f"%TAG !e{number}! x\n" for number in range(most)) + "--- a",
        "more than 100 times %TAG",
    ),
}  # fmt: skip


@pytest.mark.parametrize("limit", LIMITS)
def test_as_much_as_there_may_be_and_one_more(limit: str) -> None:
    most, text, message = LIMITS[limit]
    assert parse("f", text(most).encode()).faults == ()
    assert [fault.message for fault in parse("f", text(most + 1).encode()).faults] == [message]


def test_byte_order_marks_at_the_start_count_as_nothing() -> None:
    marks = b"\xef\xbb\xbf" * 2
    document = parse("f", marks + b"a: |\n  b\nc: 7\n")
    assert (document.value, document.written(("c",))) == ({"a": "b", "c": 7}, "7")
    assert document.location(("a",)) == ("f", 1, 1, 2, 4, "/a")
    [fault] = parse("f", marks + b"a: \xff").faults
    assert (fault.location.line, fault.location.column) == (1, 4)


def test_64_levels_and_a_byte_order_mark_are_fine() -> None:
    assert parse("f", b"\xef\xbb\xbfa: " + b"[" * 63 + b"]" * 63).faults == ()
