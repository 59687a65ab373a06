"""One family after the other: whoever writes to SQLite waits for a turn, over all processes of this site.

SQLite lets one write at a time. Whoever finds it busy sleeps and tries again, so that with two writing processes some
families wait for half a second and others overtake them. Waiting for a lock of the system is fair, and wakes at once.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import OperationalError, connection

#: Seconds. Who has waited so long is told to try again: what held up the others would hold them up, too.
PATIENCE = 5.0


@contextmanager
def turn() -> Iterator[None]:
    """Hold the turn to write. Does nothing where the database lets many write at once.

    Raises:
        OperationalError: it took too long, as where the database itself is busy.
    """
    file = _file()
    if file is None:
        yield
        return
    asked = time.monotonic()
    # A descriptor of its own, so that threads wait for each other, too. It is let go when it is closed, or we die.
    held = os.open(file, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        if time.monotonic() - asked > PATIENCE:
            raise OperationalError("waited too long for a turn to write")
        yield
    finally:
        os.close(held)


def _file() -> Path | None:
    """Return the file to wait at: beside the database, where that is a file."""
    name = str(connection.settings_dict["NAME"])
    is_file = connection.vendor == "sqlite" and ":memory:" not in name and "mode=memory" not in name
    return Path(f"{name}-turn") if is_file else None
