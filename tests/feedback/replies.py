"""Replies, plans and the people who sign for their words, for tests."""

from datetime import date
from typing import Any

from django.contrib.auth.models import User

from feedback.models import PlanAction, Recommendation, Reply, ReplySignOff
from feedback.replies.models import InWords
from feedback.replies.words import subject_of, words_to_sign
from home.languages import SOURCE, get
from home.states import steps_read_twice

TODAY = date(2027, 3, 10)


def a_reply(**other: Any) -> Reply:
    words = {"name_en": "Waiting", "said_en": "The wait for a first visit felt too long."}
    return Reply.objects.create(**words | {"heard_on": TODAY} | other)


def a_reply_done(**other: Any) -> Reply:
    done = {"status": "done", "did_en": "Two more mornings are open.", "owner": "Health visiting team"}
    return a_reply(**done | {"done_on": date(2027, 2, 1)} | other)


def an_action(**other: Any) -> PlanAction:
    what = {"what_en": "Ask families which words they understand.", "owner": "Strategic group"}
    which = {"recommendation": Recommendation.objects.get(key="common-language"), "due": date(2027, 9, 30)}
    return PlanAction.objects.create(**what | which | other)


def in_polish(record: InWords) -> Any:
    """Give every text of a record a Polish one."""
    for name in record.texts_in(SOURCE):
        setattr(record, f"{name}_pl", f"{name} po polsku")
    record.save()
    return type(record).objects.get(pk=record.pk)


def people() -> tuple[User, User]:
    first, _is_new = User.objects.get_or_create(username="first")
    second, _is_new = User.objects.get_or_create(username="second")
    return first, second


def sign(record: InWords, *codes: str) -> None:
    """Let two people sign for these languages of a record, as it stands."""
    for code in codes:
        words = words_to_sign(record, get(code))
        for person, step in zip(people(), steps_read_twice(words), strict=True):
            ReplySignOff.objects.create(
                **{subject_of(record): record},
                language=code,
                step=step.value,
                signed_by=person,
                role="Health visitor",
                words_digest=words.digest,
                source_digest=words.source_digest,
            )
