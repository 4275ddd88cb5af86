"""No name is left: searched for in everything that a run writes, in every format there is."""

import json
import re
from importlib.util import find_spec
from pathlib import Path
from unicodedata import normalize

import pytest

from conftest import Cli
from mlops_team.audits.rules import WAIVABLE
from mlops_team.inputs.catalog import load_catalog
from mlops_team.inputs.redact import FilePseudonyms, Pseudonyms
from mlops_team.inputs.team_reader import read_team
from mlops_team.inputs.yaml_reader import parse
from mlops_team.render import FORMATS
from runs import write

# Names that are easy to miss: short, accented in two ways, without spaces, in an id, in a genitive, in a file's name.
NAMES = ["Ines Duarte", "Bo Lind", "José Núñez", "王小明", "O'Neil, Paz", "Strauß"]
PARTS = ["ines", "duarte", "Bo", "lind", "josé", "núñez", "王小明", "neil", "paz", "strauß", "x17@corp"]
TEAM = """\
team: Duarte's team
objectives:
  - {goal: Free Bo of night shifts, metric: hours that Lind sleeps, owner: Ines Duarte, roi: BO's health}
  - {goal: As José asked}
  - {goal: For Zed, owner: Zed Ziegler}
members:
  - {name: Ines Duarte, id: ines_duarte@x17.example, roles: [business-stakeholder], skills: {goal-setting: 1}}
  - {name: Bo Lind, roles: [data-scientist, data-engineer, ml-engineer, devops-engineer], skills: [the-long-method]}
  - {name: José Núñez, roles: [data-scientist], until: 2026-12-01, skills: {hand-tools: 3},
     learning: [{skill: credit-score, level: 3, by: 2026-01-01}]}
  - {name: 王小明, id: x17@corp, from: 2027-01-01, roles: [software-engineer]}
  - {name: "O'Neil, Paz", roles: [solution-architect, data-scientist], skills: {chess: 2}}
  - {name: Strauß}
external: [{role: software-engineer, provider: Strauß and sons, until: 2026-12-31}]
owners: {set-goals: Bo Lind, engineer-model: José Núñez}
forums: [{name: Bei Strauß, roles: [data-scientist]}, {name: Ines und 王小明的会议, roles: [data-engineer]}]
reviews: {last: 2025-01-01, actions: [{what: Ask Paz, owner: "O'Neil, Paz", by: 2026-01-01}]}
waivers:
  - {rule: MT301, role: data-engineer, reason: bo lind's deputy comes, approved-by: Ines, expires: 2026-12-31}
  - {rule: MT201, member: Strauß, role: data-engineer, reason: X, expires: 2026-12-31}
  - {rule: MT106, member: Strauß, reason: Lind knows 与王小明一起, approved-by: Yara Yilmaz, expires: 2026-11-30}
  - {rule: MT104, member: Nobody Known, reason: X, approved-by: Yara Yilmaz, expires: 2026-01-31}
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
        tmp_path,
        {"team.yaml": SOUND, "zed.yaml": "name: Zed Ziegler\nroles: [software-engineer]\nskills: [sql]\n"},
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
        (["--with", "new.yaml"], '"Person 1" is already in the team'),
        (["--with", "bad.yaml"], "Person 7: roles: unknown role"),
        (
            ["--without", "Person 2"],
            (
                '--without: "Person 2" is a pseudonym of the report, and no file has it; name the member as the team '
                "file does; the report will show the pseudonym"
            ),
        ),
        (["--without", "nobody@here", "two"], "known ids: Person 3, Person 2"),
        (["--people", "people.yaml", "two/a.team.yaml"], "known ids: Person 3, Person 2"),
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
        "two/a.team.yaml": "team: A\nmembers: [{id: nobody@there}]\n",
        "two/b.team.yaml": "team: B\nmembers: [{name: Bo Lind, id: lind@x17.example}]\n",
        "two/c.team.yaml": "team: C\nmembers: [{name: Ines Duarte, id: duarte@x17.example}]\n",
        "people.yaml": "people: [{id: x, name: José Núñez}, {id: 'neil, paz', name: O'Neil}]\n",
    })  # fmt: skip
    result = cli("audit", "-q", "--redact", *options)
    assert result.code == 2
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
    members: list[dict[str, str]] = [{"name": name} for name in NAMES]
    members[0]["id"] = "ines_duarte@2026.example"
    assert Pseudonyms([("f", {"members": members})]).within("f").text(text) == expected


def within(*texts: str, file: int = 0) -> FilePseudonyms:
    """Return the pseudonyms in one of some files."""
    files = [(f"{number}.yaml", parse("f", text.encode()).value) for number, text in enumerate(texts)]
    return Pseudonyms(files).within(f"{file}.yaml")


def test_people_are_numbered_over_the_run_by_id_else_by_name_within_a_file() -> None:
    first = "members: [{name: Ada Lovelace, id: ada@x.example}, {name: Bo Lind}]"
    second = "members: [{name: Cy Young}, {name: Bo Lind}, {name: Ada L., id: ADA@x.example}]"
    one, two = (within(first, second, file=number) for number in (0, 1))
    assert [one.name(name) for name in ("Ada Lovelace", "Bo Lind", "Cy Young")] == ["Person 1", "Person 2", "Person 3"]
    assert [two.name(name) for name in ("Ada L.", "Bo Lind", "Ada Lovelace")] == ["Person 1", "Person 4", "Person 1"]
    assert one.text("Cy asks Bo Lind and Ada") == "Person 3 asks Person 2 and Person 1"
    assert two.text("Bo Lind's deputy") == "Person 4's deputy"


def test_sides_of_one_team_share_their_pseudonyms() -> None:
    old, new = ({"members": [{"name": name} for name in names]} for names in (["Ada", "Bo"], ["Bo", "Cy"]))
    hidden = Pseudonyms([("team", old), ("team", new)]).within("team")
    assert [hidden.name(name) for name in ("Ada", "Bo", "Cy")] == ["Person 1", "Person 2", "Person 3"]


@pytest.mark.parametrize(
    ("members", "text", "expected"),
    [
        ("May Parker, Will Long", "We may park it and will not wait long", None),
        ("Élodie Özgür", "TeamÉlodie, WeeklyÖzgürSync and MLÖzgür", "TeamPerson 1, WeeklyPerson 1Sync and MLPerson 1"),
        ("May Parker, Will Long", "May and WILL agree", "Person 1 and Person 2 agree"),
        (
            "Jürgen Müller",
            "Müller, MUELLER, muller, mueller, Jurgen",
            "Person 1, Person 1, Person 1, Person 1, Person 1",
        ),
        ("Anna Mueller", "Müller fragt", "Person 1 fragt"),
        ("Søren Ørsted", "Soren Orsted, SOEREN", "Person 1, Person 1"),
        (
            "Ines Duarte",
            "InesStandup, inesduarte, Ines-Duarte, ines_duarte_sync",
            "Person 1Standup, Person 1, Person 1, Person 1_sync",
        ),
        ("Ines Duarte", "Duarteteam and Lines of business", "Person 1team and Lines of business"),
        ("Ada Of The Hill", "the Hill of the ADA", "the Person 1 of the Person 1"),
        ("Jo Li", "Jo likes it", "Person 1 likes it"),
    ],
)
def test_names_in_free_text(members: str, text: str, expected: str | None) -> None:
    value = {"members": [{"name": name} for name in members.split(", ")]}
    assert Pseudonyms([("f", value)]).within("f").text(text) == (expected or text)


def test_approved_by_is_one_name(cli: Cli) -> None:
    team = """\
team: T
members: [{name: Ines Duarte, roles: [data-scientist]}]
waivers:
  - {rule: MT101, role: ml-engineer, reason: The board knows the risk, approved-by: Ines Duarte and the board,
     expires: 2026-12-31}
  - {rule: MT101, role: data-engineer, reason: Ines said so, approved-by: Ines Duarte, expires: 2026-12-31}
"""
    report = json.loads(cli("audit", "-f", "json", "--redact", "-", stdin=team.encode()).out)
    waivers = {one["role"]: one["waiver"] for one in report["teams"][0]["findings"] if one["waiver"]}
    assert waivers["ml-engineer"]["reason"] == "The board knows the risk"
    assert waivers["ml-engineer"]["approved_by"] == "Person 2"
    assert (waivers["data-engineer"]["reason"], waivers["data-engineer"]["approved_by"]) == (
        "Person 1 said so",
        "Person 1",
    )


@pytest.mark.parametrize(
    "members",
    [
        "[Ada Lovelace]",
        "Ada Lovelace",
        "[{Ada Lovelace: [data-scientist]}]",
        "{Ada Lovelace: {roles: [data-scientist]}}",
        "{name: Ada Lovelace}",
        "[{name: Ada Lovelace, role: Ada}]",
        "[{name: Ada Lovelace, roles: [Lovelace]}]",
        "[{name: Ada Lovelace, Lovelace: 1}]",
        "[{id: ada.lovelace@x.example}]",
    ],
)
def test_a_faulty_list_of_members_names_nobody(cli: Cli, members: str) -> None:
    result = cli("audit", "-f", "json", "--redact", "-", stdin=f"team: T\nmembers: {members}\n".encode())
    assert result.code == 2
    assert left(told(result.out) + result.err, ["ada", "lovelace"]) == []


def test_the_own_words_of_the_program_stay(cli: Cli) -> None:
    names = ["Known One", "Unknown Role", "Write Text", "Members Only", "Member Error", "Is Not"]
    members = "".join(f"  - {{name: {name}, roles: [wizard]}}\n" for name in names)
    result = cli("audit", "--redact", "-", stdin=f"team: T\nmembers:\n{members}".encode())
    lines = result.err.splitlines()
    assert len(lines) == len(names)
    for number, line in enumerate(lines, 1):
        assert f'error[MT004]: Person {number}: roles: unknown role "wizard"; known roles: backend-engineer, ' in line
    sound = f"team: T\nmembers:\n{members.replace('wizard', 'data-scientist')}"
    named, hidden = (cli("audit", "-v", *args, "-", stdin=sound.encode()).out for args in ([], ["--redact"]))
    for number, name in enumerate(names, 1):
        named = named.replace(name, f"Person {number}")
    assert sorted(re.findall("[A-Za-z]+", hidden)) == sorted(re.findall("[A-Za-z]+", named))


def test_what_is_not_needed_is_so_for_reasons_without_names() -> None:
    text = "team: T\nmembers: [{name: Ada Lang}]\nnot-needed: [{skill: ci-cd, reason: Ada said, approved-by: Bo}]\n"
    document = parse("f", text.encode())
    team, _ = read_team(document, load_catalog(), WAIVABLE)
    assert team is not None
    (entry,) = Pseudonyms([("f", document.value)]).within("f").team(team).not_needed
    assert (entry.skill, entry.reason, entry.approved_by) == ("ci-cd", "Person 1 said", "Person 2")


def test_skills_are_never_changed(cli: Cli) -> None:
    team = "team: T\nmembers: [{name: Ada Lang, skills: [Ada, lang-juggling]}]\n"
    report = json.loads(cli("audit", "-f", "json", "--redact", "--select", "MT206", "-", stdin=team.encode()).out)
    assert [one["skill"] for one in report["teams"][0]["findings"]] == ["Ada", "lang-juggling"]


def test_a_long_name_that_is_cut_in_a_message_is_hidden(cli: Cli) -> None:
    name = " ".join(["Wolfeschlegelsteinhausen"] * 4)
    result = cli("audit", "--redact", "-", stdin=f"team: T\nmembers: [{{name: {name}}}, {{name: {name}}}]\n".encode())
    assert "Wolf" not in result.err
    assert 'a second member is named "Person 1' in result.err
