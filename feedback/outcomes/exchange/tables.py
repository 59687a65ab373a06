"""A CSV or Excel file becomes rows of cells, each with its place. Pure.

What is wrong with a whole file refuses it at once; what is wrong with a cell is a `Fault` beside its row, so that all
faults can be mended in one go. Nothing in a file is ever worked out: a formula is a fault.
"""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import Enum
from math import isfinite
from typing import Any

from feedback.surveys.exchange import package
from feedback.surveys.exchange.package import LARGEST
from guidance.content.files import BadContent

CSV, XLSX = ".csv", package.EXTENSION
MOST_ROWS = 5000
MOST_COLUMNS = 60
#: Letters in one cell, and in all together.
LONGEST_CELL = 4000
MOST_LETTERS = 1_500_000
#: The sheet of a download that explains it. Nothing in it is read.
GUIDE = "How to fill it in"

#: What a file begins with, where its name does not say what it is.
_OTHERS = (
    (b"%PDF", "this is a PDF"),
    (b"\xd0\xcf\x11\xe0", "this is an old Excel workbook (.xls), or one with a password"),
)
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?\bref\s*=\s*[\"']([A-Z]+\d+)")
#: Also as some keyboards write them. A plain negative number is no formula: it is refused as what it is.
_FORMULA = re.compile(r"[=+@＝＋＠]|-(?!\d+(?:\.\d+)?$)", re.ASCII)


class Form(Enum):
    """How a cell holds what it says."""

    WORDS = "words"
    NUMBER = "number"
    DATE = "date"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: trimmed words; a number as its digits; a date as `2023-04-01`."""

    words: str
    form: Form = Form.WORDS


@dataclass(frozen=True, slots=True)
class Fault:
    """Why something is refused, and where it stands. ``column`` is the heading; empty: the row as a whole."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as the spreadsheet program shows it, its cells by heading, empty ones left out."""

    number: int
    cells: Mapping[str, Cell]
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """All rows of a file. ``sheet`` is empty for CSV, which has none."""

    sheet: str
    rows: tuple[Row, ...]

    def as_json(self) -> dict[str, Any]:
        """Return this table for `from_json`. Only one without faults comes back whole."""
        rows = [
            [row.number, [[heading, cell.words, cell.form.value] for heading, cell in row.cells.items()]]
            for row in self.rows
        ]
        return {"sheet": self.sheet, "rows": rows}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Table":
        rows = (
            Row(number, {heading: Cell(words, Form(form)) for heading, words, form in cells})
            for number, cells in kept["rows"]
        )
        return cls(kept["sheet"], tuple(rows))


def read(data: bytes, *, name: str, headings: Sequence[str]) -> Table:
    """Return the rows of a file that has exactly these headings, in any order.

    Raises:
        BadContent: the file as a whole can't be taken; the message names it, the sheet and row where there is one, and
            the reason.
    """
    if len(data) > LARGEST:
        raise BadContent(f"{name}: larger than {LARGEST // 1024 // 1024} MB, which no file of figures is")
    if not data.strip():
        raise BadContent(f"{name}: this file is empty")
    for start, what in _OTHERS:
        if data.startswith(start):
            raise BadContent(f"{name}: {what}: save the figures as an Excel workbook ({XLSX}) or as CSV")
    ending = name.lower()
    if ending.endswith(CSV):
        sheet, lines = "", _lines_of_csv(data, name)
    elif ending.endswith(XLSX):
        sheet, lines = _lines_of_book(data, name)
    else:
        raise BadContent(f"{name}: neither CSV ({CSV}) nor an Excel workbook ({XLSX})")
    return _table(sheet, lines, name=name, headings=headings)


# --- Lines ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a file that says anything: its cells in order, what is wrong with some of them by position."""

    number: int
    cells: Sequence[Cell]
    wrong: Mapping[int, str]


def _line(number: int, read: Iterable[Cell | str]) -> _Line:
    """Return a line of cells; a string among them says why there is none."""
    cells, wrong = [], {}
    for position, cell in enumerate(read):
        if isinstance(cell, str):
            wrong[position], cell = cell, Cell("")
        cells.append(cell)
    return _Line(number, cells, wrong)


def _typed(words: str) -> Cell | str:
    """Return the cell of words that somebody typed, or why it can't be taken."""
    kept = words.replace("\xa0", " ").strip()
    if len(kept) > LONGEST_CELL:
        return f"there are more than {LONGEST_CELL:,} letters"
    if "\n" in kept or "\r" in kept:
        return "there is a line break: write it in one line"
    if unseen := next(
        (each for each in kept if unicodedata.category(each) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")), ""
    ):
        return f"there is a sign that nobody can see (U+{ord(unseen):04X}): type it again"
    if _FORMULA.match(kept):
        return f"it begins with “{kept[0]}”, as a formula does: write the number or the words alone"
    return Cell(kept)


def _lines_of_csv(data: bytes, name: str) -> Iterator[_Line]:
    if data.startswith(b"PK\x03\x04"):
        raise BadContent(f"{name}: this is no CSV: its name should end with {XLSX}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        raise BadContent(f"{name}: row {row}: not written in UTF-8: save it as “CSV UTF-8”") from error
    if "\0" in text:
        raise BadContent(f"{name}: row {text[: text.index(chr(0))].count(chr(10)) + 1}: there is a NUL: this is no CSV")
    if "," not in (first := text.split("\n", 1)[0]) and (";" in first or "\t" in first):
        raise BadContent(f"{name}: the columns are not parted by commas: save it with commas, or as an Excel workbook")
    number = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1):
            if any(cell.strip() for cell in cells):
                yield _line(number, (_typed(cell) for cell in cells))
    except csv.Error as error:
        raise BadContent(f"{name}: row {number + 1}: this is no CSV that can be read ({error})") from error


def _lines_of_book(data: bytes, name: str) -> tuple[str, Iterator[_Line]]:
    """Return the name of the sheet with the figures, and its lines."""
    book = package.open_book(data, name)
    sheets = book.worksheets
    if hidden := [sheet.title for sheet in sheets if sheet.sheet_state != "visible"]:
        raise BadContent(f"{name}: sheet {hidden[0]} is hidden: show it or delete it, so that all can be seen")
    figures = [sheet for sheet in sheets if sheet.title != GUIDE]
    others = [sheet.title for sheet in figures[1:] if _says_anything(sheet, name)]
    if not figures or others:
        named = f"sheet {others[0]}" if others else "no sheet"
        raise BadContent(f"{name}: {named} has figures to read: put them all on one sheet, beside “{GUIDE}”")
    return figures[0].title, _lines_of_sheet(book, figures[0], data, name)


def _says_anything(sheet: Any, name: str) -> bool:
    rows = package.rows_of(sheet, f"{name}: sheet {sheet.title}")
    return any(cell.value is not None for _number, row in rows for cell in row)


def _lines_of_sheet(book: Any, sheet: Any, data: bytes, name: str) -> Iterator[_Line]:
    where = f"{name}: sheet {sheet.title}"
    if merged := _merged(sheet, data):
        raise BadContent(f"{where}, cell {merged}: cells are merged there: unmerge them, one figure in each")
    try:
        for number, row in package.rows_of(sheet, where):
            if len(row) > MOST_COLUMNS:
                raise BadContent(f"{where}, row {number}: there are more than {MOST_COLUMNS} columns")
            line = _line(number, (_of_sheet(cell) for cell in row))
            if line.wrong or any(cell.words for cell in line.cells):
                yield line
    finally:
        book.close()


def _merged(sheet: Any, data: bytes) -> str:
    """Return the first cell that is merged with others. Read from the file: a sheet read row by row does not say."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        found = _MERGED.search(parts.read(sheet._worksheet_path))
    return found[1].decode() if found else ""


def _of_sheet(cell: Any) -> Cell | str:
    """Return what a cell of a workbook says, or why it can't be taken."""
    if cell.value is None and cell.data_type != "f":
        return Cell("")
    if cell.data_type == "f":
        return "it holds a formula: put the number itself there"
    if cell.data_type in ("s", "inlineStr"):
        return _typed(package.words_of_cell(str(cell.value)))
    if cell.data_type == "d":
        return _date(cell.value)
    if cell.data_type == "n":
        return Cell(_digits(cell.value), Form.PERCENT if "%" in str(cell.number_format) else Form.NUMBER)
    return "it holds true or false" if cell.data_type == "b" else "it holds an error of the spreadsheet program"


def _date(value: Any) -> Cell | str:
    if isinstance(value, datetime) and value.time() == time():
        return Cell(value.date().isoformat(), Form.DATE)
    return "it holds an hour: write the day alone"


def _digits(value: float) -> str:
    is_whole = isfinite(value) and float(value).is_integer() and abs(value) < 1e15
    return str(int(value)) if is_whole else repr(value)


# --- The table ------------------------------------------------------------------------------------------------------
def _table(sheet: str, lines: Iterator[_Line], *, name: str, headings: Sequence[str]) -> Table:
    where = f"{name}: sheet {sheet}" if sheet else name
    first = next(lines, None)
    if first is None:
        raise BadContent(f"{where}: this file is empty")
    found = _headings(first, headings, f"{where}, row {first.number}" if sheet else f"{where}: row {first.number}")
    rows: list[Row] = []
    letters = 0
    for line in lines:
        letters += sum(len(cell.words) for cell in line.cells)
        if len(rows) == MOST_ROWS:
            raise BadContent(f"{where}: there are more than {MOST_ROWS:,} rows: part it into several files")
        if letters > MOST_LETTERS:
            raise BadContent(f"{where}: there is more to read than in any file of figures: part it into several files")
        rows.append(_row(line, found))
    if not rows:
        raise BadContent(f"{where}: there are no rows under the headings")
    return Table(sheet, tuple(rows))


def _headings(line: _Line, wanted: Sequence[str], where: str) -> list[str]:
    """Return the headings as they stand; they are those that are wanted, in any order."""
    found = [cell.words for cell in line.cells]
    while found and not found[-1] and len(found) - 1 not in line.wrong:
        found.pop()
    if line.wrong:
        position, reason = next(iter(line.wrong.items()))
        raise BadContent(f"{where}: heading {position + 1} can't be read: {reason}")
    for position, heading in enumerate(found):
        if heading not in wanted:
            raise BadContent(f"{where}: no column is called {heading[:60]!r} (there are: {', '.join(wanted)})")
        if heading in found[:position]:
            raise BadContent(f"{where}: the column {heading} is there twice")
    if missing := [heading for heading in wanted if heading not in found]:
        raise BadContent(f"{where}: the column {missing[0]} is missing")
    return found


def _row(line: _Line, headings: Sequence[str]) -> Row:
    named = dict(enumerate(headings))
    faults = [Fault(line.number, named.get(position, ""), reason) for position, reason in line.wrong.items()]
    if beside := next((cell.words for cell in line.cells[len(headings) :] if cell.words), ""):
        faults.append(Fault(line.number, "", f"there is something beside the table: {beside[:40]!r}"))
    cells = {heading: cell for heading, cell in zip(headings, line.cells, strict=False) if cell.words}
    return Row(line.number, cells, tuple(faults))
