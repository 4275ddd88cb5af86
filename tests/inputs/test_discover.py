"""Which files an audit finds by itself."""

import errno
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import pytest
import yaml

from conftest import Cli
from mlops_team.inputs.discover import is_team_file, team_files
from runs import FAULTY, GOOD, ROOT, report_in, write

HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}

NAMES = {
    "team.yaml": True,
    "team.yml": True,
    "x.team.yaml": True,
    "x.team.yml": True,
    "a.b.team.yaml": True,
    "with space.team.yaml": True,
    "équipe.team.yaml": True,
    "-.team.yaml": True,
    "team.team.yaml": True,
    "steam.yaml": False,
    "steam.yml": False,
    "my-team.yaml": False,
    "x.steam.yaml": False,
    "teams.yaml": False,
    "team.yaml.bak": False,
    "team.yaml~": False,
    "team.yaml.j2": False,
    "team.json": False,
    "team.yamll": False,
    "team.xyaml": False,
    "teamyaml": False,
    "team-yaml": False,
    "x.teamyaml": False,
    "x.team-yaml": False,
    ".team.yaml": False,
    ".x.team.yaml": False,
    "..team.yaml": False,
    "Team.yaml": False,
    "team.YAML": False,
    "team": False,
    "yaml": False,
    "": False,
}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


def found(*paths: str) -> list[str]:
    return [Path(file).as_posix() for file in team_files(paths)]


@pytest.mark.parametrize(("name", "expected"), NAMES.items())
def test_the_name_of_a_team_file(name: str, *, expected: bool) -> None:
    assert is_team_file(name) is expected


@pytest.mark.parametrize("hook", ["mlops-team-audit", "mlops-team-audit-all"])
@pytest.mark.parametrize("folder", ["", "a/", "a/b.c/", ".hidden/", "team.yaml/", "x.team.yaml/"])
def test_the_hooks_find_the_same_names(hook: str, folder: str) -> None:
    pattern = re.compile(HOOKS[hook]["files"])  # searched for, as pre-commit does
    as_option = {"-.team.yaml": False} if hook == "mlops-team-audit" and not folder else {}
    assert {name: pattern.search(folder + name) is not None for name in NAMES} == NAMES | as_option


def test_names_in_a_folder() -> None:
    write(Path(), {name: GOOD for name in NAMES if name})
    assert found(".") == sorted(name for name, expected in NAMES.items() if expected)


@pytest.mark.parametrize(
    "folder",
    [".git", ".venv", ".hidden", "node_modules", "vendor", "third_party", "site-packages", "venv", "__pycache__"],
)
def test_hidden_and_vendored_folders_are_skipped(folder: str) -> None:
    write(Path(), {f"{folder}/team.yaml": GOOD, f"a/{folder}/b/team.yaml": GOOD, "a/team.yaml": GOOD})
    assert found(".") == ["a/team.yaml"]
    assert found("a") == ["a/team.yaml"]


@pytest.mark.parametrize("folder", [".hidden", "vendor", "a/.hidden", "a/vendor/b"])
def test_a_folder_that_is_named_is_searched_all_the_same(folder: str) -> None:
    write(Path(), {f"{folder}/team.yaml": GOOD})
    assert found(folder) == [f"{folder}/team.yaml"]


@pytest.mark.parametrize("folder", ["vendors", "envs", "my_vendor", "team.yaml", "x.team.yaml"])
def test_other_folders_are_searched(folder: str) -> None:
    write(Path(), {f"{folder}/team.yaml": GOOD})
    assert found(".") == [f"{folder}/team.yaml"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    write(Path(), {"a/team.yaml": GOOD, "real.yaml": GOOD, "elsewhere/team.yaml": GOOD})
    Path("a/linked.team.yaml").symlink_to(tmp_path / "real.yaml")
    Path("a/folder").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    Path("a/folder.team.yaml").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    Path("a/loop").symlink_to(tmp_path / "a", target_is_directory=True)
    Path("a/nowhere.team.yaml").symlink_to(tmp_path / "nosuch")
    assert found("a") == ["a/team.yaml"]


def test_a_link_that_is_named_is_followed(tmp_path: Path) -> None:
    write(Path(), {"elsewhere/team.yaml": GOOD, "other/team.yaml": GOOD})
    Path("linked.yaml").symlink_to(tmp_path / "elsewhere/team.yaml")
    Path("linked").symlink_to(tmp_path / "other", target_is_directory=True)
    assert found("linked.yaml", "linked") == ["linked.yaml", "linked/team.yaml"]


@pytest.mark.parametrize(
    "paths",
    [
        ("a/team.yaml", "./a/team.yaml", "b/../a/team.yaml"),
        ("linked.yaml", "a/team.yaml"),
        ("linked", "a"),
        ("a", "linked.yaml", "linked/team.yaml", "."),
    ],
)
def test_a_file_reached_twice_is_audited_once(tmp_path: Path, paths: tuple[str, ...]) -> None:
    write(Path(), {"a/team.yaml": GOOD, "b/x": ""})
    Path("linked.yaml").symlink_to(tmp_path / "a/team.yaml")
    Path("linked").symlink_to(tmp_path / "a", target_is_directory=True)
    assert len(found(*paths)) == 1
    assert found(*paths)[0].startswith(paths[0].removeprefix("./"))


def test_names_that_differ_in_case_are_two_files_where_the_file_system_says_so() -> None:
    write(Path(), {"Lower.team.yaml": GOOD, "lower.team.yaml": GOOD})
    assert found(".") == sorted(file.name for file in Path().iterdir() if file.name != ".git")


def test_the_order_is_sorted(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["team.yaml", "b.team.yaml", "a.team.yml", "10.team.yaml", "9.team.yaml"]
    folders = ["", "b/", "a/", "a/z/", "a/y/"]
    write(Path("teams"), {folder + name: GOOD for folder in folders for name in names})
    scan: Callable[..., Any] = os.scandir

    class Backwards(Iterator[Any]):
        """A file system that lists its folders in another order."""

        def __init__(self, folder: Any) -> None:
            with scan(folder) as entries:
                self.entries = iter(sorted(entries, key=lambda entry: str(entry.name), reverse=True))

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def __next__(self) -> Any:
            return next(self.entries)

    forwards = found("teams")
    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", Backwards)
        backwards = found("teams")
    in_order = ["10.team.yaml", "9.team.yaml", "a.team.yml", "b.team.yaml", "team.yaml"]
    assert forwards == [f"teams/{folder}{name}" for folder in ("", "a/", "a/y/", "a/z/", "b/") for name in in_order]
    assert backwards == forwards


def test_the_order_given_is_kept_and_nothing_comes_twice() -> None:
    write(Path(), {"b/team.yaml": GOOD, "a/team.yaml": GOOD, "a/x.team.yaml": GOOD})
    assert found("b", "a/x.team.yaml", "a", "b/team.yaml") == ["b/team.yaml", "a/x.team.yaml", "a/team.yaml"]


@pytest.mark.parametrize("files", [{}, {"teams/steam.yaml": GOOD}, {"teams/.hidden/team.yaml": GOOD}])
def test_a_folder_without_team_files_is_an_error(cli: Cli, files: dict[str, str]) -> None:
    Path("teams").mkdir()
    write(Path(), files)
    result = cli("audit", "teams", "-f", "json")
    report = report_in(result.out)
    assert result.code == 2
    assert result.err.startswith("teams:1:1: error[MT001]: ")
    assert [(error["code"], error["location"]["file"]) for error in report["input_errors"]] == [("MT001", "teams")]


SEARCHED = "in folders only team.yaml and NAME.team.yaml are audited"


@pytest.mark.parametrize(
    ("named", "hint"),
    [
        (".", f"{SEARCHED}: name any other file itself, such as ./fraud.yaml"),
        ("empty", f"{SEARCHED}: create one with `mlops-team init`"),
        ("fruad.yaml", 'did you mean "fraud.yaml"?'),
        ("./frauds.yml", 'did you mean "./fraud.yaml"?'),
        ("nowhere/fraud.yaml", "check the path, or create a team file with `mlops-team init`"),
        ("payments.yaml", "check the path, or create a team file with `mlops-team init`"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(cli: Cli, named: str, hint: str) -> None:
    write(Path(), {"fraud.yaml": GOOD, "empty/x": ""})
    result = cli("audit", named)
    assert result.code == 2
    assert result.err.endswith(f"; {hint}\n")


def test_a_folder_without_team_files_stops_no_other(cli: Cli) -> None:
    write(Path(), {"empty/x": "", "full/team.yaml": FAULTY})
    result = cli("audit", "empty", "full", "-f", "json")
    report = report_in(result.out)
    assert (result.code, report["summary"]["teams"], report["summary"]["errors"]) == (2, 1, 1)


def test_a_folder_that_cannot_be_read_is_an_error(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    write(Path(), {"teams/team.yaml": GOOD, "teams/locked/team.yaml": FAULTY})
    scan: Callable[..., Any] = os.scandir

    def refuse(folder: Any = ".") -> Any:
        if str(folder).endswith("locked"):
            raise PermissionError(errno.EACCES, "Permission denied", str(folder))
        return scan(folder)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", refuse)  # not by permissions: they do not hold for root
        result = cli("audit", "teams", "-f", "json")
    assert result.code == 2  # never a pass when teams may have been passed over
    assert re.match(r"teams/locked:1:1: error\[MT001\]: ", result.err)
    assert report_in(result.out)["summary"]["teams"] == 1


def test_a_folder_that_is_named_and_cannot_be_read(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("teams").mkdir()
    monkeypatch.setattr(os, "access", lambda folder, _mode: folder != "teams")  # as above
    result = cli("audit", "teams")
    assert result.code == 2
    assert result.err == (
        "teams:1:1: error[MT001]: this folder cannot be searched; "
        "give the user who runs the audit permission to read it\n"
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are POSIX's")
def test_a_pipe_that_is_called_like_a_team_file_does_not_hang(cli: Cli) -> None:
    write(Path(), {"teams/a.team.yaml": GOOD})
    os.mkfifo("teams/team.yaml")
    result = cli("audit", "teams", "-f", "json")
    report = report_in(result.out)
    assert (result.code, report["summary"]["teams"]) == (2, 1)
    assert [error["code"] for error in report["input_errors"]] == ["MT001"]


def test_a_file_on_another_drive_keeps_its_own_path(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    far = tmp_path_factory.mktemp("far")
    write(far, {"a.team.yaml": FAULTY, "people.yaml": "people: [{id: a, name: A}]\n"})
    relative = os.path.relpath

    def on_drives(path: str, start: str = os.curdir) -> str:
        if Path(path).is_relative_to(far) != Path(start).is_relative_to(far):
            raise ValueError("path is on mount 'D:', start on mount 'C:'")  # as on Windows
        return relative(path, start)

    monkeypatch.setattr(os.path, "relpath", on_drives)
    assert cli("audit", far, "-f", "github", "--people", far / "people.yaml").code == 1
    report = report_in(cli("audit", far, "-f", "json", "--write-baseline", "baseline.json").out)
    assert report["teams"][0]["file"] == str(far / "a.team.yaml")
    assert f'"file": "{far}/a.team.yaml"' in (tmp_path / "baseline.json").read_text(encoding="utf-8")
    assert cli("audit", far, "--baseline", "baseline.json").code == 0
