"""Files to fill in: headings over empty rows, and a sheet that explains them. Pure.

What editors have named is written as words: a spreadsheet program must not take a name for a formula.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from feedback.outcomes.exchange.columns import Column
from feedback.outcomes.exchange.tables import GUIDE
from feedback.surveys.exchange.package import MEDIA_TYPE, text_cell

CSV_MEDIA_TYPE = "text/csv; charset=utf-8"
XLSX_MEDIA_TYPE = MEDIA_TYPE
#: Rows formatted as text: a program then leaves days and quarters as they are typed.
_READY_ROWS = 200
_RULES = (
    "One row for each figure. Leave the headings as they are.",
    "Days as 2023-04-01. Numbers with the digits 0 to 9, a point for decimals, nothing between thousands, no % sign.",
    "No formulas, no merged cells, no hidden sheets. At most 5,000 rows.",
    "This sheet is not read.",
)


def blank_csv(columns: Sequence[Column]) -> bytes:
    """Return a CSV file of headings alone, marked as UTF-8 for spreadsheet programs."""
    file = io.StringIO(newline="")
    csv.writer(file).writerow([column.heading for column in columns])
    return file.getvalue().encode("utf-8-sig")


def blank_book(title: str, columns: Sequence[Column], keys: Mapping[str, Sequence[tuple[str, str]]]) -> bytes:
    """Return a workbook to fill in. ``keys`` are, by heading, the keys that may be named and what each is."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    _write_figures(book.create_sheet(title[:31]), columns)
    _write_guide(book.create_sheet(GUIDE), columns, keys)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write_figures(page: Any, columns: Sequence[Column]) -> None:
    from openpyxl.utils import get_column_letter

    page.freeze_panes = "A2"
    for number in range(1, len(columns) + 1):
        page.column_dimensions[get_column_letter(number)].width = 18
    page.append([text_cell(page, column.heading, is_header=True) for column in columns])
    for _row in range(_READY_ROWS):
        page.append([text_cell(page, "") for _column in columns])


def _write_guide(page: Any, columns: Sequence[Column], keys: Mapping[str, Sequence[tuple[str, str]]]) -> None:
    for letter, width in (("A", 28), ("B", 60), ("C", 14)):
        page.column_dimensions[letter].width = width
    for rule in _RULES:
        page.append([text_cell(page, rule)])
    page.append([])
    page.append([text_cell(page, heading, is_header=True) for heading in ("Column", "What to write", "Needed")])
    for column in columns:
        needed = "yes" if column.is_needed else "no"
        page.append([text_cell(page, words) for words in (column.heading, column.guide, needed)])
    for heading, named in keys.items():
        page.append([])
        page.append([text_cell(page, words, is_header=True) for words in (f"Keys for {heading}", "What it is")])
        for key, what in named:
            page.append([text_cell(page, key), text_cell(page, what)])
