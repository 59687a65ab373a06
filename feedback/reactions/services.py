"""A reader's word about a page is kept: once, with a week and no more."""

from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from feedback.reactions.models import Reaction
from feedback.reactions.tickets import PageTicket
from feedback.surveys.receipts import Claim
from feedback.surveys.submit import monday

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
    week = monday(today)
    claim = Claim("reaction", f"{ticket}:{question}:{token}", "", week=week) if token else None
    with transaction.atomic(), connection.cursor() as cursor:
        if claim and not claim.note(cursor):
            return False
        Reaction.objects.create(
            page_key=ticket.page_key,
            words_digest=ticket.words_digest,
            language=ticket.language,
            format=ticket.format,
            question=question,
            code=code,
            week=week,
        )
    return True
