"""What Wagtail asks: the report's addresses and its menu item."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from guidance.usage.views import PERMISSION, usage, usage_file


@hooks.register("register_admin_urls")
def usage_urls() -> list[Any]:
    return [path("usage/", usage, name="usage"), path("usage/file/", usage_file, name="usage_file")]


@hooks.register("register_permissions")
def usage_permissions() -> QuerySet[Permission]:
    """Offer the right to see it among those that a group can be given."""
    return Permission.objects.filter(content_type__app_label="guidance", codename="view_usage")


class UsageMenuItem(MenuItem):
    """Leads those who may see it to how much is read."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(PERMISSION))


@hooks.register("register_reports_menu_item")
def usage_menu_item() -> MenuItem:
    return UsageMenuItem("How much is read", reverse_lazy("usage"), name="usage", icon_name="view", order=130)
