"""What happens to comments: received, read, sorted, passed on, forgotten."""

from datetime import date, timedelta

from feedback.comments.models import Comment

#: How long what somebody wrote is kept as they wrote it, at least.
ORIGINAL_DAYS = 90


def receive(*, wave_id: int, question: str, service_id: int | None, language: str, words: str, today: date) -> Comment:
    """Keep what a family wrote, beside nothing else that it answered. One query."""
    return Comment.objects.create(
        wave_id=wave_id,
        question=question,
        service_id=service_id,
        language=language,
        original=words,
        purge_original_on=_first_of_next_month(today + timedelta(days=ORIGINAL_DAYS)),
    )


def _first_of_next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
