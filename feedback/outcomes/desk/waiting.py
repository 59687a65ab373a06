"""How far a release is that somebody asked for: what the worker is doing, as far as anybody knows."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from home.models.jobs import TimedJob

JOB = "build_releases"


@dataclass(frozen=True, slots=True)
class Progress:
    words: str
    is_stuck: bool = False


def progress() -> Progress:
    """Return what the worker that builds releases does now. One query."""
    job = TimedJob.objects.filter(name=JOB).first()
    if job is None:
        return Progress("No worker has run on this site yet: nothing is built until one runs.", is_stuck=True)
    if job.is_running:
        begun = f" since {_clock(job.last_run)}" if job.last_run else ""
        return Progress(f"The worker is building{begun}. A large quarter takes some minutes.")
    if job in TimedJob.objects.late():
        words = f"The worker should have looked at {_clock(job.next_run)}, and has not: it is busy, or it has stopped."
        return Progress(words, is_stuck=True)
    return Progress(f"The worker looks every minute, next at {_clock(job.next_run)}.")


def hurry() -> None:
    """Have the worker look at once."""
    TimedJob.objects.hurry(JOB)


def _clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M}"
