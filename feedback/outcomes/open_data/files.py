"""The files of a release: which there are, what is in them, and how to tell one from another."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.cache import cache

from feedback.outcomes.models import Release
from feedback.outcomes.open_data import document, separated, workbook
from feedback.outcomes.open_data.columns import OF_A_RELEASE
from feedback.outcomes.open_data.names import Names
from feedback.outcomes.open_data.rows import rows_of
from feedback.outcomes.periods import Quarter

#: Raised when the files look different, so that nobody keeps the old ones.
LOOK = 1
#: Seconds for which a file is kept in memory.
_KEPT_FOR = 60 * 60


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file, by the end of its name."""

    ending: str
    name: str
    media_type: str
    make: Callable[[Release, Names], bytes]


def _separated(release: Release, names: Names) -> bytes:
    return separated.write(OF_A_RELEASE, rows_of(release, names))


def _workbook(release: Release, names: Names) -> bytes:
    return workbook.write(release, rows_of(release, names))


def _document(release: Release, names: Names) -> bytes:
    return document.write(document.document_of(release, rows_of(release, names)))


FORMATS = {
    each.ending: each
    for each in (
        Format("csv", "CSV", separated.MEDIA_TYPE, _separated),
        Format("xlsx", "Excel", workbook.MEDIA_TYPE, _workbook),
        Format("json", "JSON", document.MEDIA_TYPE, _document),
    )
}


def find_release(quarter: Quarter, issue: int | None = None) -> Release | None:
    """Return the published release of a quarter, or exactly this issue, also where another has replaced it."""
    found = Release.objects.filter(year=quarter.year, number=quarter.number)
    if issue is None:
        return found.filter(state=Release.State.APPROVED).first()
    return found.filter(state__in=[Release.State.APPROVED, Release.State.REPLACED], issue=issue).first()


def etag_of(release: Release, names: Names) -> str:
    """Return what tells these files from others: the release's digest, and whatever else stands in them."""
    return f"{release.digest}-{release.state}-{names.digest}-{LOOK}"


def file_of(release: Release, names: Names, ending: str) -> bytes:
    """Return a file of a release. The first in an hour takes a tenth of a second."""
    key = f"figures:{etag_of(release, names)}:{ending}"
    made: bytes | None = cache.get(key)
    if made is None:
        made = FORMATS[ending].make(release, names)
        cache.set(key, made, _KEPT_FOR)
    return made


def size_of(release: Release, names: Names, ending: str) -> int:
    """Return how many bytes a file has."""
    key = f"figures-size:{etag_of(release, names)}:{ending}"
    size: int | None = cache.get(key)
    if size is None:
        size = len(file_of(release, names, ending))
        cache.set(key, size, None)
    return size
