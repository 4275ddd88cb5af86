"""Git repositories made in tests, and what plain git commands say of them."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from runs import write

# Nothing of the developer's own: no hooks, no signing, no other default branch.
_ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "Ann",
    "GIT_AUTHOR_EMAIL": "ann@example.com",
    "GIT_COMMITTER_NAME": "Ann",
    "GIT_COMMITTER_EMAIL": "ann@example.com",
}


class Repository:
    """A repository in a folder, whose commits are dated by hand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *words: str, day: str = "2026-01-01") -> str:
        """Run a git command, as of a day, and return what it prints."""
        return git(self.folder, *words, day=day)

    def commit(self, files: Mapping[str, str | None], day: str = "2026-01-01") -> str:
        """Write files, delete those with None, commit all, and return the commit's name."""
        write(self.folder, {name: text for name, text in files.items() if text is not None})
        for name in (name for name, text in files.items() if text is None):
            (self.folder / name).unlink()
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", f"change {', '.join(files)}", day=day)
        return self.git("rev-parse", "HEAD")

    def merge(self, branch: str, day: str = "2026-01-01", *options: str) -> str:
        """Merge a branch with a commit of its own."""
        self.git("merge", "--quiet", "--no-ff", "--message", f"merge {branch}", *options, branch, day=day)
        return self.git("rev-parse", "HEAD")


def git(folder: Path, *words: str, day: str = "2026-01-01") -> str:
    """Run a git command in a folder and return what it prints, without the last line's end."""
    date = day if " " in day else f"{day}T12:00:00Z"
    environment = os.environ | _ENVIRONMENT | {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    done = subprocess.run(["git", *words], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"git {' '.join(words)}: {done.stderr}"
    return done.stdout.removesuffix("\n")


def states(folder: Path, names: Mapping[str, str] | str) -> list[tuple[str, str | None]]:
    """Return what a file was at each first-parent commit that changed it, commit by commit and by `git show` alone.

    Args:
        folder: The repository.
        names: What the file is called; or commit -> what it is called from that commit on, where it was renamed.
    """
    found: list[tuple[str, str | None]] = []
    before: str | None = None
    called = names if isinstance(names, str) else ""
    for rev in git(folder, "rev-list", "--first-parent", "--reverse", "HEAD").split():
        called = called if isinstance(names, str) else names.get(rev, called)
        there = called in git(folder, "ls-tree", "-r", "--name-only", "--full-tree", rev).split("\n")
        text = git(folder, "show", f"{rev}:{called}") if there else None
        if text != before:
            found.append((rev, text))
        before = text
    return found
