"""Timed jobs: claimed once, taken up again when a worker dies, seen when they are late."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.utils.module_loading import autodiscover_modules
from pytest_django import DjangoDbBlocker

from home import jobs
from home.models import TimedJob

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LEASE = timedelta(minutes=10)


@pytest.fixture
def no_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin with an empty registry, and leave the real one as it was."""
    # Modules of jobs that are imported only now would put theirs into the empty one.
    autodiscover_modules("jobs")
    monkeypatch.setattr(jobs, "_registry", {})


def a_job(name: str = "tidy", *, next_run: datetime = NOW, interval: timedelta = MINUTE) -> TimedJob:
    return TimedJob.objects.create(name=name, interval=interval, next_run=next_run)


def register(name: str, work: Callable[[], object], *, every: timedelta = MINUTE) -> None:
    jobs.timed_job(name=name, every=every)(work)


# --- Claiming -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_job_that_is_due_can_be_claimed_once() -> None:
    a_job()

    first = TimedJob.objects.claim("tidy", lease=LEASE, now=NOW)
    second = TimedJob.objects.claim("tidy", lease=LEASE, now=NOW)

    assert first is not None
    assert first.lease_until == NOW + LEASE
    assert second is None


@pytest.mark.django_db
def test_a_job_that_is_not_due_cannot_be_claimed() -> None:
    a_job(next_run=NOW + MINUTE)

    assert TimedJob.objects.claim("tidy", lease=LEASE, now=NOW) is None


@pytest.fixture
def shared_database(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A database file with nothing but the jobs in it, which several threads open at once, each for itself."""
    alias = "shared"
    connections.databases[alias] = connections.databases["default"] | {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": tmp_path / "jobs.sqlite3",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL;"},
    }
    with django_db_blocker.unblock():
        with connections[alias].schema_editor() as editor:
            editor.create_model(TimedJob)
        yield alias
        connections[alias].close()
    del connections[alias]
    del connections.databases[alias]


def test_of_many_workers_that_claim_at_once_exactly_one_wins(shared_database: str) -> None:
    rounds, workers = 20, 6
    names = [f"job {number}" for number in range(rounds)]
    for name in names:
        TimedJob.objects.using(shared_database).create(name=name, interval=MINUTE, next_run=NOW)
    barrier = threading.Barrier(workers)
    winners: list[str] = []

    def race() -> None:
        for name in names:
            barrier.wait(timeout=30)
            if TimedJob.objects.using(shared_database).claim(name, lease=LEASE, now=NOW):
                winners.append(name)
        connections[shared_database].close()

    threads = [threading.Thread(target=race) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert sorted(winners) == sorted(names)


@pytest.mark.django_db
def test_a_job_whose_worker_was_killed_is_taken_up_when_its_lease_has_run_out() -> None:
    a_job()
    TimedJob.objects.claim("tidy", lease=LEASE, now=NOW)

    too_early = TimedJob.objects.claim("tidy", lease=LEASE, now=NOW + LEASE - MINUTE)
    in_time = TimedJob.objects.claim("tidy", lease=LEASE, now=NOW + LEASE)

    assert too_early is None
    assert in_time is not None


@pytest.mark.django_db
def test_a_worker_that_outlived_its_lease_does_not_release_the_claim_of_the_next() -> None:
    a_job()
    slow = TimedJob.objects.claim("tidy", lease=LEASE, now=NOW)
    TimedJob.objects.claim("tidy", lease=LEASE, now=NOW + LEASE)
    assert slow is not None

    still_ours = slow.finish(now=NOW + LEASE + MINUTE)

    assert still_ours is False
    assert TimedJob.objects.get().lease_until == NOW + 2 * LEASE


# --- Finishing ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_job_that_was_hurried_while_it_ran_is_run_again_at_once() -> None:
    a_job(interval=timedelta(hours=1))
    claim = TimedJob.objects.claim("tidy", lease=LEASE, now=NOW)
    assert claim is not None
    TimedJob.objects.filter(name="tidy").update(next_run=NOW + MINUTE)

    claim.finish(now=NOW + 2 * MINUTE)

    assert TimedJob.objects.due(now=NOW + 2 * MINUTE).exists()


@pytest.mark.django_db
def test_a_finished_job_is_due_again_one_interval_after_it_began() -> None:
    a_job(interval=timedelta(hours=1))
    claim = TimedJob.objects.claim("tidy", lease=LEASE, now=NOW)
    assert claim is not None

    claim.finish(now=NOW + MINUTE)

    job = TimedJob.objects.get()
    assert (job.last_run, job.last_finished) == (NOW, NOW + MINUTE)
    assert job.next_run == NOW + timedelta(hours=1)
    assert job.lease_until is None


@pytest.mark.django_db
def test_a_failed_job_keeps_its_error_and_is_tried_again_soon() -> None:
    a_job(interval=timedelta(days=1))
    claim = TimedJob.objects.claim("tidy", lease=LEASE, now=NOW)
    assert claim is not None

    claim.fail("ValueError: no such page", now=NOW)

    job = TimedJob.objects.failing().get()
    assert job.last_error == "ValueError: no such page"
    assert job.next_run == NOW + timedelta(minutes=5)


@pytest.mark.django_db
def test_an_error_is_forgotten_when_the_job_next_goes_well() -> None:
    a_job()
    TimedJob.objects.update(last_error="ValueError: no such page")
    claim = TimedJob.objects.claim("tidy", lease=LEASE, now=NOW)
    assert claim is not None

    claim.finish(now=NOW)

    assert not TimedJob.objects.failing().exists()


# --- Late -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_late_jobs_are_those_that_were_due_more_than_five_minutes_ago() -> None:
    a_job("just due", next_run=NOW - 4 * MINUTE)
    a_job("forgotten", next_run=NOW - 6 * MINUTE)

    assert [job.name for job in TimedJob.objects.late(now=NOW)] == ["forgotten"]


@pytest.mark.django_db
def test_a_job_that_is_running_is_not_late_until_its_lease_has_run_out() -> None:
    a_job(next_run=NOW - 6 * MINUTE)
    TimedJob.objects.claim("tidy", lease=LEASE, now=NOW)

    assert not TimedJob.objects.late(now=NOW + MINUTE).exists()
    assert TimedJob.objects.late(now=NOW + LEASE).exists()


# --- A clock that jumped --------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("is_finished", [True, False])
def test_a_job_that_ran_by_a_clock_a_year_ahead_is_due_as_soon_as_the_clock_is_right(*, is_finished: bool) -> None:
    a_job()
    ahead = NOW + timedelta(days=365)
    claimed = TimedJob.objects.claim("tidy", lease=LEASE, now=ahead)
    assert claimed
    if is_finished:
        claimed.finish(now=ahead)

    assert [job.name for job in TimedJob.objects.late(now=NOW)] == ["tidy"]
    assert TimedJob.objects.claim("tidy", lease=LEASE, now=NOW) is not None
    assert not TimedJob.objects.due(now=NOW).exists()


@pytest.mark.django_db
def test_a_machine_whose_clock_is_a_little_behind_takes_no_job_a_second_time() -> None:
    a_job()
    TimedJob.objects.claim("tidy", lease=LEASE, now=NOW)

    assert TimedJob.objects.claim("tidy", lease=LEASE, now=NOW - 4 * MINUTE) is None


# --- Running --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.usefixtures("no_jobs")
def test_every_registered_job_gets_a_row_that_is_due_at_once() -> None:
    register("tidy", list)

    jobs.keep_rows()

    assert [job.name for job in TimedJob.objects.due()] == ["tidy"]


@pytest.mark.django_db
@pytest.mark.usefixtures("no_jobs")
def test_rows_follow_the_code_when_an_interval_changes_or_a_job_goes() -> None:
    a_job("tidy", interval=timedelta(days=1))
    a_job("gone")
    register("tidy", list, every=timedelta(hours=2))

    jobs.keep_rows()

    assert list(TimedJob.objects.values_list("name", "interval")) == [("tidy", timedelta(hours=2))]


@pytest.mark.django_db
@pytest.mark.usefixtures("no_jobs")
def test_a_due_job_runs_once_and_not_again_before_its_time() -> None:
    runs: list[str] = []
    register("tidy", lambda: runs.append("tidy"))
    jobs.keep_rows()

    assert jobs.run_due_jobs() == ["tidy"]
    assert jobs.run_due_jobs() == []
    assert runs == ["tidy"]


@pytest.mark.django_db
@pytest.mark.usefixtures("no_jobs")
def test_a_job_that_breaks_does_not_keep_the_others_from_their_turn() -> None:
    def breaks() -> None:
        raise ValueError("no such page")

    runs: list[str] = []
    register("breaks", breaks)
    register("tidy", lambda: runs.append("tidy"))
    jobs.keep_rows()

    jobs.run_due_jobs()

    assert runs == ["tidy"]
    assert TimedJob.objects.get(name="breaks").last_error == "ValueError: no such page"


@pytest.mark.usefixtures("no_jobs")
def test_two_jobs_of_one_name_are_refused() -> None:
    def first() -> None: ...

    def second() -> None: ...

    register("tidy", first)

    with pytest.raises(ImproperlyConfigured, match="tidy"):
        register("tidy", second)


def test_publishing_on_time_is_looked_at_every_minute() -> None:
    publishing = next(job for job in jobs.registered_jobs() if job.name == "publish_scheduled")

    assert publishing.every == MINUTE
