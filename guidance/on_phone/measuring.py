"""How much a page takes on a phone, before it is kept: it is made once, and looked at."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse

#: Seconds. A correction changes the weight of a page by a few bytes.
_AN_HOUR = 3600
#: What a kept page needs besides itself; the worker (static/js/worker.js) looks for the same.
_NEEDED = re.compile(rb'(?:href|src)="(/static/[^"]+\.(?:css|js|svg))"')
#: Names of a request that are about what its browser has already, or wants of another page.
_OF_ANOTHER = ("HTTP_ACCEPT_ENCODING", "HTTP_RANGE", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "QUERY_STRING")


@dataclass(frozen=True, slots=True)
class _Page:
    """A page's own bytes, and the addresses of the files it needs."""

    size: int
    needed: frozenset[str]


def bytes_of(paths: Iterable[str], request: HttpRequest) -> int:
    """Return the bytes that these pages take on a phone, with the style sheet and whatever else they need.

    Each page is made as its reader would get it, once an hour. One that may not be kept counts as nothing.
    """
    pages = [page for path in paths if (page := _measured(path, request)).size]
    needed = {address for page in pages for address in page.needed}
    return sum(page.size for page in pages) + sum(map(_static_bytes, needed))


def _measured(path: str, request: HttpRequest) -> _Page:
    key = f"on-phone:{path}"
    known = cache.get(key)
    if isinstance(known, _Page):
        return known
    page = _made(path, request)
    cache.set(key, page, _AN_HOUR)
    return page


def _made(path: str, request: HttpRequest) -> _Page:
    inner = {name: value for name, value in request.META.items() if name not in _OF_ANOTHER}
    inner |= {"PATH_INFO": path, "REQUEST_METHOD": "GET", "CONTENT_LENGTH": "0"}
    handler = BaseHandler()
    handler.load_middleware()
    response = handler.get_response(WSGIRequest(inner))
    is_kept = response.status_code == 200 and "no-store" not in response.headers.get("Cache-Control", "")
    if not is_kept or not isinstance(response, HttpResponse):
        return _Page(0, frozenset())
    return _Page(len(response.content), frozenset(found.decode() for found in _NEEDED.findall(response.content)))


def _static_bytes(address: str) -> int:
    name = address.removeprefix("/static/")
    if staticfiles_storage.exists(name):
        return staticfiles_storage.size(name)
    found = finders.find(name)
    return Path(str(found)).stat().st_size if found else 0
