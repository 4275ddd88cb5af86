"""The versions of a file in a git repository, and the content of each.

Input from a user or a file reaches git as a revision that was checked, or as a path after `--`.
"""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import NamedTuple

from mlops_team.inputs.discover import shortest_path
from mlops_team.inputs.git_process import Git, GitError, missing_object
from mlops_team.text import quoted

__all__ = ["HEAD", "MERGE_BASE", "GitError", "Repository", "Version", "repository_of", "split_revision"]

HEAD = "HEAD"
MERGE_BASE = "..."  # after a revision: where it and HEAD parted
# How many files git compares for renames in a commit, whatever is configured.
_RENAMES = "-l1000"
_CHUNK = 2**16
_SHALLOW = "this clone is shallow: run `git fetch --unshallow` first, or fetch-depth: 0 in a workflow"


class Version(NamedTuple):
    """A file as a commit changed it."""

    rev: str
    date: date  # of the commit, by its committer, in UTC
    repo_path: str  # what the file was called then
    blob: str | None  # None where the commit has no such file


class Repository(Git):
    """A repository, and the git processes that read from it.

    Args:
        folder: Where to start git: the repository is that of this folder.

    Raises:
        GitError: There is no git, or no repository.
    """

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        bare, inside, shallow = self.lines(
            *("rev-parse", "--is-bare-repository", "--is-inside-work-tree", "--is-shallow-repository"),
            otherwise=GitError(f"{_shown(folder)} is not in a git repository", "name a file in a repository"),
        )
        self.shallow = shallow == "true"
        self.root: str | None = None  # of the work tree; a bare repository has none
        self.prefix = ""  # the folder, from the root
        if inside == "true" and bare == "false":
            self.root = self.lines("rev-parse", "--show-toplevel")[0]
            self.prefix = "".join(self.lines("rev-parse", "--show-prefix"))
            self.folder = self.root  # git gets paths relative to it

    def commit(self, rev: str) -> str:
        """Return the full name of a commit.

        Args:
            rev: A revision in git's notation; with `...` at its end, where it and HEAD parted.

        Raises:
            GitError: There is no such revision, or the two have nothing in common.
        """
        if rev.endswith(MERGE_BASE):
            return self._merge_base(rev.removesuffix(MERGE_BASE))
        hint = _SHALLOW if self.shallow else "git branch -a and git tag list the names"
        unknown = GitError(f"git knows no revision {quoted(rev)}", hint)
        if not rev or rev.startswith("-") or not rev.isprintable():
            raise unknown
        return self.lines("rev-parse", "--verify", "--quiet", f"{rev}^{{commit}}", otherwise=unknown)[0]

    def _merge_base(self, rev: str) -> str:
        ours, theirs = self.commit(HEAD), self.commit(rev)
        hint = "run `git fetch --unshallow` first" if self.shallow else "compare with the revision itself"
        apart = GitError(f"{quoted(rev)} and HEAD have no commit in common", hint)
        return self.lines("merge-base", ours, theirs, otherwise=apart)[0]

    def repo_path(self, path: str) -> str:
        """Return a path on this machine as git knows it: from the root, with slashes.

        Raises:
            GitError: The path is outside.
        """
        if self.root is None:
            return self.below_root(path, self.prefix)
        folder, name = os.path.split(path)
        real = os.path.join(os.path.realpath(folder), name)
        relative = shortest_path(real, os.path.realpath(self.root))
        return self.below_root(relative.replace(os.sep, "/"))

    @staticmethod
    def below_root(path: str, prefix: str = "") -> str:
        """Return a path from the root, without dots.

        Raises:
            GitError: It leads out of the repository, or git failed.
        """
        parts: list[str] = []
        for part in PurePosixPath(prefix, path).parts:
            if part == ".." and not parts:
                raise GitError(f"{quoted(path)} leads out of the repository", "name a file in it")
            parts.pop() if part == ".." else parts.append(part)
        whole = "/".join(parts)
        if "\n" in whole or "\0" in whole or whole.startswith("/"):
            raise GitError(f"{quoted(path)} is not a path in the repository", "write it from the repository's root")
        return whole

    def branch(self) -> list[str]:
        """Return the first-parent commits of HEAD, the oldest first."""
        return self.lines("rev-list", "--first-parent", "--reverse", HEAD)

    def files(self, commit: str) -> list[str]:
        """Return the paths of all files of a commit, from the root."""
        listed = self.run("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit, "--")
        return [os.fsdecode(name) for name in listed.split(b"\0") if name]

    def blob(self, rev: str, repo_path: str) -> str | None:
        """Return the name of a file's content at a commit, None where the commit has no such file."""
        kind, name, _ = self.header(self.ask("--batch-check", f"{rev}:{repo_path}"))
        return name if kind == "blob" else None

    def content(self, blob: str, most: int) -> bytes:
        """Return the bytes of a file, or the first `most + 1` bytes of a larger file.

        Raises:
            GitError: The clone does not have it.
        """
        stream = self.ask("--batch", blob)
        kind, _, size = self.header(stream)
        if kind is None:
            raise missing_object()
        data = stream.read(min(size, most + 1))
        for skipped in _chunks(size - len(data)):
            stream.read(skipped)
        stream.read(1)  # the line end after it
        return data

    def versions(self, repo_path: str) -> list[Version]:
        """Return the versions of a file at the first-parent commits of HEAD that changed it, the oldest first.

        Renames are followed, copies are not; a commit that only changes the name or mode adds no version.

        Raises:
            GitError: No commit has such a file, or the repository has no commit.
        """
        empty = GitError(f"{_shown(self.folder)}: the repository has no commit", "commit the file first")
        start = self.lines("rev-parse", "--verify", "--quiet", f"{HEAD}^{{commit}}", otherwise=empty)[0]
        newest_first = list(self._touching(start, repo_path))
        if not newest_first:
            hint = _SHALLOW if self.shallow else "check the path, or commit the file first"
            raise GitError(f"git knows no file {quoted(repo_path)} on this branch", hint)
        oldest_first = newest_first[::-1]
        before = [None, *(version.blob for version in oldest_first)]
        return [version for version, blob in zip(oldest_first, before, strict=False) if version.blob != blob]

    def _touching(self, start: str, repo_path: str) -> Iterator[Version]:
        """Yield the versions from a commit backwards, under the names that the file had."""
        while True:
            listed = self.lines("rev-list", "--first-parent", "--timestamp", start, "--", repo_path)
            commits = [line.split(" ") for line in listed if line]
            blobs = [self.blob(rev, repo_path) for _, rev in commits]
            for number, (seconds, rev) in enumerate(commits):
                yield Version(rev, _day(seconds), repo_path, blobs[number])
                is_new = blobs[number] is not None and not any(blobs[number + 1 : number + 2])
                if is_new and (older := self._renamed_from(rev, repo_path)):
                    start, repo_path = f"{rev}^", older
                    break
            else:
                return

    def _renamed_from(self, rev: str, repo_path: str) -> str | None:
        """Return the path from which a commit renamed a file, None where the commit created it."""
        try:
            changes = self.run(
                *("diff-tree", "-r", "-z", "-M", _RENAMES, "--diff-filter=R", "--name-status", f"{rev}^", rev, "--")
            )
        except GitError:  # it has no parent
            return None
        words = [os.fsdecode(word) for word in changes.split(b"\0")]
        renames = zip(words[1::3], words[2::3], strict=False)
        return next((old for old, new in renames if new == repo_path), None)


def repository_of(path: str) -> Repository:
    """Return the repository that has a path, even if the path does not exist any more.

    Raises:
        GitError: There is no git, or no repository.
    """
    folder = os.path.abspath(path)
    while not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    return Repository(folder)


def split_revision(side: str) -> tuple[str, str] | None:
    """Return revision and path of `REV:PATH`, None for anything else; a colon in braces belongs to the revision."""
    depth = 0
    for index, char in enumerate(side):
        depth += (char == "{") - (char == "}")
        if char == ":" and depth <= 0:
            return (side[:index], side[index + 1 :]) if index and index + 1 < len(side) else None
    return None


def _shown(folder: str) -> str:
    return os.path.relpath(folder) if folder.startswith(os.getcwd()) else folder


def _day(seconds: str) -> date:
    try:
        return datetime.fromtimestamp(int(seconds), UTC).date()
    except (ValueError, OverflowError, OSError):  # a clock that was set to nonsense
        return date.max


def _chunks(size: int) -> Iterator[int]:
    while size > 0:
        yield min(size, _CHUNK)
        size -= _CHUNK
