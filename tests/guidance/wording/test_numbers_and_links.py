"""Numbers that people can read, and links that say where they go."""

import pytest

from guidance.document import Block, Paragraph, Run
from tests.guidance.wording.drafts import codes, findings, paragraph

LINK = "https://example.org/sleep"
NUMBERS = [
    ("number.words", "It takes three weeks."),
    ("number.words", "Wait two days."),
    ("number.words", "About a hundred babies came."),
    ("number.words", "It has twenty-one pages."),
    ("number.date", "Come on 22/11/2026."),
    ("number.date", "Come on November 22, 2026."),
    ("number.date", "Come on the 22nd of November."),
    ("number.hours", "It is open 24/7."),
    ("number.hours", "There is a 24-hour helpline."),
    ("number.hours", "It is open 24 hours a day."),
    ("number.phone", "Ring 0808 808 8000 now."),
    ("number.phone", "Ring +44 28 9504 9999 now."),
    ("number.many", "It takes 2, 3, 4 or 5 weeks."),
]
FINE = [
    "It takes 3 weeks.",
    "One of you can rest.",
    "The two of you can rest.",
    "Come on 22 November 2026.",
    "Ring 999.",
    "The plan runs from 2024-2026.",
    "It is for 1,000,000 people.",
    "Wait 24 hours.",
    "Ring at 10:30 on 22 November 2026, or at 2.",
    "Someone is there.",
]


@pytest.mark.parametrize(("code", "words"), NUMBERS)
def test_numbers_that_are_hard_to_read_are_found(code: str, words: str) -> None:
    assert codes(paragraph(words)) == [code]


@pytest.mark.parametrize("words", FINE)
def test_numbers_that_are_easy_to_read_are_let_go(words: str) -> None:
    assert codes(paragraph(words)) == []


def test_a_page_has_one_statistic_at_most() -> None:
    first, second = paragraph("About 1 in 5 feel low."), paragraph("Some 30% cry.")

    assert codes(first) == codes(second) == []
    assert [one.key for one in findings(first, second) if one.code == "number.statistics"] == ["1"]


def test_a_telephone_number_is_found_in_every_language() -> None:
    assert codes(paragraph("Zadzwoń: 0808 808 8000."), language="pl") == ["number.phone"]


def link(words: str, href: str = LINK) -> Block:
    return Paragraph((Run("You can "), Run(words, href=href), Run(".")))


@pytest.mark.parametrize("words", ["click here", "Click here", "here", "Read more…", "this link", "More  information"])
def test_a_link_that_does_not_say_where_it_goes_is_found(words: str) -> None:
    assert codes(link(words)) == ["link.vague"]


@pytest.mark.parametrize("words", [LINK, "www.example.org", "example.org/sleep", "nidirect.gov.uk"])
def test_a_bare_address_is_found(words: str) -> None:
    assert codes(link(words)) == ["link.address"]


def test_an_address_that_is_no_link_is_found() -> None:
    assert codes(paragraph(f"Look at {LINK}.")) == ["link.address"]


def test_the_same_words_for_two_places_are_found() -> None:
    assert codes(link("how babies sleep"), link("How babies sleep", "https://example.org/other")) == ["link.same-words"]
    assert codes(link("how babies sleep"), link("how babies sleep")) == []


def test_a_link_in_two_runs_is_one_link() -> None:
    text = (Run("read "), Run("how to hum ", href=LINK), Run("here", strong=True, href=LINK))

    assert codes(Paragraph(text)) == []


@pytest.mark.parametrize("block", [link("how babies sleep"), link("help@example.org", "mailto:help@example.org")])
def test_a_link_that_says_where_it_goes_is_fine(block: Block) -> None:
    assert codes(block) == []
