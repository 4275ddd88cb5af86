"""Each example's whole report.

To accept a change: `REWRITE=1 .venv/bin/pytest -n 0 tests/test_examples.py`, and read what git says has changed.
"""

import json
import os
import re
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from conftest import Cli
from mlops_team.inputs.yaml_reader import read

ROOT = Path(__file__).parent.parent
# example: the exit code
EXAMPLES = {"complete": 0, "gaps": 1, "minimal": 1, "startup": 0, "regulated": 0, "generative-ai": 0}
SHIPPED = ("startup", "regulated", "generative-ai")


def test_every_example_is_here() -> None:
    assert {file.stem for file in (ROOT / "examples").glob("*.yaml")} == set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize(("suffix", "options"), [("txt", ["-v"]), ("json", ["-f", "json"])])
def test_the_whole_report(
    name: str, suffix: str, options: list[str], cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    result = cli("audit", *options, f"examples/{name}.yaml")
    file = ROOT / f"tests/examples/{name}.{suffix}"
    if os.environ.get("REWRITE"):
        file.write_text(result.out, encoding="utf-8")
    expected = file.read_text(encoding="utf-8")
    assert (result.code, result.err, result.out) == (EXAMPLES[name], "", expected)


def test_the_complete_team_has_nothing_to_say(cli: Cli) -> None:
    result = cli("audit", "-q", "-v", ROOT / "examples/complete.yaml", "--fail-on", "info")
    assert (result.code, result.out.splitlines()[-1]) == (0, "Passed: 100 % covered, 0 errors, 0 warnings, 0 notes")


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_catalog_has_a_complete_team(name: str, cli: Cli) -> None:
    file = ROOT / f"examples/{name}.yaml"
    assert f"\ncatalog: {name}\n" in file.read_text(encoding="utf-8")
    result = cli("audit", file, "--fail-on", "warning")
    assert (result.code, result.out.splitlines()[-1][:22]) == (0, "Passed: 100 % covered,")
    assert cli("roles", "--roles", name).out.endswith("and its skills.\n")


@pytest.mark.parametrize("name", SHIPPED)
def test_every_source_of_an_example_catalog_is_named_and_used(name: str) -> None:
    folder = ROOT / "roles" / name
    named = re.findall(
        r"^  ([a-z-]+):\n    title:", (folder / "catalog.yaml").read_text(encoding="utf-8"), re.MULTILINE
    )
    used = {
        source
        for file in folder.glob("*.yaml")
        for source in re.findall(r"^    source: (\S+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert named
    assert set(named) == used - {"article", "paper", "policy"}


def test_whoever_builds_a_model_does_not_validate_it(cli: Cli, tmp_path: Path) -> None:
    page = (ROOT / "docs/catalogs.md").read_text(encoding="utf-8")
    promised = re.search(r"<!-- not-with -->\n```\w*\n(.+)\n```", page)
    assert promised is not None
    team = (ROOT / "examples/regulated.yaml").read_text(encoding="utf-8")
    both = re.sub(r"(name: Hana Sato\n.*\n    roles: \[[^\]]+)", r"\1, model-validator", team)
    assert both != team
    (tmp_path / "team.yaml").write_text(both, encoding="utf-8")
    result = cli("audit", "-q", "--fail-on", "warning", tmp_path / "team.yaml")
    assert result.code == 1
    assert promised[1] in result.out


@pytest.mark.parametrize("name", SHIPPED)
def test_the_schema_of_a_shipped_catalog_accepts_its_team(name: str, cli: Cli) -> None:
    schema = json.loads(cli("schema", "team", "--roles", name).out)
    team = read(str(ROOT / f"examples/{name}.yaml")).value
    assert [error.message for error in Draft7Validator(schema).iter_errors(team)] == []


def test_a_search_without_team_files_says_how_to_name_another(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "teams").mkdir()
    (tmp_path / "teams/fraud.yaml").touch()
    monkeypatch.chdir(tmp_path)
    result = cli("audit", "teams")
    assert (result.code, result.out.splitlines()) == (
        2,
        ["Failed: nothing could be audited; 1 input error on stderr"],
    )
    assert result.err == (
        "teams:1:1: error[MT001]: no team file below this folder; "
        "in folders only team.yaml and NAME.team.yaml are audited: "
        "name any other file itself, such as teams/fraud.yaml\n"
    )


def test_the_organisation_shares_people(cli: Cli) -> None:
    report = json.loads(cli("audit", ROOT / "examples/organisation", "-f", "json").out)
    assert [(team["team"], team["catalog"]["id"], team["passed"]) for team in report["teams"]] == [
        ("Demand forecasting", "built-in", False),
        ("Fraud detection", "built-in", True),
        ("Pricing", "startup", True),
    ]
    people = {person["name"]: person["allocation"] for person in report["overview"]["people"]}
    assert people == {"Bo Lind": 1.2, "Emil Berg": 1.0, "Ana Silva": 0.5}
