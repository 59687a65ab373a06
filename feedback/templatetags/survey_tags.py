"""What templates for editors may ask of surveys."""

from dataclasses import dataclass

from django import template
from django.utils.translation import gettext as _

from feedback.surveys.admin.paper_form import condition_words
from feedback.surveys.definition import SURVEY_TEXTS, Definition, Part, Question, Texts, Words
from feedback.surveys.freeze import written_of
from feedback.surveys.models import Survey, SurveyVersion
from feedback.surveys.pages import ShownQuestion, shown_question
from home.languages import REGISTRY, SOURCE, Language

register = template.Library()


@dataclass(frozen=True, slots=True)
class DraftText:
    """One text, in the language it is in."""

    text: str
    words: Language


@dataclass(frozen=True, slots=True)
class DraftQuestion:
    """One question, in the language all of it is in."""

    shown: ShownQuestion
    words: Language


@dataclass(frozen=True, slots=True)
class Draft:
    """A survey as it is being written, in one language: what is not there yet is in English."""

    texts: dict[str, DraftText]
    questions: list[DraftQuestion]


@register.simple_tag
def survey_draft(survey: Survey, language: Language) -> Draft:
    """Return the survey as it is being written. One query a question that has options."""
    written = written_of(survey)
    texts = {name: _text(written.texts.get(name, {}), language) for name in SURVEY_TEXTS}
    return Draft(texts, [_question(question, language) for question in written.questions])


def _text(words: Words, language: Language) -> DraftText:
    if words.get(language.code):
        return DraftText(words[language.code], language)
    return DraftText(words.get(SOURCE.code, ""), SOURCE)


def _question(question: Question, language: Language) -> DraftQuestion:
    texts = [question.texts, *(option.texts for option in question.options)]
    is_whole = all(_speaks(each, language) for each in texts)
    words = language if is_whole else SOURCE
    return DraftQuestion(shown_question(question, words), words)


def _speaks(texts: Texts, language: Language) -> bool:
    return all(words.get(language.code) for words in texts.values())


@dataclass(frozen=True, slots=True)
class VersionQuestion:
    """One question of a version, as an editor reads it."""

    key: str
    label: str
    hint: str
    options: list[tuple[str, str]]
    when: str


@dataclass(frozen=True, slots=True)
class VersionWords:
    """A published version in words."""

    languages: list[Language]
    questions: list[VersionQuestion]


@register.simple_tag
def version_words(version: SurveyVersion) -> VersionWords:
    """Return what a version asks, in English. One query, the first time."""
    definition, code = version.definition, SOURCE.code
    questions = [
        VersionQuestion(
            key=question.key,
            label=question.label(code),
            hint=question.hint(code),
            options=[(option.code, option.label(code)) for option in question.options],
            when=_when(definition, question),
        )
        for question in definition.questions
    ]
    languages = [language for language in REGISTRY if language.code in definition.languages]
    return VersionWords(languages, questions)


def _when(definition: Definition, question: Question) -> str:
    asked = condition_words(definition, question)
    return " ".join(filter(None, [asked, _("Equality question.") if question.part is Part.EQUALITY else ""]))
