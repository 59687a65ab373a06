"""Headings, length, paragraphs and pictures."""

import pytest

from guidance.document import Box, Items, Picture, Row, Run
from guidance.wording import Severity
from tests.guidance.wording.drafts import ENOUGH, codes, findings, heading, paragraph

TEXT = paragraph(ENOUGH)


def page_of(count: int) -> list[str]:
    sentence = "Hold your baby close to you and hum now. "
    return [sentence * 5 for _each in range(count // 45)] + ["Yes."] * (count % 45)


def test_headings_in_their_order_are_fine() -> None:
    assert codes(heading("Title", 1), heading("Warm"), TEXT, heading("Calm", 3), TEXT, heading("Home"), TEXT) == []


def test_a_level_that_is_left_out_is_found() -> None:
    assert codes(heading("Title", 1), heading("Part", 3), TEXT) == ["heading.skipped"]


@pytest.mark.parametrize("level", [2, 3])
def test_a_heading_with_nothing_below_it_is_found(level: int) -> None:
    below = heading("Of the same", level)

    assert codes(heading("Title", 1), heading("First"), TEXT, heading("Again", level), below, TEXT) == ["heading.empty"]
    assert codes(TEXT, heading("Last")) == ["heading.empty"]


def test_a_heading_with_one_of_the_next_level_below_it_is_not_empty() -> None:
    assert codes(heading("Title", 1), heading("Part"), heading("Inner", 3), TEXT) == []


def test_a_heading_that_is_repeated_is_found() -> None:
    assert codes(heading("What helps"), TEXT, heading("What Helps"), TEXT) == ["heading.repeated"]


def test_too_many_sections_are_found() -> None:
    sections = [block for number in range(7) for block in (heading(f"Part {number}"), TEXT)]

    assert codes(*sections[:12]) == []
    assert codes(*sections) == ["page.sections"]


@pytest.mark.parametrize(("count", "found"), [(249, ["page.short"]), (250, []), (500, []), (501, ["page.long"])])
def test_a_page_is_neither_thin_nor_long(count: int, found: list[str]) -> None:
    blocks = [paragraph(text) for text in page_of(count)]

    assert [one.code for one in findings(*blocks) if one.key == "page"] == found


def test_a_translation_may_be_longer_and_is_never_thin() -> None:
    assert codes(*map(paragraph, page_of(600)), language="lt") == []
    assert codes(*map(paragraph, page_of(701)), language="lt") == ["page.long"]
    assert [one.code for one in findings(TEXT, language="lt")] == []


def test_a_paragraph_of_six_sentences_is_long() -> None:
    assert codes(TEXT) == []
    assert codes(paragraph(f"{ENOUGH} That is it.")) == ["paragraph.long"]


def test_a_paragraph_of_many_words_is_long() -> None:
    sentence = "Hold your baby close to you and hum a song until they are calm and you feel warm. "

    assert codes(paragraph(sentence * 5)) == ["sentence.average", "paragraph.long"]


def test_a_list_is_many_short_texts() -> None:
    assert codes(Items(tuple((Run(f"Hum song {number}."),) for number in range(9)))) == []


@pytest.mark.parametrize("description", ["", "  ", "-", "IMG_1234.jpg", "photo", "Image 3", "DSC 0012"])
def test_a_picture_that_nobody_describes_blocks(description: str) -> None:
    for block in (
        Picture(description),
        Row((Run("Hug."),), Picture(description)),
        Box("try", (), (Picture(description),)),
    ):
        (found,) = (one for one in findings(block) if one.key != "page")
        assert (found.code, found.severity) == ("picture.undescribed", Severity.BLOCK)


def test_a_picture_with_its_description_is_fine() -> None:
    assert codes(Picture("A dad holds a photo of his baby.")) == []
