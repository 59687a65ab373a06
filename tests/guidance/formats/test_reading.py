"""What is read aloud, in which order, and where sentences end."""

from dataclasses import replace

import pytest

from guidance.document import (
    Box,
    Heading,
    Helpline,
    Items,
    Paragraph,
    Picture,
    Quotation,
    Row,
    Run,
    Steps,
    Table,
    plain,
)
from guidance.formats.reading import Role, has_words, read, split

from .pages import page as document
from .pages import text


@pytest.mark.parametrize(
    "sentences",
    [
        ["Hold your baby close. ", "Hum or sing!"],
        ["Ring someone, e.g. Lifeline. ", "They listen."],
        ["Zadzwoń, np. Do przychodni. ", "Pomogą."],
        ["It costs £2.50 or 3.5 euros. ", "That is all."],
        ["Ring 0808 808 8000. ", "It is free."],
        ["Ask Dr. Smith or J. Brown. ", "Or ask No. 5."],
        ["Mum and I. ", "Then you."],
        ["From 9 a.m. to 5 p.m. ", "Not at night."],
        ["Wait… and breathe. ", "Then… ", "Go back."],
        ["هل يبكي طفلك؟ ", "احمله. ", "غنِّ له!"],
        ["你的宝宝在哭吗？", "抱抱他。", "“好。”", "慢慢来。"],
        ["“Is it normal?” ", "Yes."],
        ["Is it 2? ", "Or 3?"],
        ["One line\n", "and another"],
        ["Nāciet 12. maijā plkst. 9. ", "Labi."],
        ["no full stop"],
    ],
)
def test_a_text_is_cut_after_each_sentence_and_nowhere_else(sentences: list[str]) -> None:
    found = split(text("".join(sentences)))

    assert [plain(sentence) for sentence in found] == sentences


def test_a_sentence_keeps_the_marks_of_its_words() -> None:
    whole = (Run("Ring "), Run("999. Say", strong=True), Run(" where you are.", language="en-GB"))

    first, second = split(whole)

    assert first == (Run("Ring "), Run("999. ", strong=True))
    assert second == (Run("Say", strong=True), Run(" where you are.", language="en-GB"))


def test_notices_come_first_then_the_voice_then_the_title_and_urgent_numbers_are_last() -> None:
    page = document(
        Paragraph(text("Body.")),
        notice=("A draft.",),
        help=(Helpline(text("Lifeline"), "0808 808 8000", (text("Free"),)),),
    )

    passages = read(page, voice=("A computer reads.",))

    said = [(passage.place, plain(passage.text)) for passage in passages]
    assert said[:3] == [("notice.0", "A draft."), ("voice.0", "A computer reads."), ("title", page.title)]
    assert said[-3:] == [
        ("help.title", page.labels.help),
        ("help.0.name", "Lifeline"),
        ("help.0.phone", "0808 808 8000"),
    ]


def test_every_kind_of_block_is_read_at_a_place_of_its_own() -> None:
    page = document(
        Heading(text("What helps")),
        Paragraph(text("Words.")),
        Items((text("one"), text("two")), ordered=True),
        Steps((text("hum"),)),
        Table((text("Age"), text("Crying")), ((text("2 weeks"), text("more")),)),
        Picture("A cot.", drawing="cot"),
        Quotation(text("I counted."), text("a mum")),
        Helpline(text("Lifeline"), "116 123"),
        Box("try", text("Try"), (Paragraph(text("Breathe.")),)),
        Row(text("Babies cry."), Picture("A baby.", drawing="baby")),
    )

    passages = [passage for passage in read(page) if passage.place.startswith("blocks")]

    assert [(passage.place, plain(passage.lead) + plain(passage.text)) for passage in passages] == [
        ("blocks.0", "What helps"),
        ("blocks.1", "Words."),
        ("blocks.2.0", "1. one"),
        ("blocks.2.1", "2. two"),
        ("blocks.3.0", "hum"),
        ("blocks.4.1.0", "Age: 2 weeks"),
        ("blocks.4.1.1", "Crying: more"),
        ("blocks.5", "Picture: A cot."),
        ("blocks.6", "I counted."),
        ("blocks.6.who", "a mum"),
        ("blocks.7.name", "Lifeline"),
        ("blocks.7.phone", "116 123"),
        ("blocks.8.title", "Try"),
        ("blocks.8.0", "Breathe."),
        ("blocks.9", "Babies cry."),
    ]
    assert passages[-3].role is Role.HEADING


def test_what_has_no_words_is_not_read() -> None:
    page = document(
        Paragraph(()), Picture("", drawing="cot"), Helpline(text("Lifeline"), ""), Paragraph(text("Words."))
    )

    places = [passage.place for passage in read(page)]

    assert "blocks.0" not in places
    assert "blocks.1" not in places
    assert "blocks.2.phone" not in places


def test_sources_are_not_read_aloud() -> None:
    page = replace(document(Paragraph(text("Words."))), sources=(text("A study, 2019"),))

    assert not any("study" in plain(passage.text) for passage in read(page))


def test_a_page_of_nothing_but_its_title_says_nothing() -> None:
    assert not has_words(replace(document(), promise=()))
    assert has_words(replace(document(Paragraph(text("Words."))), promise=()))


def test_a_description_that_is_not_translated_is_read_in_its_own_language() -> None:
    described = Picture("A dad.", drawing="dad", language="en-GB")

    passage = read(document(Paragraph(text("Słowa.")), described, language="pl"))[-1]

    assert passage.text == (Run("A dad.", language="en-GB"),)
