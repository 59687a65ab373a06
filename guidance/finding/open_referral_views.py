"""The address at which other directories read our services: open to all, nothing but what families are told."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from guidance import queries
from guidance.directory.cards import service_card
from guidance.directory.models import Service
from guidance.directory.queries import with_words
from guidance.finding import open_referral
from home.languages import SOURCE

AT_ONCE, AT_MOST = 50, 100
_PROFILE = "https://open-referral-uk-profile.readthedocs.io/en/latest/"


def _answer(content: dict[str, Any], *, status: int = 200) -> JsonResponse:
    response = JsonResponse(content, status=status)
    # The profile's own rule: any page on the web may read it.
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def about(request: HttpRequest) -> JsonResponse:
    """Say which version and profile is spoken here."""
    return _answer({"version": "3.0", "profile": _PROFILE, "openapi_url": f"{_PROFILE}openapi.html"})


@require_safe
def services(request: HttpRequest) -> JsonResponse:
    """Return one page of the services for families: `?page=` and `?per_page=`, at most 100. Five queries."""
    size = min(max(_number(request.GET.get("per_page", ""), AT_ONCE), 1), AT_MOST)
    found = Service.objects.for_parents()
    total = found.count()
    pages = max(1, -(-total // size))
    page = _number(request.GET.get("page", ""), 1)
    if not 1 <= page <= pages:
        return _answer({"error": f"There is no page {page}: there are {pages}."}, status=404)
    with override(SOURCE.code):
        contents = [
            open_referral.outline(each, service_card(each, SOURCE), address=_address(request, each))
            for each in with_words(found, SOURCE)[(page - 1) * size : page * size]
        ]
    return _answer(
        {
            "total_items": total,
            "total_pages": pages,
            "page_number": page,
            "size": len(contents),
            "first_page": page == 1,
            "last_page": page == pages,
            "empty": not contents,
            "contents": contents,
        }
    )


@require_safe
def service(request: HttpRequest, service_id: UUID) -> JsonResponse:
    """Return one service with all that hangs on it. Seven queries."""
    found = Service.objects.for_parents()
    key = next((key for key in found.values_list("key", flat=True) if open_referral.uuid_of(key) == service_id), None)
    row = with_words(found.filter(key=key), SOURCE).first() if key else None
    if row is None:
        raise Http404("No service for families has this id")
    codes = set(row.doors.values_list("code", flat=True))
    with override(SOURCE.code):
        doors = {way.code: way.title for way in queries.door_cards(SOURCE) if way.code in codes}
        card = service_card(row, SOURCE)
        return _answer(open_referral.whole(row, card, address=_address(request, row), doors=doors))


def _number(typed: str, otherwise: int) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 6 else otherwise


def _address(request: HttpRequest, each: Service) -> str:
    return request.build_absolute_uri(reverse("service", args=[each.key]))
