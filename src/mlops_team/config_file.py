"""Configuration files: where they are found, and their TOML."""

import os
import re
from decimal import Decimal
from pathlib import Path as FilePath
from typing import Any

from mlops_team.errors import ConfigError
from mlops_team.inputs.discover import repository_root
from mlops_team.inputs.files import is_inside, read_regular, why

OWN_FILE = ".mlops-team.toml"
PYPROJECT = "pyproject.toml"
TABLE = "mlops-team"
_MISSPELT = re.compile("mlops[ _-]?team", re.IGNORECASE)
_MAX_BYTES = 2**20
_MAX_DOTS = 200


def find(folder: str) -> FilePath | None:
    """Return the nearest configuration file from `folder` upwards to its repository's root, or None.

    Outside a repository only `folder` itself is searched.

    Raises:
        ConfigError: The file is a link that leads out of the repository, or its table is misspelt.
    """
    root = repository_root(folder) or folder
    while True:
        for name in (OWN_FILE, PYPROJECT):
            file = FilePath(folder, name)
            if os.path.isfile(file):
                _check_inside(file, root)
                if name == OWN_FILE or _has_table(file):
                    return file
        if folder == root:
            return None
        folder = os.path.dirname(folder)


def _check_inside(file: FilePath, folder: str) -> None:
    """Refuse a configuration file that is a link out of the repository, unless the user named it."""
    if not is_inside(str(file), folder):
        hint = f"put a file in its place, name it with --config {file}, or pass --isolated to do without"
        raise ConfigError(f"{file}: a link that leads out of {folder}", hint)


def _has_table(file: FilePath) -> bool:
    # Most pyproject.toml files have no table for this program: a look at the bytes saves parsing them.
    return b"mlops" in _read(file).lower() and table_of(file) is not None


def table_of(file: FilePath) -> Any:  # noqa: ANN401 - whatever the file holds
    """Return what a configuration file sets: its whole content, or pyproject.toml's table; None without a table.

    Raises:
        ConfigError: The file cannot be read, is not TOML, or has the table under another spelling.
    """
    content = _load(file)
    if file.name != PYPROJECT:
        return content
    tools = content.get("tool")
    tools = tools if isinstance(tools, dict) else {}
    for key in tools:
        if key != TABLE and _MISSPELT.fullmatch(key):
            raise ConfigError(f"{file}: [tool.{key}] is not read", f"write [tool.{TABLE}]")
    return tools.get(TABLE)


def _read(file: FilePath) -> bytes:
    try:
        data = read_regular(str(file), _MAX_BYTES)
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {why(error)}") from None
    if len(data) > _MAX_BYTES:
        raise ConfigError(f"{file}: larger than {_MAX_BYTES // 2**20} MiB", "keep settings only in it")
    return data


def _load(file: FilePath) -> dict[str, Any]:
    import tomllib

    hint = "fix it, or pass --isolated to do without"
    data = _read(file)
    if any(line.count(b".") > _MAX_DOTS for line in data.splitlines()):  # tomllib's time grows with their square
        raise ConfigError(f"{file}: a line with more than {_MAX_DOTS} dots", "write keys of a few words")
    try:
        return tomllib.loads(data.decode("utf-8-sig"), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: is not TOML: {error}", hint) from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: is not TOML: byte 0x{error.object[error.start]:02X} is not UTF-8", hint) from None
    except RecursionError:
        raise ConfigError(f"{file}: is not TOML that can be read: nested too deep", hint) from None
    except ValueError:
        raise ConfigError(f"{file}: is not TOML that can be read: a number of too many digits", hint) from None
