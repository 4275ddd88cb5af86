"""The world misbehaves: disks, folders, terminals and files that are not as they should be."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Cli
from mlops_team.audits import source
from mlops_team.audits.options import Settings
from mlops_team.cli import app, new_file
from mlops_team.render import FORMATS
from runs import FAULTY, GOOD, PROGRAM, ROOT, codes, ran, report_in, started, unmeasured, write

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="written for POSIX systems")
OLD = "the old report\n"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path(), {"team.yaml": FAULTY})


def teams(number: int) -> None:
    write(Path(), {f"many/{one:04}.team.yaml": FAULTY for one in range(number)})


def plain(stderr: bytes) -> None:
    """Hold stderr against what it may say: no traceback, and nothing that asks to be reported."""
    assert b"Traceback" not in stderr
    assert b"please report it" not in stderr
    assert b"Exception ignored" not in stderr


def leftovers() -> list[str]:
    return [name for name in os.listdir() if name.startswith(".mlops-team-")]


# Reports in files: whole or absent, an old one survives


@pytest.mark.parametrize("old", [None, OLD])
def test_a_full_disk(old: str | None) -> None:
    teams(300)
    if old is not None:
        Path("report.json").write_text(old, encoding="utf-8")

    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))  # room for what measures coverage

    result = ran("audit", "many", "-o", "report.json", preexec_fn=small_files)
    assert result.returncode == 2
    plain(result.stderr)
    assert b"report.json cannot be written: file too large" in result.stderr
    assert (Path("report.json").read_text(encoding="utf-8") if old is not None else None) == old
    assert Path("report.json").exists() == (old is not None)
    assert leftovers() == []


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device"), MemoryError])
def test_a_report_that_breaks_off(cli: Cli, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    Path("report.json").write_text(OLD, encoding="utf-8")

    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(os, "replace", broken)
    assert cli("audit", "-o", "report.json").code in {2, 130}
    assert Path("report.json").read_text(encoding="utf-8") == OLD
    assert leftovers() == []


def test_a_full_disk_leaves_no_half_of_a_file_to_start_from() -> None:
    """The limit is too small for what measures coverage, so that it is set in a process of its own, for a while."""
    code = """if True:
        import resource, signal, sys
        from mlops_team.cli import main
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))
        try:
            main()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)"""
    command = [sys.executable, "-B", "-c", code, "init", "new.team.yaml"]
    result = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert (result.returncode, result.stdout) == (2, b"")
    told = "new.team.yaml cannot be written: file too large; name another file"
    assert result.stderr.decode() == f"mlops-team: error: {told}\n"
    assert not Path("new.team.yaml").exists()


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        target = Path("/proc/report.json")  # no user may make files there, not even this one
    else:
        (tmp_path / "locked").mkdir(mode=0o500)
        target = tmp_path / "locked/report.json"
    result = ran("audit", "-o", target)
    assert result.returncode == 2
    plain(result.stderr)
    assert f"{target} cannot be written: ".encode() in result.stderr
    result = ran("init", target)
    assert result.returncode == 2
    plain(result.stderr)
    assert result.stderr.startswith(f"mlops-team: error: {target} cannot be written: ".encode())


def test_a_device_is_written_to_and_not_replaced() -> None:
    result = ran("audit", "-o", "json:/dev/null", "-f", "json")
    assert result.returncode == 1
    assert not Path("/dev/null").is_file()
    full = ran("audit", "-o", "json:/dev/full") if Path("/dev/full").exists() else None
    assert full is None or (full.returncode == 2 and b"no space left" in full.stderr)


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    os.mkfifo("pipe")
    with started("audit", "-o", "json:pipe", stdout=subprocess.DEVNULL) as process:
        out = (tmp_path / "pipe").read_text(encoding="utf-8")
        assert process.wait(timeout=60) == 1
    assert report_in(out)["summary"]["teams"] == 1


# Ctrl-C


def test_ctrl_c_during_a_folder() -> None:
    teams(3_000)
    Path("report.json").write_text(OLD, encoding="utf-8")
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from mlops_team.cli import main; "
    command = [sys.executable, "-c", code + "print(1, flush=True); main()", "audit", "many", "-o", "report.json"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=unmeasured(), stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == b""
    plain(errors)
    assert Path("report.json").read_text(encoding="utf-8") == OLD
    assert leftovers() == []


def test_ctrl_c_before_the_start(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(app, "app_for", broken)
    assert cli("audit") == (130, "", "")


def test_ctrl_c_while_a_file_to_start_from_is_written(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(descriptor: int, *_: object) -> None:
        os.close(descriptor)
        raise KeyboardInterrupt

    monkeypatch.setattr(new_file, "open", broken, raising=False)
    assert cli("init", "new.team.yaml") == (130, "", "")
    assert not Path("new.team.yaml").exists()


# Files that change, or are none


def test_a_file_that_vanishes_between_the_search_and_the_reading(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    teams(3)
    read = source.read_file

    def reading(file: str, settings: Settings) -> source.Reading:
        Path("many/0001.team.yaml").unlink(missing_ok=True)
        return read(file, settings)

    monkeypatch.setattr(source, "read_file", reading)
    result = cli("audit", "many", "-f", "json")
    assert result.code == 2
    [line] = result.err.splitlines()
    assert "many/0001.team.yaml:1:1: error[MT001]: there is no such file" in line
    assert report_in(result.out)["summary"]["teams"] == 2


def test_each_file_is_read_once(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = "team: T\nmembers: [{name: Noor, id: n, allocation: 0.7}]\n"
    write(Path(), {"a.team.yaml": shared, "b.team.yaml": shared})
    read, files = source.read_file, []

    def reading(file: str, settings: Settings) -> source.Reading:
        files.append(file)
        return read(file, settings)

    monkeypatch.setattr(source, "read_file", reading)
    result = cli("audit", "a.team.yaml", "b.team.yaml", "-f", "json", "--select", "MT105")
    assert codes(report_in(result.out)) == ["MT105", "MT105"]
    assert files == ["a.team.yaml", "b.team.yaml"]


MAKERS: dict[str, Callable[[], object]] = {
    "a FIFO": lambda: os.mkfifo("odd"),
    "a link to itself": lambda: Path("odd").symlink_to("odd"),
    "a device without end": lambda: Path("odd").symlink_to("/dev/zero"),
    "a folder": lambda: Path("odd").mkdir(),
    "nothing": lambda: None,
    "a dangling link": lambda: Path("odd").symlink_to("nosuch"),
}
USES = {
    "a team file": ["audit", "odd"],
    "a configuration": ["audit", "--config", "odd"],
    "a baseline": ["audit", "--baseline", "odd"],
    "a newcomer": ["audit", "--with", "odd"],
    "a catalog": ["audit", "--roles", "odd"],
}


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("kind", MAKERS)
def test_what_is_no_file_in_place_of(cli: Cli, kind: str, use: str) -> None:
    MAKERS[kind]()
    result = cli(*USES[use])
    assert result.code == 2
    assert len(result.err.splitlines()) == 1
    plain(result.err.encode())


# Surroundings


@pytest.mark.parametrize(
    "surroundings",
    [
        pytest.param(
            {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
            id="LANG=C",
            marks=pytest.mark.skipif(not str(ROOT).isascii(), reason="Python finds no package there in this locale"),
        ),
        pytest.param({"TERM": "dumb", "COLUMNS": "1"}, id="a dumb terminal of one column"),
        pytest.param({"COLUMNS": "1", "FORCE_COLOR": "1"}, id="colour in one column"),
        pytest.param({"COLUMNS": "-1", "LINES": "0"}, id="less than no column"),
        pytest.param({"HOME": "/nonexistent", "XDG_CONFIG_HOME": "", "XDG_CACHE_HOME": ""}, id="no home"),
        pytest.param({"TMPDIR": "/nonexistent"}, id="nowhere for temporary files"),
        pytest.param({"MLOPS_TEAM_AS_OF": ""}, id="an empty variable"),
    ],
)
def test_odd_surroundings(surroundings: dict[str, str]) -> None:
    result = ran("audit", "-o", "report.json", env=surroundings)
    assert (result.returncode, result.stderr) == (1, b"")
    assert report_in(Path("report.json").read_text(encoding="utf-8"))["summary"]["teams"] == 1


def test_no_environment_at_all() -> None:
    result = subprocess.run([*PROGRAM, "audit"], env={}, capture_output=True, timeout=60, check=False)
    assert (result.returncode, result.stderr) == (1, b"")


def test_a_working_folder_that_is_gone(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    for args in (["audit"], ["audit", "--isolated", "-"], ["roles"], ["init", "-"]):
        script = 'cd gone 2>/dev/null || { mkdir ../gone; cd ../gone; }; rmdir ../gone; exec "$@"'
        (tmp_path / "gone").mkdir(exist_ok=True)
        result = subprocess.run(
            ["sh", "-c", script, "sh", *PROGRAM, *args],
            cwd=tmp_path, input=GOOD.encode(), capture_output=True, timeout=60, check=False,
        )  # fmt: skip
        assert result.returncode in {0, 2}
        plain(result.stderr)
        if result.returncode == 2:
            assert b"working directory no longer exists" in result.stderr


def test_a_working_folder_that_goes(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    result = cli("audit", "--isolated", "team.yaml")
    told = "the working directory no longer exists; change to another folder"
    assert (result.code, result.out, result.err) == (2, "", f"mlops-team: error: {told}\n")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize(
    "args",
    [
        "audit", "audit -", "init new.yaml",
        *(pytest.param(args, marks=pytest.mark.slow) for args in ("audit nosuch.yaml", "roles", "--help")),
    ],
)  # fmt: skip
def test_closed_streams(closed: str, args: str) -> None:
    result = subprocess.run(
        ["sh", "-c", f'"$0" -m mlops_team {args} {closed}', sys.executable],
        input=None if "<" in closed else b"", capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert result.returncode in {0, 1, 2}
    plain(result.stderr)


def test_a_file_name_that_is_not_utf_8(cli: Cli, tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.team.yaml")
    try:
        Path(name).write_text(FAULTY, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    os.unlink("team.yaml")
    for format_ in FORMATS:
        assert cli("audit", ".", "-f", format_, "-o", f"{format_}:{tmp_path / 'out'}").code == 1
    write(Path(), {name: "team: ["})
    result = cli("audit", ".")
    assert result.code == 2
    assert result.err.startswith(r"caf\udce9.team.yaml:1:8: error[MT002]: ")


def test_a_reader_that_goes_away_at_any_point() -> None:
    teams(30)
    for bytes_read in (0, 1, 100, 5_000):
        with started("audit", "many", "-f", "json", stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.read(bytes_read)
            process.stdout.close()
            assert process.wait(timeout=60) == 1
            assert process.stderr.read() == b""
