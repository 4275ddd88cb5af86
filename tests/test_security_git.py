"""Each promise of SECURITY.md about git, with what an untrusted repository would try against it."""

import os
import re
import stat
from pathlib import Path

import pytest

from conftest import Cli
from repositories import Repository, git
from runs import FAULTY, GOOD, ROOT, write

TRAP = "sh -c 'touch acted'"
# What git's configuration and attributes can name as a program, and `rev-parse` and so on must not run.
SETTINGS = {
    "alias.log": f"!{TRAP}",
    "alias.rev-list": f"!{TRAP}",
    "core.fsmonitor": TRAP,
    "core.pager": TRAP,
    "core.editor": TRAP,
    "core.sshCommand": TRAP,
    "core.gitProxy": TRAP,
    "core.askPass": TRAP,
    "credential.helper": f"!{TRAP}",
    "diff.external": TRAP,
    "diff.trap.command": TRAP,
    "diff.trap.textconv": TRAP,
    "filter.trap.clean": TRAP,
    "filter.trap.smudge": TRAP,
    "filter.trap.process": TRAP,
    "gpg.program": TRAP,
    "log.showSignature": "true",
    "merge.trap.driver": TRAP,
    "pager.rev-list": TRAP,
    "uploadpack.packObjectsHook": TRAP,
}
READING = {"cat-file", "diff-tree", "ls-tree", "merge-base", "rev-list", "rev-parse"}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Make a repository with a rename, of which every command has something to read."""
    repository = Repository(tmp_path / "repository")
    repository.commit({"old.yaml": GOOD})
    repository.commit({"old.yaml": None, "team.yaml": FAULTY})
    monkeypatch.chdir(repository.folder)
    return repository


def run_all(cli: Cli) -> None:
    """Run every command that starts git, in each of its ways."""
    assert cli("history", "--redact").code == 0
    assert cli("history", ".", "-f", "html").code == 0
    assert cli("diff", "HEAD:team.yaml").code == 0
    assert cli("diff", "HEAD...:team.yaml").code == 0
    assert cli("diff", "HEAD~1:old.yaml", "HEAD:team.yaml").code == 1


@pytest.fixture
def wrapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a git on the PATH that writes down how it is started, and return the file."""
    log = tmp_path / "git.log"
    real = os.path.realpath(
        next(f"{folder}/git" for folder in os.environ["PATH"].split(":") if os.path.isfile(f"{folder}/git"))
    )
    write(tmp_path, {"bin/git": f'#!/bin/sh\n{{ echo "$@"; env | grep ^GIT_ | sort; }} >>{log}\nexec {real} "$@"\n'})
    (tmp_path / "bin/git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    return log


@pytest.mark.usefixtures("repository")
def test_git_is_started_to_read_alone(cli: Cli, wrapped: Path) -> None:
    run_all(cli)
    commands = re.findall(r"--no-pager(?: -c \S+)+ (\S+)", wrapped.read_text(encoding="utf-8"))
    assert set(commands) == READING - {"ls-tree"}
    wrapped.unlink()
    assert cli("audit", "team.yaml").code == 1
    assert not wrapped.exists()


@pytest.mark.usefixtures("repository")
def test_git_gets_no_network_and_no_prompt(cli: Cli, wrapped: Path) -> None:
    run_all(cli)
    log = wrapped.read_text(encoding="utf-8")
    starts = log.count("--no-pager")
    for setting in ("GIT_ALLOW_PROTOCOL=none", "GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0"):
        assert log.count(setting) == starts > 0


def test_git_fetches_nothing_that_a_clone_lacks(
    cli: Cli, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.git("config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", f"file://{repository.folder}", "partial")
    partial = tmp_path / "partial"
    for url in (f"file://{repository.folder}", f"ext::{TRAP}"):
        git(partial, "config", "remote.origin.url", url)
        git(partial, "config", "protocol.allow", "always")
        monkeypatch.chdir(partial)
        before = objects(partial)
        result = cli("diff", "HEAD~1:old.yaml", "HEAD:team.yaml")
        assert (result.code, result.out) == (2, "")
        assert (
            "error: git cannot read an object that this repository should have; clone it again without --filter"
            in result.err
        )
        assert objects(partial) == before
        assert not (partial / "acted").exists()


def objects(folder: Path) -> list[str]:
    return sorted(str(file) for file in (folder / ".git/objects").rglob("*"))


def test_git_runs_nothing_that_the_repository_configures(cli: Cli, repository: Repository) -> None:
    hooks = {f".git/hooks/{name}": f"#!/bin/sh\n{TRAP}\n" for name in ("post-index-change", "reference-transaction")}
    write(repository.folder, {".gitattributes": "* diff=trap filter=trap merge=trap\n", **hooks})
    for hook in hooks:
        (repository.folder / hook).chmod(0o755)
    for name, value in SETTINGS.items():
        repository.git("config", name, value)
    write(repository.folder, {"team.yaml": f"{FAULTY}# changed\n"})
    (repository.folder / "acted").unlink(missing_ok=True)
    run_all(cli)
    assert not (repository.folder / "acted").exists()


def test_git_writes_nothing(cli: Cli, repository: Repository) -> None:
    os.utime(repository.folder / "team.yaml")  # which makes `git status` refresh the index

    def state() -> dict[str, tuple[int, int]]:
        files = [file for file in repository.folder.rglob("*") if stat.S_ISREG(file.lstat().st_mode)]
        return {str(file): (file.stat().st_mtime_ns, file.stat().st_size) for file in files}

    before = state()
    run_all(cli)
    assert state() == before


@pytest.mark.parametrize("word", ["--output=acted", "-oacted", "--upload-pack=touch acted", "--exec=touch acted", "-"])
def test_nothing_is_taken_for_an_option_of_git(cli: Cli, repository: Repository, word: str) -> None:
    for side in (f"{word}:team.yaml", f"{word}...:team.yaml", f"HEAD:{word}"):
        assert cli("diff", "--", side, "team.yaml").code in {1, 2}
    assert cli("history", "--", word).code == 2
    assert not (repository.folder / "acted").exists()


def test_each_promise_about_git_has_its_test() -> None:
    page = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    tests = set(re.findall(r"`(test_\w*git\w*)`", page))
    assert tests == {name for name in globals() if re.match(r"test_\w*git", name) and "promise" not in name}
