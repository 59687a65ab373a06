"""What feedback does by the clock."""

from datetime import timedelta

from feedback.comments import gate
from home.jobs import timed_job


@timed_job(name="count_unread_comments", every=timedelta(hours=6))
def count_unread_comments() -> None:
    """Count how long comments wait: after a day no more are asked for."""
    gate.count_unread()
