"""A table in every format: its caption, and each cell under its heading."""

import re
import zipfile
from io import BytesIO

import pytest

from guidance.document import Document, Table, plain
from guidance.formats.braille.reading import Kind, passages
from guidance.formats.epub import Epub
from guidance.formats.pdf import LargePrint, Pdf
from guidance.formats.reading import read
from guidance.formats.text import PlainText

from .pages import kit, page, text
from .pdf_words import opened, tags_of, words_of_pages

HEAD = (text("Age"), text("Crying"))
ROWS = ((text("2 weeks"), text("more")), (text("4 months"), text("less")))


@pytest.fixture
def document() -> Document:
    return page(Table(HEAD, ROWS, text("How much crying is usual")))


def test_on_paper_its_caption_stands_before_a_table_with_heading_cells(document: Document) -> None:
    pdf = opened(Pdf().make(document, kit()).data)

    said = [(tag.name, tag.words) for tag in tags_of(pdf) if tag.name in {"P", "TH", "TD"}]

    assert said == [
        ("P", "How much crying is usual"),
        *[("TH", words) for words in ("Age", "Crying")],
        *[("TD", words) for words in ("2 weeks", "more", "4 months", "less")],
    ]


def test_in_large_print_a_wide_table_keeps_its_caption() -> None:
    wide = page(Table(HEAD * 2, ((*ROWS[0], *ROWS[1]),), text("How much crying is usual")))

    pdf = opened(LargePrint().make(wide, kit()).data)

    assert "How much crying is usual • Age: 2 weeks; Crying: more;" in words_of_pages(pdf)[0]


def test_a_long_table_is_cut_between_pages_and_loses_no_row() -> None:
    rows = tuple((text(f"Row {number}"), text("words " * 20)) for number in range(80))

    pages = words_of_pages(opened(Pdf().make(page(Table(HEAD, rows, text("Long"))), kit()).data))

    assert len(pages) > 2
    assert re.findall(r"Row (\d+)", " ".join(pages)) == [str(number) for number in range(80)]


def test_read_aloud_each_cell_comes_after_the_heading_of_its_column(document: Document) -> None:
    said = [plain((*passage.lead, *passage.text)) for passage in read(document)]

    assert said[1:] == ["How much crying is usual", "Age: 2 weeks", "Crying: more", "Age: 4 months", "Crying: less"]


def test_in_braille_a_row_is_its_cells_after_their_headings(document: Document) -> None:
    said = [(passage.kind, plain(passage.text)) for passage in passages(document, is_checked=True)]

    assert [part for part in said if part[0] in {Kind.NAME, Kind.ITEM}] == [
        (Kind.NAME, "How much crying is usual"),
        (Kind.ITEM, "Age: 2 weeks; Crying: more"),
        (Kind.ITEM, "Age: 4 months; Crying: less"),
    ]


def test_as_plain_text_a_row_is_lines(document: Document) -> None:
    words = PlainText().make(document, kit()).data.decode("utf-8-sig").replace("\r\n", "\n")

    assert "How much crying is usual\n\nAge: 2 weeks\nCrying: more\n\nAge: 4 months\nCrying: less\n" in words


def test_in_a_book_it_is_a_table_with_a_caption_and_each_part_lights_up(document: Document) -> None:
    with zipfile.ZipFile(BytesIO(Epub().make(document, kit()).data)) as book:
        xhtml, smil = book.read("book/page.xhtml").decode(), book.read("book/page.smil").decode()

    assert re.search(r"<table><caption><span id=[^>]*>How much crying is usual</span></caption><thead>", xhtml)
    assert xhtml.count('<th scope="col">') == 2
    lit = set(re.findall(r'src="page.xhtml#([\w-]+)"', smil))
    assert set(re.findall(r'<span id="(blocks-0[\w-]+)"', xhtml)) <= lit
