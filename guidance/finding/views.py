"""The directory for families: services by need, stage, place and language; one service; all of them, to print."""

from itertools import groupby
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guidance.directory.cards import ServiceCard
from guidance.directory.models import Service
from guidance.directory.queries import Outline, Wanted, cards_of, outlines, services_for_parents
from guidance.finding.searching import questions, wanted_from
from home.context import spoken_language

AT_ONCE = 50
#: Where there is more, in all of Northern Ireland (docs/facts/help-and-services.md).
FAMILY_SUPPORT_NI = "https://www.familysupportni.gov.uk/"


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """Show the services that fit, fifty a page; with `?all`, every one of them whole, to print. Eight queries."""
    wanted = wanted_from(request.GET)
    everything = outlines(Service.objects.for_parents())
    if "all" in request.GET:
        return _everything(request, everything)
    today = timezone.localdate()
    found = [each for each in everything if each.fits(wanted, today)]
    pages = max(1, -(-len(found) // AT_ONCE))
    page = _page(request.GET.get("page", ""), pages)
    shown = cards_of(found[(page - 1) * AT_ONCE : page * AT_ONCE], spoken_language())
    chosen = {name: value for name, value in _chosen(wanted).items() if value}
    context = {
        "page_title": _("Services that can help"),
        "meta_description": _("Find help for you and your child, near you or online."),
        "noindex": bool(chosen) or page > 1,
        "questions": questions(wanted, everything, spoken_language()),
        "is_search": bool(chosen),
        "found": len(found),
        "groups": _by_level(shown),
        "page": page,
        "pages": pages,
        "before_url": _address(chosen, page - 1) if page > 1 else "",
        "next_url": _address(chosen, page + 1) if page < pages else "",
        "family_support_url": FAMILY_SUPPORT_NI,
    }
    response = render(request, "guidance/services.html", context)
    if chosen:
        response.headers["Cache-Control"] = "no-store"
    return response


def _everything(request: HttpRequest, everything: list[Outline]) -> HttpResponse:
    shown = cards_of(everything, spoken_language())
    context = {
        "page_title": _("All services, to print"),
        "noindex": True,
        "groups": _by_level(shown),
        "family_support_url": FAMILY_SUPPORT_NI,
    }
    return render(request, "guidance/services_to_print.html", context)


@require_safe
def service(request: HttpRequest, key: str) -> HttpResponse:
    """Show one service. Three queries besides the shell's.

    Raises:
        Http404: there is none of this name that families are told about.
    """
    found = services_for_parents([key], spoken_language())
    if not found:
        raise Http404("No service for families is called so")
    context = {
        "service": found[0],
        "page_title": found[0].name,
        "meta_description": found[0].summary,
        "family_support_url": FAMILY_SUPPORT_NI,
    }
    if not found[0].contact_note:
        return render(request, "guidance/service_page.html", context)
    # Where contact has to be safe, somebody may have to leave this page in a hurry, too.
    context |= {
        "page_title": _("Family information"),
        "meta_description": "",
        "show_exit": True,
        "icon": "img/icon-plain.svg",
        "noindex": True,
    }
    response = render(request, "guidance/service_page.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(typed: str, pages: int) -> int:
    """Return the number of the page that is asked for; the first or last where there is none of that number."""
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 6 else 1
    return min(max(number, 1), pages)


def _chosen(wanted: Wanted) -> dict[str, str]:
    return {"need": wanted.need, "stage": wanted.stage, "place": wanted.place, "language": wanted.language}


def _address(chosen: dict[str, str], page: int) -> str:
    return "?" + urlencode(chosen | ({"page": str(page)} if page > 1 else {}))


def _by_level(shown: list[ServiceCard]) -> list[tuple[str, list[ServiceCard]]]:
    """Return the services under the words of their level, in the order they have."""
    grouped = [(words, list(cards)) for words, cards in groupby(shown, key=lambda card: card.level_words)]
    return [(words or _("More services"), cards) for words, cards in grouped]
