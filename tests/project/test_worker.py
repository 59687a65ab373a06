"""The background worker: does what is due and what is queued, and ends when it is asked to."""

import signal
import threading
import time

import pytest
from django.db import DatabaseError

from good_beginnings import worker
from home import jobs
from home.models import TimedJob


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the one registered job did."""
    done: list[str] = []
    monkeypatch.setattr(jobs, "_registry", {})
    jobs.timed_job(name="tidy", every=jobs.LEASE)(lambda: done.append("tidy"))
    return done


@pytest.mark.django_db
def test_working_once_runs_what_is_due_and_what_is_queued(runs: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    # The library's own loop opens a transaction of its own, which a test's transaction does not allow.
    monkeypatch.setattr(worker.TaskWorker, "run", lambda tasks: runs.append(f"queue, once: {tasks.batch}"))

    worker.work_once()

    assert runs == ["tidy", "queue, once: True"]
    assert TimedJob.objects.get(name="tidy").last_finished is not None


def test_asked_to_stop_the_worker_finishes_the_task_in_hand() -> None:
    tasks = worker.TaskWorker(once=False)
    tasks.running_task = True

    tasks.shutdown(signal.SIGTERM, None)

    assert tasks.running is False


def test_asked_twice_the_worker_ends_the_task_in_hand() -> None:
    tasks = worker.TaskWorker(once=False)
    tasks.running_task = True
    tasks.shutdown(signal.SIGTERM, None)

    with pytest.raises(SystemExit):
        tasks.shutdown(signal.SIGTERM, None)


def test_the_timed_jobs_stop_without_waiting_for_their_next_look(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = threading.Event()
    monkeypatch.setattr(jobs, "run_due_jobs", looked.set)
    timed = worker.JobsThread()
    timed.start()
    assert looked.wait(timeout=5)
    began = time.monotonic()

    timed.stop(within=3)

    assert not timed.is_alive()
    assert time.monotonic() - began < worker.JOBS_EVERY / 2


def test_a_database_that_is_away_for_a_moment_does_not_end_the_timed_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []

    def look() -> None:
        looks.append("look")
        if len(looks) == 1:
            raise DatabaseError("server closed the connection")

    monkeypatch.setattr(jobs, "run_due_jobs", look)
    monkeypatch.setattr(worker, "JOBS_EVERY", 0.01)
    timed = worker.JobsThread()
    timed.start()

    deadline = time.monotonic() + 5
    while len(looks) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    timed.stop(within=3)

    assert len(looks) >= 2
