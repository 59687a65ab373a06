"""What families see, frozen: its digest, its languages, and what it refuses."""

import pytest

from feedback.surveys.definition import BadDefinition, Condition, Definition, Kind, Option, Question
from tests.feedback.surveys import a_definition, a_question


def test_a_definition_survives_being_kept() -> None:
    definition = a_definition()

    kept = Definition.from_json(definition.as_json())

    assert kept == definition
    assert kept.digest == definition.digest


def test_one_changed_word_changes_the_digest() -> None:
    before = a_definition()

    after = a_definition(a_question(label={"en": "How was it for you?", "pl": "Jak było?"}))

    assert before.digest != after.digest


def test_a_language_with_one_text_missing_is_none_of_its_languages() -> None:
    definition = a_definition(a_question(label={"en": "How was it?"}))

    assert definition.languages == ("en",)
    assert definition.lacking("pl") == ["question.overall.label"]


def test_a_signature_for_one_language_is_not_touched_by_another() -> None:
    before = a_definition()
    after = a_definition(a_question(label={"en": "How was it?", "pl": "Jak się udało?"}))

    assert before.words_digest("en") == after.words_digest("en")
    assert before.words_digest("pl") != after.words_digest("pl")


@pytest.mark.parametrize(
    ("question", "fault"),
    [
        (a_question(options=()), "two options or more"),
        (a_question(options=(Option("a", {"label": {"en": "A"}}), Option("a", {"label": {"en": "B"}}))), "same code"),
        (a_question(show_if=Condition("later", ("yes",))), "does not come before it"),
        (a_question(kind=Kind.NUMBER, options=(), lowest=5, highest=1), "above its highest"),
        (a_question(label={"pl": "Jak było?"}), "has no English"),
    ],
)
def test_what_can_not_be_answered_is_refused(question: Question, fault: str) -> None:
    definition = a_definition(question)

    with pytest.raises(BadDefinition, match=fault):
        Definition.from_json(definition.as_json())
