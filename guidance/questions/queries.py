"""Which questions a parent is offered, in which words. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from guidance.models import QuestionSignOff, QuestionToAsk
from home.languages import SOURCE, Language
from home.records import column
from home.states import PageState, Signature, Step, state_of

#: Signatures by question and language.
Given = dict[tuple[int, str], list[Signature]]


@dataclass(frozen=True, slots=True)
class Offered:
    """A question as it may be shown now: in English, and in another language where its words may be shown there.

    ``is_draft``: somebody has still to sign for the words in one of them.
    """

    key: str
    group: str
    english: str
    theirs: str
    is_draft: bool


def signatures(rows: Iterable[QuestionToAsk]) -> Given:
    """Return all signatures given for these questions. One query."""
    given: Given = {}
    for row in QuestionSignOff.objects.filter(question__in=list(rows)):
        signature = Signature(
            Step(row.step), row.signed_by_id, row.role, row.signed_on, row.words_digest, row.source_digest
        )
        given.setdefault((row.question_id, row.language), []).append(signature)
    return given


def state_in(question: QuestionToAsk, language: Language, given: Given) -> PageState:
    """Return the state of a question's words in a language: a translation is live only while its English is."""
    english = state_of(question.words_to_sign(SOURCE), given.get((question.pk, SOURCE.code), []))
    if language == SOURCE or english is PageState.PREVIEW:
        return english
    return state_of(question.words_to_sign(language), given.get((question.pk, language.code), []))


def offered(language: Language) -> list[Offered]:
    """Return the questions that may be shown, in English and in this language. Two queries."""
    columns = {f"question_{each.code.replace('-', '_')}" for each in (SOURCE, language)}
    rows = list(QuestionToAsk.objects.filter(is_offered=True).only("key", "group", "order", *sorted(columns)))
    given = signatures(rows)
    shown = [_offered(row, language, given) for row in rows]
    return [question for question in shown if question]


def _offered(row: QuestionToAsk, language: Language, given: Given) -> Offered | None:
    english = state_in(row, SOURCE, given)
    if not _may_be_shown(english):
        return None
    theirs = column(row, "question", language) if language != SOURCE else ""
    state = state_in(row, language, given)
    if not _may_be_shown(state):
        theirs = ""
    is_draft = (state if theirs else english) is PageState.PREVIEW
    return Offered(row.key, row.group, column(row, "question", SOURCE), theirs, is_draft)


def _may_be_shown(state: PageState) -> bool:
    return bool(settings.SHOW_PREVIEW) or state is PageState.LIVE
