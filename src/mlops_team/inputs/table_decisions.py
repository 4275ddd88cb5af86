"""What an import says of the columns of a table: their use, and those that were not read."""

from collections.abc import Iterator, Sequence

from mlops_team.inputs.catalog_names import CatalogNames
from mlops_team.inputs.imported_team import ImportMap, column_name
from mlops_team.inputs.table_columns import IDS, TableColumns, is_known_skill
from mlops_team.inputs.table_layout import Field, Table
from mlops_team.inputs.table_long import level_decision
from mlops_team.inputs.table_titles import is_total
from mlops_team.inputs.table_vocabulary import Kind
from mlops_team.text import id_key, quoted, some

_SHOWN = 8
_ALL = 100  # so that nothing private, or perhaps private, goes unnoticed
_MAX_USES = 12


def column_decisions(table: Table, columns: TableColumns, names: ImportMap, resolver: CatalogNames) -> Iterator[str]:
    """Yield the use of each column that is no plain skill, a line for each kind."""
    uses = list(_uses(table, columns))
    if uses and table.orientation != "skills":
        yield f"columns: {some(uses, _MAX_USES)}"
    if columns.private:
        yield f"not read, private: {_named(table, [table.fields[index] for index in columns.private], _ALL)}"
    totals = [field for field in columns.unused if field.kind is Kind.TOTAL or is_total(field.title)]
    others = [field for field in columns.unused if field not in totals]
    if totals:
        yield f"not used, totals: {_named(table, totals)}"
    if others:
        advice = "" if table.orientation == "long" else " (use --map to read a column as a skill)"
        yield f"not used: {_named(table, others)}{advice}"
    if table.orientation == "long":
        yield from level_decision(table, columns.lists[0][1])
    unread = [
        title for title in table.header.titles if title and table.orientation == "skills" and _is_left(title, table)
    ]
    if unread or columns.no_people:
        yield f"not used, no people: {some([quoted(title) for title in [*unread, *columns.no_people]], _SHOWN)}"
    yield from _doubtful(table, columns, names, resolver)


def _doubtful(table: Table, columns: TableColumns, names: ImportMap, resolver: CatalogNames) -> Iterator[str]:
    """Yield the unknown skills beside private columns, which may be more of a personnel list than of skills."""
    if table.orientation == "long" or table.exported or not columns.private:
        return
    skills = [table.fields[index] for index in columns.skills]
    unmapped = [field for field in skills if id_key(field.title) not in names.skills]
    unknown = [field for field in unmapped if not is_known_skill(field, names, resolver)]
    if unknown:
        what = "row" if table.orientation == "skills" else "column"
        yield f"read as skills, unknown to the catalog: {_named(table, unknown, _ALL)} (drop a {what} with --map)"


def _uses(table: Table, columns: TableColumns) -> Iterator[str]:
    """Yield the use of each column that is not a skill, in the order of the sheet."""
    uses = {index: "id" if kind in IDS else kind.value for kind, index in columns.single.items()}
    uses |= dict.fromkeys(columns.roles, Kind.ROLE.value)
    for skill, level in columns.lists:
        uses[skill] = Kind.SKILLS.value
        if level is not None:
            uses[level] = Kind.LEVEL.value
    for index in sorted(uses):
        field = table.fields[index]
        title = f" {quoted(field.title)}" if field.title else ""
        yield f"{uses[index]} in {column_name(field.position)}{title}"


def _is_left(title: str, table: Table) -> bool:
    return title not in {table.fields[0].title, *(record.cells[0] for record in table.records)}


def _named(table: Table, fields: Sequence[Field], most: int = _SHOWN) -> str:
    return some([table.column(field) for field in fields], most)
