"""What is kept on a phone, and what a family may have kept. A script does the keeping (static/js/kept.js)."""

from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guidance.on_phone import parcels
from guidance.on_phone.measuring import bytes_of
from guidance.on_phone.parcels import Parcel
from home.context import spoken_language
from home.languages import Language

#: Finds a parcel by what stands in its address.
Finds = Callable[[str, Language], Parcel | None]
_KINDS: dict[str, Finds] = {
    "all": lambda _slug, language: parcels.everything(language),
    "topic": partial(parcels.behind_door, "topic"),
    "stage": partial(parcels.behind_door, "stage"),
    "who": partial(parcels.behind_door, "audience"),
    "go": parcels.in_pack,
}


@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """Show what is kept on this phone. No query besides the shell's: the phone alone knows."""
    return render(request, "guidance/on_phone.html", _context(None))


@require_safe
def offer(request: HttpRequest, kind: str, slug: str = "") -> HttpResponse:
    """Show how much something takes before it is kept.

    Each of its pages that nobody asked about for an hour is made: that takes a dozen queries a page.

    Raises:
        Http404: there is no such thing, or it may not be kept.
    """
    parcel = _find(kind, slug)
    size = bytes_of(parcel.urls, request)
    context = _context(parcel) | {
        "list_url": f"{request.path}list.json",
        "size": size,
        "whole_size": size + parcel.file_bytes,
    }
    response = render(request, "guidance/on_phone.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def contents(request: HttpRequest, kind: str, slug: str = "") -> HttpResponse:
    """Say what is kept together, for the script and the worker: addresses only, so that it costs eight queries at most.

    Raises:
        Http404: there is no such thing, or it may not be kept any more.
    """
    parcel = _find(kind, slug)
    said = {
        "title": parcel.title,
        "lang": parcel.tag,
        "dir": parcel.dir,
        "url": parcel.url,
        "pages": parcel.urls,
        "files": [file.url for file in parcel.files],
    }
    response = JsonResponse(said)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _find(kind: str, slug: str) -> Parcel:
    finds = _KINDS.get(kind)
    parcel = finds(slug, spoken_language()) if finds and bool(slug) == (kind != "all") else None
    if parcel is None or not settings.SERVICE_WORKER:
        raise Http404("This is not kept on phones")
    return parcel


def _context(parcel: Parcel | None) -> dict[str, object]:
    return {
        "page_title": _("On this phone"),
        "parcel": parcel,
        "may_keep": settings.SERVICE_WORKER,
        "noindex": True,
        "alternates": [],
    }
