"""No name is left: searched for in everything that a run writes, in every format there is."""

import json
import re
from importlib.util import find_spec
from pathlib import Path
from unicodedata import normalize

import pytest

from conftest import Cli
from mlops_team.cli.outputs import FORMATS
from mlops_team.inputs.redact import Pseudonyms
from runs import write

# Names that are easy to miss: short, accented in two ways, without spaces, in an id, in a genitive, in a file's name.
NAMES = ["Ines Duarte", "Bo Lind", "José Núñez", "王小明", "O'Neil, Paz", "Strauß"]
PARTS = ["ines", "duarte", "Bo", "lind", "josé", "núñez", "王小明", "neil", "paz", "strauß", "x17@corp"]
TEAM = f"""\
team: Duarte's team
objectives:
  - {{goal: Free Bo of night shifts, metric: hours that Lind sleeps, owner: Ines Duarte, roi: BO's health}}
  - {{goal: As José asked}}
  - {{goal: For Zed, owner: Zed Ziegler}}
members:
  - {{name: Ines Duarte, id: ines_duarte@x17.example, roles: [business-stakeholder], skills: {{goal-setting: 1}}}}
  - {{name: Bo Lind, roles: [data-scientist, data-engineer, ml-engineer, devops-engineer], skills: [the-lind-method]}}
  - {{name: José Núñez, roles: [data-scientist], until: 2026-12-01, skills: {{{"jos" + "e" + chr(0x301)}-tools: 3}},
     learning: [{{skill: duarte-score, level: 3, by: 2026-01-01}}]}}
  - {{name: 王小明, id: x17@corp, from: 2027-01-01, roles: [software-engineer]}}
  - {{name: "O'Neil, Paz", roles: [solution-architect, data-scientist], skills: {{chess: 2}}}}
  - {{name: Strauß}}
external: [{{role: software-engineer, provider: Strauß and sons, until: 2026-12-31}}]
owners: {{set-goals: Bo Lind, engineer-model: José Núñez}}
forums: [{{name: Bei Strauß, roles: [data-scientist]}}, {{name: Ines und 王小明的会议, roles: [data-engineer]}}]
reviews: {{last: 2025-01-01, actions: [{{what: Ask Paz, owner: "O'Neil, Paz", by: 2026-01-01}}]}}
waivers:
  - {{rule: MT301, role: data-engineer, reason: bo lind's deputy comes, approved-by: Ines, expires: 2026-12-31}}
  - {{rule: MT201, member: Strauß, role: data-engineer, reason: X, expires: 2026-12-31}}
  - {{rule: MT106, member: Strauß, reason: Lind knows 与王小明一起, approved-by: Yara Yilmaz, expires: 2026-11-30}}
  - {{rule: MT104, member: Nobody Known, reason: X, approved-by: Yara Yilmaz, expires: 2026-01-31}}
"""
SOUND = TEAM.replace("rule: MT201, member: Strauß,", "rule: MT203,")
MORE = ["zed", "ziegler", "yara", "yilmaz"]
WRITTEN = [name for name in FORMATS if name == "text" or find_spec(f"mlops_team.render.{name}")]


def left(text: str, parts: list[str]) -> list[str]:
    """Return which parts of names words begin with, whatever their case; short ones must be words as written."""
    text = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)  # as json writes them
    text = normalize("NFC", text)
    begun = {part: rf"(?i)(?<![a-z]){part}" if len(part) > 2 else rf"\b{part}\b" for part in parts}
    return [part for part, pattern in begun.items() if re.search(pattern, text)]


def told(report: str) -> str:
    """Return a report without what SARIF repeats of the rules: their examples have people in them, too."""
    if '"$schema"' not in report:
        return report
    log = json.loads(report)
    del log["runs"][0]["tool"]["driver"]["rules"]
    return json.dumps(log)


@pytest.mark.parametrize("format_", WRITTEN)
def test_no_name_is_left_in_any_format(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_: str) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {"ines_duarte.team.yaml": SOUND})
    named = cli("audit", "-v", "-f", format_, "--fail-on", "never", "ines_duarte.team.yaml")
    assert set(left(named.out, ["ines", "duarte", "lind", "josé"])) == {"ines", "duarte", "lind", "josé"}
    options = ("-v", "-f", format_, "--redact", "--fail-on", "never", "-o", f"{format_}:report")
    result = cli("audit", *options, "ines_duarte.team.yaml")
    assert (result.code, result.err) == (0, "")
    for text in (result.out, (tmp_path / "report").read_text(encoding="utf-8")):
        assert left(told(text), PARTS + MORE) == []
        assert "Person 1" in text


@pytest.mark.parametrize("format_", WRITTEN)
def test_no_name_is_left_of_what_if(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_: str) -> None:
    monkeypatch.chdir(tmp_path)
    write(
        tmp_path, {"team.yaml": SOUND, "zed.yaml": "name: Zed Ziegler\nroles: [software-engineer]\nskills: [zed-ql]\n"}
    )
    options = ("-v", "-f", format_, "--redact", "--fail-on", "never", "--without", "Bo Lind", "--with", "zed.yaml")
    result = cli("audit", *options)
    assert (result.code, result.err) == (0, "")
    assert left(told(result.out), PARTS + MORE) == []


@pytest.mark.parametrize("format_", WRITTEN)
def test_no_name_is_left_of_what_cannot_be_audited(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_: str
) -> None:
    monkeypatch.chdir(tmp_path)
    broken = SOUND.replace("until: 2026-12-01", "until: 2026-02-30").replace(
        "engineer-model: José", "duarte-duty: Lind José"
    )
    write(tmp_path, {"lind.team.yaml": broken.replace("name: Strauß}", "name: Bo Lind}")})
    result = cli("audit", "-f", format_, "--redact", "lind.team.yaml")
    assert (result.code, result.err.count("error[")) == (2, 4)
    assert left(told(result.out) + result.err, PARTS + MORE) == []
    assert "Person 2.team.yaml:" in result.err


@pytest.mark.parametrize("text", ["team: A\nmembers: [*ines]\n", "- &Duarte [*Duarte]\n", "[!lind {a: 1}\n"])
def test_a_file_that_cannot_be_taken_apart_is_not_quoted(cli: Cli, text: str) -> None:
    result = cli("audit", "--redact", "-", stdin=text.encode())
    assert (result.code, left(told(result.out) + result.err, PARTS)) == (2, [])
    assert "error[MT002]: " in result.err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--without", "Ines Duatre"], 'did you mean "Person 1"?'),
        (["--with", "new.yaml"], '"Person 1" is in the team already'),
        (["--with", "bad.yaml"], "Person 7: roles: unknown role"),
    ],
)
def test_no_name_is_left_of_what_cannot_be_asked(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {
        "team.yaml": "team: A\nmembers: [" + ", ".join(f'{{name: "{name}"}}' for name in NAMES) + "]\n",
        "new.yaml": "name: Ines Duarte\n",
        "bad.yaml": "name: Zed Ziegler\nroles: [wizard-of-oz]\n",
    })  # fmt: skip
    result = cli("audit", "--redact", *options)
    assert (result.code, result.out) == (2, "")
    assert told in result.err
    assert left(result.err, PARTS + MORE) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bob and bo wait for Bo", "Bob and bo wait for Person 2"),
        ("Duartes Plan, DUARTE, duarte-2026", "Person 1s Plan, Person 1, Person 1-2026"),
        ("the indulgent Lindsey", "the indulgent Lindsey"),
        ("in 2026 for nobody", "in 2026 for nobody"),
        ("STRAUSS, strauß", "Person 6, Person 6"),
    ],
)
def test_words_that_only_look_like_names_stay(text: str, expected: str) -> None:
    called = [[name] for name in NAMES]
    called[0].append("ines_duarte@2026.example")
    assert Pseudonyms(called).text(text) == expected
