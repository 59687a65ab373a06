"""Where pages are kept: as files that nginx can hand out, and the last read in memory. Knows no Django.

    <folder>/<generation>/<scheme>/<host>/<path>/   index-….html  index-….html.gz  index-….html.br  page.json

`page.json` holds the headers and the digest of each body. It is written last: without it there is no page, and a body
that is not what it says is none either. No answer ever depends on the shelf: what can't be read is drawn, what can't be
written is not kept.
"""

import hashlib
import json
import logging
import os
import re
import secrets
import shutil
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from good_beginnings.page_cache.entries import BROTLI, GZIP, PLAIN, Entry, Headers, entry_of

logger = logging.getLogger(__name__)

ENDINGS = {PLAIN: "", GZIP: ".gz", BROTLI: ".br"}
NOTE = "page.json"
#: After so many writes of one process it looks how much there is.
LOOK_EVERY = 64
#: What is left when too much was there: otherwise each page would cost another.
_LEFT = 0.8

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?", re.ASCII)
#: Lower-case words between strokes. No dot: nothing can lead out of the folder, or be one of the files.
_PATH = re.compile(r"/(?:[a-z0-9_-]{1,200}/){1,12}", re.ASCII)


class Key(NamedTuple):
    """What an entry is found by."""

    scheme: str
    host: str
    path: str

    @property
    def is_usual(self) -> bool:
        """Tell whether this can be the address of a page."""
        is_host = ".." not in self.host and _HOST.fullmatch(self.host)
        return bool(self.scheme in {"http", "https"} and is_host and _PATH.fullmatch(self.path))


def file_name(headers: Headers, *, language: str) -> str:
    """Return the name of a page's files, with a digest of what is said of it: `index-1f2e3d4c.html`.

    nginx can't read headers from a file. What it says of every page stands in its configuration, and with it the name
    of the files that may be said it of: a page that needs other headers is one that it does not find. ``language`` is
    the `Content-Language` that it works out from the address; what may not be indexed has a name of its own.
    """
    said = {name.lower(): value for name, value in headers}
    is_hidden = said.get("x-robots-tag") == "noindex"
    if is_hidden:
        del said["x-robots-tag"]
    if said.get("content-language") == language:
        del said["content-language"]
    digest = hashlib.sha256(repr(sorted(said.items())).encode()).hexdigest()[:8]
    return f"{'noindex' if is_hidden else 'index'}-{digest}.html"


class Shelf:
    """Entries of one folder, shared by all processes of a machine."""

    def __init__(self, folder: Path, *, most_bytes: int) -> None:
        self.folder = folder
        self._most_bytes = most_bytes
        self._written = 0
        self._is_broken = False

    def place(self, generation: str, key: Key) -> Path:
        return self.folder / generation / key.scheme / key.host / key.path.strip("/")

    def read(self, generation: str, key: Key) -> Entry | None:
        """Return what is kept whole; ``None`` where nothing is, or not all of it is what was written."""
        place = self.place(generation, key)
        try:
            note = json.loads((place / NOTE).read_bytes())
            datas = {each: (place / f"{note['name']}{end}").read_bytes() for each, end in ENDINGS.items()}
            entry = entry_of([(name, value) for name, value in note["headers"]], datas, note["asks"])
            is_whole = {encoding: _digest(data) for encoding, data in datas.items()} == note["digests"]
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            is_whole = False
        if is_whole:
            return entry
        self._take_away(place)
        return None

    def write(self, generation: str, key: Key, entry: Entry, name: str) -> None:
        """Keep an entry, whole or not at all."""
        place = self.place(generation, key)
        note = {
            "name": name,
            "headers": entry.headers,
            "asks": sorted(entry.asks),
            "digests": {encoding: _digest(body.data) for encoding, body in entry.bodies.items()},
        }
        try:
            place.mkdir(parents=True, exist_ok=True)
            # The plain one last of the three: nginx looks for it first, and must find the others then.
            for encoding in (BROTLI, GZIP, PLAIN):
                body = entry.bodies[encoding]
                _write(place / f"{name}{ENDINGS[encoding]}", body.data, body.mtime)
            _write(place / NOTE, json.dumps(note).encode())
            self._is_broken = False
        except FileNotFoundError:
            # Its generation ended and was tidied away in this moment: nobody will ask for it here.
            pass
        except OSError as error:
            self._say(error)
        self._written += 1
        if self._written % LOOK_EVERY == 1:
            self.make_room(generation)

    def _say(self, error: OSError) -> None:
        if not self._is_broken:
            logger.warning("Pages can't be kept in %s: %s", self.folder, error.strerror)
        self._is_broken = True

    # --- So that it does not grow -----------------------------------------------------------------------------------

    def make_room(self, generation: str) -> None:
        """Take the oldest away where there is more than there may be. It reads the names of all files."""
        pages = sorted(_pages(self.folder / generation), key=lambda page: page.age)
        size = sum(page.size for page in pages)
        if size <= self._most_bytes:
            return
        for page in pages:
            if size <= self._most_bytes * _LEFT:
                return
            self._take_away(page.place)
            size -= page.size

    def _take_away(self, place: Path) -> None:
        """Delete a page, its note first. Pages may stand below it."""
        try:
            (place / NOTE).unlink(missing_ok=True)
            for file in place.glob("*.*"):
                file.unlink(missing_ok=True)
            while place.parent != self.folder:
                place.rmdir()
                place = place.parent
        except OSError:
            pass  # Others stand below, somebody else was quicker, or nothing can be deleted: then it is left.

    def tidy(self, generation: str) -> None:
        """Delete all generations but this one."""
        try:
            over = [each for each in self.folder.iterdir() if each.name != generation]
        except OSError:
            return
        for each in over:
            shutil.rmtree(each, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _Page:
    place: Path
    size: int
    #: When it was written: the files' own times are made of what they hold.
    age: int


def _pages(folder: Path) -> list[_Page]:
    found = []
    for place, _folders, names in os.walk(folder):
        try:
            stats = [os.stat(os.path.join(place, name)) for name in names]
        except OSError:
            continue
        if stats:
            # What a page takes on the disk are whole blocks.
            size = sum(stat.st_blocks * 512 for stat in stats)
            found.append(_Page(Path(place), size, min(stat.st_ctime_ns for stat in stats)))
    return found


def _write(file: Path, data: bytes, mtime: int | None = None) -> None:
    """Write a file that is there whole or not at all."""
    draft = file.with_name(f".{secrets.token_hex(6)}.part")
    try:
        draft.write_bytes(data)
        if mtime is not None:
            os.utime(draft, (mtime, mtime))
        draft.replace(file)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Memory:
    """The last entries of one generation that this process has read."""

    def __init__(self, generation: str, *, until: float, most_bytes: int) -> None:
        self.generation = generation
        #: When the generation ends by itself, in seconds since 1970.
        self.until = until
        self._most_bytes = most_bytes
        self._bytes = 0
        self._entries: dict[Key, Entry] = {}
        self._lock = threading.Lock()

    def get(self, key: Key) -> Entry | None:
        return self._entries.get(key)

    def put(self, key: Key, entry: Entry) -> None:
        with self._lock:
            before = self._entries.pop(key, None)
            self._bytes += entry.size - (before.size if before else 0)
            self._entries[key] = entry
            while self._bytes > self._most_bytes and self._entries:
                self._bytes -= self._entries.pop(next(iter(self._entries))).size
