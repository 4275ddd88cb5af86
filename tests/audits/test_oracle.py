"""The program against a second reading of the contract, on random teams with every key in play."""

import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import oracle
from mlops_team.audits.options import Settings
from mlops_team.audits.run import audit_files
from mlops_team.inputs.catalog import Catalog, load_catalog
from mlops_team.render.json import render
from random_teams import random_team, shuffled, to_yaml

AS_OF = date(2026, 11, 23)
TEAMS_A_SEED = 25
DATA_KEYS = {
    "MT103": "roles",
    "MT207": "skills",
    "MT401": "responsibilities",
    "MT402": "responsibilities",
    "MT504": "with",
    "MT703": "skills",
}

Json = dict[str, Any]


def seeds(quick: int, end: int) -> list[Any]:
    """Return seeds from 0 to `end`: the first are tried in every run, the rest in slow ones."""
    return [pytest.param(seed, marks=[pytest.mark.slow] if seed >= quick else []) for seed in range(end)]


def audited(teams: list[Json], folder: Path, catalog: Catalog, *, waivers: bool = True) -> Json:
    files = []
    for index, team in enumerate(teams):
        file = folder / f"{index:04}.team.yaml"
        file.write_text(to_yaml(team), encoding="utf-8")
        files.append(str(file))
    settings = Settings(catalog, AS_OF, waivers=waivers)
    report: Json = json.loads(render(audit_files(files, settings)))
    assert report["input_errors"] == [], report["input_errors"][0]["message"]
    return report


def rows(found: list[Json]) -> list[tuple[Any, ...]]:
    return sorted(
        (
            one["code"], one["severity"], one["role"] or "", one["member"] or "", one["skill"] or "",
            one["waiver"] is not None, told(one["code"], one["data"]), one["gain"], float(one["weight"]),
        )
        for one in found
    )  # fmt: skip


def told(code: str, data: Json) -> str:
    value = data.get(DATA_KEYS[code]) if code in DATA_KEYS else None
    return str(sorted(value)) if isinstance(value, (list, set, tuple, frozenset)) else str(value)


def expected_rows(expected: oracle.Expectation) -> list[tuple[Any, ...]]:
    return sorted(
        (
            one.code, one.severity, one.role or "", one.member or "", one.skill or "",
            one.waived, told(one.code, one.data), float(one.gain), float(one.weight),
        )
        for one in expected.findings
    )  # fmt: skip


def skill_json(skill: str, state: oracle.SkillState) -> Json:
    unrated = {} if state.unrated is None else {"unrated": list(state.unrated)}
    return {
        "skill": skill,
        "need": state.need,
        "level": state.level,
        "attained": state.attained,
        "by": list(state.by),
        "via": state.via,
        "met": state.met,
    } | unrated


def check(team: Json, expected: oracle.Expectation) -> None:
    assert rows(team["findings"]) == expected_rows(expected)
    assert team["coverage"] == float(expected.coverage)
    assert {role["role"] for role in team["roles"]} == set(expected.roles)
    for role in team["roles"]:
        state = expected.roles[role["role"]]
        assert (role["status"], role["waived"], role["coverage"], role["external"]) == (
            state.status,
            state.waived,
            float(state.coverage),
            state.provider,
        )
        assert (tuple(role["holders"]), tuple(role["able"])) == (state.holders, state.able)
        assert {one["skill"]: one for one in role["skills"]} == {
            skill: skill_json(skill, one) for skill, one in state.skills.items()
        }
    not_needed = {entry["skill"] for entry in team["not_needed"]}
    assert not_needed == expected.not_needed
    fit = {member["name"]: member["fit"] for member in team["members"]}
    assert fit == {name: {role: float(share) for role, share in one.items()} for name, one in expected.fit.items()}


@pytest.mark.parametrize("seed", seeds(5, 20))
def test_random_teams(seed: int, catalog: Path | None, tmp_path: Path) -> None:
    rng = random.Random(seed)
    rules = oracle.read_catalog(catalog or oracle.BUILT_IN)
    teams = [random_team(rng, rules, AS_OF) for _ in range(TEAMS_A_SEED)]
    loaded = load_catalog(catalog)
    for index, team in enumerate(teams):
        report = audited([team], tmp_path, loaded, waivers=index % 10 > 0)
        check(report["teams"][0], oracle.expect(team, rules, AS_OF, no_waivers=index % 10 == 0))


@pytest.mark.parametrize("name", ["startup", "regulated", "generative-ai"])
def test_teams_that_choose_a_shipped_catalog(name: str, tmp_path: Path) -> None:
    rng = random.Random(name)
    rules = oracle.read_catalog(oracle.BUILT_IN / name)
    for _ in range(TEAMS_A_SEED):
        team = random_team(rng, rules, AS_OF) | {"catalog": name}
        report = audited([team], tmp_path, load_catalog())
        check(report["teams"][0], oracle.expect(team, rules, AS_OF))


@pytest.mark.parametrize("seed", seeds(3, 12))
def test_people_in_several_files(seed: int, tmp_path: Path) -> None:
    rng = random.Random(1000 + seed)
    rules = oracle.read_catalog(oracle.BUILT_IN)
    for _ in range(10):
        teams = [random_team(rng, rules, AS_OF) for _ in range(3)]
        report = audited(teams, tmp_path, load_catalog())
        for index, team in enumerate(teams):
            others = [other for other in teams if other is not team]
            check(report["teams"][index], oracle.expect(team, rules, AS_OF, others=others, before=index))


@pytest.mark.parametrize("seed", seeds(2, 8))
def test_order_changes_nothing_but_places(seed: int, tmp_path: Path) -> None:
    rng = random.Random(2000 + seed)
    rules = oracle.read_catalog(oracle.BUILT_IN)
    for _ in range(25):
        team = random_team(rng, rules, AS_OF)
        one = audited([team], tmp_path, load_catalog())
        other = audited([shuffled(rng, team)], tmp_path, load_catalog())
        assert fingerprints(one) == fingerprints(other)
        assert unplaced(one) == unplaced(other)
        assert one["summary"] == other["summary"]


def fingerprints(report: Json) -> list[str]:
    # Among equal findings they go by place, so that only the whole of them stays the same.
    return sorted(finding.pop("fingerprint") for finding in report["teams"][0]["findings"])


def unplaced(report: Json) -> Json:
    """Return the one team of a report with everything in an order of its own, and without places."""
    team: Json = report["teams"][0]
    for finding in team["findings"]:
        del finding["location"]
    for key in ("findings", "members", "not_needed", "roles"):
        team[key] = sorted(json.dumps(sort_lists(one), sort_keys=True) for one in team[key])
    return team


def sort_lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: sort_lists(one) for key, one in value.items()}
    if isinstance(value, list):
        return sorted((sort_lists(one) for one in value), key=str)
    return value
