"""What is read aloud of a survey: its way in, each question, and the pages before and after it is sent."""

from collections.abc import Iterator

from django.utils.translation import gettext_noop as _

from feedback.hearing import marked, said, translated
from feedback.surveys.definition import Definition, Question
from feedback.surveys.models import SurveyVersion
from guidance.document import Document, Items
from home.languages import Language
from home.languages import get as language_with

#: The pages of a survey that ask nothing, by the key of what is read on them.
BEGIN, CHECK, RECORD, THANKS = "begin", "check", "record", "thanks"


def of_question(question: Question, language: Language) -> Document:
    """Return a question as it is read: its section, its words, its hint, its choices."""
    code = language.code
    choices = tuple(marked(option.label(code), language) for option in question.options)
    words = (question.section_title(code), question.label(code), question.hint(code))
    return said(question.key, language, *words, *([Items(choices)] if choices else []))


#: What each of these pages says, as its template does, and which button goes on; in angle brackets, the survey’s words.
_SAID = {
    BEGIN: (
        "<title>",
        "<why>",
        "<who_asks>",
        "<what_is_kept>",
        _("You can pass over any question, and stop at any time. Nothing is kept before you press “Send” at the end."),
        _("Nobody can tell who you are. So nobody can reply, send help, or take your answers out again later."),
        _("Press the button with the arrow to begin, and to go on after each question."),
    ),
    CHECK: (_("Check your answers"), _("Press the button with the arrow to go on.")),
    RECORD: (
        _("What will be kept"),
        _("This is all of it. No name, no address of your phone, no time of day."),
        _("Press the button with the arrow to send your answers."),
    ),
    THANKS: (
        _("Thank you"),
        _("Your answers are kept. They count, whatever you said."),
        "<what_next>",
        _("Nobody can reply to what you have sent. If you need somebody now, ring one of the lines on this page."),
    ),
}


def of_page(page: str, survey: Definition, language: Language) -> Document:
    """Return what is read on one of the pages that ask nothing."""

    def words(message: str) -> str:
        if message.startswith("<"):
            return survey.text(message.strip("<>"), language.code)
        return translated(message, language)

    return said(page, language, *map(words, _SAID[page]))


def asked() -> Iterator[Document]:
    """Yield all that is read, in every language that it has, of the versions whose answers are taken or may be soon."""
    versions = SurveyVersion.objects.filter(is_retired=False, survey__is_sensitive=False).defer("frozen")
    for version in versions:
        for code in version.definition.languages:
            language = language_with(code)
            for page in (BEGIN, CHECK, RECORD, THANKS):
                yield of_page(page, version.definition, language)
            for question in version.definition.questions:
                yield of_question(question, language)
