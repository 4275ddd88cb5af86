"""What the program knows from git, against plain git commands."""

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest

from mlops_team.inputs.git import GitError, repository_of, split_revision
from repositories import Repository, git, states
from runs import write

LONG = "".join(f"line {number}\n" for number in range(40))


def versions(file: Path) -> list[tuple[str, str | None]]:
    """Return the versions of a file, each with its text."""
    with repository_of(str(file)) as repository:
        found = repository.versions(repository.repo_path(str(file)))
        contents = [one.blob and repository.content(one.blob, 10_000) for one in found]
    return [
        (one.rev, content.decode().removesuffix("\n") if content is not None else None)
        for one, content in zip(found, contents, strict=True)
        if content is None or isinstance(content, bytes)
    ]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


def test_versions_are_what_main_had(repository: Repository) -> None:
    repository.commit({"other.txt": "x\n"})
    first = repository.commit({"team.yaml": LONG})
    repository.commit({"other.txt": "y\n"})
    repository.git("checkout", "--quiet", "-b", "branch")
    repository.commit({"team.yaml": f"{LONG}only on the branch\n"})
    repository.commit({"team.yaml": f"{LONG}from the branch\n"})
    repository.git("checkout", "--quiet", "main")
    repository.commit({"team.yaml": f"on main\n{LONG}"})
    repository.merge("branch")
    repository.git("revert", "--mainline=1", "--no-edit", "HEAD")
    repository.commit({"team.yaml": None})
    repository.commit({"team.yaml": LONG})
    found = versions(repository.folder / "team.yaml")
    assert found == states(repository.folder, "team.yaml")
    assert [text and len(text) for _, text in found] == [309, 317, 333, 317, None, 309]
    assert found[0][0] == first


def test_renames_are_followed_and_a_rename_alone_is_no_version(repository: Repository) -> None:
    first = repository.commit({"a.yaml": LONG})
    second = repository.commit({"a.yaml": None, "teams/b.yaml": LONG})
    third = repository.commit({"teams/b.yaml": None, "c.yaml": f"{LONG}more\n"})
    found = versions(repository.folder / "c.yaml")
    names = {first: "a.yaml", second: "teams/b.yaml", third: "c.yaml"}
    assert found == states(repository.folder, names)
    assert [rev for rev, _ in found] == [first, third]


def test_a_copy_is_not_followed(repository: Repository) -> None:
    repository.commit({"a.yaml": LONG})
    copied = repository.commit({"b.yaml": LONG})
    assert [rev for rev, _ in versions(repository.folder / "b.yaml")] == [copied]


def test_a_file_renamed_and_rewritten_begins_there(repository: Repository) -> None:
    repository.commit({"a.yaml": LONG})
    rewritten = repository.commit({"a.yaml": None, "b.yaml": "all new\n"})
    assert [rev for rev, _ in versions(repository.folder / "b.yaml")] == [rewritten]


def test_a_rename_on_a_branch_is_followed_from_its_merge(repository: Repository) -> None:
    first = repository.commit({"a.yaml": LONG})
    repository.git("checkout", "--quiet", "-b", "branch")
    repository.commit({"a.yaml": None, "b.yaml": LONG})
    repository.commit({"b.yaml": f"{LONG}more\n"})
    repository.git("checkout", "--quiet", "main")
    second = repository.commit({"a.yaml": f"before\n{LONG}"})
    merged = repository.merge("branch")
    assert versions(repository.folder / "b.yaml") == states(
        repository.folder, {first: "a.yaml", second: "a.yaml", merged: "b.yaml"}
    )


def test_a_new_mode_is_no_version(repository: Repository) -> None:
    first = repository.commit({"team.yaml": LONG})
    (repository.folder / "team.yaml").chmod(0o755)
    repository.commit({})
    assert [rev for rev, _ in versions(repository.folder / "team.yaml")] == [first]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("1970-01-02", date(1970, 1, 2)),
        ("@4102444800 +0000", date(2100, 1, 1)),
        ("@1767311999 -1200", date(2026, 1, 1)),  # 2026-01-01 23:59:59 in UTC
    ],
)
def test_days_are_the_committers_in_utc(repository: Repository, day: str, expected: date) -> None:
    repository.commit({"team.yaml": LONG}, day)
    with repository_of(str(repository.folder)) as opened:
        assert [version.date for version in opened.versions("team.yaml")] == [expected]


@pytest.mark.parametrize("name", ["-rf.yaml", "ä ö.yaml", "a'\"b.yaml", "*.yaml", ":(top)x.yaml", "HEAD"])
def test_any_name_of_a_file_is_only_a_name(repository: Repository, name: str) -> None:
    rev = repository.commit({name: LONG, "plain.yaml": "x\n"})
    with repository_of(str(repository.folder)) as opened:
        [version] = opened.versions(name)
        assert version.rev == rev
        assert version.blob is not None
        assert opened.content(version.blob, 5) == b"line 0"
        assert opened.content(version.blob, 1000) == LONG.encode()


@pytest.mark.parametrize("rev", ["nope", "", "-h", "--help", "HEAD..HEAD", "a\nb", "HEAD:team.yaml", "HEAD~9"])
def test_an_unknown_revision_is_one_sentence(repository: Repository, rev: str) -> None:
    repository.commit({"team.yaml": LONG})
    with repository_of(str(repository.folder)) as opened, pytest.raises(GitError, match="git knows no revision"):
        opened.commit(rev)


def test_three_dots_are_where_a_revision_and_head_parted(repository: Repository) -> None:
    parted = repository.commit({"team.yaml": LONG})
    repository.git("checkout", "--quiet", "-b", "branch")
    repository.commit({"team.yaml": "branch\n"})
    repository.git("checkout", "--quiet", "main")
    repository.commit({"other": "x\n"})
    repository.git("checkout", "--quiet", "--orphan", "alone")
    repository.commit({"alone": "x\n"})
    repository.git("checkout", "--quiet", "main")
    with repository_of(str(repository.folder)) as opened:
        assert opened.commit("branch...") == parted
        with pytest.raises(GitError, match='"alone" and HEAD have no commit in common'):
            opened.commit("alone...")


def test_a_bare_repository_and_a_worktree_have_the_same_versions(repository: Repository, tmp_path: Path) -> None:
    first = repository.commit({"sub/team.yaml": LONG})
    second = repository.commit({"sub/team.yaml": "new\n"})
    git(tmp_path, "clone", "--quiet", "--bare", str(repository.folder), "bare.git")
    repository.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "tree"))
    for folder in ("bare.git", "tree"):
        with repository_of(str(tmp_path / folder)) as opened:
            assert (opened.root is None) == (folder == "bare.git")
            path = opened.repo_path("sub/team.yaml" if opened.root is None else str(tmp_path / "tree/sub/team.yaml"))
            assert [version.rev for version in opened.versions(path)] == [first, second]


def test_a_shallow_clone_has_what_is_there(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"team.yaml": LONG})
    last = repository.commit({"team.yaml": "new\n"})
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repository.folder}", "shallow")
    with repository_of(str(tmp_path / "shallow")) as opened:
        assert opened.shallow
        assert [version.rev for version in opened.versions("team.yaml")] == [last]
        with pytest.raises(GitError, match="shallow: run `git fetch --unshallow` first"):
            opened.commit("HEAD~1")


@pytest.mark.parametrize("make", [True, False])
def test_no_commit_no_file_no_repository(tmp_path: Path, make: bool) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    if not make:
        with pytest.raises(GitError, match="is not in a git repository"):
            repository_of(str(folder / "team.yaml"))
        return
    repository = Repository(folder)
    with repository_of(str(folder)) as opened, pytest.raises(GitError, match="the repository has no commit"):
        opened.versions("team.yaml")
    repository.commit({"other": "x\n"})
    with repository_of(str(folder)) as opened:
        with pytest.raises(GitError, match=r'git knows no file "team\.yaml" on this branch; check the path, or commit'):
            opened.versions("team.yaml")
        with pytest.raises(GitError, match="leads out of the repository"):
            opened.repo_path(str(tmp_path / "else.yaml"))


def test_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (str(tmp_path), "."):  # nothing of the working directory is taken for git
        write(tmp_path, {"git": "#!/bin/sh\ntouch started\n"})
        (tmp_path / "git").chmod(0o755)
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("PATH", path if path == "." else os.devnull)
        with pytest.raises(GitError, match="git is not installed, or not on the PATH") as error:
            repository_of(".")
        assert error.value.hint.startswith("install git; ")
        assert not (tmp_path / "started").exists()


def test_variables_of_a_hook_lead_to_no_other_repository(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rev = repository.commit({"team.yaml": LONG})
    other = Repository(tmp_path / "other")
    other.commit({"team.yaml": "other\n"})
    monkeypatch.setenv("GIT_DIR", str(other.folder / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.folder))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.folder / ".git/index"))
    with repository_of(str(repository.folder)) as opened:
        assert [version.rev for version in opened.versions("team.yaml")] == [rev]


@pytest.mark.parametrize(
    ("side", "expected"),
    [
        ("HEAD:team.yaml", ("HEAD", "team.yaml")),
        ("HEAD^{/fix: all}:a/b.yaml", ("HEAD^{/fix: all}", "a/b.yaml")),
        ("main...:a:b.yaml", ("main...", "a:b.yaml")),
        (":team.yaml", None),
        ("HEAD:", None),
        ("team.yaml", None),
    ],
)
def test_revision_and_path(side: str, expected: tuple[str, str] | None) -> None:
    assert split_revision(side) == expected


def test_a_missing_blob_is_one_sentence(repository: Repository) -> None:
    repository.commit({"team.yaml": LONG})
    blob = repository.git("rev-parse", "HEAD:team.yaml")
    loose = repository.folder / ".git/objects" / blob[:2] / blob[2:]
    loose.chmod(0o644)
    loose.unlink()
    with repository_of(str(repository.folder)) as opened, pytest.raises(GitError, match="git cannot read an object"):
        opened.content(blob, 10)


def test_processes_end_with_the_repository(repository: Repository) -> None:
    repository.commit({"team.yaml": LONG})
    with repository_of(str(repository.folder)) as opened:
        opened.versions("team.yaml")
        started: list[subprocess.Popen[bytes]] = list(opened.batches.values())
        assert [process.poll() for process in started] == [None] * len(started)
    assert [process.returncode for process in started] == [0] * len(started)
