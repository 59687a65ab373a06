"""What a family may answer, and which questions it is asked. Pure.

`read` takes one question's answer as it was typed or ticked; `path` says which questions are shown for what was
answered so far; `clean` drops what was answered to questions that are never shown.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from enum import Enum

from feedback.surveys.definition import Condition, Definition, Kind, Part, Question

#: Answers by question key: codes, or one number or text as a string. A question that was passed over is not there.
Given = Mapping[str, tuple[str, ...]]

#: No number a family is asked for is longer.
_LONGEST_NUMBER = 9


class Fault(Enum):
    """What is wrong with an answer: the words for each are the interface's."""

    NEEDED = "needed"
    NOT_A_CHOICE = "not-a-choice"
    ONE_ONLY = "one-only"
    NOT_TOGETHER = "not-together"
    NOT_A_NUMBER = "not-a-number"
    TOO_LOW = "too-low"
    TOO_HIGH = "too-high"
    TOO_LONG = "too-long"


class Problem(Exception):
    """An answer that can't be kept: which question, and what is wrong."""

    def __init__(self, question: Question, fault: Fault) -> None:
        super().__init__(f"{question.key}: {fault.value}")
        self.question = question
        self.fault = fault


def read(question: Question, raw: Sequence[str]) -> tuple[str, ...]:
    """Return one question's answer as it is kept; ``()`` where it was passed over.

    Raises:
        Problem: it is none that this question takes.
    """
    match question.kind:
        case Kind.SINGLE | Kind.SCALE | Kind.MULTIPLE:
            answer = _codes(question, raw)
        case Kind.NUMBER:
            answer = _number(question, raw)
        case Kind.TEXT:
            answer = _text(question, raw)
        case Kind.INFORMATION:
            answer = ()
    if question.required and not answer and question.kind is not Kind.INFORMATION:
        raise Problem(question, Fault.NEEDED)
    return answer


def _codes(question: Question, raw: Sequence[str]) -> tuple[str, ...]:
    chosen = {code for code in raw if code}
    ticked = [option for option in question.options if option.code in chosen]
    if len(ticked) != len(chosen):
        raise Problem(question, Fault.NOT_A_CHOICE)
    if len(ticked) > 1 and question.kind is not Kind.MULTIPLE:
        raise Problem(question, Fault.ONE_ONLY)
    if len(ticked) > 1 and any(option.exclusive for option in ticked):
        raise Problem(question, Fault.NOT_TOGETHER)
    return tuple(option.code for option in ticked)


def _number(question: Question, raw: Sequence[str]) -> tuple[str, ...]:
    typed = _one(question, raw).strip()
    if not typed:
        return ()
    # Families type their own digits: Arabic ٣ is 3. Anything but digits (1e999, −1, NaN) is no count of anything.
    if len(typed) > _LONGEST_NUMBER or not all(character.isdecimal() for character in typed):
        raise Problem(question, Fault.NOT_A_NUMBER)
    number = int(typed)
    if question.lowest is not None and number < question.lowest:
        raise Problem(question, Fault.TOO_LOW)
    if question.highest is not None and number > question.highest:
        raise Problem(question, Fault.TOO_HIGH)
    return (str(number),)


def _text(question: Question, raw: Sequence[str]) -> tuple[str, ...]:
    words = tidy(_one(question, raw))
    if len(words) > question.longest:
        raise Problem(question, Fault.TOO_LONG)
    return (words,) if words else ()


def _one(question: Question, raw: Sequence[str]) -> str:
    if len(raw) > 1:
        raise Problem(question, Fault.ONE_ONLY)
    return raw[0] if raw else ""


def tidy(words: str) -> str:
    """Return what was written without what nobody can see: controls, direction overrides, lone surrogates."""
    lines = unicodedata.normalize("NFC", words.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in lines if c == "\n" or not _is_unseen(c)).strip()


def _is_unseen(character: str) -> bool:
    # Joiners (Cf) belong to Arabic, Farsi and emoji; overrides and isolates could turn the words of others around.
    category = unicodedata.category(character)
    return category in ("Cc", "Cs", "Co") or character in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"


# --- Which questions are asked --------------------------------------------------------------------------------------


def path(definition: Definition, given: Given, *, part: Part = Part.MAIN) -> tuple[Question, ...]:
    """Return the questions of one part that are shown for these answers, in order.

    A condition on a question that is not shown itself is not met, whatever was answered there before.
    """
    shown: dict[str, Question] = {}
    for question in definition.questions:
        if question.show_if is None or _is_met(question.show_if, shown, given):
            shown[question.key] = question
    return tuple(question for question in shown.values() if question.part is part)


def _is_met(condition: Condition, shown: Mapping[str, Question], given: Given) -> bool:
    return condition.question in shown and not set(condition.codes).isdisjoint(given.get(condition.question, ()))


def clean(definition: Definition, given: Given) -> dict[str, tuple[str, ...]]:
    """Return the answers to questions that are shown for them; the others never were asked."""
    asked = {question.key for part in Part for question in path(definition, given, part=part)}
    return {key: answer for key, answer in given.items() if key in asked and answer}


def read_all(definition: Definition, raw: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return every answer as it is kept. Keys that are no question of this survey are passed over.

    Raises:
        Problem: the first answer on the path that can't be kept, or a required one that is missing.
    """
    given: dict[str, tuple[str, ...]] = {}
    for question in definition.questions:
        # Only answers to questions that are shown are in `given` by now.
        condition = question.show_if
        if condition and set(condition.codes).isdisjoint(given.get(condition.question, ())):
            continue
        if answer := read(question, raw.get(question.key, ())):
            given[question.key] = answer
    return given
