"""The built-in catalog as JSON, which loads its hundreds of tools in a tenth of the time that YAML takes.

scripts/prepare_catalog.py writes it. It is only used if it was made from the YAML files as they are now, so that an
edit of these counts at once.
"""

import json
from binascii import crc32
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path as FilePath
from typing import Any, NamedTuple

FILE = "prepared.json"


class CatalogValues(NamedTuple):
    """The content of a catalog's files, names folded."""

    header: Mapping[str, Any]
    roles: Mapping[str, dict[str, Any]]
    skills: Mapping[str, dict[str, Any]]
    tools: Mapping[str, Sequence[str]]  # name -> ids of the skills that it shows
    tool_aliases: Mapping[str, Sequence[str]]
    role_names: Mapping[str, str]
    skill_names: Mapping[str, str]


def prepared(folder: FilePath) -> CatalogValues | None:
    """Return the prepared form of a catalog's folder, or None when the folder has changed since."""
    try:
        content = json.loads((folder / FILE).read_bytes(), parse_float=Decimal)
        return CatalogValues(**content["values"]) if content["files"] == _checksums(folder) else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def prepare(folder: FilePath, values: CatalogValues) -> str:
    """Return the text of the prepared form of a catalog's folder."""
    content = {"files": _checksums(folder), "values": values._asdict()}
    return json.dumps(content, default=_number, ensure_ascii=False, separators=(",", ":")) + "\n"


def _checksums(folder: FilePath) -> dict[str, int]:
    # Git may have changed the line ends.
    return {file.name: crc32(file.read_bytes().replace(b"\r\n", b"\n")) for file in sorted(folder.glob("*.yaml"))}


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(value)
