"""Bytes of a spreadsheet to sheets of text cells; knows nothing of people and skills."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from mlops_team.inputs.delimited_text import read_delimited
from mlops_team.inputs.imported_team import ImportOptions, SheetError
from mlops_team.inputs.workbook_guard import check_extent, check_workbook
from mlops_team.text import quoted, some

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MAX_BYTES = 20 * 2**20
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class Sheet(NamedTuple):
    """One table of cells, each as text; dates as YYYY-MM-DD."""

    name: str
    rows: list[list[str]]  # of equal length
    decimal_comma: bool  # whether "2,5" is a number
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()  # from and to, counted from 0


class Spreadsheet(NamedTuple):
    """The sheet that is read, the names of the others, and what was decided on the way."""

    sheet: Sheet
    others: tuple[str, ...]
    decisions: tuple[str, ...]


def read_spreadsheet(data: bytes, file_name: str, options: ImportOptions) -> Spreadsheet:
    """Return the sheet to import: by its name, else the first with two rows and two columns.

    Args:
        data: The file's bytes; what it is shows in them, whatever its name.
        file_name: Its name, for messages.
        options: Encoding, delimiter and sheet.

    Raises:
        SheetError: A file that cannot be read.
    """
    if len(data) > MAX_BYTES:
        raise SheetError(f"the file has {len(data):,} bytes, and at most {MAX_BYTES:,} can be read")
    if data.startswith((_ZIP, _OLE)):
        return _from_workbook(data, options)
    if data[:1000].lstrip().lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        kind = os.path.splitext(file_name)[1] or "a spreadsheet"
        raise SheetError(f"the file is a web page or XML, not {kind}", "save it as .xlsx or .csv")
    rows, delimiter, decisions = read_delimited(data, options)
    sheet = Sheet(file_name, _rectangle(rows), decimal_comma=delimiter != ",")
    return Spreadsheet(_checked(sheet), (), tuple(decisions))


def _from_workbook(data: bytes, options: ImportOptions) -> Spreadsheet:
    if data.startswith(_ZIP):
        check_workbook(data)
    workbook = _opened(data)
    names = _visible_names(workbook)
    if options.sheet is not None:
        name = _named(options.sheet, workbook.sheet_names)
        sheet = _checked(_sheet(workbook, name))
    else:
        sheets = (_sheet(workbook, name) for name in names)
        table = next((sheet for sheet in sheets if _is_table(sheet)), None)
        if table is None:
            raise SheetError(f"no sheet of the workbook has a table (sheets: {some(names)})")
        sheet = table
    others = tuple(name for name in workbook.sheet_names if name != sheet.name)
    rest = f"; not read: {some([quoted(name) for name in others])}" if others else ""
    return Spreadsheet(sheet, others, (f"sheet: {quoted(sheet.name)}{rest} (--sheet)",))


def _opened(data: bytes) -> "CalamineWorkbook":
    from python_calamine import load_workbook

    if data.startswith(_OLE) and _ENCRYPTED in data:
        raise _protected()
    with _library_errors():
        return load_workbook(BytesIO(data))


@contextmanager
def _library_errors() -> Iterator[None]:
    """Turn whatever the library raises into a SheetError."""
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError:
        raise _protected() from None
    except (CalamineError, OSError, ValueError) as error:
        raise _damaged(error) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of the library, and derived from BaseException
            raise
        raise _damaged(error) from None


def _protected() -> SheetError:
    return SheetError("the workbook is protected by a password", "save a copy without a password")


def _damaged(error: BaseException) -> SheetError:
    return SheetError(f"the workbook cannot be read: {quoted(str(error))}", "save it as .xlsx or .csv")


def _visible_names(workbook: "CalamineWorkbook") -> list[str]:
    from python_calamine import SheetVisibleEnum

    shown = [sheet.name for sheet in workbook.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
    return shown or workbook.sheet_names


def _named(wanted: str, names: list[str]) -> str:
    by_name = {name.casefold(): name for name in reversed(names)}
    if wanted.casefold() in by_name:
        return by_name[wanted.casefold()]
    if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        return names[int(wanted) - 1]
    raise SheetError(f"the workbook has no sheet {quoted(wanted)}", f"its sheets: {some(names, 12)}")


def _sheet(workbook: "CalamineWorkbook", name: str) -> Sheet:
    with _library_errors():
        source = workbook.get_sheet_by_name(name)
        rows = _cells(source)
        merged = tuple(source.merged_cell_ranges or ())
    return Sheet(name, _filled(rows, merged), decimal_comma=True, merged=merged)


def _cells(source: "CalamineSheet") -> list[list[str]]:
    check_extent(source.total_height, source.total_width)
    return [
        [cell.strip() if type(cell) is str else _text(cell) for cell in row]
        for row in source.to_python(skip_empty_area=False)
    ]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.15g}" if abs(value) < 1e15 else repr(value)  # noqa: PLR2004 - what a double holds exactly
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _filled(rows: list[list[str]], merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...]) -> list[list[str]]:
    """Return the rows with the text of each merged range in all of its cells."""
    left = sum(map(len, rows))
    for (top, first), (bottom, last) in merged:
        text = rows[top][first] if top < len(rows) and first < len(rows[top]) else ""
        for row in rows[top : bottom + 1] if text else ():
            end = min(last + 1, len(row))
            left -= end - first
            if left < 0:
                raise SheetError("the workbook is damaged: its merged cells overlap", "save it as .xlsx or .csv")
            for column in range(first, end):
                row[column] = row[column] or text
    return rows


def _rectangle(rows: list[list[str]]) -> list[list[str]]:
    width = max(map(len, rows), default=0)
    check_extent(len(rows), width)
    return [row + [""] * (width - len(row)) for row in rows]


def _is_table(sheet: Sheet) -> bool:
    return len(_filled_rows(sheet)) > 1 and len(_filled_columns(sheet)) > 1


def _checked(sheet: Sheet) -> Sheet:
    rows, columns = len(_filled_rows(sheet)), len(_filled_columns(sheet))
    if not rows:
        raise SheetError("the sheet is empty")
    if columns == 1:
        raise SheetError("the sheet has one column, and a skill matrix needs names and skills", "see --delimiter")
    if rows == 1:
        raise SheetError("the sheet has one row, and a skill matrix needs a header and people")
    return sheet


def _filled_rows(sheet: Sheet) -> list[int]:
    return [number for number, row in enumerate(sheet.rows) if any(row)]


def _filled_columns(sheet: Sheet) -> set[int]:
    return {column for row in sheet.rows for column, cell in enumerate(row) if cell}
