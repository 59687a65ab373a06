"""Work that happens by the clock.

An app hangs its own jobs here, in a module of its own called `jobs`:

    @timed_job(name="publish_scheduled", every=timedelta(minutes=1))
    def publish_scheduled() -> None: ...

The worker (`manage.py worker`) runs what is due. Times live in `home.models.jobs`.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.utils.module_loading import autodiscover_modules

from home.models.jobs import TimedJob

logger = logging.getLogger(__name__)

Work = Callable[[], object]
#: How long a job may take before another worker may think its worker dead, unless the job says otherwise.
LEASE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Job:
    name: str
    every: timedelta
    lease: timedelta
    work: Work


_registry: dict[str, Job] = {}


def timed_job(*, name: str, every: timedelta, lease: timedelta = LEASE) -> Callable[[Work], Work]:
    """Register the decorated function to be run ``every`` so often, by one worker at a time.

    ``lease`` must be longer than the job ever takes: afterwards another worker may begin it anew.

    Raises:
        ImproperlyConfigured: another function has that name.
    """

    def register(work: Work) -> Work:
        if name in _registry and _registry[name].work.__qualname__ != work.__qualname__:
            raise ImproperlyConfigured(f"Two timed jobs are called {name!r}")
        _registry[name] = Job(name=name, every=every, lease=lease, work=work)
        return work

    return register


def registered_jobs() -> list[Job]:
    """Return every app's timed jobs, by name."""
    autodiscover_modules("jobs")
    return sorted(_registry.values(), key=lambda job: job.name)


def keep_rows() -> None:
    """Give every registered job its row, due at once when new, and drop the rows of jobs that are gone."""
    jobs = registered_jobs()
    TimedJob.objects.exclude(name__in=[job.name for job in jobs]).delete()
    for job in jobs:
        TimedJob.objects.get_or_create(name=job.name, defaults={"interval": job.every})
        TimedJob.objects.filter(name=job.name).exclude(interval=job.every).update(interval=job.every)


def run_due_jobs(*, now: datetime | None = None) -> list[str]:
    """Run every job that is due and not another worker's; return their names, failed ones too."""
    jobs = {job.name: job for job in registered_jobs()}
    due = TimedJob.objects.due(now=now).filter(name__in=jobs).values_list("name", flat=True)
    return [name for name in list(due) if _run(jobs[name], now=now)]


def _run(job: Job, *, now: datetime | None) -> bool:
    """Run one job if it can be claimed; return whether it could."""
    claim = TimedJob.objects.claim(job.name, lease=job.lease, now=now)
    if claim is None:
        return False
    try:
        job.work()
    except Exception as error:
        # One broken job must not keep the others from their turn.
        logger.exception("The timed job %s failed", job.name)
        claim.fail(f"{type(error).__name__}: {error}")
    else:
        claim.finish()
    return True


@timed_job(name="publish_scheduled", every=timedelta(minutes=1), lease=timedelta(minutes=5))
def publish_scheduled() -> None:
    """Publish and unpublish what editors have set a time for."""
    call_command("publish_scheduled", verbosity=0)


@timed_job(name="forget_finished_tasks", every=timedelta(days=1))
def forget_finished_tasks() -> None:
    """Drop the records of background tasks that ended more than two weeks ago."""
    call_command("prune_db_task_results", queue_name="*", verbosity=0)
