"""The levels of people's skills in a table, whichever way it lists them."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from mlops_team.inputs.imported_team import ImportOptions, SheetError, cell_name
from mlops_team.inputs.levels import LISTED_LEVEL
from mlops_team.inputs.table_cells import HIGHEST, CellMark, LevelReader
from mlops_team.inputs.table_columns import TableColumns
from mlops_team.inputs.table_layout import Record, Table
from mlops_team.inputs.table_lists import Mark, list_items, with_level
from mlops_team.inputs.table_names import TableNames, skill_titles
from mlops_team.text import count, quoted, some

_WITHOUT_COLON = ", or write no colon after the skill"
_TENTH, _PERCENT = 10, 100


class Rated(NamedTuple):
    """A skill of somebody, with its level."""

    skill: str
    level: int | CellMark


class _Fault(NamedTuple):
    """A text that is no level, and its cell."""

    cell: str
    text: str
    in_list: bool = False


class LevelTable:
    """Reads the skills of each record of a table.

    Args:
        table: The table.
        columns: What its columns are for.
        reader: What reads a cell.
        names: What looks up a skill.
    """

    def __init__(self, table: Table, columns: TableColumns, reader: LevelReader, names: TableNames) -> None:
        self._table = table
        self._columns = columns
        self._reader = reader
        self._names = names
        self._faults: list[_Fault] = []
        self.listed = 0  # skills named without a level
        fields = [table.fields[index] for index in columns.skills]
        self._skills = [
            (index, name, field)
            for index, field, title in zip(columns.skills, fields, skill_titles(fields), strict=True)
            if (name := names.skill(title, self._header_cell(field.position)))
        ]

    def _header_cell(self, position: int) -> str:
        row = self._table.header.row
        return cell_name(position, row) if self._table.orientation == "skills" else cell_name(row, position)

    def of(self, record: Record) -> Iterator[Rated]:
        """Yield the skills of a record."""
        for index, name, field in self._skills:
            text = record.cells[index]
            if text:
                level = self._reader.count(text)
                if level is CellMark.FOREIGN:
                    self._faults.append(_Fault(self._table.cell(record, field), text))
                elif level is not CellMark.ABSENT:
                    yield Rated(name, level)
        for index, level_index in self._columns.lists:
            yield from self._listed(record, index, level_index)

    def _listed(self, record: Record, index: int, level_index: int | None) -> Iterator[Rated]:
        field = self._table.fields[index]
        cell = self._table.cell(record, field)
        text = record.cells[index]
        if level_index is not None:
            yield from self._with_level(record, text, cell, level_index)
            return
        for item in self._items(text):
            name, level = self._split(item, cell)
            skill = self._names.skill(name, cell)
            if level is None:
                self.listed += 1
                level = LISTED_LEVEL
            if skill and level not in (CellMark.ABSENT, CellMark.FOREIGN):
                yield Rated(skill, level)

    def _with_level(self, record: Record, text: str, cell: str, level_index: int) -> Iterator[Rated]:
        skill = self._names.skill(text, cell) if text else None
        level_text = record.cells[level_index]
        if not skill:
            return
        level = self._reader.count(level_text) if level_text else CellMark.UNRATED
        if level is CellMark.FOREIGN:
            self._faults.append(_Fault(self._table.cell(record, self._table.fields[level_index]), level_text))
        elif level is not CellMark.ABSENT:
            yield Rated(skill, level)

    def _items(self, text: str) -> Iterator[str]:
        if self._table.orientation == "long":
            yield from [text] if text else []
            return
        yield from list_items(text, self._names.knows)

    def _split(self, item: str, cell: str) -> tuple[str, int | CellMark | None]:
        """Return a name from a list, and its level where it has a level in brackets, or after a colon or dash."""
        split = with_level(item)
        if split is None:
            return item, None
        level = self._reader.level(split.level)
        if level is not CellMark.FOREIGN:
            self._reader.count(split.level)
            return split.name, level
        if not self._is_beyond(split.level) and (split.mark is not Mark.COLON or self._names.knows(item)):
            return item, None
        self._faults.append(_Fault(cell, split.level, in_list=True))
        return split.name, level

    def _is_beyond(self, text: str) -> bool:
        """Whether a text is a level of another scale, and not the year of a standard."""
        number = self._reader.number(text)
        return number is not None and number <= _PERCENT

    def check(self, options: ImportOptions) -> None:
        """Raise a SheetError if cells hold no level, for the first of them."""
        if not self._faults:
            return
        cell, text, in_list = self._faults[0]
        number = self._reader.number(text)
        if number is not None:
            more = _more(len(self._faults) - 1)
            raise SheetError(f"{cell}: {_beyond(number, options)}{more}", self._scale_hint(options), cell)
        if text.casefold() == "o" and self._reader.ticks():
            raise SheetError(
                f'{cell}: the sheet marks with "x" and "o", which can mean different things',
                "define both, for example --level x=3 --level o=0",
                cell,
            )
        words = list(dict.fromkeys(text for _, text, _ in self._faults if self._reader.number(text) is None))
        others = (
            f", nor {'are' if words[2:] else 'is'} {some([quoted(word) for word in words[1:]])}" if words[1:] else ""
        )
        given = " ".join(f"--level {word if re.fullmatch('[^ =]+', word) else quoted(word)}=N" for word in words[:3])
        raise SheetError(
            f"{cell}: {quoted(text)} is not a level{others}{_more(len(self._faults) - len(words))}",
            f"define it, with N from 0 to {HIGHEST}: {given}{_WITHOUT_COLON if in_list else ''}",
            cell,
        )

    def _scale_hint(self, options: ImportOptions) -> str:
        if options.scale:
            return "correct the cell, or name a wider scale"
        numbers = [number for _, text, _ in self._faults if (number := self._reader.number(text)) is not None]
        highest = max(numbers)
        top = _TENTH if highest <= _TENTH else _PERCENT if highest <= _PERCENT else int(highest)
        return f"if the sheet has another scale, name it: --scale 0-{top}"

    def decisions(self, options: ImportOptions) -> Iterator[str]:
        """Yield how levels were read, a line each."""
        highest = self._reader.highest()
        if options.scale:
            low, high = options.scale
            yield f"levels: {low} to {high} spread over 0 to {HIGHEST}, rounded down (--scale)"
        elif highest is not None:
            top = max(1, math.ceil(highest))
            other = f"; if {top} is the top of your scale, use --scale 0-{top}" if top < HIGHEST else " (--scale)"
            yield f"levels: numbers up to {top}, read as they are{other}"
        decimals = self._reader.decimals()
        if decimals:
            yield f"levels: {count(decimals, 'decimal')} rounded down"
        ticks = self._reader.ticks()
        for tick, number in sorted(ticks.items()):
            yield f"levels: {quoted(tick)} is level {LISTED_LEVEL}, in {count(number, 'cell')} (--level {tick}=N)"
        yield from self._words()
        if self.listed:
            yield f"levels: {LISTED_LEVEL} for {count(self.listed, 'skill')} listed without a level"

    def _words(self) -> Iterator[str]:
        """Yield the words that were read as levels."""
        words: Counter[str] = Counter()
        for text, number in self._reader.used.items():
            level = self._reader.level(text)
            plain = not self._reader.is_own(text) and not self._reader.is_tick(text)
            if isinstance(level, int) and plain and self._reader.number(text) is None:
                words[text.casefold()] += number
        if words:
            meanings = [f"{word} is {self._reader.level(word)}" for word in sorted(words)]
            yield f"levels: {', '.join(meanings)} (--level WORD=N)"


def _more(cells: int) -> str:
    return f" ({count(cells, 'more cell')})" if cells > 0 else ""


def _beyond(number: Decimal, options: ImportOptions) -> str:
    if options.scale:
        return f"{number} is off the scale from {options.scale[0]} to {options.scale[1]}"
    return f"{number} is below level 0" if number < 0 else f"{number} is beyond level {HIGHEST}"


def highest_of(levels: Sequence[int | None]) -> int | None:
    """Return the highest of several levels of the same skill, None only if there is none."""
    return max((level for level in levels if level is not None), default=None)
