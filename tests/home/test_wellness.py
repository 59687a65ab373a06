"""Whether all is well, in sentences that say what to do."""

import re
from collections import namedtuple
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import OperationalError
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries

from home import backups, measures, wellness
from home.jobs import keep_rows
from home.models import TimedJob
from home.wellness import Line, Tone, lines

ROOT = Path(__file__).resolve().parents[2]
GB = 1024 * measures.MB
usage = namedtuple("usage", "total used free")


@pytest.fixture
def well(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where the backups of a site are on which all is well."""
    settings.BACKUP_DIR = tmp_path
    (tmp_path / backups.name_for(timezone.now() - timedelta(hours=3))).touch()
    monkeypatch.setattr(measures.shutil, "disk_usage", lambda _path: usage(99 * GB, 59 * GB, 40 * GB))
    keep_rows()
    TimedJob.objects.update(next_run=timezone.now())
    return tmp_path


def not_well() -> list[Line]:
    return [line for line in lines(now=timezone.now()) if not line.is_well]


def task(status: str, *, age: timedelta = timedelta()) -> None:
    row = DBTaskResult.objects.create(
        status=status, task_path="home.tasks.make", args_kwargs={}, backend_name="default", run_after=timezone.now()
    )
    DBTaskResult.objects.filter(pk=row.pk).update(enqueued_at=timezone.now() - age)


def test_where_all_is_well_each_thing_says_so(
    well: Path, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    lines(now=timezone.now())
    with django_assert_max_num_queries(11):
        found = lines(now=timezone.now())

    assert [line.sentence for line in found] == [
        "The database answers, and is of this version of the site.",
        "The background worker does its timed jobs on time.",
        "No task waits for the worker.",
        "The log of who did what can only be added to.",
        "40.0 GB are free on the disk that the site writes to.",
        "The last good backup is 3 hours old.",
    ]
    assert wellness.summary(found).sentence == "All is well."


def test_a_worker_that_is_late_or_fails_is_named(well: Path) -> None:
    TimedJob.objects.filter(name="publish_scheduled").update(next_run=timezone.now() - timedelta(hours=1))
    TimedJob.objects.filter(name="forget_finished_tasks").update(last_error="ValueError: a name")

    late, failing = not_well()

    assert (late.tone, late.sentence) == (Tone.ACT, "Timed jobs are late: publish scheduled.")
    assert failing.sentence == "Timed jobs that failed when they last ran: forget finished tasks."


@pytest.mark.parametrize(("age", "tone"), [(timedelta(minutes=5), Tone.WELL), (timedelta(hours=3), Tone.LOOK)])
def test_what_waits_and_what_failed_is_counted(well: Path, age: timedelta, tone: Tone) -> None:
    task("READY", age=age)
    task("READY")
    task("FAILED")

    waiting, failed = (line for line in lines(now=timezone.now()) if "task" in line.sentence)

    assert waiting.sentence.startswith("Waiting: 2 tasks for the worker, the oldest for ")
    assert waiting.tone is tone
    assert (failed.tone, failed.sentence) == (Tone.LOOK, "Failed in the last two weeks: 1 task.")


@pytest.mark.parametrize(("free", "tone"), [(1000, Tone.ACT), (GB, Tone.LOOK)])
def test_a_disk_that_fills_is_told_in_time(well: Path, free: int, tone: Tone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measures.shutil, "disk_usage", lambda _path: usage(99 * GB, 99 * GB - free, free))

    assert [line.tone for line in not_well()] == [tone]


def test_a_disk_that_is_gone_is_told(well: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measures, "free_bytes", lambda: None)

    assert [line.sentence for line in not_well()] == ["The disk that the site writes to is not there."]


def test_a_backup_that_is_old_or_missing_is_told(well: Path, settings: Any) -> None:
    (backup,) = well.iterdir()
    backup.rename(well / backups.name_for(timezone.now() - timedelta(hours=60)))
    assert [line.sentence for line in not_well()] == ["The last good backup is 60 hours old."]

    settings.BACKUP_DIR = well / "nothing"
    assert [line.sentence for line in not_well()] == ["There is no backup yet."]


def test_without_a_database_the_other_things_are_still_told(well: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_recorder: MigrationRecorder) -> None:
        raise OperationalError("connection to server at db.example.org failed")

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", refuse)

    found = lines(now=timezone.now())

    assert found[0] == Line(Tone.ACT, "The database does not answer.", wellness.DATABASE)
    assert len(found) == 3


def test_what_to_do_stands_in_the_runbook_in_the_same_words() -> None:
    runbook = re.sub(r"\s+", " ", (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8"))

    assert [remedy for remedy in wellness.REMEDIES if remedy not in runbook] == []


def test_the_page_says_it_with_a_word_and_a_mark_each(well: Path, editor_client: Client) -> None:
    TimedJob.objects.filter(name="publish_scheduled").update(next_run=timezone.now() - timedelta(hours=1))

    page = BeautifulSoup(editor_client.get("/admin/reports/is-all-well/").text, "html.parser")

    rows = page.find("table", class_="listing").find("tbody").find_all("tr")
    assert all(row.find("svg") for row in rows)
    assert {row.td.get_text(strip=True) for row in rows} == {"Well", "Act now"}
    late = next(row for row in rows if "Timed jobs are late" in row.text)
    assert "Is a worker running?" in late.text
    assert "One thing is not well." in page.text


def test_the_page_is_for_staff(client: Client, db: None) -> None:
    assert client.get("/admin/reports/is-all-well/").status_code == 302


def test_the_dashboard_says_it_shortly(well: Path, editor_client: Client) -> None:
    text = BeautifulSoup(editor_client.get("/admin/").text, "html.parser").get_text(" ", strip=True)
    assert "All is well. The last good backup is 3 hours old." in text

    TimedJob.objects.filter(name="publish_scheduled").update(next_run=timezone.now() - timedelta(hours=1))
    page = BeautifulSoup(editor_client.get("/admin/").text, "html.parser")
    box = page.find(class_="help-critical", role="alert")
    assert "Timed jobs are late: publish scheduled." in box.text
    assert box.a["href"] == "/admin/reports/is-all-well/"
