"""Numbers of how the site runs: `/readyz`, `/metrics` and the page "Is all well?" read the same ones.

Each is of the site, none of a reader, and all are read when somebody asks: from the database, and from the disk.
"""

import os
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Min, Q
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page

from home import backups
from home.models import TimedJob

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Work:
    """What the worker has before it and behind it: how many tasks wait, since when, and how many failed of late."""

    waiting: int
    oldest: timedelta
    failed: int


def work(*, now: datetime) -> Work:
    """Return what there is to do. Two queries; records of failed tasks go after two weeks."""
    ready = DBTaskResult.objects.ready().aggregate(count=Count("pk"), since=Min("enqueued_at"))
    oldest = max(now - ready["since"], timedelta()) if ready["since"] else timedelta()
    return Work(ready["count"], oldest, DBTaskResult.objects.failed().count())


def late_jobs(*, now: datetime) -> list[str]:
    """Return the names of the timed jobs that are late, in words. One query."""
    return [str(job) for job in TimedJob.objects.late(now=now)]


def failing_jobs() -> list[str]:
    """Return the names of the timed jobs whose last run failed, in words. One query."""
    return [str(job) for job in TimedJob.objects.failing()]


def pages() -> dict[str, int]:
    """Return how many pages there are in each state, those that stand in for a translation included. One query."""
    # Not by the names of fields: an aggregate called "live" would hide the field from the next.
    counted = Page.objects.filter(depth__gt=1).aggregate(
        as_published=Count("pk", filter=Q(live=True, has_unpublished_changes=False)),
        with_a_draft=Count("pk", filter=Q(live=True, has_unpublished_changes=True)),
        not_published=Count("pk", filter=Q(live=False)),
    )
    return dict(counted)


def backup_age(*, now: datetime) -> timedelta | None:
    """Return how old the last good backup is; ``None`` where there is none, or none is made."""
    last = backups.last_good(settings.BACKUP_DIR, now=now) if settings.BACKUP_DIR else None
    return max(now - last, timedelta()) if last else None


def free_bytes() -> int | None:
    """Return how much is free where the site writes; ``None`` where that place is gone."""
    try:
        return shutil.disk_usage(settings.VAR_DIR).free
    except OSError:
        return None


def kept_bytes() -> int:
    """Return how much the kept pages take of the disk. Looks at each file; files that go meanwhile count nothing."""
    return sum(
        _size(Path(folder) / name) for folder, _folders, names in os.walk(settings.PAGE_CACHE_DIR) for name in names
    )


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
