"""Back up the site that these settings are for."""

from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from feedback.keeping.archive import Backup, back_up
from feedback.keeping.copying import CannotCopy
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
