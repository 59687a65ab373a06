"""What the templates of a survey are given: one question a page, the check, the record that will be kept."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.hearing import Sound
from feedback.surveys import submit
from feedback.surveys.answers import Fault, Given, Problem, path
from feedback.surveys.definition import Definition, Kind, Part, Question
from feedback.surveys.models import EntryPoint
from home.languages import Language
from home.records import words_of

#: What is wrong with an answer, in the family's language.
FAULTS: Mapping[Fault, Promise] = {
    Fault.NEEDED: gettext_lazy("Choose an answer. “I would rather not say” is an answer too, where you see it."),
    Fault.NOT_A_CHOICE: gettext_lazy("Choose one of the answers on this page."),
    Fault.ONE_ONLY: gettext_lazy("Choose one answer only."),
    Fault.NOT_TOGETHER: gettext_lazy("One of your answers can only stand alone. Take away the others, or this one."),
    Fault.NOT_A_NUMBER: gettext_lazy("Write a whole number, like 3."),
    Fault.TOO_LOW: gettext_lazy("Write a number that is not below %(lowest)s."),
    Fault.TOO_HIGH: gettext_lazy("Write a number that is not above %(highest)s."),
    Fault.TOO_LONG: gettext_lazy("Please make it shorter: %(longest)s letters at most."),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice as it is shown."""

    code: str
    label: str
    drawing: str
    is_chosen: bool
    is_exclusive: bool


@dataclass(frozen=True, slots=True)
class PossibleProblem:
    """What a phone without a signal can see to be wrong with an answer; ``limit`` is the number it is held against."""

    fault: str
    words: str
    limit: str


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """One question as it is shown, in one language.

    ``typed`` is what stands in its box; ``problem`` what is wrong; ``if_key`` and ``if_codes`` what it depends on;
    ``sound_url`` where it can be heard, and ``""`` where it can't.
    """

    key: str
    kind: str
    section_title: str
    label: str
    hint: str
    choices: tuple[Choice, ...]
    typed: str
    problem: str
    longest: int
    if_key: str
    if_codes: str
    possible_problems: tuple[PossibleProblem, ...]
    sound_url: str
    is_voice_checked: bool

    @property
    def name(self) -> str:
        """The name of its field in the form."""
        return field_name(self.key)

    @property
    def described_by(self) -> str:
        """The ids of what stands between the question and its answer."""
        parts = [("hint", self.hint), ("problem", self.problem)]
        return " ".join(f"{self.name}-{part}" for part, words in parts if words)

    @property
    def first_field(self) -> str:
        """The id of the field that a link in the error summary leads to."""
        return f"{self.name}-{self.choices[0].code}" if self.choices else self.name


@dataclass(frozen=True, slots=True)
class Row:
    """A question and what was answered, as the family checks it."""

    key: str
    label: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the record that will be kept, in words. ``is_survey_words``: in the survey's language."""

    label: str
    value: str
    label_is_survey_words: bool = False
    value_is_survey_words: bool = False


def field_name(key: str) -> str:
    return f"answer-{key}"


def shown_question(
    question: Question,
    language: Language,
    *,
    given: Sequence[str] = (),
    problem: Problem | None = None,
    sound: Sound | None = None,
) -> ShownQuestion:
    """Return a question with what was chosen or typed."""
    code = language.code
    choices = tuple(
        Choice(option.code, option.label(code), option.drawing, option.code in given, option.exclusive)
        for option in question.options
    )
    return ShownQuestion(
        key=question.key,
        kind=question.kind.value,
        section_title=question.section_title(code),
        label=question.label(code),
        hint=question.hint(code),
        choices=choices,
        typed=given[0] if given and not choices else "",
        problem=problem_words(problem) if problem and problem.question.key == question.key else "",
        longest=question.longest,
        if_key=question.show_if.question if question.show_if else "",
        if_codes=" ".join(question.show_if.codes) if question.show_if else "",
        possible_problems=tuple(_possible_problems(question)),
        sound_url=sound.url if sound else "",
        is_voice_checked=sound is not None and sound.is_checked,
    )


def _possible_problems(question: Question) -> Iterator[PossibleProblem]:
    limits = {
        Fault.NEEDED: "" if question.required else None,
        Fault.NOT_A_NUMBER: "" if question.kind is Kind.NUMBER else None,
        Fault.TOO_LOW: question.lowest if question.kind is Kind.NUMBER else None,
        Fault.TOO_HIGH: question.highest if question.kind is Kind.NUMBER else None,
    }
    for fault, limit in limits.items():
        if limit is not None:
            yield PossibleProblem(fault.value, problem_words(Problem(question, fault)), str(limit))


def problem_words(problem: Problem) -> str:
    """Return what is wrong, in the interface's language."""
    question = problem.question
    limits = {"lowest": question.lowest, "highest": question.highest, "longest": question.longest}
    return str(FAULTS[problem.fault]) % limits


def asked(definition: Definition, given: Given, *, part: Part, with_words: bool) -> tuple[Question, ...]:
    """Return the questions that are asked: those for free text only where somebody reads what is written."""
    return tuple(
        question for question in path(definition, given, part=part) if with_words or question.kind is not Kind.TEXT
    )


def rows(questions: Iterable[Question], given: Given, language: Language) -> list[Row]:
    """Return what was answered, question by question."""
    return [
        Row(question.key, question.label(language.code), answer_words(question, given.get(question.key, ()), language))
        for question in questions
        if question.kind is not Kind.INFORMATION
    ]


def answer_words(question: Question, answer: Sequence[str], language: Language) -> tuple[str, ...]:
    """Return an answer in words: the labels of its codes, else what was typed."""
    if not question.kind.has_options:
        return tuple(answer)
    return tuple(option.label(language.code) for option in question.options if option.code in answer)


def service_name(point: EntryPoint, language: Language) -> str:
    """Return the service that the answers are about; empty where they are about none."""
    return words_of(point.service, ("name",), language)[0]["name"] if point.service else ""


def record(
    point: EntryPoint, definition: Definition, given: Given, language: Language, interface: Language, week: date
) -> tuple[list[Fact], list[Fact]]:
    """Return the literal record that will be kept, in words: with the answers, and apart from them."""
    service = service_name(point, interface) or _("none")
    area = point.get_locality_display() if point.locality_to_keep(language.code) else _("not kept")
    facts = [
        Fact(_("Survey"), definition.text("title", language.code), value_is_survey_words=True),
        Fact(_("Week"), _("the week that begins on %(day)s") % {"day": date_format(week)}),
        Fact(_("Language"), language.own_name, value_is_survey_words=True),
        Fact(_("Service"), str(service)),
        Fact(_("Area"), str(area)),
        Fact(_("How you came here"), str(point.get_kind_display())),
    ]
    apart: list[Fact] = []
    for question in definition.questions:
        answer = answer_words(question, given.get(question.key, ()), language)
        if answer and not submit.is_kept(question, point, language.code):
            facts.append(Fact(question.label(language.code), _("not kept"), label_is_survey_words=True))
        elif answer:
            is_apart = question.kind is Kind.TEXT or question.part is Part.EQUALITY
            lines = apart if is_apart else facts
            lines.append(Fact(question.label(language.code), " · ".join(answer), True, True))
    return facts, apart
