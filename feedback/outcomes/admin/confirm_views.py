"""Where an analyst says that a figure was compared with its publisher."""

import hashlib
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log

from feedback.outcomes.exchange.kinds import INDICATORS, shown
from feedback.outcomes.models import IndicatorValue

PERMISSION = "feedback.confirm_indicatorvalue"
#: In Wagtail's log.
COMPARED = "feedback.compare_figure"
LABEL = "I compared this with its publisher"


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a figure beside where it was taken from; note that it was compared.

    Raises:
        PermissionDenied: this user may not confirm figures.
    """
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    figure = get_object_or_404(IndicatorValue.objects.select_related("indicator"), pk=pk)
    if request.method != "POST":
        return _page(request, figure)
    if request.POST.get("shown") != _seen_as(figure):
        messages.error(request, "The figure has changed since you opened this page. Compare it again.")
        return _page(request, figure, status=422)
    person: Any = request.user
    figure.confirmed_by, figure.confirmed_on = person, timezone.localdate()
    figure.save()
    log(figure, COMPARED, user=person)
    messages.success(request, f"Compared with its publisher: {figure}.")
    model: Any = IndicatorValue
    return redirect(reverse(model.snippet_viewset.get_url_name("list")))


def _page(request: HttpRequest, figure: IndicatorValue, *, status: int = 200) -> HttpResponse:
    said = [(column.heading, shown(getattr(figure, column.name))) for column in INDICATORS.columns]
    context = {"figure": figure, "said": said, "shown": _seen_as(figure), "label": LABEL}
    return TemplateResponse(request, "feedback/admin/outcomes_confirm.html", context, status=status)


def _seen_as(figure: IndicatorValue) -> str:
    """Return what tells a figure from what it may become while somebody looks at it."""
    return hashlib.sha256("|".join(map(shown, figure.compared)).encode()).hexdigest()


def confirm_buttons(record: Any, user: Any) -> list[Button]:
    """Return the way to this page from a figure that waits for it."""
    if not isinstance(record, IndicatorValue) or record.is_confirmed or not user.has_perm(PERMISSION):
        return []
    return [Button(LABEL, reverse("outcomes_confirm", args=[record.pk]), icon_name="check", priority=30)]
