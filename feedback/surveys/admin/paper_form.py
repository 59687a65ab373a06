"""One form on paper as it is typed in: what was ticked, what of it can be kept, and what is wrong with the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from feedback.surveys.answers import Problem, read
from feedback.surveys.definition import Condition, Definition, Kind, Part, Question
from feedback.surveys.pages import ShownQuestion, field_name, problem_words, shown_question
from feedback.surveys.submit import WEEKS_BACK, monday
from home.languages import SOURCE, Language

#: What was ticked and typed, by question key.
Raw = Mapping[str, Sequence[str]]


@dataclass(slots=True)
class Judged:
    """What of a form can be kept, and what is wrong with the rest, in words. Nothing is passed over in silence."""

    given: dict[str, tuple[str, ...]] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """A question as it is typed in: its words on the paper, its English where they are not, and what is wrong."""

    shown: ShownQuestion
    english: str
    condition: str
    problem: str
    begins_equality: bool


def typed_questions(definition: Definition, *, with_words: bool) -> tuple[Question, ...]:
    """Return the questions that are typed in, in the order of the paper: equality questions stand last."""
    asked = [
        question
        for question in definition.questions
        if question.kind is not Kind.INFORMATION and (with_words or question.kind is not Kind.TEXT)
    ]
    return tuple(sorted(asked, key=lambda question: question.part is Part.EQUALITY))


def judge(definition: Definition, questions: Sequence[Question], raw: Raw) -> Judged:
    """Return what can be kept. An answer to a question that was not for this family is a problem, not thrown away."""
    judged = Judged()
    typed = {question.key for question in questions}
    for question in definition.questions:
        said = [words for words in raw.get(question.key, ()) if words.strip()]
        if question.key not in typed:
            continue
        if question.show_if and not _is_met(question.show_if, judged):
            # Where the question before has a problem itself, mending that comes first.
            if said and question.show_if.question not in judged.problems:
                judged.problems[question.key] = _("Not for this family, after the answer above. Clear one of them.")
            continue
        try:
            answer = read(question, said)
        except Problem as problem:
            judged.problems[question.key] = problem_words(problem)
        else:
            judged.given |= {question.key: answer} if answer else {}
    return judged


def _is_met(condition: Condition, judged: Judged) -> bool:
    return not set(condition.codes).isdisjoint(judged.given.get(condition.question, ()))


def paper_questions(
    definition: Definition, questions: Sequence[Question], raw: Raw, problems: Mapping[str, str], language: Language
) -> list[PaperQuestion]:
    """Return the questions as they are shown, with what was typed so far."""
    first_equality = next((question.key for question in questions if question.part is Part.EQUALITY), "")
    return [
        PaperQuestion(
            shown=shown_question(question, language, given=raw.get(question.key, ())),
            english="" if language == SOURCE else question.label(SOURCE.code),
            condition=condition_words(definition, question),
            problem=problems.get(question.key, ""),
            begins_equality=question.key == first_equality,
        )
        for question in questions
    ]


def condition_words(definition: Definition, question: Question) -> str:
    """Return on which earlier answer a question depends, in English; ``""`` where on none."""
    asked = definition.question(question.show_if.question) if question.show_if else None
    if question.show_if is None or asked is None:
        return ""
    options = (asked.option(code) for code in question.show_if.codes)
    answers = " / ".join(option.label(SOURCE.code) for option in options if option)
    return _("Only where “%(question)s” was answered: %(answers)s") % {
        "question": asked.label(SOURCE.code),
        "answers": answers,
    }


def raw_of(questions: Sequence[Question], data: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return what was sent, by question key. ``data`` is by the name of the field."""
    return {question.key: data.get(field_name(question.key), []) for question in questions}


def weeks(today: date) -> list[tuple[str, str]]:
    """Return the weeks an answer may belong to, this one first."""
    mondays = [monday(today) - timedelta(weeks=back) for back in range(WEEKS_BACK + 1)]
    return [(day.isoformat(), _("the week that begins on %(day)s") % {"day": date_format(day)}) for day in mondays]
