"""What was left too long, on the first screen of the strategic group."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from feedback.replies.queries import waiting


class LeftTooLong(Component):
    """Names the replies, actions and reviews that are due. Worked out from their days: nobody has to remember."""

    order = 35

    def __init__(self, request: HttpRequest) -> None:
        self.user = request.user

    def render_html(self, parent_context: Any = None) -> str:
        if not self.user.has_perm("feedback.view_reply"):
            return ""
        due = waiting(today=timezone.localdate())
        if not due:
            return ""
        context = {
            "unanswered": _links(due.unanswered),
            "late": _links([*due.late, *due.late_actions]),
            "plans": _links(due.plans),
        }
        return render_to_string("feedback/admin/left_too_long.html", context)


def _links(records: Iterable[Any]) -> list[tuple[str, Any]]:
    return [(reverse(each.snippet_viewset.get_url_name("edit"), args=[each.pk]), each) for each in records]
