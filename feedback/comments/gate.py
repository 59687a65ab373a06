"""When there is a box to write in: only while people are there who read what is written, and do.

It closes by itself. Somebody leaves, loses the permission, or comments wait a day unread: from then on families are
asked everything else and are given no box, until it is mended.
"""

from typing import Any, Protocol

from django.contrib.auth import get_user_model
from django.db.models import F, QuerySet, TextChoices, Value
from django.utils.translation import gettext_lazy as _

from feedback.comments.models import Comment

#: What a moderator and a safeguarding lead must hold.
MODERATE = "feedback.moderate_comment"
LEAD = "feedback.lead_safeguarding"
_BACKEND = "django.contrib.auth.backends.ModelBackend"
#: The timed job comes round every six hours: found unread this often, a comment is a day old.
ROUNDS_A_DAY = 4
#: How a waiting comment is told among the facts about people.
_WAITS = ("waits", 0)


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
    """Tell whether families may write in their own words in this language. One query, or none."""
    return language_code in survey.moderation_languages and not why_closed(survey)


def why_closed(survey: Moderated) -> list[Why]:
    """Return everything that keeps a survey's box closed in every language. One query."""
    moderators = {survey.moderator_id, survey.second_moderator_id} - {None}
    facts = _facts(survey, moderators)
    found = []
    if len(facts & {(MODERATE, each) for each in moderators}) < len(moderators) or not (
        survey.moderator_id and survey.second_moderator_id
    ):
        found.append(Why.NO_MODERATOR)
    elif len(moderators) == 1:
        found.append(Why.ONE_PERSON_TWICE)
    if (LEAD, survey.safeguarding_lead_id) not in facts:
        found.append(Why.NO_LEAD)
    if not survey.moderation_hours.strip():
        found.append(Why.NO_HOURS)
    if not survey.moderation_languages:
        found.append(Why.NO_LANGUAGE)
    if _WAITS in facts:
        found.append(Why.QUEUE)
    return found


def _facts(survey: Moderated, moderators: set[Any]) -> set[tuple[str, Any]]:
    """Return who of those named is able to, with an account in use, and whether a comment waits. One query."""
    users = get_user_model()._default_manager

    def able(permission: str, people: set[Any]) -> QuerySet[Any]:
        held = users.with_perm(permission, backend=_BACKEND).filter(pk__in=people).order_by()
        return held.annotate(fact=Value(permission)).values_list("fact", "pk")

    unread = Comment.objects.filter(wave__survey=survey.pk, rounds_unread__gte=ROUNDS_A_DAY).order_by()
    waits = unread.annotate(fact=Value(_WAITS[0]), nobody=Value(_WAITS[1])).values_list("fact", "nobody")
    return set(able(MODERATE, moderators).union(able(LEAD, {survey.safeguarding_lead_id} - {None}), waits))


def count_unread() -> None:
    """Note of every comment that nobody has read that another six hours have gone; no more than a day is counted."""
    unread = Comment.objects.filter(state=Comment.State.NEW, rounds_unread__lt=ROUNDS_A_DAY)
    unread.update(rounds_unread=F("rounds_unread") + 1)
