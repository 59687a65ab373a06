"""Timed jobs as rows: when each last ran, when it is due, and which are late.

A row is claimed by one conditional UPDATE, so that two workers never run one job twice. What a job does is
registered in `home.jobs`; this module only keeps its times.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from home.clocks import DIFFER, ahead

#: A job that should have begun this long ago, and has not, means that no worker is running, or that it is stuck.
LATE_AFTER = timedelta(minutes=5)
#: A failed job is tried again after its interval, or after this, whichever is sooner.
RETRY_AFTER = timedelta(minutes=5)


class TimedJobQuerySet(models.QuerySet["TimedJob"]):
    def free(self, *, now: datetime) -> Self:
        """Return the jobs that no living worker holds: a lease that has run out counts as none."""
        return self.filter(Q(lease_until=None) | Q(lease_until__lte=now) | ahead("last_run", now=now))

    def due(self, *, now: datetime | None = None) -> Self:
        """Return the jobs that a worker may take now, the longest waiting first."""
        now = now or timezone.now()
        return self.free(now=now).filter(Q(next_run__lte=now) | ahead("last_run", now=now)).order_by("next_run", "name")

    def late(self, *, now: datetime | None = None) -> Self:
        """Return the jobs that were due more than five minutes ago and that nobody is running."""
        now = now or timezone.now()
        return self.due(now=now).filter(Q(next_run__lt=now - LATE_AFTER) | ahead("last_run", now=now))

    def failing(self) -> Self:
        """Return the jobs whose last run ended in an error."""
        return self.exclude(last_error="")

    def hurry(self, name: str) -> None:
        """Let a job be due at once. One query."""
        self.filter(name=name).update(next_run=timezone.now())

    def claim(self, name: str, *, lease: timedelta, now: datetime | None = None) -> TimedJob | None:
        """Take a due job for this worker; return ``None`` if it is not due or another worker has it.

        One UPDATE and one SELECT. If the worker dies, the job can be taken again when ``lease`` has passed.
        """
        now = now or timezone.now()
        claimed = self.due(now=now).order_by().filter(name=name).update(last_run=now, lease_until=now + lease)
        return self.get(name=name) if claimed else None


class TimedJob(models.Model):
    name = models.CharField(max_length=100, unique=True)
    interval = models.DurationField()
    next_run = models.DateTimeField(default=timezone.now, db_index=True)
    last_run = models.DateTimeField("last started", null=True, blank=True)
    last_finished = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField("held by a worker until", null=True, blank=True)
    last_error = models.TextField(blank=True)

    objects = TimedJobQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(interval__gt=timedelta(0)), name="timed_job_interval_is_positive"),
        ]

    def __str__(self) -> str:
        return self.name.replace("_", " ")

    @property
    def is_running(self) -> bool:
        now = timezone.now()
        is_ahead = self.last_run is not None and self.last_run > now + DIFFER
        return self.lease_until is not None and self.lease_until > now and not is_ahead

    def finish(self, *, now: datetime | None = None) -> bool:
        """Record that this claim's run went well; return whether the claim was still ours."""
        return self._release(error="", wait=self.interval, now=now)

    def fail(self, error: str, *, now: datetime | None = None) -> bool:
        """Keep the error and try again soon; return whether the claim was still ours."""
        return self._release(error=error, wait=min(self.interval, RETRY_AFTER), now=now)

    def _release(self, *, error: str, wait: timedelta, now: datetime | None) -> bool:
        now = now or timezone.now()
        # A worker that outlived its lease must not release the claim of the one that took over: the moment of
        # the claim tells the two apart.
        ours = TimedJob.objects.using(self._state.db).filter(pk=self.pk, last_run=self.last_run)
        begun = self.last_run or now
        # Somebody hurried it while it ran: what it has seen may be older than what they did.
        hurried = When(next_run__gt=begun, then=F("next_run"))
        return bool(
            ours.update(
                last_finished=now,
                next_run=Case(hurried, default=Value(begun + wait), output_field=models.DateTimeField()),
                lease_until=None,
                last_error=error,
            )
        )
