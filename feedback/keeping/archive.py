"""Database and media in one file, with a manifest of what must be in it; and the way back.

The file is a zip: the database (`database.sqlite3` or, of PostgreSQL, `database.dump`), `media/…`, and last
`manifest.json`, with the SHA-256 and length of each, the rows of every table, and the files that the database names and
that were not there. A checksum finds what is damaged or
cut short, not who means ill: keep backups where nobody else can write. With a key it is sealed (`sealing.py`).
"""

import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from feedback.keeping.copying import (
    POSTGRESQL,
    RESTORING,
    SQLITE,
    CannotCopy,
    CannotRestore,
    Copied,
    Damaged,
    Database,
    rows_of_sound,
    to_the_disk,
)
from feedback.keeping.named_files import FileColumn
from feedback.keeping.sealing import BadKey, is_sealed, seal, unseal
from feedback.keeping.uploads import Uploads
from home.backups import name_for

FORMAT = 1
MEDIA, MANIFEST = "media", "manifest.json"
#: What kind of site each copy of a database is of.
_KINDS = {SQLITE: "SQLite", POSTGRESQL: "PostgreSQL"}
_CHUNK = 1024 * 1024
_COPYING, _VERIFYING = ".copying-", ".verifying-"
_UNREADABLE = (
    BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    TypeError,
    ValueError,
    AttributeError,
)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: the digest and length of each file, the rows of each table.

    ``missing``: names that the database holds of files that were not on the disk.
    """

    made: str
    files: dict[str, tuple[str, int]]
    rows: dict[str, int]
    missing: tuple[str, ...]

    @property
    def database(self) -> str:
        """Return what the copy of the database is called: each kind has its own name."""
        return next(name for name in _KINDS if name in self.files)


@dataclass(frozen=True, slots=True)
class Backup:
    """A file that was made, and the names of the files that could not go into it."""

    file: Path
    missing: tuple[str, ...]


def words_for(missing: Collection[str]) -> str:
    """Return a sentence, with a space before it, on files that are missing; ``""`` where none are."""
    if not missing:
        return ""
    first = ", ".join(sorted(missing)[:5])
    more = ", …" if len(missing) > 5 else ""
    return f" Not on the disk, though the database names them: {len(missing)} ({first}{more})."


# --- Make -----------------------------------------------------------------------------------------------------------


def back_up(
    database: Database, media: Uploads, folder: Path, *, columns: Collection[FileColumn], now: datetime, key: str = ""
) -> Backup:
    """Write database and media into one new file in the folder, while the site runs; return where it is.

    With the public half of a key it is sealed, and nothing that is not comes into the folder.

    Only its owner may read it. It has its name once it is whole, has been read back, and is on the disk. What a killed
    one left behind is removed by the next. ``columns`` name the files that should be there: where some are missing, all
    of it is made once more, and those still missing are noted.

    Raises:
        CannotCopy: it can't be; nothing new is in the folder then.
    """
    target = folder / name_for(now, sealed=bool(key))
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # A deleted file can be read off a disk: what is not sealed yet stays with the site.
        working = database.beside if key else folder
        with ExitStack() as held:
            for place in {folder.resolve(), working.resolve()}:
                held.enter_context(alone_in(place, _COPYING))
            beside = held.enter_context(TemporaryDirectory(dir=working, prefix=_COPYING))
            part = Path(beside, "part")
            missing = _make(part, database, media, columns=columns, now=now)
            if missing:
                # A page's file that was replaced after the database was copied. Its new one is there now.
                part.unlink()
                missing = _make(part, database, media, columns=columns, now=now)
            with ZipFile(part) as archive:
                _unpack(archive, _read_manifest(archive), into=None)
            if key:
                sealed = Path(held.enter_context(TemporaryDirectory(dir=folder, prefix=_COPYING)), "part")
                seal(part, sealed, key)
                part = sealed
            _name_it(part, target)
            to_the_disk(target, folder)
    except BlockingIOError as error:
        raise CannotCopy(str(error)) from error
    except BadKey as error:
        raise CannotCopy(f"BACKUP_KEY can't be used: {error}") from error
    except Damaged as error:
        raise CannotCopy(f"What was written to {folder} can't be read back: {error}") from error
    except (OSError, ValueError, sqlite3.Error, BadZipFile) as error:
        raise CannotCopy(f"{folder} can't be written to, or a file not be read: {error}") from error
    return Backup(target, missing)


def _make(
    part: Path, database: Database, media: Uploads, *, columns: Collection[FileColumn], now: datetime
) -> tuple[str, ...]:
    """Write a new file; return the names of the files that are missing in it."""
    with TemporaryDirectory(dir=part.parent) as beside:
        # The database first: what comes meanwhile is one file too many. What goes meanwhile is found missing.
        copied = database.copied(Path(beside), columns=columns, today=now.date())
        with open(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as opened:
            return _write(opened, database.name, copied, media, made=now.isoformat())


def _name_it(part: Path, target: Path) -> None:
    try:
        # Unlike a rename it never takes the place of a backup that is there.
        os.link(part, target)
    except FileExistsError as error:
        raise CannotCopy(f"{target} is there already.") from error


@contextmanager
def alone_in(folder: Path, *prefixes: str) -> Iterator[None]:
    """Keep others from working there, and take away the folders that one that was killed has left.

    Raises:
        BlockingIOError: another is at work there.
    """
    opened = os.open(folder, os.O_RDONLY)
    try:
        try:
            # Let go of by the system itself when a process is killed.
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BlockingIOError(f"Another backup is being made, verified or put back in {folder}.") from error
        for prefix in prefixes:
            for left in folder.glob(f"{prefix}*"):
                shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        os.close(opened)


def _write(opened: IO[bytes], database: str, copied: Copied, media: Uploads, *, made: str) -> tuple[str, ...]:
    """Write all that is there; return the names that are missing.

    Raises:
        CannotCopy: all are, or there is something that can't be kept.
    """
    with ZipFile(opened, "w") as archive:
        with copied.file.open("rb") as copy:
            files = {database: _add(archive, database, copy, ZIP_DEFLATED)}
        for name in media.names():
            try:
                with media.opened(name) as file:
                    # Pictures, sounds and films are as small as they get.
                    files[f"{MEDIA}/{name}"] = _add(archive, f"{MEDIA}/{name}", file, ZIP_STORED)
            except FileNotFoundError:
                # It was deleted since we looked.
                continue
        missing = tuple(sorted(name for name in copied.named if f"{MEDIA}/{name}" not in files))
        if missing and len(missing) == len(copied.named):
            raise CannotCopy(f"None of the {len(missing)} files that the database names is in {media}. Is it there?")
        manifest = {"format": FORMAT, "made": made, "files": files, "rows": copied.rows, "missing": missing}
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return missing


def _add(archive: ZipFile, name: str, source: IO[bytes], compression: int) -> tuple[str, int]:
    digest, length = hashlib.sha256(), 0
    entry = ZipInfo(name)
    entry.compress_type = compression
    with archive.open(entry, "w", force_zip64=True) as target:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            length += len(chunk)
            target.write(chunk)
    return digest.hexdigest(), length


# --- Look and put back ----------------------------------------------------------------------------------------------


#: Makes a copy of a database one again, for a moment; gives how many rows each of its tables has.
Trial = Callable[[Path], dict[str, int]]
_SQLITE_ALONE: Mapping[str, Trial] = {SQLITE: rows_of_sound}


def verify(
    file: Path, *, beside: Path, key_file: Path | None = None, trials: Mapping[str, Trial] = _SQLITE_ALONE
) -> Manifest:
    """Restore a backup into a new folder in ``beside``, compare all of it, and take the folder away again.

    ``key_file`` holds the half of a key that opens a sealed one; ``trials`` has a way to try each kind of database.

    Raises:
        Damaged: it is not what its manifest says.
        CannotRestore: its database can't be tried here.
        OSError: it can't be read, there is no room, or another is being verified or put back there.
    """
    beside.mkdir(parents=True, exist_ok=True)
    with (
        alone_in(beside, _VERIFYING, RESTORING),
        TemporaryDirectory(dir=beside, prefix=_VERIFYING) as place,
    ):
        manifest = _unpacked(file, Path(place), key_file)
        _compare(trials[manifest.database](Path(place, manifest.database)), manifest.rows)
    return manifest


def restore(file: Path, *, database: Database, media: Uploads, key_file: Path | None = None) -> Manifest:
    """Put a backup where there is no database and no media yet.

    ``key_file`` holds the half of a key that opens a sealed one.

    Raises:
        CannotRestore: something is there already, the file is damaged, or there is no room.
    """
    _must_be_empty(database, media)
    try:
        database.beside.mkdir(parents=True, exist_ok=True)
        media.beside.mkdir(parents=True, exist_ok=True)
        with ExitStack() as held:
            for folder in {media.beside.resolve(), database.beside.resolve()}:
                held.enter_context(alone_in(folder, _VERIFYING, RESTORING))
            # Beside the media, which are large: a rename does not lead to another disk.
            place = held.enter_context(TemporaryDirectory(dir=media.beside, prefix=RESTORING))
            manifest = _unpacked(file, Path(place), key_file, kind=database.name)
            put_back = held.enter_context(database.put_back(Path(place, database.name)))
            _compare(put_back.rows, manifest.rows)
            # Of one that is killed between the two the database is missing, and no site starts beside what is there.
            with media.put_back(Path(place, MEDIA)):
                put_back.keep()
    except BlockingIOError as error:
        raise CannotRestore(f"{error} Nothing was put back.") from error
    except Damaged as error:
        raise CannotRestore(f"{file} is not a good backup: {error}. Nothing was put back.") from error
    except OSError as error:
        raise CannotRestore(f"{file} can't be read, or {database.beside} not be written to: {error}") from error
    return manifest


def _must_be_empty(database: Database, media: Uploads) -> None:
    there = [*map(str, database.in_the_way()), *([] if media.is_empty() else [str(media)])]
    if there:
        names = ", ".join(there)
        raise CannotRestore(f"A backup is put back only where nothing is, and there is {names}. Move it away first.")


def _compare(found: dict[str, int], said: dict[str, int]) -> None:
    if found != said:
        names = sorted(name for name in found.keys() | said if found.get(name) != said.get(name))
        raise Damaged(f"these tables have other rows than when it was made: {', '.join(names)}")


def _unpacked(file: Path, place: Path, key_file: Path | None, *, kind: str = "") -> Manifest:
    """Unpack all of a backup into a folder, and compare it with its manifest.

    Raises:
        Damaged: it is not what its manifest says.
        CannotRestore: it holds another kind of database than this.
    """
    if is_sealed(file):
        if key_file is None:
            raise Damaged("it is sealed, and no key was named (--key)")
        try:
            unseal(file, place / "opened", key_file)
        except BadKey as error:
            raise Damaged(str(error)) from error
        manifest = _unpacked(place / "opened", place, None, kind=kind)
        (place / "opened").unlink()
        return manifest
    try:
        with ZipFile(file) as archive:
            manifest = _read_manifest(archive)
            if kind and manifest.database != kind:
                raise CannotRestore(_other_kind(manifest.database, kind))
            _unpack(archive, manifest, into=place)
    except _UNREADABLE as error:
        raise Damaged(f"it is no zip file, or was cut short: {error}") from error
    return manifest


def _other_kind(said: str, here: str) -> str:
    remedy = {
        SQLITE: "Put it back without DATABASE_URL, then move that site: ./run copy_to_postgres (docs/runbook.md)",
        POSTGRESQL: "Set DATABASE_URL to an empty database on PostgreSQL",
    }[said]
    return f"It is the backup of a site on {_KINDS[said]}, and this one is on {_KINDS[here]}. {remedy}."


def _read_manifest(archive: ZipFile) -> Manifest:
    """Read what must be there.

    Raises:
        Damaged: there is no manifest, it is of another format, or names what no backup holds.
    """
    try:
        said: dict[str, Any] = json.loads(archive.read(MANIFEST))
        if said["format"] != FORMAT:
            raise Damaged(f"it is of format {said['format']!r}, and this release reads {FORMAT}")
        files = {str(name): (str(digest), int(length)) for name, (digest, length) in said["files"].items()}
        missing = tuple(map(str, said.get("missing", ())))
        manifest = Manifest(made=str(said["made"]), files=files, rows=dict(said["rows"]), missing=missing)
    except _UNREADABLE as error:
        raise Damaged(f"its manifest can't be read: {error}") from error
    if sum(name in files for name in _KINDS) != 1 or not all(_may_hold(name) for name in files):
        raise Damaged("its manifest names what no backup holds")
    return manifest


def _may_hold(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return name in _KINDS or (len(parts) > 1 and parts[0] == MEDIA and ".." not in parts and "\0" not in name)


def _unpack(archive: ZipFile, manifest: Manifest, *, into: Path | None) -> None:
    """Read every file, and write it into a folder if there is one.

    Raises:
        Damaged: one is missing, one too many, or other than the manifest says.
    """
    names = sorted(archive.namelist())
    if names != sorted([*manifest.files, MANIFEST]):
        raise Damaged("it does not hold the files that its manifest names")
    if into:
        (into / MEDIA).mkdir()
    for name, expected in manifest.files.items():
        target = into / name if into else Path(os.devnull)
        if into:
            target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with archive.open(name) as source, target.open("wb") as opened:
                found = _copy(source, opened, most=expected[1])
        except _UNREADABLE as error:
            raise Damaged(f"{name} can't be read: {error}") from error
        if found != expected:
            raise Damaged(f"{name} is not what it was when the backup was made")


def _copy(source: IO[bytes], target: IO[bytes], *, most: int) -> tuple[str, int]:
    """Copy at most one chunk more than there should be; return digest and length."""
    digest, length = hashlib.sha256(), 0
    while length <= most and (chunk := source.read(_CHUNK)):
        digest.update(chunk)
        length += len(chunk)
        target.write(chunk)
    return digest.hexdigest(), length
