"""A sheet to a table of people: a record a person, a field a column, transposed where skills are in rows."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mlops_team.inputs.catalog_names import CatalogNames
from mlops_team.inputs.imported_team import ImportOptions, cell_name, column_name
from mlops_team.inputs.table_cells import CellMark, LevelReader
from mlops_team.inputs.table_header import EXPORTED, Header, Orientation, find_header, key_column, orientation
from mlops_team.inputs.table_titles import is_legend, is_note, is_required, is_total, title_kind
from mlops_team.inputs.table_vocabulary import IDENTITY, PEOPLE, SKILLS, Kind
from mlops_team.inputs.workbook import Sheet
from mlops_team.text import count, quoted, some


class Field(NamedTuple):
    """A column of the table, or a row where skills are in rows."""

    title: str
    category: str
    position: int  # in the sheet, from 0
    kind: Kind | None


class Record(NamedTuple):
    """A person, or a person's skill in a long table."""

    position: int
    cells: tuple[str, ...]  # in the order of the fields


class Table(NamedTuple):
    """The content of a sheet, transposed where skills are in rows."""

    sheet: Sheet
    header: Header
    orientation: Orientation
    fields: tuple[Field, ...]
    records: tuple[Record, ...]
    skipped: tuple[int, int]  # rows above the header, and below it
    headings: tuple[int, ...]  # rows that are headings of those below them
    exported: bool

    def cell(self, record: Record, field: Field) -> str:
        """Return the name of a cell as the spreadsheet shows it."""
        if self.orientation == "skills":
            return cell_name(field.position, record.position)
        return cell_name(record.position, field.position)

    def column(self, field: Field) -> str:
        """Return the name of a field in the sheet: column C "Salary", or row 7 where skills are in rows."""
        if self.orientation == "skills":
            return f"row {field.position + 1} {quoted(field.title)}"
        return f"column {column_name(field.position)} {quoted(field.title)}"

    def where(self, record: Record) -> str:
        """Return where a record is: "row 7", or "column C" where people are in columns."""
        if self.orientation == "skills":
            return f"column {column_name(record.position)}"
        return f"row {record.position + 1}"

    def decisions(self) -> Iterator[str]:
        """Yield how the table was read, a line each."""
        above, below = self.skipped
        rest = [f"{count(above, 'row')} above"] if above else []
        rest += [f"{count(below, 'row')} below"] if below else []
        skipped = f"; not part of the table: {' and '.join(rest)} it" if rest else ""
        first, *second = [number + 1 for number in self.header.rows]
        rows = f"rows {first} and {second[0]}" if second else f"row {first}"
        yield f"header: {rows}{skipped} (--header)"
        if self.headings:
            heads = some([f"row {row + 1} {quoted(next(filter(None, self.sheet.rows[row])))}" for row in self.headings])
            yield f"headings, not people: {heads}; a role or an id in the row makes it a person"
        words = {
            "people": "people in rows",
            "skills": "skills in rows, people in columns",
            "long": "a row for each skill of a person",
        }
        exported = ", as export writes it: every further column is a skill" if self.exported else ""
        yield f"layout: {words[self.orientation]}{exported} (--layout)"


def find_table(sheet: Sheet, options: ImportOptions, resolver: CatalogNames, reader: LevelReader) -> Table:
    """Return the table of a sheet.

    Raises:
        SheetError: A sheet without a table, or with a table of another kind.
    """
    header = find_header(sheet, options, reader)
    layout = orientation(sheet, header, options, resolver, reader)
    exported = tuple(header.titles[: len(EXPORTED)]) == EXPORTED and layout == "people"
    if layout == "skills":
        return _skills_table(sheet, header, reader)
    key = _key(sheet, header, PEOPLE)
    fields = tuple(
        Field(" ".join(title.split()), header.categories[column], column, _kind(title, column, key, exported=exported))
        for column, title in enumerate(header.titles)
        if title or column == key
    )
    if exported:
        rows = [row for row in range(header.first_row, len(sheet.rows)) if any(sheet.rows[row])]
    else:
        rows = list(_data_rows(sheet, header, key, reader))
    headings = _headings(sheet, fields, rows) if layout == "people" and not exported else ()
    rows = sorted(set(rows) - set(headings))
    records = tuple(Record(row, tuple(sheet.rows[row][field.position] for field in fields)) for row in rows)
    skipped = _skipped(sheet, header, (*rows, *headings))
    return Table(sheet, header, layout, fields, records, skipped, headings, exported)


def _kind(title: str, column: int, key: int, *, exported: bool) -> Kind | None:
    if exported:  # whatever a skill is called
        return title_kind(title) if column < len(EXPORTED) else None
    kind = title_kind(title)
    return Kind.NAME if column == key and kind not in PEOPLE else kind


def _key(sheet: Sheet, header: Header, kinds: frozenset[Kind]) -> int:
    """Return the column of what each row is about."""
    order = [Kind.NAME, Kind.LAST_NAME, Kind.FIRST_NAME, Kind.EMAIL, Kind.LOGIN, Kind.ID, Kind.SKILL, Kind.SKILLS]
    columns = [(order.index(kind), column) for column, kind in _kinds(header) if kind in kinds]
    return min(columns)[1] if columns else key_column(sheet, header)


def _kinds(header: Header) -> Iterator[tuple[int, Kind]]:
    for column, title in enumerate(header.titles):
        kind = title_kind(title)
        if kind:
            yield column, kind


def _data_rows(sheet: Sheet, header: Header, key: int, reader: LevelReader) -> Iterator[int]:
    """Yield the rows of the table, without totals, legends, repeated headers, and what begins below a gap."""
    columns = [column for column, title in enumerate(header.titles) if title or column == key]
    gap = False
    for number in range(header.first_row, len(sheet.rows)):
        row = sheet.rows[number]
        if not any(row[column] for column in columns):
            gap = True
        elif tuple(row) == header.titles or row == sheet.rows[header.row]:
            gap = False
        elif gap and _begins_another(row, columns, key, reader):
            return
        else:
            gap = False
            if _is_data(row, header, key):
                yield number


def _is_data(row: list[str], header: Header, key: int) -> bool:
    """Whether a row is about somebody, or some skill, and neither sums up others nor explains anything."""
    kinds = [title_kind(title) for title in header.titles]
    text = row[key]
    if is_note(next(filter(None, row))) or is_total(text):
        return False
    if text:
        return (kinds[key] in PEOPLE and text.isdecimal()) or not is_legend(text)
    has_account = any(row[column] for column, kind in enumerate(kinds) if kind in (Kind.EMAIL, Kind.LOGIN))
    return has_account or (Kind.SKILL in kinds and bool(PEOPLE & set(kinds)))


def _begins_another(row: list[str], columns: Sequence[int], key: int, reader: LevelReader) -> bool:
    """Whether the first row after a gap is a legend or the header of another table."""
    if (is_legend(row[key]) and not row[key].isdecimal()) or title_kind(row[key]) in PEOPLE | SKILLS:
        return True
    cells = [row[column] for column in columns if column != key and row[column]]
    return not row[key] and len(cells) > 1 and not any(reader.level(cell) is not CellMark.FOREIGN for cell in cells)


def _headings(sheet: Sheet, fields: Sequence[Field], rows: list[int]) -> tuple[int, ...]:
    """Return the rows that are headings, not people, such as "Platform team".

    A heading is merged across columns, or the table begins with a name alone and everybody else has more than a name.
    """
    identifying = (Kind.EMAIL, Kind.LOGIN, Kind.ID, Kind.ROLE, Kind.FTE, Kind.HOURS)
    columns = [field.position for field in fields]
    alone = [row for row in rows if len({sheet.rows[row][column] for column in columns} - {""}) == 1]
    others = sorted(set(rows) - set(alone))
    always = [
        field.position
        for field in fields
        if field.kind in identifying and others and all(sheet.rows[row][field.position] for row in others)
    ]
    grouped = bool(always) and rows[:1] == alone[:1]
    merged = {row for (top, left), (bottom, right) in sheet.merged if right > left for row in range(top, bottom + 1)}
    return tuple(row for row in alone if (grouped and row < others[-1]) or row in merged)


def _skills_table(sheet: Sheet, header: Header, reader: LevelReader) -> Table:
    """Return the transposed table of a sheet with skills in rows: a record a column, a field a row."""
    key = _key(sheet, header, SKILLS if any(kind in SKILLS for _, kind in _kinds(header)) else frozenset({Kind.NAME}))
    rows = list(_data_rows(sheet, header, key, reader))
    people = [column for column, title in enumerate(header.titles) if title and column != key and _is_person(title)]
    fields = [Field(" ".join(header.titles[key].split()) or "Name", "", header.row, Kind.NAME)]
    fields += _skill_fields(sheet, header, key, rows, people)
    records = tuple(
        Record(column, (header.titles[column], *(sheet.rows[field.position][column] for field in fields[1:])))
        for column in people
    )
    last = max(rows, default=0)
    unread = set(range(header.first_row, last)) - set(rows)
    heads = [row for row in unread if any(sheet.rows[row][:key])]
    skipped = _skipped(sheet, header, (*rows, *heads))
    return Table(sheet, header, "skills", tuple(fields), records, skipped, (), exported=False)


def _is_person(title: str) -> bool:
    return title_kind(title) is None and not is_required(title)


def _skill_fields(
    sheet: Sheet, header: Header, key: int, rows: Sequence[int], people: Sequence[int]
) -> Iterator[Field]:
    """Yield the skills; a row with only a name is the category of the rows below it."""
    titled = [column for column, kind in _kinds(header) if kind is Kind.CATEGORY]
    columns = titled[:1] or range(key)  # else the columns to the left of the skills
    data = frozenset(rows)
    category = ""
    for row in range(header.first_row, max(rows, default=0) + 1):
        cells = sheet.rows[row]
        title = " ".join(cells[key].split())
        category = next((cells[column] for column in columns if cells[column]), category)
        if row not in data:
            continue
        if not {cells[person] for person in people} - {"", cells[key]}:
            category = title
            continue
        kind = title_kind(title)
        kept = kind is Kind.PRIVATE or (kind in IDENTITY and kind is not Kind.NAME)
        yield Field(title, " ".join(category.split()), row, kind if kept else None)


def _skipped(sheet: Sheet, header: Header, rows: Sequence[int]) -> tuple[int, int]:
    filled = [number for number, row in enumerate(sheet.rows) if any(row)]
    above = sum(number < header.rows[0] for number in filled)
    return above, sum(number >= header.first_row for number in filled) - len(rows)
