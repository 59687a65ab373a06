"""Says on the dashboard which surveys give families no box to write in, and why."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from feedback.comments import gate
from feedback.surveys.definition import Kind
from feedback.surveys.models import Survey, Wave
from feedback.surveys.offered import accepted, current

EDIT = "feedback.change_survey"


@dataclass(frozen=True, slots=True)
class ClosedBox:
    survey: Survey
    why: list[gate.Why]


def closed_boxes(today: date) -> list[ClosedBox]:
    """Return the surveys that are open and ask for words, where nobody is given the box. Some four queries a survey."""
    found: dict[int, ClosedBox] = {}
    for wave in Wave.objects.open_on(today).select_related("survey"):
        if wave.survey_id not in found and _asks_for_words(wave) and (why := gate.why_closed(wave.survey)):
            found[wave.survey_id] = ClosedBox(wave.survey, why)
    return list(found.values())


def _asks_for_words(wave: Wave) -> bool:
    version = current(accepted(wave))
    return version is not None and any(question.kind is Kind.TEXT for question in version.definition.questions)


class ClosedBoxes(Component):
    """Tells those who can mend it: who edits surveys, who reads comments."""

    order = 15

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def render_html(self, parent_context: Any = None) -> str:
        may_edit = self.request.user.has_perm(EDIT)
        if not (may_edit or self.request.user.has_perm(gate.MODERATE) or self.request.user.has_perm(gate.LEAD)):
            return ""
        closed = closed_boxes(timezone.localdate())
        if not closed:
            return ""
        lines = format_html_join(
            "",
            "<li>{}: {}</li>",
            ((self._name(each, may_edit), " ".join(str(why.label) for why in each.why)) for each in closed),
        )
        return format_html(
            '<div class="help-block help-warning"><strong>{}</strong><ul>{}</ul></div>',
            _("Families are asked these surveys without a box for their own words:"),
            lines,
        )

    def _name(self, box: ClosedBox, may_edit: bool) -> str:
        if not may_edit:
            return str(box.survey)
        address = reverse("wagtailsnippets_feedback_survey:edit", args=[box.survey.pk])
        return format_html('<a href="{}">{}</a>', address, box.survey)
