"""Completion, asked for as the scripts that `--show-completion` prints do for each shell."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Cli
from runs import ROOT, ran

BANK = ROOT / "tests/rules/MT108/catalog"


def completed(line: str, shell: str = "bash", folder: Path | None = None) -> list[str]:
    """Return what a shell is offered with the cursor at the end of a line."""
    other = {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    asked = bash(line) if shell == "bash" else {"_MLOPS_TEAM_COMPLETE": f"complete_{shell}", **other}
    result = ran(env=asked, cwd=folder)
    assert (result.returncode, result.stderr) == (0, b"")
    return result.stdout.decode().split("\n")[:-1]


def bash(line: str) -> dict[str, str]:
    """Return the environment in which bash wants a line completed, with the cursor at its end."""
    words = line.split(" ")
    return {
        "_MLOPS_TEAM_COMPLETE": "complete_bash",
        "COMP_WORDS": "\n".join(words),
        "COMP_CWORD": str(len(words) - 1),
    }


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("mlops-team ex", ["explain", "export"]),
        ("mlops-team --ver", ["--version"]),
        ("mlops-team audit --fail", ["--fail-on", "--fail-under"]),
        ("mlops-team audit --fail-on ", ["error", "warning", "info", "never"]),
        ("mlops-team audit --color a", ["auto", "always"]),
        ("mlops-team audit --select role-un", ["role-unstaffed", "role-understaffed", "role-unacknowledged"]),
        ("mlops-team audit --ignore MT101,skill-m", ["MT101,skill-missing"]),
        ("mlops-team plan --goal s", ["staffed", "skilled"]),
        ("mlops-team plan --format ", ["text", "json", "markdown"]),
        ("mlops-team plan te", [""]),
        ("mlops-team roles --format t", ["text"]),
        ("mlops-team roles d", ["data-scientist", "data-engineer", "devops-engineer"]),
        ("mlops-team explain MT00", ["MT001", "MT002", "MT003", "MT004", "MT005", "MT006"]),
        ("mlops-team explain pair", ["pair-apart"]),
        ("mlops-team schema te", ["team"]),
        ("mlops-team resilience --pa", ["--pairs"]),
        ("mlops-team resilience -f m", ["markdown"]),
        ("mlops-team init --no", ["--no-input"]),
        ("mlops-team audit te", [""]),  # a path: the shell itself completes files
        ("mlops-team audit --with te", [""]),
        ("mlops-team nosuch x", [""]),
    ],
)
def test_bash(cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line: str, offered: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in bash(line).items():
        monkeypatch.setenv(name, value)
    assert cli() == (0, "\n".join((*offered, "")), "")


def test_all_commands_are_offered() -> None:
    assert {"audit", "plan", "resilience", "roles", "explain", "schema", "init"} <= set(completed("mlops-team "))


def test_zsh_and_fish_get_the_meaning_too(tmp_path: Path) -> None:
    assert completed("mlops-team roles data-s", "fish", tmp_path) == ["data-scientist\tData Scientist"]
    assert completed("mlops-team roles data-s", "zsh", tmp_path) == [
        """_arguments '*: :(("data-scientist":"Data Scientist"))'"""
    ]
    assert completed("mlops-team audit te", "zsh", tmp_path) == ["_files"]


def test_roles_are_those_of_the_catalog_in_use(tmp_path: Path) -> None:
    shutil.copytree(BANK, tmp_path / "ours")
    assert completed("mlops-team roles --roles ours model-", folder=tmp_path) == ["model-validator"]
    (tmp_path / ".mlops-team.toml").write_text('roles = "ours"\n', encoding="utf-8")
    assert completed("mlops-team roles model-", folder=tmp_path) == ["model-validator"]
    assert completed("mlops-team roles --isolated model-", folder=tmp_path) == [""]


def test_a_broken_setting_leaves_the_line_alone(tmp_path: Path) -> None:
    (tmp_path / ".mlops-team.toml").write_text("roles = ", encoding="utf-8")
    assert completed("mlops-team roles d", folder=tmp_path) == [""]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_is_printed(shell: str) -> None:
    result = ran(
        "--show-completion", shell, env={"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    )  # else the shell is the one that runs the tests
    assert result.returncode == 0
    assert f"_MLOPS_TEAM_COMPLETE=complete_{shell}" in result.stdout.decode()


def test_start_up_files_are_written_only_when_asked_for(tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path), "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    assert ran("--show-completion", "bash", env=home).returncode == 0
    assert ran("roles", env=home).returncode == 0
    assert os.listdir(tmp_path) == []
    assert ran("--install-completion", "bash", env=home).returncode == 0
    script = tmp_path / ".bash_completions/mlops-team.sh"
    assert f"source '{script}'" in (tmp_path / ".bashrc").read_text(encoding="utf-8")
    assert "_MLOPS_TEAM_COMPLETE=complete_bash" in script.read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32" or shutil.which("bash") is None, reason="takes bash on a POSIX system")
def test_a_real_bash(tmp_path: Path) -> None:
    program = tmp_path / "mlops-team"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mlops_team "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    script = """eval "$(mlops-team --show-completion bash)"
COMP_WORDS=(mlops-team audit --select MT50) COMP_CWORD=3
_mlops_team_completion mlops-team
echo "${COMPREPLY[@]}"
complete -p mlops-team"""
    result = subprocess.run(
        ["bash", "--norc", "-c", script],
        cwd=tmp_path,
        env={
            **os.environ,
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert result.stdout == ("MT501 MT502 MT503 MT504\ncomplete -o default -F _mlops_team_completion mlops-team\n")
