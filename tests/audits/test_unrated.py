"""Skills without a level and skills that tools show, from a team file to reports and plans."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Cli
from mlops_team.render import FORMATS

TeamFile = Callable[[str], Path]
OUTSIDE = ("business-stakeholder", "data-engineer", "software-engineer", "devops-engineer", "ml-engineer")
TEAM = f"""\
team: A
external: [{", ".join(f"{{role: {role}, provider: X}}" for role in OUTSIDE)}]
members:
  - name: Ann
    roles: [solution-architect, data-engineer]
    skills: {{architecture-design: , technology-evaluation: 2}}
  - name: Bo
    roles: [data-scientist]
    skills: {{Optuna: 5, PyTorch: , algorithm-selection: 1, ml-problem-framing: 3}}
"""


def findings(cli: Cli, file: Path) -> list[tuple[str, str]]:
    team = json.loads(cli("audit", "-f", "json", "--select", "MT2,MT3,MT703", file).out)["teams"][0]
    return sorted((finding["code"], finding["skill"] or finding["member"] or finding["role"])
                  for finding in team["findings"])  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_shows_a_tool_without_a_level(cli: Cli, team_file: TeamFile, name: str) -> None:
    result = cli("audit", "-v", "-f", name, team_file(TEAM))
    assert (result.code, result.err) == (0, "")
    assert "Bo" in result.out


def test_what_is_not_rated_is_no_gap(cli: Cli, team_file: TeamFile) -> None:
    file = team_file(TEAM)
    assert findings(cli, file) == [
        ("MT202", "algorithm-selection"), ("MT202", "technology-evaluation"),
        ("MT207", "Ann"), ("MT207", "Bo"),
        ("MT301", "data-scientist"), ("MT301", "solution-architect"),
        ("MT703", "data-scientist"), ("MT703", "solution-architect"),
    ]  # fmt: skip
    rated = TEAM.replace("PyTorch: ,", "PyTorch: 1,").replace("architecture-design: ,", "")
    assert ("MT201", "architecture-design") in findings(cli, team_file(rated))
    assert ("MT202", "model-engineering") in findings(cli, team_file(rated))


def test_a_plan_says_whose_levels_to_fill_in_and_trains_nobody_in_them(cli: Cli, team_file: TeamFile) -> None:
    file = team_file(TEAM)
    first = cli("plan", file).out.splitlines()[0]
    people = "Ann (architecture-design) and Bo (model-engineering)"
    assert first == f"Fill in the levels of {people} first: the plan counts nothing without a level."
    plan: Any = json.loads(cli("plan", "-f", "json", file).out)
    assert [(action["member"], action["skill"]) for action in plan["actions"]] == [
        ("Ann", "technology-evaluation"),
        ("Bo", "algorithm-selection"),
    ]


def test_tools_count_for_nothing_at_tool_level_0(cli: Cli, team_file: TeamFile, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    head = 'id: own\nversion: "1"\ntitle: Own\nextends: built-in\npractices: {tool-level: 0}\n'
    (tmp_path / "own/catalog.yaml").write_text(head, encoding="utf-8")
    text = "team: A\nmembers: [{name: Bo, roles: [devops-engineer], skills: {Jenkins: 5, Airflow: }}]\n"
    options = ("-f", "json", "--select", "MT2", team_file(text))
    codes = [
        [finding["code"] for finding in json.loads(cli("audit", *roles, *options).out)["teams"][0]["findings"]]
        for roles in ((), ("--roles", tmp_path / "own"))
    ]
    assert codes == [["MT201", "MT201", "MT207"], ["MT203"]]
