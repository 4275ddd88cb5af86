"""The column of levels in a long table, which has a row for each skill of a person."""

from collections.abc import Iterator, Sequence

from mlops_team.inputs.imported_team import SheetError, cell_name
from mlops_team.inputs.table_cells import LevelReader
from mlops_team.inputs.table_layout import Table
from mlops_team.inputs.table_vocabulary import Kind
from mlops_team.text import listing


def level_column(table: Table, rest: Sequence[int], reader: LevelReader) -> int | None:
    """Return the field with the levels: by its title, else the only field that has nothing but levels, or None.

    Raises:
        SheetError: Several fields have nothing but levels.
    """
    titled = next((index for index in rest if table.fields[index].kind is Kind.LEVEL), None)
    if titled is not None:
        return titled
    rated = [index for index in rest if table.fields[index].kind is None and _is_rated(table, index, reader)]
    if len(rated) > 1:
        fields = [table.fields[index] for index in rated]
        columns = listing(map(table.column, fields))
        raise SheetError(
            f"{columns} {'both' if len(rated) == 2 else 'all'} have levels",  # noqa: PLR2004
            'rename the title of the column to read to "Level"',
            cell_name(table.header.row, fields[0].position),
        )
    return rated[0] if rated else None


def _is_rated(table: Table, index: int, reader: LevelReader) -> bool:
    """Whether every filled cell is a number or a word for a level; "yes" alone answers another question."""
    cells = {record.cells[index] for record in table.records} - {""}
    ticks = {cell for cell in cells if reader.is_tick(cell)}
    return bool(cells - ticks) and all(_is_level(cell, reader) for cell in cells)


def _is_level(cell: str, reader: LevelReader) -> bool:
    return isinstance(reader.level(cell), int) or reader.number(cell) is not None or cell == "?"


def level_decision(table: Table, level: int | None) -> Iterator[str]:
    """Yield which column has the levels where its title does not say so."""
    if level is not None and table.fields[level].kind is not Kind.LEVEL:
        column = table.column(table.fields[level])
        yield f'levels: in {column}, the only column with levels (title another column "Level" to read it instead)'
