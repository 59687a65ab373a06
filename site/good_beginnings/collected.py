"""Collect static files only when one has changed: collecting and compressing takes many seconds."""

import hashlib
import inspect
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.files.storage import storages
from django.core.management import call_command


def is_due() -> bool:
    """Return whether a static file, or the code that joins them, has changed since they were collected."""
    record = _record()
    return not (Path(settings.STATIC_ROOT).is_dir() and record.is_file() and record.read_text() == _digest())


def collect() -> None:
    """Collect the static files, and record what they were made from."""
    digest = _digest()
    # Written last, so that an interrupted collection is done again.
    _record().unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    _record().write_text(digest)


def _record() -> Path:
    return Path(settings.VAR_DIR) / "static.digest"


def _digest() -> str:
    """Return a digest of every static file's name, size and time, and of the code that joins them."""
    lines = sorted(_signature(name, path) for name, path in _sources())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _signature(name: str, path: Path) -> str:
    facts = path.stat()
    return f"{name} {facts.st_size} {facts.st_mtime_ns}"


def _sources() -> Iterator[tuple[str, Path]]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            yield name, Path(storage.path(name))
    yield "the storage", Path(inspect.getfile(storages["staticfiles"].__class__))
