"""A table as a workbook."""

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

from mlops_team.render.team_csv import COLUMNS, Cell, Rows

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_WIDTHS = (24, 28, 28)  # of names, ids and roles
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)  # any fixed day: the same table gives the same bytes


def table_xlsx(rows: Rows) -> bytes:
    """Return a table as a workbook of a single sheet, with its header in sight and no cell that is a formula.

    Args:
        rows: The table; its header begins with "name".
    """
    import xlsxwriter

    buffer = BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    workbook.set_properties({"created": _CREATED})
    page = workbook.add_worksheet("Team")
    bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    header = next((number for number, row in enumerate(rows) if row and row[0] == COLUMNS[0]), 0)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            _write(page, number, column, cell, bold if number == header else None)
    page.freeze_panes(header + 1, 1)
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
    workbook.close()
    return buffer.getvalue()


def _write(page: "Worksheet", row: int, column: int, cell: Cell, style: "Format | None") -> None:
    if isinstance(cell, str):
        page.write_string(row, column, cell, style)
    else:
        page.write_number(row, column, float(cell) if isinstance(cell, Decimal) else cell, style)
