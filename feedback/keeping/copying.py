"""A copy of the database in which no row's place says anything."""

import os
import shlex
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from feedback.keeping.shuffling import shuffle_file


class CannotCopy(Exception):
    """There can be no copy here; the message says why."""


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


def dump_command(settings: Mapping[str, Any], folder: Path, *, today: date) -> str:
    """Return the line that copies a PostgreSQL database, for a shell. The password is asked for, never in it."""
    target = folder / f"good-beginnings-{today.isoformat()}.dump"
    words = ["pg_dump", "--format=custom", f"--file={target}"]
    for option, name in (("--host", "HOST"), ("--port", "PORT"), ("--username", "USER")):
        if settings.get(name):
            words.append(f"{option}={settings[name]}")
    return f"umask 077; {shlex.join([*words, str(settings['NAME'])])}"
