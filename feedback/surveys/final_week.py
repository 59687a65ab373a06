"""How many families answered in a week to which no answer can be added any more."""

from datetime import date, timedelta

from django.conf import settings

from feedback.surveys.models import Response
from feedback.surveys.submit import WEEKS_BACK, monday


def final_week(today: date) -> date:
    """Return the Monday of the last week that is final: what waited on a phone may still join any week after it."""
    return monday(today) - timedelta(weeks=WEEKS_BACK + 1)


def answers_of_final_week(*, today: date) -> int | None:
    """Return the answers of the last whole week that is final, of all surveys together; ``None`` where they are few.

    Whoever asks every minute must not see when an answer came: a number that grew by one would say so. One query.
    """
    count = Response.objects.filter(week=final_week(today)).count()
    return count if count >= settings.OUTCOMES_THRESHOLDS["base"] else None
