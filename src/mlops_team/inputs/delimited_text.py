"""Delimited text to rows: encoding, delimiter and cells."""

import codecs
import csv
import io
import re
from collections import Counter
from itertools import islice

from mlops_team.inputs.imported_team import ImportOptions, SheetError
from mlops_team.inputs.workbook_guard import check_cells, check_extent
from mlops_team.text import quoted

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_BY_NAME = {name: delimiter for delimiter, name in DELIMITERS.items()}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_DOTTED_DATE = re.compile(rb"(?<![\d.])\d\d\.\d\d\.\d{4}(?![\d.])")
_SAMPLE_ROWS = 60
_SAMPLE_CHARACTERS = 200_000
_FIELD_LIMIT = 100_000


def read_delimited(data: bytes, options: ImportOptions) -> tuple[list[list[str]], str, list[str]]:
    """Return the rows of a text file, its delimiter, and the decisions of reading it.

    Raises:
        SheetError: Bytes of an unknown encoding, or a quote that never ends.
    """
    text, encoding = _decode(data, options.encoding)
    delimiter, text = _chosen_delimiter(text, options.delimiter)
    name = DELIMITERS.get(delimiter, quoted(delimiter))
    decisions = [f"encoding: {encoding} (--encoding)", f"delimiter: {name} (--delimiter)"]
    return list(_rows(text, delimiter)), delimiter, decisions


def _decode(data: bytes, encoding: str | None) -> tuple[str, str]:
    if encoding:
        return _decode_as(data, encoding), encoding
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _decode_as(data, codec), f"{name}, by its byte-order mark"
    zeros = _utf_16_without_mark(data)
    if zeros:
        return _decode_as(data, zeros), "UTF-16, by its zero bytes"
    try:
        return _text_only(data.decode("utf-8")), "UTF-8"
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        hint = "name the encoding: --encoding windows-1252 for most files from Windows, --encoding cp850 for old files"
        if _DOTTED_DATE.search(data):  # which would be the next error
            hint += "; and for dates such as 31.01.2027, --date-format %d.%m.%Y"
        raise SheetError(f"row {row} is not in UTF-8", hint) from None


def _decode_as(data: bytes, encoding: str) -> str:
    try:
        return _text_only(data.decode(encoding))
    except ValueError:  # undecodable bytes raise a kind of it
        raise SheetError(f"the file is not in {encoding}", "name another encoding with --encoding") from None
    except LookupError:
        raise SheetError(f"unknown encoding {quoted(encoding)}", "write --encoding windows-1252, for example") from None


def _text_only(text: str) -> str:
    if "\0" in text:
        raise SheetError("the file is neither text nor a workbook", "save the sheet as .csv or .xlsx")
    return text


def _utf_16_without_mark(data: bytes) -> str | None:
    head = data[:2000]
    half = len(head) // 2
    if half and head[1::2].count(0) > half * 0.7:
        return "utf-16-le"
    return "utf-16-be" if half and head[::2].count(0) > half * 0.7 else None


def _chosen_delimiter(text: str, delimiter: str | None) -> tuple[str, str]:
    """Return the delimiter, and the text without the line that tells Excel which it is (sep=;)."""
    first, _, rest = text.partition("\n")
    first = first.rstrip("\r")
    marked = first[4:] if first[:4].casefold() == "sep=" and len(first) == len("sep=;") else None
    if delimiter:
        delimiter = _BY_NAME.get(delimiter, "\t" if delimiter == r"\t" else delimiter)
        if len(delimiter) != 1 or delimiter in '"\r\n ':
            raise SheetError(
                f"{quoted(delimiter)} is not a delimiter", "write --delimiter comma, semicolon, tab or bar"
            )
    return delimiter or marked or _sniffed(text), rest if marked else text


def _sniffed(text: str) -> str:
    """Return the delimiter that splits most rows into the same number of cells, two or more."""
    sample = text[:_SAMPLE_CHARACTERS]
    return max(DELIMITERS, key=lambda delimiter: _regularity(sample, delimiter))  # the first of equals


def _regularity(sample: str, delimiter: str) -> tuple[float, int]:
    widths: Counter[int] = Counter()
    try:
        for row in islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), _SAMPLE_ROWS):
            widths[len(row)] += any(row)
    except csv.Error:
        return 0.0, 0
    several = {width: number for width, number in widths.items() if width > 1}
    if not several or not any(several.values()):
        return 0.0, 0
    width = max(several, key=lambda width: (several[width], width))
    return several[width] / widths.total(), width


def _rows(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    cells = 0
    try:
        for row in reader:
            cells += len(row) + 1
            check_extent(1, len(row))
            check_cells(cells)  # now, not when memory has run out
            rows.append([cell.strip() for cell in row])
    except csv.Error as error:
        hint = 'write a quote inside a quoted cell twice, such as "a ""good"" day", and close each quoted cell'
        raise SheetError(f"row {len(rows) + 1} cannot be read: {error}", hint) from None
    return rows
