"""What a workbook would take to unpack, known before the library that reads it is given it.

The library aborts the whole program when memory runs out, so nothing else can catch a file made to exhaust it: an
archive of a few kilobytes that unpacks to gigabytes, or two cells at opposite corners of a sheet.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from mlops_team.inputs.imported_team import SheetError

MAX_UNPACKED = 120 * 2**20
MAX_CELLS = 3_000_000
MAX_COLUMNS = 4_096
_MAX_PARTS = 5_000
_CHUNK = 2**16
_LOCAL_HEADER = 30
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>")
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*[^/>])>")
_PLACE = re.compile(rb"""\br=["']([A-Z]{0,3})(\d{1,7})["']""")
_ODS_PART = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)\b([^>]*)>")
_REPEATED = re.compile(rb"""table:number-(?:rows|columns)-repeated=["'](\d{1,9})["']""")


def check_workbook(data: bytes) -> None:
    """Raise a SheetError for an archive that is damaged, or takes too much to unpack or to lay out as a sheet."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise SheetError("the workbook is damaged", "open it in a spreadsheet program and save it again") from None
    if any(part.filename == "xl/workbook.bin" for part in parts):
        raise SheetError("a binary workbook (.xlsb) cannot be read", "save it as .xlsx")
    if len(parts) > _MAX_PARTS:
        raise _too_large("unpacked")
    left = MAX_UNPACKED
    for part in parts:
        content = _unpacked(data, part, left)
        left -= len(content)
        rows, columns = _ods_extent(content) if part.filename == "content.xml" else _xlsx_extent(content)
        check_extent(rows, columns)


def check_extent(rows: int, columns: int) -> None:
    """Raise a SheetError for a sheet of more columns or cells than a team can have."""
    if columns > MAX_COLUMNS:
        raise SheetError(f"the sheet has {columns:,} columns, and at most {MAX_COLUMNS:,} can be read", _SMALLER)
    if rows * columns > MAX_CELLS:
        raise SheetError(f"the sheet has {rows:,} rows of {columns:,} columns, too many to read", _SMALLER)


_SMALLER = "save the table alone, without what is to the right of it and below, as .csv"


def _too_large(what: str) -> SheetError:
    return SheetError(f"the workbook is too large when {what}", _SMALLER)


def _unpacked(data: bytes, part: zipfile.ZipInfo, limit: int) -> bytes:
    """Return what a part of the archive really unpacks to; its own header may say less."""
    names = int.from_bytes(data[part.header_offset + 26 : part.header_offset + 28], "little")
    extra = int.from_bytes(data[part.header_offset + 28 : part.header_offset + 30], "little")
    start = part.header_offset + _LOCAL_HEADER + names + extra
    packed = memoryview(data)[start : start + part.compress_size]
    if part.flag_bits & 1:
        raise SheetError("the workbook is protected by a password", "save a copy without one")
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise SheetError("the workbook is packed in an unusual way", "save it again in a spreadsheet program")
    if part.compress_type == zipfile.ZIP_STORED:
        content = bytes(packed)
    else:
        try:
            content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, limit + 1)
        except zlib.error:
            raise SheetError("the workbook is damaged", "open it in a spreadsheet program and save it again") from None
    if len(content) > limit:
        raise _too_large("unpacked")
    return content


def _xlsx_extent(content: bytes) -> tuple[int, int]:
    """Return how many rows and columns the cells of a sheet span, those with a format but no value aside."""
    if b"sheetData" not in content:
        return 0, 0
    rows = columns = unplaced = 0
    for attributes in _filled_cells(content):
        place = _PLACE.search(attributes)
        if place:
            rows = max(rows, int(place[2]))
            columns = max(columns, _number(place[1]))
        else:
            unplaced += 1
    if unplaced:  # they follow each other, in rows that may name their own place
        numbers = [int(place[2]) for match in _ROW.finditer(content) if (place := _PLACE.search(match[1]))]
        rows, columns = max([rows, *numbers]), max(columns, min(unplaced, MAX_COLUMNS))
    return rows, columns


def _filled_cells(content: bytes) -> Iterator[bytes]:
    return (match[1] for match in _CELL.finditer(content) if not match[1].endswith(b"/"))


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _ods_extent(content: bytes) -> tuple[int, int]:
    """Return how far the filled cells of the largest sheet reach, with every repetition written out."""
    most = (0, 0)
    next_row = column = rows = columns = 0
    for match in _ODS_PART.finditer(content):
        repeated = _REPEATED.search(match[2])
        times = int(repeated[1]) if repeated else 1
        if match[1] == b"table":
            next_row = rows = columns = 0
        elif match[1] == b"table-row":
            next_row, column = next_row + times, 0
        else:
            column += times
            if not match[2].endswith(b"/") or b"value" in match[2]:
                rows, columns = max(rows, next_row), max(columns, column)
                most = max(most, (rows, columns), key=lambda extent: extent[0] * extent[1])
    return most
