"""What a family meets: the way in from a card, the pack, and a box to type a code in. Nothing of a family is kept."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guidance.models import Pack, PackCard
from guidance.signposting import codes, queries, services
from guidance.signposting.choice import Choice
from guidance.signposting.limits import MINUTE, Unknown
from guidance.signposting.queries import Contents, find_pack, find_pack_with_cards
from home import languages
from home.context import Choice as LanguageChoice
from home.context import address_in, spoken_language
from home.kiosk import Kiosk, kiosk_of
from home.site_languages import shown_languages
from home.views import wanted_language

unknown = Unknown()


def address_of(code: str, language: languages.Language) -> str:
    """Return where readers of a language find a pack."""
    return address_in(reverse("pack", args=[codes.shown(code)]), language)


@require_safe
def enter_pack(request: HttpRequest, typed: str = "", card: str = "") -> HttpResponse:
    """Send whoever typed a short address, or took a picture of a code, to the pack in its language, without a cookie.

    Where no pack has this code, and where its language is not offered any more, the phone's language decides.
    """
    code = codes.read(typed)
    pack = find_pack(code) if code else None
    if typed and pack is None and unknown.is_over():
        return _wait(request)
    language = languages.find(Choice.read(pack.choice).language) if pack else None
    if language not in shown_languages(request):
        language = wanted_language(request)
    parts = [codes.shown(code) if code else typed, card]
    address = reverse("enter_code") if not typed else reverse("pack", args=[part for part in parts if part])
    response = HttpResponseRedirect(address_in(address, language))
    patch_vary_headers(response, ["Accept-Language"])
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def enter_code(request: HttpRequest) -> HttpResponse:
    """Show a box to type a code in; with a code, lead to its pack."""
    typed = request.GET.get("code", "").strip()
    code = codes.read(typed)
    if code:
        return _unkept(HttpResponseRedirect(reverse("pack", args=[codes.shown(code)])))
    if typed:
        return _not_found(request, typed)
    return _box(request, title=_("Have you a card with a code?"), status=200)


@require_safe
def show_pack(request: HttpRequest, typed: str, card: str = "") -> HttpResponse:
    """Show a pack in the language of the address; a box to try again where there is none with this code."""
    code = codes.read(typed)
    found = find_pack_with_cards(code) if code else None
    if found is None:
        return _not_found(request, typed)
    if typed != codes.shown(code):
        return _unkept(HttpResponseRedirect(reverse("pack", args=[part for part in (codes.shown(code), card) if part])))
    (pack, cards), language = found, spoken_language()
    contents = queries.contents_of(Choice.read(pack.choice), language)
    kiosk = kiosk_of(request)
    if kiosk and contents.is_exit:
        return _unkept(HttpResponseRedirect(kiosk.start_url))
    is_opened = request.method == "GET" and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    if is_opened and kiosk is None:
        services.count_open(language)
    context = _context(pack, contents, _changed(cards, card, contents))
    # A tablet that many families share keeps nothing.
    context["may_keep"] = context["may_keep"] and kiosk is None
    response = render(request, "guidance/pack.html", context)
    response.headers["Cache-Control"] = "no-store" if contents.is_exit else "no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def kiosk_pack(request: HttpRequest, typed: str) -> HttpResponse:
    """Let a family choose its language on a tablet in a waiting room, before the pack is shown.

    Raises:
        Http404: somebody may have to leave it in a hurry, and whoever sits beside looks on; or nothing is left in it.
    """
    code = codes.read(typed)
    pack = find_pack(code) if code else None
    if pack is None:
        return _not_found(request, typed)
    contents = queries.contents_of(Choice.read(pack.choice), spoken_language())
    if contents.is_exit or contents.is_empty:
        raise Http404("This pack is not for a tablet that others see")
    kiosk = Kiosk(f"go.{codes.shown(pack.pk).lower()}", is_start=True)
    first = kiosk.marked(reverse("pack", args=[codes.shown(pack.pk)]))
    context = {
        "page_title": _("Welcome"),
        "noindex": True,
        "alternates": [],
        "canonical_url": "",
        "kiosk": kiosk,
        "choices": [LanguageChoice(each, address_in(first, each)) for each in shown_languages(request)],
    }
    return _unkept(render(request, "home/kiosk.html", context))


def _context(pack: Pack, contents: Contents, changed: str) -> dict[str, Any]:
    plays = contents.choice.format in {"audio", "easy-read-audio"} and any(each.format for each in contents.pages)
    kept = [each.format for each in contents.pages if each.format]
    return {
        "pack": contents,
        "asked_for": contents.choice.format,
        "plays": plays,
        "may_keep": settings.SERVICE_WORKER and not contents.is_exit and not contents.is_empty,
        "size": sum(each.size for each in kept),
        "keep_url": reverse("keep", args=["go", codes.shown(pack.pk)]),
        "changed": changed,
        "survey_differs": bool(contents.survey and contents.survey.words != contents.language),
        "page_title": _("Family information") if contents.is_exit else _("Picked for your family"),
        "show_exit": contents.is_exit,
        "icon": "img/icon-plain.svg" if contents.is_exit else "img/brand.svg",
        "noindex": True,
        "canonical_url": "",
        "alternates": [],
    }


def _changed(cards: list[PackCard], typed: str, contents: Contents) -> str:
    """Return whose words have changed: `"yours"`, those of the card in the address; `"some"`, of an older one; `""`."""
    version = codes.read(typed, length=codes.VERSION_LENGTH)
    yours = [card for card in cards if card.version == version]
    if any(queries.has_changed_since(card, contents) for card in yours or cards):
        return "yours" if yours else "some"
    return ""


# --- There is no such code ------------------------------------------------------------------------------------------


def _not_found(request: HttpRequest, typed: str) -> HttpResponse:
    """Answer 404 with a box to try again; 429 where too many codes that are not there were tried just now."""
    if unknown.is_over():
        return _wait(request)
    return _box(request, title=_("We can’t find that code"), status=404, typed=typed[: codes.LONGEST_TYPED])


def _wait(request: HttpRequest) -> HttpResponse:
    response = _box(request, title=_("Please wait a minute"), status=429, is_waiting=True)
    response.headers["Retry-After"] = str(int(MINUTE))
    return response


def _box(request: HttpRequest, *, title: str, status: int, typed: str = "", is_waiting: bool = False) -> HttpResponse:
    context = {
        "page_title": title,
        "typed": typed,
        "is_wrong": status == 404,
        "is_waiting": is_waiting,
        "noindex": True,
        "canonical_url": "",
        "alternates": [],
    }
    return _unkept(render(request, "guidance/enter_code.html", context, status=status))


def _unkept(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
