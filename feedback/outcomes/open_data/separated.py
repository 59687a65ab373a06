"""Rows as comma-separated values: UTF-8 with its mark, so that Excel reads it right; lines end as RFC 4180 says. Pure.

What is nothing is an empty cell. A number is written bare, also one below nought.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from feedback.outcomes.open_data.columns import Column, Row, Value
from feedback.outcomes.open_data.safe import safe_words

MEDIA_TYPE = "text/csv; charset=utf-8"
#: Without it Excel takes Polish for Western letters.
_MARK = "\ufeff"


def write(columns: Sequence[Column], rows: Iterable[Row]) -> bytes:
    """Return the file, its header first."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    for row in rows:
        writer.writerow([_cell(row[column.name]) for column in columns])
    return (_MARK + file.getvalue()).encode()


def _cell(value: Value) -> Value:
    return safe_words(value) if isinstance(value, str) else value
