"""A release as an Excel workbook: its figures, and a sheet that says how to read them.

openpyxl is loaded where a workbook is made: a web process stays small. The same release is the same file, byte by byte.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from feedback.outcomes.disclosure.signs import HIDDEN
from feedback.outcomes.models import Release
from feedback.outcomes.open_data.columns import INTERVAL, LICENCE, OF_A_RELEASE, SYMBOL, Row, Value
from feedback.outcomes.open_data.safe import safe_words

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIGURES, READ_ME = "Figures", "Read me"
#: What each of the thresholds of a release does.
THRESHOLDS = {
    "cell": "A count from 1 to one less than this is hidden.",
    "base": "Of fewer answers than this no percentage is shown.",
    "comparison": "With fewer answers than this nothing is compared with another time.",
    "hidden": "What is hidden in one row or column is at least so many, together.",
    "difference": "Two published groups, one inside the other, differ by at least so many.",
    "unanimous": "“All of them” is not said of fewer than this.",
}
_WIDE, _NARROW = 40, 15
#: A spreadsheet program would take `_x0041_` for the letter A.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_ANY_DAY = (1980, 1, 1, 0, 0, 0)


def write(release: Release, rows: Iterable[Row]) -> bytes:
    """Return the workbook."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    # First: programs that ask for no sheet by its name take this one.
    page = book.create_sheet(FIGURES)
    page.freeze_panes = "A2"
    _widths(page, [_WIDE if column.name in ("measure_name", "group_name") else _NARROW for column in OF_A_RELEASE])
    page.append([_cell(page, column.name, is_bold=True) for column in OF_A_RELEASE])
    for row in rows:
        page.append([_cell(page, row[column.name]) for column in OF_A_RELEASE])
    page = book.create_sheet(READ_ME)
    _widths(page, [_NARROW + 10, 110])
    for name, words in _read_me(release):
        page.append([_cell(page, name, is_bold=True), _cell(page, words, is_wrapped=True)])
    file = io.BytesIO()
    book.save(file)
    return _without_time(file.getvalue())


def _widths(page: Any, widths: Iterable[int]) -> None:
    from openpyxl.utils import get_column_letter

    for number, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(number)].width = width


def _cell(page: Any, value: Value, *, is_bold: bool = False, is_wrapped: bool = False) -> Any:
    from openpyxl.cell.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    if not isinstance(value, str):
        return WriteOnlyCell(page, value=value)
    words = _ESCAPE.sub("_x005F_", safe_words(value))
    cell = WriteOnlyCell(page, value=words or None)
    if words:
        cell.data_type = "s"
    if value == HIDDEN:
        # It stands below the numbers of its column.
        cell.alignment = Alignment(horizontal="right")
    if is_wrapped:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    if is_bold:
        cell.font = Font(bold=True)
    return cell


def _read_me(release: Release) -> Iterator[tuple[str, Value]]:
    payload = release.payload or {}
    yield "Good Beginnings", "Southern Health and Social Care Trust: published figures."
    yield "quarter", str(release.quarter)
    yield "issue", release.issue
    yield "published on", str(release.approved_on)
    if release.state == Release.State.REPLACED:
        yield "replaced", "A later issue of this quarter has replaced these figures."
    yield "digest", release.digest
    yield "licence", LICENCE
    yield HIDDEN, SYMBOL
    yield "interval", INTERVAL
    for name, number in payload.get("thresholds", {}).items():
        if name in THRESHOLDS:
            yield f"threshold: {name}", f"{number}. {THRESHOLDS[name]}"
    for column in OF_A_RELEASE:
        yield column.name, column.words


def _without_time(data: bytes) -> bytes:
    """Return the workbook without the minute it was made in: else each download would be another file."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "docProps/core.xml":
                content = _STAMP.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
            info = zipfile.ZipInfo(part.filename, _ANY_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, content)
    return out.getvalue()
