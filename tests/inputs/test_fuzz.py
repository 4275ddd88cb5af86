"""Hostile input of every kind: a little of what `python tests/support/fuzz.py` does for as long as it is let."""

import json
import random
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from conftest import Cli
from hostile import QUIRKS, TARGETS, TEAMS, check_reader, check_team
from runs import GOOD
from test_schema import SCHEMAS, fitting, spoilt

SCHEMA = SCHEMAS["team"]
SOUND = fitting(SCHEMA, SCHEMA["definitions"])

BATCHES = 4


@pytest.mark.parametrize("batch", range(BATCHES))
@pytest.mark.parametrize("target", TARGETS)
def test_hostile_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str, batch: int) -> None:
    monkeypatch.chdir(tmp_path)
    for seed in range(batch * 10, batch * 10 + 10):
        TARGETS[target].check(TARGETS[target].make(random.Random(seed)), tmp_path)


@given(SOUND | SOUND.flatmap(spoilt))
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_whatever_is_made_after_the_schema(value: Any) -> None:
    with TemporaryDirectory() as folder:
        check_team(json.dumps(value, default=float).encode(), Path(folder))


@pytest.mark.parametrize("quirk", QUIRKS)
def test_a_quirk_as_a_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quirk: str) -> None:
    monkeypatch.chdir(tmp_path)
    for text in (f"team: {quirk}\nmembers: []\n", f"team: T\nmembers:\n  - name: Ann\n    from: {quirk}\n"):
        check_team(text.encode(), tmp_path)


def test_a_file_cut_off_anywhere() -> None:
    for text in sorted((*TEAMS, GOOD.encode()), key=len)[:3]:
        for end in range(len(text)):
            check_reader(text[:end])


def test_a_file_cut_off_anywhere_is_audited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    smallest = min(TEAMS, key=len)
    for end in range(0, len(smallest), 3):
        check_team(smallest[:end], tmp_path)


# What once ended in an internal error, was worded by the parser, or took minutes: what stands in the file, and how
# many lines it takes.
FOUND: dict[str, tuple[str | bytes, int]] = {
    "no members": ("team: T\n", 1),
    "nothing but a key": ("a:\n", 3),
    "an alias of 100,000 characters": (f"team: *{'a' * 100_000}\n", 1),
    "a key of 100,000 characters": (f"? {'a' * 100_000}\n: 1\n", 1),
    "%TAG lines": ("%TAG !e! tag:e\n" * 1_000 + "--- a\n", 1),
    "%YAML without a number": ("%YAML\n---\na: 1\n", 1),
    "a tag with a broken escape": ("team: !% a\nmembers: []\n", 1),
    "two byte-order marks, then no text": (b"\xef\xbb\xbf\xef\xbb\xbf-\n\xff\xfe", 1),
    "more faults than are looked for": ("team: T\nmembers:\n" + "- nam: A\n" * 5_000, 100),
    "thousands of unknown roles": (f"team: T\nmembers: [{{name: A, roles: [{'x, ' * 9_999}]}}]\n", 100),
    "a wide tag": ("team: T\nmembers: !x [a]\n", 2),
}  # fmt: skip


@pytest.mark.parametrize("case", FOUND)
def test_what_was_found(cli: Cli, tmp_path: Path, case: str) -> None:
    content, lines = FOUND[case]
    file = tmp_path / "team.yaml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    result = cli("audit", file, "-f", "json")
    assert result.code == 2
    shown = result.err.splitlines()
    assert len(shown) == lines
    assert all(": error[MT00" in line and len(line) < 1_000 for line in shown), shown[0][:200]


def test_many_unknown_keys_come_in_the_order_of_the_file(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "team.yaml"
    file.write_text("team: T\nmembers: []\n" + "".join(f"k{number}: 1\n" for number in range(3_000)), encoding="utf-8")
    first = cli("audit", file).err.splitlines()[0]
    assert first.startswith(f"{file}:3:1: ")
    assert '"k0"' in first
