"""`mlops-team roles --skills`: every skill, with the roles that require it."""

import json

from conftest import Cli
from runs import ROOT


def test_every_skill_has_a_line_with_its_roles(cli: Cli) -> None:
    result = cli("roles", "--skills")
    lines = [line.split() for line in result.out.splitlines() if line.startswith("  ")]
    assert result.code == 0
    assert ["goal-setting", "Goal", "setting", "business-stakeholder", "3"] in lines
    written = (ROOT / "roles/skills.yaml").read_text(encoding="utf-8").splitlines()
    assert [line[0] for line in lines] == [line[8:] for line in written if line.startswith("  - id: ")]
    assert "Each skill has the roles that require it, with the level from 0 to 5." in result.out


def test_the_skills_as_json_have_levels(cli: Cli) -> None:
    skills = {skill["id"]: skill for skill in json.loads(cli("roles", "--skills", "-f", "json").out)["skills"]}
    assert skills["goal-setting"]["title"] == "Goal setting"
    assert skills["goal-setting"]["roles"] == [{"role": "business-stakeholder", "level": 3}]
    assert len(skills["ci-cd"]["roles"]) > 1


def test_skills_and_a_role_exclude_each_other(cli: Cli) -> None:
    result = cli("roles", "ml-engineer", "--skills")
    assert (result.code, result.out) == (2, "")
    assert "ROLE and --skills exclude each other" in result.err
