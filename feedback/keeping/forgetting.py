"""What is deleted because its time is over. Nothing here asks anybody: the rules are in docs/decisions/0023."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from feedback.comments.models import Comment
from feedback.comments.triage import OPEN_CONCERNS, State
from feedback.keeping.shuffling import shuffle
from feedback.reactions.models import Reaction
from feedback.surveys.models import Answer, EqualityAnswer, Receipt, Response

#: How long answers are kept after their wave has closed; only what was counted from them stays.
MONTHS = 24

_OPEN = Q(state__in=[state.value for state in (State.NEW, *OPEN_CONCERNS)])


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many of one kind go, or would go."""

    what: str
    why: str
    count: int


def forget(*, today: date | None = None) -> list[Forgotten]:
    """Delete what is over, in one transaction; return what went. A second run finds nothing."""
    today = today or timezone.localdate()
    with transaction.atomic():
        gone = due(today=today)
        _receipts(today).delete()
        _originals(today).update(original="")
        for rows in (_answers(today), _responses(today), _equality(today), _comments(today), _reactions(today)):
            rows.delete()
    # Rows that come after these may take their places.
    shuffle()
    return gone


def due(*, today: date | None = None) -> list[Forgotten]:
    """Return what is over, and delete nothing: the dry run. One query a kind."""
    today = today or timezone.localdate()
    return [Forgotten(what, why, rows.count()) for what, why, rows in _kinds(today)]


def _kinds(today: date) -> Iterator[tuple[str, str, QuerySet[Any]]]:
    after_wave = f"{MONTHS} months after their wave"
    yield "receipts", "past their day", _receipts(today)
    yield "comments as they were written", "past their day, and sorted", _originals(today)
    yield "responses", after_wave, _responses(today)
    yield "answers", after_wave, _answers(today)
    yield "equality answers", after_wave, _equality(today)
    yield "comments", f"{after_wave}, and no open worry", _comments(today)
    yield "words about pages", f"{MONTHS} months after their week", _reactions(today)


def _receipts(today: date) -> QuerySet[Receipt]:
    return Receipt.objects.filter(expires_on__lt=today)


def _originals(today: date) -> QuerySet[Comment]:
    """Return the comments whose own words are over. Never those that nobody has read, or a worry that is open."""
    return Comment.objects.filter(purge_original_on__lte=today).exclude(original="").exclude(_OPEN)


def _responses(today: date) -> QuerySet[Response]:
    return Response.objects.filter(wave__closes_on__lt=_earlier(today))


def _answers(today: date) -> QuerySet[Answer]:
    return Answer.objects.filter(response__wave__closes_on__lt=_earlier(today))


def _equality(today: date) -> QuerySet[EqualityAnswer]:
    return EqualityAnswer.objects.filter(wave__closes_on__lt=_earlier(today))


def _comments(today: date) -> QuerySet[Comment]:
    return Comment.objects.filter(wave__closes_on__lt=_earlier(today)).exclude(_OPEN)


def _reactions(today: date) -> QuerySet[Reaction]:
    return Reaction.objects.filter(week__lt=_earlier(today))


def _earlier(today: date) -> date:
    """Return the same day so many months before; the 28th for the 29th of February."""
    leaps = (today.month, today.day) == (2, 29)
    return today.replace(year=today.year - MONTHS // 12, day=28 if leaps else today.day)
