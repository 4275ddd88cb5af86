"""Which columns of a table identify people, which hold levels, and which are dropped before anything is read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from mlops_team.inputs.catalog_names import CatalogNames
from mlops_team.inputs.import_map import mapped
from mlops_team.inputs.imported_team import ImportMap, NoTableError, SheetError, cell_name
from mlops_team.inputs.table_cells import CellMark, LevelReader
from mlops_team.inputs.table_header import no_levels
from mlops_team.inputs.table_layout import Field, Record, Table
from mlops_team.inputs.table_lists import with_level
from mlops_team.inputs.table_long import level_column
from mlops_team.inputs.table_titles import level_number, skill_number, title_words
from mlops_team.inputs.table_vocabulary import GRADES, SKILLS, Kind
from mlops_team.text import quoted, some

_SINGLE = (
    *(Kind.NAME, Kind.FIRST_NAME, Kind.LAST_NAME, Kind.EMAIL, Kind.LOGIN, Kind.ID),
    *(Kind.FTE, Kind.HOURS, Kind.START, Kind.END),
)  # fmt: skip
IDS = (Kind.EMAIL, Kind.LOGIN, Kind.ID)  # the best first
_MAX_WORD = 24
_MAX_LEVEL = 100


class TableColumns(NamedTuple):
    """The fields of a table by their use; each an index in the table's fields."""

    single: Mapping[Kind, int]
    roles: tuple[int, ...]
    skills: tuple[int, ...]  # with a level in each cell
    lists: tuple[tuple[int, int | None], ...]  # with names of skills, and the field of their level
    records: tuple[Record, ...]  # without columns that are not people
    private: tuple[int, ...]
    unused: tuple[Field, ...]
    no_people: tuple[str, ...]  # titles of columns that could be people, and are not


def find_columns(table: Table, names: ImportMap, resolver: CatalogNames, reader: LevelReader) -> TableColumns:
    """Return what each column of a table is for.

    Raises:
        SheetError: Two columns of names, or no column from which a team could be made.
    """
    private = [index for index, field in enumerate(table.fields) if _is_private(field, names, resolver)]
    single = _single(table, set(private), reader)
    roles = tuple(index for index, field in enumerate(table.fields) if field.kind is Kind.ROLE and index not in private)
    rest = [index for index in range(len(table.fields)) if index not in {*private, *single.values(), *roles}]
    lists = tuple(_lists(table, rest, reader))
    rest = [index for index in rest if index not in {index for pair in lists for index in pair}]
    records, no_people = _people(table, rest, reader)
    skills = tuple(_skills(table, rest, names, resolver, reader))
    unused = [table.fields[index] for index in rest if index not in skills and _has_cells(table, index)]
    columns = TableColumns(single, roles, skills, lists, records, tuple(private), tuple(unused), tuple(no_people))
    if not records or not (skills or lists or roles):
        raise no_levels(table.sheet, table.header, [field.title for field in unused] or no_people)
    if table.orientation == "long" and not lists:
        hint = 'title a column "Skill", or use --layout people if each skill has a column'
        raise NoTableError(
            "a long table has a row for each skill of a person, but no column here names the skill", hint
        )
    if not table.exported:  # whose members may be called anything
        _check_people(columns, resolver)
    return columns


def _is_private(field: Field, names: ImportMap, resolver: CatalogNames) -> bool:
    return field.kind is Kind.PRIVATE and not is_known_skill(field, names, resolver)


def is_known_skill(field: Field, names: ImportMap, resolver: CatalogNames) -> bool:
    """Whether a title is the name of a skill: the catalog has it, or the user's map says so."""
    return mapped(names.skills, field.title) is not None or resolver.skill(field.title) is not None


def _single(table: Table, private: set[int], reader: LevelReader) -> dict[Kind, int]:
    """Return the field for each fact that a person has once; of several ids, the best."""
    single: dict[Kind, int] = {}
    for index, field in enumerate(table.fields):
        if field.kind not in _SINGLE or index in private or _is_skill(table, index, reader):
            continue
        if field.kind is Kind.NAME and field.kind in single:
            first = table.fields[single[field.kind]]
            raise SheetError(
                f"two columns look like names: {table.column(first)} and {table.column(field)}",
                'rename the column that does not name members, for example to "Manager", or delete it',
                cell_name(table.header.row, field.position),
            )
        single.setdefault(field.kind, index)
    ids = [kind for kind in IDS if kind in single]
    for kind in ids[1:]:
        del single[kind]
    return _names(table, single)


def _is_skill(table: Table, index: int, reader: LevelReader) -> bool:
    """Whether a column holds levels despite a title such as "GitHub", which may head logins."""
    kind = table.fields[index].kind
    return kind in (Kind.LOGIN, Kind.EMAIL) and _holds_levels(table.records, index, reader)


def _names(table: Table, single: dict[Kind, int]) -> dict[Kind, int]:
    """Return the fields with those of first and last names where both are needed, else without them."""
    parts = [kind for kind in (Kind.FIRST_NAME, Kind.LAST_NAME) if kind in single]
    if Kind.NAME in single and len(parts) == 1:
        names = [record.cells[single[Kind.NAME]] for record in table.records]
        if sum(" " in name for name in names) * 2 <= len(names):  # "Name, Vorname" and "Nombre, Apellidos"
            other = Kind.LAST_NAME if parts == [Kind.FIRST_NAME] else Kind.FIRST_NAME
            single[other] = single.pop(Kind.NAME)
            return single
    if Kind.NAME in single:
        for kind in parts:
            del single[kind]
    return single


def _lists(table: Table, rest: Sequence[int], reader: LevelReader) -> Iterator[tuple[int, int | None]]:
    """Yield the fields that name skills, each with the field of their level."""
    levels = {level_number(table.fields[index].title): index for index in rest}
    if table.orientation == "long":
        skill = next((index for index in rest if table.fields[index].kind in SKILLS), None)
        if skill is not None:
            yield skill, level_column(table, rest, reader)
        return
    for index in rest:
        field = table.fields[index]
        number = skill_number(field.title)
        listing = (number or field.kind in SKILLS) and table.orientation == "people" and not table.exported
        if listing and (_names_skills(table, index, reader) or not _holds_levels(table.records, index, reader)):
            yield index, levels.get(number) if number else None


def _skills(
    table: Table, rest: Sequence[int], names: ImportMap, resolver: CatalogNames, reader: LevelReader
) -> Iterator[int]:
    """Yield the fields that hold a level in each cell."""
    if table.orientation == "long":
        return
    shared = _shared_words(([record.cells[index] for record in table.records] for index in rest), reader)
    for index in rest:
        field = table.fields[index]
        if table.exported or table.orientation == "skills":
            if field.kind in (None, Kind.LOGIN):
                yield index
            continue
        is_mapped = mapped(names.skills, field.title) is not None
        other = field.kind not in (None, *SKILLS, Kind.LOGIN) and (
            field.kind is Kind.TOTAL or resolver.skill(field.title) is None
        )
        if is_mapped or (
            not other and not level_number(field.title) and _holds_levels(table.records, index, reader, shared)
        ):
            yield index


def _names_skills(table: Table, index: int, reader: LevelReader) -> bool:
    """Whether a cell of a column names a skill with its level, as "Python (4)" does and "Novice (2)" does not."""
    items = [with_level(record.cells[index]) for record in table.records]
    return any(item and reader.level(item.name) is CellMark.FOREIGN for item in items)


def _holds_levels(
    records: Sequence[Record], index: int, reader: LevelReader, shared: frozenset[str] = frozenset()
) -> bool:
    cells = [record.cells[index] for record in records if record.cells[index]]
    return sum(_is_level(cell, reader, shared) for cell in cells) * 2 >= len(cells)


def _is_level(cell: str, reader: LevelReader, shared: frozenset[str]) -> bool:
    if reader.level(cell) is not CellMark.FOREIGN:
        return True
    number = reader.number(cell)
    # An "o" alone is a mark, beside "x" or not; only the user knows what it means.
    return cell.casefold() in ("o", *shared) if number is None else number <= _MAX_LEVEL


def _shared_words(columns: Iterable[Sequence[str]], reader: LevelReader) -> frozenset[str]:
    """Return the short texts that occur in several columns: levels in words, known or not."""
    once: set[str] = set()
    twice: set[str] = set()
    for cells in columns:
        words = {cell.casefold() for cell in set(cells) if 0 < len(cell) <= _MAX_WORD and reader.number(cell) is None}
        twice |= words & once
        once |= words
    return frozenset(twice)


def _people(table: Table, rest: Sequence[int], reader: LevelReader) -> tuple[tuple[Record, ...], list[str]]:
    """Return the records that are people, and the titles of columns that are not."""
    if table.orientation != "skills":
        return table.records, []
    skills = [index for index in rest if table.fields[index].kind is None]
    rows = [[record.cells[index] for index in skills] for record in table.records]
    shared = _shared_words(rows, reader)
    people: list[Record] = []
    others: list[Record] = []
    for record, row in zip(table.records, rows, strict=True):
        cells = [cell for cell in row if cell]
        rated = sum(_is_level(cell, reader, shared) for cell in cells) * 2 >= len(cells)
        (people if rated else others).append(record)
    return tuple(people), [record.cells[0] for record in others]


def _has_cells(table: Table, index: int) -> bool:
    return any(record.cells[index] for record in table.records)


def _check_people(columns: TableColumns, resolver: CatalogNames) -> None:
    """Raise a NoTableError where all that could be people are roles or grades."""
    index = columns.single.get(Kind.NAME)
    names = {record.cells[index] for record in columns.records} - {""} if index is not None else set()
    if names and all(resolver.role(name) or GRADES & set(title_words(name)) for name in names):
        raise NoTableError(
            f"the sheet names roles or grades, not people ({some(sorted(map(quoted, names)))})",
            "import a sheet of people with their levels",
        )
