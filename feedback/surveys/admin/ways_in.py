"""What a way in is for: its code, its short link, its QR code, and a poster in every language."""

import io
from typing import Any

import segno
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from feedback.surveys import offered
from feedback.surveys.models import EntryPoint
from feedback.surveys.offered import Offer
from home.languages import SOURCE, Language, find
from home.states import PageState

PERMISSION = "feedback.change_entrypoint"

#: What a poster says beside the survey's own words.
DRAFT = gettext_noop("Draft: nobody has checked these words yet.")
TAKE_OR_TYPE = gettext_noop("Take a picture of the code with your phone, or type:")
NOT_ASKED = gettext_noop("We do not ask who you are.")


def _point(request: HttpRequest, pk: int) -> EntryPoint:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    return get_object_or_404(EntryPoint.objects.select_related("wave__survey", "service"), pk=pk)


def _offer(point: EntryPoint) -> Offer | None:
    version = offered.current(offered.accepted(point.wave))
    return offered.offer_of(point, version) if version else None


def address_of(point: EntryPoint) -> str:
    """Return the short link, whole, as it is typed or photographed."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{reverse('short_link', args=[point.code])}"


def qr_svg(point: EntryPoint) -> str:
    """Return the QR code of the short link as an SVG document. It says where to go, and nothing of who goes."""
    drawn = io.BytesIO()
    # A quarter may be torn, wet or in the shade. Four empty cells around it are what cameras look for.
    segno.make(address_of(point), error="q", micro=False).save(
        drawn, kind="svg", border=4, scale=8, xmldecl=False, svgclass="qr", lineclass=None, omitsize=True, dark="#000"
    )
    return drawn.getvalue().decode()


@require_GET
def way_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a way in is for.

    Raises:
        PermissionDenied: this user may not change ways in.
    """
    point = _point(request, pk)
    offer = _offer(point)
    context = {
        "point": point,
        "address": address_of(point),
        "qr": mark_safe(qr_svg(point)),  # noqa: S308 - drawn here, of our own address
        "languages": offer.languages if offer else (),
        "is_paper": point.kind == EntryPoint.Kind.PAPER,
    }
    return TemplateResponse(request, "feedback/admin/way_in.html", context)


@require_GET
def qr_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the QR code alone, for leaflets and letters.

    Raises:
        PermissionDenied: this user may not change ways in.
    """
    point = _point(request, pk)
    headers = {"Content-Disposition": f'attachment; filename="{point.code}.svg"'}
    return HttpResponse(qr_svg(point), content_type="image/svg+xml", headers=headers)


@require_GET
def poster(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Return a poster of one page, to be printed or saved as PDF, in a language that families are offered.

    Raises:
        PermissionDenied: this user may not change ways in.
        Http404: families are not offered this language.
    """
    point = _point(request, pk)
    offer, language = _offer(point), find(code)
    if offer is None or language not in offer.languages:
        raise Http404("Families are not offered this survey in this language")
    context = _poster_context(point, offer, language) | {"print_label": _("Print this poster")}
    with translation.override(language.code):
        return TemplateResponse(request, "feedback/admin/poster.html", context).render()


def _poster_context(point: EntryPoint, offer: Offer, language: Language) -> dict[str, Any]:
    definition = offer.version.definition
    return {
        "language": language,
        "title": definition.text("title", language.code),
        "who_asks": definition.text("who_asks", language.code),
        # As people type it: no https, which every browser adds.
        "address": address_of(point).partition("://")[2],
        "qr": mark_safe(qr_svg(point)),  # noqa: S308 - drawn here, of our own address
        "draft": _said(DRAFT, language) if offer.states[language.code] is PageState.PREVIEW else None,
        "take_or_type": _said(TAKE_OR_TYPE, language),
        "not_asked": _said(NOT_ASKED, language),
    }


def _said(message: str, language: Language) -> tuple[str, Language]:
    """Return a sentence of the interface, and the language it is in: English where it was never translated."""
    with translation.override(language.code):
        words = translation.gettext(message)
    return words, SOURCE if words == message else language
