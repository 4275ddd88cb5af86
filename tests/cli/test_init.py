"""`mlops-team init`: a file that audits as it stands and with every example used, and never one that is overwritten."""

import json
import os
import re
import shlex
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
from mlops_team.inputs.imported_team import ImportedMember
from mlops_team.inputs.yaml_reader import parse
from mlops_team.render.team_yaml import NewTeam, newcomer, scalar, team_yaml
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
    """Return a file with every example used: comments that begin with a key, and the indented lines below them."""
    examples = re.compile(r"^ *# (?!yaml-)[a-z-]+:.*(\n#  .*)*", re.MULTILINE)
    return examples.sub(lambda match: re.sub("(?m)^( *)# ", r"\1", match[0]), text)


def lints(file: Path) -> str:
    """Return what yamllint has against a file by its default rules, warnings too."""
    command = [sys.executable, "-m", "yamllint", "--strict", "-d", "extends: default", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


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
        "team.yaml is written as a template: init asks its questions only at a terminal. Next:",
        "  1. Write your members, their roles and the levels of their skills into it",
        "  2. See what is missing:",
        "     mlops-team audit team.yaml",
        "  3. Get completion in your editor:",
        "     mlops-team schema team > team.schema.json",
    ]
    assert os.listdir(tmp_path) == ["team.yaml"]
    text = Path("team.yaml").read_text(encoding="utf-8")
    assert text.startswith("---\n# yaml-language-server: $schema=team.schema.json\n")
    assert "#   data-scientist        Data Scientist\n" in text
    assert "#   3 intermediate: Does the usual work alone" in text
    assert "# acknowledged: 2026-11-23" in text
    assert "expires: 2027-02-21\n" in text  # 90 days after the day of the audit
    assert "\n      goal-setting:\n" in text
    assert ": 0\n" not in text
    assert lints(Path("team.yaml")) == ""
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
    for key in (
        "product",
        "objectives",
        "external",
        "vacancies",
        "owners",
        "forums",
        "reviews",
        "waivers",
        "not-needed",
    ):
        assert f"\n{key}:" in text
    for key in ("allocation", "acknowledged", "learning"):
        assert f"\n    {key}:" in text
    file.write_text(text, encoding="utf-8")
    found = {finding["code"] for finding in audited(cli, file, *other)["findings"]}
    assert not found & {"MT402", "MT501", "MT601", "MT602", "MT701", "MT704", "MT802"}


def test_a_catalog_of_ones_own_is_used_and_named_in_the_hints(cli: Cli) -> None:
    bank = CASES / "MT108/catalog"
    shown = shlex.quote(str(bank))
    result = cli("init", "--roles", bank)
    assert "Model Validator\n" in Path("team.yaml").read_text(encoding="utf-8")
    assert f"mlops-team audit --roles {shown} team.yaml\n" in result.err
    assert f"mlops-team schema team --roles {shown} > team.schema.json\n" in result.err


def test_the_configured_catalog_is_used(cli: Cli) -> None:
    Path("ours").mkdir()
    for file in (CASES / "MT108/catalog").iterdir():
        Path("ours", file.name).write_bytes(file.read_bytes())
    Path(".mlops-team.toml").write_text('roles = "ours"\n', encoding="utf-8")
    assert "Model Validator" in cli("init", "-").out
    assert "Model Validator" not in cli("init", "-", "--isolated").out


def test_piped_answers_are_not_read_and_that_is_said(cli: Cli) -> None:
    result = cli("init", stdin=b"Fraud\nBo\nSRE\n\n\n")
    assert (result.code, "as a template: init asks its questions only at a terminal" in result.err) == (0, True)
    assert "team: My team\n" in Path("team.yaml").read_text(encoding="utf-8")
    assert cli("init", "--no-input", "other.yaml").err.startswith("other.yaml is written. Next:\n")


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
        "mlops-team: error: team.yaml exists already, and is not overwritten; name another file, or - for stdout\n"
    )
    assert os.listdir() == ["team.yaml"]
    assert file.is_symlink() or file.read_text(encoding="utf-8") == "mine"


def test_a_file_that_appears_meanwhile_is_not_overwritten(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object) -> str:
        Path("team.yaml").write_text("mine", encoding="utf-8")
        return "ours"

    monkeypatch.setattr("mlops_team.cli.init.team_yaml", slow)
    assert "exists already" in cli("init").err
    assert Path("team.yaml").read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="takes Linux's full disk")
def test_a_full_disk_leaves_nothing_behind(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def full(file: str, *args: Any) -> int:
        if file != "team.yaml":
            return real(file, *args)
        os.close(real(file, *args))  # the new file is there, and then there is no room in it
        return real("/dev/full", os.O_WRONLY)

    monkeypatch.setattr("mlops_team.cli.new_file.os.open", full)
    result = cli("init")
    assert result.code == 2
    assert "team.yaml cannot be written: no space left on device" in result.err
    assert os.listdir() == []


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("", '"" is not a file name; name a file, such as team.yaml'),
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
    assert "Name the file in every command: searches of folders find team.yaml and NAME.team.yaml\n" in told
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


def test_members_are_written_with_all_that_is_known() -> None:
    catalog = load_catalog()
    members = [
        newcomer("Bo", ("data-engineer",), catalog),
        ImportedMember("Kim", "kim@example.com", titles=("Engineer", "Guru"), skills={"C++": 4, "ci-cd": None}),
    ]
    team = NewTeam("A", members, "built-in", assessed=date(2026, 11, 20))
    text = team_yaml(team, catalog, date(2026, 11, 23), {"Engineer": ["data-engineer", "ml-engineer"]})
    assert "\nteam: A\ncatalog: built-in\n" in text
    first, second = text[text.index("  - name: Bo") : text.index("\n\n# The business")].split("  - name: Kim\n")
    assert "    roles: [data-engineer]\n" in first
    assert first.endswith("    skills:\n      data-pipelines:\n      data-ingestion:\n      feature-store:\n")
    assert "assessed" not in first
    assert second == (
        '    id: "kim@example.com"\n'
        "    roles: []\n"
        "    # Title without a role: Engineer; could be data-engineer or ml-engineer\n"
        "    # Title without a role: Guru\n"
        "    assessed: 2026-11-20\n"
        "    skills:\n"
        '      "C++": 4\n'
        "      ci-cd:"
    )


def test_a_name_that_is_too_long_for_a_line_is_allowed_to_be(cli: Cli) -> None:
    catalog = load_catalog()
    name = "Ines " + "Maria " * 20 + "Duarte"
    member = ImportedMember(name, titles=(name,), skills={name: 3})
    file = Path("team.yaml")
    file.write_text(team_yaml(NewTeam(name, [member]), catalog, date(2026, 11, 23), {}), encoding="utf-8")
    assert lints(file) == ""
    assert [member["name"] for member in audited(cli, file)["members"]] == [name]


def test_a_shipped_catalog_is_written_into_the_file(cli: Cli) -> None:
    result = cli("init", "--roles", "built-in")
    assert "\ncatalog: built-in\n" in Path("team.yaml").read_text(encoding="utf-8")
    assert "     mlops-team audit team.yaml\n" in result.err


if sys.platform != "win32":
    import fcntl
    import pty
    import struct
    import termios

    def at_terminal(
        *args: str, typed: bytes = b"", env: dict[str, str] | None = None, columns: int = 100
    ) -> tuple[int, str]:
        """Run the program at a terminal where somebody has typed; return its exit code and what the screen shows."""
        leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
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
n
Bo Lind
data-enginer, Engineer, wizard, Sr. Data Scientist II

devops-engineer

y
4
advnced
advanced
?

.
Bo Lind
Kim


"""


@posix
def test_at_a_terminal_it_asks(cli: Cli) -> None:
    code, shown = at_terminal("init", typed=DIALOGUE.encode())
    assert code == 0
    assert "Team [My team]: " in shown
    assert "Roles of No, with commas between: " in shown
    assert '"data-enginer" is not a role; did you mean data-engineer?\r\n  role [data-engineer]: ' in shown
    roles = "data-engineer, devops-engineer, ml-engineer or software-engineer"
    assert f'"Engineer" could be {roles}; press Enter to skip it' in " ".join(shown.split())
    assert '"wizard" is not a role; press Enter to skip it' in shown
    assert "Rate 21 skills of No now? Enter for later, in the file [y/N]: " in shown
    assert '"advnced" is not a level; write 0 to 5, or a name such as intermediate' in shown
    assert shown.count("  5 expert: ") == 2  # before the first level, and after "?"
    assert 'there is a "Bo Lind" already' in shown
    assert "  1. Fill in the levels of No and Bo Lind: a number from 0 to 5 after each skill" in shown
    team = audited(cli, Path("team.yaml"))
    assert team["team"] == "Fraud: detection"
    assert {member["name"]: member["roles"] for member in team["members"]} == {
        "No": ["business-stakeholder", "ml-engineer"],
        "Bo Lind": ["data-engineer", "devops-engineer", "data-scientist"],
        "Kim": [],
    }
    text = Path("team.yaml").read_text(encoding="utf-8")
    assert 'owner: "No"' in text
    assert re.findall(r"(?m)^    assessed: .*|^      [a-z-]+: .*", text) == [
        "    assessed: 2026-11-23",
        "      data-pipelines: 4",
        "      data-ingestion: 4",
    ]
    assert lints(Path("team.yaml")) == ""


@posix
def test_a_narrow_terminal_breaks_between_words() -> None:
    code, shown = at_terminal("init", typed=b"A\nBo\nEngineer\n\n\n", columns=40)
    assert code == 0
    assert '"Engineer" could be data-engineer,\r\n  devops-engineer, ml-engineer or\r\n  software-engineer' in shown
    assert "  1. See what is missing:\r\n     mlops-team audit team.yaml\r\n" in shown


@posix
def test_what_is_answered_when_the_input_ends_is_kept(cli: Cli) -> None:
    typed = b"A\nBo\nSRE\ny\n3\n\x04"
    assert at_terminal("init", typed=typed)[0] == 0
    (member,) = audited(cli, Path("team.yaml"))["members"]
    assert (member["name"], member["roles"]) == ("Bo", ["devops-engineer"])
    assert "      ci-cd: 3\n      workflow-orchestration:\n" in Path("team.yaml").read_text(encoding="utf-8")


@posix
def test_a_tool_with_its_level_rates_the_skills_that_it_shows(cli: Cli) -> None:
    typed = b"A\nBo\nSRE\ny\n3\nLoom 4\nAirflow 9\ngit: 2\nAirflow 4\n.\n\n"
    code, shown = at_terminal("init", typed=typed)
    assert code == 0
    assert '"Loom 4" is not a level' in shown
    assert '"Airflow 9" is not a level' in shown
    assert shown.count("Model deployment: ") == 1  # the question after workflow orchestration
    text = Path("team.yaml").read_text(encoding="utf-8")
    assert "      ci-cd: 3\n" in text
    assert "Airflow: 4\n" in text
    assert "      workflow-orchestration:" not in text
    skills = {skill["skill"]: skill["via"] for skill in audited(cli, Path("team.yaml"))["roles"][5]["skills"]}
    assert skills["workflow-orchestration"] == {"Bo": "Apache Airflow"}


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
    message = b"team.yaml exists already, and is not overwritten; name another file, or - for stdout"
    assert message in b" ".join(shown.split())  # whose lines follow the terminal's width
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
