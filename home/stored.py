"""What Django's storages do each in their own way: folders, parts of files, files that are gone."""

import logging
from collections.abc import Collection, Iterator
from contextlib import closing
from typing import IO

from django.core.files.storage import default_storage

logger = logging.getLogger(__name__)

_CHUNK = 64 * 1024


def listing(folder: str) -> tuple[list[str], list[str]]:
    """Return the folders and the files in a folder; none where there is no such folder."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
    return list(folders), list(files)


def is_there(name: str) -> bool:
    """Tell whether a file is there; no, where the store can't be asked: a page without its film is still a page."""
    try:
        return default_storage.exists(name)
    except OSError:
        logger.exception("A file could not be asked for")
        return False


def there_of(names: Collection[str], *, folder: str) -> set[str]:
    """Return those of these files in a folder that are there, as `is_there`: a bucket is asked once for all of them."""
    if not hasattr(default_storage, "part"):
        return {name for name in names if is_there(f"{folder}/{name}")}
    try:
        return set(names) & set(listing(folder)[1])
    except OSError:
        logger.exception("Files could not be asked for")
        return set()


def read(name: str) -> bytes:
    """Return a file whole; nothing where it is gone."""
    try:
        with default_storage.open(name) as file:
            return bytes(file.read())
    except FileNotFoundError:
        return b""


def read_part(name: str, first: int, last: int) -> Iterator[bytes]:
    """Return a file's bytes from the first to the last, piece by piece.

    Raises:
        FileNotFoundError: it is gone.
    """
    if hasattr(default_storage, "part"):
        # A bucket's own way: opened, all of the file would be fetched for each part that a player asks for.
        parts: Iterator[bytes] = default_storage.part(name, first, last)
        return parts
    return _read(default_storage.open(name), first, last)


def _read(file: IO[bytes], first: int, last: int) -> Iterator[bytes]:
    with closing(file):
        file.seek(first)
        left = last - first + 1
        while left > 0 and (data := file.read(min(_CHUNK, left))):
            left -= len(data)
            yield data
