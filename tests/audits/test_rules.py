"""Every rule on a team that is near its fault and does not have it, and on one that does.

tests/rules/CODE holds `clean` and `faulty`, each a team file or a folder of them, `expected.json` with all findings of
that code in `faulty`, whole and worked out by hand, and `catalog/` where the rule takes another catalog than the
built-in one.
"""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from conftest import TODAY, Cli
from runs import ROOT

Json = dict[str, Any]

CASES = sorted((ROOT / "tests/rules").iterdir())


def findings(cli: Cli, case: Path, name: str) -> list[Json]:
    """Return what the program finds of the case's own code, as expected.json has it."""
    path = name if Path(name).is_dir() else f"{name}.yaml"
    catalog = ("--roles", case / "catalog") if (case / "catalog").is_dir() else ()
    result = cli("audit", "-f", "json", "--as-of", TODAY, "--fail-on", "never", "--isolated", *catalog, path)
    assert (result.code, result.err) == (0, "")
    found = [finding for team in json.loads(result.out)["teams"] for finding in team["findings"]]
    return [in_short(finding) for finding in found if finding["code"] == case.name]


def in_short(finding: Json) -> Json:
    """Return the whole of a finding but for what no rule decides: fingerprint, waiver, and its part in a baseline."""
    keys = ("severity", "source", "role", "member", "skill", "message", "hint", "gain", "weight", "data")
    return {**finding["location"], **{key: finding[key] for key in keys}}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_rule_finds_what_is_wrong_and_nothing_else(cli: Cli, monkeypatch: pytest.MonkeyPatch, case: Path) -> None:
    monkeypatch.chdir(case)
    assert findings(cli, case, "clean") == []
    assert findings(cli, case, "faulty") == json.loads((case / "expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("every", "days"),
    [("daily", 1), ("weekly", 7), ("fortnightly", 14), ("monthly", 31), ("quarterly", 92), ("half-yearly", 183),
     ("yearly", 366)],
)  # fmt: skip
def test_a_review_is_overdue_a_day_after_so_many_days(cli: Cli, every: str, days: int) -> None:
    for ago, expected in ((days, []), (days + 1, ["MT701"])):
        last = date.fromisoformat(TODAY) - timedelta(ago)
        team = f"team: A\nmembers: []\nreviews: {{every: {every}, last: {last}}}\n"
        result = cli("audit", "-f", "json", "--select", "MT701", "-", stdin=team.encode())
        assert [one["code"] for one in json.loads(result.out)["teams"][0]["findings"]] == expected


# Who is proposed for a role that nobody holds; all meet one of the architect's two skills where nothing else is said.
ARCHITECT = "solution-architect"
HALF = "skills: [architecture-design]"
FULL = "roles: [data-scientist, data-engineer, software-engineer]"


@pytest.mark.parametrize(
    ("role", "members", "proposed"),
    [
        (ARCHITECT, [f"{{name: Bo, {HALF}}}", f"{{name: Ann, {HALF}}}"], "Ann"),
        (ARCHITECT, [f"{{name: Ann, roles: [data-engineer], {HALF}}}", f"{{name: Bo, {HALF}}}"], "Bo"),  # fewer roles
        (
            ARCHITECT,
            [f"{{name: Ann, {HALF}}}", "{name: Bo, skills: {architecture-design: 3, technology-evaluation: 1}}"],
            "Bo",  # nearer, by a skill that is too low as yet
        ),
        (ARCHITECT, ["{name: Ann, skills: {architecture-design: 2, technology-evaluation: 2}}"], "Ann"),
        ("ml-engineer", ["{name: Ann, skills: [ml-infrastructure]}"], None),  # lacks more than a plan may train
        (ARCHITECT, [f"{{name: Ann, {FULL}, {HALF}}}"], None),  # as many roles as are advised
        (ARCHITECT, [f"{{name: Ann, roles: [data-scientist, data-engineer], {HALF}}}"], "Ann"),
        (ARCHITECT, [f"{{name: Ann, until: 2027-02-21, {HALF}}}"], None),  # leaves in 90 days
        (ARCHITECT, [f"{{name: Ann, until: 2027-02-22, {HALF}}}"], "Ann"),
        (ARCHITECT, [f"{{name: Ann, from: 2027-02-21, {HALF}}}"], "Ann (joins on 2027-02-21)"),
        (ARCHITECT, [f"{{name: Ann, from: 2027-02-22, {HALF}}}"], None),  # joins in 91 days
        ("data-auditor", ["{name: Ann, skills: {data-ingestion: 1}}"], "Ann"),  # of whom the least is asked
        ("data-auditor", ["{name: Ann}"], None),
        ("model-validator", ["{name: Ann, roles: [data-scientist], skills: [model-engineering]}"], None),  # kept apart
        ("model-validator", ["{name: Ann, roles: [data-engineer], skills: [model-engineering]}"], "Ann"),
    ],
)  # fmt: skip
def test_who_is_proposed_for_an_empty_role(cli: Cli, role: str, members: list[str], proposed: str | None) -> None:
    team = f"team: A\nvacancies: [{{role: {role}}}]\nmembers: [{', '.join(members)}]\n".encode()
    catalog = CASES[0].parent / "MT108/catalog"
    result = cli("audit", "-f", "json", "--select", "MT101", "--roles", catalog, "-", stdin=team)
    hints = {one["role"]: one["hint"] for one in json.loads(result.out)["teams"][0]["findings"]}
    rest = "fill its vacancy, or add an outside provider under external"
    if proposed is None:
        assert hints[role] == rest
    else:
        assert hints[role].startswith((f"give the role to {proposed}, ", f"train {proposed} in "))
        assert hints[role].endswith(rest)


def test_who_joins_soon_is_part_of_the_advice(cli: Cli, tmp_path: Path) -> None:
    team = tmp_path / "team.yaml"
    team.write_text(
        "team: T\nmembers:\n"
        "  - {name: A, roles: [data-scientist], until: 2026-12-01}\n"
        "  - {name: D, skills: {design-patterns: 3, coding-guidelines: 3, software-best-practices: 3}}\n"
        "  - {name: B, roles: [data-scientist], from: 2026-11-25}\n"
        "  - {name: C, roles: [software-engineer], from: 2026-11-25}\n",
        encoding="utf-8",
    )
    [report] = json.loads(cli("audit", "-f", "json", team, "--as-of", TODAY).out)["teams"]
    hints = {(finding["code"], finding["role"]): finding["hint"] for finding in report["findings"]}
    assert hints["MT107", "data-scientist"] == "plan the handover to B"
    until_then = "name somebody until C joins, or add an outside provider under external"
    assert hints["MT101", "software-engineer"] == until_then
