"""A backup can be put back, is whole or not there, and nothing that is broken counts as one."""

import json
import multiprocessing
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from feedback import jobs
from feedback.keeping import archive
from feedback.keeping.archive import CannotRestore, Damaged, back_up, restore, verify
from feedback.keeping.copying import CannotCopy
from feedback.keeping.shuffling import TABLES
from home import backups

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
FORK = multiprocessing.get_context("fork")


class Site:
    """Where a small site keeps its things."""

    def __init__(self, folder: Path) -> None:
        self.database, self.media, self.copies = folder / "site.sqlite3", folder / "media", folder / "copies"

    def back_up(self, now: datetime = NOW) -> Path:
        return back_up(self.database, self.media, self.copies, now=now)

    def files(self) -> dict[str, bytes]:
        return {str(f.relative_to(self.media)): f.read_bytes() for f in self.media.rglob("*") if f.is_file()}

    def rows(self) -> dict[str, set[Any]]:
        with closing(sqlite3.connect(self.database)) as database:
            return {table: set(database.execute(f'SELECT * FROM "{table}"')) for table in TABLES}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "live")
    (site.media / "formats").mkdir(parents=True)
    (site.media / "formats" / "Słońce ☀.mp3").write_bytes(os.urandom(300_000))
    (site.media / "empty.txt").write_bytes(b"")
    with closing(sqlite3.connect(site.database)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        for table, key in TABLES.items():
            database.execute(f'CREATE TABLE "{table}" ("{key}" char(64) PRIMARY KEY, words text)')
            rows = [(os.urandom(16).hex(), f"{number}") for number in range(300)]
            database.executemany(f'INSERT INTO "{table}" VALUES (?, ?)', rows)
        database.commit()
    return site


@pytest.fixture
def empty(tmp_path: Path) -> Site:
    return Site(tmp_path / "new")


def put_back(file: Path, site: Site) -> archive.Manifest:
    return restore(file, database=site.database, media=site.media)


# --- There and back -------------------------------------------------------------------------------------------------


def test_what_is_backed_up_comes_back_row_by_row_and_file_by_file(site: Site, empty: Site, tmp_path: Path) -> None:
    file = site.back_up()

    assert [one.name for one in site.copies.iterdir()] == [file.name]
    assert file.stat().st_mode & 0o777 == 0o600
    assert verify(file, beside=tmp_path / "beside").rows == dict.fromkeys(TABLES, 300)
    assert list((tmp_path / "beside").iterdir()) == []
    put_back(file, empty)
    assert empty.rows() == site.rows()
    assert empty.files() == site.files()
    assert sorted(one.name for one in empty.database.parent.iterdir()) == ["media", "site.sqlite3"]


def test_a_backup_is_never_written_over(site: Site) -> None:
    kept = site.back_up().read_bytes()

    with pytest.raises(CannotCopy, match="there already"):
        site.back_up()
    assert [file.read_bytes() for file in site.copies.iterdir()] == [kept]


def test_two_are_not_made_in_one_folder_at_once(site: Site) -> None:
    site.copies.mkdir()
    with archive._alone_in(site.copies), pytest.raises(CannotCopy, match="Another backup"):
        site.back_up()


@pytest.mark.parametrize("there", ["site.sqlite3", "site.sqlite3-wal", "media/a.txt"])
def test_it_is_put_back_only_where_nothing_is(site: Site, empty: Site, there: str) -> None:
    file = site.back_up()
    occupied = empty.database.parent / there
    occupied.parent.mkdir(parents=True, exist_ok=True)
    occupied.write_text("mine")

    with pytest.raises(CannotRestore, match="only where nothing is"):
        put_back(file, empty)
    left = [one for one in empty.database.parent.rglob("*") if one.is_file()]
    assert left == [occupied]
    assert occupied.read_text() == "mine"


def test_a_database_that_appears_meanwhile_is_left_and_so_is_the_folder(
    site: Site, empty: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = site.back_up()
    look = archive._must_be_empty

    def then_somebody_starts_the_site(database: Path, media: Path) -> None:
        look(database, media)
        database.parent.mkdir(parents=True)
        database.write_text("mine")

    monkeypatch.setattr(archive, "_must_be_empty", then_somebody_starts_the_site)
    with pytest.raises(CannotRestore):
        put_back(file, empty)
    assert [one.name for one in empty.database.parent.iterdir()] == ["site.sqlite3"]
    assert empty.database.read_text() == "mine"


# --- Broken ---------------------------------------------------------------------------------------------------------


def rewritten(
    file: Path, change: Callable[[str, bytes], bytes | None], *, more: dict[str, bytes] | None = None
) -> None:
    """Write a zip anew, sound in itself, with other things in it."""
    with zipfile.ZipFile(file) as whole:
        entries = {name: change(name, whole.read(name)) for name in whole.namelist()} | (more or {})
    with zipfile.ZipFile(file, "w") as other:
        for name, data in entries.items():
            if data is not None:
                other.writestr(name, data)


def cut_short(file: Path) -> None:
    os.truncate(file, file.stat().st_size - 1000)


def one_bit(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def other_media(file: Path) -> None:
    rewritten(file, lambda name, data: b"x" * len(data) if name.endswith(".mp3") else data)


def one_file_less(file: Path) -> None:
    rewritten(file, lambda name, data: None if name.endswith(".mp3") else data)


def one_file_more(file: Path) -> None:
    rewritten(file, lambda _name, data: data, more={"media/more.txt": b"more"})


def _manifest(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def changed(name: str, data: bytes) -> bytes:
        if name != archive.MANIFEST:
            return data
        said = json.loads(data)
        change(said)
        return json.dumps(said).encode()

    return lambda file: rewritten(file, changed)


def leads_elsewhere(file: Path) -> None:
    name = "media/../../elsewhere.txt"
    sum_of_nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    _manifest(lambda said: said["files"].update({name: (sum_of_nothing, 0)}))(file)
    rewritten(file, lambda _name, data: data, more={name: b""})


def no_zip(file: Path) -> None:
    file.write_bytes(b"no backup")


BREAK: list[Callable[[Path], None]] = [
    cut_short,
    one_bit,
    other_media,
    one_file_less,
    one_file_more,
    leads_elsewhere,
    no_zip,
    _manifest(lambda said: said["rows"].update(feedback_answer=299)),
    _manifest(lambda said: said.update(format=2)),
    _manifest(lambda said: said.update(files=[])),
    _manifest(lambda said: said.pop("rows")),
]


@pytest.mark.parametrize("break_it", BREAK)
def test_a_backup_that_was_changed_or_cut_is_refused_and_nothing_is_put_back(
    site: Site, empty: Site, tmp_path: Path, break_it: Callable[[Path], None]
) -> None:
    file = site.back_up()
    break_it(file)

    with pytest.raises(Damaged):
        verify(file, beside=tmp_path / "beside")
    with pytest.raises(CannotRestore, match="not a good backup"):
        put_back(file, empty)
    assert list((tmp_path / "beside").iterdir()) == []
    assert list(empty.database.parent.iterdir()) == []


def test_a_damaged_database_is_not_taken_for_a_good_one(site: Site, tmp_path: Path) -> None:
    file = site.back_up()
    with zipfile.ZipFile(file) as whole:
        size = len(whole.read(archive.DATABASE))
    nothing = os.urandom(size)
    rewritten(file, lambda name, data: nothing if name == archive.DATABASE else data)
    digest = archive.hashlib.sha256(nothing).hexdigest()
    _manifest(lambda said: said["files"].update({archive.DATABASE: (digest, size)}))(file)

    with pytest.raises(Damaged, match="database"):
        verify(file, beside=tmp_path)


# --- Killed, full, locked -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("point", ["copy_sqlite", "_add", "_name_it"])
def test_one_that_is_killed_is_no_backup_and_the_next_cleans_up(
    site: Site, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    reached = FORK.Event()

    def stay(*_words: Any, **_more: Any) -> None:
        reached.set()
        time.sleep(60)

    with monkeypatch.context() as patched:
        patched.setattr(archive, point, stay)
        process = FORK.Process(target=site.back_up)
        process.start()
        assert reached.wait(20)
        os.kill(process.pid, signal.SIGKILL)
        process.join()

    assert [one.name[:9] for one in site.copies.iterdir()] == [".copying-"]
    assert backups.in_folder(site.copies) == []
    file = site.back_up()
    assert list(site.copies.iterdir()) == [file]


#: The database has about a hundred kilobytes, the media three hundred.
@pytest.mark.parametrize("most", [20_000, 250_000])
def test_a_full_disk_leaves_nothing_half_and_what_was_there(site: Site, most: int) -> None:
    before = site.back_up(NOW - timedelta(days=1))
    said = FORK.SimpleQueue()

    def with_little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        try:
            site.back_up()
        except CannotCopy as error:
            said.put(str(error))
        else:
            said.put("")

    process = FORK.Process(target=with_little_room)
    process.start()
    process.join(30)

    assert process.exitcode == 0
    assert "can't be written to" in said.get()
    assert list(site.copies.iterdir()) == [before]


def test_a_full_disk_leaves_an_empty_place_empty(site: Site, empty: Site) -> None:
    file, said = site.back_up(), FORK.SimpleQueue()

    def with_little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (250_000, 250_000))
        try:
            put_back(file, empty)
        except CannotRestore as error:
            said.put(str(error))
        else:
            said.put("")

    process = FORK.Process(target=with_little_room)
    process.start()
    process.join(30)

    assert "not be written to" in said.get()
    assert list(empty.database.parent.iterdir()) == []


@pytest.fixture
def whole_site(db: None, tmp_path: Path) -> dict[str, str]:
    """Return the environment of a site with all our tables, in a folder of its own."""
    (tmp_path / "var").mkdir()
    with closing(sqlite3.connect(str(connection.settings_dict["NAME"]))) as database:
        database.execute("VACUUM INTO ?", [str(tmp_path / "var" / "site.sqlite3")])
    return {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "BACKUP_DIR"}} | {
        "DJANGO_SETTINGS_MODULE": "good_beginnings.settings.test",
        "VAR_DIR": str(tmp_path / "var"),
    }


def run(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(Path(settings.ROOT) / "manage.py"), *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="it is about SQLite's file")
def test_the_commands_work_while_the_database_is_locked_for_ten_seconds(
    whole_site: dict[str, str], tmp_path: Path
) -> None:
    database = sqlite3.connect(tmp_path / "var" / "site.sqlite3", isolation_level=None, check_same_thread=False)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("BEGIN IMMEDIATE")
    letting_go = threading.Timer(10, lambda: database.execute("ROLLBACK"))
    letting_go.start()
    begun = time.monotonic()
    made = run(whole_site, "backup", str(tmp_path / "copies"))
    letting_go.join()
    database.close()
    assert made.returncode == 0, made.stderr
    assert time.monotonic() - begun > 9
    [(_moment, file)] = backups.in_folder(tmp_path / "copies")

    assert run(whole_site, "verify_backup", str(file)).stdout.startswith("Good, of ")
    refused = run(whole_site, "restore", str(file))
    assert refused.returncode == 1
    assert "only where nothing is" in refused.stderr
    there = run(whole_site | {"VAR_DIR": str(tmp_path / "new")}, "restore", str(file))
    assert there.stdout.startswith("Put back, as of "), there.stderr
    assert archive.count_rows(tmp_path / "new" / "site.sqlite3") == archive.count_rows(
        tmp_path / "var" / "site.sqlite3"
    )


# --- By the clock ---------------------------------------------------------------------------------------------------


def test_only_the_newest_are_kept_and_other_files_are_left(tmp_path: Path) -> None:
    for day in range(1, 6):
        (tmp_path / backups.name_for(NOW + timedelta(days=day))).touch()
    (tmp_path / "good-beginnings-notes.zip").touch()

    backups.forget_older(tmp_path, kept=2)

    assert [moment for moment, _file in backups.in_folder(tmp_path)] == [NOW + timedelta(days=d) for d in (5, 4)]
    assert (tmp_path / "good-beginnings-notes.zip").exists()


def test_the_worker_deletes_old_ones_only_after_a_good_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BACKUP_DIR", tmp_path)
    monkeypatch.setattr(settings, "BACKUPS_KEPT", 1)
    for day in (1, 2):
        (tmp_path / backups.name_for(NOW + timedelta(days=day))).touch()

    def fail(_folder: Path) -> None:
        raise CannotCopy("no room")

    monkeypatch.setattr(jobs, "back_up_this_site", fail)
    with pytest.raises(CannotCopy):
        jobs.back_up()
    assert len(backups.in_folder(tmp_path)) == 2

    monkeypatch.setattr(jobs, "back_up_this_site", lambda folder: (folder / backups.name_for(NOW)).touch())
    jobs.back_up()
    assert len(backups.in_folder(tmp_path)) == 1


def test_a_clock_that_was_wrong_does_not_make_a_backup_look_new(tmp_path: Path) -> None:
    (tmp_path / backups.name_for(NOW + timedelta(days=400))).touch()

    assert backups.last_good(tmp_path, now=NOW) is None


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_without_a_folder_the_command_asks_for_one() -> None:
    with pytest.raises(CommandError, match="Name a folder"):
        call_command("backup")
