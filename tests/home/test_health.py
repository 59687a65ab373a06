"""What whoever watches over the machine is told: a word for each, and nothing else."""

import logging
import shutil
from collections import namedtuple
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import InterfaceError, OperationalError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from home import backups, measures
from home.jobs import keep_rows
from home.models import TimedJob

WELL = {"database": "ok", "migrations": "ok", "worker": "ok", "disk": "ok", "backup": "off"}


@pytest.fixture
def plain(db: None, settings: Any, tmp_path: Path) -> Client:
    settings.BACKUP_DIR = None
    settings.DISK_LOW_MB = 1
    keep_rows()
    TimedJob.objects.update(next_run=timezone.now())
    return Client()


def ready(client: Client) -> tuple[int, dict[str, str]]:
    answer = client.get("/readyz")
    return answer.status_code, answer.json()


def test_all_is_well_in_three_queries(plain: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    ready(plain)
    # Whether there is a table of migrations; which; which jobs are late.
    with django_assert_max_num_queries(4):
        assert ready(plain) == (200, WELL)


def test_being_alive_asks_nothing_of_the_database_nor_of_the_hosts_name(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["www.example.org"]
    # Without the mark `django_db` any query fails.
    answer = Client().get("/healthz", headers={"host": "10.0.0.7"})
    assert (answer.status_code, answer.json()) == (200, {"alive": "ok"})


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_neither_is_stored_nor_takes_anything(plain: Client, path: str) -> None:
    answer = plain.get(path)

    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert plain.head(path).status_code == 200
    assert plain.post(path).status_code == 405
    # The page cache keeps, and the usage counts, only what ends or begins otherwise.
    assert not path.endswith("/")


def test_production_does_not_send_it_to_https(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    assert Client().get("/healthz").status_code == 200
    assert (
        'SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]'
        in (Path(settings.ROOT) / "site/good_beginnings/settings/production.py").read_text()
    )


@pytest.mark.skipif(connection.vendor != "sqlite", reason="it is about SQLite's file")
def test_a_database_file_that_is_gone_is_told_and_not_made_anew(
    plain: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "site.sqlite3"
    monkeypatch.setitem(connection.settings_dict, "NAME", str(gone))

    assert ready(plain) == (503, WELL | {"database": "gone", "migrations": "unknown", "worker": "unknown"})
    assert not gone.exists()


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_database_that_does_not_answer_is_gone_and_its_message_stays_here(
    plain: Client, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def refuse(_recorder: MigrationRecorder) -> None:
        raise error("connection to server at db.example.org, user gb, failed")

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", refuse)

    assert ready(plain) == (503, WELL | {"database": "gone", "migrations": "unknown", "worker": "unknown"})


def test_what_is_not_well_fills_no_log(plain: Client, settings: Any, tmp_path: Path, caplog: Any) -> None:
    settings.BACKUP_DIR = tmp_path
    django_request = logging.getLogger("django.request")
    django_request.addHandler(caplog.handler)
    try:
        assert ready(plain)[0] == 503
    finally:
        django_request.removeHandler(caplog.handler)
    assert caplog.records == []


def test_a_migration_that_is_missing_is_told(plain: Client) -> None:
    MigrationRecorder(connection).record_unapplied("home", "0001_initial")

    assert ready(plain) == (503, WELL | {"migrations": "missing", "worker": "unknown"})


def test_a_worker_that_is_gone_for_an_hour_is_told(plain: Client) -> None:
    TimedJob.objects.update(next_run=timezone.now() - timedelta(hours=1))
    assert ready(plain) == (503, WELL | {"worker": "late"})

    # Killed in the middle of one, an hour ago: its lease is over.
    TimedJob.objects.filter(name="build_releases").update(lease_until=timezone.now() - timedelta(seconds=1))
    assert ready(plain) == (503, WELL | {"worker": "late"})


def test_a_worker_that_is_busy_with_one_long_job_is_alive(plain: Client) -> None:
    TimedJob.objects.update(next_run=timezone.now() - timedelta(minutes=20))
    TimedJob.objects.filter(name="build_releases").update(lease_until=timezone.now() + timedelta(minutes=30))

    assert ready(plain) == (200, WELL)


def test_a_disk_that_is_nearly_full_is_told(plain: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(measures.shutil, "disk_usage", lambda _path: usage(10**9, 10**9 - 1000, 1000))

    assert ready(plain) == (503, WELL | {"disk": "low"})
    assert shutil.disk_usage is measures.shutil.disk_usage


@pytest.mark.parametrize(
    ("hours", "word", "status"), [(None, "none", 503), (30, "ok", 200), (49, "old", 503)], ids=["none", "ok", "old"]
)
def test_how_old_the_last_good_backup_is(
    plain: Client, settings: Any, tmp_path: Path, hours: int | None, word: str, status: int
) -> None:
    settings.BACKUP_DIR = tmp_path
    (tmp_path / ".copying-x").mkdir()
    if hours is not None:
        (tmp_path / backups.name_for(timezone.now() - timedelta(hours=hours))).touch()

    assert ready(plain) == (status, WELL | {"backup": word})


@pytest.mark.parametrize(
    ("hours", "words"),
    [(None, "There is no backup yet"), (1, "The last good backup is 1 hour old."), (60, "is 60 hours old.")],
)
def test_the_dashboard_says_how_old_it_is(
    editor_client: Client, settings: Any, tmp_path: Path, hours: int | None, words: str
) -> None:
    settings.BACKUP_DIR = tmp_path
    if hours is not None:
        (tmp_path / backups.name_for(timezone.now() - timedelta(hours=hours))).touch()

    assert words in editor_client.get(f"/{settings.ADMIN_PATH}").text


def test_only_an_administrator_is_told_that_none_is_made(editor_client: Client, settings: Any) -> None:
    settings.BACKUP_DIR = None
    assert "BACKUP_DIR is not set" in editor_client.get(f"/{settings.ADMIN_PATH}").text

    User.objects.update(is_superuser=False)
    assert "BACKUP_DIR is not set" not in editor_client.get(f"/{settings.ADMIN_PATH}", follow=True).text
