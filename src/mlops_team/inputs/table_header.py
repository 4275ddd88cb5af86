"""Which row of a sheet is the header, what is above it, and whether people are in rows or in columns."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal, NamedTuple

from mlops_team.inputs.catalog_names import CatalogNames
from mlops_team.inputs.imported_team import ImportOptions, NoTableError, cell_name
from mlops_team.inputs.table_cells import CellMark, LevelReader
from mlops_team.inputs.table_titles import is_legend, skill_number, title_kind
from mlops_team.inputs.table_vocabulary import IDENTITY, PEOPLE, SKILLS, Kind
from mlops_team.inputs.workbook import Sheet
from mlops_team.text import quoted, some

EXPORTED = ("name", "id", "roles", "allocation", "from", "until")  # the first titles of a sheet that export wrote
_SEARCHED_ROWS = 60
_LONG_SHARE = 0.5  # of the rows, so that a person who is there twice by mistake does not make a long table
_RACI_SHARE = 0.7
_RACI_CELLS = 4
_RACI = re.compile(r"[RACIS](?:[ ,/;-]*[RACIS]){0,4}")


class Header(NamedTuple):
    """Where a table begins, and the titles of its columns."""

    row: int
    first_row: int  # of the data
    titles: tuple[str, ...]
    categories: tuple[str, ...]  # of the columns, blank without a category
    rows: tuple[int, ...]  # the header's own, and that of its categories


Orientation = Literal["people", "skills", "long"]


def find_header(sheet: Sheet, options: ImportOptions, reader: LevelReader) -> Header:
    """Return the header of the table in a sheet.

    Raises:
        NoTableError: No row looks like a header.
    """
    if options.header is None:
        row = _likeliest_row(sheet.rows, reader)
    elif 0 < options.header <= len(sheet.rows) and any(sheet.rows[options.header - 1]):
        row = options.header - 1
    else:
        raise NoTableError(
            f"row {options.header} is empty and cannot be the header", "name its row, such as --header 1"
        )
    return _with_categories(sheet.rows, row, reader)


def _likeliest_row(rows: Sequence[list[str]], reader: LevelReader) -> int:
    best, best_score = None, (False, 0)
    last = max((number for number, row in enumerate(rows) if any(row)), default=0)
    for number, row in enumerate(rows[: min(_SEARCHED_ROWS, last)]):
        score = _score(rows, number, row, reader)
        if score > best_score:
            best, best_score = number, score
    if best is None:
        check_kind(rows, 0)
        raise NoTableError("no row of the sheet looks like a header", "name its row, such as --header 3")
    return best


def _score(rows: Sequence[list[str]], number: int, row: list[str], reader: LevelReader) -> tuple[bool, int]:
    """Return how much a row looks like a header: titles that say who or what, then how many there are."""
    titles = {cell for cell in row if cell and not _is_level(reader, cell)}
    if len(titles) < 2 or is_legend(next(filter(None, row))):  # noqa: PLR2004 - a header has two titles
        return False, 0
    named = any(title_kind(title) in PEOPLE | SKILLS for title in titles)
    if not named and not _levels_below(rows, number, row, reader):
        return False, 0
    return named, len(titles)


def _levels_below(rows: Sequence[list[str]], number: int, row: list[str], reader: LevelReader) -> bool:
    below = next((other for other in rows[number + 1 :] if any(other)), [])
    return sum(bool(title and cell) and _is_level(reader, cell) for title, cell in zip(row, below, strict=False)) > 0


def _is_level(reader: LevelReader, cell: str) -> bool:
    return reader.level(cell) is not CellMark.FOREIGN or reader.number(cell) is not None


def _with_categories(rows: Sequence[list[str]], row: int, reader: LevelReader) -> Header:
    """Return the header with the row of categories above it, or itself as categories of the titles below it."""
    titles = rows[row]
    if tuple(titles[: len(EXPORTED)]) == EXPORTED:  # whatever its members and skills are called
        return Header(row, row + 1, tuple(titles), ("",) * len(titles), (row,))
    below = rows[row + 1] if row + 1 < len(rows) else []
    if _are_titles(titles, below, reader):
        joined = tuple(
            title if not lower or title == lower else lower for title, lower in zip(titles, below, strict=True)
        )
        return Header(row, row + 2, joined, _spread(titles, below), (row, row + 1))
    above = rows[row - 1] if row else []
    if _are_categories(above, titles):
        return Header(row, row + 1, tuple(titles), _spread(above, titles), (row - 1, row))
    return Header(row, row + 1, tuple(titles), ("",) * len(titles), (row,))


def _are_titles(titles: list[str], below: list[str], reader: LevelReader) -> bool:
    """Whether the row below a header has the skills, and the header only their categories."""
    keys = [column for column, title in enumerate(titles) if title_kind(title) in PEOPLE | SKILLS]
    if not below or not keys or any(below[column] not in ("", titles[column]) for column in keys):
        return False
    lower = [cell for column, cell in enumerate(below) if cell and cell != titles[column]]
    blank_titles = sum(1 for column, cell in enumerate(below) if cell and not titles[column])
    repeated = len(titles) - titles.count("") - len(set(filter(None, titles)))
    texts = [cell for cell in lower if not _is_level(reader, cell)]
    return len(lower) > 1 and len(texts) == len(lower) and blank_titles + repeated > 0


def _are_categories(above: list[str], titles: list[str]) -> bool:
    key = next((column for column, title in enumerate(titles) if title_kind(title) in PEOPLE | SKILLS), 0)
    named = {cell for cell in above if cell} - {titles[key]}
    beside = above and above[key] not in ("", titles[key])
    return not beside and len(named) > 1 and all(title or not cell for title, cell in zip(titles, above, strict=False))


def _spread(categories: Sequence[str], titles: Sequence[str]) -> tuple[str, ...]:
    """Return the category of each title: its own, or the last before it."""
    spread, last = [], ""
    for category, title in zip(categories, titles, strict=True):
        last = category or last
        spread.append(last if title and title_kind(last) not in IDENTITY else "")
    return tuple(spread)


def orientation(
    sheet: Sheet, header: Header, options: ImportOptions, resolver: CatalogNames, reader: LevelReader
) -> Orientation:
    """Return whether people are in rows, skills are in rows, or each row is a person's skill.

    Raises:
        NoTableError: The sheet does not show it.
    """
    if options.layout != "auto":
        return options.layout
    kinds = [title_kind(title) for title in header.titles]
    named = any(kind in PEOPLE for kind in kinds)
    columns = [column for column, kind in enumerate(kinds) if kind in SKILLS]
    if named and columns:
        return _both_named(sheet, header, kinds, reader)
    if kinds.count(Kind.NAME) == 1 and not any(kind in IDENTITY for kind in kinds if kind is not Kind.NAME):
        across, down = _skill_counts(sheet, header, kinds.index(Kind.NAME), resolver)
        return "skills" if down > across else "people"  # "Name" may be that of a skill
    if named or any(skill_number(title) for title in header.titles):
        return "people"
    return "skills" if columns else _by_known_names(sheet, header, resolver)


def _both_named(sheet: Sheet, header: Header, kinds: Sequence[Kind | None], reader: LevelReader) -> Orientation:
    """Return the layout of a table with a column of people and a column of skills."""
    others = [column for column, kind in enumerate(kinds) if kind is None and header.titles[column]]
    rated = [column for column in others if _holds_levels(sheet, header, column, reader)]
    repeated = _repeated_share(sheet, header, kinds)
    if repeated >= _LONG_SHARE and _names_single_skills(sheet, header, kinds):
        return "long"
    by_id_alone = all(kind is Kind.ID for kind in kinds if kind in PEOPLE)
    if by_id_alone and rated and Kind.LEVEL not in kinds:
        return "skills"
    if Kind.LEVEL in kinds and Kind.SKILL in kinds and len(rated) <= 1:
        return "long"
    return "long" if repeated and not rated else "people"


def _repeated_share(sheet: Sheet, header: Header, kinds: Sequence[Kind | None]) -> float:
    """Return the share of the rows whose person has another row too."""
    key = next(column for column, kind in enumerate(kinds) if kind in PEOPLE)
    rows = Counter(row[key].casefold() for row in sheet.rows[header.first_row :] if row[key])
    return sum(number for number in rows.values() if number > 1) / max(1, rows.total())


def _names_single_skills(sheet: Sheet, header: Header, kinds: Sequence[Kind | None]) -> bool:
    """Whether no cell of the column of skills lists several."""
    key = next(column for column, kind in enumerate(kinds) if kind in SKILLS)
    return not any(set(",;|\n") & set(row[key]) for row in sheet.rows[header.first_row :])


def _holds_levels(sheet: Sheet, header: Header, column: int, reader: LevelReader) -> bool:
    cells = [row[column] for row in sheet.rows[header.first_row :] if row[column]]
    return bool(cells) and sum(_is_level(reader, cell) for cell in cells) * 2 >= len(cells)


def _skill_counts(sheet: Sheet, header: Header, key: int, resolver: CatalogNames) -> tuple[int, int]:
    """Return how many titles, and how many cells of the first column, are skills that the catalog knows."""

    def is_skill(name: str) -> bool:
        return resolver.skill(name) is not None

    titles = [title for column, title in enumerate(header.titles) if title and column != key]
    names = {row[key] for row in sheet.rows[header.first_row :]} - {""}
    return sum(map(is_skill, titles)), sum(map(is_skill, names))


def _by_known_names(sheet: Sheet, header: Header, resolver: CatalogNames) -> Orientation:
    across, down = _skill_counts(sheet, header, key_column(sheet, header), resolver)
    if across == down:
        check_kind(sheet.rows, header.row)
        raise NoTableError(
            "the sheet does not say whether its rows are people or skills",
            'title the first column "Name" or "Skill", or use --layout people or --layout skills',
        )
    return "people" if across > down else "skills"


def key_column(sheet: Sheet, header: Header) -> int:
    """Return the first column with text below the header: who, or what, each row is about."""
    rows = sheet.rows[header.first_row :]
    columns = range(len(header.titles))
    return next((column for column in columns if any(row[column] and not row[column].isdecimal() for row in rows)), 0)


def check_kind(rows: Sequence[list[str]], header: int) -> None:
    """Raise a NoTableError for a sheet of another kind, which the message names."""
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell[:1] in ("{", "[") and cell[-1:] in ("}", "]") and '"' in cell:
                hint = "write a column for each skill, or a row for each person and skill"
                raise NoTableError("the cells hold JSON, not levels", hint, cell_name(number, column))
    cells = Counter(cell for row in rows[header + 1 :] for cell in row[1:] if cell)
    raci = {cell: number for cell, number in cells.items() if _RACI.fullmatch(cell.upper())}
    letters = set("".join(raci).upper()) & set("RACIS")
    if (
        sum(raci.values()) >= max(_RACI_CELLS, cells.total() * _RACI_SHARE)
        and {"R", "A"} <= letters
        and letters & {"C", "I"}
    ):
        raise NoTableError(
            "this is a RACI matrix: it says who does what, not who can do what",
            "import a sheet of people and their skills",
        )


def no_levels(sheet: Sheet, header: Header, unused: Sequence[str]) -> NoTableError:
    """Return the error for a table without levels, with the kind of the sheet where that is clear."""
    check_kind(sheet.rows, header.row)
    cells = [cell for row in sheet.rows[header.first_row :] for cell in row if cell]
    long = [cell for cell in cells if len(cell.split()) > 3]  # noqa: PLR2004 - a sentence
    if len(long) * 3 > len(cells):
        return NoTableError(
            "this is a career ladder or a list of descriptions: it says what levels mean, not who has them",
            "import a sheet that names people",
        )
    names = f" (columns {some([quoted(title) for title in unused])})" if unused else ""
    return NoTableError(
        f"no column has levels of skills{names}",
        "give words a level with --level WORD=N, or choose the table with --sheet and --header",
    )
