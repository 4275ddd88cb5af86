"""Each promise of SECURITY.md, with what an untrusted pull request would try against it."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import Cli
from mlops_team.render import FORMATS
from runs import FAULTY, GOOD, ROOT, write

SECRET = "s3cret-of-somebody-else"
# Every way that YAML loaders, templates, shells, spreadsheets and terminals have been made to act.
PAYLOADS = (
    "\x1b[31m",
    "\x1b]0;title\x07",
    "\u202egnp.exe",
    "\u2066x\u2069",
    "\u2028",
    "::error::x",
    "##[error]x",
    "##vso[task.complete]",
    "<script>alert(1)</script>",
    "]]>",
    "[red]x[/red]",
    ":smile:",
    "%0A::warning::x",
    "\r\nPassed: 100 % covered",
    "x\n::set-output name=a::b",
    "${{ github.token }}",
    "$(touch pwned)",
    "`touch pwned`",
    "{{7*7}}",
    "=cmd|'/c calc'!A0",
    "| a | b |",
    "![x](http://example.org/x.png)",
)


@pytest.fixture(autouse=True)
def _repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)
    write(tmp_path, {"outside.yaml": f"{SECRET}: 1\n", "outside.toml": f'{SECRET} = "x"\n', "outside.json": "{}"})
    monkeypatch.chdir(repository)
    write(Path(), {"team.yaml": FAULTY})


WATCH = """
import json, sys, os
seen = []
def hook(event, args):
    if event in ("open", "import", "exec", "compile") or event.split(".")[0] in (
        "socket", "subprocess", "urllib", "http", "ftplib", "smtplib", "ctypes", "webbrowser", "shutil",
    ) or event in ("os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork"):
        seen.append((event, str(args[0]) if args else "", str(args[1]) if len(args) > 1 else ""))
import mlops_team.cli
from mlops_team.cli import main
sys.addaudithook(hook)
try:
    main()
except SystemExit as end:
    code = end.code
opened = seen[:]
print(json.dumps([code, opened]), file=sys.stderr)
"""


def watched(*args: str) -> tuple[int, list[tuple[str, str, str]]]:
    """Return the exit code of a run, and what it asked of the system."""
    result = subprocess.run(
        [sys.executable, "-B", "-c", WATCH, *args], capture_output=True, text=True, timeout=60, check=False
    )
    code, seen = json.loads(result.stderr.splitlines()[-1])
    return code, [tuple(one) for one in seen]


def files_read(seen: list[tuple[str, str, str]]) -> set[str]:
    """Return what was opened, but for the program's own code and catalog."""
    own = tuple(os.path.realpath(folder) for folder in {sys.prefix, sys.base_prefix, str(ROOT)})
    opened = {os.path.realpath(path) for event, path, _ in seen if event == "open" and not path.isdigit()}
    return {path for path in opened if not path.startswith(own)}


# No code


def test_no_code_is_run(cli: Cli) -> None:
    for tag in (
        "!!python/object/apply:os.system",
        "!!python/object/new:os.system",
        "!!python/name:os.system",
        "!!python/module:os",
    ):
        for text in (
            f'team: {tag} ["touch pwned"]\nmembers: []\n',
            f'{tag} ["touch pwned"]\n',
            f'team: T\nmembers: [{tag} ["touch pwned"]]\n',
        ):
            write(Path(), {"team.yaml": text, "own/catalog.yaml": text, "join.yaml": text})
            assert cli("audit").code == 2
            assert cli("audit", "--roles", "own").code == 2
            assert cli("audit", "--with", "join.yaml").code == 2
    assert not Path("pwned").exists()


def test_no_code_of_the_repository_is_imported() -> None:
    code = "raise SystemExit(99)\n"
    write(
        Path(),
        dict.fromkeys(
            ("yaml.py", "rich.py", "jsonschema.py", "typer.py", "json.py", "mlops_team.py", "sitecustomize.py"), code
        ),
    )
    entry = [sys.executable, "-P", "-m", "mlops_team", "audit"]  # an installed mlops-team looks in no working folder
    assert subprocess.run(entry, capture_output=True, timeout=60, check=False).returncode == 1


def test_no_process_is_started_and_no_network_is_used() -> None:
    for args in (["audit"], ["audit", "-f", "json", "-o", "json:out.json"], ["audit", "nosuch.yaml"], ["roles"]):
        _, seen = watched(*args)
        acting = [one for one in seen if one[0].split(".")[0] in {"socket", "subprocess", "urllib", "http"}]
        assert acting == []
        assert not [one for one in seen if one[0] in {"os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork"}]


# No file but those given or found


def test_no_file_is_opened_but_those_given_or_found() -> None:
    write(Path(), {
        ".mlops-team.toml": 'fail-on = "warning"\nroles = "own"\nbaseline = "old.json"\n',
        "own/catalog.yaml": "id: own\nversion: '1'\ntitle: Own\nextends: built-in\n",
        "old.json": '{"teams": []}', "other.yaml": "a: 1\n", ".env": "a=1\n",
        "sub/x.team.yaml": GOOD, ".hidden/team.yaml": GOOD,
    })  # fmt: skip
    code, seen = watched("audit", ".", "-f", "json")
    assert code == 1
    here = os.path.realpath(".")
    expected = {".mlops-team.toml", "own/catalog.yaml", "old.json", "team.yaml", "sub/x.team.yaml"}
    assert files_read(seen) == {os.path.join(here, name) for name in expected}
    written = [one for one in seen if one[0] == "open" and set("wax+") & set(one[2])]
    assert written == []


def test_a_found_configuration_cannot_be_a_link_that_leads_out(cli: Cli, tmp_path: Path) -> None:
    for name in (".mlops-team.toml", "pyproject.toml"):
        (tmp_path / "outside.toml").write_text(f'[tool.mlops-team]\n{SECRET} = "x"\n', encoding="utf-8")
        Path(name).symlink_to(tmp_path / "outside.toml")
        result = cli("audit")
        assert result.code == 2
        assert "a link that leads out of" in result.err
        assert SECRET not in result.err
        os.unlink(name)


@pytest.mark.parametrize("key", ["roles", "baseline"])
@pytest.mark.parametrize(
    "way", ["..", "../outside.json", "/", "/etc", "a/../../outside.json", "link", "link/outside.json", "loop/x"]
)
def test_a_path_in_a_configuration_cannot_lead_out(cli: Cli, tmp_path: Path, key: str, way: str) -> None:
    Path("link").symlink_to(tmp_path)
    Path("loop").symlink_to("loop")
    write(Path(), {".mlops-team.toml": f'{key} = "{way}"\n'})
    result = cli("audit")
    assert result.code == 2
    assert len(result.err.splitlines()) == 1
    assert "leads out of" in result.err or way == "loop/x"
    assert "please report it" not in result.err


def test_a_catalog_cannot_hold_links_that_lead_out(cli: Cli, tmp_path: Path) -> None:
    write(Path(), {"own/catalog.yaml": "id: own\nversion: '1'\ntitle: Own\nextends: built-in\n"})
    Path("own/evil.yaml").symlink_to(tmp_path / "outside.yaml")
    result = cli("audit", "--roles", "own")
    assert result.code == 2
    assert result.err.startswith("own/evil.yaml:1:1: error[MT001]: a link that leads out of the catalog's folder")
    assert SECRET not in result.err + result.out


def test_a_folder_search_follows_no_links(cli: Cli, tmp_path: Path) -> None:
    Path("evil.team.yaml").symlink_to(tmp_path / "outside.yaml")
    Path("folder").symlink_to(tmp_path, target_is_directory=True)
    result = cli("audit", ".", "-f", "json")
    assert result.code == 1
    assert SECRET not in result.err + result.out


def test_no_report_is_written_through_a_link_that_leads_out(cli: Cli, tmp_path: Path) -> None:
    Path("report.json").symlink_to(tmp_path / "outside.json")
    Path("out").symlink_to(tmp_path, target_is_directory=True)
    Path("inside.json").symlink_to("real.json")
    for file in ("report.json", "out/new.json", "out/repository/out/new.json"):
        result = cli("audit", "-o", file)
        assert result.code == 2
        assert "is behind a link that leads out of" in result.err
    assert (tmp_path / "outside.json").read_text(encoding="utf-8") == "{}"
    assert not (tmp_path / "new.json").exists()
    assert cli("audit", "-o", "inside.json", "-o", tmp_path / "named.json").code == 1
    assert Path("inside.json").is_symlink()
    assert json.loads(Path("real.json").read_text(encoding="utf-8"))["version"] == 1
    assert (tmp_path / "named.json").exists()


# No exhaustion


@pytest.mark.parametrize("name", ["config", "baseline"])
@pytest.mark.skipif(sys.platform == "win32", reason="no sparse files without more ado")
def test_a_gigabyte_is_not_read(cli: Cli, name: str) -> None:
    with open("huge.toml", "wb") as stream:
        stream.truncate(2**30)
    result = cli("audit", f"--{name}", "huge.toml")
    assert result.code == 2
    assert "larger than" in result.err


@pytest.mark.parametrize(
    ("option", "content"),
    [
        ("--baseline", "[" * 500_000),
        ("--baseline", '{"teams":' * 200_000),
        ("--baseline", "9" * 500_000),
        ("--config", "a = " + "[" * 100_000),
        ("--config", "a = " + "9" * 100_000),
        ("--config", "a." * 50_000 + "a = 1"),
        ("--config", "severity." + "x" * 5_000 + " = 1"),
        ("--config", "\n".join(f"[a{number}]" for number in range(50_000))),
    ],
    ids=lambda value: value[:12],
)
def test_bombs_in_json_and_toml(cli: Cli, option: str, content: str) -> None:
    write(Path(), {"bomb.toml": content})
    result = cli("audit", option, "bomb.toml")
    assert result.code == 2
    assert len(result.err.splitlines()) == 1
    assert len(result.err) < 2_000
    assert "please report it" not in result.err


def repeated(text: str, number: int = 5_000) -> str:
    return "".join(text.replace("#", str(one)) for one in range(number))


PEOPLE = "members:\n" + repeated("- name: P#\n")
MANY = {
    "all roles held by thousands": "members:\n"
    + repeated("- {name: P#, roles: [data-engineer, data-scientist, devops-engineer, ml-engineer]}\n"),
    "thousands of unknown skills": "members: [{name: A, roles: [ml-engineer], skills: ["
    + repeated("kill-#, ", 20_000)
    + "]}]\n",
    "thousands of waivers": PEOPLE
    + "waivers:\n"
    + repeated("- {rule: MT106, member: P#, reason: r, expires: 2027-01-31}\n"),
    "thousands of unknown owners": PEOPLE + "owners:\n" + repeated("  o#: Q#\n"),
}


@pytest.mark.parametrize(
    "case", [pytest.param(case, marks=[pytest.mark.slow] if "skills" in case else []) for case in MANY]
)
def test_thousands_of_anything_take_no_minutes(cli: Cli, case: str) -> None:
    write(Path(), {"team.yaml": f"team: T\n{MANY[case]}"})
    began = time.process_time()
    assert cli("audit", "-f", "json").code in {0, 1, 2}
    # Not a measure: what grows with the square of these takes minutes, all else about a second.
    assert time.process_time() - began < 20


# No forged output


@pytest.mark.parametrize("format_", FORMATS)
def test_no_text_acts_in_any_format(cli: Cli, format_: str) -> None:
    people = "".join(
        f"  - {{name: {json.dumps(text + str(n))}, roles: [ml-engineer], skills: {{{json.dumps(text)}: 3}}}}\n"
        for n, text in enumerate(PAYLOADS)
    )
    write(Path(), {"team.yaml": f"team: {json.dumps(''.join(PAYLOADS))}\nmembers:\n{people}"})
    out = cli("audit", "-f", format_).out
    assert re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", out) is None
    assert not re.search(r"^Passed", out, re.MULTILINE) or format_ != "text"
    if format_ != "github":  # there, commands are the format: its own tests hold them
        headed = {"json", "sarif", "gitlab", "markdown", "brief"}
        assert not re.search(r"^\s*(?:::|##)", out, re.MULTILINE) or format_ in headed
    if format_ == "html":
        assert "<script>alert" not in out
    assert not Path("pwned").exists()


def test_no_text_acts_on_stderr(cli: Cli) -> None:
    for text in PAYLOADS:
        write(
            Path(),
            {"team.yaml": f"team: T\nmembers: [{{name: {json.dumps(text)}, roles: [x]}}]\n{json.dumps(text)}: 1\n"},
        )
        result = cli("audit")
        assert result.code == 2
        for line in result.err.splitlines():
            assert line.isprintable()
            assert line.startswith("team.yaml:")


def test_every_promise_names_its_tests() -> None:
    page = (ROOT / "SECURITY.md").read_text(encoding="utf-8").split("## git")[0]  # that part has tests of its own
    promised = set(re.findall(r"`(test_\w+)`", page))
    here: dict[str, Any] = {name: one for name, one in globals().items() if name.startswith("test_") and callable(one)}
    assert promised == here.keys() - {"test_every_promise_names_its_tests"}


def test_a_file_name_is_no_option_of_the_hook() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    [pattern] = [hook["files"] for hook in hooks if hook["id"] == "mlops-team-audit"]
    for name in ("--config=x.team.yaml", "-ojson:/home/somebody/x.team.yaml", "-x/team.yaml", "--roles=a/team.yml"):
        assert re.search(pattern, name) is None
    for name in ("team.yaml", "a/-x.team.yaml", "a-b/team.yml", "x-y.team.yaml"):
        assert re.search(pattern, name) is not None
