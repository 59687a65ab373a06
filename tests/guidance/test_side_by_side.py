"""Which words of two readings stand on one line."""

import pytest

from guidance.document import (
    Block,
    Box,
    Heading,
    Helpline,
    Items,
    Paragraph,
    Picture,
    Quotation,
    Run,
    Steps,
    Table,
    Text,
    plain,
)
from guidance.side_by_side.pairs import Lack, Pair, Piece, alone, pairs_of


def text(words: str) -> Text:
    return (Run(words),)


def paragraphs(*words: str) -> tuple[Block, ...]:
    return tuple(Paragraph(text(each)) for each in words)


def said(pieces: tuple[Piece, ...]) -> list[str]:
    return [plain(each) for piece in pieces for each in piece.texts]


def lines(pairs: list[Pair]) -> list[tuple[list[str], list[str]]]:
    return [(said(pair.theirs), said(pair.english)) for pair in pairs]


def test_paragraphs_of_a_block_are_paired_one_by_one_and_numbered() -> None:
    pairs = pairs_of([("a", paragraphs("Raz", "Dwa"))], [("a", paragraphs("One", "Two"))])

    assert lines(pairs) == [(["Raz"], ["One"]), (["Dwa"], ["Two"])]
    assert [(pair.number, pair.begins) for pair in pairs] == [(1, True), (2, False)]


def test_a_block_with_other_pieces_is_one_line_so_that_no_sentence_is_cut() -> None:
    pairs = pairs_of([("a", paragraphs("Raz i dwa"))], [("a", paragraphs("One", "Two"))])

    assert lines(pairs) == [(["Raz i dwa"], ["One", "Two"])]


def test_as_many_pieces_of_another_kind_are_one_line_too() -> None:
    items = (Items((text("Raz"),)), Paragraph(text("Dwa")))

    pairs = pairs_of([("a", items)], [("a", (Paragraph(text("One")), Items((text("Two"),))))])

    assert len(pairs) == 1


def test_the_order_is_that_of_the_english() -> None:
    pairs = pairs_of(
        [("b", paragraphs("Dwa")), ("a", paragraphs("Raz"))], [("a", paragraphs("One")), ("b", paragraphs("Two"))]
    )

    assert lines(pairs) == [(["Raz"], ["One"]), (["Dwa"], ["Two"])]


def test_what_the_translation_lacks_is_said_beside_the_english() -> None:
    (first, second) = pairs_of([("a", paragraphs("Raz"))], [("a", paragraphs("One")), ("b", paragraphs("Two"))])

    assert (first.lack, second.lack) == (Lack.NOTHING, Lack.UNTRANSLATED)
    assert lines([second]) == [([], ["Two"])]


def test_words_that_are_still_english_are_not_shown_as_the_familys() -> None:
    (pair,) = pairs_of([("a", paragraphs("One"))], [("a", paragraphs("One"))], untranslated=frozenset({"a"}))

    assert (said(pair.theirs), pair.lack) == ([], Lack.UNTRANSLATED)


def test_what_is_no_longer_in_the_english_stands_where_it_stood() -> None:
    pairs = pairs_of(
        [("a", paragraphs("Raz")), ("old", paragraphs("Stare")), ("b", paragraphs("Dwa"))],
        [("a", paragraphs("One")), ("b", paragraphs("Two"))],
    )

    assert lines(pairs) == [(["Raz"], ["One"]), (["Stare"], []), (["Dwa"], ["Two"])]
    assert pairs[1].lack is Lack.NOT_IN_ENGLISH


def test_a_block_whose_english_has_changed_says_so_at_its_first_line() -> None:
    pairs = pairs_of([("a", paragraphs("Raz", "Dwa"))], [("a", paragraphs("One", "Two"))], changed=frozenset({"a"}))

    assert [(pair.lack, pair.begins) for pair in pairs] == [(Lack.CHANGED, True), (Lack.CHANGED, False)]


@pytest.mark.parametrize(
    ("block", "wanted"),
    [
        (Heading(text("What helps")), [["What helps"]]),
        (Steps((text("Breathe"), text("Sit"))), [["Breathe"], ["Sit"]]),
        (Quotation(text("It got easier."), text("A parent")), [["It got easier.", "A parent"]]),
        (Box("normal", text("It’s normal if…"), paragraphs("you cry.")), [["It’s normal if…"], ["you cry."]]),
        (
            Table((text("Age"), text("Crying")), ((text("2 weeks"), text("Begins")),), text("How much")),
            [["How much"], ["Age: 2 weeks", "Crying: Begins"]],
        ),
        (
            Helpline(text("Lifeline"), "0808 808 8000", (text("Any time"),)),
            [["Lifeline", "0808 808 8000", "Any time"]],
        ),
        (Picture("A cup of tea."), []),
    ],
)
def test_each_kind_of_block_is_cut_into_what_people_point_at(block: Block, wanted: list[list[str]]) -> None:
    assert [said(pair.english) for pair in alone([("a", (block,))])] == wanted
