"""What a family sent is kept: whole, once, and without a trace of who sent it."""

import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from hashlib import sha256
from typing import TypeVar

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from feedback.comments.services import receive
from feedback.surveys.answers import Given
from feedback.surveys.definition import Definition, Kind, Part, Question
from feedback.surveys.models import Answer, EntryPoint, EqualityAnswer, Receipt, Response, SurveyVersion
from feedback.surveys.models.waves import SMALLEST_AUDIENCE
from guidance.directory.models import Locality

Row = TypeVar("Row")

#: Days for which the same token is known again.
RECEIPT_DAYS = 30
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


class NotAccepted(Exception):
    """The version is none of this wave's: 422."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What one family sent, read and clean (`answers.read_all`, `answers.clean`).

    ``entry`` with its wave and service; ``token`` was made on the phone; ``answered_week`` is any day of the week in
    which it was answered, where that is known.
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
    """Keep what was sent, in one transaction. Some eight queries.

    Raises:
        Closed: its wave takes no answers today.
        NotAccepted: its version is none of its wave's.
        AnotherUnderThisToken: other answers were sent with this token.
    """
    today = today or timezone.localdate()
    wave = sent.entry.wave
    if not (sent.entry.is_active and wave.takes_answers(today)):
        raise Closed
    if not wave.accepted_versions.filter(pk=sent.version.pk).exists():
        raise NotAccepted
    token_mac = mac("token", f"{wave.pk}:{sent.token}")
    body_mac = mac("body", json.dumps([sent.version.digest, sorted(sent.given.items())]))
    try:
        with transaction.atomic():
            if (seen := Receipt.objects.filter(token_mac=token_mac).first()) is not None:
                return _seen(seen, body_mac)
            expires_on = monday(today) + timedelta(days=RECEIPT_DAYS + 7)
            Receipt.objects.create(token_mac=token_mac, body_mac=body_mac, expires_on=expires_on)
            _keep(sent, today=today)
    except IntegrityError:
        # The same was sent twice at once, and the other was first.
        seen = Receipt.objects.filter(token_mac=token_mac).first()
        if seen is None:
            raise
        return _seen(seen, body_mac)
    return Kept.NEW


def _seen(receipt: Receipt, body_mac: str) -> Kept:
    if not hmac.compare_digest(receipt.body_mac, body_mac):
        raise AnotherUnderThisToken
    return Kept.AGAIN


def _keep(sent: Submission, *, today: date) -> None:
    definition = sent.version.definition
    wave, state = sent.entry.wave, Response.State.QUARANTINED if sent.is_suspect else Response.State.COUNTED
    response = Response.objects.create(
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
    Answer.objects.bulk_create(_shuffled(_answers(response, definition, _kept(sent, definition))))
    EqualityAnswer.objects.bulk_create(_shuffled(_equality(sent, definition, state)))
    written = _of_kind(definition, sent.given, Kind.TEXT)
    beside = sent.entry.service_beside_words(sent.language) if written else None
    for key, (words,) in written:
        receive(
            wave_id=wave.pk,
            question=key,
            service_id=beside.pk if beside else None,
            language=sent.language,
            words=words,
            today=today,
        )


def is_kept(question: Question, entry: EntryPoint, language: str) -> bool:
    """Tell whether an answer is kept: an area that families name themselves is held to the rule for that of the way in.

    One query for a question about the area.
    """
    names_the_area = set(Locality.values) <= {option.code for option in question.options}
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
        same = {"response": response, "question": key, "series": question.series}
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


def mac(purpose: str, words: str) -> str:
    """Return a digest of words that only this installation can make: it tells the same again, and nothing else."""
    key = sha256(f"feedback.{purpose}:{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, words.encode(), sha256).hexdigest()
