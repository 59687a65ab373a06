"""A file that can't be read safely, or could be read in two ways, is refused with its place and a reason."""

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest

from feedback.outcomes.exchange import blanks, tables
from feedback.outcomes.exchange.columns import Unreadable, day, number, quarter, waits, whole, yes_or_no
from feedback.outcomes.exchange.kinds import INDICATORS, KINDS, RETURNS, Kind
from feedback.outcomes.exchange.tables import Cell, Form, Table
from guidance.content.files import BadContent
from tests.feedback.outcomes.figures import ROWS, book_of, csv_of, row_of, saved, table_of

HEADINGS = ",".join(RETURNS.headings).encode()
ROW = b"a-service,2026-Q3,40,30,5,12,A return"


def refused(data: bytes, name: str = "figures.csv", kind: Kind = RETURNS) -> str:
    with pytest.raises(BadContent) as why:
        table_of(kind, data, name)
    return str(why.value)


def faults_of(table: Table) -> list[str]:
    return [f"{fault.row} {fault.column}: {fault.reason}" for row in table.rows for fault in row.faults]


def spoiled(kind: Kind, cell: str, value: Any) -> Table:
    """Return the table of a workbook in which one cell was changed."""
    book = book_of(kind)
    book.active[cell] = value
    return table_of(kind, saved(book), "figures.xlsx")


# --- Files as a whole -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_csv_and_a_workbook_say_the_same(kind: Kind) -> None:
    of_csv = table_of(kind, csv_of(kind))
    of_book = table_of(kind, saved(book_of(kind)), "figures.xlsx")

    assert of_csv.rows == of_book.rows
    assert (of_csv.sheet, of_book.sheet) == ("", "Figures")
    assert {heading: cell.words for heading, cell in of_csv.rows[0].cells.items()} == dict(ROWS[kind.name])


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "figures.csv", "empty"),
        (b"\xef\xbb\xbf", "figures.csv", "empty"),
        (b" \r\n\r\n", "figures.csv", "empty"),
        (HEADINGS, "figures.csv", "there are no rows"),
        (b"x" * (5 * 1024 * 1024 + 1), "figures.csv", "larger than 5 MB"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more", "figures.xls", "old Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more", "figures.xlsx", "old Excel workbook"),
        (b"%PDF-1.7 and more", "figures.xlsx", "this is a PDF"),
        (b"%PDF-1.7 and more", "figures.csv", "this is a PDF"),
        (b"neither", "figures.ods", "neither CSV"),
        (b"no package", "figures.xlsx", "no spreadsheet"),
        (b"PK\x03\x04 a package", "figures.csv", "this is no CSV"),
        (HEADINGS + b"\n" + ROW + "é".encode("latin-1"), "figures.csv", "row 2: not written in UTF-8"),
        ((HEADINGS + b"\n" + ROW).decode().encode("utf-16"), "figures.csv", "not written in UTF-8"),
        (HEADINGS + b"\n" + ROW.replace(b"30", b"3\x000"), "figures.csv", "row 2: there is a NUL"),
        (HEADINGS + b'\n"a-service' + ROW, "figures.csv", "no CSV that can be read"),
        (HEADINGS.replace(b",", b";") + b"\n" + ROW.replace(b",", b";"), "figures.csv", "not parted by commas"),
        (HEADINGS.replace(b",", b"\t") + b"\n" + ROW, "figures.csv", "not parted by commas"),
        (HEADINGS + b",mood\n" + ROW, "figures.csv", "no column is called 'mood'"),
        (HEADINGS.replace(b"redirected", b"accepted") + b"\n" + ROW, "figures.csv", "accepted is there twice"),
        (HEADINGS.replace(b"redirected,", b"") + b"\n" + ROW, "figures.csv", "the column redirected is missing"),
        (HEADINGS.replace(b"received", b"=received") + b"\n" + ROW, "figures.csv", "heading 3 can't be read"),
        (HEADINGS + b"\n" + b"\n".join([ROW] * 5001), "figures.csv", "more than 5,000 rows"),
    ],
)  # fmt: skip
def test_a_file_that_can_not_be_taken_is_refused_as_a_whole(data: bytes, name: str, says: str) -> None:
    assert says in refused(data, name)
    assert refused(data, name).startswith(name)


def test_five_thousand_rows_are_taken() -> None:
    assert len(table_of(RETURNS, HEADINGS + b"\n" + b"\n".join([ROW] * 5000)).rows) == 5000


def test_utf_8_is_taken_with_its_mark_and_without() -> None:
    data = csv_of(RETURNS, row_of(RETURNS, source="Café"))

    assert table_of(RETURNS, b"\xef\xbb\xbf" + data) == table_of(RETURNS, data)
    assert table_of(RETURNS, data).rows[0].cells["source"].words == "Café"


def test_rows_are_counted_as_a_spreadsheet_program_counts_them() -> None:
    data = HEADINGS + b"\n\n" + ROW + b"\n,,,,,,\n" + ROW

    assert [row.number for row in table_of(RETURNS, data).rows] == [3, 5]


def test_merged_cells_are_refused() -> None:
    book = book_of(RETURNS)
    book.active.merge_cells("A2:A3")

    assert "sheet Figures, cell A2: cells are merged" in refused(saved(book), "figures.xlsx")


def test_a_hidden_sheet_is_refused() -> None:
    book = book_of(RETURNS)
    book.create_sheet("Secret").sheet_state = "hidden"

    assert "sheet Secret is hidden" in refused(saved(book), "figures.xlsx")


def test_figures_on_a_second_sheet_are_not_passed_over_in_silence() -> None:
    book = book_of(RETURNS)
    book.create_sheet("Empty")
    assert table_of(RETURNS, saved(book), "figures.xlsx").rows

    book.create_sheet("More")["A1"] = "service"
    assert "sheet More" in refused(saved(book), "figures.xlsx")


def test_a_package_that_unpacks_to_far_more_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/bomb.xml", b"\0" * (41 * 1024 * 1024))

    assert "unpacked it is far larger" in refused(file.getvalue(), "figures.xlsx")


def test_a_sheet_that_says_it_has_rows_without_end_is_refused() -> None:
    data = saved(book_of(RETURNS))
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(file, "w") as after:
        for part in before.infolist():
            text = before.read(part)
            after.writestr(part, text.replace(b'<row r="2"', b'<row r="99999999999"'))

    assert "more rows than a spreadsheet can have" in refused(file.getvalue(), "figures.xlsx")


# --- Cells ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("formula", ["=1+1", "+44", "@here", "-cmd", "-1+2", "＝1", '=HYPERLINK("http://x")'])
def test_a_formula_in_a_csv_is_refused_in_its_cell(formula: str) -> None:
    table = table_of(RETURNS, csv_of(RETURNS, row_of(RETURNS, source=formula)))

    assert len(faults_of(table)) == 1
    assert faults_of(table)[0].startswith(f"2 source: it begins with “{formula[0]}”")
    assert "source" not in table.rows[0].cells


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("=SUM(A1:A3)", "it holds a formula"),
        (True, "true or false"),
        (datetime(2026, 7, 1, 9, 30), "it holds an hour"),
        ("two\nlines", "a line break"),
        ("un\u202eseen", "U+202E"),
        ("x" * 4001, "more than 4,000 letters"),
    ],
)
def test_a_cell_of_a_workbook_that_is_no_figure_is_refused(value: Any, says: str) -> None:
    (fault,) = faults_of(spoiled(RETURNS, "C2", value))

    assert fault.startswith("2 received: ")
    assert says in fault


def test_an_error_of_the_spreadsheet_program_is_refused() -> None:
    book = book_of(RETURNS)
    book.active["C2"] = "#DIV/0!"
    book.active["C2"].data_type = "e"

    assert "holds an error" in faults_of(table_of(RETURNS, saved(book), "figures.xlsx"))[0]


def test_what_stands_beside_the_table_is_refused() -> None:
    assert "beside the table" in faults_of(table_of(RETURNS, HEADINGS + b"\n" + ROW + b",note"))[0]


def test_a_date_cell_a_number_cell_and_a_percent_cell_say_what_they_are() -> None:
    book = book_of(INDICATORS)
    page = book.active
    page["E2"], page["G2"], page["H2"] = date(2023, 4, 1), 0.123, 7
    page["G2"].number_format = "0.0%"

    cells = table_of(INDICATORS, saved(book), "figures.xlsx").rows[0].cells

    assert cells["first_day"] == Cell("2023-04-01", Form.DATE)
    assert cells["value"] == Cell("0.123", Form.PERCENT)
    assert cells["numerator"] == Cell("7", Form.NUMBER)


def test_a_table_comes_back_from_the_page_it_waited_in() -> None:
    table = table_of(RETURNS, csv_of(RETURNS))

    assert Table.from_json(table.as_json()) == table


# --- Numbers, days, quarters ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("12%", "percent sign"),
        ("12 %", "percent sign"),
        ("-5", "below zero"),
        ("-0.5", "below zero"),
        ("1,234", "parts the thousands"),
        ("1 234", "parts the thousands"),
        ("12,5", "a point for the decimals"),
        ("1e999", "write all digits out"),
        ("1E5", "write all digits out"),
        ("NaN", "no number"),
        ("Infinity", "no number"),
        ("inf", "no number"),
        ("-inf", "no number"),
        ("١٢", "digits 0 to 9"),
        ("１２", "digits 0 to 9"),
        ("12.5", "decimals"),
        ("12.0", "decimals"),
        ("1234567890", "nine digits"),
        ("0x10", "no number"),
        ("1_000", "no number"),
        ("12 or so", "no number"),
    ],
)
def test_a_whole_number_is_written_in_one_way(words: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        whole(Cell(words))


@pytest.mark.parametrize(
    "words", ["12%", "1e999", "NaN", "Infinity", "6.123", "٦", "1,234.5", "6,1", "-1", "1234567890", "."]
)
def test_a_number_is_written_in_one_way(words: str) -> None:
    with pytest.raises(Unreadable):
        number(Cell(words))


@pytest.mark.parametrize("form", [Form.PERCENT, Form.DATE])
def test_a_cell_that_is_shown_as_a_percent_or_a_day_is_no_number(form: Form) -> None:
    with pytest.raises(Unreadable):
        whole(Cell("12", form))


@pytest.mark.parametrize(
    "words", ["1/4/2023", "01/04/2023", "04.2023", "April 2023", "2023-4-1", "2023/04/01", "20230401"]
)
def test_a_day_in_another_style_is_refused_and_told_which_is_taken(words: str) -> None:
    with pytest.raises(Unreadable, match="year-month-day, 2023-04-01"):
        day(Cell(words))


@pytest.mark.parametrize(
    "cell", [Cell("2023-02-29"), Cell("0001-01-01"), Cell("45017", Form.NUMBER), Cell("٢٠٢٣-٠٤-٠١")]
)
def test_a_day_that_is_none_is_refused(cell: Cell) -> None:
    with pytest.raises(Unreadable):
        day(cell)


@pytest.mark.parametrize("words", ["2026-Q5", "2026-Q0", "2026", "Q3 2026", "2026 Q3", "2026-q3", "9999-Q1"])
def test_a_quarter_is_written_in_one_way(words: str) -> None:
    with pytest.raises(Unreadable, match="2026-Q3"):
        quarter(Cell(words))


@pytest.mark.parametrize("words", ["12 3651", "12 -1", "12, 15", "12 15.5", "12 many", " ".join(["1"] * 1001)])
def test_days_waited_are_whole_days_of_ten_years_at_most(words: str) -> None:
    with pytest.raises(Unreadable):
        waits(Cell(words))


def test_what_can_be_read_is_read() -> None:
    assert whole(Cell("40")) == 40
    assert str(number(Cell("6.1"))) == "6.1"
    assert day(Cell("2023-04-01")) == date(2023, 4, 1)
    assert str(quarter(Cell("2026-Q3"))) == "2026-Q3"
    assert waits(Cell("30 12 0 3650")) == [0, 12, 30, 3650]
    assert (yes_or_no(Cell("Yes")), yes_or_no(Cell("no"))) == (True, False)


# --- Files to fill in -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_download_has_no_rows_yet_and_can_be_filled_in(kind: Kind) -> None:
    for data, name in (
        (blanks.blank_csv(kind.columns), "blank.csv"),
        (blanks.blank_book(kind.title, kind.columns, {}), "blank.xlsx"),
    ):
        assert "there are no rows" in refused(data, name, kind)


def test_a_download_that_was_filled_in_is_taken() -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(blanks.blank_book(RETURNS.title, RETURNS.columns, {})))
    for position, heading in enumerate(RETURNS.headings, start=1):
        book.worksheets[0].cell(row=2, column=position).value = ROWS[RETURNS.name][heading]

    (row,) = table_of(RETURNS, saved(book), "figures.xlsx").rows

    assert {heading: cell.words for heading, cell in row.cells.items()} == dict(ROWS[RETURNS.name])
    assert not row.faults


@pytest.mark.parametrize("name", ["=1+1", "+44", "-1", "@here", '=HYPERLINK("http://x")'])
def test_a_name_that_looks_like_a_formula_is_written_as_words(name: str) -> None:
    import openpyxl

    data = blanks.blank_book(RETURNS.title, RETURNS.columns, {"service": [("a-service", name)]})

    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(data))[tables.GUIDE] for cell in row]
    (found,) = [cell for cell in cells if cell.value == name]
    assert (found.data_type, found.quotePrefix) == ("s", True)
    assert not [cell for cell in cells if cell.data_type == "f"]
