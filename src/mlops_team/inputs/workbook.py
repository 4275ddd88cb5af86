"""Workbooks to sheets of text cells, read in a separate process.

A few wrong bytes make the library allocate all memory and abort its process, which must not be the program's own.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from mlops_team.inputs.imported_team import SheetError
from mlops_team.inputs.workbook_guard import check_extent, check_workbook, protected
from mlops_team.text import quoted, some

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CHILD_MEMORY = 2**30
_CHILD_SECONDS = 60


class Sheet(NamedTuple):
    """One table of cells, each as text; dates as YYYY-MM-DD."""

    name: str
    rows: list[list[str]]  # of equal length
    decimal_comma: bool  # whether "2,5" is a number
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()  # from and to, counted from 0


class Spreadsheet(NamedTuple):
    """The sheet that is read, the names of the others, and the decisions of reading it."""

    sheet: Sheet
    others: tuple[str, ...]
    decisions: tuple[str, ...]


def read_workbook(data: bytes, wanted: str | None, skip: int = 0) -> Spreadsheet | None:
    """Return a sheet of a workbook, or None after the last table.

    Args:
        data: The workbook's bytes.
        wanted: The sheet's name, or its number from 1; None for a sheet with a table.
        skip: How many sheets with a table to pass over.

    Raises:
        SheetError: A workbook that cannot be read, or without such a sheet.
    """
    if data.startswith(ZIP):
        check_workbook(data)
    elif _ENCRYPTED in data:
        raise protected()
    command = [sys.executable, "-P", "-m", __name__, str(skip), *([] if wanted is None else [wanted])]
    try:
        child = subprocess.run(command, input=data, capture_output=True, timeout=_CHILD_SECONDS, check=True)  # noqa: S603
        answer = json.loads(child.stdout)
    except (subprocess.SubprocessError, OSError, ValueError):
        raise _damaged("damaged, or not a workbook") from None
    if "message" in answer:
        raise SheetError(answer["message"], answer["hint"])
    if not answer:
        return None
    name, rows, merged = answer["sheet"]
    sheet = Sheet(name, rows, decimal_comma=True, merged=tuple(((a, b), (c, d)) for (a, b), (c, d) in merged))
    return Spreadsheet(sheet, tuple(answer["others"]), tuple(answer["decisions"]))


def answer() -> None:
    """Read a workbook from standard input, and write its sheet as JSON."""
    _limit_memory()
    skip, *wanted = sys.argv[1:]
    try:
        spreadsheet = _read(sys.stdin.buffer.read(), wanted[0] if wanted else None, int(skip))
    except SheetError as error:
        sys.stdout.write(json.dumps({"message": error.message, "hint": error.hint}))
        return
    sys.stdout.write(json.dumps(_as_object(spreadsheet)))


def _as_object(spreadsheet: Spreadsheet | None) -> dict[str, object]:
    if spreadsheet is None:
        return {}
    sheet, others, decisions = spreadsheet
    return {"sheet": [sheet.name, sheet.rows, sheet.merged], "others": others, "decisions": decisions}


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    resource.setrlimit(resource.RLIMIT_AS, (_CHILD_MEMORY, _CHILD_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(data: bytes, wanted: str | None, skip: int) -> Spreadsheet | None:
    workbook = _opened(data)
    names = _visible_names(workbook)
    if wanted is not None:
        sheet = checked(_sheet(workbook, _named(wanted, workbook.sheet_names)))
    else:
        tables = (sheet for name in names if _is_table(sheet := _sheet(workbook, name)))
        table = next(islice(tables, skip, None), None)
        if table is None:
            if skip:
                return None
            raise SheetError(f"no sheet of the workbook has a table (sheets: {some(names)})")
        sheet = table
    others = tuple(name for name in workbook.sheet_names if name != sheet.name)
    rest = f"; not read: {some([quoted(name) for name in others])}" if others else ""
    return Spreadsheet(sheet, others, (f"sheet: {quoted(sheet.name)}{rest} (--sheet)",))


def _opened(data: bytes) -> "CalamineWorkbook":
    from python_calamine import load_workbook

    with _library_errors():
        return load_workbook(BytesIO(data))


@contextmanager
def _library_errors() -> Iterator[None]:
    """Turn whatever the library raises into a SheetError."""
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError:
        raise protected() from None
    except (CalamineError, OSError, ValueError) as error:
        raise _damaged(str(error)) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of the library, and derived from BaseException
            raise
        raise _damaged(str(error)) from None


def _damaged(reason: str) -> SheetError:
    return SheetError(f"the workbook cannot be read: {quoted(reason)}", "save it as .xlsx or .csv")


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


def _is_table(sheet: Sheet) -> bool:
    return len(_filled_rows(sheet)) > 1 and len(_filled_columns(sheet)) > 1


def checked(sheet: Sheet) -> Sheet:
    """Return a sheet, or raise a SheetError where it is too small for a table."""
    rows, columns = len(_filled_rows(sheet)), len(_filled_columns(sheet))
    if not rows:
        raise SheetError("the sheet is empty")
    if columns == 1:
        hint = "if each row is in a single cell, name the delimiter, such as --delimiter semicolon"
        raise SheetError("the sheet has one column, but a skill matrix needs names and skills", hint)
    if rows == 1:
        raise SheetError("the sheet has one row, but a skill matrix needs a header and people")
    return sheet


def _filled_rows(sheet: Sheet) -> list[int]:
    return [number for number, row in enumerate(sheet.rows) if any(row)]


def _filled_columns(sheet: Sheet) -> set[int]:
    return {column for row in sheet.rows for column, cell in enumerate(row) if cell}


if __name__ == "__main__":
    answer()
