"""Spreadsheet files: opened only where that is safe, and written so that every cell is words. Pure.

openpyxl brings numpy where that is there, and is loaded where a file is written or read: a web process stays small.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from guidance.content.files import BadContent

EXTENSION = ".xlsx"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Bytes, as it is sent and as it is unpacked. The largest survey in all languages has a tenth of either.
LARGEST = 5 * 1024 * 1024
LARGEST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 200
#: No spreadsheet program goes further down.
LAST_ROW = 1_048_576
#: A spreadsheet program would take `_x0041_` for the letter A.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x005F_(?=x[0-9A-Fa-f]{4}_)|_x000D_")


# --- Out ------------------------------------------------------------------------------------------------------------


def text_cell(page: Any, words: str, *, is_header: bool = False, is_rtl: bool = False) -> Any:
    """Return a cell that holds these words, whatever they look like, and is formatted as text."""
    from openpyxl.cell.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    cell = WriteOnlyCell(page, value=_ESCAPE.sub("_x005F_", words) or None)
    # The order of these: a value that begins with "=" has made it a formula.
    if words:
        cell.data_type = "s"
        cell.quotePrefix = words.startswith(("=", "+", "-", "@"))
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top", readingOrder=2 if is_rtl else 1)
    if is_header:
        cell.font = Font(bold=True)
    return cell


# --- In -------------------------------------------------------------------------------------------------------------


def open_book(data: bytes, name: str) -> Any:
    """Return the workbook, to be read row by row and closed.

    Raises:
        BadContent: it is no spreadsheet, or would not stay small when it is opened.
    """
    _check_package(data, name)
    try:
        import openpyxl

        return openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    except Exception as error:  # openpyxl fails with whatever it stumbles over
        raise BadContent(f"{name}: this spreadsheet can't be read: {type(error).__name__}") from error


def rows_of(page: Any, where: str) -> Iterator[tuple[int, Any]]:
    """Yield the rows of a sheet with their numbers, empty ones too.

    Raises:
        BadContent: the sheet is broken, or says that it has rows where no spreadsheet has any.
    """
    # How large the sheet says it is, it may say to keep us busy.
    page.reset_dimensions()
    try:
        for number, row in enumerate(page.iter_rows(min_row=1), start=1):
            if number > LAST_ROW:
                raise BadContent(f"{where} has more rows than a spreadsheet can have")
            yield number, row
    except BadContent:
        raise
    except Exception as error:  # the sheet is read only now
        raise BadContent(f"{where} can't be read: {type(error).__name__}") from error


def words_of_cell(value: str) -> str:
    """Return what somebody typed into a text cell."""
    return _ESCAPED.sub(lambda found: "\r" if found[0] == "_x000D_" else "_", value)


def _check_package(data: bytes, name: str) -> None:
    if not name.lower().endswith(EXTENSION):
        raise BadContent(f"{name}: a spreadsheet's name ends with {EXTENSION}: save it as an Excel workbook")
    if len(data) > LARGEST:
        raise BadContent(f"{name}: larger than {LARGEST // 1024 // 1024} MB, which no file for this page is")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise BadContent(f"{name}: unpacked it is far larger than any file for this page")
            for part in parts:
                _check_part(part.filename, package.read(part), name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error) as error:
        raise BadContent(f"{name}: this is no spreadsheet, or it is damaged or locked with a password") from error


def _check_part(part: str, data: bytes, name: str) -> None:
    """Refuse XML that could grow without end: a spreadsheet declares nothing, and is written in UTF-8."""
    if part.endswith((".xml", ".rels")) and (b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\0" in data[:64]):
        raise BadContent(f"{name}: it holds what no spreadsheet program writes")
