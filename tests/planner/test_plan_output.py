"""What `mlops-team plan` prints, and what it does with options and files that make no plan."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import mlops_team
from conftest import TODAY, Cli, Result
from mlops_team.cli import common
from mlops_team.cli import plan as plan_command
from mlops_team.errors import MlopsTeamError
from mlops_team.planner import search
from mlops_team.planner.solver import Bounds, Program, Solution, Watch, solve
from plan_oracle import dump
from plans import GAPS, NEARLY, STAFF, lead, plan, planned, small
from runs import PROGRAM, ROOT

HOSTILE = "@team <img src=x> [a](http://x) `` | \u202e\n::error::x"


def test_the_text_in_full(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = cli("plan", "examples/gaps.yaml")
    assert (result.code, result.err) == (0, "")
    assert result.out == (ROOT / "tests/examples/gaps-plan.txt").read_text(encoding="utf-8")


def test_the_three_goals_side_by_side(cli: Cli) -> None:
    costs = {goal: plan(cli, GAPS, "--goal", goal)["cost"] for goal in ("staffed", "skilled", "resilient")}
    assert costs["staffed"] < costs["skilled"] < costs["resilient"]
    both = plan(cli, GAPS, "--compare")
    assert {each["goal"]: each["cost"] for each in both["plans"]} == costs
    text = cli("plan", GAPS, "--compare", "--by", TODAY).out
    assert re.findall(r"^  (\w+) +(\d+) ", text, re.MULTILINE) == [(goal, str(cost)) for goal, cost in costs.items()]
    assert "| skilled | 37 |" in cli("plan", GAPS, "--compare", "--by", TODAY, "-f", "markdown").out


def test_whom_to_hire_first(cli: Cli, tmp_path: Path) -> None:
    """data-engineer is empty and counts a seventh; the other two are complete, and each has one who is able."""
    dump(tmp_path / "team.yaml", small(Ann=lead()))
    result = cli("plan", tmp_path / "team.yaml", "--hires", "-f", "json")
    whole = json.loads(result.out)
    assert (result.code, list(whole)) == (
        0,
        ["version", "team", "file", "by", "hires", "before", "leaving", "arriving"],
    )
    first, *others = whole["hires"]
    assert first == {
        "role": "data-engineer",
        "coverage": 1.0,
        "gain": pytest.approx(1 / 7),
        "closes": [{"code": "MT101", "role": "data-engineer", "skill": None}],
    }
    # One of them also closes the desired roi-assessment, and so is before the other.
    assert [(hire["role"], hire["gain"]) for hire in others] == [
        ("business-stakeholder", 0.0),
        ("solution-architect", 0.0),
    ]
    text = cli("plan", tmp_path / "team.yaml", "--hires").out
    assert "  role                  covered   gain  closes\n" in text
    assert "  data-engineer           100 %  +14 %  nobody holds it (MT101)\n" in text
    assert "  solution-architect       85 %         fewer than two able (MT301)\n" in text
    markdown = cli("plan", tmp_path / "team.yaml", "--hires", "-f", "markdown").out
    assert "| `data-engineer` | 100 % | +14 % | `nobody holds it (MT101)` |" in markdown


def test_why_a_hire_closes_nothing(cli: Cli, tmp_path: Path) -> None:
    """data-engineer is empty by a waiver; both others have two who are able, the desired skill included."""
    skills = STAFF["business-stakeholder"] | STAFF["solution-architect"] | {"roi-assessment": 2}
    team = small(Ann=lead(skills=skills), Bo=lead(skills=skills))
    team["waivers"] = [{"rule": "MT101", "role": "data-engineer", "reason": "x", "expires": "2027-06-30"}]
    dump(tmp_path / "team.yaml", team)
    lines = cli("plan", tmp_path / "team.yaml", "--hires").out.splitlines()[-3:]
    enough = "nothing: it has its people and skills, and two who are able"
    assert [re.split(r"  +", line.strip())[-1] for line in lines] == [
        "nothing that counts; waived: nobody holds it (MT101)", enough, enough,
    ]  # fmt: skip


def test_hires_follow_the_width_of_the_terminal(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "+3 %  too little time (MT103), nobody has backend-development, " in cli("plan", GAPS, "--hires").out
    monkeypatch.setattr(common, "terminal_width", lambda: 80)
    lines = cli("plan", GAPS, "--hires").out.splitlines()
    assert max(map(len, lines)) <= 80
    start = next(line for line in lines if "role  " in line).index("closes")
    wrapped = lines[next(number for number, line in enumerate(lines) if "ml-engineer" in line) + 1]
    assert wrapped[:start].isspace()


def test_several_teams_and_their_sum(cli: Cli, tmp_path: Path) -> None:
    """Bo is the same person in both, and learns once."""
    bo = {"roles": ["data-engineer"], "skills": NEARLY, "id": "bo@example.com"}
    for name in ("a", "b"):
        dump(tmp_path / f"{name}.team.yaml", small(Ann=lead(), Bo=bo))
    result = cli("plan", tmp_path, "-f", "json")
    whole = planned(result)
    assert (result.code, whole["cost"], [each["cost"] for each in whole["plans"]]) == (0, 4, [4, 4])
    assert [Path(each["file"]).name for each in whole["plans"]] == ["a.team.yaml", "b.team.yaml"]
    text = cli("plan", tmp_path).out
    assert "All teams: 4 person-weeks\n  Bo trains feature-store for several teams: counted once\n" in text
    dump(tmp_path / "c.team.yaml", small(Ann=lead(until="2027-01-31")))
    none = cli("plan", tmp_path, "-f", "json", "--no-hire")
    assert (none.code, planned(none)["cost"]) == (1, None)
    (tmp_path / "d.team.yaml").write_text("team: D\n", encoding="utf-8")
    broken = cli("plan", tmp_path, "-f", "json", "--no-hire")
    assert broken.code == 2
    assert [error["code"] for error in planned(broken)["input_errors"]] == ["MT003"]


def test_several_teams_share_their_assumptions(cli: Cli, tmp_path: Path) -> None:
    dump(tmp_path / "a.team.yaml", small(Ann=lead()))
    dump(tmp_path / "b.team.yaml", small(Bo=lead()))
    text = cli("plan", tmp_path).out
    assert text.count("26 person-weeks: the cheapest") == 2
    assert text.count("Assumptions") == 1
    assert re.search(r"\n\nAssumptions.*\n\nAll teams: 52 person-weeks\n$", text)
    assert "\n\n\n" not in text


def test_what_if_and_without_names(cli: Cli, tmp_path: Path) -> None:
    """Without Bo the role is empty; Zoe could have it."""
    dump(tmp_path / "team.yaml", small(Ann=lead(), Bo={"roles": ["data-engineer"], "skills": STAFF["data-engineer"]}))
    dump(tmp_path / "zoe.yaml", {"name": "Zoe Adler", "skills": STAFF["data-engineer"]})
    options = ["--without", "Bo", "--with", str(tmp_path / "zoe.yaml")]
    assert plan(cli, tmp_path / "team.yaml")["actions"] == []
    assert plan(cli, tmp_path / "team.yaml", *options)["actions"] == [
        {"kind": "assign", "member": "Zoe Adler", "role": "data-engineer", "cost": 1}
    ]
    for command in ("plan", "resilience"):
        for format_ in ("text", "json", "markdown"):
            out = cli(command, tmp_path / "team.yaml", *options, "--redact", "-f", format_).out
            assert format_ == "json" or "What if: without Person 2 and with Person 3" in out
            assert not re.search("Zoe|Adler|Ann|Bo", out)
    everybody = ["--without", "Ann", "--without", "Bo"]
    empty = plan(cli, tmp_path / "team.yaml", *everybody)
    assert {action["kind"] for action in empty["actions"]} == {"hire"}
    assert "Nobody is in the team" in cli("resilience", tmp_path / "team.yaml", *everybody).out
    refused = cli("plan", tmp_path / "team.yaml", GAPS, *options)
    assert (refused.code, refused.out) == (2, "")


def test_the_search_ends_after_a_number_of_steps(cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    skills = sorted({skill for role in mlops_team.load_catalog().audited for skill, *_ in role.required_skills})
    members = [{"name": f"P{i}", "skills": {skill: i * j % 3 for j, skill in enumerate(skills)}} for i in range(8)]
    dump(tmp_path / "team.yaml", {"team": "A", "members": members})
    monkeypatch.setattr(search, "STEPS", 1)
    first = plan(cli, tmp_path / "team.yaml", "--goal", "resilient")
    assert first["bound"] < 180 <= first["cost"]
    assert first["optimal"] is False
    assert plan(cli, tmp_path / "team.yaml", "--goal", "resilient") == first


def test_no_plan_names_what_is_forbidden_first(cli: Cli, tmp_path: Path) -> None:
    dump(tmp_path / "team.yaml", {"team": "Empty", "members": []})
    result = plan(cli, tmp_path / "team.yaml", "--no-hire", code=1)
    assert (result["cost"], result["optimal"], result["actions"]) == (None, False, [])
    assert {(gap["code"], gap["limit"]) for gap in result["unclosable"]} == {("MT101", "no-hire")}
    text = cli("plan", tmp_path / "team.yaml", "--no-hire").out
    assert "data-engineer: nobody to hold it\n      because nobody may be hired (--no-hire)\n" in text
    dump(tmp_path / "team.yaml", small(Ann=lead(), Bo={"skills": STAFF["data-engineer"]}))
    text = cli("plan", tmp_path / "team.yaml", "--no-hire", "--no-assign", "-f", "markdown").out
    assert "nobody may be hired" in text.replace("\\", "")


@pytest.mark.parametrize("options", [[], ["--compare"], ["--no-hire"], ["--hires"]])
def test_text_from_the_file_does_not_act(cli: Cli, tmp_path: Path, options: list[str]) -> None:
    members = [{"name": HOSTILE, "roles": ["data-engineer"], "skills": ["ci-cd"], "from": "2026-12-01"}]
    dump(tmp_path / "team.yaml", {"team": HOSTILE, "members": members})
    text = cli("plan", tmp_path / "team.yaml", *options).out
    assert not re.search(r"^\s*::", text, re.MULTILINE)
    assert "\u202e" not in text
    shown = cli("plan", tmp_path / "team.yaml", "-f", "markdown", *options).out
    outside = re.sub(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", "", shown)
    outside = re.sub(r"\\.", "", outside)
    assert not re.search(r"@\w|<img|\]\(|::error", outside)
    assert json.loads(cli("plan", tmp_path / "team.yaml", "-f", "json", *options).out)["team"] == HOSTILE


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--cost", "hire"], '--cost: "hire" does not say which action costs what; write hire=30'),
        (["--cost", "fire=3"], '--cost: unknown action "fire"'),
        (["--cost", "hire=0"], "--cost: hire: 0 is not a whole number of person-weeks from 1 to 1000000"),
        (["--cost", "hire=2.5"], '--cost: hire: "2.5" is not a whole number of person-weeks from 1 to 1000000'),
        (["--time-limit", "0"], "--time-limit: 0 is not a number of seconds above 0"),
        (["--by", "2026-11-22"], "--by: 2026-11-22 is before the as-of day 2026-11-23"),
        (["--by", "soon"], '--by: "soon" is not a day'),
        (["--compare", "--goal", "staffed"], "--compare, --hires and --goal exclude each other"),
        (["--compare", GAPS], "--compare shows one team, and there are several"),
        (["--goal", "skiled"], "skiled"),
        (["-f", "sarif"], "sarif"),
    ],
)
def test_wrong_usage(cli: Cli, args: list[str], message: str) -> None:
    result = cli("plan", ROOT / "examples/complete.yaml", *args)
    assert (result.code, result.out) == (2, "")
    assert message in result.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("costs = 3", "costs: 3 is not a table, such as {hire = 30}"),
        ("costs = {hire = true}", "costs: hire: true is not a whole number of person-weeks from 1 to 1000000"),
    ],
)
def test_wrong_costs_in_the_configuration(cli: Cli, tmp_path: Path, text: str, message: str) -> None:
    config = tmp_path / ".mlops-team.toml"
    config.write_text(text, encoding="utf-8")
    result = cli("plan", GAPS, "--config", config)
    assert (result.code, result.out) == (2, "")
    assert message in result.err


def test_a_file_that_cannot_be_audited(cli: Cli, team_file: Callable[[str], Path]) -> None:
    result = cli("plan", team_file("team: A\nmembers: [{name: B, roles: [wizard]}]\n"))
    assert (result.code, result.out) == (2, "")
    assert "error[MT004]" in result.err


@pytest.mark.parametrize("options", [[], ["--hires"], ["--compare"]])
def test_json_carries_input_errors(cli: Cli, team_file: Callable[[str], Path], options: list[str]) -> None:
    """A single file that cannot be read looks as it does among several: no plan, and why."""
    broken = team_file("team: A\nmembers: [{name: B, roles: [wizard]}, {name: B}]\n")
    result = cli("plan", broken, "-f", "json", *options)
    whole = planned(result)
    assert (result.code, whole["plans"], whole.get("cost")) == (2, [], None)
    assert [error["code"] for error in whole["input_errors"]] == ["MT004", "MT006"]
    assert result.err.count("error[MT") == 2
    assert cli("plan", broken, "-f", "markdown", *options).out == ""


def test_json_of_hires_for_several_teams_carries_input_errors(cli: Cli, tmp_path: Path) -> None:
    dump(tmp_path / "a.team.yaml", small(Ann=lead()))
    dump(tmp_path / "b.team.yaml", {"team": "B"})
    result = cli("plan", tmp_path, "--hires", "-f", "json")
    whole = json.loads(result.out)
    assert (result.code, len(whole["plans"])) == (2, 1)
    assert [error["code"] for error in whole["input_errors"]] == ["MT003"]


def test_stdout_carries_the_plan_alone() -> None:
    """The solver is a library in C, whose own words would pass any capture within Python by."""
    args = [*PROGRAM, "plan", str(GAPS), "-f", "json", "--as-of", TODAY]
    done = subprocess.run(args, capture_output=True, text=True, timeout=60, check=True)
    assert planned(Result(0, done.stdout, done.stderr))["cost"] == 63


@pytest.mark.parametrize(("at_terminal", "start"), [(True, 1_000), (True, 1_063), (False, 1_000)])
def test_how_far_a_long_search_is(cli: Cli, monkeypatch: pytest.MonkeyPatch, at_terminal: bool, start: int) -> None:
    def patient(program: Program, seconds: float | None, watch: Watch | None, *args: Any) -> Solution:
        for now, bounds in ((1.9, Bounds(None, 1)), (2.1, Bounds(None, 1.2)), (64.6, Bounds(40.0, 12.0))):
            monkeypatch.setattr(plan_command, "monotonic", lambda now=now: 1_000 + now)
            if watch:
                watch(bounds)
        return solve(program, seconds, None, *args)

    monkeypatch.setattr(plan_command, "monotonic", lambda: start)
    monkeypatch.setattr(search, "solve", patient)
    monkeypatch.setattr(common, "is_terminal", lambda stream: at_terminal and stream is sys.stderr)
    result = cli("plan", GAPS, "-f", "json", "--by", TODAY)
    assert json.loads(result.out)["cost"] == 37
    lines = ["no plan yet, none below 1, 2 s", "best plan so far 40 person-weeks, none below 12, 65 s"]
    expected = "".join(f"Searching: {line}\x1b[K\r" for line in lines)
    assert result.err.startswith(expected if at_terminal and start == 1_000 else "")
    assert (result.err == "") == (not at_terminal or start != 1_000)


def test_in_python() -> None:
    result = mlops_team.plan(GAPS, as_of=TODAY, by=date.fromisoformat(TODAY), goal="staffed")
    assert (result.cost, result.bound, result.optimal, len(result.actions)) == (27, 27, True, 2)
    assert mlops_team.plan(GAPS, as_of=TODAY, by=TODAY, costs={"assign": 5}, goal="staffed").cost == 31
    assert mlops_team.plan(GAPS, as_of=TODAY, time_limit=60).cost == 63


@pytest.mark.parametrize(
    ("file", "options", "message"),
    [
        ("none.yaml", {}, "none.yaml:1:1: there is no such file"),
        (GAPS, {"goal": "happy"}, 'goal: "happy" is not staffed, skilled or resilient'),
        (GAPS, {"time_limit": float("nan")}, "time_limit: nan is not a number of seconds above 0"),
        (GAPS, {"as_of": TODAY, "by": "2026-01-01"}, "by: 2026-01-01 is before the as-of day 2026-11-23"),
        (GAPS, {"costs": {"hire": 0}}, "costs: hire: 0 is not a whole number of person-weeks from 1 to 1000000"),
    ],
)
def test_in_python_what_cannot_be_planned_is_an_error(file: str | Path, options: dict[str, Any], message: str) -> None:
    with pytest.raises(MlopsTeamError) as caught:
        mlops_team.plan(file, **options)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("option", [["--no-hire"], ["--cost", "hire=3"], ["--time-limit", "5"]], ids=str)
def test_hires_take_no_options_of_a_plan(cli: Cli, option: list[str]) -> None:
    result = cli("plan", GAPS, "--hires", *option)
    assert (result.code, result.out) == (2, "")
    assert "--hires values one hire at a time, without costs, limits and other actions" in result.err
