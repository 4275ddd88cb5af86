"""Which files to audit: the given files, and the team files below the given folders."""

import os
from collections.abc import Iterable, Iterator
from functools import cache

from mlops_team.errors import ConfigError
from mlops_team.inputs.document import Fault
from mlops_team.inputs.yaml_reader import STDIN
from mlops_team.model import Location

DEFAULT = "team.yaml"
_NAMES = ("team.yaml", "team.yml")
# Other people's code, unpacked packages and build results; hidden folders are skipped as well.
_VENDORED = frozenset((
    "node_modules", "vendor", "vendored", "third_party", "third-party", "site-packages", "venv", "env", "__pycache__",
))  # fmt: skip


def working_folder() -> str:
    """Return the working directory.

    Raises:
        ConfigError: It was removed.
    """
    try:
        return os.getcwd()
    except OSError:
        raise ConfigError("the working directory no longer exists", "change to another folder") from None


def is_team_file(name: str) -> bool:
    """Whether a file of this name in a folder is a team file."""
    return not name.startswith(".") and (name in _NAMES or name.endswith((".team.yaml", ".team.yml")))


def team_files(paths: Iterable[str]) -> Iterator[str]:
    """Yield the files to audit in the order given, each once; a folder without any, or unreadable, is yielded itself.

    Folders are searched by name, without following symbolic links. A file reached twice, by a link or another
    spelling of its path, is yielded as it was reached first.
    """
    for cached in (_real_folder, repository_root, outermost_repository):
        cached.cache_clear()  # a notebook lives long, and folders change
    seen: dict[str, list[str]] = {}
    for path in paths:
        for file in (list(_below(path)) or [path]) if os.path.isdir(path) else [path]:
            real = file if file == STDIN else real_path(file)
            # On a file system that ignores case, Team.yaml is team.yaml.
            alike = seen.setdefault(real.casefold(), [])
            if not any(real == other or _same_file(real, other) for other in alike):
                alike.append(real)
                yield file


def _same_file(file: str, other: str) -> bool:
    try:
        return os.path.samefile(file, other)
    except OSError:
        return False


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


@cache
def outermost_repository(folder: str) -> str | None:
    """Return the root of the outermost repository above a folder, or None; submodules and nested clones are in it."""
    root, above = None, repository_root(folder)
    while above is not None:
        root, parent = above, os.path.dirname(above)
        above = repository_root(parent) if parent != above else None
    return root


@cache  # many files are in the same folder
def _real_folder(base: str, folder: str) -> str:
    return os.path.realpath(os.path.join(base, folder))


def real_path(file: str) -> str:
    """Return the absolute path of a file, without symbolic links."""
    if os.path.islink(file):
        return os.path.realpath(file)
    return os.path.join(_real_folder(working_folder(), os.path.dirname(file)), os.path.basename(file))


def repo_path_of(real: str) -> str:
    """Return the path from the outermost repository above a file, else from the working directory, with slashes."""
    root = outermost_repository(os.path.dirname(real)) or working_folder()
    below = os.path.join(root, "")
    # relpath looks up the working directory twice, for each of 10,000 files.
    relative = real.removeprefix(below) if real.startswith(below) else shortest_path(real, root)
    return relative.replace(os.sep, "/")


def shortest_path(file: str, folder: str = os.curdir) -> str:
    """Return the path of a file from a folder; the file's own path where none leads there, as to another drive."""
    try:
        return os.path.relpath(file, folder)
    except ValueError:
        return file


def no_team_file(folder: str) -> Fault:
    """Return the fault of a folder without a team file."""
    if not os.access(folder, os.R_OK | os.X_OK):
        hint = "give the user who runs the audit permission to read it"
        return Fault("MT001", "this folder cannot be searched", hint, Location(folder))
    others = sorted(name for name in os.listdir(folder) if name.endswith((".yaml", ".yml")))
    hint = "in folders only team.yaml and NAME.team.yaml are audited: "
    hint += (
        f"name any other file itself, such as {os.path.join(folder, others[0])}"
        if others
        else "create one with `mlops-team init`"
    )
    return Fault("MT001", "no team file below this folder", hint, Location(folder))
