"""The report for people: in a real terminal of any width, and in a pipe."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

import pytest
from rich.cells import cell_len

from conftest import Cli
from mlops_team.inputs.catalog import load_catalog
from mlops_team.render.styled import Line, plain_at
from mlops_team.render.team_yaml import NewTeam, newcomer, team_yaml
from runs import (
    ALL_THREE,
    BROKEN,
    FAULTY,
    GOOD,
    NOTED,
    PROGRAM,
    ROLES,
    ROOT,
    WARNED,
    all_from,
    report_in,
    team_text,
    write,
)

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are POSIX's", allow_module_level=True)

import pty
import termios

LEAST_WIDTH = 20  # narrower ones are written for as if they were that wide
ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
# The heading of the heat map's columns: the roles' numbers, and what the map shows.
HEAT_MAP = re.compile(r"^ +R1 +R2 +R3 +R4 +R5 +R6 +R7(?: *|    %.*)$", re.MULTILINE)
DRAWING = re.compile("[\u2500-\u259f]")  # lines, boxes and blocks

SEVEN = [
    "Ines Duarte",
    "Omar Haddad",
    "Mei Tanaka",
    "Sofia Rossi",
    "Ravi Patel",
    "Lena Fischer-Dieskau of Hohenlohe",
    "Tariq Aziz",
]
FORTY = [f"Member Number {number:02}" for number in range(40)]
STRANGE = [
    "Wolfeschlegelsteinhausenbergerdorff" * 4,
    "Pablo Diego José Francisco de Paula Juan Nepomuceno María de los Remedios Cipriano de la Santísima Trinidad Ruiz",
    "数据科学家" * 12,
    "田中 さくら",
    "김민준 이서연",
    "🚀🧠🤖" * 9,
    "👩‍👩‍👧‍👦 the whole family 🇩🇪 👍🏽",
    "Zoe\u0308 A\u030angstro\u0308m",
    "דנה כהן",
    "[bold red]Bobby[/] \\[x] :rocket:",
    "a" * 500,
]


def team_of(names: list[str]) -> str:
    """Return a team with findings of every severity, in which everybody holds a role."""
    members = "".join(
        f"  - name: {json.dumps(name, ensure_ascii=False)}\n    roles: [{ROLES[index % 6]}]\n    skills: [ci-cd]\n"
        for index, name in enumerate(names)
    )
    return f"team: Some people\nmembers:\n{members}"


TEAMS = {"seven": SEVEN, "forty": FORTY, "strange": STRANGE}


class Shown(NamedTuple):
    """What a terminal got to show."""

    code: int
    raw: str

    @property
    def text(self) -> str:
        return ANSI.sub("", self.raw)

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()


def in_terminal(*args: str, env: Mapping[str, str] | None = None, window: int = 0) -> Shown:
    """Run the program with a terminal as its stdout, with a window of so many columns."""
    leader, follower = pty.openpty()
    termios.tcsetwinsize(follower, (40 if window else 0, window))
    command = [*PROGRAM, *args]
    environment = {**os.environ, "TERM": "xterm-256color", **(env or {})}
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=follower, stderr=subprocess.PIPE, env=environment
    ) as process:
        os.close(follower)
        shown = all_from(leader)
        _, errors = process.communicate(timeout=60)
    assert errors == b""
    return Shown(process.returncode, shown.decode("utf-8").replace("\r\n", "\n"))


def errors_in_terminal(*args: str, columns: int) -> str:
    """Return what the program writes to a terminal as its stderr."""
    leader, follower = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(columns)}
    with subprocess.Popen(
        [*PROGRAM, *args], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=follower, env=environment
    ) as process:
        os.close(follower)
        shown = all_from(leader)
        assert process.wait(timeout=60) == 2
    return shown.decode("utf-8").replace("\r\n", "\n")


def squeezed(text: str) -> str:
    """Return text without the white space at which, and with which, lines are broken."""
    return re.sub(r"\s+", "", text)


def heat_map_in(text: str) -> list[str]:
    """Return the rows of the heat map, one a member; none when there is no map."""
    heading = HEAT_MAP.search(text)
    below = text[heading.end() + 1 :].splitlines() if heading else []
    return list(takewhile(re.compile(r".*(?: +\[? *[\d.·]+\]?){7} *$").match, below))


@pytest.fixture
def team_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Return a function that writes a team.yaml, alone in its repository, and returns its name."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)

    def put(text: str) -> str:
        write(Path(), {"team.yaml": text})
        return "team.yaml"

    return put


# In a terminal


@pytest.mark.parametrize("columns", [1, 60, 80, 120, *(pytest.param(n, marks=pytest.mark.slow) for n in (20, 200))])
@pytest.mark.parametrize("team", TEAMS)
def test_in_a_terminal(team_in: Callable[[str], str], team: str, columns: int) -> None:
    names = TEAMS[team]
    shown = in_terminal("audit", "-v", team_in(team_of(names)), env={"COLUMNS": str(columns)})
    assert shown.code == 1
    assert [line for line in shown.lines if cell_len(line) > max(columns, LEAST_WIDTH)] == []
    text = squeezed(shown.text)
    assert [name for name in names if squeezed(name) not in text] == []
    if columns != 60:  # there it depends on the names
        assert len(heat_map_in(shown.text)) == (len(names) if columns >= 80 else 0)
        assert ("R1R2R3R4R5R6R7" in text) == (columns >= 80)  # nor is one there in pieces
    assert shown.raw.count("\x1b[") > 10
    assert squeezed("Failed on MT101: ") in text


def test_many_holders_take_one_line_where_the_heat_map_has_them_all(team_in: Callable[[str], str]) -> None:
    file = team_in(team_of(FORTY))
    wide, narrow = (in_terminal("audit", file, window=columns) for columns in (80, 50))
    rows = [line.split("gaps", maxsplit=1)[1].strip() for line in wide.lines if re.match(r"  R\d .* gaps ", line)]
    assert rows[0] == "Member Number 00, +6"  # of 7, whose names would take five lines
    assert "+6" not in narrow.text
    assert re.search(r"^  R2 Solution Architect     0 %  gaps  Member\b", narrow.text, re.MULTILINE)  # no columns there
    seven = in_terminal("audit", team_in(team_of(SEVEN)), window=80)  # a name that the map cuts short
    assert "Lena Fischer-Dieskau of Hohenlohe" in " ".join(seven.text.split())


def test_what_to_do_is_said_once_for_a_rule_if_it_is_the_same(cli: Cli) -> None:
    text = "team: A\nmembers:\n- {name: Ann}\n- {name: Bo}\n- {name: Cy}\n"
    out = cli("audit", "-v", "--select", "MT106", "-", stdin=text.encode()).out
    assert (
        """
Notes
  MT106 Ann: holds no role  <stdin>:3:3
        Bo: holds no role  <stdin>:4:3
        Cy: holds no role -> For each: give them a role, or remove them from the file  <stdin>:5:3
"""
        in out
    )


def test_each_line_of_a_rule_has_its_own_remedy_where_they_differ(cli: Cli) -> None:
    levels = "{model-engineering: 1, ml-problem-framing: 2, algorithm-selection: 3, hyperparameter-tuning: 3}"
    text = f"team: A\nmembers: [{{name: Bo, roles: [data-scientist, ml-engineer], skills: {levels}}}]\n"
    lines = cli("audit", "-q", "--select", "MT202", "-", stdin=text.encode()).out.splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("Warnings"))
    assert lines[start + 1].startswith(
        "  MT202 data-scientist: model-engineering is at 1 of 3 (Bo), ml-problem-framing is at 2 of 3 (Bo) -> "
        "Train Bo in model-engineering by 2 levels, or hire; train Bo in ml-problem-framing by 1 level, or hire  <"
    )
    assert lines[start + 2].startswith("        ml-engineer: model-engineering is at 1 of 2 (Bo) -> Train Bo in ")


def test_the_window_has_the_width(team_in: Callable[[str], str]) -> None:
    file = team_in(team_of(SEVEN))
    narrow, wide = (in_terminal("audit", file, window=columns) for columns in (50, 150))
    assert 40 < max(map(cell_len, narrow.lines)) <= 50
    assert 120 < max(map(cell_len, wide.lines)) <= 150
    both = in_terminal("audit", file, window=150, env={"COLUMNS": "50"})
    assert both.raw == narrow.raw  # the variable has the last word


def test_errors_of_usage_are_broken_between_words() -> None:
    shown = errors_in_terminal("audit", "--format", "pdf", columns=60)
    assert shown.splitlines() == [
        "Usage: mlops-team audit [OPTIONS] [PATH]...",
        "Try 'mlops-team audit -h' for help.",
        "",
        "Error: Invalid value for '--format' / '-f': 'pdf' is not one",
        "  of 'text', 'json', 'sarif', 'junit', 'github', 'gitlab',",
        "  'markdown', 'html', 'brief'.",
    ]


@pytest.mark.parametrize("columns", ["", "0", "-5", "wide"])
def test_a_width_that_is_none_is_not_used(team_in: Callable[[str], str], columns: str) -> None:
    shown = in_terminal("audit", team_in(GOOD), window=100, env={"COLUMNS": columns})
    assert shown.code == 0
    assert HEAT_MAP.search(shown.text)
    assert max(map(cell_len, shown.lines)) <= 100


@pytest.mark.parametrize(
    ("args", "env", "colored"),
    [
        ([], {}, True),
        ([], {"NO_COLOR": "1"}, False),
        ([], {"NO_COLOR": ""}, True),
        ([], {"TERM": "dumb"}, False),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--isolated"], {"NO_COLOR": "1"}, True),
        (["-f", "json"], {}, False),
    ],
    ids=str,
)
def test_color_in_a_terminal(
    team_in: Callable[[str], str], args: list[str], env: Mapping[str, str], *, colored: bool
) -> None:
    shown = in_terminal("audit", team_in(FAULTY), *args, env=env, window=80)
    assert (shown.code, "\x1b" in shown.raw) == (1, colored)
    if "json" in args:
        report_in(shown.raw)
    else:
        assert all(cell_len(line) <= 80 for line in shown.lines)


def test_color_changes_no_character(team_in: Callable[[str], str]) -> None:
    file = team_in(team_of(STRANGE))
    colored, plain = (in_terminal("audit", file, "--color", when, window=90) for when in ("always", "never"))
    assert [line.rstrip() for line in colored.lines] == [line.rstrip() for line in plain.lines]


def test_the_example_with_gaps_fits_a_screen(team_in: Callable[[str], str]) -> None:
    file = team_in((ROOT / "examples/gaps.yaml").read_text(encoding="utf-8"))
    shown = in_terminal("audit", file, window=100)
    assert len(shown.lines) <= 45
    assert max(map(cell_len, shown.lines)) <= 100
    for code in ("MT101", "MT103", "MT301", "MT705"):
        assert f"  {code} " in shown.text
    assert "MT403" not in shown.text
    whole = " ".join(in_terminal("audit", "-v", file, window=100).text.split())
    assert "MT403 Ben Okafor: has not confirmed" in whole
    assert "-> Do it and write done: true, or agree on a new day team.yaml:77:57" in whole  # which had no room


def test_a_first_audit_takes_few_lines(team_in: Callable[[str], str]) -> None:
    """Three people as init writes them, when nothing is rated yet."""
    catalog, day = load_catalog("startup"), date(2026, 11, 23)
    roles = {"Ana Silva": "data-scientist", "Ben Okafor": "business-stakeholder", "Cy Young": "ml-engineer"}
    members = [newcomer(name, (role,), catalog) for name, role in roles.items()]
    text = team_yaml(NewTeam("Churn models", members, "startup", assessed=day), catalog, day, {})
    shown = in_terminal("audit", team_in(text), window=80)
    assert len(shown.lines) <= 25
    joined = (
        "  MT301 business-stakeholder, data-scientist, ml-engineer: nobody is able to do\n        this role  lines "
    )
    assert joined in shown.text


def test_first_steps_that_are_the_same_share_a_line(team_in: Callable[[str], str]) -> None:
    shown = in_terminal("audit", team_in("team: A\nmembers: []\n"), window=120)
    assert (
        "  MT101 business-stakeholder, data-engineer, data-scientist: nobody holds this role  +14 % each" in shown.text
    )


def test_a_number_stays_with_its_per_cent() -> None:
    line = Line((("Closing it adds ", ""), ("+14 % each", "bold")), 2)
    assert list(plain_at(20)([line])) == ["Closing it adds\n", "  +14 % each\n"]


def test_an_address_begins_where_it_is_not_broken() -> None:
    line = Line((("paper   The article, https://example.com/a", ""),), 8, copied=True)
    assert list(plain_at(24)([line])) == ["paper   The article,\n", "   https://example.com/a\n"]


def test_what_a_team_was_checked_against_is_not_broken(team_in: Callable[[str], str]) -> None:
    file = team_in("team: A team with a long name indeed\nmembers: []\n")
    assert in_terminal("audit", file, window=80).lines[:2] == [
        "Team A team with a long name indeed: 0 % covered",
        "  team.yaml, 2026-11-23, catalog built-in 1.0.0",
    ]


def test_a_finding_that_is_cut_ends_between_words_and_says_where_it_is(team_in: Callable[[str], str]) -> None:
    goal = " ".join(["sell", "more"] * 30)
    file = team_in(WARNED.replace("goal: Sell more", f"goal: {goal}") + "\nforums: []\n")
    (line,) = (
        line for line in in_terminal("audit", "--select", "MT602,MT604", file, window=80).lines if "MT602" in line
    )
    assert line.startswith('  MT602 objective "sell more ')
    text = team_text(metric=False).replace("objectives: [", "objectives: [" + f"{{goal: {goal}, owner: Ann}}, " * 4)
    lines = in_terminal("audit", "--select", "MT602", team_in(text), window=80).lines
    rest = lines[lines.index("Warnings") + 1 :]
    assert re.fullmatch(r'  MT602 objective "(?:sell more ?|sell)+….*  line 2|  MT602 objective "Sell more".*', rest[0])


def test_where_the_heat_map_has_no_room_a_line_says_how_to_see_it(team_in: Callable[[str], str]) -> None:
    shown = in_terminal("audit", team_in(team_of(SEVEN)), window=50)
    assert "shown from 58 columns on, and in -o report.html" in " ".join(shown.text.split())
    assert HEAT_MAP.search(in_terminal("audit", "team.yaml", window=58).text)
    assert not HEAT_MAP.search(in_terminal("audit", "team.yaml", window=57).text)


# In a pipe


@pytest.mark.parametrize("team", TEAMS)
def test_in_a_pipe(cli: Cli, monkeypatch: pytest.MonkeyPatch, team: str) -> None:
    text = team_of(TEAMS[team])
    whole = cli("audit", "-v", "-", stdin=text.encode())
    assert (whole.code, whole.err) == (1, "")
    assert "\x1b" not in whole.out
    assert not DRAWING.search(whole.out)
    shown = [re.split(r" {2,}", row.strip())[0] for row in heat_map_in(whole.out)]
    assert sorted(shown) == sorted(TEAMS[team])
    assert all(line == line.rstrip() for line in whole.out.splitlines())
    monkeypatch.setenv("COLUMNS", "30")  # nobody's terminal
    assert cli("audit", "-v", "-", stdin=text.encode()) == whole


def test_what_matters_most_comes_first_with_what_it_gains(cli: Cli) -> None:
    out = cli("audit", ROOT / "examples/gaps.yaml").out
    start = out[out.index("Start here") : out.index("\n\n  R1 ")].splitlines()[1:]
    assert [re.sub(r"^  (MT\d+ \S+):.*  (\S+ %)$", r"\1 \2", line) for line in start[::2]] == [
        "MT101 devops-engineer +14 %",  # 1/7
        "MT201 data-engineer +4 %",  # 1/21
        "MT202 business-stakeholder +2 %",  # 1/42
    ]
    assert all(line.startswith("        -> ") for line in start[1::2])
    assert out.count("devops-engineer: nobody holds this role") == 1


def test_start_here_counts_small_gains_and_no_gain(cli: Cli) -> None:
    skill = team_text(unstaffed=["ml-engineer"], metric=False).replace("[backend-engineer]", "[ml-engineer]")
    out = cli(
        "audit",
        "--select",
        "MT201,MT602",
        "-",
        stdin=skill.replace("acknowledged", "skills: [ml-infrastructure]\n    acknowledged").encode(),
    ).out
    assert re.search(r"^  MT201 ml-engineer: .*  <1 %$", out, re.MULTILINE)  # 1/19/7
    out = cli("audit", "--select", "MT602", "-", stdin=WARNED.encode()).out
    assert re.search(r'^  MT602 objective "Sell more": has no metric$', out, re.MULTILINE)


@pytest.mark.parametrize("option", ["-q", "--baseline", "waiver", "none"])
def test_start_here_has_open_findings_alone(cli: Cli, tmp_path: Path, option: str) -> None:
    waiver = "waivers: [{rule: MT101, role: devops-engineer, reason: Hiring, expires: 2027-01-31}]"
    text = team_text(unstaffed=["devops-engineer"], more=waiver if option == "waiver" else "")
    write(tmp_path, {"team.yaml": text})
    options: list[str | Path] = ["-q"] if option == "-q" else []
    if option == "--baseline":
        cli("audit", tmp_path, "--write-baseline", tmp_path / "known.json")
        options = ["--baseline", tmp_path / "known.json"]
    out = cli("audit", "--select", "MT101", tmp_path / "team.yaml", *options).out
    assert ("Start here" in out) == (option == "none")
    assert out.count("  MT101 ") == (option != "--baseline")


def test_hints_that_are_the_same_are_said_once(cli: Cli) -> None:
    members = "".join(f"- {{name: M{number}, roles: [{role}]}}\n" for number, role in enumerate(ROLES))
    out = cli(
        "audit",
        "--select",
        "MT502,MT503",
        "-",
        stdin=f"team: A\nmembers:\n{members}forums: [{{name: F, roles: [data-engineer]}}]\n".encode(),
    ).out
    rest = out[out.index("\nWarnings") :]
    assert len(re.findall("takes part in no forum", rest)) == 3  # of 6: the others are where to start
    assert rest.count("-> For each: add it to F") == 1


def test_levels_that_are_not_known_and_skills_that_are_not_needed_are_shown(cli: Cli) -> None:
    text = """team: A
not-needed: [{skill: feature-store, reason: We have none, approved-by: Ines}]
members:
- {name: Bo, roles: [data-engineer], skills: {data-pipelines: , data-ingestion: 3}}
- {name: Cy, roles: [data-engineer], skills: {data-pipelines: }}
"""
    out = cli("audit", "-", stdin=text.encode()).out
    assert out.startswith("Team A: 7 % covered, 1 skill not needed  <stdin>")
    assert "  feature-store is not needed, approved by Ines: We have none\n" in out
    assert re.search(r"^  Bo +\. +\. +\. +\[50\?\] +\. +\. +5\?$", out, re.MULTILINE)
    assert re.search(r"^  Cy +\. +\. +\. +\[  \?\] ", out, re.MULTILINE)
    assert "; ? not rated yet" in out


def test_a_skill_that_a_tool_shows_names_the_tool(cli: Cli, tmp_path: Path) -> None:
    tools = "tools: [{name: Pipeline Wizard, shows: [workflow-orchestration]}]\n"
    write(tmp_path, {"catalog.yaml": "id: own\nversion: '1'\ntitle: Own\nextends: built-in\n", "tools.yaml": tools})
    text = b"team: A\nmembers: [{name: Bo, roles: [devops-engineer], skills: {Pipeline Wizard: 4}}]\n"
    held = "workflow-orchestration 3, by Pipeline Wizard"
    assert f"  Bo has {held}\n" in cli("audit", "-v", "-", "--roles", tmp_path, stdin=text).out
    assert f"- Bo has {held}\n" in cli("audit", "-f", "markdown", "-", "--roles", tmp_path, stdin=text).out
    assert f"<bdi>Bo</bdi> has {held}." in cli("audit", "-f", "html", "-", "--roles", tmp_path, stdin=text).out
    idle = text.replace(b"roles: [devops-engineer], ", b"")
    page = cli("audit", "-f", "html", "-", "--roles", tmp_path, stdin=idle).out
    assert f'nobody<p class="legend">Skills that others have: <bdi>Bo</bdi> {held}</p>' in page


def test_holders_beyond_five_are_counted(cli: Cli) -> None:
    members = "".join(f"- {{name: M{number}, roles: [data-engineer]}}\n" for number in range(7))
    text = f"team: A\nmembers:\n{members}".encode()
    assert re.search(r"gaps +M0, M1, M2, M3, M4, \+2$", cli("audit", "-", stdin=text).out, re.MULTILINE)
    assert re.search(r"gaps +M0, .*, M6$", cli("audit", "-v", "-", stdin=text).out, re.MULTILINE)
    assert "M0, M1, M2, M3, M4 and 2 more |" in cli("audit", "-f", "markdown", "-", stdin=text).out
    assert "<bdi>M4</bdi> and 2 more</td>" in cli("audit", "-f", "html", "-", stdin=text).out


def test_findings_of_one_code_and_role_share_a_line(cli: Cli) -> None:
    text = team_text(unstaffed=["data-engineer", "devops-engineer"]) + "\nforums: [{name: F, roles: all}]\n"
    text = text.replace("[backend-engineer]", "[backend-engineer, data-engineer, devops-engineer]")
    text = text.replace("    acknowledged", "    skills: {data-pipelines: 1, model-deployment: 3}\n    acknowledged")
    out = cli("audit", "-q", "-", stdin=text.encode()).out
    lists = re.findall(r"^ +(?:MT201 )?(\S+)-engineer: no holder lists (.*?)(?: ->|  <).*", out, re.MULTILINE)
    assert [(role, sorted(skills.split(", "))) for role, skills in lists] == [
        ("data", ["data-ingestion at 3", "feature-store at 3"]),
        ("devops", ["ci-cd at 3", "production-monitoring at 3", "workflow-orchestration at 3"]),
    ]
    assert "data-engineer: data-pipelines is at 1 of 3 (Ann)" in out
    summary = report_in(cli("audit", "-f", "json", "-", stdin=text.encode()).out)["summary"]
    assert f"{summary['warnings']} warnings" in out.splitlines()[-1]  # each is counted all the same


@pytest.mark.parametrize(
    "text",
    [
        pytest.param((ROOT / "examples/gaps.yaml").read_text(encoding="utf-8"), id="gaps"),
        pytest.param((ROOT / "examples/minimal.yaml").read_text(encoding="utf-8"), id="minimal"),
        pytest.param((ROOT / "examples/startup.yaml").read_text(encoding="utf-8"), id="startup"),
        pytest.param(ALL_THREE, id="all three"),
        pytest.param(team_of(FORTY), id="forty"),
        pytest.param(team_of(STRANGE), id="strange"),
    ],
)
def test_every_finding_is_in_the_text(cli: Cli, text: str) -> None:
    report = report_in(cli("audit", "-f", "json", "-", stdin=text.encode()).out)
    out = cli("audit", "-v", "-", stdin=text.encode()).out
    findings = report["teams"][0]["findings"]
    assert findings
    for finding in findings:
        # Findings of one code and role share how they begin.
        start, detail = finding["message"], ""
        while start not in out:
            start, word = start.rsplit(" ", maxsplit=1)
            detail = f"{word} {detail}".strip()
        assert ":" in start, finding
        assert detail in out, finding


def test_where_and_what_to_do_are_there(cli: Cli) -> None:
    out = cli("audit", "-", stdin=FAULTY.encode()).out
    finding = report_in(cli("audit", "-f", "json", "-", stdin=FAULTY.encode()).out)["teams"][0]["findings"][0]
    hint = finding["hint"]
    assert hint[1:] in out  # its first letter may be large
    assert "<stdin>:3:1" in out  # at members


@pytest.mark.parametrize(
    ("text", "args", "verdict", "parts"),
    [
        (GOOD, "", "Passed", ["100 %", "0 errors", "0 warnings", "0 notes"]),
        (NOTED, "", "Passed", ["0 errors", "0 warnings", "1 note", "-v"]),
        (NOTED, "-v", "Passed", ["1 note"]),
        (NOTED, "--fail-on info", "Failed on MT604 (--fail-on info): ", ["1 note"]),
        (WARNED, "", "Passed", ["1 warning"]),
        (WARNED, "--fail-on warning", "Failed on MT602 (--fail-on warning): ", ["1 warning"]),
        (FAULTY, "", "Failed on MT101: ", ["85 %", "1 error"]),
        (FAULTY, "-q", "Failed on MT101: ", ["85 %", "1 error"]),
        (FAULTY, "--fail-on never", "Passed", ["1 error"]),
        (FAULTY, "--ignore MT101", "Passed", ["0 errors"]),
        (ALL_THREE, "--fail-on warning", "Failed", ["1 error", "1 warning", "1 note", "MT101", "MT602"]),
        (BROKEN, "", "Failed", ["1 input error", "stderr"]),
        (BROKEN, "--fail-on never", "Failed", ["1 input error", "stderr"]),
    ],
)
def test_the_last_line_says_passed_or_failed_and_why(
    cli: Cli, text: str, args: str, verdict: str, parts: list[str]
) -> None:
    result = cli("audit", "-", *args.split(), stdin=text.encode())
    last = result.out.splitlines()[-1]
    assert last.startswith(verdict)
    assert (verdict == "Passed") == (result.code == 0)
    for part in parts:
        assert part in last
    assert ("MT" in last) == (verdict.startswith("Failed") and text is not BROKEN)


def test_the_verdict_counts_what_is_waived(cli: Cli) -> None:
    waiver = "{rule: role-unstaffed, role: devops-engineer, reason: Hiring, expires: 2027-01-31}"
    text = team_text(unstaffed=["devops-engineer"], more=f"waivers: [{waiver}]")
    out = cli("audit", "-", stdin=text.encode()).out
    assert re.search(r"^Passed\b.*\b0 errors\b.*\b1 waived", out.splitlines()[-1])
    assert re.search(r"DevOps Engineer .*unstaffed .*waived", out)


def test_every_team_and_who_failed_is_listed(cli: Cli, team_in: Callable[[str], str]) -> None:
    team_in(GOOD)
    write(Path(), {"b.team.yaml": FAULTY.replace("team: Good", "team: Bad"), "c.team.yaml": BROKEN})
    result = cli("audit", ".")
    assert re.search(r"passed.*Good .*team\.yaml", result.out)
    assert re.search(r"failed.*Bad .*b\.team\.yaml", result.out)
    last = result.out.splitlines()[-1]
    assert last.startswith(
        "Failed: c.team.yaml cannot be audited; the rest failed on MT101: 2 teams, 92 % covered, 1 e"
    )
    assert last.endswith("; 1 input error on stderr")
    passing = cli("audit", ".", "--fail-on", "never").out.splitlines()[-1]
    assert passing.startswith("Failed: c.team.yaml cannot be audited; 2 teams, 92 % covered, 1 error")
    write(Path(), {"d.team.yaml": BROKEN, "e.team.yaml": BROKEN})
    several = cli("audit", ".", "--fail-on", "never").out.splitlines()[-1]
    assert several.startswith(
        "Failed: c.team.yaml and 2 further files cannot be audited; 2 teams, 92 % covered, 1 error"
    )


def test_roles_that_are_not_audited_are_named_with_their_holders(cli: Cli) -> None:
    members = "[{name: Omar, roles: [Backend Developer]}, {name: Bo, roles: [backend-engineer, data-engineer]}, "
    members += "{name: Gone, roles: [backend-engineer], until: 2026-01-01}]"
    text = f"team: T\nmembers: {members}\n".encode()
    line = "Not audited: backend-engineer (Bo and Omar)"
    assert f"\n  {line}\n" in cli("audit", "-", stdin=text).out
    assert f"\n{line}.\n" in cli("audit", "-f", "markdown", "-", stdin=text).out
    assert f"<p>{line}.</p>" in cli("audit", "-f", "html", "-", stdin=text).out
    nobody = text.replace(b"Backend Developer", b"data-engineer").replace(b"backend-engineer, ", b"")
    assert "Not audited" not in cli("audit", "-", stdin=nobody).out


def test_who_is_not_there_is_named(cli: Cli) -> None:
    text = team_text(member="until: 2026-06-30")
    assert re.search(r"Ann \(.*2026-06-30\)", cli("audit", "-", stdin=text.encode()).out)
    text = team_text(member="from: 2027-01-01")
    assert re.search(r"Ann \(.*2027-01-01\)", cli("audit", "-", stdin=text.encode()).out)


@pytest.mark.parametrize("character", ["\\e[31m", "\\n", "\\r", "\\u202e", "\\u2028", "\\x9b", "\\a", "\\u2067"])
@pytest.mark.parametrize("color", ["never", "always"])
def test_nothing_from_a_file_acts_on_the_terminal(cli: Cli, character: str, color: str) -> None:
    name = f'"Eve{character}::error::x"'
    text = FAULTY.replace("Ann", name).replace("team: Good", f"team: {name}")
    result = cli("audit", "-v", "-", "--color", color, "--fail-on", "never", stdin=text.encode())
    assert result.code == 0
    out = ANSI.sub("", result.out) if color == "always" else result.out
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", out)
    assert "\x1b[31mm" not in result.out
    assert not re.search(r"^\s*(::|##)", out, re.MULTILINE)
    assert "Eve\\" in out


@pytest.mark.parametrize("columns", ["20", "40"])
def test_no_line_starts_like_a_command(team_in: Callable[[str], str], columns: str) -> None:
    # Broken lines begin anew: what follows a break must be as inert as what starts a line.
    starts = ("::error::x", "##[error]x", "##vso[task]x")
    names = [f"{'x' * length} {start}" for length in range(1, 21) for start in starts]
    shown = in_terminal("audit", "-v", team_in(team_of(names)), env={"COLUMNS": columns})
    assert shown.code == 1
    assert [line for line in shown.lines if re.match(r"\s*(::|##)", line)] == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("An\u200bn", "An\\u200bn"),  # a space of no width
        ("An\u00adn", "An\\xadn"),  # a soft hyphen
        ("Ann\U000e0041", "Ann\\U000e0041"),  # a tag
        ("نم\u200cک", "نم\u200cک"),  # a joiner that Persian needs
    ],
)
def test_names_that_look_the_same_are_told_apart(cli: Cli, name: str, shown: str) -> None:
    text = f"team: A\nmembers: [{{name: Ann}}, {{name: {name}}}]\n"
    out = cli("audit", "-", "-v", stdin=text.encode()).out
    assert f"        {shown}: holds no role" in out
    assert "  MT106 Ann: holds no role" in out


def test_roles_with_equal_initials_have_marks_of_their_own(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, {"catalog.yaml": 'id: ours\nversion: "1"\ntitle: Ours\nextends: built-in\n'})
    for id in ("data-steward", "domain-specialist", "design-supervisor"):
        role = f"id: {id}\ntitle: {id.title()}\npurpose: Has equal initials.\n"
        role += f"responsibilities: [{{id: do-{id}, text: Do it., source: policy}}]\nskills: {{goal-setting: 3}}\n"
        write(tmp_path, {f"{id}.yaml": role})
    out = cli("audit", "--roles", tmp_path, "-", stdin=b"team: A\nmembers: [{name: Ann}]\n").out
    heads = next(line for line in out.splitlines() if " R2 " in line and " R7 " in line).split()
    assert len(set(heads)) == len(heads)
    assert {"DS", "DS2", "DS3"} <= set(heads)


def test_shares_of_time_have_digits_enough_to_differ(cli: Cli) -> None:
    team = b"team: A\nmembers: [{name: Ada, roles: [data-scientist], allocation: 0.1999999}]\n"
    out = cli("audit", "--select", "MT103", "-", stdin=team).out
    assert "data-scientist: needs 0.2 of full time, has 0.1999999 (Ada)" in out
    assert "Find 0.0000001 more" in out
