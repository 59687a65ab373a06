"""When there is a box to write in: only while people are there who read what is written, and do.

It closes by itself. Somebody leaves, loses the permission, or comments wait a day unread: from then on families are
asked everything else and are given no box, until it is mended.
"""

from collections.abc import Iterable
from typing import Any, Protocol

from django.contrib.auth import get_user_model
from django.db.models import F, TextChoices
from django.utils.translation import gettext_lazy as _

from feedback.comments.models import Comment

#: What a moderator and a safeguarding lead must hold.
MODERATE = "feedback.moderate_comment"
LEAD = "feedback.lead_safeguarding"
_BACKEND = "django.contrib.auth.backends.ModelBackend"
#: The timed job comes round every six hours: found unread this often, a comment is a day old.
ROUNDS_A_DAY = 4


class Moderated(Protocol):
    """What a survey says of who reads its comments."""

    pk: Any
    moderator_id: Any
    second_moderator_id: Any
    safeguarding_lead_id: Any
    moderation_hours: str
    moderation_languages: Any


class Why(TextChoices):
    """Why there is no box, in an editor's words."""

    NO_MODERATOR = "no-moderator", _("Two moderators who may read comments have to be named.")
    ONE_PERSON_TWICE = "one-person-twice", _("The two moderators are the same person.")
    NO_LEAD = "no-lead", _("A safeguarding lead who may take up worries has to be named.")
    NO_HOURS = "no-hours", _("It is not said when comments are read.")
    NO_LANGUAGE = "no-language", _("No language is named in which comments can be read.")
    QUEUE = "queue", _("Comments have waited a day, and nobody has read them.")


def is_open(survey: Moderated, language_code: str) -> bool:
    """Tell whether families may write in their own words in this language. At most three queries."""
    return language_code in survey.moderation_languages and not why_closed(survey)


def why_closed(survey: Moderated) -> list[Why]:
    """Return everything that keeps a survey's box closed in every language. At most three queries."""
    moderators = {survey.moderator_id, survey.second_moderator_id} - {None}
    found = []
    if len(_able(moderators, MODERATE)) < len(moderators) or not (survey.moderator_id and survey.second_moderator_id):
        found.append(Why.NO_MODERATOR)
    elif len(moderators) == 1:
        found.append(Why.ONE_PERSON_TWICE)
    if not _able({survey.safeguarding_lead_id} - {None}, LEAD):
        found.append(Why.NO_LEAD)
    if not survey.moderation_hours.strip():
        found.append(Why.NO_HOURS)
    if not survey.moderation_languages:
        found.append(Why.NO_LANGUAGE)
    if Comment.objects.filter(wave__survey=survey.pk, rounds_unread__gte=ROUNDS_A_DAY).exists():
        found.append(Why.QUEUE)
    return found


def _able(people: Iterable[Any], permission: str) -> set[Any]:
    """Return those of these people whose account is in use and who hold the permission. One query, if any."""
    wanted = set(people)
    if not wanted:
        return set()
    able = get_user_model()._default_manager.with_perm(permission, backend=_BACKEND)
    return set(able.filter(pk__in=wanted).values_list("pk", flat=True))


def count_unread() -> None:
    """Note of every comment that nobody has read that another six hours have gone; no more than a day is counted."""
    unread = Comment.objects.filter(state=Comment.State.NEW, rounds_unread__lt=ROUNDS_A_DAY)
    unread.update(rounds_unread=F("rounds_unread") + 1)
