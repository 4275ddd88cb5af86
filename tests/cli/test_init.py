"""`mlops-team init`: a file that audits as it stands and with every example used, and never one that is overwritten."""

import json
import os
import re
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Cli
from mlops_team.inputs.catalog import load_catalog
from mlops_team.inputs.yaml_reader import parse
from mlops_team.render.team_yaml import Person, scalar, starter
from runs import PROGRAM, ROOT, all_from
from test_catalog import BAKER, own

Json = dict[str, Any]

CASES = ROOT / "tests/rules"
CATALOGS = [None, CASES / "MT102/catalog", CASES / "MT108/catalog"]


def audited(cli: Cli, file: Path, *args: str | Path) -> Json:
    """Return the one team of a file that is free of input errors."""
    result = cli("audit", "-f", "json", file, *args)
    assert (result.code in {0, 1}, result.err) == (True, "")
    team: Json = json.loads(result.out)["teams"][0]
    return team


def with_examples(text: str) -> str:
    return re.sub(r"^( *)#(?=\w|  [\w-])", r"\1", text, flags=re.MULTILINE)


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_catalog_without_skills_leaves_out_what_names_one(cli: Cli, tmp_path: Path) -> None:
    folder = own(tmp_path / "c", skills="skills: []\n", juggler=None, baker=BAKER.replace("\n  baking: 3", " {}"))
    assert cli("init", "--roles", folder).code == 0
    text = Path("team.yaml").read_text(encoding="utf-8")
    assert "learning" not in text
    assert audited(cli, Path("team.yaml"), "--roles", folder)["coverage"] == 1
    Path("team.yaml").write_text(with_examples(text), encoding="utf-8")
    assert audited(cli, Path("team.yaml"), "--roles", folder)["coverage"] == 1


def test_a_file_is_written_and_what_to_do_next_is_said(cli: Cli, tmp_path: Path) -> None:
    result = cli("init")
    assert (result.code, result.out) == (0, "")
    assert result.err.splitlines() == [
        "team.yaml is written",
        "  what is missing:         mlops-team audit team.yaml",
        "  completion in editors:   mlops-team schema team > team.schema.json",
    ]
    assert os.listdir(tmp_path) == ["team.yaml"]
    text = Path("team.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=team.schema.json\n")
    assert "#   data-scientist        Data Scientist, ML Specialist, ML Developer\n" in text
    assert "#acknowledged: 2026-11-23" in text
    assert "expires: 2027-02-21}\n" in text  # 90 days after the day of the audit
    team = audited(cli, Path("team.yaml"))
    assert (team["team"], [member["name"] for member in team["members"]]) == ("My team", ["Your name"])
    assert "MT206" not in {finding["code"] for finding in team["findings"]}


@pytest.mark.parametrize("catalog", CATALOGS, ids=["built-in", "pairs", "bank"])
def test_it_audits_as_it_stands_and_with_every_example_used(cli: Cli, catalog: Path | None) -> None:
    other = () if catalog is None else ("--roles", catalog)
    assert cli("init", *other).code == 0
    file = Path("team.yaml")
    audited(cli, file, *other)
    text = with_examples(file.read_text(encoding="utf-8"))
    for key in ("product", "objectives", "external", "vacancies", "owners", "forums", "reviews", "waivers"):
        assert f"\n{key}:" in text
    for key in ("allocation", "acknowledged", "learning"):
        assert f"\n    {key}:" in text
    file.write_text(text, encoding="utf-8")
    found = {finding["code"] for finding in audited(cli, file, *other)["findings"]}
    assert not found & {"MT402", "MT501", "MT601", "MT602", "MT701", "MT704", "MT802"}


def test_a_catalog_of_ones_own_is_used_and_named_in_the_hints(cli: Cli) -> None:
    bank = CASES / "MT108/catalog"
    result = cli("init", "--roles", bank)
    assert "Model Validator, Validator" in Path("team.yaml").read_text(encoding="utf-8")
    assert f"mlops-team audit --roles {bank} team.yaml\n" in result.err
    assert f"mlops-team schema team --roles {bank} > team.schema.json\n" in result.err


def test_the_configured_catalog_is_used(cli: Cli) -> None:
    Path("ours").mkdir()
    for file in (CASES / "MT108/catalog").iterdir():
        Path("ours", file.name).write_bytes(file.read_bytes())
    Path(".mlops-team.toml").write_text('roles = "ours"\n', encoding="utf-8")
    assert "Model Validator" in cli("init", "-").out
    assert "Model Validator" not in cli("init", "-", "--isolated").out


def test_stdout_gets_the_same_bytes(cli: Cli) -> None:
    printed = cli("init", "-")
    assert (printed.code, printed.err) == (0, "")
    cli("init")
    assert Path("team.yaml").read_text(encoding="utf-8") == printed.out


@pytest.mark.parametrize("there", ["file", "link"])
def test_nothing_is_overwritten(cli: Cli, there: str) -> None:
    file = Path("team.yaml")
    if there == "file":
        file.write_text("mine", encoding="utf-8")
    else:
        file.symlink_to("nowhere.yaml")
    result = cli("init")
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        "mlops-team: error: team.yaml is there already, and is not overwritten; name another file, or - for stdout\n"
    )
    assert os.listdir() == ["team.yaml"]
    assert file.is_symlink() or file.read_text(encoding="utf-8") == "mine"


def test_a_file_that_appears_meanwhile_is_not_overwritten(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object) -> str:
        Path("team.yaml").write_text("mine", encoding="utf-8")
        return "ours"

    monkeypatch.setattr("mlops_team.cli.init.starter", slow)
    assert "is there already" in cli("init").err
    assert Path("team.yaml").read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="takes Linux's full disk")
def test_a_full_disk_leaves_nothing_behind(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def full(file: str, *args: Any) -> int:
        if file != "team.yaml":
            return real(file, *args)
        os.close(real(file, *args))  # the new file is there, and then there is no room in it
        return real("/dev/full", os.O_WRONLY)

    monkeypatch.setattr("mlops_team.cli.init.os.open", full)
    result = cli("init")
    assert result.code == 2
    assert "team.yaml cannot be written: no space left on device" in result.err
    assert os.listdir() == []


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("", '"" is no file name'),
        (".", f". is a folder; name a file in it, such as {Path('x').parent}{os.sep}team.yaml"),
        ("no/such/team.yaml", 'there is no folder "no/such"; make it first'),
    ],
)
def test_what_cannot_become_a_file_is_wrong_usage(cli: Cli, file: str, message: str) -> None:
    result = cli("init", file)
    assert (result.code, result.out, result.err) == (2, "", f"mlops-team: error: {message}\n")
    assert os.listdir() == []


def test_a_name_that_searches_pass_over_is_said(cli: Cli) -> None:
    Path("a b").mkdir()
    told = cli("init", "a b/roster.yaml").err
    assert "find team.yaml and NAME.team.yaml: this file has to be named" in told
    assert "mlops-team audit 'a b/roster.yaml'\n" in told
    assert "> 'a b/team.schema.json'\n" in told
    assert "find team.yaml" not in cli("init", "fraud.team.yaml").err


def test_the_schema_is_not_asked_for_twice(cli: Cli) -> None:
    Path("team.schema.json").write_text("{}", encoding="utf-8")
    assert "schema" not in cli("init").err


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Ines Duarte", "Ines Duarte"),
        ("Seán O'Brien-Nguyễn", "Seán O'Brien-Nguyễn"),
        ("No", '"No"'),
        ("null", '"null"'),
        ("007", '"007"'),
        ("R&D: [A], {b} #1", '"R&D: [A], {b} #1"'),
        ('She said "hi\\"', '"She said \\"hi\\\\\\""'),
        ("two  spaces", '"two  spaces"'),
        ("bell\a", '"bell\\x07"'),
    ],
)
def test_a_name_is_quoted_when_it_has_to_be(name: str, written: str) -> None:
    assert scalar(name) == written


@settings(max_examples=50, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_any_text_is_read_back_as_it_was(text: str) -> None:
    word = scalar(text)
    found = parse("x", f"- {{a: {word}}}\n- {{{word}: 1}}\n- {word}: [{word}]\n- a: {word}  # end\n".encode())
    assert (found.faults, found.value) == ((), [{"a": text}, {text: 1}, {text: [text]}, {"a": text}])


def test_the_last_day_of_the_calendar_is_no_obstacle(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLOPS_TEAM_AS_OF", "9999-12-31")
    assert cli("init").code == 0
    file = Path("team.yaml")
    file.write_text(with_examples(file.read_text(encoding="utf-8")), encoding="utf-8")
    audited(cli, file)


def test_several_people_with_several_roles() -> None:
    people = [Person("Bo", ("data-engineer", "ml-engineer")), Person("Kim", ())]
    text = starter(load_catalog(), "A", people, date(2026, 11, 23))
    assert "  - name: Kim\n    roles: []\n\n" in text
    assert re.search(r"\n      data-pipelines: 0 +# 3 is asked for\n", text)  # own 3, combined 2
    assert re.search(r"\n      backend-development: 0 +# 2 is asked for\n", text)
    assert text.count("#allocation") == 1


if sys.platform != "win32":
    import pty

    def at_terminal(*args: str, typed: bytes = b"", env: dict[str, str] | None = None) -> tuple[int, str]:
        """Run the program at a terminal where somebody has typed; return its exit code and what the screen shows."""
        leader, follower = pty.openpty()
        os.write(leader, typed)
        process = subprocess.Popen(
            [*PROGRAM, *args], stdin=follower, stdout=follower, stderr=follower, env={**os.environ, **(env or {})}
        )
        os.close(follower)
        shown = all_from(leader).decode(errors="replace")
        return process.wait(timeout=60), shown


posix = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
DIALOGUE = """Fraud: detection
No
product owner, ML-Engineer
Bo Lind
data-enginer
data-engineer
Bo Lind
Kim

"""


@posix
def test_at_a_terminal_it_asks(cli: Cli) -> None:
    code, shown = at_terminal("init", typed=DIALOGUE.replace("Kim\n", "Kim\n\n").encode())
    assert code == 0
    assert "Team [My team]: " in shown
    assert "Roles of No, with commas between: " in shown
    assert 'unknown role "data-enginer"; did you mean "data-engineer"?' in shown
    assert 'there is a "Bo Lind" already' in shown
    team = audited(cli, Path("team.yaml"))
    assert team["team"] == "Fraud: detection"
    assert {member["name"]: member["roles"] for member in team["members"]} == {
        "No": ["business-stakeholder", "ml-engineer"],
        "Bo Lind": ["data-engineer"],
        "Kim": [],
    }
    assert 'owner: "No"' in Path("team.yaml").read_text(encoding="utf-8")


@posix
def test_what_no_file_can_hold_is_asked_again(cli: Cli) -> None:
    typed = b"\xff\n" + b"\x1b[A\n" + b"x" * 501 + b"\nA\n\n"
    code, shown = at_terminal("init", typed=typed)
    assert code == 0
    assert "not UTF-8" in shown
    assert "characters nobody can see" in shown
    assert "501 characters, of at most 500" in shown
    assert audited(cli, Path("team.yaml"))["team"] == "A"


@posix
def test_the_end_of_the_input_ends_the_questions(cli: Cli) -> None:
    code, _ = at_terminal("init", typed=b"\x04")  # Ctrl-D
    assert code == 0
    assert audited(cli, Path("team.yaml"))["team"] == "My team"


@posix
@pytest.mark.parametrize(("args", "env"), [(["--no-input"], {}), ([], {"CI": "true"})], ids=["told", "in CI"])
def test_it_asks_nothing_when_nobody_wants_it(args: list[str], env: dict[str, str]) -> None:
    code, shown = at_terminal("init", *args, env=env)
    assert (code, "Team [" in shown) == (0, False)
    assert Path("team.yaml").exists()


@posix
def test_it_asks_nothing_before_it_knows_that_it_can_write() -> None:
    Path("team.yaml").write_text("mine", encoding="utf-8")
    code, shown = at_terminal("init", typed=b"A\n")
    assert (code, "Team [" in shown) == (2, False)


@posix
def test_a_file_that_appears_while_it_asks_is_not_overwritten() -> None:
    leader, follower = pty.openpty()
    process = subprocess.Popen([*PROGRAM, "init"], stdin=follower, stdout=follower, stderr=follower)
    os.close(follower)
    shown = b""
    while b"Team [" not in shown:
        shown += os.read(leader, 1000)
    Path("team.yaml").write_text("theirs", encoding="utf-8")
    os.write(leader, b"A\n\n")
    shown += all_from(leader)
    assert process.wait(timeout=60) == 2
    assert b"team.yaml is there already, and is not overwritten; name another file, or - for stdout" in shown
    assert Path("team.yaml").read_text(encoding="utf-8") == "theirs"


@posix
def test_ctrl_c_leaves_nothing_behind() -> None:
    import signal

    leader, follower = pty.openpty()
    code = """if True:
        import signal
        signal.signal(signal.SIGINT, signal.default_int_handler)
        from mlops_team.cli import main
        main()"""
    process = subprocess.Popen(
        [sys.executable, "-c", code, "init"], stdin=follower, stdout=follower, stderr=follower, start_new_session=True
    )
    os.close(follower)
    shown = b""
    while b"Team [" not in shown:
        shown += os.read(leader, 1000)
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    shown += all_from(leader)
    assert process.wait(timeout=60) == 130
    assert b"Traceback" not in shown
    assert os.listdir() == []
