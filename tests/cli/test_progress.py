"""The progress bar: on a terminal only, and only for a run that takes long enough to wonder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from runs import GOOD, all_from, report_in, write

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are POSIX's", allow_module_level=True)

import pty

# An impatient program, so that nobody has to wait for a bar.
AUDIT = """if True:
    import mlops_team.cli.progress
    mlops_team.cli.progress._PATIENCE = {patience}
    mlops_team.cli.progress._PERIOD = 0
    from mlops_team.cli import main
    main()"""


def run(folder: Path, *, patience: int, terminal: bool) -> str:
    """Audit 40 files, hold the report against its schema, and return what came to stderr."""
    write(folder, {f"{number}.team.yaml": GOOD for number in range(40)})
    leader, follower = pty.openpty()
    report, errors = folder / "report.json", folder / "errors"
    command = [sys.executable, "-c", AUDIT.format(patience=patience), "audit", "-f", "json", "."]
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80"}
    with report.open("wb") as out, errors.open("wb") as piped:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=follower, stdout=out, stderr=follower if terminal else piped
        )
        os.close(follower)
        told = all_from(leader)
        assert process.wait(timeout=60) == 0
    assert report_in(report.read_text(encoding="utf-8"))["summary"]["teams"] == 40
    return (told if terminal else errors.read_bytes()).decode()


def test_a_bar_for_a_long_run(tmp_path: Path) -> None:
    told = run(tmp_path, patience=-1, terminal=True)
    assert "/40" in told
    assert told.endswith(("\x1b[2K", "\x1b[?25h"))  # in the end the line is empty and the cursor back


def test_no_bar_for_a_short_run(tmp_path: Path) -> None:
    assert run(tmp_path, patience=30, terminal=True) == ""


def test_no_bar_into_a_pipe(tmp_path: Path) -> None:
    assert run(tmp_path, patience=-1, terminal=False) == ""
