"""What stands beside a record of surveys in its list, and what keeps it from being deleted."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button

from feedback.surveys.admin import paper, signatures, ways_in
from feedback.surveys.freeze import published_codes
from feedback.surveys.models import EntryPoint, OptionSet, Response, Survey, Wave


def listing_buttons(record: Any, user: Any) -> list[Button]:
    """Return the ways on from a survey or a way in, for those who may go there."""
    buttons = []
    if isinstance(record, Survey) and user.has_perm(signatures.LOOK):
        url = reverse("survey_signatures", args=[record.pk])
        buttons.append(Button(_("Checks and signatures"), url, icon_name="success", priority=30))
    if isinstance(record, EntryPoint) and user.has_perm(ways_in.PERMISSION):
        url = reverse("survey_way_in", args=[record.pk])
        buttons.append(Button(_("Poster and link"), url, icon_name="link", priority=30))
    if isinstance(record, EntryPoint) and record.kind == EntryPoint.Kind.PAPER and user.has_perm(paper.PERMISSION):
        url = reverse("survey_paper", args=[record.pk])
        buttons.append(Button(_("Type in answers from paper"), url, icon_name="edit", priority=31))
    return buttons


def refuse_deletion(request: HttpRequest, records: Iterable[Any]) -> HttpResponse | None:
    """Keep what families have been shown: say so, and lead back to the list. ``None`` where it may go."""
    for record in records:
        if why := why_kept(record):
            messages.error(request, f"{record}: {why}")
            return redirect(reverse(record.snippet_viewset.get_url_name("list")))
    return None


def why_kept(record: Any) -> str:
    """Return why a record can't be deleted; ``""`` where it can."""
    if isinstance(record, Survey) and record.versions.exists():
        return _("it was published, so it stays. A survey is closed by the last day of its wave.")
    if isinstance(record, OptionSet) and published_codes(record.key):
        return _("families have been offered these options, so they stay.")
    if isinstance(record, Wave) and (record.entry_points.exists() or Response.objects.filter(wave=record).exists()):
        return _("it has ways in, or answers, so it stays. Close it by its last day.")
    if isinstance(record, EntryPoint) and record.wave.survey.versions.exists():
        return _("its code may be on a poster already, so it stays. Untick “in use” instead.")
    return ""
