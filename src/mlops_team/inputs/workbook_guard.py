"""Limits of what a workbook unpacks to, checked before the library reads it.

The library aborts the whole program when memory runs out, so nothing else can catch a file made to exhaust it: an
archive of a few kilobytes that unpacks to gigabytes, or two cells at opposite corners of a sheet.
"""

import re
import zipfile
import zlib
from functools import lru_cache
from io import BytesIO

from mlops_team.inputs.imported_team import SheetError

MAX_UNPACKED = 120 * 2**20
MAX_TEXT = 2 * MAX_UNPACKED  # of all cells, with texts that many cells share written out
MAX_CELLS = 3_000_000
MAX_COLUMNS = 4_096
_MAX_PARTS = 5_000
_LOCAL_HEADER = 30
_ATTRIBUTES = rb"""((?:[^>"']|"[^"]*"|'[^']*')*)>"""
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])" + _ATTRIBUTES + rb"(?:\s*<(?:\w+:)?v>(\d{1,9})<)?")
_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s/>])" + _ATTRIBUTES)
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})(\d{1,7})["']""")
_COUNT = re.compile(rb"""[cC]ount\s*=\s*["']\+?(\d{7,})["']""")  # the library reserves memory for so many
_SHARED = re.compile(rb"""\bt\s*=\s*["']s["']""")
_ODS_PART = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])" + _ATTRIBUTES)
_REPEATED = re.compile(rb"""table:number-(?:rows|columns)-repeated\s*=\s*["'](\d{1,9})["']""")
_SMALLER = "save the table alone, without what is to the right of it and below, as .csv"
_SAVE_AGAIN = "open it in a spreadsheet program and save it again"


def check_workbook(data: bytes) -> None:
    """Raise a SheetError for an archive that is damaged, or too large when unpacked or laid out as a sheet."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise SheetError("the workbook is damaged", _SAVE_AGAIN) from None
    if any(part.filename == "xl/workbook.bin" for part in parts):
        raise SheetError("a binary workbook (.xlsb) cannot be read", "save it as .xlsx")
    if len(parts) > _MAX_PARTS:
        raise _too_large()
    left = MAX_UNPACKED
    lengths: list[int] = []
    for part in sorted(parts, key=lambda part: b"sharedStrings" not in part.filename.encode()):  # these first
        content = _unpacked(data, part, left)
        left -= len(content)
        if b"\0" in content[:4] and part.filename.endswith((".xml", ".rels")):
            raise SheetError("the workbook is not in UTF-8", _SAVE_AGAIN)
        if any(int(number) > MAX_CELLS for number in _COUNT.findall(content)):
            raise SheetError("the workbook is damaged: it counts more than it holds", _SAVE_AGAIN)
        if b"<sst" in content[:2000]:
            lengths = [len(text) for text in content.split(b"</si>")]
        elif part.filename == "content.xml":
            check_extent(*_ods_extent(content))
        elif b"sheetData" in content:
            check_extent(*_xlsx_extent(content, lengths))


def check_extent(rows: int, columns: int) -> None:
    """Raise a SheetError for a sheet of more columns or cells than a team can have."""
    if columns > MAX_COLUMNS:
        raise SheetError(f"the sheet has {columns:,} columns, and at most {MAX_COLUMNS:,} can be read", _SMALLER)
    check_cells(rows * columns)


def check_cells(cells: int) -> None:
    """Raise a SheetError for more cells than fit into memory."""
    if cells > MAX_CELLS:
        raise SheetError(f"the sheet has {cells:,} cells, and at most {MAX_CELLS:,} can be read", _SMALLER)


def protected() -> SheetError:
    """Return the error for a workbook with a password."""
    return SheetError("the workbook is protected by a password", "save a copy without a password")


def _too_large() -> SheetError:
    return SheetError("the workbook is too large when unpacked", _SMALLER)


def _unpacked(data: bytes, part: zipfile.ZipInfo, limit: int) -> bytes:
    """Return what a part of the archive really unpacks to; its own header may say less."""
    names = int.from_bytes(data[part.header_offset + 26 : part.header_offset + 28], "little")
    extra = int.from_bytes(data[part.header_offset + 28 : part.header_offset + 30], "little")
    start = part.header_offset + _LOCAL_HEADER + names + extra
    packed = memoryview(data)[start : start + part.compress_size]
    if part.flag_bits & 1:
        raise protected()
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise SheetError("the workbook is packed in an unusual way", "save it again in a spreadsheet program")
    if part.compress_type == zipfile.ZIP_STORED:
        content = bytes(packed)
    else:
        try:
            content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, limit + 1)
        except zlib.error:
            raise SheetError("the workbook is damaged", _SAVE_AGAIN) from None
    if len(content) > limit:
        raise _too_large()
    return content


def _xlsx_extent(content: bytes, lengths: list[int]) -> tuple[int, int]:
    """Return how many rows and columns the cells of a sheet span, without cells that have a format only.

    Args:
        content: The sheet's XML.
        lengths: The lengths of the texts that cells share.
    """
    rows = columns = unreferenced = text = 0
    longest = max(lengths, default=0)
    for match in _CELL.finditer(content):
        attributes = match[1]
        if attributes.endswith(b"/"):
            continue
        reference = _REFERENCE.search(attributes)
        if reference:
            rows = max(rows, int(reference[2]))
            columns = max(columns, _number(reference[1]))
        else:
            unreferenced += 1
        if _SHARED.search(attributes):
            index = int(match[2] or -1)
            text += lengths[index] if 0 <= index < len(lengths) else longest
    if text > MAX_TEXT:
        raise _too_large()
    if unreferenced:  # such cells follow each other, in rows that may have a number
        numbers = [int(reference[2]) for match in _ROW.finditer(content) if (reference := _REFERENCE.search(match[1]))]
        rows, columns = max([rows, *numbers]), max(columns, min(unreferenced, MAX_COLUMNS))
    return rows, columns


@lru_cache(maxsize=20_000)
def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _ods_extent(content: bytes) -> tuple[int, int]:
    """Return how far the filled cells of the largest sheet reach, with every repetition written out."""
    most = (0, 0)
    last_row = column = rows = columns = text = 0
    row_times, tags = 1, [*_ODS_PART.finditer(content)]
    ends = [tag.start() for tag in tags[1:]] + [len(content)] * bool(tags)
    for tag, end in zip(tags, ends, strict=True):
        repeated = _REPEATED.search(tag[2])
        times = int(repeated[1]) if repeated else 1
        if tag[1] == b"table":
            last_row = rows = columns = 0
        elif tag[1] == b"table-row":
            last_row, column, row_times = last_row + times, 0, times
        else:
            column += times
            if not tag[2].endswith(b"/") or b"value" in tag[2]:
                rows, columns = max(rows, last_row), max(columns, column)
                most = max(most, (rows, columns), key=lambda extent: extent[0] * extent[1])
                text += times * row_times * (end - tag.end())
    check_extent(*most)
    if text > MAX_TEXT:
        raise _too_large()
    return most
