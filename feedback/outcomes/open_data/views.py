"""The public addresses of published figures: a page that lists the files, and the files. No cookie, no session."""

import hashlib
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from feedback.outcomes.models import Release
from feedback.outcomes.open_data import document, separated
from feedback.outcomes.open_data.everything import everything, published_releases
from feedback.outcomes.open_data.files import FORMATS, etag_of, file_of, find_release, size_of
from feedback.outcomes.open_data.names import Names, english_names
from feedback.outcomes.periods import Quarter


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """List the published releases and their files. Three queries beside those of every page."""
    names = english_names()
    context = {
        "releases": [_listed(release, names) for release in published_releases()],
        "all_url": reverse("figures_all"),
        "schema_url": reverse("figures_schema"),
        "page_title": _("Figures to download"),
        "meta_description": _(
            "Everything we publish about what families told us, as files that anybody may open. No family can be "
            "recognised in them."
        ),
    }
    return render(request, "feedback/figures.html", context)


def _listed(release: Release, names: Names) -> dict[str, object]:
    return {
        "quarter": str(release.quarter),
        "words": _words(release.quarter),
        "issue": release.issue,
        "published_on": release.approved_on,
        "files": [
            {
                "name": each.name,
                "url": address_of(release, each.ending),
                "size": size_of(release, names, each.ending),
            }
            for each in FORMATS.values()
        ],
    }


def _words(quarter: Quarter) -> str:
    return f"{date_format(quarter.first, 'F')} – {date_format(quarter.last, 'F')} {quarter.year}"


def address_of(release: Release, ending: str) -> str:
    """Return where a file of a quarter's standing release is."""
    return reverse("figures_file", args=[release.year, release.number, ending])


@require_safe
def release_file(request: HttpRequest, year: str, number: str, ending: str, issue: str | None = None) -> HttpResponse:
    """Hand out one file of a published release. Three queries.

    Raises:
        Http404: nothing of this quarter, or no such issue of it, is published.
    """
    release = find_release(Quarter(int(year), int(number)), int(issue) if issue else None)
    if release is None:
        raise Http404("No such figures are published")
    names = english_names()
    etag = f'"{etag_of(release, names)}"'
    name = f"good-beginnings-{str(release.quarter).lower()}-issue-{release.issue}.{ending}"
    is_known = get_conditional_response(request, etag=etag)
    response = is_known or HttpResponse(
        file_of(release, names, ending), content_type=FORMATS[ending].media_type, headers=_attached(name)
    )
    if ending == "json":
        response.headers["Link"] = f'<{document.SCHEMA_ADDRESS}>; rel="describedby"'
    return _asked_again(response, etag)


@require_safe
def all_figures(request: HttpRequest) -> HttpResponse:
    """Hand out every published figure in one file. Four queries."""
    return _as_it_is(request, everything(), separated.MEDIA_TYPE, "good-beginnings-all.csv")


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """Hand out what a release's JSON may hold."""
    return _as_it_is(request, _schema(), document.SCHEMA_MEDIA_TYPE)


@lru_cache
def _schema() -> bytes:
    return document.write(document.schema())


def _as_it_is(request: HttpRequest, data: bytes, media_type: str, name: str = "") -> HttpResponse:
    etag = f'"{hashlib.sha256(data).hexdigest()}"'
    is_known = get_conditional_response(request, etag=etag)
    return _asked_again(
        is_known or HttpResponse(data, content_type=media_type, headers=_attached(name) if name else None), etag
    )


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _asked_again(response: HttpResponse, etag: str) -> HttpResponse:
    response.headers["ETag"] = etag
    # Another issue may replace it: whoever keeps a file asks whether it still stands.
    response.headers["Cache-Control"] = "no-cache"
    return response
