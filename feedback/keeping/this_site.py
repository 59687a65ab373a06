"""Back up the site that these settings are for, put it back, or move it to PostgreSQL."""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from feedback.keeping.archive import Backup, Manifest, Trial, back_up, restore, verify
from feedback.keeping.copying import POSTGRESQL, SQLITE, CannotCopy, CannotRestore, Database, SQLite, rows_of_sound
from feedback.keeping.dumping import PostgreSQL, address_of, tried_beside, tried_in
from feedback.keeping.moving import CannotMove, Say, copy_to_postgres
from feedback.keeping.named_files import file_columns
from feedback.keeping.postgres import word_of
from feedback.keeping.shuffling import shuffle
from feedback.keeping.uploads import Bucket, Folder, Uploads
from home.backups import the_one_around
from home.checks import handed_out


def refuse_what_is_handed_out(folder: Path) -> None:
    """Keep backups out of the folders that a web server hands out.

    Raises:
        CannotCopy: it is one of those, or lies in one.
    """
    if around := the_one_around(folder, handed_out()):
        raise CannotCopy(f"{folder} lies in {around}, which is handed out to everybody. Name another folder.")


def back_up_this_site(folder: Path) -> Backup:
    """Shuffle what families sent, then write database and media into a new file in the folder; return where it is.

    Raises:
        CannotCopy: it can't be; the message says why.
    """
    refuse_what_is_handed_out(folder)
    if connection.vendor == "sqlite":
        _shuffle()
    return back_up(
        _database(),
        _uploads(),
        folder.resolve(),
        columns=file_columns(),
        now=timezone.now(),
        key=settings.BACKUP_KEY,
    )


def verify_for_this_site(file: Path, *, into: str, key_file: Path | None) -> Manifest:
    """Try whether a backup can be put back, without touching the site.

    ``into`` is the address of an empty PostgreSQL database; without one, a backup of PostgreSQL is tried in one that is
    made beside the site's own for a moment.

    Raises:
        Damaged, CannotRestore, OSError: as `verify`.
    """
    trials: dict[str, Trial] = {SQLITE: rows_of_sound, POSTGRESQL: partial(_tried, into)}
    return verify(file, beside=Path(settings.VAR_DIR), key_file=key_file, trials=trials)


def _tried(into: str, copy: Path) -> dict[str, int]:
    if into:
        return tried_in(into, copy)
    if connection.vendor != "postgresql":
        raise CannotRestore(
            "It is the backup of a site on PostgreSQL, and this one is on SQLite. "
            "Name an empty database to try it in: --into postgres://user@host/database"
        )
    return tried_beside(address_of(connection.get_connection_params()), copy)


def restore_this_site(file: Path, *, key_file: Path | None) -> Manifest:
    """Put a backup back where this site has no database and no media yet.

    Raises:
        CannotRestore: it can't be; the message says why.
    """
    return restore(file, database=_database(), media=_uploads(), key_file=key_file)


def _database() -> Database:
    if connection.vendor == "sqlite":
        return SQLite(Path(connection.settings_dict["NAME"]))
    # Its parameters, without a connection: whoever puts a backup back wants the database for itself.
    address = address_of(connection.get_connection_params())
    return PostgreSQL(address, beside=Path(settings.VAR_DIR), shuffle=_shuffle)


def _uploads() -> Uploads:
    if settings.STORES_IN_BUCKET:
        return Bucket(default_storage, beside=Path(settings.VAR_DIR))
    return Folder(Path(settings.MEDIA_ROOT))


def _shuffle() -> None:
    try:
        shuffle()
    except DatabaseError as error:
        # What PostgreSQL says of a row may hold the row.
        said = word_of(error.__cause__) if isinstance(error.__cause__, psycopg.Error) else error
        raise CannotCopy(f"The database could not be read or written: {said}") from error


def copy_this_site_to_postgres(address: str, *, say: Say) -> dict[str, int]:
    """Copy every row of this site into the empty database at an address; return how many of each table.

    Raises:
        CannotMove: it can't be, and the database there is as it was; the message says why.
    """
    if connection.vendor != "sqlite":
        raise CannotMove("This site does not run on SQLite: DATABASE_URL must not be set for this.")
    source = Path(connection.settings_dict["NAME"])
    if not source.is_file():
        raise CannotMove(f"There is no database to copy: {source}")
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CannotMove("This site's database is not up to date: ./run migrate")
    return copy_to_postgres(source, address, manage=_manage, today=timezone.localdate(), say=say)


def _manage(*words: str, address: str) -> None:
    """Run a command of ours on another database, in a process of its own: migrations know no other than the site's.

    Raises:
        CannotMove: it failed.
    """
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
        "DATABASE_URL": address,
        # What is written there changes nothing that this site shows.
        "PAGE_CACHE": "no",
    }
    command = [sys.executable, str(settings.ROOT / "manage.py"), *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["it was ended"])[-1]
        raise CannotMove(f"{words[0]} failed there: {last}")
