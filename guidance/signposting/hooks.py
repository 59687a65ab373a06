"""What Wagtail asks: the addresses of the practitioners' screens for packs, and the report on old cards."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from guidance.language_desk.people import may_look
from guidance.signposting import practice_views as views


@hooks.register("register_admin_urls")
def pack_urls() -> list[Any]:
    return [
        path("practice/packs/", views.packs, name="packs"),
        path("practice/packs/before/", views.pack_before, name="pack_before"),
        path("practice/packs/opened/", views.packs_opened, name="packs_opened"),
        path("practice/packs/old-cards/", views.old_cards, name="old_cards"),
        path("practice/packs/made/<str:code>/", views.pack_made, name="pack_made"),
        path("practice/packs/made/<str:code>/<slug:size>.pdf", views.pack_paper, name="pack_paper"),
    ]


class OldCardsMenuItem(MenuItem):
    """Leads those who edit pages or sign for them to the cards on paper that carry old words."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_look(request.user)


@hooks.register("register_reports_menu_item")
def old_cards_menu_item() -> MenuItem:
    address = reverse_lazy("old_cards")
    return OldCardsMenuItem("Cards that carry old words", address, name="old-cards", icon_name="warning", order=115)
