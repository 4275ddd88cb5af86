"""Every rule on a team that is near its fault and does not have it, and on one that does.

tests/rules/CODE holds `clean` and `faulty`, each a team file or a folder of them, `expected.json` with all findings of
that code in `faulty`, worked out by hand, and `catalog/` where the rule takes another catalog than the built-in one.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import TODAY, Cli

Json = dict[str, Any]

CASES = sorted((Path(__file__).parent / "rules").iterdir())


def findings(cli: Cli, case: Path, name: str) -> list[Json]:
    """Return what the program finds of the case's own code, as expected.json has it."""
    path = name if Path(name).is_dir() else f"{name}.yaml"
    catalog = ("--roles", case / "catalog") if (case / "catalog").is_dir() else ()
    result = cli("audit", "-f", "json", "--as-of", TODAY, "--fail-on", "never", "--isolated", *catalog, path)
    assert (result.code, result.err) == (0, "")
    found = [finding for team in json.loads(result.out)["teams"] for finding in team["findings"]]
    return [in_short(finding) for finding in found if finding["code"] == case.name]


def in_short(finding: Json) -> Json:
    place = {key: finding["location"][key] for key in ("file", "line", "column", "pointer")}
    return place | {key: finding[key] for key in ("severity", "role", "member", "skill", "message", "data")}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_rule_finds_what_is_wrong_and_nothing_else(cli: Cli, monkeypatch: pytest.MonkeyPatch, case: Path) -> None:
    monkeypatch.chdir(case)
    assert findings(cli, case, "clean") == []
    assert findings(cli, case, "faulty") == json.loads((case / "expected.json").read_text(encoding="utf-8"))


def test_a_conflict_names_the_roles_that_end_it(cli: Cli) -> None:
    case = CASES[0].parent / "MT108"
    result = cli("audit", "-f", "json", "--as-of", TODAY, "--roles", case / "catalog", case / "faulty.yaml")
    hints = {
        one["member"]: one["hint"] for one in json.loads(result.out)["teams"][0]["findings"] if one["code"] == "MT108"
    }
    assert hints["Ann"] == "give data-scientist or model-validator to somebody else"
    assert hints["Cy"] == "give model-validator to somebody else"  # apart from both others
