"""What a family sent is kept: whole, once, and without a trace of who sent it."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from feedback.comments.models import Comment
from feedback.comments.services import received
from feedback.surveys.answers import Given
from feedback.surveys.definition import Definition, Kind, Part, Question
from feedback.surveys.models import Answer, EntryPoint, EqualityAnswer, Response, SurveyVersion
from feedback.surveys.models.waves import SMALLEST_AUDIENCE
from feedback.surveys.receipts import Claim, Insert
from feedback.surveys.turns import turn
from guidance.directory.models import Locality

Row = TypeVar("Row")

_AREAS = frozenset(Locality.values)
#: An answer that waited on a phone belongs to the week it was given in, but never to one longer ago than this.
WEEKS_BACK = 2


class Kept(Enum):
    NEW = "new"
    #: Sent before, word for word: nothing was added.
    AGAIN = "again"


class AnotherUnderThisToken(Exception):
    """The token was used for other answers: 409."""


class Closed(Exception):
    """The wave takes no answers any more, or not yet: 410, and nothing is kept."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What one family sent, read and clean (`answers.read_all`, `answers.clean`).

    ``entry`` with its wave; ``version`` is one that the wave takes (`offered.accepted`); ``token`` was made on the
    phone; ``answered_week`` is any day of the week in which it was answered, where that is known.
    """

    entry: EntryPoint
    version: SurveyVersion
    language: str
    given: Given
    token: str
    mode: str = Response.Mode.SELF
    answered_week: date | None = None
    is_suspect: bool = False


def submit_response(sent: Submission, *, today: date | None = None) -> Kept:
    """Keep what was sent, in one transaction. One query a table, and more for an area.

    Raises:
        Closed: its wave takes no answers today.
        AnotherUnderThisToken: other answers were sent with this token.
    """
    today = today or timezone.localdate()
    wave = sent.entry.wave
    if not (sent.entry.is_active and wave.takes_answers(today)):
        raise Closed
    body = json.dumps([sent.version.digest, sorted(sent.given.items())])
    claim = Claim("token", f"{wave.pk}:{sent.token}", body, week=monday(today))
    # All is ready before the turn comes: others wait for as long as we write.
    inserts = [Insert.of(rows) for rows in _rows(sent, today=today) if rows]
    with turn(), transaction.atomic(), connection.cursor() as cursor:
        is_new = claim.note(cursor)
        for insert in inserts if is_new else ():
            insert.run(cursor)
    if is_new:
        return Kept.NEW
    # It was sent before, or twice at once and the other was first.
    if not claim.is_the_same():
        raise AnotherUnderThisToken
    return Kept.AGAIN


def _rows(sent: Submission, *, today: date) -> list[Sequence[Model]]:
    """Return what is kept, table by table."""
    definition = sent.version.definition
    wave, state = sent.entry.wave, Response.State.QUARANTINED if sent.is_suspect else Response.State.COUNTED
    response = Response(
        wave=wave,
        version=sent.version,
        language=sent.language,
        service_id=sent.entry.service_id,
        locality=sent.entry.locality_to_keep(sent.language),
        entry_kind=sent.entry.kind,
        mode=sent.mode,
        week=week_of(sent.answered_week, today=today),
        state=state,
    )
    answers = _shuffled(_answers(response, definition, _kept(sent, definition)))
    equality = _shuffled(_equality(sent, definition, state))
    return [[response], answers, equality, _comments(sent, definition, today=today)]


def _comments(sent: Submission, definition: Definition, *, today: date) -> list[Comment]:
    written = _of_kind(definition, sent.given, Kind.TEXT)
    beside = sent.entry.service_beside_words(sent.language) if written else None
    return [
        received(
            wave_id=sent.entry.wave_id,
            question=key,
            service_id=beside.pk if beside else None,
            language=sent.language,
            words=words,
            today=today,
        )
        for key, (words,) in written
    ]


def is_kept(question: Question, entry: EntryPoint, language: str) -> bool:
    """Tell whether an answer is kept: an area that families name themselves is held to the rule for that of the way in.

    One query for a question about the area.
    """
    names_the_area = {option.code for option in question.options} >= _AREAS
    return not names_the_area or entry.expected_in(language) >= SMALLEST_AUDIENCE


def _kept(sent: Submission, definition: Definition) -> Given:
    asked = {key: definition.question(key) for key in sent.given}
    return {
        key: sent.given[key]
        for key, question in asked.items()
        if question is not None and is_kept(question, sent.entry, sent.language)
    }


def _answers(response: Response, definition: Definition, given: Given) -> list[Answer]:
    rows = []
    for key, answer in given.items():
        question = definition.question(key)
        if question is None or question.part is Part.EQUALITY or question.kind is Kind.TEXT:
            continue
        same = {"response_id": response.pk, "question": key, "series": question.series}
        if question.kind is Kind.NUMBER:
            rows.append(Answer(**same, number=int(answer[0])))
        else:
            rows += [Answer(**same, code=code) for code in answer]
    return rows


def _equality(sent: Submission, definition: Definition, state: str) -> list[EqualityAnswer]:
    return [
        EqualityAnswer(wave=sent.entry.wave, question=question.key, series=question.series, code=code, state=state)
        for question in definition.questions
        if question.part is Part.EQUALITY and question.kind.has_options
        for code in sent.given.get(question.key, ())
    ]


def _of_kind(definition: Definition, given: Given, kind: Kind) -> list[tuple[str, tuple[str, ...]]]:
    asked = [question.key for question in definition.questions if question.kind is kind]
    return [(key, given[key]) for key in asked if given.get(key)]


def _shuffled(rows: list[Row]) -> list[Row]:
    """Return the rows in an order that says nothing."""
    return secrets.SystemRandom().sample(rows, len(rows))


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_of(answered: date | None, *, today: date) -> date:
    """Return the Monday of the week an answer belongs to: when it was given, if that is believable, else today's."""
    this_week = monday(today)
    if answered is None or not this_week - timedelta(weeks=WEEKS_BACK) <= monday(answered) <= this_week:
        return this_week
    return monday(answered)
