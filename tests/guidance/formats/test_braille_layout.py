"""Lines and pages, of letters instead of cells: the layout does not look at what it lays out."""

from itertools import pairwise

import pytest

from guidance.formats.braille.cells import BLANK, Cells
from guidance.formats.braille.layout import Page, Running, Sheet, Written, pages, wrapped
from guidance.formats.braille.reading import Kind


def cells(words: str) -> Cells:
    breaks = tuple(index + 1 for index, character in enumerate(words) if character == " ")
    return Cells(words.replace(" ", BLANK), breaks)


def laid(*passages: tuple[Kind, str], width: int = 20, lines: int = 10, title: str = "title") -> list[list[str]]:
    written = [Written(kind, cells(words)) for kind, words in passages]
    running = Running(cells(title), lambda number: f"#{number}")
    return [shown(page) for page in pages(written, running, Sheet(width, lines))]


def shown(page: Page) -> list[str]:
    return [line.replace(BLANK, " ") for line in page]


def body(*passages: tuple[Kind, str], width: int = 20) -> list[str]:
    return laid(*passages, width=width, lines=99)[0][1:]


def test_the_first_line_has_the_title_in_the_middle_and_the_number_at_the_end() -> None:
    first, second = laid((Kind.PARAGRAPH, "one two three four five six seven eight nine"), lines=3)

    assert first[0] == "     title        #1"
    assert second[0] == "     title        #2"


def test_a_long_title_is_cut_after_a_word() -> None:
    (page,) = laid((Kind.PARAGRAPH, "word"), title="why babies often cry and why")

    assert page[0] == "why babies often  #1"


def test_each_kind_begins_at_its_own_cell() -> None:
    lines = body(
        (Kind.TITLE, "the title"),
        (Kind.HEADING, "heading of many words"),
        (Kind.SUBHEADING, "smaller heading it is"),
        (Kind.PARAGRAPH, "a paragraph of many words"),
        (Kind.ITEM, "1. an item of many words"),
        (Kind.NAME, "a helpline"),
        (Kind.DETAIL, "the hours of that helpline"),
        (Kind.QUOTATION, "somebody said these words"),
    )

    assert lines == [
        "     the title",
        "",
        "    heading of many",
        "    words",
        "",
        "      smaller",
        "      heading it is",
        "  a paragraph of",
        "many words",
        "1. an item of many",
        "  words",
        "a helpline",
        "  the hours of that",
        "    helpline",
        "    somebody said",
        "  these words",
    ]


def test_a_title_of_several_lines_is_in_the_middle_of_each() -> None:
    assert body((Kind.TITLE, "a title of many words"), width=20) == ["     a title of", "     many words"]


def test_a_box_has_a_line_above_and_below() -> None:
    lines = body(
        (Kind.PARAGRAPH, "before"),
        (Kind.BOX_BEGINS, ""),
        (Kind.SUBHEADING, "important"),
        (Kind.PARAGRAPH, "inside"),
        (Kind.BOX_ENDS, ""),
        (Kind.PARAGRAPH, "after"),
        width=12,
    )

    assert lines == ["  before", "", "⠶" * 12, "      import", "      ant", "  inside", "⠛" * 12, "", "  after"]


def test_a_word_longer_than_a_line_is_broken_at_its_end() -> None:
    assert list(wrapped(cells("abcdefgh"), 2, 0, 5)) == [f"{BLANK}{BLANK}abc", "defgh"]


def test_a_line_may_end_where_no_blank_is() -> None:
    assert list(wrapped(Cells("DA1NET1MOSKWA1#E", (3, 7, 14)), 0, 0, 9)) == ["DA1NET1", "MOSKWA1#E"]


def test_a_line_that_is_exactly_full_is_not_broken_early() -> None:
    assert list(wrapped(cells("one two three"), 0, 0, 7)) == [f"one{BLANK}two", "three"]


@pytest.mark.parametrize("before", range(1, 8))
def test_a_heading_is_never_the_last_on_a_page(before: int) -> None:
    made = laid(
        *[(Kind.PARAGRAPH, "text")] * before, (Kind.HEADING, "head"), (Kind.SUBHEADING, "sub"), (Kind.PARAGRAPH, "end"),
        lines=6,
    )  # fmt: skip

    assert all(page[-1].strip() not in ("head", "sub") for page in made)
    assert [line for page in made for line in page[1:] if line].count("    head") == 1


@pytest.mark.parametrize("before", range(1, 8))
def test_a_helpline_keeps_its_number_and_a_box_its_lines(before: int) -> None:
    made = laid(
        *[(Kind.PARAGRAPH, "text")] * before,
        (Kind.NAME, "line"), (Kind.DETAIL, "0808"), (Kind.BOX_BEGINS, ""), (Kind.PARAGRAPH, "in"), (Kind.BOX_ENDS, ""),
        lines=6,
    )  # fmt: skip

    assert all(page[-1] != "line" and set(page[-1]) != {"⠶"} for page in made)
    assert all(set(page[1]) != {"⠛"} for page in made)


def test_no_page_begins_or_ends_with_a_blank_line_nor_has_two() -> None:
    passages = [(Kind.HEADING, "head"), (Kind.PARAGRAPH, "text"), (Kind.BOX_BEGINS, ""), (Kind.BOX_ENDS, "")] * 9

    for page in laid(*passages, lines=7):
        assert page[1]
        assert page[-1]
        assert all(one or other for one, other in pairwise(page))


def test_no_page_is_longer_or_wider_than_its_sheet_and_no_word_is_lost() -> None:
    passages = [(kind, f"{kind.name} says {'many ' * 9}words") for kind in Kind if not kind.name.startswith("BOX")] * 5

    for width, lines in [(12, 3), (20, 4), (28, 27), (40, 25)]:
        made = laid(*passages, width=width, lines=lines)

        assert all(len(page) <= lines and all(len(line) <= width for line in page) for page in made)
        assert "".join("".join(page[1:]) for page in made).replace(" ", "") == "".join(
            words.replace(" ", "") for _, words in passages
        )


def test_headings_that_fill_more_than_a_page_still_end() -> None:
    assert len(laid(*[(Kind.HEADING, "head")] * 20, lines=3)) >= 10


@pytest.mark.parametrize(("width", "lines"), [(11, 25), (40, 2), (0, 0), (-1, 25)])
def test_a_page_too_small_for_anything_is_refused(width: int, lines: int) -> None:
    with pytest.raises(ValueError, match="braille page"):
        Sheet(width, lines)
