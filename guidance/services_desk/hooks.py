"""What Wagtail asks: the directory in the admin, its addresses, and places in the menu."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from guidance.services_desk.exchange_views import confirm_import_of_services, import_services, services_csv
from guidance.services_desk.gaps import gaps
from guidance.services_desk.pathway import pathway
from guidance.services_desk.viewsets import ServiceViewSet

register_snippet(ServiceViewSet)


@hooks.register("register_admin_urls")
def directory_urls() -> list[Any]:
    return [
        path("practice/referral/", pathway, name="referral"),
        path("services/gaps/", gaps, name="gaps"),
        path("services/services.csv", services_csv, name="services_csv"),
        path("services/import/", import_services, name="import_services"),
        path("services/import/confirm/", confirm_import_of_services, name="confirm_import_of_services"),
    ]


@hooks.register("register_reports_menu_item")
def gaps_menu_item() -> MenuItem:
    return MenuItem("Map of gaps", reverse_lazy("gaps"), name="gaps", icon_name="site", order=120)


class ImportMenuItem(MenuItem):
    """Leads those who keep the directory to files of it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("guidance.change_service"))


@hooks.register("register_reports_menu_item")
def import_menu_item() -> MenuItem:
    return ImportMenuItem(
        "Services as a file", reverse_lazy("import_services"), name="services-file", icon_name="upload", order=130
    )
