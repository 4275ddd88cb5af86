"""What diff and history print in the repository that docs/history.md describes."""

import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
COMMANDS = {"history": ["history"], "diff": ["diff", "HEAD~2:team.yaml", "HEAD:team.yaml"]}
HIRED = """\
  - name: Gita Rao
    roles: [devops-engineer]
    allocation: 0.8
    skills: {ci-cd: 4, workflow-orchestration: 3, model-deployment: 3, production-monitoring: 3}
    from: 2026-10-01
"""


def history_samples() -> dict[str, str]:
    """Return a block of output for each command, by its mark on the page."""
    with TemporaryDirectory() as folder:
        _git(folder, "2026-01-01", "init", "--quiet")
        for day, text in versions():
            Path(folder, "team.yaml").write_text(text, encoding="utf-8")
            _git(folder, day, "add", "team.yaml")
            _git(folder, day, "commit", "--quiet", "--message", f"The team on {day}")
        return {name: f"```text\n{_printed(folder, *words)}```" for name, words in COMMANDS.items()}


def versions() -> list[tuple[str, str]]:
    """Return the three versions of the team, each with its day."""
    first = (ROOT / "examples/gaps.yaml").read_text(encoding="utf-8")
    left = re.sub(r"  - name: Emil Berg\n(?:    .*\n)+", "", first)
    second = left.replace("roles: [ml-engineer]", "roles: [ml-engineer, data-engineer]")
    third = second.replace("members:\n", f"members:\n{HIRED}", 1)
    return [("2026-08-03", first), ("2026-09-14", second), ("2026-10-05", third)]


def _git(folder: str, day: str, *words: str) -> None:
    person = {f"GIT_{who}_{what}": "sample" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    dates = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), f"{day}T12:00:00Z")
    settings = dict.fromkeys(("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"), os.devnull)
    subprocess.run(["git", *words], cwd=folder, env=os.environ | settings | person | dates, check=True)


def _printed(folder: str, *args: str) -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith("MLOPS_TEAM_")}
    command = [sys.executable, "-m", "mlops_team", *args, "--as-of", "2026-11-23", "--isolated"]
    return subprocess.run(command, cwd=folder, env=env, check=False, stdout=subprocess.PIPE, encoding="utf-8").stdout
