"""Bytes of a spreadsheet to sheets of text cells; knows nothing of people and skills."""

import os

from mlops_team.inputs.delimited_text import read_delimited
from mlops_team.inputs.imported_team import ImportOptions, SheetError
from mlops_team.inputs.workbook import OLE, ZIP, Sheet, Spreadsheet, checked, read_workbook
from mlops_team.inputs.workbook_guard import check_extent

MAX_BYTES = 20 * 2**20


def read_spreadsheet(data: bytes, file_name: str, options: ImportOptions, skip: int = 0) -> Spreadsheet | None:
    """Return the sheet to import: by its name, else the first with two rows and two columns, or None after the last.

    Args:
        data: The file's bytes, which show the kind of file, whatever its name.
        file_name: Its name, for messages.
        options: Encoding, delimiter and sheet.
        skip: How many sheets of a workbook to pass over.

    Raises:
        SheetError: A file that cannot be read.
    """
    if len(data) > MAX_BYTES:
        raise SheetError(f"the file is larger than {MAX_BYTES:,} bytes, the most that can be read", "split it")
    if data.startswith((ZIP, OLE)):
        if options.encoding or options.delimiter:
            raise SheetError("a workbook has neither an encoding nor a delimiter", "use --sheet to choose its sheet")
        return read_workbook(data, options.sheet, skip)
    if options.sheet:
        raise SheetError("a text file has no sheets", "use --sheet with workbooks only")
    if data[:1000].lstrip().lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        kind = os.path.splitext(file_name)[1] or "a spreadsheet"
        raise SheetError(f"the file is a web page or XML, not {kind}", "save it as .xlsx or .csv")
    rows, delimiter, decisions = read_delimited(data, options)
    sheet = Sheet(file_name, _rectangle(rows), decimal_comma=delimiter != ",")
    return Spreadsheet(checked(sheet), (), tuple(decisions))


def _rectangle(rows: list[list[str]]) -> list[list[str]]:
    width = max(map(len, rows), default=0)
    check_extent(len(rows), width)
    return [row + [""] * (width - len(row)) for row in rows]
