"""What Wagtail asks: the report, its menu item, and whether something may be deleted."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page

from guidance.models import Source
from guidance.upkeep.uses import Use, uses_of, uses_of_pages
from guidance.upkeep.views import may_keep, source_uses, still_used, upkeep


@hooks.register("register_admin_urls")
def upkeep_urls() -> list[Any]:
    return [path("upkeep/", upkeep, name="upkeep"), path("upkeep/source/<int:pk>/", source_uses, name="source_uses")]


class UpkeepMenuItem(MenuItem):
    """Leads those who edit pages, sign for them or keep the directory to what is due."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_keep(request.user)


@hooks.register("register_reports_menu_item")
def upkeep_menu_item() -> MenuItem:
    return UpkeepMenuItem("Keep it true", reverse_lazy("upkeep"), name="upkeep", icon_name="history", order=110)


@hooks.register("register_snippet_listing_buttons")
def source_uses_button(snippet: Any, user: Any, next_url: str | None = None) -> list[Button]:
    """Offer what rests on a source beside its other actions."""
    if not isinstance(snippet, Source):
        return []
    return [Button("Where it is used", reverse("source_uses", args=[snippet.pk]), icon_name="view", priority=15)]


# --- Nothing is deleted from under a page ---------------------------------------------------------------------------


@hooks.register("before_delete_page")
def keep_linked_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a page that others lead to; the places are listed."""
    return _refuse(request, page.title, uses_of_pages([page]), reverse("wagtailadmin_pages:edit", args=[page.pk]))


@hooks.register("before_delete_snippet")
def keep_used_records(request: HttpRequest, instances: Iterable[Any]) -> HttpResponse | None:
    """Refuse to delete a helpline or source that pages name, or a service that answers are kept under."""
    return _refuse_records(request, list(instances))


@hooks.register("before_bulk_action")
def keep_what_is_used(request: HttpRequest, action: str, objects: Iterable[Any], instance: Any) -> HttpResponse | None:
    """Refuse the same where many are deleted at once; then none is."""
    things = list(objects)
    if action != "delete" or not things:
        return None
    if isinstance(things[0], Page):
        return _refuse(request, _names(things), uses_of_pages(things), reverse("wagtailadmin_explore_root"))
    return _refuse_records(request, things)


def _refuse_records(request: HttpRequest, things: list[Any]) -> HttpResponse | None:
    uses = [use for thing in things for use in uses_of(thing)]
    return _refuse(request, _names(things), uses, reverse("wagtailadmin_home"))


def _names(things: Iterable[Any]) -> str:
    return ", ".join(str(thing) for thing in things)


def _refuse(request: HttpRequest, name: str, uses: list[Use], back: str) -> HttpResponse | None:
    return still_used(request, name, uses, back) if uses else None
