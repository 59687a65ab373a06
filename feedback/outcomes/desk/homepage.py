"""The way to the desk: an item in the menu, and a word on the first screen when something waits for this person."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils.html import format_html, format_html_join
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from feedback.outcomes.desk.panels import waits_for, what_needs_a_decision
from feedback.outcomes.desk.people import may_look
from feedback.outcomes.models import Release
from feedback.outcomes.releases.approving import APPROVE, ASK


class OutcomesMenuItem(MenuItem):
    """Leads those to the figures who may see releases."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_look(request.user)


def menu_item() -> MenuItem:
    address = reverse_lazy("outcomes_dashboard")
    return OutcomesMenuItem("Outcomes dashboard", address, name="outcomes-dashboard", icon_name="view", order=248)


class FiguresToDecide(Component):
    """Says what waits for this person: a release that was refused, or one that somebody else asked for."""

    order = 20

    def __init__(self, request: HttpRequest) -> None:
        self.user = request.user

    def render_html(self, parent_context: Any = None) -> str:
        if not (self.user.has_perm(ASK) or self.user.has_perm(APPROVE)):
            return ""
        undecided = [Release.State.REFUSED, Release.State.BUILT]
        releases = Release.objects.filter(state__in=undecided).defer("payload").select_related("asked_by")
        mine = [release for release in releases if waits_for(release, self.user)]
        if not mine:
            return ""
        items = what_needs_a_decision(mine, self.user)
        lines = format_html_join(
            "", '<li>{}. <a href="{}">{}</a></li>', ((each.words, each.where, each.step) for each in items)
        )
        return format_html(
            '<div class="help-block help-warning" lang="en-GB" dir="ltr"><strong>{}</strong><ul>{}</ul>'
            '<a href="{}">{}</a></div>',
            "Figures need a decision:",
            lines,
            reverse("outcomes_dashboard"),
            "Outcomes dashboard",
        )
