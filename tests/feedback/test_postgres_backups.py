"""A site on PostgreSQL is backed up while it runs, and comes back whole or not at all."""

import json
import os
import random
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dj_database_url
import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.utils import ConnectionHandler
from django.utils import timezone

from feedback.checks import postgresql_can_be_copied
from feedback.keeping import archive, dumping, moving
from feedback.keeping.archive import Manifest, back_up, restore, verify
from feedback.keeping.copying import POSTGRESQL, CannotCopy, CannotRestore, Damaged, SQLite
from feedback.keeping.dumping import PostgreSQL, address_of, tried_beside, tried_in
from feedback.keeping.named_files import file_columns
from feedback.keeping.postgres import OTHERS
from feedback.keeping.sealing import new_key
from feedback.keeping.shuffling import TABLES
from feedback.keeping.uploads import Folder
from good_beginnings import start
from home import backups
from tests.feedback.test_backups import FORK, _manifest, one_bit, rewritten
from tests.feedback.test_moving import PLANT, ROOT, _environment, python, relations
from tests.feedback.test_shuffling import correlation
from tests.postgres import Server

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the site that is moved there first is on SQLite"),
]

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
KEEPER = "keeper_of_backups"
#: Without migrations, which take minutes; the log's guard is put up by one of them.
TABLES_AT_ONCE = """
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from home.audit import guard
class NoMigrations(dict):
    def __contains__(self, app): return True
    def __getitem__(self, app): return None
settings.MIGRATION_MODULES = NoMigrations()
call_command("migrate", run_syncdb=True, verbosity=0)
MigrationRecorder(connection).ensure_schema()
guard.put_up(connection)
"""
#: The site works there: pages, its own view of how it is, the log's guard.
WORKS = """
from django.db import IntegrityError, connection
from django.test import Client
from wagtail.models import ModelLogEntry, PageLogEntry
from home.audit import guard
assert Client().get("/readyz").json()["migrations"] == "ok"
page = Client().get("/en/guidance/why-babies-cry/")
assert page.status_code == 200, page.status_code
assert guard.stands(connection)
entries = [model for model in (ModelLogEntry, PageLogEntry) if model.objects.exists()]
for model in entries:
    try:
        model.objects.update(label="x")
    except IntegrityError:
        connection.close()
    else:
        raise AssertionError(model)
print("it works,", bool(entries))
"""


@pytest.fixture(scope="module")
def template(django_db_setup: None, postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the name of a database in which families have answered: others are made after it."""
    folder = tmp_path_factory.mktemp("template")
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"])) as made,
        closing(sqlite3.connect(folder / "site.sqlite3")) as copy,
    ):
        made.backup(copy)
    python(PLANT, VAR_DIR=str(folder))
    name = postgres.make_database()
    with postgres.connect() as opened:
        # As the runbook says, and with the right that verifying beside the site's own wants.
        opened.execute(f"CREATE ROLE {KEEPER} LOGIN CREATEDB")
        opened.execute(f"ALTER DATABASE {name} OWNER TO {KEEPER}")

    def at_once(*words: str, address: str) -> None:
        if words[0] == "migrate":
            python(TABLES_AT_ONCE, DATABASE_URL=address)

    address = as_keeper(postgres, name)
    moving.copy_to_postgres(folder / "site.sqlite3", address, manage=at_once, today=timezone.localdate(), say=print)
    with psycopg.connect(address) as there:
        there.execute("INSERT INTO wagtailcore_uploadedfile (file) VALUES ('here.png')")
    yield name
    postgres.drop_database(name)
    with postgres.connect() as opened:
        opened.execute(f"DROP ROLE {KEEPER}")


def as_keeper(postgres: Server, name: str) -> str:
    return postgres.url(name).replace("://tests@", f"://{KEEPER}@")


@pytest.fixture(autouse=True)
def _programs_of_that_server(postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{postgres.programs}{os.pathsep}{os.environ['PATH']}")


class Site:
    """Where a site keeps its things."""

    def __init__(self, address: str, folder: Path) -> None:
        self.address, self.var, self.media, self.copies = address, folder, folder / "media", folder / "copies"
        folder.mkdir(exist_ok=True)

    def database(self, shuffle: Callable[[], object] | None = None) -> PostgreSQL:
        return PostgreSQL(self.address, beside=self.var, shuffle=shuffle or self.shuffle)

    def shuffle(self) -> None:
        """Do what `shuffling` does, which knows no database but the site's."""
        with psycopg.connect(self.address) as there:
            there.execute(f"LOCK TABLE {', '.join(TABLES)} IN EXCLUSIVE MODE")
            for table in TABLES:
                there.execute(f"CREATE TEMPORARY TABLE shuffled ON COMMIT DROP AS SELECT * FROM {table}")
                there.execute(f"DELETE FROM {table}")
                there.execute(f"INSERT INTO {table} SELECT * FROM shuffled ORDER BY random()")
                there.execute("DROP TABLE shuffled")

    def back_up(self, shuffle: Callable[[], object] | None = None, *, key: str = "") -> Path:
        columns = file_columns()
        uploads = Folder(self.media)
        return back_up(self.database(shuffle), uploads, self.copies, columns=columns, now=NOW, key=key).file

    def put_back(self, file: Path, key_file: Path | None = None) -> Manifest:
        return restore(file, database=self.database(), media=Folder(self.media), key_file=key_file)

    def answers(self) -> str:
        """Let somebody send something; return by what it is known."""
        token = random.randbytes(32).hex()
        with psycopg.connect(self.address) as there:
            there.execute("INSERT INTO feedback_receipt VALUES (%s, %s, '2026-04-01')", [token, token])
        return token

    def names(self, file: str) -> None:
        with psycopg.connect(self.address) as there:
            there.execute("INSERT INTO wagtailcore_uploadedfile (file) VALUES (%s)", [file])

    def receipts(self) -> list[str]:
        """Return what was sent, in the order in which it lies there."""
        with psycopg.connect(self.address) as there:
            return [token for (token,) in there.execute("SELECT token_mac FROM feedback_receipt ORDER BY ctid")]

    def files(self) -> dict[str, bytes]:
        return {str(f.relative_to(self.media)): f.read_bytes() for f in self.media.rglob("*") if f.is_file()}

    def is_untouched(self) -> bool:
        """Tell whether nothing is there but what a killed one may leave on the disk."""
        left = [one.name for one in self.var.iterdir() if not one.name.startswith(".restoring-")]
        return relations(self.address) == [] and left == []


@contextmanager
def made_after(template: str, postgres: Server, folder: Path) -> Iterator[Site]:
    name = postgres.make_database()
    postgres.drop_database(name)
    with postgres.connect() as opened:
        opened.execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {KEEPER}")
    site = Site(as_keeper(postgres, name), folder)
    site.media.mkdir()
    (site.media / "here.png").write_bytes(os.urandom(5000))
    yield site
    postgres.drop_database(name)


@pytest.fixture
def site(template: str, postgres: Server, tmp_path: Path) -> Iterator[Site]:
    with made_after(template, postgres, tmp_path / "live") as site:
        yield site


@pytest.fixture(scope="module")
def quiet(template: str, postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Path]]:
    """Return a site in which nothing happens any more, and a backup of it."""
    folder = tmp_path_factory.mktemp("quiet")
    with pytest.MonkeyPatch.context() as patched, made_after(template, postgres, folder / "live") as site:
        patched.setenv("PATH", f"{postgres.programs}{os.pathsep}{os.environ['PATH']}")
        yield site, site.back_up()


@pytest.fixture
def backup(quiet: tuple[Site, Path], tmp_path: Path) -> Path:
    """Return a backup that may be broken."""
    return Path(shutil.copy(quiet[1], tmp_path))


@pytest.fixture
def empty(postgres: Server, empty_database: str, tmp_path: Path, template: str) -> Site:
    name = empty_database.rpartition("/")[2]
    with postgres.connect() as opened:
        opened.execute(f"ALTER DATABASE {name} OWNER TO {KEEPER}")
    return Site(as_keeper(postgres, name), tmp_path / "new")


def everything(address: str) -> dict[str, Any]:
    """Return every row of every table, what each number goes on from, and all that guards or finds rows."""
    with psycopg.connect(address) as there:
        tables = there.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        asked = {
            "numbers": "SELECT sequencename, last_value FROM pg_sequences ORDER BY 1",
            "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
            "rules": "SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2",
            "triggers": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
            "functions": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1",
        } | {table: f'SELECT t::text FROM "{table}" AS t ORDER BY 1' for (table,) in tables}
        found = {name: there.execute(query).fetchall() for name, query in asked.items()}
    for name in ("indexes", "rules"):
        # PostgreSQL writes down what it has read in other words: words in a list become texts one by one, or at once.
        found[name] = [
            tuple(re.sub(r"[()]|::(character varying|text)(\[\])?", "", said) for said in row) for row in found[name]
        ]
    return found


def manage(site: Site, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "manage.py", *words]
    environment = _environment(DATABASE_URL=site.address, VAR_DIR=str(site.var), BACKUP_DIR="")
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def wait_until_alone(site: Site) -> None:
    """Wait: the server takes a moment to see that nobody is there any more."""
    until = time.monotonic() + 60
    with psycopg.connect(site.address, autocommit=True) as there:
        while there.execute(OTHERS.encode()).fetchone() != (0,):
            assert time.monotonic() < until
            time.sleep(0.1)


# --- There and back -------------------------------------------------------------------------------------------------


def test_what_is_backed_up_by_command_comes_back_row_by_row_and_works(site: Site, empty: Site) -> None:
    came = [site.answers() for _number in range(40)]
    site.names("lost.png")

    made = manage(site, "backup", str(site.copies))
    assert made.returncode == 0, made.stderr
    assert "names them: 1 (lost.png)." in made.stdout
    [(_moment, file)] = backups.in_folder(site.copies)
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(site.copies.iterdir()) == [file]

    verified = manage(site, "verify_backup", str(file))
    assert verified.stdout.startswith("Good, of "), verified.stderr
    refused = manage(site, "restore", str(file))
    assert "not empty" in refused.stderr

    there = manage(empty, "restore", str(file))
    assert there.stdout.startswith("Put back, as of "), there.stderr
    before, after = everything(site.address), everything(empty.address)
    assert [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)] == []
    assert before["triggers"]
    assert empty.files() == site.files()
    lying = empty.receipts()
    mixed = [came.index(token) for token in lying if token in set(came)]
    assert sorted(mixed) == list(range(40))
    assert abs(correlation(mixed, sorted(mixed))) < 0.75
    # The page it draws says so; a log without a line can't be tried.
    assert python(WORKS, DATABASE_URL=empty.address, VAR_DIR=str(empty.var)).startswith("it works")


def test_a_sealed_one_comes_back_with_its_key_and_shows_nothing(site: Site, empty: Site, tmp_path: Path) -> None:
    secret, public = new_key()
    (tmp_path / "key").write_text(secret)

    file = site.back_up(key=public)

    assert [one.name for one in site.copies.iterdir()] == [file.name]
    assert b"feedback_receipt" not in file.read_bytes()
    assert [one.name for one in site.var.iterdir() if one.name.startswith(".")] == []
    empty.put_back(file, key_file=tmp_path / "key")
    assert everything(empty.address) == everything(site.address)
    assert empty.files() == site.files()


def test_it_is_of_one_moment_while_answers_come_in(site: Site, empty: Site) -> None:
    came: list[str] = []
    over = threading.Event()

    def families() -> None:
        while not over.wait(random.uniform(0.05, 0.4)):
            came.append(site.answers())

    sending = threading.Thread(target=families)
    sending.start()
    try:
        # Some are there before it begins.
        time.sleep(2)
        file = site.back_up()
    finally:
        over.set()
        sending.join()

    manifest = empty.put_back(file)
    lying = empty.receipts()
    assert len(lying) == manifest.rows["feedback_receipt"]
    assert 0 < len(set(came) & set(lying)) <= len(came)


# --- No row lies where it was written -------------------------------------------------------------------------------


def test_what_is_sent_between_the_shuffle_and_the_copy_is_shuffled_before_it_is_copied(site: Site, empty: Site) -> None:
    late: list[str] = []

    def shuffle_and_then_somebody_sends() -> None:
        site.shuffle()
        if len(late) < 3:
            late.append(site.answers())

    file = site.back_up(shuffle_and_then_somebody_sends)

    assert len(late) == 3
    empty.put_back(file)
    lying = empty.receipts()
    assert set(late) <= set(lying)
    # Where they came last, they would lie last.
    assert lying[-3:] != late


def test_where_somebody_sends_after_each_shuffle_there_is_no_backup(site: Site) -> None:
    sent: list[str] = []

    with pytest.raises(CannotCopy, match="each time"):
        site.back_up(lambda: sent.append(site.answers()))

    assert len(sent) == dumping._TRIES
    assert list(site.copies.iterdir()) == []


# --- Tried ----------------------------------------------------------------------------------------------------------


def databases(postgres: Server) -> list[str]:
    with postgres.connect() as opened:
        return sorted(name for (name,) in opened.execute("SELECT datname FROM pg_database"))


def test_it_is_tried_beside_the_sites_own_and_what_a_killed_one_left_goes(
    quiet: tuple[Site, Path], postgres: Server, tmp_path: Path
) -> None:
    (site, file), before = quiet, databases(postgres)
    trials = {POSTGRESQL: lambda copy: tried_beside(site.address, copy)}
    seen: list[str] = []

    def look(address: str, _copy: Path) -> dict[str, int]:
        seen.append(address)
        return {}

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(dumping, "tried_in", look)
        with pytest.raises(Damaged, match="other rows"):
            verify(file, beside=tmp_path / "beside", trials=trials)
    [scratch] = seen
    name = psycopg.conninfo.conninfo_to_dict(scratch)["dbname"]
    with postgres.connect() as opened:
        opened.execute(f"CREATE DATABASE {name} OWNER {KEEPER}")

    assert verify(file, beside=tmp_path / "beside", trials=trials).rows["feedback_receipt"] > 0
    assert databases(postgres) == before
    assert list((tmp_path / "beside").iterdir()) == []


def test_two_are_not_tried_there_at_once_and_who_may_make_no_database_is_told(
    quiet: tuple[Site, Path], postgres: Server, tmp_path: Path
) -> None:
    site, _file = quiet

    def tried_meanwhile(_address: str, copy: Path) -> dict[str, int]:
        with pytest.raises(CannotRestore, match="Another backup"):
            tried_beside(site.address, copy)
        return {}

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(dumping, "tried_in", tried_meanwhile)
        assert tried_beside(site.address, tmp_path) == {}
    with postgres.connect() as opened:
        opened.execute(f"ALTER ROLE {KEEPER} NOCREATEDB")
    try:
        with pytest.raises(CannotRestore, match="--into"):
            tried_beside(site.address, tmp_path)
    finally:
        with postgres.connect() as opened:
            opened.execute(f"ALTER ROLE {KEEPER} CREATEDB")


def test_a_database_that_it_is_tried_in_is_left_empty(backup: Path, empty: Site, tmp_path: Path) -> None:
    trials = {POSTGRESQL: lambda copy: tried_in(empty.address, copy)}

    verify(backup, beside=tmp_path / "beside", trials=trials)

    assert relations(empty.address) == []
    _manifest(lambda said: said["rows"].update(feedback_receipt=1))(backup)
    with pytest.raises(Damaged, match="other rows than when it was made: feedback_receipt"):
        verify(backup, beside=tmp_path / "beside", trials=trials)
    assert relations(empty.address) == []


def test_on_a_site_on_sqlite_a_database_must_be_named(backup: Path, settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path / "var"

    with pytest.raises(CommandError, match=r"could not be tried: .*--into postgres://"):
        call_command("verify_backup", str(backup))


# --- Killed, broken, full -------------------------------------------------------------------------------------------


@contextmanager
def killed_in(point: str, work: Callable[[], object]) -> Iterator[None]:
    """Let a process come as far as this point, and kill it there."""
    reached = FORK.Event()

    def stay(*_words: Any, **_more: Any) -> None:
        reached.set()
        time.sleep(60)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(f"feedback.keeping.{point}", stay)
        process = FORK.Process(target=work)
        process.start()
        assert reached.wait(60)
        os.kill(process.pid, signal.SIGKILL)
        process.join()
    yield


@pytest.mark.parametrize("point", ["dumping.shutil.copyfileobj", "archive._name_it"])
def test_one_that_is_killed_is_no_backup_and_leaves_no_program_behind(site: Site, point: str) -> None:
    with killed_in(point, site.back_up):
        assert [one.name[:9] for one in site.copies.iterdir()] == [".copying-"]

    wait_until_alone(site)
    file = site.back_up()
    assert list(site.copies.iterdir()) == [file]


@pytest.mark.parametrize("point", ["dumping._copy_rows", "archive._compare", "dumping._keep"])
def test_one_that_is_killed_while_it_is_put_back_leaves_the_database_empty(
    quiet: tuple[Site, Path], empty: Site, point: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, file = quiet

    with killed_in(point, lambda: empty.put_back(file)):
        wait_until_alone(empty)
    assert relations(empty.address) == []
    if point == "dumping._keep":
        # Whole, and no site starts beside it.
        assert empty.files() == site.files()
        there = ConnectionHandler({"default": dj_database_url.parse(empty.address)})["default"]
        monkeypatch.setattr(start, "connection", there)
        settings.MEDIA_ROOT = empty.media
        with pytest.raises(start.CannotStart, match="and no database"):
            start.check_uploads()
        there.close()
        with pytest.raises(CannotRestore, match="Move it away first"):
            empty.put_back(file)
        empty.media.rename(empty.var.parent / "moved away")
    assert empty.is_untouched()

    empty.put_back(file)
    assert everything(empty.address) == everything(site.address)
    assert empty.files() == site.files()
    assert [one.name for one in empty.var.iterdir()] == ["media"]


def test_beside_a_database_that_is_there_a_site_starts(
    quiet: tuple[Site, Path], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, _file = quiet
    there = ConnectionHandler({"default": dj_database_url.parse(site.address)})["default"]
    monkeypatch.setattr(start, "connection", there)
    settings.MEDIA_ROOT = site.media

    start.check_uploads()

    there.close()


def test_what_cannot_be_kept_leaves_the_uploads_where_they_were(
    backup: Path, empty: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(theirs: Any) -> None:
        theirs.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(dumping, "_keep", lost)
    with pytest.raises(CannotRestore):
        empty.put_back(backup)

    assert empty.is_untouched()


@pytest.mark.parametrize("there", ["table", "media"])
def test_it_is_put_back_only_where_nothing_is(backup: Path, empty: Site, there: str) -> None:
    if there == "table":
        with psycopg.connect(empty.address) as opened:
            opened.execute("CREATE TABLE somebody_elses (words text)")
    else:
        empty.media.mkdir()
        (empty.media / "mine.txt").write_text("mine")

    with pytest.raises(CannotRestore, match="not empty" if there == "table" else "only where nothing is"):
        empty.put_back(backup)

    assert relations(empty.address) == (["somebody_elses"] if there == "table" else [])
    assert there == "media" or list(empty.var.iterdir()) == []


def no_dump(file: Path) -> None:
    nothing = os.urandom(2000)
    rewritten(file, lambda name, data: nothing if name == POSTGRESQL else data)
    digest = archive.hashlib.sha256(nothing).hexdigest()
    _manifest(lambda said: said["files"].update({POSTGRESQL: (digest, len(nothing))}))(file)


def half_a_dump(file: Path) -> None:
    halves: dict[str, bytes] = {}

    def cut(name: str, data: bytes) -> bytes:
        if name == POSTGRESQL:
            halves[name] = data = data[: len(data) // 2]
        return data

    rewritten(file, cut)
    digest = archive.hashlib.sha256(halves[POSTGRESQL]).hexdigest()
    _manifest(lambda said: said["files"].update({POSTGRESQL: (digest, len(halves[POSTGRESQL]))}))(file)


def other_rows(file: Path) -> None:
    _manifest(lambda said: said["rows"].update(feedback_receipt=1))(file)


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (one_bit, "not a good backup"),
        (no_dump, "pg_restore says: "),
        (half_a_dump, "pg_restore says: "),
        (other_rows, "other rows"),
    ],
)
def test_a_damaged_one_is_refused_and_nothing_is_put_back(
    backup: Path, empty: Site, break_it: Callable[[Path], None], said: str
) -> None:
    break_it(backup)

    with pytest.raises(CannotRestore, match=said):
        empty.put_back(backup)

    assert empty.is_untouched()
    assert list(empty.var.iterdir()) == []


def test_a_full_disk_leaves_nothing_half(site: Site) -> None:
    said = FORK.SimpleQueue()

    def with_little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (250_000, 250_000))
        try:
            site.back_up()
        except CannotCopy as error:
            said.put(str(error))
        else:
            said.put("")

    process = FORK.Process(target=with_little_room)
    process.start()
    process.join(60)

    assert process.exitcode == 0
    assert "can't be written to" in said.get()
    assert list(site.copies.iterdir()) == []


def test_each_kind_comes_back_to_its_own_kind(backup: Path, empty: Site, tmp_path: Path) -> None:
    here = tmp_path / "other"
    with pytest.raises(CannotRestore, match="on PostgreSQL, and this one is on SQLite"):
        restore(backup, database=SQLite(here / "site.sqlite3"), media=Folder(here / "media"))
    assert list(here.iterdir()) == []

    rewritten(backup, lambda name, data: None if name == POSTGRESQL else data, more={"database.sqlite3": b""})
    empty_sum = archive.hashlib.sha256().hexdigest()

    def of_sqlite(said: dict[str, Any]) -> None:
        said["files"].pop(POSTGRESQL)
        said["files"]["database.sqlite3"] = (empty_sum, 0)

    _manifest(of_sqlite)(backup)
    with pytest.raises(CannotRestore, match=r"on SQLite, and this one is on PostgreSQL.*copy_to_postgres"):
        empty.put_back(backup)
    assert empty.is_untouched()


@pytest.mark.parametrize(
    ("line", "is_left_out"),
    [
        (b"\\restrict 8kfb2\n", True),
        (b"\\unrestrict 8kfb2\n", True),
        (b"SET transaction_timeout = 0;\n", True),
        (b"CREATE SCHEMA public;\n", True),
        (b"SET statement_timeout = 0;\n", False),
        (b"CREATE TABLE public.x (\n", False),
    ],
)
def test_what_this_server_would_not_take_is_left_out(line: bytes, is_left_out: bool) -> None:
    assert bool(dumping._NOT_FOR_US.match(line)) == is_left_out


# --- Its programs, and its words ------------------------------------------------------------------------------------


def a_program(folder: Path, monkeypatch: pytest.MonkeyPatch, words: str, name: str = "pg_dump") -> None:
    """Put another program in the place of PostgreSQL's."""
    folder.mkdir()
    (folder / name).write_text(f"#!/bin/sh\n{words}\n")
    (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_without_its_program_it_says_what_to_install(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))

    with pytest.raises(CannotCopy, match=r"pg_dump is not on this machine\. .*postgresql-client"):
        site.back_up()
    assert list(site.copies.iterdir()) == []

    monkeypatch.setattr("feedback.checks.connection", SimpleNamespace(vendor="postgresql"))
    settings.BACKUP_DIR = None
    assert postgresql_can_be_copied(None) == []
    settings.BACKUP_DIR = tmp_path
    [warning] = postgresql_can_be_copied(None)
    assert "pg_dump and pg_restore of PostgreSQL are not on this machine" in warning.msg
    assert not warning.is_serious()


def test_the_password_is_on_no_command_line_and_no_words_are_in_what_is_said(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_program(
        tmp_path / "bin",
        monkeypatch,
        f'echo "$@" >{tmp_path}/words; env >{tmp_path}/environment\n'
        'echo \'pg_dump: error: COPY failed for table "x": ERROR:  no number: "we were afraid"\' >&2\n'
        "echo 'pg_dump: detail: we were afraid' >&2; exit 1",
    )
    # This server believes everybody.
    site.address = site.address.replace(f"{KEEPER}@", f"{KEEPER}:a-secret@")

    with pytest.raises(CannotCopy) as refused:
        site.back_up()

    assert str(refused.value) == 'pg_dump says: COPY failed for table "x": ERROR:  no number.'
    assert "a-secret" not in (tmp_path / "words").read_text()
    assert "PGPASSWORD=a-secret\n" in (tmp_path / "environment").read_text()


def test_a_program_that_is_older_than_the_server_says_so(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_program(
        tmp_path / "bin",
        monkeypatch,
        "echo 'pg_dump: error: aborting because of server version mismatch' >&2\n"
        "echo 'pg_dump: detail: server version: 16.1; pg_dump version: 15.3' >&2; exit 1",
    )

    with pytest.raises(CannotCopy, match=r"mismatch; server version: 16\.1; pg_dump version: 15\.3"):
        site.back_up()


def test_a_program_that_does_not_end_is_ended(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_program(tmp_path / "bin", monkeypatch, "exec sleep 120")
    monkeypatch.setattr(dumping, "_LONGEST", 1)

    with pytest.raises(CannotCopy, match="longer than"):
        site.back_up()

    assert list(site.copies.iterdir()) == []


def test_a_server_that_is_not_there_is_told_in_one_sentence_without_a_secret(tmp_path: Path) -> None:
    away = Site("postgres://somebody:a-secret@127.0.0.1:9/nothing", tmp_path / "live")

    with pytest.raises(CannotCopy, match="can't be reached") as refused:
        away.back_up(lambda: None)
    with pytest.raises(CannotRestore, match="can't be reached") as refused_too:
        tried_in(away.address, tmp_path)
    by_command = manage(away, "backup", str(tmp_path / "copies"))

    assert by_command.returncode == 1
    assert "could not be read or written: connection failed" in by_command.stderr
    for said in (str(refused.value), str(refused_too.value), by_command.stderr):
        assert "a-secret" not in said
        assert len(said.strip().splitlines()) == 1


def test_what_django_connects_by_is_what_the_programs_connect_by() -> None:
    parameters = {
        **ConnectionHandler(
            {"default": dj_database_url.parse("postgres://somebody:a%20secret@[::1]:5433/site?sslmode=require")}
        )["default"].get_connection_params()
    }

    there = dumping._environment(address_of(parameters))

    assert there.pop("PGCLIENTENCODING") == "UTF8"
    assert there == {
        "PGUSER": "somebody",
        "PGPASSWORD": "a secret",
        "PGHOST": "::1",
        "PGPORT": "5433",
        "PGDATABASE": "site",
        "PGSSLMODE": "require",
    }


def test_the_manifest_names_the_dump_and_its_rows(quiet: tuple[Site, Path]) -> None:
    site, file = quiet

    with archive.ZipFile(file) as whole:
        said = json.loads(whole.read(archive.MANIFEST))

    assert set(said["files"]) == {POSTGRESQL, "media/here.png"}
    assert said["rows"]["feedback_receipt"] == len(site.receipts())
    assert said["missing"] == []
