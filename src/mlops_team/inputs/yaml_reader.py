"""Bytes to values, each with its place: YAML 1.2's core schema over PyYAML's C parser, in one pass.

PyYAML's own constructor reads YAML 1.1 (`no` is False, `010` is 8), keeps the last of two equal keys
and recurses with the input, so what its parser finds is put together here.
"""

import os
import re
import sys
from codecs import BOM_UTF8
from typing import Final

from mlops_team.inputs.document import BrokenError, Document, Fault, Map, Seq, Value, broken
from mlops_team.inputs.files import read_regular, why
from mlops_team.inputs.yaml_plain import plain_document
from mlops_team.model import Place
from mlops_team.text import nearest

__all__ = ["STDIN", "STDIN_NAME", "Document", "Fault", "Map", "Seq", "Value", "parse", "read"]

MAX_BYTES: Final = 8 * 1024 * 1024
STDIN: Final = "-"
STDIN_NAME: Final = "<stdin>"
_MAX_TAG_LINES = 100
# All that the parser refuses, and the C1 controls.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def read(file: str) -> Document:
    """Read a YAML file, or stdin for `-`, and return its value; faults are in the result, never raised.

    Only regular files of at most 8 MiB are opened, so a pipe or device named as a file cannot hang the run.
    """
    name = STDIN_NAME if file == STDIN else file or '""'
    try:
        data = _read_stdin() if file == STDIN else read_regular(file, MAX_BYTES)
    except OSError as error:
        return Document(name, None, faults=(_unreadable(name, error),))
    return parse(name, data)


def _read_stdin() -> bytes:
    if sys.stdin is None:  # closed before the program began
        raise OSError("standard input is closed")
    return sys.stdin.buffer.read(MAX_BYTES + 1)


def _unreadable(file: str, error: OSError) -> Fault:
    if isinstance(error, FileNotFoundError):
        near = _nearest_file(file)
        hint = f'did you mean "{near}"?' if near else "check the path, or start one with `mlops-team init`"
        return Fault("MT001", "there is no such file", hint, Place(file))
    hint = "name a regular file, or - for standard input"
    if isinstance(error, PermissionError):
        hint = "give the user who runs the audit the right to read it"
    return Fault("MT001", f"cannot be read: {why(error)}", hint, Place(file))


def _nearest_file(file: str) -> str | None:
    """Return the YAML file beside one that is not there whose name is nearest to its name, or None."""
    folder, name = os.path.split(file)
    try:
        beside = [one for one in os.listdir(folder or ".") if one.endswith((".yaml", ".yml"))]
    except OSError:
        return None
    near = nearest(name, beside)
    return near and os.path.join(folder, near)


def parse(file: str, data: bytes) -> Document:
    """Return the document in `data`, whose faults name it `file`."""
    try:
        text = decode(file, data)
        return plain_document(file, text) or _built(file, text)
    except BrokenError as error:
        return Document(file, None, faults=(error.fault,))


def _built(file: str, text: str) -> Document:
    from mlops_team.inputs.yaml_builder import build  # which few files need

    return build(file, text)


def decode(file: str, data: bytes) -> str:
    """Return the text of a file.

    Raises:
        BrokenError: It is too large, is no text, or holds what no file should.
    """
    if len(data) > MAX_BYTES:
        raise broken(file, "", f"larger than {MAX_BYTES // 2**20} MiB", "a team file holds one team; split it")
    try:
        data = data.removeprefix(BOM_UTF8)
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
        what = "UTF-16 text" if wide else f"byte 0x{data[error.start]:02X}, which is not UTF-8"
        raise broken(file, before, what, "save the file as UTF-8") from None
    if control := _CONTROL.search(text):
        what = f"a raw control character (U+{ord(control[0]):04X})"
        raise broken(file, text[: control.start()], what, "delete it, or write it as an escape in double quotes")
    if text.count("%TAG") > _MAX_TAG_LINES:  # of each, the parser asks whether it is like one above
        what = f"more than {_MAX_TAG_LINES} times %TAG"
        raise broken(file, text[: text.index("%TAG")], what, "leave the %TAG lines out: a team file needs no tags")
    return text
