"""The people of a table, each with the facts from all their rows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from mlops_team.inputs.catalog_names import CatalogNames
from mlops_team.inputs.imported_team import ImportedMember, ImportOptions, LearningGoal, SheetError
from mlops_team.inputs.levels import LISTED_LEVEL
from mlops_team.inputs.table_cells import CellMark, plain_number, read_date, read_share
from mlops_team.inputs.table_columns import IDS, TableColumns
from mlops_team.inputs.table_layout import Record, Table
from mlops_team.inputs.table_levels import LevelTable, highest_of
from mlops_team.inputs.table_names import TableNames, checked, tidy
from mlops_team.inputs.table_titles import title_words
from mlops_team.inputs.table_vocabulary import Kind
from mlops_team.text import count, id_key, quoted, some

_DIGITS = Decimal("0.0001")
_SHOWN = 5


@dataclass(slots=True)
class _Draft:
    """A member, from the rows that were read so far."""

    name: str
    id: str | None
    where: str
    roles: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    allocation: Decimal | None = None
    start: date | None = None
    until: date | None = None
    skills: dict[str, int | None] = field(default_factory=dict)
    learning: list[str] = field(default_factory=list)


class TablePeople:
    """Gathers the members of a table."""

    def __init__(self, table: Table, columns: TableColumns, options: ImportOptions, names: TableNames) -> None:
        self._table = table
        self._columns = columns
        self._options = options
        self._names = names
        self._drafts: dict[str, _Draft] = {}  # by name as compared
        self._by_id: dict[str, _Draft] = {}
        self._repeated = 0  # skills that a person has twice
        self._merged = 0
        self._percent = self._is_percent()
        self._last_first = self._are_last_first()

    def read(self, levels: LevelTable) -> None:
        """Read each record."""
        last: _Draft | None = None
        for record in self._columns.records:
            draft = self._draft(record, last)
            if draft is None:
                continue
            last = draft
            self._fill(draft, record)
            for skill, level in levels.of(record):
                if level is CellMark.LEARN:
                    draft.learning.append(skill)
                else:
                    self._add(draft, skill, level if isinstance(level, int) else None)

    def _add(self, draft: _Draft, skill: str, level: int | None) -> None:
        if skill in draft.skills:
            self._repeated += 1
            level = highest_of((draft.skills[skill], level))
        draft.skills[skill] = level

    def _draft(self, record: Record, last: _Draft | None) -> _Draft | None:
        """Return the member that a record is about, who may have an earlier record."""
        name, id = self._who(record)
        if not name:
            return self._same_as(last, record)
        for text in (name, id or ""):
            checked(text, self._table.where(record))
        by_name = self._drafts.get(id_key(name))
        draft = self._by_id.get(id_key(id)) if id else None
        if self._table.orientation == "long":
            draft = by_name or draft
        elif draft := (by_name or draft):
            self._check_merge(draft, record, name, id)
        if draft is None:
            draft = self._drafts[id_key(name)] = _Draft(name, id, self._table.where(record))
        if id:
            draft.id = draft.id or id
            self._by_id[id_key(id)] = draft
        return draft

    def _same_as(self, last: _Draft | None, record: Record) -> _Draft | None:
        """Return the member of the row above, where a long table names each person once."""
        if self._table.orientation != "long":
            return None
        if last is None:
            raise SheetError(f"{self._table.where(record)} has a skill and no person", "fill in the name")
        return last

    def _check_merge(self, draft: _Draft, record: Record, name: str, id: str | None) -> None:
        if not self._options.merge:
            who = f"the name {quoted(name)}" if id_key(draft.name) == id_key(name) else f"the id {quoted(id)}"
            raise SheetError(
                f"{draft.where} and {self._table.where(record)} have {who}",
                "give them different names, or use --merge to join the rows at their highest levels",
            )
        self._merged += 1

    def _who(self, record: Record) -> tuple[str, str | None]:
        single = self._columns.single
        parts = [kind for kind in (Kind.NAME, Kind.FIRST_NAME, Kind.LAST_NAME) if kind in single]
        name = tidy(" ".join(record.cells[single[kind]] for kind in parts))
        if self._last_first and name:
            last, _, first = name.partition(",")
            name = tidy(f"{first} {last}")
        id = next((tidy(record.cells[single[kind]]) for kind in IDS if kind in single), "")
        return name or id, id or None

    def _are_last_first(self) -> bool:
        """Whether every name is written as in a register: "Müller, Jürgen"."""
        single = self._columns.single
        if Kind.NAME not in single or self._table.exported or {Kind.FIRST_NAME, Kind.LAST_NAME} & set(single):
            return False
        names = [name for record in self._columns.records if (name := record.cells[single[Kind.NAME]])]
        parts = [[part for part in name.split(",") if part.strip()] for name in names]
        return bool(names) and all(
            name.count(",") == 1 and len(part) == 2  # noqa: PLR2004 - last and first
            for name, part in zip(names, parts, strict=True)
        )

    def _fill(self, draft: _Draft, record: Record) -> None:
        """Add the facts of a record other than skills; those of an earlier record count."""
        for index in self._columns.roles:
            text = record.cells[index]
            if text:
                ids, titles = self._names.roles(text, self._cell(record, index))
                draft.roles += [id for id in ids if id not in draft.roles]
                draft.titles += [title for title in titles if title not in draft.titles]
        draft.allocation = draft.allocation or self._allocation(record)
        draft.start = draft.start or self._date(record, Kind.START)
        draft.until = draft.until or self._date(record, Kind.END)
        if draft.start and draft.until and draft.until < draft.start:
            cell = self._cell(record, self._columns.single[Kind.END])
            raise SheetError(f"{cell}: {draft.until} is before the start, {draft.start}", "correct either date", cell)

    def _cell(self, record: Record, index: int) -> str:
        return self._table.cell(record, self._table.fields[index])

    def _text(self, record: Record, kind: Kind) -> tuple[str, str]:
        index = self._columns.single.get(kind)
        text = record.cells[index] if index is not None else ""
        return ("", "") if index is None or text in ("-", "–", "n/a", "N/A") else (text, self._cell(record, index))  # noqa: RUF001

    def _date(self, record: Record, kind: Kind) -> date | None:
        text, cell = self._text(record, kind)
        return read_date(text, cell, self._options.date_format) if text else None

    def _allocation(self, record: Record) -> Decimal | None:
        text, cell = self._text(record, Kind.FTE)
        if text:
            return read_share(text, cell, percent=self._percent)
        text, cell = self._text(record, Kind.HOURS)
        if not text:
            return None
        hours = plain_number(text)
        share = None if hours is None else (hours / self._options.full_time_hours).quantize(_DIGITS).normalize()
        if share is None or not 0 < share <= 1:
            full = f"full time is {self._options.full_time_hours} hours a week; --full-time-hours changes that"
            raise SheetError(f"{cell}: {quoted(text)} is not a number of weekly hours up to full time", full, cell)
        return share

    def _is_percent(self) -> bool:
        """Whether the column of shares is in per cent: its title says so, or a share is above 1."""
        index = self._columns.single.get(Kind.FTE)
        if index is None:
            return False
        numbers = [plain_number(record.cells[index]) for record in self._columns.records]
        if any(number is not None and number > 1 for number in numbers):
            return True
        return bool({"%", "percent", "percentage"} & set(title_words(self._table.fields[index].title))) and all(
            number is None or number == int(number) for number in numbers
        )

    def add_unrated(self, resolver: CatalogNames) -> Iterator[str]:
        """Give people without any skill those of their roles, unrated, and yield their names."""
        bare = [draft for draft in self._drafts.values() if not draft.skills and not draft.learning]
        for draft in bare:
            for role in draft.roles:
                draft.skills.update(dict.fromkeys(resolver.role_skills(role)))
        with_role = [draft.name for draft in bare if draft.skills]
        without = [draft.name for draft in bare if not draft.skills]
        if with_role:
            yield f"no levels, so the skills of their roles are listed unrated: {some(with_role, _SHOWN)}"
        if without:
            yield f"no levels and no role with required skills: {some(without, _SHOWN)}"

    def decisions(self) -> Iterator[str]:
        """Yield what was decided about people, a line each."""
        yield f"people: {count(len(self._drafts), 'member')}"
        single = self._columns.single
        if not {Kind.NAME, Kind.FIRST_NAME, Kind.LAST_NAME} & set(single):
            yield "names: no column of names, so the id is also the name"
        if self._last_first:
            yield "people: written Last, First; read as First Last"
        if self._percent:
            yield "allocation: numbers read as per cent"
        if Kind.HOURS in single and Kind.FTE not in single:
            yield f"allocation: weekly hours of {self._options.full_time_hours} (--full-time-hours)"
        if self._merged:
            yield f"people: {count(self._merged, 'row')} joined with an earlier row, at the highest levels (--merge)"
        if self._repeated:
            yield f"skills: {count(self._repeated, 'repeated level')}, the highest counts"
        if learning := sum(len(draft.learning) for draft in self._drafts.values()):
            day = self._options.learn_by
            written = f"at level {LISTED_LEVEL} by {day}" if day else "not written, since no day is given"
            yield f"learning: {count(learning, 'skill')} {written} (--learn-by)"

    def members(self) -> tuple[ImportedMember, ...]:
        """Return the members, in the order of the sheet."""
        return tuple(
            ImportedMember(
                draft.name,
                draft.id,
                tuple(draft.roles),
                tuple(draft.titles),
                draft.allocation,
                draft.start,
                draft.until,
                draft.skills,
                self._learning(draft),
            )
            for draft in self._drafts.values()
        )

    def _learning(self, draft: _Draft) -> tuple[LearningGoal, ...]:
        by = self._options.learn_by
        return tuple(LearningGoal(skill, LISTED_LEVEL, by) for skill in dict.fromkeys(draft.learning)) if by else ()
