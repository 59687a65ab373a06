"""Answers for addresses that lead nowhere. Each offers what a reader can do next, in their language."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from home import languages
from home.context import Choice, address_in
from home.queries import languages_with_page
from home.site_languages import shown_languages
from home.spoken import speaking


def _answer(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    # Under the admin's addresses, too, an answer that leads nowhere is a page of the public site.
    request.is_public_answer = True  # type: ignore[attr-defined]
    bare = {"noindex": True, "canonical_url": "", "alternates": []}
    response = render(request, template, bare | context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404: with search, topics and help. Also when the address names a language nobody speaks here."""
    return _answer(request, "404.html", 404, versions=_elsewhere(request), page_title=_("We can’t find that page"))


def _elsewhere(request: HttpRequest) -> list[Choice]:
    """Return the languages that do have a page at this path."""
    path = "/".join(request.path.strip("/").split("/")[1:])
    return [
        Choice(language, address_in(request.path, language))
        for language in languages_with_page(path)
        if language in shown_languages(request)
    ]


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """Answer 403. Also what Django calls when a form comes from elsewhere."""
    return _answer(request, "403.html", 403, page_title=_("This page is not open to everyone"))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400. The template is given no request: at a host that is none of ours it could not name its address."""
    return bad_address(request)


def bad_address(request: HttpRequest, *, status: int = 400) -> HttpResponse:
    """Answer an address that can't be one: no database is asked, so it also works when there is none."""
    return HttpResponse(render_to_string("400.html"), status=status, headers={"Cache-Control": "no-store"})


def language_is_off(request: HttpRequest, language: languages.Language) -> HttpResponse:
    """Answer 404 in English for a language that is not offered yet, with its interpreter card and what there is."""
    with speaking(languages.SOURCE):
        return _answer(request, "404.html", 404, language_off=language)
