"""A reader's word about a page is kept: once, with a week and no more."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from feedback.reactions.models import Reaction
from feedback.reactions.tickets import PageTicket
from feedback.surveys.models import Receipt
from feedback.surveys.submit import RECEIPT_DAYS, mac, monday

#: What is answered at once, with people to ring; and a page that leaves many so is to be read again.
HEAVY = frozenset({Reaction.Feeling.GUILTY.value, Reaction.Feeling.WORRIED.value})
#: Words an hour from one network; beyond it they are thanked for and not counted.
WORDS_AN_HOUR = 300


def keep(ticket: PageTicket, question: str, code: str, *, token: str = "", today: date | None = None) -> bool:
    """Keep one word; return whether it is new. With a token, the same comes in once. At most three queries.

    Raises:
        ValueError: the word is none that this question takes.
    """
    known = Reaction.Helped.values if question == Reaction.Question.HELPED else Reaction.Feeling.values
    if question not in Reaction.Question.values or code not in known:
        raise ValueError(f"{code!r} is no answer to {question!r}")
    today = today or timezone.localdate()
    try:
        with transaction.atomic():
            if token:
                _note(f"{ticket}:{question}:{token}", today)
            Reaction.objects.create(
                page_key=ticket.page_key,
                words_digest=ticket.words_digest,
                language=ticket.language,
                format=ticket.format,
                question=question,
                code=code,
                week=monday(today),
            )
    except IntegrityError:
        return False
    return True


def _note(words: str, today: date) -> None:
    expires_on = monday(today) + timedelta(days=RECEIPT_DAYS + 7)
    Receipt.objects.create(token_mac=mac("reaction", words), body_mac="", expires_on=expires_on)
