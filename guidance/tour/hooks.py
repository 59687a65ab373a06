"""What Wagtail asks: the tour's addresses, its place in the help menu, and a word on a new editor's first screens."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse_lazy
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from guidance.language_desk.people import may_look
from guidance.tour.views import begin_practice, end_practice, tour
from home.languages import SOURCE

#: How long somebody is new.
NEW = timedelta(days=30)


@hooks.register("register_admin_urls")
def tour_urls() -> list[Any]:
    return [
        path("tour/", tour, name="tour"),
        path("tour/<int:number>/", tour, name="tour_step"),
        path("tour/practice/", begin_practice, name="begin_practice"),
        path("tour/practice/end/", end_practice, name="end_practice"),
    ]


class TourMenuItem(MenuItem):
    """Leads those who edit pages or sign for them to the tour."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_look(request.user)


@hooks.register("register_help_menu_item")
def tour_menu_item() -> MenuItem:
    return TourMenuItem("A three-minute tour", reverse_lazy("tour"), name="tour", icon_name="help", order=10)


class Welcome(Component):
    """An invitation to the tour, for who is new."""

    template_name = "guidance/admin/welcome.html"
    order = 50

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"source": SOURCE}


@hooks.register("construct_homepage_panels")
def welcome(request: HttpRequest, panels: list[Component]) -> None:
    """Invite people to the tour in their first month."""
    if timezone.now() - request.user.date_joined < NEW and may_look(request.user):  # type: ignore[union-attr]
        panels.append(Welcome())
