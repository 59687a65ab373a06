"""A backup can be put back, is whole or not there, and nothing that is broken counts as one."""

import json
import multiprocessing
import os
import resource
import shutil
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
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from feedback import jobs
from feedback.checks import backups_can_be_sealed
from feedback.keeping import archive, copying, this_site
from feedback.keeping.archive import Backup, back_up, restore, verify, words_for
from feedback.keeping.copying import SQLITE, CannotCopy, CannotRestore, Damaged, SQLite, count_rows
from feedback.keeping.named_files import FileColumn, file_columns
from feedback.keeping.sealing import new_key, seal
from feedback.keeping.shuffling import TABLES
from feedback.keeping.uploads import Folder
from feedback.management.commands import backup
from good_beginnings import start
from home import backups
from home.checks import backups_lie_apart

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
SOUND = "formats/Słońce ☀.mp3"
COLUMNS = [
    FileColumn("pictures", "file"),
    FileColumn("pictures", "extras", is_json=True),
    FileColumn("pictures", "not_yet_migrated"),
    FileColumn("no_such_table", "file"),
]
FORK = multiprocessing.get_context("fork")


class Site:
    """Where a small site keeps its things."""

    def __init__(self, folder: Path) -> None:
        self.database, self.media, self.copies = folder / "site.sqlite3", folder / "media", folder / "copies"

    def back_up(self, now: datetime = NOW, *, key: str = "") -> Path:
        return self.make(now, key=key).file

    def make(self, now: datetime = NOW, *, key: str = "") -> Backup:
        return back_up(SQLite(self.database), Folder(self.media), self.copies, columns=COLUMNS, now=now, key=key)

    def name_files(self, *names: str) -> None:
        with closing(sqlite3.connect(self.database)) as database:
            database.executemany("INSERT INTO pictures VALUES (?, ?)", [(name, "{}") for name in names])
            database.commit()

    def files(self) -> dict[str, bytes]:
        return {str(f.relative_to(self.media)): f.read_bytes() for f in self.media.rglob("*") if f.is_file()}

    def rows(self) -> dict[str, set[Any]]:
        with closing(sqlite3.connect(self.database)) as database:
            return {table: set(database.execute(f'SELECT * FROM "{table}"')) for table in TABLES}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return a_site(tmp_path / "live")


def a_site(folder: Path) -> Site:
    """Make a small site: all tables whose rows are shuffled, one that names files, two files."""
    site = Site(folder)
    (site.media / "formats").mkdir(parents=True)
    (site.media / SOUND).write_bytes(os.urandom(300_000))
    (site.media / "empty.txt").write_bytes(b"")
    with closing(sqlite3.connect(site.database)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        for table, key in TABLES.items():
            database.execute(f'CREATE TABLE "{table}" ("{key}" char(64) PRIMARY KEY, words text)')
            rows = [(os.urandom(16).hex(), f"{number}") for number in range(300)]
            database.executemany(f'INSERT INTO "{table}" VALUES (?, ?)', rows)
        database.execute("CREATE TABLE pictures (file text, extras text)")
        database.commit()
    return site


@pytest.fixture
def empty(tmp_path: Path) -> Site:
    return Site(tmp_path / "new")


def put_back(file: Path, site: Site, key_file: Path | None = None) -> archive.Manifest:
    return restore(file, database=SQLite(site.database), media=Folder(site.media), key_file=key_file)


# --- There and back -------------------------------------------------------------------------------------------------


def test_what_is_backed_up_comes_back_row_by_row_and_file_by_file(site: Site, empty: Site, tmp_path: Path) -> None:
    file = site.back_up()

    assert [one.name for one in site.copies.iterdir()] == [file.name]
    assert file.stat().st_mode & 0o777 == 0o600
    assert verify(file, beside=tmp_path / "beside").rows == dict.fromkeys(TABLES, 300) | {"pictures": 0}
    assert list((tmp_path / "beside").iterdir()) == []
    put_back(file, empty)
    assert empty.rows() == site.rows()
    assert empty.files() == site.files()
    assert sorted(one.name for one in empty.database.parent.iterdir()) == ["media", "site.sqlite3"]


def sealed(site: Site, folder: Path) -> tuple[Path, Path]:
    """Return a sealed backup, and the file with its key."""
    secret, public = new_key()
    key_file = folder / "backups.key"
    key_file.write_text(f"# for {public}\n{secret}\n")
    return site.back_up(key=public), key_file


def test_a_sealed_backup_comes_back_with_its_key(site: Site, empty: Site, tmp_path: Path) -> None:
    file, key_file = sealed(site, tmp_path)

    assert file.name.endswith("Z.zip.age")
    assert [one.name for one in site.copies.iterdir()] == [file.name]
    assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(one.name for one in site.database.parent.glob(".copying-*")) == []
    assert verify(file, beside=tmp_path / "beside", key_file=key_file).rows["feedback_response"] == 300
    assert list((tmp_path / "beside").iterdir()) == []
    put_back(file, empty, key_file)
    assert empty.rows() == site.rows()
    assert empty.files() == site.files()


def test_nothing_can_be_read_in_a_sealed_backup(site: Site, tmp_path: Path) -> None:
    file, _key_file = sealed(site, tmp_path)

    raw = file.read_bytes()
    assert (site.media / SOUND).read_bytes()[:64] not in raw
    assert b"manifest.json" not in raw
    assert b"manifest.json" in site.back_up().read_bytes()


def test_nothing_unsealed_is_ever_in_the_folder_of_backups(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    _secret, public = new_key()
    seen: list[str] = []

    def look(plain: Path, target: Path, key: str) -> None:
        seen.extend(one.name for one in site.copies.rglob("*") if one.is_file())
        seal(plain, target, key)

    monkeypatch.setattr(archive, "seal", look)
    site.back_up(key=public)

    assert seen == []


@pytest.mark.parametrize("wrong", ["none", "another", "no key"])
def test_a_sealed_backup_is_opened_by_its_own_key_alone(site: Site, empty: Site, tmp_path: Path, wrong: str) -> None:
    file, key_file = sealed(site, tmp_path)
    key_file.write_text({"none": "", "another": new_key()[0], "no key": "open sesame"}[wrong])

    with pytest.raises(CannotRestore, match="Nothing was put back"):
        put_back(file, empty, None if wrong == "none" else key_file)
    assert not empty.database.exists()
    assert list(empty.media.parent.glob(".restoring-*")) == []


@pytest.mark.parametrize("at", [30, 500, 200_000, -1])
def test_a_sealed_backup_that_was_changed_is_found_out(site: Site, tmp_path: Path, at: int) -> None:
    file, key_file = sealed(site, tmp_path)
    raw = bytearray(file.read_bytes())
    raw[at] ^= 1
    file.write_bytes(raw)

    with pytest.raises(Damaged):
        verify(file, beside=tmp_path / "beside", key_file=key_file)


def test_a_sealed_backup_that_was_cut_short_is_found_out(site: Site, tmp_path: Path) -> None:
    file, key_file = sealed(site, tmp_path)
    file.write_bytes(file.read_bytes()[:-70_000])

    with pytest.raises(Damaged, match="cut short"):
        verify(file, beside=tmp_path / "beside", key_file=key_file)


def test_what_is_no_key_seals_nothing(site: Site) -> None:
    with pytest.raises(CannotCopy, match="BACKUP_KEY"):
        site.back_up(key="correct horse")
    assert list(site.copies.iterdir()) == []


@pytest.mark.parametrize("key", ["age1nonsense", "ssh-ed25519 AAAA", "AGE-SECRET-KEY-1"])
def test_what_is_no_key_keeps_the_site_from_starting(settings: Any, key: str) -> None:
    settings.BACKUP_KEY = key

    [error] = backups_can_be_sealed(None)

    assert error.is_serious()
    assert "BACKUP_KEY can't be used: it is not the public half of a key" in error.msg
    assert key not in f"{error.msg}{error.hint}"


def test_a_key_that_is_one_or_none_is_not_complained_of(settings: Any) -> None:
    found = []
    for settings.BACKUP_KEY in ("", new_key()[1]):
        found += backups_can_be_sealed(None)

    assert found == []


def test_a_key_is_made_once_and_its_other_half_is_only_in_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("backup_key", str(tmp_path / "key"))

    secret = (tmp_path / "key").read_text().splitlines()[1]
    said = capsys.readouterr().out
    assert secret.startswith("AGE-SECRET-KEY-1")
    assert secret not in said
    assert "BACKUP_KEY=age1" in said
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="there already"):
        call_command("backup_key", str(tmp_path / "key"))
    assert secret in (tmp_path / "key").read_text()


def test_a_backup_is_never_written_over(site: Site) -> None:
    kept = site.back_up().read_bytes()

    with pytest.raises(CannotCopy, match="there already"):
        site.back_up()
    assert [file.read_bytes() for file in site.copies.iterdir()] == [kept]


def test_two_are_not_made_in_one_folder_at_once(site: Site) -> None:
    site.copies.mkdir()
    with archive.alone_in(site.copies), pytest.raises(CannotCopy, match=r"^Another backup"):
        site.back_up()


@pytest.mark.parametrize("there", ["site.sqlite3", "site.sqlite3-wal", "site.sqlite3-journal", "media/a.txt"])
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

    def then_somebody_starts_the_site(database: SQLite, media: Folder) -> None:
        look(database, media)
        database.beside.mkdir(parents=True)
        database.file.write_text("mine")

    monkeypatch.setattr(archive, "_must_be_empty", then_somebody_starts_the_site)
    with pytest.raises(CannotRestore):
        put_back(file, empty)
    assert [one.name for one in empty.database.parent.iterdir()] == ["site.sqlite3"]
    assert empty.database.read_text() == "mine"


# --- Every file -----------------------------------------------------------------------------------------------------


def test_a_folder_that_may_not_be_listed_makes_no_backup(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    look = os.scandir

    def refuse(path: Any) -> Any:
        if str(path).endswith("formats"):
            raise PermissionError(13, "Permission denied", str(path))
        return look(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(CannotCopy, match="formats"):
        site.back_up()
    assert list(site.copies.iterdir()) == []


def _link_to_a_file(site: Site) -> None:
    (site.media / "linked").symlink_to(site.media / SOUND)


def _link_to_a_folder(site: Site) -> None:
    (site.media / "linked").symlink_to(site.database.parent, target_is_directory=True)


def _pipe(site: Site) -> None:
    os.mkfifo(site.media / "linked")


@pytest.mark.parametrize("put", [_link_to_a_file, _link_to_a_folder, _pipe])
def test_what_is_neither_file_nor_folder_is_not_passed_over(site: Site, put: Callable[[Site], None]) -> None:
    put(site)

    with pytest.raises(CannotCopy, match="linked is a link or no file"):
        site.back_up()
    assert list(site.copies.iterdir()) == []


@pytest.mark.parametrize("left", [True, False], ids=["an empty folder", "no folder"])
def test_where_every_named_file_is_missing_there_is_no_backup(site: Site, left: bool) -> None:
    site.name_files(SOUND, "empty.txt")
    site.media.rename(site.media.with_name("not mounted"))
    if left:
        site.media.mkdir()

    with pytest.raises(CannotCopy, match="None of the 2 files"):
        site.back_up()
    assert list(site.copies.iterdir()) == []


def test_a_site_without_any_file_yet_has_a_backup(site: Site) -> None:
    site.media.rename(site.media.with_name("gone"))

    assert site.make().missing == ()


def test_a_file_that_was_replaced_while_the_backup_was_made_is_in_it(
    site: Site, empty: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.name_files(SOUND, "empty.txt")
    copy = copying.copy_sqlite

    def then_a_new_file_is_ready(*words: Any, **more: Any) -> Path:
        copied = copy(*words, **more)
        if (site.media / SOUND).exists():
            (site.media / SOUND).rename(site.media / "new.mp3")
            with closing(sqlite3.connect(site.database)) as database:
                database.execute("UPDATE pictures SET file = 'new.mp3' WHERE file = ?", [SOUND])
                database.commit()
        return copied

    monkeypatch.setattr(copying, "copy_sqlite", then_a_new_file_is_ready)
    made = site.make()

    assert made.missing == ()
    put_back(made.file, empty)
    with closing(sqlite3.connect(empty.database)) as database:
        assert set(database.execute("SELECT file FROM pictures")) == {("new.mp3",), ("empty.txt",)}
    assert set(empty.files()) == {"new.mp3", "empty.txt"}


def test_what_stays_missing_is_noted_and_the_rest_is_kept(site: Site, empty: Site, tmp_path: Path) -> None:
    site.name_files(SOUND, "lost.png")
    with closing(sqlite3.connect(site.database)) as database:
        beside = {".vtt": {"file": "lost.vtt", "size": 3}, ".jpg": {"file": "empty.txt", "size": 0}}
        database.execute("INSERT INTO pictures VALUES ('', ?)", [json.dumps(beside)])
        database.commit()

    made = site.make()

    assert made.missing == ("lost.png", "lost.vtt")
    assert verify(made.file, beside=tmp_path / "beside").missing == made.missing
    assert put_back(made.file, empty).missing == made.missing
    assert empty.files() == site.files()


def test_a_backup_of_before_missing_files_were_noted_is_read(site: Site, tmp_path: Path) -> None:
    file = site.back_up()
    _manifest(lambda said: said.pop("missing"))(file)

    assert verify(file, beside=tmp_path / "beside").missing == ()


def test_how_many_are_missing_is_said_and_the_first_few() -> None:
    names = [f"signing/{number}.mp4" for number in range(7)]

    assert words_for([]) == ""
    assert words_for(names[:1]).endswith(": 1 (signing/0.mp4).")
    assert "7 (signing/0.mp4, " in words_for(names)
    assert words_for(names).endswith("signing/4.mp4, …).")


def test_every_column_that_names_a_file_is_known() -> None:
    assert {(column.table, column.column) for column in file_columns()} >= {
        ("wagtailimages_image", "file"),
        ("wagtailimages_rendition", "file"),
        ("wagtaildocs_document", "file"),
        ("wagtailusers_userprofile", "avatar"),
        ("guidance_recordedpart", "sound"),
        ("guidance_signvideo", "film"),
        ("guidance_signvideo", "captions"),
        ("guidance_formatfile", "file"),
        ("guidance_formatfile", "extras"),
    }


def test_nothing_else_stores_files_by_itself() -> None:
    """A model that keeps names in plain fields has to be told to ``file_columns``, too."""
    ours = [
        path
        for app in ("feedback", "guidance", "home", "staff", "site")
        for path in (Path(settings.ROOT) / app).rglob("*.py")
    ]
    storing = {str(path.relative_to(settings.ROOT)) for path in ours if "storage.save(" in path.read_text()}

    # FormatFile's rows; sounds that are named by no row; and what a backup puts back.
    assert storing == {"guidance/services.py", "feedback/hearing.py", "feedback/keeping/uploads.py"}


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
    _manifest(lambda said: said.update(missing=1)),
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
        size = len(whole.read(SQLITE))
    nothing = os.urandom(size)
    rewritten(file, lambda name, data: nothing if name == SQLITE else data)
    digest = archive.hashlib.sha256(nothing).hexdigest()
    _manifest(lambda said: said["files"].update({SQLITE: (digest, size)}))(file)

    with pytest.raises(Damaged, match="database"):
        verify(file, beside=tmp_path)


# --- Killed, full, locked -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("point", ["copying.copy_sqlite", "archive._add", "archive._name_it"])
def test_one_that_is_killed_is_no_backup_and_the_next_cleans_up(
    site: Site, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    reached = FORK.Event()

    def stay(*_words: Any, **_more: Any) -> None:
        reached.set()
        time.sleep(60)

    with monkeypatch.context() as patched:
        patched.setattr(f"feedback.keeping.{point}", stay)
        process = FORK.Process(target=site.back_up)
        process.start()
        assert reached.wait(20)
        os.kill(process.pid, signal.SIGKILL)
        process.join()

    assert [one.name[:9] for one in site.copies.iterdir()] == [".copying-"]
    assert backups.in_folder(site.copies) == []
    file = site.back_up()
    assert list(site.copies.iterdir()) == [file]


@pytest.mark.parametrize("at_work", ["verify", "restore"])
def test_what_a_killed_one_has_unpacked_goes_with_the_next_but_not_what_a_living_one_has(
    site: Site, empty: Site, monkeypatch: pytest.MonkeyPatch, at_work: str
) -> None:
    file, beside, reached = site.back_up(), empty.database.parent, FORK.Event()
    work = {"verify": lambda: verify(file, beside=beside), "restore": lambda: put_back(file, empty)}

    def stay(*_words: Any, **_more: Any) -> None:
        reached.set()
        time.sleep(60)

    with monkeypatch.context() as patched:
        patched.setattr(archive, "_unpacked", stay)
        process = FORK.Process(target=work[at_work])
        process.start()
        assert reached.wait(20)
    [left] = beside.iterdir()
    with pytest.raises(BlockingIOError, match="Another backup"):
        verify(file, beside=beside)
    with pytest.raises(CannotRestore, match="Another backup"):
        put_back(file, empty)
    assert list(beside.iterdir()) == [left]

    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert list(beside.iterdir()) == [left]
    verify(file, beside=beside)
    assert list(beside.iterdir()) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="it is about SQLite's file")
@pytest.mark.parametrize(
    ("point", "left"),
    [("_unpack", set()), ("shutil.copyfile", set()), ("_compare", set()), ("os.link", {"media"})],
)
def test_one_that_is_killed_while_it_is_put_back_is_not_taken_for_whole(
    site: Site, empty: Site, monkeypatch: pytest.MonkeyPatch, point: str, left: set[str], settings: Any
) -> None:
    file, reached = site.back_up(), FORK.Event()

    def stay(*_words: Any, **_more: Any) -> None:
        reached.set()
        time.sleep(60)

    with monkeypatch.context() as patched:
        patched.setattr(f"feedback.keeping.archive.{point}", stay)
        process = FORK.Process(target=put_back, args=(file, empty))
        process.start()
        assert reached.wait(20)
        os.kill(process.pid, signal.SIGKILL)
        process.join()

    there = {one.name for one in empty.database.parent.iterdir() if not one.name.startswith(".restoring-")}
    assert there == left
    if left:
        settings.MEDIA_ROOT = empty.media
        monkeypatch.setitem(connection.settings_dict, "NAME", empty.database)
        with pytest.raises(start.CannotStart, match="and no database"):
            start.check_uploads()
        with pytest.raises(CannotRestore, match="Move it away first"):
            put_back(file, empty)
        shutil.rmtree(empty.media)
    put_back(file, empty)
    assert empty.rows() == site.rows()
    assert empty.files() == site.files()
    assert sorted(one.name for one in empty.database.parent.iterdir()) == ["media", "site.sqlite3"]


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
    (tmp_path / "var" / "media").mkdir()
    (tmp_path / "var" / "media" / "here.png").touch()
    names = [("here.png",), ("lost.png",)]
    database.executemany("INSERT INTO wagtailcore_uploadedfile (file) VALUES (?)", names)
    database.execute("BEGIN IMMEDIATE")
    letting_go = threading.Timer(10, lambda: database.execute("ROLLBACK"))
    letting_go.start()
    begun = time.monotonic()
    made = run(whole_site, "backup", str(tmp_path / "copies"))
    letting_go.join()
    database.close()
    assert made.returncode == 0, made.stderr
    assert time.monotonic() - begun > 9
    missing = "names them: 1 (lost.png)."
    assert missing in made.stdout
    [(_moment, file)] = backups.in_folder(tmp_path / "copies")

    verified = run(whole_site, "verify_backup", str(file)).stdout
    assert verified.startswith("Good, of ")
    assert missing in verified
    refused = run(whole_site, "restore", str(file))
    assert refused.returncode == 1
    assert "only where nothing is" in refused.stderr
    there = run(whole_site | {"VAR_DIR": str(tmp_path / "new")}, "restore", str(file))
    assert there.stdout.startswith("Put back, as of "), there.stderr
    assert missing in there.stdout
    assert count_rows(tmp_path / "new" / "site.sqlite3") == count_rows(tmp_path / "var" / "site.sqlite3")


# --- By the clock ---------------------------------------------------------------------------------------------------


def test_only_the_newest_are_kept_and_other_files_are_left(tmp_path: Path) -> None:
    for day in range(1, 6):
        (tmp_path / backups.name_for(NOW + timedelta(days=day))).touch()
    (tmp_path / "good-beginnings-notes.zip").touch()

    backups.forget_older(tmp_path, kept=2, now=NOW + timedelta(days=5))

    assert [moment for moment, _file in backups.in_folder(tmp_path)] == [NOW + timedelta(days=d) for d in (5, 4)]
    assert (tmp_path / "good-beginnings-notes.zip").exists()


def test_those_dated_ahead_push_out_none_that_are_true(tmp_path: Path) -> None:
    true, before, ahead, later = (tmp_path / backups.name_for(NOW + timedelta(days=days)) for days in (0, -1, 400, 401))
    for file in (true, before, ahead, later):
        file.touch()

    backups.forget_older(tmp_path, kept=1, now=NOW)

    assert set(tmp_path.iterdir()) == {true, ahead, later}


def test_an_impossible_date_in_a_name_hides_no_other(tmp_path: Path) -> None:
    impossible = tmp_path / "good-beginnings-20260231T090000Z.zip"
    for file in (impossible, true := tmp_path / backups.name_for(NOW)):
        file.touch()

    assert backups.in_folder(tmp_path) == [(NOW, true)]
    assert backups.last_good(tmp_path, now=NOW) == NOW


def test_the_worker_deletes_old_ones_only_after_a_good_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(settings, "BACKUP_DIR", tmp_path)
    monkeypatch.setattr(settings, "BACKUPS_KEPT", 1)
    monkeypatch.setattr(jobs.timezone, "now", lambda: NOW)
    old, older, ahead = (tmp_path / backups.name_for(NOW + timedelta(days=days)) for days in (-1, -2, 3))
    for file in (old, older, ahead):
        file.touch()

    def fail(_folder: Path) -> None:
        raise CannotCopy("no room")

    monkeypatch.setattr(jobs, "back_up_this_site", fail)
    with pytest.raises(CannotCopy):
        jobs.back_up()
    assert set(tmp_path.iterdir()) == {old, older, ahead}

    new = tmp_path / backups.name_for(NOW)

    def make(_folder: Path) -> Backup:
        new.touch()
        return Backup(new, ("lost.png",))

    monkeypatch.setattr(jobs, "back_up_this_site", make)
    with caplog.at_level("WARNING", "feedback.jobs"):
        jobs.back_up()
    assert set(tmp_path.iterdir()) == {new, ahead}
    assert "1 (lost.png)" in caplog.text


def test_a_clock_that_was_wrong_does_not_make_a_backup_look_new(tmp_path: Path) -> None:
    (tmp_path / backups.name_for(NOW + timedelta(days=400))).touch()

    assert backups.last_good(tmp_path, now=NOW) is None


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_without_a_folder_the_command_asks_for_one() -> None:
    with pytest.raises(CommandError, match="Name a folder"):
        call_command("backup")


def _must_not_begin() -> None:
    pytest.fail("A backup was begun.")


@pytest.mark.parametrize("name", ["MEDIA_ROOT", "STATIC_ROOT", "PAGE_CACHE_DIR"])
def test_none_is_made_where_a_web_server_hands_out_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "public")
    inside = tmp_path / "link" / "copies"
    monkeypatch.setattr(settings, name, tmp_path / "public")
    monkeypatch.setattr(this_site, "connection", SimpleNamespace(vendor="sqlite"))
    monkeypatch.setattr(this_site, "shuffle", _must_not_begin)

    for folder in (inside, tmp_path / "public"):
        with pytest.raises(CannotCopy, match="handed out"):
            this_site.back_up_this_site(folder)
        with pytest.raises(CommandError, match="handed out"):
            call_command("backup", str(folder))
        monkeypatch.setattr(settings, "BACKUP_DIR", folder)
        assert [found.id for found in backups_lie_apart(None)] == ["home.E002"]
    assert list((tmp_path / "public").iterdir()) == []
    for apart in (tmp_path / "public-not", None):
        monkeypatch.setattr(settings, "BACKUP_DIR", apart)
        assert backups_lie_apart(None) == []


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_the_commands_say_what_is_missing(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site.name_files(SOUND, "lost.png")
    monkeypatch.setattr(backup, "back_up_this_site", lambda _folder: site.make())
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path / "var")

    call_command("backup", str(tmp_path / "elsewhere"))
    assert "names them: 1 (lost.png)." in capsys.readouterr().out
    [file] = site.copies.iterdir()
    call_command("verify_backup", str(file))
    assert "names them: 1 (lost.png)." in capsys.readouterr().out
