"""Back up the site that these settings are for, or move it to PostgreSQL."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from feedback.keeping.archive import Backup, back_up
from feedback.keeping.copying import CannotCopy
from feedback.keeping.moving import CannotMove, Say, copy_to_postgres
from feedback.keeping.named_files import file_columns
from feedback.keeping.shuffling import shuffle
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
    if connection.vendor != "sqlite":
        raise CannotCopy("Only an SQLite site makes its backups by itself: `./run backup` says how to copy this one.")
    if settings.STORES_IN_BUCKET:
        raise CannotCopy(
            "Uploads lie in a bucket, which is not copied here: copy it and the database by your own means."
        )
    refuse_what_is_handed_out(folder)
    try:
        shuffle()
    except DatabaseError as error:
        raise CannotCopy(f"The database could not be read or written: {error}") from error
    database = Path(connection.settings_dict["NAME"])
    return back_up(
        database,
        Path(settings.MEDIA_ROOT),
        folder.resolve(),
        columns=file_columns(),
        now=timezone.now(),
        key=settings.BACKUP_KEY,
    )


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
