"""How a practitioner sets up a tablet in a waiting room: what it shows, its address, its code, and how it is locked."""

import io
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from feedback.surveys.models import EntryPoint
from guidance import queries
from guidance.kiosk import MOST
from guidance.signposting import codes
from guidance.signposting.choice import Choice
from guidance.signposting.queries import contents_of, find_pack
from home.kiosk import Kiosk
from home.languages import SOURCE
from home.spoken import speaking


@require_safe
def kiosk(request: HttpRequest) -> HttpResponse:
    """Show what a tablet can run, and for what was picked its address.

    `?show=survey.<code>`, `?show=pages&page=…`, or from the screen of a pack `?show=go.<code>`.
    """
    today = timezone.localdate()
    points = EntryPoint.objects.filter(is_active=True, wave__opens_on__lte=today, wave__closes_on__gte=today)
    # Those made for a tablet first: their answers are then told apart.
    points = sorted(points, key=lambda point: (point.kind != EntryPoint.Kind.TABLET, point.label))
    with speaking(SOURCE):
        pages = [card for card in queries.library(SOURCE).cards() if not card.is_exit_page]
    slugs = [_slug(card) for card in pages]
    picked = [slug for slug in slugs if slug in request.GET.getlist("page")][:MOST]
    context: dict[str, Any] = {
        "source": SOURCE,
        "points": [(f"survey.{point.code}", point) for point in points],
        "pages": list(zip(slugs, pages, strict=True)),
        "picked": picked,
        "shown": "",
    }
    shown = request.GET.get("show", "")
    if shown == "pages" and picked:
        shown = ".".join(["pages", *picked])
    elif shown not in dict(context["points"]) and not _is_pack(shown):
        shown = ""
    if shown:
        address = f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{Kiosk(shown).start_url}"
        context |= {"shown": shown, "address": address, "qr": mark_safe(_qr(address))}  # noqa: S308 - drawn here
    return TemplateResponse(request, "feedback/admin/kiosk.html", context)


def _is_pack(shown: str) -> bool:
    kind, _dot, code = shown.partition(".")
    pack = find_pack(codes.read(code)) if kind == "go" and codes.read(code) else None
    # A screen that stands in a waiting room shows nothing that has to be left in a hurry.
    return pack is not None and not contents_of(Choice.read(pack.choice), SOURCE).is_exit


def _slug(card: queries.PageCard) -> str:
    return card.url.rstrip("/").rpartition("/")[2]


def _qr(address: str) -> str:
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn,
        kind="svg",
        border=4,
        xmldecl=False,
        svgclass="qr",
        lineclass=None,
        omitsize=True,
        dark="#000",
        light="#fff",
    )
    return drawn.getvalue().decode()
