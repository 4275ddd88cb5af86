"""The README's three commands, run as they are there, on a team with more than forty gaps."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import TODAY
from runs import ROLES, ROOT, write

# All of the seven roles but one are held, each by somebody who can do nothing that it takes.
MEMBERS = [f"  - {{name: Of {role}, roles: [{role}], skills: {{backend-development: 1}}}}" for role in ROLES]
GAPS = "\n".join(["team: Forty gaps", "members:", *MEMBERS[1:]])


def commands() -> list[str]:
    """Return the commands that the README lists, without their comments."""
    found = re.search(r"<!-- adopt -->\n```bash\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return [line.split("#")[0].strip() for line in found[1].splitlines()]


def ran(command: str) -> subprocess.CompletedProcess[str]:
    """Run a line as a shell does that finds this program first."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-euc", command],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def adopted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the team file of a repository in which the three commands have been run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MLOPS_TEAM_AS_OF", TODAY)
    write(Path(), {"teams/team.yaml": GAPS})
    subprocess.run(["git", "init", "-q"], check=True)
    write_baseline, configure, add = map(ran, commands())
    assert re.fullmatch(r"mlops-team: \d+ findings written to baseline\.json\n", write_baseline.stderr)
    assert write_baseline.stdout.splitlines()[-1].startswith("Passed: ")
    assert (write_baseline.returncode, configure.returncode, add.returncode, add.stderr) == (0, 0, 0, "")
    return tmp_path / "teams/team.yaml"


def test_a_team_with_forty_gaps_is_adopted_in_three_commands(adopted: Path) -> None:
    """CI, a hook and somebody in a folder below run the audit in their own ways."""
    findings = json.loads(Path("baseline.json").read_text(encoding="utf-8"))["findings"]
    assert len(findings) >= 40
    staged = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=True).stdout
    assert staged == ".mlops-team.toml\nbaseline.json\n"
    for command in ("audit teams/", "audit .", f"audit {adopted.relative_to(Path.cwd())}", "audit --format github ."):
        result = ran(f"mlops-team {command}")
        assert (result.returncode, result.stderr) == (0, "")
    result = ran("cd teams && mlops-team audit")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.endswith(f" {len(findings)} findings in the baseline, 0 entries fixed\n")


def test_a_new_gap_fails_and_fixed_ones_are_counted(adopted: Path) -> None:
    # Somebody with a misspelt skill joins, who fills the empty role: MT206 is new; MT101 is fixed, and so is MT601.
    # The role's MT205 and MT301 are what is left of MT101.
    joined = (
        "\n  - {name: New, roles: [business-stakeholder], skills: {goal-setting: 3, success-metrics: 3, ci-cdd: 1}}\n"
    )
    objective = "objectives: [{goal: Sell more, metric: EUR, owner: New, roi: EUR 1 M}]\n"
    adopted.write_text(GAPS + joined + objective, encoding="utf-8")
    result = ran("mlops-team audit teams/")
    assert (result.returncode, result.stderr) == (1, "")
    assert set(re.findall(r"^  (MT\d+ \S+)", result.stdout, re.MULTILINE)) == {"MT206 New:"}
    assert "2 in a smaller form, 2 entries fixed" in result.stdout
