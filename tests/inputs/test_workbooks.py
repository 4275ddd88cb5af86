"""Workbooks: sheets, merged cells and types of cells; and those that would take all memory, or hide what they are."""

import json
import struct
import sys
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, TextIOWrapper
from typing import Any

import pytest
import python_calamine
import xlsxwriter

from mlops_team.inputs import spreadsheet, workbook_guard
from mlops_team.inputs import workbook as workbooks
from mlops_team.inputs.imported_team import ImportedTeam, ImportOptions, SheetError
from mlops_team.inputs.sheet_import import import_sheet
from mlops_team.inputs.spreadsheet import read_spreadsheet
from runs import ROOT
from sheet_names import FewNames

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TABLE: Sequence[Sequence[Any]] = [["Name", "Python"], ["Ana Lima", 4]]


def workbook(*sheets: tuple[str, Sequence[Sequence[Any]]], hidden: str = "") -> bytes:
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets:
        page = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                page.write(number, column, value, day if isinstance(value, date) else None)
        if name == hidden:
            page.hide()
    book.close()
    return buffer.getvalue()


def merged_workbook(rows: Sequence[Sequence[Any]], merged: Sequence[tuple[int, int, int, int]]) -> bytes:
    """Return a workbook in which ranges (first row, first column, last row, last column) are merged."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet("Skills")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            page.write(number, column, value)
    for area in merged:
        page.merge_range(*area, rows[area[0]][area[1]])
    book.close()
    return buffer.getvalue()


def team(data: bytes, **given: Any) -> ImportedTeam:
    return import_sheet(data, "skills.xlsx", ImportOptions(**given), FewNames())


def refusal(data: bytes, **given: Any) -> str:
    with pytest.raises(SheetError) as caught:
        team(data, **given)
    return str(caught.value)


def archive(parts: Mapping[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return buffer.getvalue()


def with_sheet(xml: str, shared: str = "") -> bytes:
    """Return a workbook whose sheet has this XML for its data, and these shared texts."""
    source = zipfile.ZipFile(BytesIO(workbook(("Skills", TABLE))))
    buffer = BytesIO()
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = f"<worksheet {space}><sheetData>{xml}</sheetData></worksheet>".encode()
            if name == "xl/sharedStrings.xml" and shared:
                content = f"<sst {space}>{shared}</sst>".encode()
            file.writestr(name, content)
    return buffer.getvalue()


def inline(cell: str, text: str) -> str:
    return f'<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>'


def open_document(rows: str) -> bytes:
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<m:file-entry m:full-path="/" m:media-type="{kind.decode()}"/></m:manifest>'
    )
    content = (
        f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="Skills">{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return archive({"mimetype": kind, "META-INF/manifest.xml": manifest.encode(), "content.xml": content.encode()})


def test_cells_of_every_type() -> None:
    rows: list[list[Any]] = [
        ["Name", "Since", "FTE", "Python", "SQL", "AWS"],
        ["Ana Lima", date(2026, 1, 31), 0.35, 4.0, True, "'-"],
        ["Ben Okafor", datetime(2025, 3, 1, 9, 30), 1, 2.5, False, "?"],  # noqa: DTZ001 - as cells are
    ]
    ana, ben = team(workbook(("Skills", rows))).members
    assert (ana.start, ana.allocation, dict(ana.skills)) == (
        date(2026, 1, 31),
        Decimal("0.35"),
        {"Python": 4, "SQL": 3},
    )
    assert (ben.start, ben.allocation, dict(ben.skills)) == (date(2025, 3, 1), Decimal(1), {"Python": 2, "AWS": None})


def test_the_first_sheet_with_a_table_is_read_and_the_others_named() -> None:
    data = workbook(("Cover", [["Skills of the team"]]), ("Old", TABLE), ("Skills", TABLE), ("Notes", []), hidden="Old")
    assert team(data).decisions[0] == 'sheet: "Skills"; not read: "Cover", "Old" and "Notes" (--sheet)'


@pytest.mark.parametrize("wanted", ["Other", "other", "2"])
def test_a_sheet_can_be_named_or_numbered(wanted: str) -> None:
    data = workbook(("Skills", TABLE), ("Other", [["Name", "SQL"], ["Ben Okafor", 1]]))
    assert [member.name for member in team(data, sheet=wanted).members] == ["Ben Okafor"]


def test_a_sheet_that_is_not_there_is_an_error() -> None:
    assert refusal(workbook(("Skills", TABLE)), sheet="3") == 'the workbook has no sheet "3"; its sheets: Skills'


def test_a_refused_sheet_says_which_others_there_are() -> None:
    data = workbook(("Old", [["Name", "SQL"], ["Ana Lima", "much"], ["Ben Okafor", 3]]), ("Skills", TABLE))
    assert refusal(data).endswith('or read another sheet with --sheet: "Skills"')


LEGEND: Sequence[Sequence[Any]] = [["Level", "Meaning"], [1, "Awareness"], [2, "Works with help"], [3, "Works alone"]]
RACI = [["Task", "Ana", "Ben"], ["Deploy", "R", "A"], ["Monitor", "A", "R"], ["Train", "C", "I"]]
COSTS = [["Item", "Price"], ["Chair", "much"], ["Table", "more"]]


def test_a_first_sheet_without_people_is_passed_over() -> None:
    data = workbook(("Legend", LEGEND), ("RACI", RACI), ("Skills", TABLE), ("Costs", COSTS))
    assert [member.name for member in team(data).members] == ["Ana Lima"]
    assert team(data).decisions[0] == 'sheet: "Skills"; not read: "Legend", "RACI" and "Costs" (--sheet)'


def test_a_header_is_looked_for_in_the_next_sheet_too() -> None:
    data = workbook(("Legend", LEGEND), ("Skills", [["Skills of the team"], [], [], [], *TABLE]))
    assert [member.name for member in team(data, header=5).members] == ["Ana Lima"]


def test_a_workbook_without_a_table_names_the_sheets_tried() -> None:
    assert refusal(workbook(("Legend", LEGEND), ("Empty", []), ("RACI", RACI), ("Costs", COSTS))) == (
        'no sheet has a table of people and skills ("Legend": no row of the sheet looks like a header; '
        '"RACI": this is a RACI matrix: it says who does what, not who can do what; '
        '"Costs": no row of the sheet looks like a header); '
        "name a sheet and the row of its titles, such as --sheet 2 --header 3"
    )


def test_a_sheet_that_is_named_is_the_only_sheet_tried() -> None:
    data = workbook(("Legend", LEGEND), ("Skills", TABLE))
    assert refusal(data, sheet="Legend") == "no row of the sheet looks like a header; name its row, such as --header 3"


def test_no_more_than_twelve_sheets_are_tried() -> None:
    sheets = [(f"Legend {number}", LEGEND) for number in range(12)]
    assert "Legend 11" in refusal(workbook(*sheets, ("Skills", TABLE)))
    assert len(team(workbook(*sheets[1:], ("Skills", TABLE))).members) == 1


def test_merged_categories_and_names() -> None:
    rows: list[list[Any]] = [
        ["Skills of the platform team", "", "", "", ""],
        ["Name", "Languages", "", "Cloud", ""],
        ["", "Python", "Testing", "AWS", "Testing"],
        ["Ana Lima", 4, 3, 2, 1],
    ]
    data = merged_workbook(rows, [(0, 0, 0, 4), (1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 1, 4)])
    read = team(data)
    assert dict(read.members[0].skills) == {"Python": 4, "Languages: Testing": 3, "AWS": 2, "Cloud: Testing": 1}
    assert "header: rows 2 and 3; not part of the table: 1 row above it (--header)" in read.decisions


def test_merged_category_column_beside_skills() -> None:
    rows: list[list[Any]] = [
        ["Category", "Skill", "Ana Lima"],
        ["Data", "SQL", 4],
        ["", "Testing", 3],
        ["Cloud", "Testing", 2],
    ]
    read = team(merged_workbook(rows, [(1, 0, 2, 0)]))
    assert dict(read.members[0].skills) == {"SQL": 4, "Data: Testing": 3, "Cloud: Testing": 2}


def test_merged_rows_are_headings() -> None:
    rows: list[list[Any]] = [["Name", "Python"], ["Platform team", ""], ["Ana Lima", 4], ["Ben Okafor", ""]]
    read = team(merged_workbook(rows, [(1, 0, 1, 1)]))
    assert [member.name for member in read.members] == ["Ana Lima", "Ben Okafor"]
    assert 'headings, not people: row 2 "Platform team"; a role or an id in the row makes it a person' in read.decisions


def test_a_formula_gives_its_last_value_and_is_not_run() -> None:
    data = with_sheet(
        f'<row r="1">{inline("A1", "Name")}{inline("B1", "Python")}</row>'
        f'<row r="2">{inline("A2", "Ana")}<c r="B2"><f>WEBSERVICE("http://localhost")</f><v>3</v></c></row>'
    )
    assert dict(team(data).members[0].skills) == {"Python": 3}


def test_a_sheet_begins_where_its_first_cell_is() -> None:
    rows: list[list[Any]] = [[], [], ["", "", "Name", "Python"], ["", "", "Ana Lima", 9]]
    assert refusal(workbook(("Skills", rows))).startswith("D4: 9 is beyond level 5")


@pytest.mark.parametrize(
    "cells",
    [
        '<c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c>',
        '<c x="/>" r = "XFD1048576" ><v>1</v></c>',
        "<c r='XFD1048576'><v>1</v></c>",
        '<c r="A9000000"><v>1</v></c><c><v>1</v></c>',
    ],
)  # fmt: skip
def test_two_cells_at_opposite_corners_are_refused_before_they_are_laid_out(cells: str) -> None:
    assert "can be read" in refusal(with_sheet(f'<row r="1">{cells}</row>'))


def test_too_many_columns_are_refused() -> None:
    assert refusal(with_sheet('<row r="1"><c r="XFD1"><v>1</v></c></row>')).startswith(
        "the sheet has 16,384 columns, and at most 4,096 can be read"
    )
    text = ("Name" + ",x" * 16_383 + "\n").encode()
    assert refusal(text).startswith("the sheet has 16,384 columns, and at most 4,096 can be read")


def test_formats_without_values_take_no_room() -> None:
    cells = inline("A1", "Name") + inline("B1", "Python")
    row = f'<row r="2">{inline("A2", "Ana")}<c r="B2"><v>3</v></c><c r="XFD2" s="1"/></row>'
    last = '<row r="1048576"><c r="A1048576" s="1"/></row>'
    assert len(team(with_sheet(f'<row r="1">{cells}</row>{row}{last}')).members) == 1


def test_a_text_that_many_cells_share_counts_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_guard, "MAX_TEXT", 100_000)
    cells = "".join(f'<c r="A{row}" t="s"><v>0</v></c>' for row in range(1, 200))
    data = with_sheet(f'<row r="1">{cells}</row>', shared=f"<si><t>{'a' * 1000}</t></si>")
    assert refusal(data).startswith("the workbook is too large when unpacked")


def test_a_small_file_that_unpacks_to_a_large_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_guard, "MAX_UNPACKED", 1_000_000)
    data = archive({"xl/workbook.xml": b"<workbook/>", "xl/media/image.png": bytes(1_000_001)})
    assert len(data) < 3_000
    assert refusal(data).startswith("the workbook is too large when unpacked")


def test_a_part_that_says_it_is_smaller_than_it_is_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_guard, "MAX_UNPACKED", 1_000_000)
    data = archive({"xl/workbook.xml": bytes(2_000_000)})
    size = struct.pack("<I", 2_000_000)
    assert data.count(size) == 2
    assert refusal(data.replace(size, struct.pack("<I", 10))).startswith("the workbook is too large when unpacked")


def test_repeated_cells_of_an_open_document_count_for_each() -> None:
    attributes = 'office:value-type="string" table:number-columns-repeated="{}"'
    cell = f"<table:table-cell {attributes}><text:p>a</text:p></table:table-cell>"
    row = '<table:table-row table:number-rows-repeated="{}">{}</table:table-row>'
    assert "at most 3,000,000 can be read" in refusal(open_document(row.format(1_000_000, cell.format(2_000))))
    empty = row.format(1_048_000, '<table:table-cell table:number-columns-repeated="16384"/>')
    filled = row.format(2, cell.format(2))
    assert refusal(open_document(filled + empty)).startswith("no row of the sheet looks like a header")


def test_a_long_text_in_repeated_cells_counts_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_guard, "MAX_TEXT", 100_000)
    cell = f'<table:table-cell table:number-columns-repeated="50"><text:p>{"a" * 1000}</text:p></table:table-cell>'
    data = open_document(f'<table:table-row table:number-rows-repeated="3">{cell}</table:table-row>')
    assert refusal(data).startswith("the workbook is too large when unpacked")


def test_merged_cells_that_overlap_are_refused() -> None:
    merged = [((0, 0), (1, 1))] * 3
    with pytest.raises(SheetError, match="its merged cells overlap"):
        workbooks._filled([["a", "b"], ["c", "d"]], tuple(merged))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04 but no archive", "the workbook is damaged"),
        (archive({"xl/workbook.bin": b"binary"}), "a binary workbook (.xlsb) cannot be read"),
        (archive({"readme.txt": b"an archive of anything"}), "the workbook cannot be read"),
        (archive({"xl/workbook.xml": "<workbook/>".encode("utf-16")}), "the workbook is not in UTF-8"),
        (OLE + b" but no workbook", "the workbook cannot be read"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "the workbook is protected by a"),
        (b"<html><table><tr><td>Name</td></tr></table></html>", "the file is a web page or XML"),
        (b"Name,Python\nAna\0,3\n", "the file is neither text nor a workbook"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "row 1 is not in UTF-8"),
        (workbook(("Empty", [])), "no sheet of the workbook has a table (sheets: Empty)"),
        (workbook(("One", [["Name"], ["Ana"]])), "no sheet of the workbook has a table (sheets: One)"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_sheet_is_refused(data: bytes, message: str) -> None:
    assert refusal(data).startswith(message)


def test_a_file_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MAX_BYTES", 10)
    with pytest.raises(SheetError, match="the file is larger than 10 bytes"):
        read_spreadsheet(b"Name,Python", "skills.csv", ImportOptions())


class PanicException(BaseException):
    """What the library raises when it fails in a way that it did not foresee."""


def answered(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *wanted: str) -> Any:
    """Return what the process that reads workbooks answers, run in this process for once."""
    monkeypatch.setattr(workbooks, "_limit_memory", lambda: None)  # it would last for all tests that follow
    monkeypatch.setattr(sys, "argv", ["workbook", "0", *wanted])
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(workbook(("Skills", TABLE)))))
    workbooks.answer()
    return json.loads(capsys.readouterr().out)


def test_a_sheet_is_answered_in_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert answered(monkeypatch, capsys) == {
        "sheet": ["Skills", [["Name", "Python"], ["Ana Lima", "4"]], []],
        "others": [],
        "decisions": ['sheet: "Skills" (--sheet)'],
    }


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (python_calamine.PasswordError("old format"), "the workbook is protected by a password"),
        (python_calamine.XmlError("no end"), 'the workbook cannot be read: "no end"'),
        (PanicException("index out of bounds"), 'the workbook cannot be read: "index out of bounds"'),
    ],
)  # fmt: skip
def test_what_the_library_raises_is_a_sentence(
    error: BaseException, message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_file: object) -> None:
        raise error

    monkeypatch.setattr(python_calamine, "load_workbook", fail)
    assert answered(monkeypatch, capsys)["message"] == message


def test_ctrl_c_is_no_fault_of_the_workbook(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(_file: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(python_calamine, "load_workbook", interrupt)
    with pytest.raises(KeyboardInterrupt):
        answered(monkeypatch, capsys)


def test_a_packed_part_that_is_damaged_is_refused() -> None:
    data = bytearray(archive({"xl/workbook.xml": b"<workbook/>" * 100}))
    data[30 + len("xl/workbook.xml")] ^= 0xFF
    assert refusal(bytes(data)).startswith("the workbook is damaged")


def test_an_archive_with_a_password_or_of_another_kind_is_refused() -> None:
    data = archive({"xl/workbook.xml": b"<workbook/>"})
    place = data.index(b"PK\x01\x02")
    locked = data[: place + 8] + b"\x01" + data[place + 9 :]
    assert refusal(locked).startswith("the workbook is protected by a password")
    other = data[: place + 10] + b"\x0c" + data[place + 11 :]  # bzip2
    assert refusal(other).startswith("the workbook is packed in an unusual way")


def test_too_many_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_guard, "_MAX_PARTS", 3)
    assert refusal(workbook(("Skills", TABLE))).startswith("the workbook is too large when unpacked")


def test_too_many_rows_of_text_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_guard, "MAX_CELLS", 1_000)
    assert refusal(b"Name,Python\n" + b"\n" * 2_000).startswith(
        "the sheet has 1,001 cells, and at most 1,000 can be read"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot limit its memory there")
def test_an_old_workbook_whose_sectors_lead_in_a_circle_is_refused() -> None:
    data = bytearray((ROOT / "tests/spreadsheets/old_workbook.xls").read_bytes())
    (directory,) = struct.unpack_from("<I", data, 0x30)
    (table,) = struct.unpack_from("<I", data, 0x4C)
    struct.pack_into("<I", data, 512 * (table + 1) + 4 * directory, directory)
    assert refusal(bytes(data)).startswith('the workbook cannot be read: "damaged, or not a workbook"')


def test_an_old_workbook_without_the_sheet_is_an_error() -> None:
    data = (ROOT / "tests/spreadsheets/old_workbook.xls").read_bytes()
    assert refusal(data, sheet="Skill") == 'the workbook has no sheet "Skill"; its sheets: Skills and Notes'
    assert refusal(data, sheet="Notes").startswith("the sheet has one column")


@pytest.mark.parametrize("attribute", ['uniqueCount="4294967295"', "count = '99999999'"])
def test_a_count_that_cannot_be_true_is_refused(attribute: str) -> None:
    parts = {"xl/workbook.xml": b"<workbook/>", "xl/sharedStrings.xml": f"<sst {attribute}></sst>".encode()}
    assert refusal(archive(parts)).startswith("the workbook is damaged: it counts more than it holds")
