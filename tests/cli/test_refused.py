"""What the system or Python refuses: fewer processes, or a plain error, and never a trace or a hang."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from runs import GOOD, PROGRAM, ran, write

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits as Linux has them")

LIMITED = """
import resource, runpy, sys
resource.setrlimit(resource.{limit}, ({most}, {most}))
sys.argv = ["mlops-team", *sys.argv[1:]]
runpy.run_module("mlops_team", run_name="__main__")
"""
WITHOUT = """
import os, runpy, sys
def refused(*_): raise OSError(11, "Resource temporarily unavailable")
os.{name} = refused
sys.argv = ["mlops-team", *sys.argv[1:]]
runpy.run_module("mlops_team", run_name="__main__")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, {f"{number:03}.team.yaml": GOOD for number in range(110)})
    return tmp_path


@pytest.mark.parametrize(
    "code",
    [
        LIMITED.format(limit="RLIMIT_NOFILE", most=14),  # room for two processes or so
        LIMITED.format(limit="RLIMIT_NOFILE", most=8),  # and for none
        WITHOUT.format(name="fork"),
        WITHOUT.format(name="pipe"),
    ],
    ids=["few files", "no file", "no process", "no pipe"],
)
def test_a_refused_process_costs_speed_only(folder: Path, code: str) -> None:
    command = [sys.executable, "-c", code, "audit", "--isolated", "-q", "--select", "MT1", "-j", "8", "."]
    result = subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False)
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.endswith(
        b"Passed: 110 teams, 100 % covered, 0 errors, 0 warnings, 110 notes (-v shows them)\n"
    )


@pytest.mark.parametrize("words", [["audit"], ["explain", "MT101"], ["roles"], ["--version"]], ids=" ".join)
def test_without_docstrings_it_says_so(words: list[str]) -> None:
    result = ran(*words, env={"PYTHONOPTIMIZE": "2"})
    assert (result.returncode, result.stdout) == (2, b"")
    [line] = result.stderr.decode().splitlines()
    assert line.startswith("mlops-team: error: Python runs with -OO or PYTHONOPTIMIZE=2")


def test_completion_where_a_file_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / ".bash_completions").write_text("no folder", encoding="utf-8")
    env = {"HOME": str(tmp_path), "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    result = ran("--install-completion", "bash", env=env)
    assert result.returncode == 2
    [line] = result.stderr.decode().splitlines()
    assert line.startswith("mlops-team: error: --install-completion: ")
    assert line.endswith("cannot be written: File exists")


def test_a_device_is_written_to_and_never_replaced(tmp_path: Path) -> None:
    write(tmp_path, {"team.yaml": GOOD})
    with (tmp_path / "both.txt").open("wb") as both:
        command = [*PROGRAM, "audit", "--isolated", "-q", "-o", "json:/dev/stdout"]
        subprocess.run(command, cwd=tmp_path, stdout=both, timeout=60, check=True)
    text = (tmp_path / "both.txt").read_text(encoding="utf-8")
    assert text.startswith('{"version":1,')
    assert text.splitlines()[-1].startswith("Passed: ")
    reader, writer = os.pipe()
    command = [*PROGRAM, "audit", "--isolated", "-q", "-o", f"json:/dev/fd/{writer}"]
    subprocess.run(command, cwd=tmp_path, pass_fds=[writer], stdout=subprocess.DEVNULL, timeout=60, check=True)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        assert stream.read().startswith(b'{"version":1,')
