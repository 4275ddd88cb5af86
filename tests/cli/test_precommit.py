"""The hooks, under the real pre-commit, in a repository of somebody else's."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from runs import FAULTY, GOOD, ROOT, team_text, write

pytestmark = pytest.mark.slow  # pre-commit makes an environment of its own and installs the program there

CONFIG = """repos:
  - repo: {repository}
    rev: {revision}
    hooks:
      - id: mlops-team-audit
      - id: mlops-team-audit-all
        args: [--fail-on, warning, .]
"""


def environment(home: Path) -> dict[str, str]:
    """Return an environment in which no git hook that runs the tests, and no user's setting, gets in the way."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT", "SKIP"))}
    return {**kept, "PRE_COMMIT_HOME": str(home), "PRE_COMMIT_COLOR": "never"}


def git(*args: str | Path, folder: Path) -> str:
    result = subprocess.run(
        ["git", *map(str, args)],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return result.stdout.strip()


@pytest.fixture
def hooks(tmp_path: Path) -> tuple[Path, str]:
    """Return a clone of this checkout, without what is not committed, and its revision."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    if find_spec("pre_commit") is None:
        pytest.skip("pre-commit is not installed")
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git repository, so pre-commit cannot fetch the hooks from it")
    clone = tmp_path / "hooks"
    git("clone", "--quiet", "--no-hardlinks", ROOT, clone, folder=tmp_path)
    return clone, git("rev-parse", "HEAD", folder=clone)


@pytest.fixture
def hook(hooks: tuple[Path, str], tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """Return a function that writes files, stages all, and runs one hook: its exit code and what it shows."""
    repository = tmp_path / "theirs"
    repository.mkdir()
    git("init", "--quiet", folder=repository)
    write(repository, {".pre-commit-config.yaml": CONFIG.format(repository=hooks[0].as_uri(), revision=hooks[1])})

    def run(id: str, files: dict[str, str], *args: str) -> tuple[int, str]:
        write(repository, files)
        git("add", "--all", folder=repository)
        result = subprocess.run(
            [sys.executable, "-m", "pre_commit", "run", id, *args],
            cwd=repository,
            env=environment(tmp_path / "pre-commit"),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=600,
            check=False,
        )
        return result.returncode, result.stdout.decode("utf-8")

    return run


def test_the_hooks(hook: Callable[..., tuple[int, str]]) -> None:
    # One function with many steps: the environment that pre-commit builds for the hooks takes long.
    each, together = "mlops-team-audit", "mlops-team-audit-all"

    code, shown = hook(each, {"README.md": "", "steam.yaml": "no team"})
    assert (code, "Skipped" in shown) == (0, True), shown

    code, shown = hook(each, {"teams/good.team.yaml": GOOD})
    assert (code, "Passed" in shown) == (0, True), shown

    code, shown = hook(each, {"teams/bad/team.yml": FAULTY})
    assert (code, "Failed" in shown) == (1, True), shown
    assert "MT101 devops-engineer" in shown
    assert "teams/bad/team.yml:3:1" in shown
    assert "\x1b" not in shown

    code, shown = hook(each, {"teams/bad/team.yml": "team: [\n"})
    assert (code, "teams/bad/team.yml:2:1: error[MT002]" in shown) == (1, True), shown

    # Nobody is overallocated in one file alone, ...
    half = {name: team_text(name, member="id: ann@example.com\nallocation: 0.6") for name in ("a", "b")}
    code, shown = hook(
        together, {"teams/bad/team.yml": GOOD, "teams/good.team.yaml": half["a"], "teams/b.team.yaml": GOOD}
    )
    assert (code, "Passed" in shown) == (0, True), shown
    # ... and a look at the changed file does not show what only all files together do.
    only = ("--files", "teams/b.team.yaml")
    code, shown = hook(each, {"teams/b.team.yaml": half["b"]}, *only)
    assert (code, "Passed" in shown) == (0, True), shown
    code, shown = hook(together, {}, *only)
    assert (code, "Failed" in shown) == (1, True), shown
    assert shown.count("MT105 Ann") == 2
