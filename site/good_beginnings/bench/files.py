"""The static files that a parent's phone gets: style sheet, scripts, drawings."""

from pathlib import Path
from statistics import median

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

from good_beginnings.bench.tables import Table, kilobytes
from good_beginnings.bench.weight import brotlied, gzipped

STATIC = Path(settings.ROOT) / "static"


def _row(name: str, data: bytes) -> tuple[str, ...]:
    return name, kilobytes(len(data)), kilobytes(gzipped(data)), kilobytes(brotlied(data))


def _collected(name: str) -> bytes:
    """Return a file as it was collected: joined, minified."""
    with staticfiles_storage.open(name) as file:
        return bytes(file.read())


def files_table() -> Table:
    """Return a row for the style sheet and for each script."""
    scripts = [f"js/{file.name}" for file in sorted((STATIC / "js").glob("*.js"))]
    return Table(
        "Style sheet and scripts, as collected",
        ("File", "bytes", "gzip", "Brotli"),
        [_row(name, _collected(name)) for name in ("css/main.css", *scripts)],
        ("Promised: CSS 15 KB in one file, JavaScript 10 KB in all. No fonts.",),
    )


def drawings_table() -> Table:
    """Return the smallest, the middle and the largest of the drawings."""
    drawings = sorted((file.read_bytes() for file in (STATIC / "img" / "drawings").glob("*.svg")), key=len)
    middle = min(drawings, key=lambda data: abs(len(data) - median(map(len, drawings))))
    return Table(
        f"Drawings ({len(drawings)})",
        ("Drawing", "bytes", "gzip", "Brotli"),
        [_row("smallest", drawings[0]), _row("middle", middle), _row("largest", drawings[-1])],
    )
