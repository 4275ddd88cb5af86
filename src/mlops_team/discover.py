"""Which files to audit: those named, and the team files below the folders named."""

import os
from collections.abc import Iterable, Iterator
from functools import cache

DEFAULT = "team.yaml"
_NAMES = ("team.yaml", "team.yml")
# Other people's code, unpacked packages and build results; hidden folders are skipped as well.
_VENDORED = frozenset(
    (
        "node_modules",
        "vendor",
        "vendored",
        "third_party",
        "third-party",
        "site-packages",
        "venv",
        "env",
        "__pycache__",
    )
)


def is_team_file(name: str) -> bool:
    """Whether a file of this name in a folder is a team file."""
    return not name.startswith(".") and (name in _NAMES or name.endswith((".team.yaml", ".team.yml")))


def team_files(paths: Iterable[str]) -> Iterator[str]:
    """Yield the files to audit in the order given, each once; a folder without any, or unreadable, yields itself.

    Folders are searched by name, without following symbolic links.
    """
    seen = set()
    for path in paths:
        for file in (list(_below(path)) or [path]) if os.path.isdir(path) else [path]:
            # The folder as it really is, the name as it is given: two names of one file are two entries.
            key = os.path.join(os.path.realpath(os.path.dirname(file)), os.path.basename(file))
            if key not in seen:
                seen.add(key)
                yield file


def _below(folder: str) -> Iterator[str]:
    unreadable: list[str] = []
    for parent, folders, files in os.walk(folder, onerror=lambda error: unreadable.append(error.filename)):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _VENDORED)
        for name in sorted(files):
            file = os.path.join(parent, name).removeprefix(f".{os.sep}")
            if is_team_file(name) and not os.path.islink(file):
                yield file
    yield from (file.removeprefix(f".{os.sep}") for file in unreadable)


@cache
def repository_root(folder: str) -> str | None:
    """Return the nearest folder from `folder` upwards that is a repository's root, or None."""
    while not os.path.exists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
    return folder


def identity(file: str) -> str:
    """Return a file's path from its repository's root, else from the working directory, with slashes."""
    full = os.path.realpath(file)
    root = repository_root(os.path.dirname(full)) or os.getcwd()
    return os.path.relpath(full, root).replace(os.sep, "/")
