"""The shell's own pages: the way in, urgent help, the interpreter card, leaving; what a phone asks of a whole site."""

from datetime import timedelta
from functools import lru_cache
from mimetypes import guess_type
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    HttpResponseRedirect,
    JsonResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe
from django.views.static import serve, was_modified_since
from wagtail.url_routing import RouteResult
from wagtail.views import serve as wagtail_serve

from home import languages
from home.context import Choice, spoken_language
from home.queries import find_page
from home.site_languages import shown_languages
from home.urgent_help import HelplineShelf


def wanted_language(request: HttpRequest) -> languages.Language:
    """Return the offered language that the phone asks for first; English where it asks for none of them."""
    offered = {language.code: language for language in shown_languages(request)}
    for wanted, _quality in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", "")):
        found = offered.get(wanted) or offered.get(wanted.partition("-")[0])
        if found:
            return found
    return languages.SOURCE


@require_safe
def enter(request: HttpRequest) -> HttpResponse:
    """Send a visitor to the language of the phone's settings, without a cookie."""
    response = HttpResponseRedirect(f"/{wanted_language(request).code}/")
    patch_vary_headers(response, ["Accept-Language"])
    return response


@require_safe
def serve_page(request: HttpRequest, path: str) -> HttpResponse:
    """Show the page at this path, in the language of the address, else in English and marked so.

    Raises:
        Http404: no language has a page there.
    """
    page = find_page(path, spoken_language())
    # Where Wagtail's own view keeps what it found: all else that it does for a page, it does.
    request._wagtail_route_for_request = RouteResult(page, ([], {})) if page else None
    return wagtail_serve(request, path)


@require_safe
def uploaded_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """Hand out what was uploaded, or made of it, to whoever asks.

    Raises:
        Http404: there is no such file.
    """
    if not settings.STORES_IN_BUCKET:
        return serve(request, path, document_root=str(settings.MEDIA_ROOT))
    try:
        changed = default_storage.get_modified_time(path).timestamp()
        if not was_modified_since(request.headers.get("If-Modified-Since"), changed):
            return HttpResponseNotModified()
        kind = guess_type(path)[0] or "application/octet-stream"
        return FileResponse(
            default_storage.open(path), content_type=kind, headers={"Last-Modified": http_date(changed)}
        )
    except FileNotFoundError as error:
        raise Http404("There is no such file") from error


@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Leave the site at once: what "leave this page" does where scripts are off."""
    response = HttpResponseRedirect(settings.EXIT_URL)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def help_now(request: HttpRequest) -> HttpResponse:
    """Show every line a family can ring."""
    groups = HelplineShelf.of(request).groups(spoken_language())
    return render(
        request,
        "home/help.html",
        {
            "groups": [{"title": title, "lines": lines} for title, lines in groups],
            "page_title": _("Get help now"),
            "meta_description": _(
                "Asking for help is a strong thing to do. In health and social care, an interpreter is free: just "
                "say which language you speak."
            ),
        },
    )


@require_safe
def interpreter_cards(request: HttpRequest) -> HttpResponse:
    """List the interpreter cards: every language of the registry, those that are off too."""
    cards = [
        Choice(language, reverse("interpreter_card", args=[language.code]))
        for language in languages.REGISTRY
        if language != languages.SOURCE
    ]
    context = {
        "cards": cards,
        "page_title": _("Interpreter card"),
        "meta_description": _(
            "Choose your language. Show the card at your doctor’s, the clinic or the hospital, or print it. An "
            "interpreter is free."
        ),
    }
    return render(request, "home/interpreter_cards.html", context)


@require_safe
def interpreter_card(request: HttpRequest, code: str) -> HttpResponse:
    """Show one card full screen: a request for an interpreter, in English and in that language.

    Raises:
        Http404: the registry has no such language.
    """
    language = languages.find(code)
    if language is None or language == languages.SOURCE:
        raise Http404("No such language")
    return render(
        request, "home/interpreter_card.html", {"card": language, "page_title": _("Interpreter card"), "noindex": True}
    )


#: Less than a year ahead, as RFC 9116 asks; what is kept by a cache must not be past it.
_SECURITY_TXT_DAYS = 180


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Tell whoever found a hole whom to tell, as RFC 9116 has it.

    Raises:
        Http404: nobody is named in the settings.
    """
    if not settings.SECURITY_CONTACT:
        raise Http404("Nobody is named")
    expires = timezone.now().replace(hour=0, minute=0, second=0) + timedelta(days=_SECURITY_TXT_DAYS)
    lines = [
        *(f"Contact: {contact}" for contact in settings.SECURITY_CONTACT),
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {languages.SOURCE.code}",
        f"Canonical: {settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{reverse('security_txt')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots where the site map is. Staff pages are no secret, but nobody searches for them."""
    lines = [
        "User-agent: *",
        f"Disallow: /{settings.ADMIN_PATH}",
        "Disallow: /leave/",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Hand out the service worker; where it is switched off, one that takes itself and all it kept off the phone."""
    name = "worker.js" if settings.SERVICE_WORKER else "no-worker.js"
    response = HttpResponse(_script(name), content_type="text/javascript; charset=utf-8")
    # A phone must hear of the kill switch at its next visit.
    response.headers["Cache-Control"] = "no-cache"
    return response


@lru_cache
def _script(name: str) -> str:
    found = finders.find(f"js/{name}")
    return Path(str(found)).read_text(encoding="utf-8")


#: Of --color-paper (static/css/tokens.css), which the phone shows before the page is there.
_PAPER = "#fbf6ee"
#: Names of icons by what a phone does with them; `./run draw_icons` draws them.
_ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-mask.png", "512x512", "maskable"),
)


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Say how the site stands among a phone's apps: under a name and a picture that tell nothing about who has it."""
    language = spoken_language()
    said = {
        "id": "/",
        "name": _("Good Beginnings"),
        "short_name": _("Beginnings"),
        "lang": language.tag,
        "dir": language.dir,
        "start_url": f"/{language.code}/",
        "scope": "/",
        # With a way back: a family that leaves a page must not be held in an app.
        "display": "minimal-ui",
        "background_color": _PAPER,
        "theme_color": _PAPER,
        "icons": [
            {"src": static(f"img/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in _ICONS
        ],
    }
    return JsonResponse(said, content_type="application/manifest+json")
