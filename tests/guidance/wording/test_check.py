"""The checker as a whole: where things stand, in which order, in which language, and what is let go."""

import pytest

from guidance.document import Box, Document, Helpline, Labels, Picture, Quotation, Row, Run, Steps, Table
from guidance.wording import Draft, Part, Phrase, Rule, Severity, check, draft_of, rules_of
from home.languages import SOURCE, get
from tests.guidance.wording.drafts import codes, draft, findings, heading, paragraph

LABELS = Labels("", "", "", "", "", "", "", "")


def test_a_finding_says_where_which_words_what_instead_and_why() -> None:
    found = findings(paragraph("Hold your baby."), paragraph("Tea first. You’re spoiling him!"))[0]

    assert (found.code, found.severity, found.key, found.kind) == ("avoid.22", Severity.BLOCK, "1", "paragraph")
    assert (found.words, found.sentence) == ("spoiling", "You’re spoiling him!")
    assert found.better == "comforted; needs you"
    assert found.reason.startswith("A myth")


def test_words_are_given_as_they_stand() -> None:
    (found,) = (one for one in findings(paragraph("You’ll see: a good mum doesn’t cry.")) if one.code == "avoid.12")

    assert found.words == "good mum doesn’t"


def test_findings_come_in_reading_order_then_the_page_then_rules() -> None:
    broken = Rule("own.1", "x", "y", "Z.", ("(",))
    found = findings(
        paragraph("She is clingy."), paragraph("It is 24/7. He is naughty."), rules=(*rules_of("en"), broken)
    )

    assert [one.key for one in found] == ["0", "1", "1", "page", "own.1"]


def test_no_finding_shows_a_score() -> None:
    hard = "Multidisciplinary professionals collaboratively facilitate comprehensive psychological rehabilitation. " * 5
    found = findings(paragraph(hard))

    assert "reading.hard" in {one.code for one in found}
    assert not [one for one in found if "grade" in (one.better + one.reason).lower()]


def test_a_document_is_checked_as_it_is_read() -> None:
    document = Document(
        slug="page",
        language=SOURCE,
        title="Naughty babies",
        promise=(Run("You cannot spoil a baby."),),
        blocks=(heading("What helps"), paragraph("He is clingy.")),
        labels=LABELS,
        address="",
        picture=Picture("A bad boy cries."),
    )

    found = check(draft_of(document), rules=rules_of("en"))

    assert [(one.code, one.key, one.kind) for one in found if one.key != "page"] == [
        ("avoid.24", "title", "title"),
        ("avoid.22", "promise", "promise"),
        ("avoid.24", "picture", "picture"),
        ("avoid.30", "2", "paragraph"),
    ]


def test_names_of_a_documents_own_helplines_are_let_go() -> None:
    line = Helpline((Run("Clingy Babies Chat"),), "0800")
    document = Document("page", SOURCE, "Title", (), (paragraph("Ring Clingy Babies Chat."),), LABELS, "", help=(line,))

    assert "avoid.30" not in {one.code for one in check(draft_of(document), rules=rules_of("en"))}


@pytest.mark.parametrize(
    "block",
    [
        Steps(((Run("He is clingy."),),)),
        Table(((Run("When"),),), (((Run("He is clingy."),),),)),
        Table((), (), (Run("He is clingy."),)),
        Box("note", (Run("He is clingy."),), ()),
        Box("try", (), (paragraph("He is clingy."),)),
        Picture("He is clingy."),
        Row((Run("He is clingy."),), Picture("A boy.")),
        heading("He is clingy"),
    ],
    ids=lambda block: type(block).__name__,
)
def test_every_block_that_an_editor_writes_is_read(block: Picture) -> None:
    assert "avoid.30" in codes(block)


@pytest.mark.parametrize(
    "block",
    [
        Quotation((Run("He is clingy."),), (Run("A clingy dad"),)),
        Box("term", (Run("What does “clingy” mean?"),), (paragraph("He is clingy."),)),
        Box(
            "help",
            (Run("Ask for help if…"),),
            (Helpline((Run("Clingy line"),), "0800", ((Run("For clingy ones."),),)),),
        ),
    ],
    ids=("quotation", "term", "helpline"),
)
def test_other_peoples_words_and_records_are_let_go(block: Box) -> None:
    assert codes(block) == []


@pytest.mark.parametrize("words", ["“naughty”", '"naughty"', "‘naughty’", "«naughty»", "„naughty“"])
def test_words_in_quotation_marks_are_let_go(words: str) -> None:
    assert codes(paragraph(f"Some say {words} of a child.")) == []
    assert codes(paragraph(f"Some say {words} of a naughty child.")) == ["avoid.24"]


@pytest.mark.parametrize(
    "words",
    [
        "Ask the Early Intervention Support Service.",
        "Single Parent Network NI has a group.",
        "Ring Victim Support NI.",
        "The Infant Mental Health Panel wrote it.",
    ],
)
def test_names_of_services_are_let_go(words: str) -> None:
    assert codes(paragraph(words)) == []


def test_capitals_alone_make_no_name() -> None:
    assert codes(paragraph("Try the Naughty Step.")) == ["avoid.24"]
    assert codes(heading("Support For Naughty Toddlers"), paragraph("Hum.")) == ["avoid.24"]


def test_an_english_name_in_another_language_is_let_go() -> None:
    rule = Rule("own.1", "x", "y", "Z.", ("hubs?",))
    text = (Run("Pisze "), Run("the hub", language="en-GB"), Run(" i tyle."))
    words = Draft(get("pl"), (Part("1", "text", (paragraph("Hub."), type(paragraph(""))(text))),))

    assert [one.sentence for one in check(words, rules=(rule,)) if one.code == "own.1"] == ["Hub."]


def test_other_languages_get_only_the_measures_that_hold_for_them() -> None:
    english = paragraph("Feed him every three hours. The form was sent by multidisciplinary professionals. " * 6)

    assert set(codes(english, language="pl")) == {"paragraph.long"}
    assert {"number.words", "sentence.passive", "reading.hard"} <= set(codes(english))


def test_a_sentence_may_be_longer_in_other_languages_and_not_without_end() -> None:
    words = paragraph(" ".join(["raz"] * 28) + ".")
    long = paragraph(" ".join(["raz"] * 31) + ".")

    assert codes(words, language="pl") == []
    assert codes(long, language="pl") == ["sentence.long"]


def test_a_language_without_blanks_is_not_counted() -> None:
    assert codes(paragraph("宝宝 " * 40), language="zh-hans") == []


def test_the_same_sentence_is_found_once_for_each_place_it_stands() -> None:
    found = findings(paragraph("He is clingy."), paragraph("He is clingy."))

    assert [one.key for one in found if one.code == "avoid.30"] == ["0", "1"]


def test_a_term_is_found_once_and_let_go_where_it_is_explained() -> None:
    phrases = (
        Phrase("Co-regulation", "calming together"),
        Phrase("Antenatal and postnatal", "before the birth, after the birth"),
    )
    bare = paragraph("Co-regulation helps. Co regulation is good.")
    said = paragraph("Calming together helps.")

    assert codes(bare, phrases=phrases) == ["jargon"]
    assert codes(said, bare, phrases=phrases) == []
    assert codes(bare, said, phrases=phrases) == ["jargon"]
    assert codes(paragraph("Being calm with them (co-regulation) helps."), phrases=phrases) == []
    assert codes(heading("What co-regulation is", 1), bare, phrases=phrases) == []
    assert codes(Box("term", (Run("What does “co-regulation” mean?"),), ()), bare, phrases=phrases) == []
    (found,) = (one for one in findings(paragraph("Postnatal care is free."), phrases=phrases) if one.code == "jargon")
    assert (found.words, found.better) == ("Postnatal", "after the birth")


def test_a_longer_term_is_not_found_as_a_shorter_one() -> None:
    phrases = (Phrase("Infant", "baby"), Phrase("Infant feeding", "feeds"))

    found = [one for one in findings(paragraph("Infant feeding is hard."), phrases=phrases) if one.code == "jargon"]

    assert [(one.words, one.better) for one in found] == [("Infant feeding", "feeds")]


def test_hard_words_stay_on_safety_pages_and_in_urgent_boxes_only() -> None:
    words = paragraph("You must stay with your baby in the bath.")

    assert codes(words) == ["avoid.13"]
    assert codes(Box("urgent", (), (words,))) == []
    assert [one.code for one in check(draft(words, is_safety=True), rules=rules_of("en")) if one.key != "page"] == []
