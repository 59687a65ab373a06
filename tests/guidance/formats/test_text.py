import pytest

from guidance.document import Document, Helpline, Paragraph, Picture, Run, Table
from guidance.formats.contract import CannotMake, Why
from guidance.formats.text import PlainText
from home.languages import REGISTRY, Language

from .pages import PAGE, easy_read, kit, page, said, text

WHOLE = """\
This page is a draft.

Why babies cry
==============

It gets less.

[Picture: A dad holds a baby.]

What helps
----------

1. Hold your baby close.
2. Hum or sing.

Read more (https://www.example.org/more) if you like

A smaller point

• warm
• fed

Age: 2 weeks
Crying: more

Age: 2 months
Crying: more

I counted to ten.
— a mum

Keep the cot clear.

Ask for help if…
----------------

you are worried.

Lifeline
0808 808 8000
Free

[Picture: A baby in a sling.]

Where these facts come from
---------------------------

A study, a publisher

Get help now
------------

Emergency
999

This page on the internet:
https://good.example/en/why-babies-cry/
"""


def words_of(document: Document) -> str:
    return PlainText().make(document, kit()).data.decode("utf-8-sig").replace("\r\n", "\n")


def test_a_page_is_read_in_order_from_the_notice_to_its_address() -> None:
    assert words_of(PAGE) == WHOLE


def test_the_file_says_that_it_is_utf_8_and_ends_lines_as_windows_does() -> None:
    data = PlainText().make(said("Zażółć"), kit()).data

    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n")


@pytest.mark.parametrize("language", REGISTRY, ids=lambda language: language.code)
def test_every_language_can_be_written_down(language: Language) -> None:
    assert PlainText().why_not(language) is None
    assert language.own_name in words_of(said(language.own_name, language=language.code))


def test_a_page_that_says_nothing_is_refused() -> None:
    with pytest.raises(CannotMake) as refused:
        PlainText().make(page(Paragraph(text(" \n")), Picture("", drawing="x")), kit())

    assert refused.value.why is Why.NOTHING_TO_READ


def test_what_looks_like_code_comes_out_as_its_words() -> None:
    words = "#panic() $x$ *bold* <b>bold</b> &amp; \\n {{ x }} 👶"

    assert words in words_of(said(words))


def test_a_long_paragraph_is_one_line() -> None:
    words = "word " * 9_999 + "end"

    assert words in words_of(said(words))


@pytest.mark.parametrize("href", ["", "#top", "javascript:alert(1)", "page:none", "http://"])
def test_a_link_to_nowhere_is_its_words(href: str) -> None:
    assert words_of(page(Paragraph((Run("here", href=href),)))).endswith("\nhere\n")


@pytest.mark.parametrize(
    ("words", "href", "read"),
    [
        ("0808 808 8000", "tel:08088088000", "0808 808 8000"),
        ("Lifeline", "tel:08088088000", "Lifeline (08088088000)"),
        ("help@example.org", "mailto:help@example.org", "help@example.org"),
        ("write to us", "mailto:help@example.org", "write to us (help@example.org)"),
        ("example.org", "https://www.example.org/", "example.org"),
    ],
)
def test_an_address_is_written_once(words: str, href: str, read: str) -> None:
    assert words_of(page(Paragraph((Run(words, href=href),)))).endswith(f"\n{read}\n")


def test_soft_hyphens_are_no_words() -> None:
    assert "grandparents" in words_of(said("grand\u00adparents"))


def test_the_groups_of_a_number_hold_together_where_lines_run_from_right_to_left() -> None:
    line = Helpline(text("خط المساعدة"), "0808 808 8000")

    assert "0808\u00a0808\u00a08000" in words_of(page(line, language="ar"))
    assert "0808 808 8000" in words_of(page(line, language="pl"))


def test_a_table_repeats_a_merged_cell_where_it_reaches_and_passes_over_empty_ones() -> None:
    table = Table((text("Age"), text("")), ((text("0–3"), text("milk")), (text("0–3"), text(""))))

    assert words_of(page(table)).endswith("\nAge: 0–3\nmilk\n\nAge: 0–3\n")


def test_an_easy_read_page_says_its_sentences_and_its_pictures() -> None:
    assert "Babies cry.\n\n[Picture: Picture of: Babies cry.]" in words_of(easy_read("Babies cry."))
