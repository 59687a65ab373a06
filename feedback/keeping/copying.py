"""A copy of the database in which no row's place says anything, and the way back from it.

What a backup asks of any kind of database, and SQLite's answer to it; PostgreSQL's is in `dumping`.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from feedback.keeping.named_files import FileColumn, named_in
from feedback.keeping.shuffling import shuffle_file

#: What a copy of each kind of database is called in a backup.
SQLITE, POSTGRESQL = "database.sqlite3", "database.dump"
RESTORING = ".restoring-"


class CannotCopy(Exception):
    """There can be no copy here; the message says why."""


class CannotRestore(Exception):
    """Nothing was put back, and everything is as it was; the message says why."""


class Damaged(Exception):
    """A file is no whole backup; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A database that was copied: the file, the rows of each table, the names in storage that rows hold."""

    file: Path
    rows: dict[str, int]
    named: set[str]


@dataclass(frozen=True, slots=True)
class PutBack:
    """A copy that is a database again and that no site can see yet: its rows by table, and what makes it the site's."""

    rows: dict[str, int]
    keep: Callable[[], None]


class Database(Protocol):
    """A site's database, of any kind."""

    @property
    def name(self) -> str:
        """Return what a copy of it is called in a backup."""

    @property
    def beside(self) -> Path:
        """Return a folder of the site's own, for what is not sealed yet."""

    def copied(self, folder: Path, *, columns: Collection[FileColumn], today: date) -> Copied:
        """Copy all of one moment into the folder, while the site runs. No row lies there where it was written.

        Raises:
            CannotCopy: it can't be; the message says why.
        """

    def in_the_way(self) -> list[Path]:
        """Return what has to be moved away before anything can be put back.

        Raises:
            CannotRestore: nothing can be put back there.
        """

    def put_back(self, copy: Path) -> AbstractContextManager[PutBack]:
        """Make it a database again. What is not kept before the block ends has never been there.

        Raises:
            Damaged: it is none.
            CannotRestore: it can't be, here.
        """


# --- SQLite ---------------------------------------------------------------------------------------------------------


class SQLite:
    """The database of a site on SQLite: a file."""

    name = SQLITE

    def __init__(self, file: Path) -> None:
        self.file = file
        self.beside = file.parent

    def copied(self, folder: Path, *, columns: Collection[FileColumn], today: date) -> Copied:
        copy = copy_sqlite(self.file, folder, today=today)
        return Copied(copy, count_rows(copy), named_in(copy, columns))

    def in_the_way(self) -> list[Path]:
        # What lies beside a database is read into whatever is put in its place.
        return [path for end in ("", "-wal", "-shm", "-journal") if (path := Path(f"{self.file}{end}")).exists()]

    @contextmanager
    def put_back(self, copy: Path) -> Iterator[PutBack]:
        rows = rows_of_sound(copy)
        with TemporaryDirectory(dir=self.beside, prefix=RESTORING) as beside:
            moved = Path(shutil.copyfile(copy, Path(beside, self.name)))
            moved.chmod(0o600)
            to_the_disk(moved)
            yield PutBack(rows, partial(self._keep, moved))

    def _keep(self, moved: Path) -> None:
        os.link(moved, self.file)
        to_the_disk(self.beside)


def rows_of_sound(file: Path) -> dict[str, int]:
    """Read all of an SQLite file; return how many rows each of its tables has.

    Raises:
        Damaged: it is no SQLite file, or a damaged one.
    """
    try:
        with closing(sqlite3.connect(file)) as opened:
            found = opened.execute("PRAGMA integrity_check").fetchone()[0]
        rows = count_rows(file)
    except sqlite3.Error as error:
        raise Damaged(f"its database can't be opened: {error}") from error
    if found != "ok":
        raise Damaged(f"its database is damaged: {found}")
    return rows


def count_rows(database: Path) -> dict[str, int]:
    """Return how many rows each table of an SQLite file has."""
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as opened:
        names = opened.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite|_%' ESCAPE '|'"
        )
        return {
            name: opened.execute(f"SELECT count(*) FROM {_quoted(name)}").fetchone()[0] for (name,) in names.fetchall()
        }


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def copy_sqlite(source: Path, folder: Path, *, today: date) -> Path:
    """Write a whole, consistent copy into the folder while the site runs; return where it is.

    Only its owner may read it. It is there under its name once it is whole. It holds nothing that was deleted, and no
    row that still lies where it was written: the copy is shuffled itself, whatever was sent while it was made.

    Raises:
        CannotCopy: there is a copy of today already, or nothing can be written there.
    """
    target = folder / f"good-beginnings-{today.isoformat()}.sqlite3"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with TemporaryDirectory(dir=folder, prefix=".copying-") as beside:
            first, second = Path(beside, "first"), Path(beside, "second")
            _vacuum_into(source, first)
            shuffle_file(first)
            # Once more, so that no page of the file shows where a row was before.
            _vacuum_into(first, second)
            _check(second)
            # Unlike a rename it never takes the place of a copy that is there.
            os.link(second, target)
            to_the_disk(target, folder)
    except FileExistsError as error:
        raise CannotCopy(f"{target} is there already. Name another folder, or move it away.") from error
    except (OSError, sqlite3.Error) as error:
        raise CannotCopy(f"{folder} can't be written to, or {source} not be read: {error}") from error
    return target


def _vacuum_into(source: Path, target: Path) -> None:
    """Write a database without its free pages into a new file that only its owner may read."""
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    address = f"{source.resolve().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, timeout=60)) as database:
        database.execute("VACUUM INTO ?", [str(target)])


def _check(file: Path) -> None:
    """Read the whole copy once.

    Raises:
        CannotCopy: it is damaged.
    """
    with closing(sqlite3.connect(file)) as copy:
        found = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise CannotCopy(f"the copy is damaged, and so may be the database: {found}")


def to_the_disk(*paths: Path) -> None:
    """Wait until files, and the folders that name them, are safe from a power cut."""
    for path in paths:
        opened = os.open(path, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
