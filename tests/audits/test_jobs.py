"""Several processes: the same bytes as one, whatever is asked for, and an end that is as clean."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from conftest import Cli
from runs import ALL_THREE, BROKEN, FAULTY, GOOD, WARNED, ran, team_text, unmeasured, write

BUSY = team_text("Busy", member="id: ann@example.com\nallocation: 0.7")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of more teams than one process is handed at once, with all that can be found."""
    kinds = (GOOD, WARNED, FAULTY, ALL_THREE)
    files = {f"{number:03}.team.yaml": kinds[number % 4] for number in range(120)}
    files |= {"005.team.yaml": BROKEN, "007.team.yaml": BUSY, "103.team.yaml": BUSY, "sub/team.yaml": GOOD}
    write(tmp_path, files)
    (tmp_path / "empty").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    "options",
    [
        ["-f", "json"],
        ["-f", "text", "-v"],
        ["--redact"],
        ["-f", "json", "--redact", "--color", "always"],
        ["--color", "always", "-q"],
        ["--select", "MT1", "--fail-on", "warning"],
        ["--ignore", "MT105"],
        ["-f", "json", "--baseline", "old.json"],
        ["-o", "json:two.json", "-o", "text:three.txt"],
    ],
    ids=" ".join,
)
def test_the_same_bytes_as_one_process(folder: Path, options: list[str]) -> None:
    if "old.json" in options:
        ran("audit", "-o", "old.json", "000.team.yaml", "001.team.yaml", "007.team.yaml", cwd=folder)
    kept = []
    for jobs in ("1", "3"):
        run = ran("audit", *options, "-j", jobs, "empty", ".", "-", cwd=folder, input=BUSY.encode())
        files = [file.read_bytes() for file in sorted(folder.glob("t*.*")) if file.suffix in (".json", ".txt")]
        kept.append((run.returncode, run.stdout, run.stderr, files))
    assert kept[0] == kept[1]
    assert kept[0][0] == 2
    assert b"005.team.yaml:2:1: error[MT002]" in kept[0][2]
    if options == ["-f", "json"]:
        assert kept[0][1].count(b'"MT105"') == 4  # in 007, 103, stdin and the overview


def test_a_start_without_forking_gives_the_same(folder: Path) -> None:
    code = (
        "import sys, mlops_team.audits.workers as workers; from mlops_team.cli import main\n"
        "if __name__ == '__main__': workers._START = 'spawn'; main()"
    )
    (folder / "run.py").write_text(code, encoding="utf-8")
    command = [sys.executable, "run.py", "audit", "-f", "json", "-j", "2", "."]
    spawned = subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False)
    alone = ran("audit", "-f", "json", ".", cwd=folder)
    assert (spawned.returncode, spawned.stdout, spawned.stderr) == (alone.returncode, alone.stdout, alone.stderr)


def test_one_file_starts_no_process(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"team.yaml": GOOD})
    monkeypatch.setitem(sys.modules, "mlops_team.audits.workers", None)  # importing it would fail
    assert cli("audit", "-j", "8", tmp_path / "team.yaml").code == 0


@pytest.mark.parametrize("jobs", ["0", "-1", "two", "", "1.5", "²", "9" * 5_000])
def test_what_is_no_number_of_processes(cli: Cli, jobs: str) -> None:
    result = cli("audit", f"--jobs={jobs}", "team.yaml")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("Usage: mlops-team audit")
    assert result.err.endswith("is not a number of processes; write 1 or more, such as 2, or auto\n")


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes where Linux shows them")
class TestEnds:
    """What happens when somebody ends the run, or one of its processes."""

    @staticmethod
    def busy(folder: Path, env: Mapping[str, str] | None = None) -> "subprocess.Popen[bytes]":
        """Start a run that takes a while, and wait until its processes are there."""
        people = "".join(f"  - name: Ann {number}\n" for number in range(1_000))
        write(folder, {"0.team.yaml": f"team: Large\nmembers:\n{people}"})
        for number in range(1, 400):  # of about 50 ms each
            os.link(folder / "0.team.yaml", folder / f"{number}.team.yaml")
        pipe = subprocess.PIPE
        # Whoever runs the tests may have switched the signal off for all below.
        code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        code += "from mlops_team.cli import main; main()"
        command = [sys.executable, "-c", code, "audit", "-f", "json", "-j", "2", "."]
        run = subprocess.Popen(command, cwd=folder, env=env, stdout=pipe, stderr=pipe)
        end = time.monotonic() + 30
        while len(children(run.pid)) < 2 and time.monotonic() < end:
            time.sleep(0.01)
        return run

    def test_ctrl_c(self, tmp_path: Path) -> None:
        run = self.busy(tmp_path, unmeasured())
        workers = children(run.pid)
        for process in (run.pid, *workers):  # as a terminal does
            os.kill(process, signal.SIGINT)
        assert run.communicate(timeout=30) == (b"", b"")
        assert run.returncode == 130
        assert not any(Path(f"/proc/{worker}").exists() for worker in workers)

    def test_a_killed_process(self, tmp_path: Path) -> None:
        run = self.busy(tmp_path)
        os.kill(children(run.pid)[0], signal.SIGKILL)
        out, told = run.communicate(timeout=30)
        assert (run.returncode, out) == (2, b"")
        assert told.decode() == (
            "mlops-team: error: a process of the audit was killed; "
            "perhaps memory ran out: try again with a smaller number for --jobs\n"
        )


def children(process: int) -> list[int]:
    file = Path(f"/proc/{process}/task/{process}/children")
    return [int(child) for child in file.read_text(encoding="ascii").split()]
