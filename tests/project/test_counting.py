"""What is opened is counted around everything that answers, without a look at who asks."""

import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from good_beginnings import counting
from good_beginnings.counting import Counting, Counts

ROOT = Path(__file__).resolve().parents[2]
Kept = list[tuple[date, dict[str, int]]]
PAGE = "/pl/guidance/why-babies-cry/"


@pytest.fixture
def kept() -> Kept:
    return []


@pytest.fixture
def counts(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> Counts:
    """Return counts that are written down when a test says so, and not by a thread."""
    monkeypatch.setattr(Counts, "_begin", lambda self: setattr(self, "_day", timezone.localdate()))
    return Counts(lambda day, paths: kept.append((day, dict(paths))))


def answering(status: str) -> Callable[[dict[str, Any], Any], Iterator[bytes]]:
    def application(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
        start_response(status, [("Content-Type", "text/html")])
        return iter([b"words"])

    return application


def ask(counts: Counts, path: str = PAGE, *, status: str = "200 OK", method: str = "GET", **headers: str) -> bytes:
    told: list[str] = []
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path} | headers
    body = b"".join(Counting(answering(status), counts)(environ, lambda status, headers: told.append(status)))
    assert told == [status]
    return body


def counted(counts: Counts, kept: Kept) -> Mapping[str, int]:
    counts.write_down()
    return kept[-1][1] if kept else {}


def test_a_page_that_was_answered_is_counted_and_its_words_are_left_alone(counts: Counts, kept: Kept) -> None:
    bodies = [ask(counts), ask(counts, status="304 Not Modified")]

    assert bodies == [b"words", b"words"]
    assert counted(counts, kept) == {PAGE: 2}


@pytest.mark.parametrize(
    ("path", "status", "method", "headers"),
    [
        (PAGE, "404 Not Found", "GET", {}),
        (PAGE, "302 Found", "GET", {}),
        (PAGE, "500 Error", "GET", {}),
        (PAGE, "206 Partial Content", "GET", {}),
        (PAGE, "200 OK", "HEAD", {}),
        (PAGE, "200 OK", "POST", {}),
        (PAGE, "200 OK", "GET", {"HTTP_COOKIE": "a=b; sessionid=abc"}),
        ("/admin/pages/1/", "200 OK", "GET", {}),
        ("/static/css/main.css", "200 OK", "GET", {}),
        ("/xx/guidance/", "200 OK", "GET", {}),
        ("/pl/" + "a" * 400, "200 OK", "GET", {}),
    ],
)
def test_what_is_no_opening_by_a_reader_is_not_counted(
    counts: Counts, kept: Kept, path: str, status: str, method: str, headers: dict[str, str]
) -> None:
    ask(counts, path, status=status, method=method, **headers)

    assert counted(counts, kept) == {}


@pytest.mark.parametrize(
    ("part", "is_counted"),
    [("bytes=0-", True), ("bytes=0-65535", True), ("bytes=0-1", False), ("bytes=65536-", False), ("bytes=-9", False)],
)
def test_a_sound_counts_once_however_many_parts_a_player_asks_for(
    counts: Counts, kept: Kept, part: str, is_counted: bool
) -> None:
    path = "/pl/guidance/why-babies-cry/why-babies-cry.pl.mp3"

    ask(counts, path, status="206 Partial Content", HTTP_RANGE=part)

    assert counted(counts, kept) == ({path: 1} if is_counted else {})


def test_neither_a_query_nor_who_asked_is_kept(counts: Counts, kept: Kept) -> None:
    ask(counts, QUERY_STRING="q=afraid", REMOTE_ADDR="192.0.2.1", HTTP_USER_AGENT="a phone")

    assert counted(counts, kept) == {PAGE: 1}


def test_a_hundred_thousand_addresses_take_no_more_room_than_five_thousand(counts: Counts, kept: Kept) -> None:
    for number in range(100_000):
        ask(counts, f"/en/kiosk/pages/{number}/")

    assert len(counted(counts, kept)) == counting.MOST_PATHS
    assert counts._wake.is_set()


def test_openings_around_midnight_keep_their_days(counts: Counts, kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda: date(2026, 11, 30))
    ask(counts)
    monkeypatch.setattr(timezone, "localdate", lambda: date(2026, 12, 1))
    counts.write_down()
    ask(counts)
    counts.write_down()

    assert [day for day, _paths in kept] == [date(2026, 11, 30), date(2026, 12, 1)]


def test_it_is_written_down_just_after_midnight(monkeypatch: pytest.MonkeyPatch) -> None:
    a_minute_before = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)
    monkeypatch.setattr(timezone, "localtime", lambda: a_minute_before)

    assert 60 < counting._seconds_to_midnight() < 61


def test_a_database_that_is_away_is_asked_again_and_nothing_counts_twice(counts: Counts) -> None:
    kept: Kept = []
    is_away = [True]

    def keep(day: date, paths: Mapping[str, int]) -> None:
        if is_away[0]:
            raise OperationalError("database is locked")
        kept.append((day, dict(paths)))

    counts._keep = keep
    ask(counts)
    counts.write_down()
    is_away[0] = False
    ask(counts)
    counts.write_down()
    counts.write_down()

    assert [paths for _day, paths in kept] == [{PAGE: 1}, {PAGE: 1}]


def test_what_waits_for_a_database_that_stays_away_is_bounded(counts: Counts) -> None:
    def keep(day: date, paths: Mapping[str, int]) -> None:
        raise OperationalError("away")

    counts._keep = keep
    for _round in range(counting.MOST_WAITING + 20):
        ask(counts)
        counts.write_down()

    assert len(counts._waiting) <= counting.MOST_WAITING


def test_no_hit_is_lost_when_many_count_at_once(kept: Kept, counts: Counts) -> None:
    def count_many() -> None:
        for _hit in range(5_000):
            counts.add(PAGE)

    threads = [threading.Thread(target=count_many) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert counted(counts, kept) == {PAGE: 20_000}


# --- Written down by itself -----------------------------------------------------------------------------------------


def test_it_is_written_down_every_so_often(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "KEPT_EVERY", 0.01)
    monkeypatch.setattr(counting, "Finalize", lambda *args, **kwargs: None)
    monkeypatch.setattr(counting.atexit, "register", lambda function: None)
    counts = Counts(lambda day, paths: kept.append((day, dict(paths))))

    counts.add(PAGE)

    deadline = time.monotonic() + 20
    while not kept and time.monotonic() < deadline:
        time.sleep(0.01)
    assert [paths for _day, paths in kept] == [{PAGE: 1}]


def count_and_end(file: Path) -> None:
    counts = Counts(lambda day, paths: file.write_text(repr(dict(paths))) and None)
    counts.add(PAGE)


def test_a_process_of_the_web_server_writes_down_what_it_counted_when_it_ends(tmp_path: Path) -> None:
    file = tmp_path / "kept"
    process = multiprocessing.get_context("fork").Process(target=count_and_end, args=(file,))

    process.start()
    process.join(timeout=30)

    assert file.read_text() == repr({PAGE: 1})


def test_so_does_a_process_that_python_started_by_itself(tmp_path: Path) -> None:
    file = tmp_path / "kept"
    code = (
        "import django; django.setup()\n"
        "from pathlib import Path\n"
        "from tests.project.test_counting import count_and_end\n"
        f"count_and_end(Path({str(file)!r}))\n"
    )

    subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{ROOT / 'site'}{os.pathsep}{ROOT}"},
        check=True,
        timeout=120,
    )

    assert file.read_text() == repr({PAGE: 1})
