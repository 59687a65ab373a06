"""What feedback does by the clock."""

import logging
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from feedback import hearing
from feedback.comments import gate
from feedback.keeping.archive import words_for
from feedback.keeping.forgetting import forget
from feedback.keeping.shuffling import shuffle
from feedback.keeping.this_site import back_up_this_site
from feedback.listening import aloud
from feedback.surveys import reading
from home.backups import forget_older
from home.jobs import timed_job

logger = logging.getLogger(__name__)


@timed_job(name="count_unread_comments", every=timedelta(hours=6))
def count_unread_comments() -> None:
    """Count how long comments wait: after a day no more are asked for."""
    gate.count_unread()


@timed_job(name="read_questions_aloud", every=timedelta(minutes=10), lease=timedelta(hours=1))
def read_questions_aloud() -> None:
    """Read aloud the questions, and the page that talks, where they have no sound yet; drop what is said no more.

    Where nothing is new it only looks: a look at the disk for each question and language.
    """
    hearing.make_missing([*aloud.everything(), *reading.asked()])


@timed_job(name="build_releases", every=timedelta(minutes=1), lease=timedelta(hours=1))
def build_releases() -> None:
    """Build the releases that somebody has asked for."""
    # Not above: the web processes are made from one that has read this module, and would hold the solver, too.
    from feedback.outcomes.releases.building import build_waiting

    build_waiting()


@timed_job(name="shuffle_answers", every=timedelta(hours=1))
def shuffle_answers() -> None:
    """Take every new row to a place that says nothing."""
    shuffle()


@timed_job(name="forget_answers", every=timedelta(days=1))
def forget_answers() -> None:
    """Delete what families told us once its time is over."""
    forget()


@timed_job(name="back_up", every=timedelta(days=1), lease=timedelta(hours=1))
def back_up() -> None:
    """Back up database and media where a folder is set; then, and only then, delete backups beyond those to be kept."""
    if settings.BACKUP_DIR:
        made = back_up_this_site(settings.BACKUP_DIR)
        if made.missing:
            logger.warning("%s:%s", made.file, words_for(made.missing))
        forget_older(settings.BACKUP_DIR, kept=settings.BACKUPS_KEPT, now=timezone.now())
