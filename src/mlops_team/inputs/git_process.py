"""How git is started: only to read, and without anything that a repository's own configuration could run.

SECURITY.md has the list of commands, arguments and variables.
"""

import os
import shutil
import subprocess
from contextlib import suppress
from typing import IO, Self

from mlops_team.errors import MlopsTeamError
from mlops_team.inputs.files import why
from mlops_team.text import shortened

# With these, none of our commands starts a program that a repository's configuration names.
_SETTINGS = ("core.fsmonitor=false", f"core.hooksPath={os.devnull}", "core.pager=cat", "diff.external=")
# Variables that git sets for hooks, and that would lead to another repository than the file's.
_LOCAL = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_DIR", "GIT_EXTERNAL_DIFF", "GIT_INDEX_FILE",
    "GIT_NAMESPACE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_WORK_TREE",
)  # fmt: skip
_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",  # no network, also for objects that a partial clone lacks
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
}


class GitError(MlopsTeamError):
    """A command of git that failed, or a revision or file that git does not have."""


class Git:
    """Runs git in a folder; processes that it keeps running end with the `with` block.

    Args:
        folder: Where to start git.

    Raises:
        GitError: There is no git.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._program = _program()
        self.batches: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        """Return this object."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes."""
        for process in self.batches.values():
            for stream in (process.stdin, process.stdout):
                with suppress(OSError):
                    _open(stream).close()
            process.wait()
        self.batches.clear()

    def ask(self, mode: str, name: str) -> IO[bytes]:
        """Ask a running `git cat-file` for an object, and return the stream with the answer."""
        if mode not in self.batches:
            self.batches[mode] = subprocess.Popen(  # noqa: S603 - see _command
                self._command("cat-file", mode),
                env=_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        process = self.batches[mode]
        try:
            _open(process.stdin).write(os.fsencode(name) + b"\n")
            _open(process.stdin).flush()
        except OSError:
            raise missing_object() from None
        return _open(process.stdout)

    @staticmethod
    def header(stream: IO[bytes]) -> tuple[str | None, str, int]:
        """Return an object's type (None when there is no such object), name and size."""
        line = stream.readline()
        if not line:
            raise missing_object()
        words = line.split(b" ")
        if len(words) != 3 or not words[2].strip().isdigit():  # noqa: PLR2004 - name, type and size
            return None, "", 0
        return words[1].decode(), words[0].decode(), int(words[2])

    def _command(self, *words: str) -> list[str]:
        # Without a shell; what a user or a file wrote is a revision that was checked, or comes after `--`.
        settings = (part for setting in _SETTINGS for part in ("-c", setting))
        return [self._program, "-C", self.folder, "--no-pager", *settings, *words]

    def run(self, *words: str, otherwise: GitError | None = None) -> bytes:
        """Return what a command prints.

        Raises:
            GitError: It fails: the error for what git refuses, else `otherwise`, else git's own message.
        """
        try:
            done = subprocess.run(  # noqa: S603 - see _command
                self._command(*words), env=_environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False
            )
        except (OSError, ValueError) as error:  # ValueError: a NUL in a path
            reason = why(error) if isinstance(error, OSError) else str(error)
            raise GitError(f"git cannot be started: {reason}") from None
        if done.returncode:
            raise _refusal(done.stderr) or otherwise or GitError(f"git {words[0]}: {_first_line(done.stderr)}")
        return done.stdout

    def lines(self, *words: str, otherwise: GitError | None = None) -> list[str]:
        """Return the lines that a command prints; see `run`."""
        return os.fsdecode(self.run(*words, otherwise=otherwise)).removesuffix("\n").split("\n")


def _program() -> str:
    program = shutil.which("git")
    if program is None or not os.path.isabs(program):  # a relative path would be a file of the working directory
        hint = "install git; without it, `mlops-team diff OLD.yaml NEW.yaml` compares two files"
        raise GitError("git is not installed, or not on the PATH", hint)
    return program


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in _LOCAL} | _ENVIRONMENT


def _refusal(stderr: bytes) -> GitError | None:
    """Return the error for a repository of another user, which git does not read without being allowed to."""
    if b"dubious ownership" not in stderr and b"safe.bareRepository" not in stderr:
        return None
    hint = "if you trust it, run `git config --global --add safe.directory FOLDER` with the repository's folder"
    return GitError("git refuses this repository, which belongs to another user", hint)


def missing_object() -> GitError:
    """Return the error for an object that the clone lacks."""
    hint = "clone it again without --filter; if it is a full clone, run `git fsck`"
    return GitError("git cannot read an object that this repository should have", hint)


def _first_line(stderr: bytes) -> str:
    lines = stderr.decode(errors="replace").splitlines() or ["it failed and gave no reason"]
    return shortened(lines[0].removeprefix("fatal: "))


def _open(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise GitError("git has no pipe")
    return stream
