"""The report on what keeps the site true, and what rests on one source."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from guidance.language_desk.people import may_look, need_to_look
from guidance.models import Source
from guidance.upkeep import queries
from guidance.upkeep.dates import Span, due_within
from guidance.upkeep.links import addresses, broken
from guidance.upkeep.uses import Use
from home.languages import SOURCE

SPANS = {
    Span.OVERDUE: "Overdue",
    Span.MONTH: "Within 30 days",
    Span.TWO_MONTHS: "Within 60 days",
    Span.THREE_MONTHS: "Within 90 days",
}


def may_keep(user: Any) -> bool:
    """Tell whether this person edits pages, signs for them, or keeps the directory. Three queries at most."""
    return may_look(user) or bool(user.has_perm("guidance.change_service"))


@require_safe
def upkeep(request: HttpRequest) -> HttpResponse:
    """Show what is due, which pages rest on what was withdrawn, and which links lead nowhere.

    Raises:
        PermissionDenied: this person neither edits pages, nor signs for them, nor keeps the directory.
    """
    if not may_keep(request.user):
        raise PermissionDenied
    wanted = request.GET.get("within", Span.MONTH.value)
    span = next((each for each in Span if each.value == wanted), Span.MONTH)
    today = timezone.localdate()
    items = queries.all_due()
    is_mine = bool(request.GET.get("mine"))
    of_mine = [item for item in items if not is_mine or item.owner == request.user.pk]
    owners = get_user_model().objects.filter(pk__in={item.owner for item in items})
    names = {owner.pk: owner.get_full_name() or owner.get_username() for owner in owners}
    context = {
        "due": [
            (item, item.is_overdue(today), item.role or names.get(item.owner))
            for item in due_within(of_mine, span, today)
        ],
        "spans": [
            (each.value, words, each is span, len(due_within(of_mine, each, today))) for each, words in SPANS.items()
        ],
        "is_mine": is_mine,
        "never_checked": queries.never_checked(),
        "withdrawn": queries.withdrawn(),
        "broken": broken(addresses()),
        "tells_by_mail": settings.TELLS_BY_MAIL,
        "source": SOURCE,
    }
    return TemplateResponse(request, "guidance/admin/upkeep.html", context)


@require_safe
def source_uses(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every page, language and file that carries what a source says.

    Raises:
        Http404: there is no such source.
        PermissionDenied: this person neither edits pages nor signs for them.
    """
    need_to_look(request.user)
    record = get_object_or_404(Source, pk=pk)
    ((_record, carriers),) = queries.carriers_of([record])
    context = {"record": record, "carriers": carriers, "source": SOURCE}
    return TemplateResponse(request, "guidance/admin/source_uses.html", context)


def still_used(request: HttpRequest, name: str, uses: list[Use], back: str) -> HttpResponse:
    """Answer a deletion that would leave holes: it is not done, and the places to mend first are listed."""
    context: dict[str, Any] = {"name": name, "uses": uses, "back": back, "source": SOURCE}
    return TemplateResponse(request, "guidance/admin/still_used.html", context, status=409)
