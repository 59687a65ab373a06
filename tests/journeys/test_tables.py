"""A table on a page: read by a parent, found by a search, translated word by word."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from guidance.blocks import TableBlock
from guidance.document import Table, plain
from guidance.linearise import document_of
from guidance.models import GuidancePage
from guidance.search.index import find
from home import languages
from tests.journeys.test_guards import publish_translation
from tests.journeys.test_honesty import page_of
from tests.journeys.test_reading import soup
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db
CAPTION = "How much crying is usual"
ROWS = [["2 weeks", "It begins"], ["4 months", "It gets less"]]


def table(*, caption: str = CAPTION, headings: tuple[str, ...] = ("Age", "Crying"), rows: Any = ROWS) -> dict[str, Any]:
    return {
        "caption": caption,
        "columns": [{"type": "text", "heading": heading} for heading in headings],
        "rows": [{"values": values} for values in rows],
    }


def page_with(value: dict[str, Any]) -> GuidancePage:
    page = page_of("calm-together", "en")
    block = {"id": "6a0c7f0e-0000-4000-8000-000000000001", "type": "table", "value": value}
    page.body = json.dumps([block, *page.body.get_prep_value()])
    page.save_revision().publish()
    return page_of("calm-together", "en")


def test_a_parent_reads_a_table_with_its_caption_and_headings(client: CheckingClient) -> None:
    page_with(table())

    shown = soup(client, "/en/guidance/calm-together/").table

    assert shown.caption.get_text() == CAPTION
    assert [(heading.get_text(), heading["scope"]) for heading in shown.select("th")] == [
        ("Age", "col"),
        ("Crying", "col"),
    ]
    assert [[cell.get_text() for cell in row.select("td")] for row in shown.select("tbody tr")] == ROWS
    assert shown.parent["tabindex"] == "0"


def test_what_looks_like_markup_in_a_cell_stays_words(client: CheckingClient) -> None:
    page_with(table(rows=[["<b>bold</b>", "#panic() & {{ value }}"]]))

    cells = soup(client, "/en/guidance/calm-together/").select("td")

    assert [cell.get_text() for cell in cells] == ["<b>bold</b>", "#panic() & {{ value }}"]


def test_every_format_is_given_the_table() -> None:
    first = document_of(page_with(table())).blocks[0]

    assert isinstance(first, Table)
    assert plain(first.caption) == CAPTION
    assert [plain(cell) for cell in first.head] == ["Age", "Crying"]
    assert [[plain(cell) for cell in row] for row in first.rows] == ROWS


def test_its_words_are_found(client: CheckingClient) -> None:
    page = page_with(table(rows=[["Zebra", "Giraffe"]]))

    assert find("giraffe", language=languages.SOURCE) == [page.pk]


@pytest.mark.parametrize(
    "value",
    [
        table(caption=" "),
        table(headings=("Age", "")),
        table(rows=[]),
        {"caption": CAPTION, "columns": [], "rows": []},
        table(rows=[["a", "b" * 301]]),
    ],
)
def test_a_table_that_could_not_be_read_aloud_is_refused(value: dict[str, Any]) -> None:
    block = TableBlock()

    with pytest.raises(ValidationError):
        block.clean(block.to_python(value))


# --- In other languages ---------------------------------------------------------------------------------------------


def translated(page: GuidancePage, words: dict[str, str]) -> Any:
    """Translate these words of the page into Polish, publish it, and return its table."""
    body = publish_translation(page, "pl", words).body
    return next(block for block in body if block.block_type == "table").value


WORDS = {
    CAPTION: "Ile płaczu to norma",
    "Age": "Wiek",
    "Crying": "Płacz",
    "2 weeks": "2 tygodnie",
    "It begins": "Zaczyna się",
    "4 months": "4 miesiące",
    "It gets less": "Jest go mniej",
}


def test_a_table_is_translated_word_by_word() -> None:
    shown = translated(page_with(table()), WORDS)

    assert shown.caption == "Ile płaczu to norma"
    assert [column["heading"] for column in shown.columns] == ["Wiek", "Płacz"]
    assert [row["values"] for row in shown.row_data] == [["2 tygodnie", "Zaczyna się"], ["4 miesiące", "Jest go mniej"]]


def test_a_word_that_nobody_has_translated_makes_the_table_english_and_marked(client: CheckingClient) -> None:
    translated(page_with(table()), {english: words for english, words in WORDS.items() if english != "Age"})

    shown = soup(client, "/pl/guidance/calm-together/").table

    assert shown.find_parent(attrs={"lang": "en-GB"})


def test_a_new_row_costs_no_translation_that_is_there(client: CheckingClient) -> None:
    translated(page_with(table()), WORDS)

    shown = translated(page_with(table(rows=[["1 week", "It begins"], *ROWS])), {})

    assert [row["values"] for row in shown.row_data] == [
        ["1 week", "Zaczyna się"],
        ["2 tygodnie", "Zaczyna się"],
        ["4 miesiące", "Jest go mniej"],
    ]
