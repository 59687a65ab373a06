"""Where a tablet starts that shows a few pages to whoever waits."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guidance import queries
from home.context import Choice, address_in, spoken_language
from home.kiosk import Kiosk, kiosk_of
from home.site_languages import shown_languages

#: More than a family looks through while it waits.
MOST = 12


def shown_on(slugs: str) -> list[queries.PageCard]:
    """Return the pages that these slugs name, with dots between them, in the order they are named.

    Pages to leave in a hurry are left out: whoever sits beside looks on. Two queries.
    """
    cards = {card.url.rstrip("/").rpartition("/")[2]: card for card in queries.library(spoken_language()).cards()}
    wanted = [cards[slug] for slug in slugs.split(".")[:MOST] if slug in cards]
    return [card for card in wanted if not card.is_exit_page]


@require_safe
def pages(request: HttpRequest, slugs: str) -> HttpResponse:
    """Let a family choose its language; with the mark in the address, list the pages.

    Raises:
        Http404: none of the pages may be shown.
    """
    cards = shown_on(slugs)
    if not cards:
        raise Http404("None of these pages may be shown")
    path = reverse("kiosk_pages", args=[slugs])
    kiosk = kiosk_of(request)
    context = {"page_title": _("Welcome"), "noindex": True, "alternates": [], "canonical_url": ""}
    if kiosk:
        context["cards"] = [(card, kiosk.marked(card.url)) for card in cards]
        return render(request, "guidance/kiosk_pages.html", context)
    kiosk = Kiosk(f"pages.{slugs}", is_start=True)
    first = kiosk.marked(cards[0].url if len(cards) == 1 else path)
    context["kiosk"] = kiosk
    context["choices"] = [Choice(language, address_in(first, language)) for language in shown_languages(request)]
    return render(request, "home/kiosk.html", context)
