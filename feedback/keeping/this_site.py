"""Back up the site that these settings are for."""

from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from feedback.keeping.archive import back_up
from feedback.keeping.copying import CannotCopy
from feedback.keeping.shuffling import shuffle


def back_up_this_site(folder: Path) -> Path:
    """Shuffle what families sent, then write database and media into a new file in the folder; return where it is.

    Raises:
        CannotCopy: it can't be; the message says why.
    """
    if connection.vendor != "sqlite":
        raise CannotCopy("Only an SQLite site makes its backups by itself: `./run backup` says how to copy this one.")
    try:
        shuffle()
    except DatabaseError as error:
        raise CannotCopy(f"The database could not be read or written: {error}") from error
    database = Path(connection.settings_dict["NAME"])
    return back_up(database, Path(settings.MEDIA_ROOT), folder.resolve(), now=timezone.now())
