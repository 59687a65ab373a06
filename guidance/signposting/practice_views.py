"""The practitioners' screens: pick, be told what the family will meet, make the pack, hand it over. In English.

Nothing here asks who a family is. The answer to whether contact is safe is needed, and not kept.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guidance.models import Pack
from guidance.signposting import codes, queries, services
from guidance.signposting.choice import Choice
from guidance.signposting.paper import Size, can_print, print_pack, qr_svg, short_address, typed_address
from guidance.signposting.picking import (
    Picking,
    format_name,
    language_of,
    offered,
    read_picking,
    remarks_on,
    too_much,
)
from guidance.signposting.queries import Contents, contents_of, find_pack
from home.languages import SOURCE
from home.site_languages import shown_languages
from home.spoken import speaking

#: Signs that somebody has just said that contact is safe, for one pack.
_answered = signing.TimestampSigner(salt="guidance.signposting.safe")
#: In seconds.
A_VISIT = 60 * 60


def _show(request: HttpRequest, template: str, heading: str, *, status: int = 200, **context: Any) -> HttpResponse:
    return TemplateResponse(
        request, f"guidance/practice/{template}.html", {"source": SOURCE, "heading": heading} | context, status=status
    )


def _to(name: str, picking: Picking, place: str = "") -> HttpResponse:
    return redirect(f"{reverse(name)}?{picking.query}{place}")


@require_http_methods(["GET", "HEAD", "POST"])
def packs(request: HttpRequest) -> HttpResponse:
    """Show what can be picked; with the form, do what its button says and show it again."""
    if request.method == "POST":
        return _do(request, read_picking(request.POST))
    picking = read_picking(request.GET)
    languages = [(each, each.code == picking.choice.language) for each in shown_languages(request)]
    return _show(
        request,
        "packs",
        "Make a pack",
        picking=picking,
        offered=offered(picking, request.user),
        languages=languages,
    )


def _do(request: HttpRequest, picking: Picking) -> HttpResponse:
    action, _colon, key = request.POST.get("go", "show").partition(":")
    acting: dict[str, Callable[[HttpRequest, Picking, UUID], HttpResponse]] = {"up": _move_up, "star": _turn_star}
    if action in acting:
        try:
            return acting[action](request, picking, UUID(key))
        except ValueError:
            raise Http404("There is no such page") from None
    return _ask_for(request, picking) if action == "make" else _to("packs", picking, "#pages")


def _move_up(request: HttpRequest, picking: Picking, page: UUID) -> HttpResponse:
    return _to("packs", Picking(picking.choice.moved_up(page), picking.words, picking.door), "#picked")


def _turn_star(request: HttpRequest, picking: Picking, page: UUID) -> HttpResponse:
    services.turn_favourite(request.user, page)
    return _to("packs", picking, "#pages")


def _ask_for(request: HttpRequest, picking: Picking) -> HttpResponse:
    """Make the pack, unless something has to be said or asked before."""
    if words := too_much(picking.choice):
        messages.error(request, words)
        return _to("packs", picking)
    contents = contents_of(picking.choice, language_of(picking.choice))
    if contents.is_exit or remarks_on(contents):
        return _to("pack_before", picking)
    return _made(picking.choice)


def _made(choice: Choice, *, is_safe: bool = False) -> HttpResponse:
    code = services.make_pack(choice).pk
    query = f"?{urlencode({'safe': _answered.sign(code)})}" if is_safe else ""
    return redirect(f"{reverse('pack_made', args=[code])}{query}")


def _must_ask(request: HttpRequest, pack: Pack, contents: Contents) -> HttpResponse | None:
    """Return the way to the question whether contact is safe, where nobody has answered it just now.

    A bookmark, or the list of old cards, leads past it; and a pack may have become one that needs it. The answer rides
    in the address for as long as a visit lasts: it is kept nowhere.
    """
    if not contents.is_exit:
        return None
    try:
        if _answered.unsign(request.GET.get("safe", ""), max_age=A_VISIT) == pack.pk:
            return None
    except signing.BadSignature:
        pass
    return _to("pack_before", Picking(contents.choice))


@require_http_methods(["GET", "HEAD", "POST"])
def pack_before(request: HttpRequest) -> HttpResponse:
    """Say what the family will see instead of what was picked; ask whether contact is safe where that is needed."""
    picking = read_picking(request.GET)
    if too_much(picking.choice):
        return _to("packs", picking)
    contents = contents_of(picking.choice, language_of(picking.choice))
    safe = request.POST.get("safe", "")
    if request.method == "POST":
        if not contents.is_exit or safe == "yes":
            return _made(picking.choice, is_safe=contents.is_exit)
        if safe == "no":
            return _show(request, "pack_not_made", "Nothing was made", picking=picking)
    error = request.method == "POST"
    return _show(
        request,
        "pack_before",
        "Before you make it",
        status=422 if error else 200,
        picking=picking,
        remarks=remarks_on(contents),
        is_exit=contents.is_exit,
        error=error,
    )


def _pack(code: str) -> tuple[Pack, Contents]:
    """Return a pack in its own language.

    Raises:
        Http404: there is none with this code.
    """
    pack = find_pack(codes.read(code))
    if pack is None:
        raise Http404("There is no such pack")
    choice = Choice.read(pack.choice)
    return pack, contents_of(choice, language_of(choice))


@require_safe
def pack_made(request: HttpRequest, code: str) -> HttpResponse:
    """Show what to hand over: the address, its QR code, words for a message, the card on paper."""
    pack, contents = _pack(code)
    if question := _must_ask(request, pack, contents):
        return question
    with speaking(contents.language):
        message = _message(pack, contents)
    sizes = [("card", "Card (A6)"), ("leaflet", "Leaflet (A5)"), ("poster", "Poster (A4)")]
    return _show(
        request,
        "pack_made",
        "Your pack",
        pack=contents,
        code=pack.pk,
        format_name=format_name(contents.choice.format),
        address=short_address(pack.pk),
        typed=typed_address(pack.pk),
        family_url=reverse("enter_pack", args=[codes.shown(pack.pk)]),
        tablet=f"go.{codes.shown(pack.pk).lower()}",
        qr=mark_safe(qr_svg(short_address(pack.pk), omitsize=True, svgclass="pack-qr__code", lineclass=None)),  # noqa: S308 - drawn here, of our own address
        message=message,
        papers=[(reverse("pack_paper", args=[pack.pk, size]) + _answer_in(request), name) for size, name in sizes],
        can_print=can_print(contents.language),
    )


def _answer_in(request: HttpRequest) -> str:
    return f"?{urlencode({'safe': request.GET['safe']})}" if "safe" in request.GET else ""


def _message(pack: Pack, contents: Contents) -> str:
    address = short_address(pack.pk)
    if contents.is_exit:
        return _("Family information: %(address)s") % {"address": address}
    return _("This was picked for you and your family, to read or to hear: %(address)s") % {"address": address}


@require_safe
def pack_paper(request: HttpRequest, code: str, size: str) -> HttpResponse:
    """Return a pack on paper.

    Raises:
        Http404: there is no such pack or size, or no font for its language.
    """
    pack, contents = _pack(code)
    wanted = Size.__members__.get(size.upper())
    if wanted is None or not can_print(contents.language):
        raise Http404("It can't be printed so")
    if question := _must_ask(request, pack, contents):
        return question
    printed = print_pack(pack, contents, wanted)
    name = f"{codes.shown(pack.pk)}-{printed.version}-{size}.pdf"
    response = HttpResponse(printed.pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def packs_opened(request: HttpRequest) -> HttpResponse:
    """Show how often packs were opened, by month and language."""
    months = queries.opens_by_month()
    heading = "How often packs were opened"
    return _show(request, "packs_opened", heading, months=months, smallest=queries.SMALLEST_COUNT)


@require_safe
def old_cards(request: HttpRequest) -> HttpResponse:
    """List the cards that carry old words, by their version."""
    return _show(request, "old_cards", "Cards that carry old words", cards=queries.old_cards())
