"""A survey's words as a spreadsheet, out and back. Pure.

Every cell is text: what looks like a formula stays words, and a number keeps its zeros. What comes back is taken as
words too, and nothing in it is ever worked out.
"""

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from feedback.surveys.definition import SOURCE, Definition, Room, room_of
from feedback.surveys.exchange.form import Row, Said, Sheet, language_column, language_name, plain, sheets_of, words_of
from feedback.surveys.exchange.package import (
    EXTENSION,
    LARGEST,
    MEDIA_TYPE,
    open_book,
    rows_of,
    text_cell,
    words_of_cell,
)
from guidance.content.files import BadContent
from home import languages
from home.languages import Language

__all__ = ["EXTENSION", "LARGEST", "MEDIA_TYPE", "read", "write"]

MOST_ROWS = 5000
MOST_COLUMNS = 1000
_WIDTHS = {"label": 45, "hint": 45}


# --- Out ------------------------------------------------------------------------------------------------------------


def write(definition: Definition, wanted: Iterable[Language]) -> bytes:
    """Return the survey with the words of these languages, and always English, beside one another."""
    chosen = [language for language in languages.REGISTRY if language in {languages.SOURCE, *wanted}]
    words = dict(words_of(definition))
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    for sheet in sheets_of(definition):
        _write_sheet(book, sheet, chosen, words)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write_sheet(book: Any, sheet: Sheet, chosen: list[Language], words: Mapping[str, Mapping[str, str]]) -> None:
    from openpyxl.utils import get_column_letter

    page = book.create_sheet(sheet.name)
    # The headers and the names of the rows stay in sight.
    page.freeze_panes = "C2"
    texts = [(field, language) for field in sheet.fields for language in chosen]
    sides = [language.is_rtl for _, language in texts]
    headers = [*sheet.before, *(f"{field}::{language_name(language)}" for field, language in texts), *sheet.after]
    for number, header in enumerate(headers, start=1):
        letter = get_column_letter(number)
        page.column_dimensions[letter].width = _WIDTHS.get(header.partition("::")[0], 18)
    page.append([text_cell(page, header, is_header=True) for header in headers])
    for row in sheet.rows.values():
        said = [_said(words, row, field, language) for field, language in texts]
        page.append(
            [
                *(text_cell(page, row.cells.get(column, "")) for column in sheet.before),
                *(text_cell(page, each, is_rtl=is_rtl) for each, is_rtl in zip(said, sides, strict=True)),
                *(text_cell(page, row.cells.get(column, "")) for column in sheet.after),
            ]
        )


def _said(words: Mapping[str, Mapping[str, str]], row: Row, field: str, language: Language) -> str:
    return words[row.texts[field]].get(language.code, "") if field in row.texts else ""


# --- Back -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Column:
    """What a column holds: a cell that must stay, or the texts of one field in one language."""

    name: str
    field: str = ""
    code: str = ""


def read(data: bytes, *, name: str, definition: Definition, room: Room) -> Said:
    """Return the words of every language but English that the file has; empty cells say nothing.

    Raises:
        BadContent: it can't be opened safely, is made for another survey, or says anything but words; the message
            names sheet, row and reason. Nothing of it may be taken then.
    """
    book = open_book(data, name)
    english = {ref: words.get(SOURCE, "") for ref, words in words_of(definition)}
    said: dict[str, dict[str, str]] = {}
    try:
        for sheet in sheets_of(definition):
            if sheet.name not in book.sheetnames:
                raise BadContent(f"{name}: the sheet {sheet.name} is missing")
            for code, ref, words in _Reader(name, sheet, english, room).texts(book[sheet.name]):
                said.setdefault(code, {})[ref] = words
    finally:
        book.close()
    return said


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one sheet, and names it where something is wrong."""

    file: str
    sheet: Sheet
    english: Mapping[str, str]
    room: Room

    def texts(self, page: Any) -> Iterator[tuple[str, str, str]]:
        """Yield every text as (language, name, words)."""
        rows = self._rows(page)
        number, header = next(rows, (1, []))
        columns = self._columns(header, number)
        seen: dict[str, int] = {}
        for number, cells in rows:
            yield from self._row(dict(zip(columns, cells, strict=False)), number, seen)
            extra = [cell for cell in cells[len(columns) :] if cell]
            if extra:
                raise self._bad(number, f"there is something beside the table: {extra[0][:40]!r}")
        if missing := [key for key in self.sheet.rows if key not in seen]:
            raise BadContent(f"{self.file}: sheet {self.sheet.name}: the row {missing[0]!r} is missing")

    def _bad(self, number: int, reason: str) -> BadContent:
        return BadContent(f"{self.file}: sheet {self.sheet.name}, row {number}: {reason}")

    def _rows(self, page: Any) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows that say anything, with their numbers, each cell as its words."""
        for number, row in rows_of(page, f"{self.file}: sheet {self.sheet.name}"):
            if len(row) > MOST_COLUMNS:
                raise self._bad(number, "no survey has as many columns")
            cells = [self._words(cell, number) for cell in row]
            if any(cells) and number > MOST_ROWS:
                raise self._bad(number, "no survey has as many rows")
            if any(cells):
                yield number, cells

    def _words(self, cell: Any, number: int) -> str:
        if cell.value is None:
            return ""
        if isinstance(cell.value, str) and cell.data_type in ("s", "inlineStr"):
            return plain(words_of_cell(cell.value))
        kind = {"f": "a formula", "n": "a number", "d": "a date", "b": "true or false", "e": "an error"}
        what = kind.get(cell.data_type, "no text")
        raise self._bad(
            number, f"column {cell.column_letter} holds {what}: format the cell as text, and type the words"
        )

    def _columns(self, header: list[str], number: int) -> list[_Column]:
        while header and not header[-1]:
            header = header[:-1]
        columns = [self._column(each, number) for each in header]
        for position, column in enumerate(columns):
            if column in columns[:position]:
                raise self._bad(number, f"the column {header[position]} is there twice")
        names = {column.name for column in columns}
        wanted = [*self.sheet.before, *self.sheet.after]
        wanted += [f"{field}::{language_name(languages.SOURCE)}" for field in self.sheet.fields]
        english = {f"{c.field}::{language_name(languages.SOURCE)}" for c in columns if c.code == SOURCE}
        if missing := [each for each in wanted if each not in names | english]:
            raise self._bad(number, f"the column {missing[0]} is missing")
        return columns

    def _column(self, header: str, number: int) -> _Column:
        if header in (*self.sheet.before, *self.sheet.after):
            return _Column(header)
        named = language_column(header)
        if named is None or named[0] not in self.sheet.fields:
            raise self._bad(number, f"no column is called {header[:60]!r}")
        if languages.find(named[1]) is None:
            raise self._bad(number, f"{header[:60]!r} names no language of this site")
        return _Column("", *named)

    def _row(self, row: Mapping[_Column, str], number: int, seen: dict[str, int]) -> Iterator[tuple[str, str, str]]:
        cells = {column.name: words for column, words in row.items() if column.name}
        key = self.sheet.key_of(cells)
        known = self.sheet.rows.get(key)
        if known is None:
            raise self._bad(number, f"the survey has no {key!r}")
        if key in seen:
            raise self._bad(number, f"{key!r} stands in row {seen[key]} already")
        seen[key] = number
        for name, words in cells.items():
            if words != known.cells.get(name, ""):
                meant = known.cells.get(name, "") or "nothing"
                raise self._bad(number, f"{name} is {words[:60]!r} here, and {meant[:60]!r} in the survey")
        for column, words in row.items():
            if column.field:
                yield from self._text(column, words, known, number)

    def _text(self, column: _Column, words: str, row: Row, number: int) -> Iterator[tuple[str, str, str]]:
        ref = row.texts.get(column.field)
        if ref is None:
            if words:
                raise self._bad(number, f"{column.field} has no English, so there is nothing to translate")
        elif column.code == SOURCE:
            if words != self.english[ref]:
                raise self._bad(number, f"the English is not the survey's ({words[:60]!r}): download it again")
        elif len(words) > room_of(ref, self.room):
            raise self._bad(number, f"{column.field} in {column.code} has room for {room_of(ref, self.room)} letters")
        elif words:
            yield column.code, ref, words
