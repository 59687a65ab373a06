"""What stands beside a reply, a priority or an action in its list, and what keeps a record from being deleted."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button

from feedback.replies.admin.signatures import SIGN, look_at
from feedback.replies.models import SUBJECTS, ActionPlan, Priority, Recommendation
from feedback.replies.words import subject_of

#: What stands under a record, by the name that leads there.
_UNDER: dict[type[Model], str] = {ActionPlan: "priorities", Priority: "recommendations", Recommendation: "actions"}


def listing_buttons(record: Any, user: Any) -> list[Button]:
    """Return the way from a reply, a priority or an action to its signatures, for those who may go there."""
    if not isinstance(record, tuple(SUBJECTS.values())):
        return []
    if not (user.has_perm(look_at(type(record))) or user.has_perm(SIGN)):
        return []
    url = reverse("reply_signatures", args=[subject_of(record), record.pk])
    return [Button(_("Checks and signatures"), url, icon_name="success", priority=30)]


def refuse_deletion(request: HttpRequest, records: Iterable[Any]) -> HttpResponse | None:
    """Keep what others stand under: say so, and lead back to the list. ``None`` where it may go."""
    for record in records:
        under = _UNDER.get(type(record))
        if under and getattr(record, under).exists():
            why = _("something stands under it, so it stays. Delete that first.")
            messages.error(request, f"{record}: {why}")
            return redirect(reverse(record.snippet_viewset.get_url_name("list")))
    return None
