"""A real worker process, killed in the middle of a file, and overtaken by an editor."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from guidance.models import FormatFile, GuidancePage

ROOT = Path(__file__).resolve().parents[2]
#: Long enough for a worker to be caught while it makes the audio: a page of some minutes takes it about a second.
PATIENCE = 60
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="copies the database as a file"),
]


class Site:
    """A copy of the tests' database in a folder of its own, and what a worker makes there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "site.sqlite3"
        self.page = GuidancePage.objects.get(slug="why-babies-cry", locale__language_code="en").pk
        with sqlite3.connect(str(connection.settings_dict["NAME"])) as made, sqlite3.connect(self.database) as copy:
            made.backup(copy)
            copy.execute("DELETE FROM guidance_formatfile WHERE page_id != ? OR kind != 'audio'", [self.page])
            # Nothing is queued in this copy, whatever the tests' own queue has taken.
            copy.execute("UPDATE guidance_formatfile SET queued_at = NULL")
            copy.execute("DELETE FROM home_timedjob")
            others = ("publish_scheduled", "forget_finished_tasks", "forget_format_requests", "read_questions_aloud")
            for name in ("compare_formats", *others):
                copy.execute(
                    "INSERT INTO home_timedjob (name, interval, next_run, last_error) "
                    "VALUES (?, 60000000, '2999-01-01 00:00:00', '')",
                    [name],
                )

    def start(self) -> "subprocess.Popen[bytes]":
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "good_beginnings.settings.dev",
            "VAR_DIR": str(self.folder),
        }
        environment.pop("DATABASE_URL", None)
        return subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT, env=environment)

    def change(self, sql: str, *values: Any) -> None:
        with closing(sqlite3.connect(self.database, timeout=30)) as database, database:
            database.execute(sql, values)

    def row(self) -> dict[str, Any]:
        with closing(sqlite3.connect(self.database, timeout=30)) as database:
            database.row_factory = sqlite3.Row
            return dict(database.execute("SELECT * FROM guidance_formatfile WHERE kind = 'audio'").fetchone())

    def files(self) -> list[str]:
        folder = self.folder / "media" / "formats"
        return sorted(str(file.relative_to(self.folder / "media")) for file in folder.rglob("*") if file.is_file())

    def wait_until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, self.row()
            time.sleep(0.01)

    def is_making(self) -> bool:
        return bool(self.row()["status"] == FormatFile.Status.MAKING)

    def is_ready(self) -> bool:
        return bool(self.row()["status"] == FormatFile.Status.READY)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.fixture
def start(site: Site) -> Iterator[Callable[[], "subprocess.Popen[bytes]"]]:
    begun: list[subprocess.Popen[bytes]] = []

    def begin() -> "subprocess.Popen[bytes]":
        begun.append(site.start())
        return begun[-1]

    yield begin
    for process in begun:
        process.send_signal(signal.SIGTERM)
    for process in begun:
        process.wait(timeout=30)


def test_a_worker_killed_in_the_middle_leaves_nothing_half_and_another_finishes(
    site: Site, start: Callable[[], "subprocess.Popen[bytes]"]
) -> None:
    first = start()
    site.wait_until(site.is_making)
    first.kill()
    first.wait()
    killed = site.row()

    site.change("UPDATE guidance_formatfile SET lease_until = '2020-01-01 00:00:00'")
    site.change("UPDATE home_timedjob SET next_run = '2020-01-01 00:00:00' WHERE name = 'take_up_formats'")
    site.change("UPDATE home_timedjob SET lease_until = NULL WHERE name = 'take_up_formats'")
    start()
    site.wait_until(site.is_ready)

    row = site.row()
    assert (killed["status"], killed["file"]) == (FormatFile.Status.MAKING, "")
    assert row["file"] in site.files()
    assert (site.folder / "media" / row["file"]).stat().st_size == row["size"]


def test_what_a_worker_makes_of_words_that_changed_meanwhile_is_dropped(
    site: Site, start: Callable[[], "subprocess.Popen[bytes]"]
) -> None:
    start()
    site.wait_until(site.is_making)
    # What publishing other words does to the row, while the worker is at the old ones.
    site.change("UPDATE wagtailcore_page SET title = 'Other words' WHERE id = ?", site.page)
    site.change(
        "UPDATE guidance_formatfile SET wanted = 'other words', status = 'waiting', holder = '', lease_until = NULL"
    )
    site.change("UPDATE guidance_formatfile SET queued_at = NULL")
    site.change("UPDATE home_timedjob SET next_run = '2020-01-01 00:00:00' WHERE name = 'take_up_formats'")
    site.wait_until(site.is_ready)

    row = site.row()
    assert row["digest"] == row["wanted"] != "other words"
    assert [name for name in site.files() if name.endswith(".mp3")] == [row["file"]]
    assert b"Other words" in (site.folder / "media" / row["file"]).read_bytes()[:4000]
