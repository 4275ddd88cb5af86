"""Bytes of YAML files, and the text in them."""

import os
import re
import sys
from typing import Final

from mlops_team.inputs.document import OLD_LINE_END, Fault, broken
from mlops_team.inputs.files import read_regular, why
from mlops_team.model import Location
from mlops_team.text import nearest

MAX_BYTES: Final = 8 * 1024 * 1024
STDIN: Final = "-"
STDIN_NAME: Final = "<stdin>"
_MAX_TAG_LINES = 100
_NONCHARACTERS = range(0xFDD0, 0xFDF0)  # by Unicode; the parser accepts them
# What the parser refuses, and the C1 controls except the next-line character.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


def read_bytes(file: str) -> bytes:
    """Return what is in a file, or in stdin for `-`, or slightly more than MAX_BYTES of it.

    Raises:
        OSError: It cannot be read.
    """
    return _read_stdin() if file == STDIN else read_regular(file, MAX_BYTES)


def _read_stdin() -> bytes:
    if sys.stdin is None:  # closed before the program started
        raise OSError("standard input is closed")
    return sys.stdin.buffer.read(MAX_BYTES + 1)


def unreadable(file: str, error: OSError) -> Fault:
    """Return the fault for a file that cannot be read."""
    if isinstance(error, FileNotFoundError):
        near = _nearest_file(file)
        hint = f'did you mean "{near}"?' if near else "check the path, or create a team file with `mlops-team init`"
        if os.path.basename(file) == "catalog.yaml":
            hint = "name a folder that has a catalog.yaml; `mlops-team roles --export DIR` writes one to start from"
        return Fault("MT001", "there is no such file", hint, Location(file))
    hint = "name a regular file, or - for standard input"
    if isinstance(error, PermissionError):
        hint = "give the user who runs the audit permission to read it"
    return Fault("MT001", f"cannot be read: {why(error)}", hint, Location(file))


def _nearest_file(file: str) -> str | None:
    """Return the YAML file in the same folder whose name is nearest to that of a missing file, or None."""
    folder, name = os.path.split(file)
    try:
        names = [entry for entry in os.listdir(folder or ".") if entry.endswith((".yaml", ".yml"))]
    except OSError:
        return None
    near = nearest(name, names)
    return near and os.path.join(folder, near)


def decode(file: str, data: bytes) -> str:
    """Return the text of a file.

    Raises:
        BrokenError: It is too large, is not text, or has characters that no file should have.
    """
    if len(data) > MAX_BYTES:
        hint = "split it: a team file describes a single team"
        raise broken(file, "", 0, f"larger than {MAX_BYTES // 2**20} MiB", hint)
    try:
        text = data.decode().lstrip("\ufeff")  # as the parser does, but without counting them
    except UnicodeDecodeError as error:
        before = data[: error.start].decode().lstrip("\ufeff")
        wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
        what = "UTF-16 text" if wide else f"byte 0x{data[error.start]:02X}, which is not UTF-8"
        raise broken(file, before, len(before), what, "save the file as UTF-8") from None
    if control := _CONTROL.search(text):
        what = f"a raw control character (U+{ord(control[0]):04X})"
        raise broken(file, text, control.start(), what, "delete it, or write it as an escape in double quotes")
    if text.count("%TAG") > _MAX_TAG_LINES:  # the parser compares each with all above it
        what, hint = f"more than {_MAX_TAG_LINES} times %TAG", "remove the %TAG lines: a team file needs no tags"
        raise broken(file, text, text.index("%TAG"), what, hint)
    return text


def stand_ins_for_old_line_ends(text: str) -> dict[int, str]:
    """Return unused characters in place of those that end a line only for the parser, by code point."""
    used = set() if text.isascii() else set(map(ord, OLD_LINE_END.findall(text)))
    if not used:
        return {}
    lower = text.lower()  # an escape can write them too
    unused = (char for char in map(chr, _NONCHARACTERS) if char not in text and f"{ord(char):x}" not in lower)
    return dict(zip(sorted(used), unused, strict=False))
