"""What a family may answer, and what it is asked."""

import pytest

from feedback.surveys.answers import Fault, Problem, clean, path, read, read_all, tidy
from feedback.surveys.definition import Condition, Kind, Option, Question
from tests.feedback.surveys import YES_NO, a_definition, a_question

NONE = Option("none", {"label": {"en": "None of these", "pl": "Nic z tego"}}, exclusive=True)
MANY = a_question("barriers", kind=Kind.MULTIPLE, options=(*YES_NO, NONE))
AGE = a_question("age", kind=Kind.NUMBER, lowest=0, highest=36)
WORDS = a_question("change", kind=Kind.TEXT, longest=20)


@pytest.mark.parametrize(
    ("question", "raw", "kept"),
    [
        (a_question(), ["yes"], ("yes",)),
        (a_question(), [], ()),
        (a_question(), [""], ()),
        (MANY, ["no", "yes", "no"], ("yes", "no")),
        (AGE, ["٣"], ("3",)),
        (AGE, [" 012 "], ("12",)),
        (WORDS, ["  kind\r\nstaff\x00\u202e "], ("kind\nstaff",)),
    ],
)
def test_an_answer_is_kept_by_code(question: Question, raw: list[str], kept: tuple[str, ...]) -> None:
    assert read(question, raw) == kept


@pytest.mark.parametrize(
    ("question", "raw", "fault"),
    [
        (a_question(required=True), [], Fault.NEEDED),
        (a_question(), ["maybe"], Fault.NOT_A_CHOICE),
        (a_question(), ["yes", "no"], Fault.ONE_ONLY),
        (MANY, ["yes", "none"], Fault.NOT_TOGETHER),
        (AGE, ["1e999"], Fault.NOT_A_NUMBER),
        (AGE, ["-1"], Fault.NOT_A_NUMBER),
        (AGE, ["²"], Fault.NOT_A_NUMBER),
        (AGE, ["nan"], Fault.NOT_A_NUMBER),
        (AGE, ["9" * 1000], Fault.NOT_A_NUMBER),
        (AGE, ["37"], Fault.TOO_HIGH),
        (AGE, ["1", "2"], Fault.ONE_ONLY),
        (WORDS, ["a" * 21], Fault.TOO_LONG),
    ],
)
def test_what_is_no_answer_is_refused_and_named(question: Question, raw: list[str], fault: Fault) -> None:
    with pytest.raises(Problem) as refused:
        read(question, raw)

    assert refused.value.fault is fault


def test_a_question_is_asked_only_where_its_condition_is_met() -> None:
    definition = a_definition(
        a_question("seen"),
        a_question("wait", show_if=Condition("seen", ("yes",))),
        a_question("why-wait", show_if=Condition("wait", ("no",))),
    )

    def keys(given: dict[str, tuple[str, ...]]) -> list[str]:
        return [question.key for question in path(definition, given)]

    assert keys({}) == ["seen"]
    assert keys({"seen": ("yes",)}) == ["seen", "wait"]
    assert keys({"seen": ("yes",), "wait": ("no",)}) == ["seen", "wait", "why-wait"]
    # What was answered before the family went back and changed its mind shows nothing any more.
    assert keys({"seen": ("no",), "wait": ("no",)}) == ["seen"]


def test_answers_to_what_was_never_asked_are_dropped() -> None:
    definition = a_definition(a_question("seen"), a_question("wait", show_if=Condition("seen", ("yes",))))

    assert clean(definition, {"seen": ("no",), "wait": ("yes",), "other": ("x",)}) == {"seen": ("no",)}
    assert read_all(definition, {"seen": ["no"], "wait": ["not-a-code"]}) == {"seen": ("no",)}


def test_joiners_stay_and_what_turns_words_around_goes() -> None:
    assert tidy("می\u200cخواهم \u2066x\u2069\ud800") == "می\u200cخواهم x"
