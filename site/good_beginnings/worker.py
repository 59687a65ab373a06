"""The background worker: one process that runs queued tasks and timed jobs until it is asked to stop."""

import logging
import signal
import threading
from types import FrameType

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from good_beginnings.page_cache import changes
from home import jobs

logger = logging.getLogger(__name__)

#: How often to look for queued tasks and for due jobs, in seconds.
TASKS_EVERY = 1.0
JOBS_EVERY = 5.0


class TaskWorker(Worker):
    """The library's worker, except that the first request to stop lets it finish what it does."""

    def __init__(self, *, once: bool) -> None:
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=TASKS_EVERY,
            batch=once,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Stop after the task in hand; asked a second time, end that task and record it as failed."""
        if self.running:
            # The library would leave by an exception from wherever it is: between claiming a task and running
            # it, that would leave the task "running" for ever.
            self.running = False
        else:
            super().shutdown(signum, frame)


class JobsThread(threading.Thread):
    """Runs timed jobs beside the tasks, so that a long task does not keep a page from being published on time."""

    def __init__(self) -> None:
        super().__init__(name="timed-jobs", daemon=True)
        self._stopping = threading.Event()

    def run(self) -> None:
        while not self._stopping.is_set():
            close_old_connections()
            _run_due_jobs()
            self._stopping.wait(JOBS_EVERY)
        connections.close_all()

    def stop(self, *, within: float) -> None:
        """Begin no further job, and give the one in hand ``within`` seconds; its lease covers the rest."""
        self._stopping.set()
        self.join(timeout=within)


def look_for_changes() -> None:
    """Hear of what was changed on another machine: what this process remembers is of before. One query.

    Beside a web process on the same machine this finds nothing to do.
    """
    if settings.PAGE_CACHE:
        changes.refresh()


def work_once() -> None:
    """Run what is due and what is queued now, then return."""
    look_for_changes()
    jobs.keep_rows()
    jobs.run_due_jobs()
    TaskWorker(once=True).run()


def work() -> None:
    """Run jobs and tasks until SIGTERM or SIGINT; return within two seconds unless a task is in hand."""
    jobs.keep_rows()
    tasks, timed = TaskWorker(once=False), JobsThread()
    tasks.configure_signals()
    timed.start()
    try:
        tasks.run()
    finally:
        timed.stop(within=1.0)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _run_due_jobs() -> None:
    try:
        look_for_changes()
        jobs.run_due_jobs()
    except DatabaseError:
        # The database may be away for a moment (a restart, a failover): the next look comes soon.
        logger.exception("The timed jobs could not be read")
