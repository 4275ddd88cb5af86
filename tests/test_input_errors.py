"""What cannot be audited: a code, a place and a plain line each; no traceback, no hang, and the others are audited."""

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Cli
from runs import GOOD, PROGRAM, report_in

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 10)}]\n" for i in range(9)
)
MEMBER = "team: T\nmembers:\n  - name: Ann\n"
# What stands in the file, and for each error its code, line, column, and words of its message and of what to do.
CASES: dict[str, tuple[str | bytes, list[tuple[str, int, int, str, str]]]] = {
    "empty": ("", [("MT003", 1, 1, "nothing in this file", "team and members")]),
    "only comments": ("# soon\n\n", [("MT003", 1, 1, "nothing in this file", "team and members")]),
    "a list": ("- a\n- b\n", [("MT003", 1, 1, "a list is not a team file", "team and members")]),
    "a scalar": ("hello\n", [("MT003", 1, 1, '"hello" is not a team file', "team and members")]),
    "NUL": (b"team: a\0b\n", [("MT002", 1, 8, "U+0000", "delete it")]),
    "UTF-16": ("team: T\n".encode("utf-16"), [("MT002", 1, 1, "UTF-16", "UTF-8")]),
    "Latin-1": (b"team: T\nproduct: Caf\xe9\n", [("MT002", 2, 13, "0xE9", "UTF-8")]),
    "tab": ("team: T\nmembers:\n\t- name: Ann\n", [("MT002", 3, 1, "tab", "spaces")]),
    "tag": (
        'team: !!python/object/apply:os.system ["touch pwned"]\nmembers: []\n',
        [("MT003", 1, 1, "a list is not text", "text"), ("MT002", 1, 7, "!!python/object/apply:os.system", "tag")],
    ),
    "not closed": ('team: "T\nmembers: []\n', [("MT002", 3, 1, "started in line 1", "quote")]),
    "two documents": ("team: T\nmembers: []\n---\nteam: U\n", [("MT002", 3, 1, "second document", "split")]),
    "alias loop": ("team: &a [*a]\n", [("MT002", 1, 11, "loop", "write the values out")]),
    "billion laughs": (LAUGHS, [("MT002", 6, 8, "200,000", "aliases")]),
    "brackets": ("team: " + "[" * 100_000, [("MT002", 1, 70, "64 levels", "five")]),
    "dashes": ("- " * 100_000 + "a", [("MT002", 1, 129, "64 levels", "five")]),
    "indentation": ("".join(f"{' ' * i}a:\n" for i in range(2_000)), [("MT002", 65, 65, "64 levels", "five")]),
    "50 MB": (b"#" * 50_000_000, [("MT002", 1, 1, "8 MiB", "split")]),
    "duplicate key": ("team: T\nteam: U\nmembers: []\n", [("MT005", 2, 1, '"team" stands twice', "keep one")]),
    "duplicate name": (f"{MEMBER}  - name: Ann\n", [("MT006", 4, 5, 'named "Ann"', "name of their own")]),
    "duplicate id": (
        f"{MEMBER}    id: a\n  - name: Bo\n    id: a\n",
        [("MT006", 6, 5, 'Bo: the id "a"', "id of their own")],
    ),
    "a name as an id": (
        f"{MEMBER}  - name: Bo\n    id: Ann\n",
        [("MT006", 5, 5, 'Bo: the id "Ann"', "id of their own")],
    ),
    "long name": (
        f"team: T\nmembers: [{{name: {'x' * 100_000}}}]\n",
        [("MT003", 2, 12, "(100000 characters)", "1 to 500 characters")],
    ),
    "impossible day": (f"{MEMBER}    from: 2026-02-30\n", [("MT003", 4, 5, "no day 2026-02-30", "calendar")]),
    "until before from": (
        f"{MEMBER}    from: 2026-02-03\n    until: 2026-02-01\n",
        [("MT003", 5, 5, "2026-02-01 is before from 2026-02-03", "swap")],
    ),
    "unknown role": (
        f"{MEMBER}    roles: [data-scientst]\n",
        [("MT004", 4, 13, 'unknown role "data-scientst"', '"data-scientist"?')],
    ),
    "unknown rule": (
        f"{MEMBER}waivers: [{{rule: role-unstafed, reason: r, expires: 2027-01-01}}]\n",
        [("MT004", 4, 12, '"role-unstafed"', '"role-unstaffed"?')],
    ),
    "waived input error": (
        f"{MEMBER}waivers: [{{rule: MT001, reason: r, expires: 2027-01-01}}]\n",
        [("MT004", 4, 12, "MT001 cannot be waived", "mend the file")],
    ),
    "waiver without a subject": (
        f"{MEMBER}waivers: [{{rule: MT101, reason: r, expires: 2027-01-01}}]\n",
        [("MT003", 4, 11, "names no role", "add the role")],
    ),
    "waiver with a field too many": (
        f"{MEMBER}waivers: [{{rule: MT101, role: data-engineer, skill: ci-cd, reason: r, expires: 2027-01-01}}]\n",
        [("MT003", 4, 46, "MT101 have no skill", "role")],
    ),
    "unknown responsibility": (
        f"{MEMBER}owners: {{set-goal: Ann}}\n",
        [("MT004", 4, 10, '"set-goal"', '"set-goals"?')],
    ),
    "unknown owner": (f"{MEMBER}owners: {{set-goals: An}}\n", [("MT004", 4, 10, 'named "An"', '"Ann"?')]),
    "unknown keys": (
        "team: T\nmebers: []\nmembers: [{name: Ann, rolls: []}]\n",
        [("MT003", 2, 1, '"mebers"', '"members"?'), ("MT003", 3, 23, 'Ann: unknown key "rolls"', '"roles"?')],
    ),
    "missing keys": (
        "members: [{roles: []}]\n",
        [("MT003", 1, 1, 'needs "team"', 'add "team"'), ("MT003", 1, 11, 'needs "name"', 'add "name"')],
    ),
    "wrong types": (
        "team: 5\nmembers: {a: b}\n",
        [("MT003", 1, 1, "5 is not text", "quotes"), ("MT003", 2, 1, "a mapping is not a list", "list of members")],
    ),
    "wrong words": (
        f"{MEMBER}forums: [{{name: F, roles: all, every: montly}}]\n",
        [("MT003", 4, 32, '"montly" is not one of daily', "write one of")],
    ),
    "wrong numbers": (
        f"{MEMBER}    allocation: 0\n    skills: {{ci-cd: 6}}\n",
        [("MT003", 4, 5, "0 is not a share of full time", "above 0"), ("MT003", 5, 14, "6 is not a level", "0 to 5")],
    ),
    "wrong day": (f"{MEMBER}    from: 3.2.2026\n", [("MT003", 4, 5, '"3.2.2026" is not a date', "YYYY-MM-DD")]),
    "all at once": (
        (
            "team: 5\n"
            "a/b: 1\n"
            "members:\n"
            "  - {name: Ann, rolls: [], roles: [data-scientst]}\n"
            "  - {name: Bo, from: 2026-02-30, allocation: 2}\n"
            "  - {name: Bo, from: 2026-02-30}\n"
            "  - {roles: [a]}\n"
            "owners: {set-goal: Bo}\n"
        ),
        [
            ("MT003", 1, 1, "5 is not text", "quotes"),
            ("MT003", 2, 1, '"a/b"', "known keys"),
            ("MT003", 4, 17, '"rolls"', '"roles"?'),
            ("MT004", 4, 36, '"data-scientst"', '"data-scientist"?'),
            ("MT003", 5, 34, "2 is not a share", "at most 1"),
            ("MT003", 6, 16, "no day 2026-02-30", "calendar"),
            ("MT003", 7, 5, 'needs "name"', 'add "name"'),
            ("MT004", 8, 10, '"set-goal"', '"set-goals"?'),
        ],
    ),
    "escapes in a name": (
        'team: T\nmembers: [{name: "\\e[31mAnn\\u202e\\n::error::x", roles: [x]}]\n',
        [("MT004", 2, 57, r"\x1b[31mAnn\u202e\x0a::error::x: roles", "known roles")],
    ),
    "markup in a key": ('team: T\nmembers: []\n"[red]:smile:": 1\n', [("MT003", 3, 1, '"[red]:smile:"', "known keys")]),
    "surrogate": ('team: "\\ud800"\nmembers: []\n', [("MT002", 1, 10, "no character", "itself")]),
}
SCHEMA_WORDS = (
    "required property",
    "not of type",
    "does not match",
    "additionalProperties",
    "is too",
    "oneOf",
    "anyOf",
)


@pytest.mark.parametrize("case", CASES)
def test_each_error_has_its_line_and_the_others_are_audited(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    monkeypatch.chdir(tmp_path)
    content, expected = CASES[case]
    Path("bad.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
    Path("good.yaml").write_text(GOOD, encoding="utf-8")
    result = cli("audit", "bad.yaml", "good.yaml", "-f", "json")
    assert result.code == 2
    lines = result.err.splitlines()
    for line, (code, row, column, fact, remedy) in zip(lines, expected, strict=True):
        assert line.startswith(f"bad.yaml:{row}:{column}: error[{code}]: ")
        assert fact in line
        assert remedy in line
        assert line.isprintable()
        assert len(line) < 500
        assert not any(words in line for words in SCHEMA_WORDS)
    report = report_in(result.out)
    assert [team["file"] for team in report["teams"]] == ["good.yaml"]
    told = [(one["code"], one["location"]["line"], one["location"]["column"]) for one in report["input_errors"]]
    assert told == [one[:3] for one in expected]
    assert not Path("pwned").exists()


def test_at_most_a_hundred_errors_of_one_file(cli: Cli, team_file: Callable[[str], Path]) -> None:
    keys = "".join(f"key-{number}: 1\n" for number in range(150))
    result = cli("audit", team_file(f"team: T\nmembers: []\n{keys}"))
    assert result.code == 2
    assert len(result.err.splitlines()) == 100


def make(kind: str) -> None:
    match kind:
        case "a FIFO":
            os.mkfifo("bad.yaml")
        case "a link to itself":
            Path("bad.yaml").symlink_to("bad.yaml")
        case "a link to a device":
            Path("bad.yaml").symlink_to("/dev/zero")
        case "a folder without team files":
            Path("bad.yaml").mkdir()
        case "no file":
            pass


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has none of these")
@pytest.mark.parametrize(
    "kind", ["a FIFO", "a link to itself", "a link to a device", "a folder without team files", "no file"]
)
def test_what_is_no_regular_file(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.chdir(tmp_path)
    make(kind)
    Path("good.yaml").write_text(GOOD, encoding="utf-8")
    result = cli("audit", "bad.yaml", "good.yaml", "-f", "json")
    assert result.code == 2
    [line] = result.err.splitlines()
    assert line.startswith("bad.yaml:1:1: error[MT001]: ")
    assert report_in(result.out)["summary"]["teams"] == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
@pytest.mark.parametrize("case", ["50 MB", "billion laughs", "brackets", "dashes", "indentation", "long name"])
def test_a_hostile_file_takes_little_time_and_memory(tmp_path: Path, case: str) -> None:
    content = CASES[case][0]
    (tmp_path / "team.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (300 * 2**20, 300 * 2**20))
        resource.setrlimit(resource.RLIMIT_CPU, (10, 10))  # seconds; generous, for a machine under load

    result = subprocess.run(
        [*PROGRAM, "audit"], cwd=tmp_path, capture_output=True, timeout=60, check=False, preexec_fn=limited
    )
    assert result.returncode == 2
    assert result.stderr.startswith(b"team.yaml:")
    assert b"Traceback" not in result.stderr
