"""Backups in a folder: what one is called, and which is the last good one.

A file gets its name once it is whole and has been read back, so that the name is enough to tell.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

#: Made once a day; twice that, and somebody should look.
OLD_AFTER = timedelta(days=2)

_NAME = re.compile(r"good-beginnings-(\d{8}T\d{6})Z\.zip(?:\.age)?")
_MOMENT = "%Y%m%dT%H%M%S"
#: A clock that was wrong must not make a backup look new for years, nor push out those that are.
_AHEAD = timedelta(hours=1)


def name_for(moment: datetime, *, sealed: bool = False) -> str:
    return f"good-beginnings-{moment.astimezone(UTC).strftime(_MOMENT)}Z.zip{'.age' if sealed else ''}"


def in_folder(folder: Path) -> list[tuple[datetime, Path]]:
    """Return the backups in a folder with the moment of each, the newest first; none where it can't be read."""
    try:
        files = list(folder.iterdir())
    except OSError:
        return []
    return sorted(((moment, file) for file in files if (moment := _moment_of(file.name))), reverse=True)


def _moment_of(name: str) -> datetime | None:
    match = _NAME.fullmatch(name)
    try:
        return datetime.strptime(match[1], _MOMENT).replace(tzinfo=UTC) if match else None
    except ValueError:
        return None


def last_good(folder: Path, *, now: datetime) -> datetime | None:
    """Return when the newest backup was made."""
    return next((moment for moment, _file in _not_ahead(folder, now=now)), None)


def forget_older(folder: Path, *, kept: int, now: datetime) -> None:
    """Delete all but the newest ones. Those of a moment to come are not counted, and nothing else is touched."""
    for _moment, file in _not_ahead(folder, now=now)[kept:]:
        file.unlink(missing_ok=True)


def _not_ahead(folder: Path, *, now: datetime) -> list[tuple[datetime, Path]]:
    return [(moment, file) for moment, file in in_folder(folder) if moment <= now + _AHEAD]


def the_one_around(folder: Path, others: Iterable[Path]) -> Path | None:
    """Return which of the other folders this one is or lies in, wherever links lead; ``None`` if in none."""
    return next((other for other in others if folder.resolve().is_relative_to(other.resolve())), None)
