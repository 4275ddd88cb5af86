"""Small teams to plan for, and their plans once they agree with the schema."""

import json
from collections.abc import Mapping
from pathlib import Path

from jsonschema import Draft7Validator

from conftest import TODAY, Cli, Result
from runs import ROOT, Json

GAPS = ROOT / "examples/gaps.yaml"
_SCHEMA = Draft7Validator(json.loads((ROOT / "roles/schemas/plan.schema.json").read_text(encoding="utf-8")))


def planned(result: Result) -> Json:
    """Return the plan that stdout consists of, once it agrees with its schema and with itself."""
    whole: Json = json.loads(result.out)
    assert [error.message for error in _SCHEMA.iter_errors(whole)] == []
    for plan in whole.get("plans", [whole]):
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
