"""The action for GitHub, run as its runner does, and the snippets of docs/ci.md against what reads them."""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from conftest import TODAY, Cli
from runs import FAULTY, GOOD, ROOT, WARNED, write
from test_ci import command_in

ACTION = ROOT / "action.yml"
PAGE = ROOT / "docs/ci.md"
ORGANISATION = ROOT / "docs/organisation.md"


def snippet(name: str, language: str) -> str:
    found = re.search(rf"<!-- {name} -->\n```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def faults(schema: str, text: str) -> list[str]:
    vendored = files("check_jsonschema") / f"builtin_schemas/vendor/{schema}.json"
    validator = Draft7Validator(json.loads(vendored.read_text(encoding="utf-8")))
    value = yaml.load(text, Loader=yaml.CSafeLoader)
    if True in value:
        value["on"] = value.pop(True)  # `on` is true to YAML 1.1
    return [error.message for error in validator.iter_errors(value)]


def test_the_action_is_one() -> None:
    assert faults("github-actions", ACTION.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", ["github-action", "github-plain"])
def test_the_workflows_shown_are_ones(name: str) -> None:
    assert faults("github-workflows", snippet(name, "yaml")) == []


def test_the_workflow_for_many_teams_fits_the_schema() -> None:
    [text] = re.findall(r"<!-- workflow -->\n```yaml\n(.*?)```", ORGANISATION.read_text(encoding="utf-8"), re.DOTALL)
    assert faults("github-workflows", text) == []


def test_the_pipeline_shown_is_one() -> None:
    for name in ("gitlab", "gitlab-diff"):
        assert faults("gitlab-ci", snippet(name, "yaml")) == []


def test_the_commands_shown_work(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"teams/a.team.yaml": FAULTY})
    monkeypatch.chdir(tmp_path)
    _, snippets = PAGE.read_text(encoding="utf-8").split("## What the")[0].split("## GitHub Actions")
    commands = re.findall(r"mlops-team (audit [^\n']+)", snippets)
    assert len(commands) == 3
    for command in commands:
        assert cli(*command.split()).code == 1
    written = {"gl-code-quality-report.json", "teams", "teams.sarif", "teams.xml"}
    assert {file.name for file in tmp_path.iterdir()} == written


def test_the_actions_shown_have_the_inputs_of_the_action() -> None:
    action = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    [*_, used] = yaml.safe_load(snippet("github-action", "yaml"))["jobs"]["audit"]["steps"]
    assert set(used["with"]) <= set(action["inputs"])
    told = re.findall(r"^\| `([a-z-]+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert told == list(action["inputs"])


def steps() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(ACTION.read_text(encoding="utf-8"))["runs"]["steps"]
    return found


def test_inputs_reach_the_shell_as_variables_and_nothing_is_unpinned() -> None:
    for step in steps():
        assert "${{" not in step.get("run", "")
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step.get("uses", f"a@{'0' * 40}"))


def audited(folder: Path, path: str = "", fail_on: str = "", args: str = "") -> subprocess.CompletedProcess[str]:
    """Run the action's last step in a folder, with the inputs as the runner hands them over."""
    bash = shutil.which("bash")
    if bash is None or os.name != "posix":
        pytest.skip("bash, with the paths of POSIX")
    inputs = {"AUDIT_PATH": path or ".", "FAIL_ON": fail_on, "ARGS": args, "PYTHON": sys.executable}
    env = {**os.environ, "RUNNER_TEMP": str(folder / "temp"), "MLOPS_TEAM_AS_OF": TODAY, **inputs}
    command = [bash, "--noprofile", "--norc", "-eo", "pipefail", "-c", steps()[-1]["run"]]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=False)


def test_the_action_annotates_and_fails_as_the_exit_code_says(tmp_path: Path) -> None:
    write(tmp_path, {"a/team.yaml": GOOD, "b c/team.yaml": WARNED, "yaml.py": "raise SystemExit(9)"})
    done = audited(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    found = [command_in(line) for line in done.stdout.splitlines()]
    shown = sorted((command.name, command.properties["file"]) for command in found if command)
    # Ann is in both files without an id, which is a note in each.
    assert shown == [("notice", "a/team.yaml"), ("notice", "b c/team.yaml"), ("warning", "b c/team.yaml")]
    assert audited(tmp_path, fail_on="warning").returncode == 1
    assert audited(tmp_path, "a\n", "warning").returncode == 0
    assert audited(tmp_path, "a\n\nb c\n", "warning").returncode == 1
    assert audited(tmp_path, args="-o r.sarif\n--fail-on warning --ignore MT602").returncode == 0
    assert (tmp_path / "r.sarif").exists()
    assert audited(tmp_path, "missing").returncode == 2


def test_nothing_in_an_input_acts_in_the_shell(tmp_path: Path) -> None:
    write(tmp_path, {"team.yaml": GOOD})
    hostile = "$(touch acted) `touch acted` ; touch acted # \" '"
    for inputs in ({"path": hostile}, {"fail_on": hostile}, {"args": hostile}, {"path": "--debug"}):
        assert audited(tmp_path, **inputs).returncode == 2
    assert sorted(file.name for file in tmp_path.iterdir()) == ["team.yaml"]
