"""Backups in a folder: what one is called, and which is the last good one.

A file gets its name once it is whole and has been read back, so that the name is enough to tell.
"""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

#: Made once a day; twice that, and somebody should look.
OLD_AFTER = timedelta(days=2)

_NAME = re.compile(r"good-beginnings-(\d{8}T\d{6})Z\.zip")
_MOMENT = "%Y%m%dT%H%M%S"
#: A clock that was wrong must not make a backup look new for years.
_AHEAD = timedelta(hours=1)


def name_for(moment: datetime) -> str:
    return f"good-beginnings-{moment.astimezone(UTC).strftime(_MOMENT)}Z.zip"


def in_folder(folder: Path) -> list[tuple[datetime, Path]]:
    """Return the backups in a folder with the moment of each, the newest first; none where it can't be read."""
    found = []
    try:
        for file in folder.iterdir():
            if match := _NAME.fullmatch(file.name):
                found.append((datetime.strptime(match[1], _MOMENT).replace(tzinfo=UTC), file))
    except (OSError, ValueError):
        return []
    return sorted(found, reverse=True)


def last_good(folder: Path, *, now: datetime) -> datetime | None:
    """Return when the newest backup was made."""
    return next((moment for moment, _file in in_folder(folder) if moment <= now + _AHEAD), None)


def forget_older(folder: Path, *, kept: int) -> None:
    """Delete all but the newest ones. Nothing else in the folder is touched."""
    for _moment, file in in_folder(folder)[kept:]:
        file.unlink(missing_ok=True)
