"""The benchmark measures what it says, beside the site and not in it. Running all of it is a long test."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from good_beginnings.bench import counting, lighthouse, phone, run, steady
from good_beginnings.bench.files import drawings_table
from good_beginnings.bench.pages import PAGES, address_of
from good_beginnings.bench.tables import Table, kilobytes, milliseconds
from good_beginnings.bench.visits import CannotMeasure, Visitor
from good_beginnings.bench.weight import brotlied, gzipped, requests_for
from good_beginnings.bench.wording import wording_table
from good_beginnings.counting import Counts

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def visitor(db: None) -> Iterator[Visitor]:
    """Return a visitor whose requests leave the test's own connection open."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield Visitor()
    for signal in signals:
        signal.connect(close_old_connections)


def test_a_table_lines_up_words_on_the_left_and_numbers_on_the_right() -> None:
    table = Table("Pages", ("Page", "HTML"), [("home", "9.2 KB"), ("search, ar", "10.0 KB")], ("Promised: 20 KB.",))

    assert list(table.lines()) == [
        "Pages",
        "",
        "Page           HTML",
        "----------  -------",
        "home         9.2 KB",
        "search, ar  10.0 KB",
        "  Promised: 20 KB.",
        "",
    ]


def test_numbers_are_written_as_people_read_them() -> None:
    assert kilobytes(20 * 1024) == "20.0 KB"
    assert milliseconds(0.0416) == "42"


def test_compressed_is_smaller_and_brotli_smaller_still() -> None:
    words = b"Your baby knows your voice. " * 40

    assert brotlied(words) < gzipped(words) < len(words)


@pytest.mark.parametrize(
    ("html", "requests"),
    [
        ("<p>Words only</p>", 1),
        ('<link rel="stylesheet" href="/a.css"><link rel="icon" href="/b.svg"><script src="/c.js"></script>', 4),
        ('<link rel="canonical" href="/en/"><link rel="alternate" hreflang="pl" href="/pl/">', 1),
        ('<img src="/a.webp" loading="lazy"><video src="/b.mp4" preload="none"></video>', 1),
        ('<script src="/c.js"></script><script src="/c.js"></script>', 2),
    ],
)
def test_requests_are_what_a_browser_fetches_at_once_pictures_apart(html: str, requests: int) -> None:
    assert requests_for(html) == requests


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_that_is_measured_is_there(visitor: Visitor, language: str) -> None:
    visits = {page: visitor.visit(address_of(page, language)) for page in PAGES}

    assert all(visit.body and visit.queries and visit.duration > 0 for visit in visits.values())


def test_what_is_measured_as_a_search_finds_something(visitor: Visitor) -> None:
    for language in ("en", "pl", "ar"):
        body = visitor.visit(address_of("search", language)).body.decode()

        assert f"/{language}/guidance/why-babies-cry/" in body


def test_a_page_that_is_not_there_is_no_measurement(visitor: Visitor) -> None:
    with pytest.raises(CannotMeasure, match="/en/nothing-here/ answered 404"):
        visitor.visit("/en/nothing-here/")


def test_the_drawings_are_listed_from_small_to_large() -> None:
    assert [row[0] for row in drawings_table().rows] == ["smallest", "middle", "largest"]


def test_the_checker_keeps_what_is_promised_of_it(db: None) -> None:
    table = wording_table()

    assert [row[0] for row in table.rows] == ["phrases that block", "everything else", "all"]
    assert table.rows[0][2] == "1.00"
    assert "0 findings that block" in table.notes[1]


def test_it_runs_in_a_folder_of_its_own_with_a_database_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, str] = {}

    def pretend(command: list[str], *, env: dict[str, str], check: bool) -> subprocess.CompletedProcess[bytes]:
        given.update(env)
        assert Path(env["VAR_DIR"]).is_dir()
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", pretend)
    monkeypatch.setenv("DATABASE_URL", "postgres://the-site-itself")
    monkeypatch.setenv("VAR_DIR", "/the/site/itself")

    status = run.run_apart()

    assert status == 0
    assert "DATABASE_URL" not in given
    assert given["VAR_DIR"] != "/the/site/itself"
    assert not Path(given["VAR_DIR"]).exists()


REPORT = {
    "categories": {
        name: {"score": 1.0 if name != "seo" else 0.92, "auditRefs": [{"id": audit, "weight": 1}]}
        for name, audit in (
            ("performance", "speed"),
            ("accessibility", "names"),
            ("best-practices", "console"),
            ("seo", "meta-description"),
        )
    },
    "audits": {
        "speed": {"score": 1},
        "names": {"score": 1},
        "console": {"score": None},
        "meta-description": {"score": 0},
    },
}


def test_lighthouse_s_report_is_read_as_four_scores_and_what_cost_points() -> None:
    assert lighthouse.read_report(REPORT) == lighthouse.Scores((100, 100, 100, 92), ("meta-description",))


def test_without_npm_or_a_network_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lighthouse, "chromium", lambda: "/usr/bin/chromium")
    for npm in (None, "/nowhere/npm"):
        monkeypatch.setattr(shutil, "which", lambda name, npm=npm: npm)

        table = lighthouse.lighthouse_table()

        assert table.rows == []
        assert "Not measured" in table.notes[0]


def test_without_a_browser_there_are_no_first_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phone, "chromium", lambda: None)

    assert "Not measured" in phone.phone_table().notes[0]


def test_a_page_is_blocked_by_what_is_long_after_its_first_words() -> None:
    # One before, one that goes on after them (80 of its 100 ms), one short, one long.
    seen = {"fcp": 1000, "lcp": 1200, "shift": 0.01, "tasks": [[500, 400], [980, 100], [1200, 40], [1300, 250]]}

    load = phone._load(seen)

    assert load == phone.Load(fcp=1.0, lcp=1.2, blocked=pytest.approx(0.23), shift=0.01)


@pytest.mark.parametrize(
    ("load", "is_kept"),
    [
        (phone.Load(1.0, 1.5, 0.05, 0.02), "yes"),
        (phone.Load(1.1, 1.5, 0.05, 0.02), "NO"),
        (phone.Load(1.0, 1.6, 0.05, 0.02), "NO"),
        (phone.Load(1.0, 1.5, 0.06, 0.02), "NO"),
        (phone.Load(1.0, 1.5, 0.05, 0.03), "NO"),
    ],
)
def test_each_promise_for_a_slow_phone_counts(load: phone.Load, is_kept: str) -> None:
    assert phone._row("home", load)[-1] == is_kept


def test_counting_is_measured_beside_not_counting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Counts, "_begin", lambda self: setattr(self, "_day", date(2026, 11, 30)))
    monkeypatch.setattr(counting, "HITS", 1000)
    monkeypatch.setattr(counting, "ADDRESSES", 10_000)

    table = counting.counting_table()

    assert [float(row[1]) >= 0 for row in table.rows] == [True] * 3


@pytest.mark.parametrize(
    ("figures", "grown"),
    [
        ([100, 300, 200, 200, 200, 200], 0.0),
        ([100, 100, 100, 100, 110, 110], 0.1),
        ([50, 50, 200, 200, 100, 100], -0.5),
    ],
)
def test_memory_is_flat_where_the_last_third_is_as_the_one_before(figures: list[int], grown: float) -> None:
    assert steady.growth(figures) == pytest.approx(grown)


@pytest.mark.skipif(sys.platform != "linux", reason="uses /proc")
def test_memory_is_that_of_a_process_and_of_all_that_it_started() -> None:
    holds = "held = bytearray(40_000_000); print(flush=True); input()"
    starts = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {holds!r}])"
    with subprocess.Popen(
        [sys.executable, "-c", starts], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as outer:
        assert outer.stdout
        assert outer.stdout.readline()
        taken = steady.memory_of(outer.pid)
        outer.communicate(b"\n")

    assert 40_000_000 < taken < 200_000_000


def test_files_that_are_kept_are_counted_in_bytes(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "page").write_bytes(b"x" * 70)
    (tmp_path / "page").write_bytes(b"x" * 30)
    (tmp_path / "gone").symlink_to("nowhere")

    assert steady.size_of(tmp_path) == 100 + len("nowhere")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="uses /proc")
def test_readers_and_answers_at_once_meet_no_error(tmp_path: Path) -> None:
    result = _bench(tmp_path, "--steady", "1")

    assert result.returncode == 0, result.stderr
    assert "errors: 0." in result.stdout


# Most of it to make up a million families.
@pytest.mark.timeout(3600)
@pytest.mark.slow
def test_all_of_it_runs_and_prints_every_table(tmp_path: Path) -> None:
    result = _bench(tmp_path)

    assert result.returncode == 0, result.stderr
    titles = (
        "First start",
        "Style sheet",
        "Drawings",
        "Pages, uncached",
        "Requests a second",
        "Words that the checker",
        "The desk of languages",
        "A release of one quarter",
        "Pages of figures",
        "Counting what is opened",
        "The same page, drawn and kept",
        "First load on a slow phone",
        "Lighthouse",
    )
    for title in (*titles, "Measured in"):
        assert title in result.stdout
    # A secret key is made wherever settings are read; nothing else of the benchmark stays.
    assert [file.name for file in tmp_path.iterdir()] in ([], ["secret-key"])


def _bench(var: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "bench", *arguments],
        cwd=ROOT,
        env=os.environ | {"VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "good_beginnings.settings.dev"},
        capture_output=True,
        text=True,
        timeout=3500,
        check=False,
    )
