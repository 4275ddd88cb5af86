"""Small teams to plan for, and their plans once they agree with the schema."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

import mlops_team
from conftest import TODAY, Cli, Result
from mlops_team.planner.result import Plan
from plan_oracle import AS_OF, Case, cheapest, write_case
from runs import ROOT, Json

GAPS = ROOT / "examples/gaps.yaml"
_SCHEMA = Draft7Validator(json.loads((ROOT / "roles/schemas/plan.schema.json").read_text(encoding="utf-8")))


def planned(result: Result) -> Json:
    """Return the plan that stdout consists of, once it agrees with its schema and with itself."""
    whole: Json = json.loads(result.out)
    assert [error.message for error in _SCHEMA.iter_errors(whole)] == []
    for plan in whole.get("plans", [whole]):
        if "hires" in plan:
            continue
        assert (plan["cost"] is None) == ("unclosable" in plan) == (plan["after"] is None)
        if plan["cost"] is not None:
            assert plan["cost"] == sum(action["cost"] for action in plan["actions"])
    return whole


def plan(cli: Cli, file: Path, *args: str | Path, code: int = 0) -> Json:
    """Return the plan for a team as it is today, unless another day is given."""
    day = [] if "--by" in args else ["--by", TODAY]
    result = cli("plan", file, "-f", "json", *day, *args)
    assert (result.code, result.err) == (code, "")
    return planned(result)


STAFF = {
    "business-stakeholder": {"goal-setting": 3, "success-metrics": 3},
    "solution-architect": {"architecture-design": 3, "technology-evaluation": 3},
    "data-engineer": {"data-pipelines": 3, "data-ingestion": 3, "feature-store": 3},
}
OTHERS = ("data-scientist", "software-engineer", "devops-engineer", "ml-engineer")
NEARLY = {"data-pipelines": 3, "data-ingestion": 3, "feature-store": 1}  # 77 % of a data engineer


def small(**members: Mapping[str, object]) -> Json:
    """Return a team of these, where everything else is done outside."""
    return {
        "team": "Small",
        "members": [{"name": name, **more} for name, more in members.items()],
        "external": [{"role": role, "provider": "Others"} for role in OTHERS],
    }


def lead(**more: object) -> Json:
    skills = STAFF["business-stakeholder"] | STAFF["solution-architect"]
    return {"roles": ["business-stakeholder", "solution-architect"], "skills": skills, **more}


def case_of(roles: Json, *members: Json, **more: Any) -> Case:
    """Return a case with the three skills s, t and u, in which a role or a level costs 1 and a hire 5."""
    plain = {"required": True, "people": 1, "fte": 0, "skills": {}, "not_with": []}
    member = {"roles": [], "allocation": 1, "skills": {}, "starts": AS_OF, "ends": date.max}
    case = Case(
        roles={f"role-{letter}": plain | role for letter, role in roles.items()},
        skills=("s", "t", "u"),
        members=tuple(member | each | {"roles": [f"role-{letter}" for letter in each["roles"]]} for each in members),
        externals=(),
        most_roles=3,
        most_levels=3,
        horizon=30,
        able=75,
        days=0,
        costs={"assign": 1, "train": 1, "hire": 5},
        may={"assign": True, "train": True, "hire": True},
        waivers=(),
        heed_waivers=True,
    )
    return case._replace(**more)


def plan_of(case: Case, goal: str, folder: Path) -> Plan:
    """Return the plan for a case, once it costs what the second opinion says."""
    team, catalog = write_case(case, folder)
    assign, train, hire = (case.may[kind] for kind in ("assign", "train", "hire"))
    result = mlops_team.plan(
        team, goal=goal, catalog=catalog, as_of=AS_OF, by=case.day, costs=case.costs,
        assign=assign, train=train, hire=hire,
    )  # fmt: skip
    assert result.cost == cheapest(case, goal)
    return result
