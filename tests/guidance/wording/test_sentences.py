"""Sentences: their length, how hard they are, and who does what."""

import pytest
import textstat

from guidance.document import Picture, Row, Run
from guidance.wording import Draft
from guidance.wording.passages import passages_of
from guidance.wording.sentences import grade_of, read_sentences
from guidance.wording.syllables import syllables
from tests.guidance.wording.drafts import codes, draft, findings, paragraph
from tests.guidance.wording.pages import GUIDANCE, english_draft

#: Another counting of syllables and sentences gives another grade: as near as two tools come to each other.
NEAR = 2.0
HARD = "Multidisciplinary professionals collaboratively facilitate comprehensive psychological interventions. "


def grade(page: Draft) -> float:
    return grade_of(read_sentences(passages_of(page)))


def test_a_sentence_of_25_words_passes_and_one_of_26_does_not() -> None:
    assert codes(paragraph("so " * 25 + ".")) == []
    assert codes(paragraph("so " * 26 + ".")) == ["sentence.long"]


def test_an_easy_read_sentence_has_15_words_in_every_language() -> None:
    for language in ("en", "pl"):
        row = [Row((Run("so " * count + "."),), Picture("A boy sings.")) for count in (15, 16)]
        assert codes(*row, language=language) == ["sentence.long"]


def test_long_sentences_together_name_the_longest() -> None:
    words = [paragraph("so " * count + ".") for count in (16, 16, 20, 16, 16)]

    found = [one for one in findings(*words) if one.code == "sentence.average"]

    assert [one.key for one in found] == ["2"]


def test_an_abbreviation_does_not_end_a_sentence() -> None:
    assert codes(paragraph("Ask Dr. Smith, " + "so " * 24 + ".")) == ["sentence.long"]


def test_a_hard_page_names_its_hardest_sentence_and_its_long_words() -> None:
    easy = paragraph("Hold your baby close.")
    found = [one for one in findings(easy, paragraph(HARD), easy, paragraph(HARD * 3)) if one.code == "reading.hard"]

    assert [(one.key, one.sentence) for one in found] == [("1", HARD.strip())]
    assert "“Multidisciplinary”" in found[0].better


def test_an_easy_page_is_not_hard() -> None:
    assert "reading.hard" not in codes(*[paragraph("Hold your baby close. Look at the sky.")] * 9)


def test_names_of_services_do_not_make_a_page_hard() -> None:
    plain, named = (
        draft(paragraph(f"{name} can help you. " * 12)) for name in ("Mum", "Southern Health and Social Care Trust")
    )

    assert grade(named) == pytest.approx(grade(plain), abs=0.01)


@pytest.mark.parametrize("slug", GUIDANCE)
def test_the_grade_is_near_another_tools(slug: str) -> None:
    page = english_draft(GUIDANCE[slug])
    text = " ".join(sentence.text.rstrip(".!?:") + "." for sentence in read_sentences(passages_of(page)))

    assert abs(grade(page) - textstat.flesch_kincaid_grade(text)) <= NEAR


def test_the_grade_is_the_formulas() -> None:
    # 6 words, 1 sentence, 8 syllables.
    assert grade(draft(paragraph("Hold your baby and hum slowly."))) == pytest.approx(0.39 * 6 + 11.8 * 8 / 6 - 15.59)


SYLLABLES = {
    1: "love loved homes tired cries goes voice whole while smile asked walked real great bread build queue",
    2: "baby about open wanted houses little table quiet science children special patient changes faces crying playing "
    "sometimes safely people needed giant lion client station precious business language equal rhythm feature",
    3: "idea area usual responsive attachment hospital visitor medical together everyone reaction opinion delicious",
    4: "usually relationship development environment emotional professional intervention society variety material",
    5: "communication experiences individual associated immediately",
}


@pytest.mark.parametrize(("count", "words"), SYLLABLES.items())
def test_syllables_are_counted_as_they_are_heard(count: int, words: str) -> None:
    assert {word: syllables(word) for word in words.split()} == dict.fromkeys(words.split(), count)


PASSIVE = [
    "The form was sent by the team.",
    "Your notes are kept for a year.",
    "You will be asked about it.",
    "Your baby has been weighed.",
    "A letter is usually written.",
]
ACTIVE = [
    "You are worried and tired.",
    "The clinic is closed.",
    "Your baby is used to you.",
    "He was born early.",
    "You are not alone.",
    "We need speed indeed.",
    "Babies like to be fed and comforted.",
    "She is getting ready.",
    "The brain is built a bit at a time.",
]


@pytest.mark.parametrize("words", PASSIVE)
def test_a_sentence_that_hides_who_does_it_is_found(words: str) -> None:
    assert codes(paragraph(words)) == ["sentence.passive"]


@pytest.mark.parametrize("words", ACTIVE)
def test_how_somebody_is_is_no_passive(words: str) -> None:
    assert codes(paragraph(words)) == []
