"""Files of a page, handed out: the right name and type, an ETag, and the parts of a file that a player asks for."""

import re

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from guidance.ready_formats import EXTENSIONS, find_file
from home.context import spoken_language
from home.models import BasePage
from home.queries import find_page
from home.stored import read_part

#: Where files are, below the language: under their page's own path. A slug holds no dot, so no page stands there.
PLACE = rf"(?P<path>(?:[\w\-]+/)+)(?P<name>[\w\-]+\.[\w\-.]+\.(?:{'|'.join(sorted(EXTENSIONS))}))"
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@require_safe
def download(request: HttpRequest, path: str, name: str) -> HttpResponseBase:
    """Hand out one file of the page at this path.

    Raises:
        Http404: readers of this language may not see the page, or it has no such file now.
    """
    page = _page(path)
    stored = find_file(page, name)
    if stored is None:
        raise Http404("There is no such file now")
    etag = f'"{stored.version}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponseBase = HttpResponse(status=304)
    else:
        response = send(request, stored.name, etag)
        response.headers["Content-Type"] = stored.media_type
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["ETag"] = etag
    # A phone asks again whether the words are still these: nothing goes stale unseen.
    response.headers["Cache-Control"] = "no-store" if page.is_exit_page else "no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _page(path: str) -> BasePage:
    """Return the version of the page that is in the language being spoken, if readers may see it and have its files."""
    language = spoken_language()
    page = find_page(path, language)
    if page is None or page.locale.language_code != language.code:
        raise Http404("There is no such page in this language")
    if not page.has_formats or not page.versions.is_shown(page):
        raise Http404("Readers may not have files of this page")
    return page


def send(request: HttpRequest, stored: str, etag: str) -> HttpResponseBase:
    """Return the whole file, or the part that was asked for.

    Raises:
        Http404: the file is gone from storage.
    """
    try:
        size = default_storage.size(stored)
        asked = request.headers.get("Range", "")
        still_the_same = request.headers.get("If-Range", etag) == etag
        part = _part(asked, size) if asked and still_the_same else None
        if part == ():
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        first, last = part or (0, size - 1)
        response = StreamingHttpResponse(read_part(stored, first, last), status=206 if part else 200)
    except FileNotFoundError as error:
        raise Http404("The file is gone") from error
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Length"] = str(last - first + 1)
    # These are compressed already; and half a compressed file is no part of it.
    response.headers["Content-Encoding"] = "identity"
    if part:
        response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _part(asked: str, size: int) -> tuple[int, int] | tuple[()] | None:
    """Return the first and last byte asked for; ``()`` where there are none such, ``None`` where all may be sent."""
    match = _RANGE.fullmatch(asked.strip())
    if match is None or not (match[1] or match[2]):
        return None
    if match[1]:
        first, last = int(match[1]), min(int(match[2]) if match[2] else size - 1, size - 1)
    else:
        first, last = max(size - int(match[2]), 0), size - 1
    return (first, last) if first <= last and first < size else ()
