"""The command line from outside: exit codes, what goes to stdout and what to stderr, settings, many files."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conftest import TODAY, Cli, Result
from mlops_team.cli.app import COMMANDS
from runs import (
    ALL_THREE,
    BROKEN,
    FAULTY,
    GOOD,
    NOTED,
    ROOT,
    WARNED,
    Json,
    codes,
    ran,
    report_in,
    started,
    team_text,
    write,
)

UNKNOWN_NAME = GOOD.replace("[backend-engineer]", "[backend-enginer]")
FORMATS = ("text", "json")
ESCAPE = "\x1b"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a repository of its own, where no configuration but a test's is found."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


def json_of(result: Result) -> Json:
    return report_in(result.out)


def unbroken(result: Result) -> None:
    """Whatever went wrong, it was foreseen."""
    assert "Traceback" not in result.out + result.err
    assert "internal error" not in result.out + result.err


# Exit codes


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(
    ("text", "by_threshold"),
    [
        # error, warning, info, never, left out
        pytest.param(GOOD, (0, 0, 0, 0, 0), id="good"),
        pytest.param(NOTED, (0, 0, 1, 0, 0), id="info"),
        pytest.param(WARNED, (0, 1, 1, 0, 0), id="warning"),
        pytest.param(FAULTY, (1, 1, 1, 0, 1), id="error"),
        pytest.param(ALL_THREE, (1, 1, 1, 0, 1), id="all three"),
        pytest.param(BROKEN, (2, 2, 2, 2, 2), id="broken"),
        pytest.param(UNKNOWN_NAME, (2, 2, 2, 2, 2), id="unknown name"),
    ],
)
def test_exit_code_of_each_threshold(cli: Cli, text: str, by_threshold: tuple[int, ...], format_: str) -> None:
    for threshold, code in zip(("error", "warning", "info", "never", None), by_threshold, strict=True):
        options = ["--fail-on", threshold] if threshold else []
        result = cli("audit", "-f", format_, *options, "-", stdin=text.encode())
        assert result.code == code, threshold
        if format_ == "json":
            assert json_of(result)["summary"]["passed"] == (code == 0), threshold
        else:
            assert result.out.splitlines()[-1].startswith("Failed" if code else "Passed"), threshold


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("order", [(FAULTY, BROKEN), (BROKEN, FAULTY), (GOOD, BROKEN)])
def test_what_cannot_be_audited_beats_findings(cli: Cli, order: tuple[str, str], format_: str) -> None:
    write(Path(), {"a.team.yaml": order[0], "b.team.yaml": order[1]})
    assert cli("audit", "-f", format_, "a.team.yaml", "b.team.yaml").code == 2
    assert cli("audit", "-f", format_, "--fail-on", "never", ".").code == 2


def test_waived_findings_do_not_fail(cli: Cli) -> None:
    waiver = "{rule: role-unstaffed, role: devops-engineer, reason: Hiring, expires: 2027-01-31}"
    text = team_text(unstaffed=["devops-engineer"], more=f"waivers: [{waiver}]")
    result = cli("audit", "-f", "json", "--fail-on", "info", "-", stdin=text.encode())
    report = json_of(result)
    assert (result.code, codes(report), report["summary"]["waived"]) == (0, ["MT101"], 1)
    assert (report["summary"]["errors"], report["teams"][0]["passed"]) == (0, True)


@pytest.mark.parametrize(
    "args",
    [
        ["adit"],
        ["--formt"],
        ["audit", "--formt", "json"],
        ["audit", "--as-of"],
        ["audit", "--format", "xml"],
        ["audit", "--format", "JSON"],
        ["audit", "--format", ""],
        ["audit", "--fail-on", "errors"],
        ["audit", "--fail-on", ""],
        ["audit", "--color", "sometimes"],
        ["audit", "--select", "MT999"],
        ["audit", "--ignore", "MT999"],
        ["audit", "--as-of", "tomorrow"],
        ["audit", "--config", "nosuch.toml"],
        ["audit", "--config", "."],
        ["audit", "--config", ""],
        ["audit", "--roles", "nosuch"],
        ["audit", "--roles", "team.yaml"],
        ["audit", "--roles", ""],
        ["roles", "--format", "xml"],
        ["roles", "juggler"],
        ["roles", "--roles", "nosuch"],
        ["roles", "data-scientist", "data-engineer"],
    ],
    ids=" ".join,
)
def test_wrong_usage(cli: Cli, args: list[str]) -> None:
    write(Path(), {"team.yaml": GOOD})
    result = cli(*args)
    assert (result.code, result.out) == (2, "")
    assert result.err.strip()
    unbroken(result)
    if args[0] == "audit" and "--format" not in args:
        assert cli("audit", "-f", "json", *args[1:]).code == 2


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("paths", [[], ["nosuch.team.yaml"], ["empty"], ["."], [""]], ids=str)
def test_no_file_found(cli: Cli, paths: list[str], format_: str) -> None:
    Path("empty").mkdir()
    result = cli("audit", "-f", format_, *paths)
    assert result.code == 2
    assert "error[MT001]: " in result.err
    unbroken(result)


def test_the_default_is_team_yaml_here(cli: Cli) -> None:
    write(Path(), {"team.yaml": GOOD, "other.team.yaml": BROKEN})
    result = cli("audit", "-f", "json")
    assert (result.code, [team["file"] for team in json_of(result)["teams"]]) == (0, ["team.yaml"])


def test_a_bad_catalog(cli: Cli) -> None:
    write(Path(), {"team.yaml": GOOD, "catalog/catalog.yaml": "id: ours\nversion: '1'\ntitel: Ours\n"})
    result = cli("audit", "--roles", "catalog", "-f", "json")
    assert (result.code, result.out) == (2, "")
    assert re.search(r'^catalog/catalog\.yaml:3:1: error\[MT003\]: .*"titel".*"title"', result.err, re.MULTILINE)


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["roles"], 0),
        (["roles", "-f", "json"], 0),
        (["roles", "data-scientist"], 0),
        (["roles", "ML developer"], 0),
        (["roles", "--isolated"], 0),
        (["roles", "data-scientst"], 2),
    ],
    ids=str,
)
def test_roles(cli: Cli, args: list[str], code: int) -> None:
    result = cli(*args)
    assert result.code == code
    assert ("Data Scientist" in result.out, '"data-scientist"' in result.err) == (not code, bool(code))


# Which rules


@pytest.mark.parametrize(
    ("args", "found"),
    [
        ("", "MT101 MT602 MT604"),
        ("--select MT101", "MT101"),
        ("--select role-unstaffed", "MT101"),
        ("--select MT6", "MT602 MT604"),
        ("--select MT60", "MT602 MT604"),
        ("--select MT", "MT101 MT602 MT604"),
        ("--select MT2", ""),
        ("--select MT101,MT604", "MT101 MT604"),
        ("--select role-unstaffed,MT60", "MT101 MT602 MT604"),
        ("--select MT101 --select objective-unmeasured", "MT101 MT602"),
        ("--ignore MT101", "MT602 MT604"),
        ("--ignore objective-unmeasured", "MT101 MT604"),
        ("--ignore MT6", "MT101"),
        ("--ignore MT101,MT602", "MT604"),
        ("--ignore MT101 --ignore roi-unassessed", "MT602"),
        ("--ignore MT", ""),
        ("--select MT6 --ignore MT604", "MT602"),
        ("--select MT6 --ignore MT6", ""),
        ("--ignore MT604 --select MT6", "MT602"),
    ],
)
def test_select_and_ignore(cli: Cli, args: str, found: str) -> None:
    result = cli("audit", "-f", "json", "-", *args.split(), stdin=ALL_THREE.encode())
    assert codes(json_of(result)) == found.split()
    assert result.code == int("MT101" in found)
    assert cli("audit", "-", *args.split(), stdin=ALL_THREE.encode()).code == result.code


def test_spaces_around_commas_do_not_matter(cli: Cli) -> None:
    result = cli("audit", "-f", "json", "-", "--select", " MT101 , MT604 ", stdin=ALL_THREE.encode())
    assert codes(json_of(result)) == ["MT101", "MT604"]


@pytest.mark.parametrize(
    ("given", "nearest"),
    [
        ("role-unstafed", "role-unstaffed"),
        ("skil_missing", "skill-missing"),
        ("Waiver-Unused", "waiver-unused"),
        ("mt101", "MT101"),
        ("MT1O4", "MT104"),
        ("MT6011", "MT601"),
        ("MT101,role-unstafed", "role-unstaffed"),
    ],
)
@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_an_unknown_rule_and_the_nearest_one(cli: Cli, option: str, given: str, nearest: str) -> None:
    result = cli("audit", option, given, "-", stdin=GOOD.encode())
    assert (result.code, result.out) == (2, "")
    assert f'"{given.rpartition(",")[2]}"' in result.err
    assert f'"{nearest}"' in result.err
    assert result.err.count("\n") == 1


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_input_errors_cannot_be_switched_off(cli: Cli, option: str) -> None:
    result = cli("audit", option, "MT002", "-", stdin=BROKEN.encode())
    assert (result.code, result.out) == (2, "")
    assert "MT002" in result.err
    assert cli("audit", option, "MT101", "-", stdin=BROKEN.encode()).code == 2


# The day


@pytest.mark.parametrize(
    ("args", "environment", "day"),
    [
        ([], "2026-11-20", "2026-11-20"),
        (["--as-of", "2026-11-21"], "2026-11-20", "2026-11-21"),
        (["--as-of", "2026-11-21"], None, "2026-11-21"),
        (["--as-of", "2026-11-21"], "nonsense", "2026-11-21"),
        (["--as-of", "2026-11-21", "--isolated"], "2026-11-20", "2026-11-21"),
        (["--as-of", "2028-02-29"], None, "2028-02-29"),
        (["--isolated"], "2026-11-20", None),
        (["--isolated"], "nonsense", None),
        ([], None, None),
        ([], "", None),
    ],
)
def test_as_of(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, args: list[str], environment: str | None, day: str | None
) -> None:
    if environment is None:
        monkeypatch.delenv("MLOPS_TEAM_AS_OF")
    else:
        monkeypatch.setenv("MLOPS_TEAM_AS_OF", environment)
    before = datetime.now(UTC).date().isoformat()
    told = json_of(cli("audit", "-f", "json", "-", *args, stdin=GOOD.encode()))["as_of"]
    assert told in ({day} if day else {before, datetime.now(UTC).date().isoformat()})


@pytest.mark.parametrize(
    ("day", "active"), [("2026-02-28", False), ("2026-03-01", True), ("2026-06-30", True), ("2026-07-01", False)]
)
def test_the_day_decides_who_is_there(cli: Cli, day: str, active: bool) -> None:
    text = team_text(member="from: 2026-03-01\nuntil: 2026-06-30")
    report = json_of(cli("audit", "-f", "json", "-", "--as-of", day, stdin=text.encode()))
    assert report["teams"][0]["members"][0]["active"] is active


@pytest.mark.parametrize(
    "day",
    ["", "today", "2026-13-01", "2026-02-29", "2026-1-01", "20261123", "2026-11-23T00:00", "23.11.2026", "2026-W01-1"],
)
def test_no_day(cli: Cli, monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    result = cli("audit", "-", "--as-of", day, stdin=GOOD.encode())
    assert (result.code, result.out) == (2, "")
    assert f'--as-of: "{day}"' in result.err
    assert "YYYY-MM-DD" in result.err
    if day:  # an empty variable is none
        monkeypatch.setenv("MLOPS_TEAM_AS_OF", day)
        result = cli("audit", "-", stdin=GOOD.encode())
        assert (result.code, result.out) == (2, "")
        assert f'MLOPS_TEAM_AS_OF: "{day}"' in result.err


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("text", [GOOD, (ROOT / "examples/complete.yaml").read_text(encoding="utf-8")])
def test_the_first_and_the_last_day_of_the_calendar(cli: Cli, day: str, text: str) -> None:
    result = cli("audit", "-f", "json", "--fail-on", "never", "-", "--as-of", day, stdin=text.encode())
    unbroken(result)
    assert (result.code, json_of(result)["as_of"]) == (0, day)


# How much is shown


def test_quiet_shows_findings_and_verdict_only(cli: Cli) -> None:
    full, quiet = (cli("audit", "-", *args, stdin=ALL_THREE.encode()).out for args in ([], ["-q"]))
    for kept in ("MT101", "MT602", "Failed"):
        assert kept in full
        assert kept in quiet
    for left_out in ("Business Stakeholder", "[#####", "R1", "built-in"):
        assert left_out in full
        assert left_out not in quiet
    assert len(cli("audit", "-q", "-", stdin=GOOD.encode()).out.splitlines()) <= 2


def test_verbose_shows_notes(cli: Cli) -> None:
    short, long = (cli("audit", "-", *args, stdin=ALL_THREE.encode()).out for args in ([], ["-v"]))
    assert ("MT604" in short, "1 note" in short) == (False, True)
    assert ("MT604" in long, "1 note" in long) == (True, True)
    assert "MT604" in cli("audit", "-qv", "-", stdin=ALL_THREE.encode()).out


@pytest.mark.parametrize("option", ["-q", "-v"])
def test_json_has_it_all_however_much_is_shown(cli: Cli, option: str) -> None:
    plain = cli("audit", "-f", "json", "-", stdin=ALL_THREE.encode())
    assert cli("audit", "-f", "json", option, "-", stdin=ALL_THREE.encode()) == plain
    assert codes(json_of(plain)) == ["MT101", "MT602", "MT604"]


@pytest.mark.parametrize(
    ("args", "environment", "colored"),
    [
        ("", "", False),
        ("--color auto", "", False),
        ("--color never", "", False),
        ("--color always", "", True),
        ("", "FORCE_COLOR=1", True),
        ("", "NO_COLOR=1 FORCE_COLOR=1", False),
        ("", "NO_COLOR= FORCE_COLOR=1", True),
        ("--color never", "FORCE_COLOR=1", False),
        ("--color always", "NO_COLOR=1", True),
        ("--isolated", "FORCE_COLOR=1", False),
        ("--isolated --color always", "NO_COLOR=1", True),
    ],
)
def test_color(cli: Cli, monkeypatch: pytest.MonkeyPatch, args: str, environment: str, *, colored: bool) -> None:
    for setting in environment.split():
        monkeypatch.setenv(*setting.split("="))
    result = cli("audit", "-", *args.split(), stdin=FAULTY.encode())
    assert (result.code, ESCAPE in result.out) == (1, colored)


def test_json_has_no_color(cli: Cli) -> None:
    result = cli("audit", "-f", "json", "--color", "always", "-", stdin=FAULTY.encode())
    json_of(result)
    assert ESCAPE not in result.out


# What goes where


def test_stdout_carries_the_report_alone(cli: Cli) -> None:
    write(Path(), {"a.team.yaml": GOOD, "b.team.yaml": BROKEN, "c.team.yaml": UNKNOWN_NAME, "d.team.yaml": FAULTY})
    texts = {format_: cli("audit", "-f", format_, ".", "nosuch.yaml") for format_ in FORMATS}
    errors = texts["text"].err
    assert errors == texts["json"].err
    assert [line.partition("]")[0] for line in errors.splitlines()] == [
        "b.team.yaml:2:1: error[MT002",
        "c.team.yaml:5:13: error[MT004",
        "nosuch.yaml:1:1: error[MT001",
    ]
    assert all(re.fullmatch(r"\S+:\d+:\d+: error\[MT00\d\]: \S.*", line) for line in errors.splitlines())
    assert '"backend-engineer"' in errors  # the nearest known name
    assert "error[" not in texts["text"].out
    report = json_of(texts["json"])
    assert [error["code"] for error in report["input_errors"]] == ["MT002", "MT004", "MT001"]
    assert [team["file"] for team in report["teams"]] == ["a.team.yaml", "d.team.yaml"]


@pytest.mark.parametrize("name", ["::error::x", "##[error]x", "a\x1b[31m\nb", "a\u202eb"])
def test_a_path_on_stderr_can_do_no_harm(cli: Cli, name: str) -> None:
    result = cli("audit", f"{name}.yaml")
    assert (result.code, result.err.count("\n")) == (2, 1)
    assert not result.err.startswith(("::", "##"))
    assert not re.search("[\x1b\u202e]", result.err + result.out)
    assert "error[MT001]" in result.err


def test_a_good_run_says_nothing_on_stderr(cli: Cli) -> None:
    for format_ in FORMATS:
        assert cli("audit", "-f", format_, "-", stdin=GOOD.encode()).err == ""


def test_version_and_help(cli: Cli) -> None:
    assert re.fullmatch(r"mlops-team \d+\.\d+\.\d+\S*\n", cli("--version").out)
    for option in ("--help", "-h"):
        shown = cli(option)
        assert (shown.code, shown.err) == (0, "")
        listed = re.findall(r"^  ([a-z]+)  ", shown.out, re.MULTILINE)
        assert {"audit", "roles"} <= set(listed)
        for command in listed:
            assert cli(command, option).out.startswith(f"Usage: mlops-team {command} ")
    commands = cli("--help").out.partition("Commands:")[2].strip().splitlines()
    assert [line.split()[0] for line in commands] == list(COMMANDS)
    assert all(line.endswith(".") and not line.endswith("...") for line in commands)  # told whole on 80 columns
    for name, said in (line.split(maxsplit=1) for line in commands):
        assert f"\n\n  {said}\n" in cli(name, "--help").out
    options = cli("audit", "--help").out
    for option in ("--format", "--fail-on", "--roles", "--as-of", "--select", "--ignore", "--color", "--config"):
        assert option in options


def test_an_internal_error_is_one_line(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("boom\nand more")

    monkeypatch.setattr("mlops_team.inputs.yaml_reader.parse", break_down)
    for format_ in FORMATS:
        result = cli("audit", "-f", format_, "-", stdin=GOOD.encode())
        assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
        assert "boom" in result.err
        assert "report" in result.err
        assert "--debug" in result.err


def test_debug_shows_the_traceback() -> None:
    code = (
        "import mlops_team.inputs.yaml_reader as d; d.parse = lambda *_: 1 / 0; from mlops_team.cli import main; main()"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, "audit", "--debug", "-"], input=b"", capture_output=True, timeout=60, check=False
    )
    assert b"Traceback (most recent call last)" in result.stderr
    assert b"ZeroDivisionError" in result.stderr
    assert (result.returncode, result.stdout) == (2, b"")


# Pipes, signals, encodings


def fifty_teams(folder: Path) -> None:
    write(folder, {f"{number:02}.team.yaml": FAULTY for number in range(50)})


def test_a_reader_that_stops_reading() -> None:
    fifty_teams(Path())  # more than a pipe holds
    with started("audit", "-f", "json", ".", stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(timeout=60) == 1  # the verdict stands
        assert process.stderr.read() == b""


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        pytest.param(["audit", "."], {1}, id="audit"),
        pytest.param(["audit", "--color", "always", "."], {1}, id="colored audit"),
        pytest.param(["roles"], {0}, id="roles"),
        pytest.param(["--help"], {0, 1}, id="help"),
    ],
)
def test_a_reader_that_never_reads(args: list[str], expected: set[int]) -> None:
    fifty_teams(Path())
    read, written = os.pipe()
    os.close(read)
    with started(*args, stdout=written, stderr=subprocess.PIPE) as process:
        os.close(written)
        _, errors = process.communicate(timeout=60)
    assert errors == b""
    assert process.returncode in expected


def test_nobody_reads_the_errors() -> None:
    read, written = os.pipe()
    os.close(read)
    with started("audit", "nosuch.yaml", "-f", "json", stdout=subprocess.PIPE, stderr=written) as process:
        os.close(written)
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 2
    assert report_in(out.decode())["summary"]["input_errors"] == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("words", ["--version", "-h", "audit --help"])
def test_help_on_a_full_disk(words: str) -> None:
    command = ["sh", "-c", f'"$0" -m mlops_team {words} >/dev/full', sys.executable]
    result = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert result.returncode == 2
    assert result.stderr == b"mlops-team: error: the output cannot be written: No space left on device\n"


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
@pytest.mark.parametrize(
    ("redirection", "code"),
    [
        pytest.param(">&-", 1, id="no stdout"),
        pytest.param("2>&-", 2, id="no stderr"),
        pytest.param(">/dev/full", 2, id="a full disk"),
    ],
)
def test_closed_and_full_outputs(redirection: str, code: int) -> None:
    if redirection == ">/dev/full" and not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    write(Path(), {"team.yaml": FAULTY})
    file = "nosuch.yaml" if redirection == "2>&-" else "team.yaml"
    result = subprocess.run(
        ["sh", "-c", f'"$0" -m mlops_team audit {file} {redirection}', sys.executable],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == code
    assert b"Traceback" not in result.stderr
    assert b"please report it" not in result.stderr  # nothing is wrong with the program


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
def test_ctrl_c() -> None:
    # Whoever runs the tests may have switched the signal off for all below.
    code = """if True:
        import signal
        signal.signal(signal.SIGINT, signal.default_int_handler)
        from mlops_team.cli import main
        main()"""
    command = [sys.executable, "-c", code, "audit", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(b"#" * 1_000_000)  # more than a pipe holds: done when the program is reading
        process.stdin.flush()
        for _ in range(20):  # Python notices it only while it waits
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.5)
                break
        assert process.returncode == 130
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read() == b""
        assert b"Traceback" not in process.stderr.read()


def test_output_is_utf_8_whatever_the_locale() -> None:
    text = team_text("Équipe 数据 🚀", unstaffed=["ml-engineer"]).replace("Ann", "Zoë")
    write(Path(), {"équipe.team.yaml": text, "数据.team.yaml": "team: [ü\n"})
    locale = {"LANG": "C", "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    result = ran("audit", "équipe.team.yaml", "数据.team.yaml", env=locale)
    assert result.returncode == 2
    out = result.stdout.decode("utf-8")
    assert "Équipe 数据 🚀" in out
    assert "Zoë" in out
    assert "équipe.team.yaml" in out
    assert result.stderr.decode("utf-8").startswith("数据.team.yaml:2:1: error[MT002]: ")


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_input_gives_the_same_bytes(format_: str) -> None:
    write(Path(), {"a.team.yaml": (ROOT / "examples/gaps.yaml").read_text(encoding="utf-8"), "b.team.yaml": ALL_THREE})
    first, second = (ran("audit", "-v", "-f", format_, ".", env={"PYTHONHASHSEED": seed}) for seed in ("1", "2"))
    assert (first.returncode, first.stderr) == (1, b"")
    assert first.stdout == second.stdout


# Many files


def files_audited(cli: Cli, *args: str | Path, stdin: bytes = b"") -> list[str]:
    return [team["file"] for team in json_of(cli("audit", "-f", "json", *args, stdin=stdin))["teams"]]


@pytest.mark.parametrize(
    ("paths", "files"),
    [
        ("b.team.yaml a.team.yaml", "b.team.yaml a.team.yaml"),
        ("-", "<stdin>"),
        ("b.team.yaml - a.team.yaml", "b.team.yaml <stdin> a.team.yaml"),
        ("sub a.team.yaml", "sub/team.yml sub/x/c.team.yml a.team.yaml"),
        (".", "a.team.yaml b.team.yaml sub/team.yml sub/x/c.team.yml"),
        ("sub/", "sub/team.yml sub/x/c.team.yml"),
        ("any-name.txt", "any-name.txt"),
        ("a.team.yaml a.team.yaml", "a.team.yaml"),
        ("a.team.yaml ./a.team.yaml", "a.team.yaml"),
        ("sub/x/../team.yml sub/team.yml", "sub/x/../team.yml"),
        ("b.team.yaml .", "b.team.yaml a.team.yaml sub/team.yml sub/x/c.team.yml"),
        (". b.team.yaml sub", "a.team.yaml b.team.yaml sub/team.yml sub/x/c.team.yml"),
        ("- -", "<stdin>"),
    ],
)
def test_which_files_and_in_which_order(cli: Cli, paths: str, files: str) -> None:
    names = ("a.team.yaml", "b.team.yaml", "sub/team.yml", "sub/x/c.team.yml", "any-name.txt")
    write(Path(), dict.fromkeys(names, GOOD))
    assert files_audited(cli, *paths.split(), stdin=GOOD.encode()) == files.split()


def test_a_file_named_by_a_relative_and_an_absolute_path_is_audited_once(cli: Cli, tmp_path: Path) -> None:
    write(Path(), {"team.yaml": GOOD})
    assert files_audited(cli, "team.yaml", tmp_path / "team.yaml") == ["team.yaml"]


def test_two_files_whose_paths_only_look_alike_are_both_audited(cli: Cli, tmp_path: Path) -> None:
    write(Path(), {"team.yaml": GOOD, "other/team.yaml": FAULTY, "other/below/x": ""})
    Path("link").symlink_to(tmp_path / "other/below", target_is_directory=True)
    result = cli("audit", "-f", "json", "team.yaml", "link/../team.yaml")
    assert [(team["file"], team["passed"]) for team in json_of(result)["teams"]] == [
        ("team.yaml", True),
        ("link/../team.yaml", False),
    ]


def test_a_folder_of_many_teams_with_a_broken_one(cli: Cli) -> None:
    teams = {f"{number}.team.yaml": team_text(f"Team {number}") for number in (1, 2, 3, 5)}
    write(Path("teams"), {**teams, "4.team.yaml": BROKEN})
    result = cli("audit", "teams", "-f", "json")
    report = json_of(result)
    assert result.code == 2
    assert [team["team"] for team in report["teams"]] == ["Team 1", "Team 2", "Team 3", "Team 5"]
    assert all(team["passed"] for team in report["teams"])
    assert [error["location"]["file"] for error in report["input_errors"]] == ["teams/4.team.yaml"]
    assert report["summary"] == {
        "teams": 4,
        "coverage": 1.0,
        "errors": 0,
        "warnings": 0,
        "infos": 4,  # the same name in each, without an id
        "waived": 0,
        "input_errors": 1,
        "fail_under": None,
        "passed": False,
    }
    assert result.err.count("\n") == 1
    assert result.err.startswith("teams/4.team.yaml:2:1: error[MT002]: ")


def test_the_summary_is_over_all_teams(cli: Cli) -> None:
    write(Path(), {"a.team.yaml": GOOD, "b.team.yaml": ALL_THREE, "c.team.yaml": WARNED})
    result = cli("audit", "-f", "json", ".")
    report = json_of(result)
    assert result.code == 1
    assert [team["passed"] for team in report["teams"]] == [True, False, True]
    summary = report["summary"]
    assert summary.pop("coverage") == pytest.approx((1 + 6 / 7 + 1) / 3)
    assert summary == {
        "teams": 3,
        "errors": 1,
        "warnings": 2,
        "infos": 4,  # the same name in each, without an id, and the missing roi
        "waived": 0,
        "input_errors": 0,
        "fail_under": None,
        "passed": False,
    }
    verdict = cli("audit", ".").out.splitlines()[-1]
    for part in ("Failed", "3 teams", "95 %", "1 error", "2 warnings", "4 notes", "MT101"):
        assert part in verdict


def test_nothing_audited_has_no_coverage(cli: Cli) -> None:
    summary = json_of(cli("audit", "-f", "json", "-", stdin=BROKEN.encode()))["summary"]
    assert (summary["teams"], summary["coverage"], summary["passed"]) == (0, None, False)


# People in several teams


def sharing(allocation: str, person: str = "ann@example.com") -> str:
    return team_text(member=f"id: {person}\nallocation: {allocation}")


def overallocated(cli: Cli, *paths: str) -> list[str]:
    report = json_of(cli("audit", "-f", "json", "--select", "MT105", *paths))
    return [team["file"] for team in report["teams"] for finding in team["findings"] if finding["code"] == "MT105"]


@pytest.mark.parametrize(
    ("shares", "found"),
    [
        (("0.6", "0.6"), True),
        (("0.5", "0.5"), False),
        (("0.1", "0.2", "0.7"), False),  # 1 exactly, and more than 1 as binary fractions
        (("0.5", "0.50001"), True),
        (("0.4", "0.4", "0.4"), True),
        (("1",), False),
    ],
)
def test_overallocated_over_all_files(cli: Cli, shares: Sequence[str], *, found: bool) -> None:
    files = {f"{number}.team.yaml": sharing(share) for number, share in enumerate(shares)}
    write(Path(), files)
    assert overallocated(cli, ".") == (list(files) if found else [])
    assert overallocated(cli, *files) == (list(files) if found else [])


def test_overallocated_only_among_the_audited_files(cli: Cli) -> None:
    write(Path(), {"a.team.yaml": sharing("0.6"), "b.team.yaml": sharing("0.6"), "c.team.yaml": sharing("0.9", "x")})
    assert overallocated(cli, "a.team.yaml") == []
    assert overallocated(cli, ".") == ["a.team.yaml", "b.team.yaml"]


def test_a_file_counts_once_also_through_a_link(cli: Cli) -> None:
    write(Path(), {"a.team.yaml": sharing("0.6"), "b.team.yaml": sharing("0.6")})
    Path("link.yaml").symlink_to("a.team.yaml")
    Path("linked").mkdir()
    Path("linked/team.yaml").symlink_to(Path("a.team.yaml").resolve())
    assert overallocated(cli, "a.team.yaml", "link.yaml") == []
    assert overallocated(cli, "link.yaml", "linked/team.yaml") == []
    assert overallocated(cli, "a.team.yaml", "a.team.yaml") == []
    assert "b.team.yaml" in overallocated(cli, "a.team.yaml", "link.yaml", "b.team.yaml")


def test_a_person_overallocated_fails_where_warnings_do(cli: Cli) -> None:
    write(Path(), {"a.team.yaml": sharing("0.6"), "b.team.yaml": sharing("0.6")})
    assert cli("audit", "--fail-on", "warning", "a.team.yaml").code == 0
    result = cli("audit", "--fail-on", "warning", ".", "--as-of", TODAY)
    assert result.code == 1
    assert result.out.count("MT105 Ann") == 2


@pytest.mark.parametrize("options", [(), ("-j", "2"), ("--redact",)], ids=str)
@pytest.mark.parametrize(("elsewhere", "proposed"), [("0.4", True), ("0.5", False)])
def test_nobody_promised_beyond_full_time_is_proposed(
    cli: Cli, elsewhere: str, options: Sequence[str], *, proposed: bool
) -> None:
    skills = "{goal-setting: 3, success-metrics: 3}"
    here = f"team: A\nmembers:\n  - {{name: Ann, id: ann@example.com, allocation: 0.6, skills: {skills}}}\n"
    write(Path(), {"a.team.yaml": here, "b.team.yaml": sharing(elsewhere)})
    report = json_of(cli("audit", "-f", "json", "--select", "MT101", *options, "."))
    finding = next(hit for hit in report["teams"][0]["findings"] if hit["role"] == "business-stakeholder")
    assert (" is able and has room for it" in finding["message"]) == proposed
    assert finding["hint"].startswith("give the role to" if proposed else "hire for it")
    assert finding["data"].get("able") == (True if proposed else None)


def test_a_person_in_many_files_costs_no_more_than_a_few_names(cli: Cli) -> None:
    write(Path(), {f"{number:02}.team.yaml": sharing("0.6") for number in range(12)})
    for code in ("MT105", "MT109"):
        report = json_of(cli("audit", "-f", "json", "--select", code, "."))
        for team in report["teams"]:
            for finding in team["findings"]:
                assert (len(finding["data"]["files"]), finding["data"]["more"]) == (3, 8)
                assert team["file"] not in finding["data"]["files"]
    first = report_of(cli, "MT105", "00.team.yaml")
    assert first["message"] == "Ann: 7.2 of full time is planned over 12 files"
    assert first["hint"] == (
        "lower allocation by 6.2 in all, here or in 01.team.yaml, 02.team.yaml, 03.team.yaml and 8 further files"
    )


def report_of(cli: Cli, code: str, file: str) -> Json:
    teams = json_of(cli("audit", "-f", "json", "--select", code, "."))["teams"]
    return next(finding for team in teams if team["file"] == file for finding in team["findings"])
