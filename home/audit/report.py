"""The whole log, for whoever answers for the site. Wagtail's own report shows each person what they may edit."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import IntegerField, QuerySet, Value
from django.http import HttpRequest
from django.urls import path, reverse_lazy
from wagtail.admin.filters import ContentTypeFilter
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.reports.audit_logging import LogEntriesView, SiteHistoryReportFilterSet
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry
from wagtail.permission_policies import ModelPermissionPolicy

LOOK = "wagtailcore.view_modellogentry"


def _kinds(request: HttpRequest) -> QuerySet[ContentType]:
    found = [model.objects.all().get_content_type_ids() for model in registry.get_log_entry_models()]
    return ContentType.objects.filter(pk__in=set().union(*found)).order_by("model")


class LogFilters(SiteHistoryReportFilterSet):
    object_type = ContentTypeFilter(label="Type", method="filter_object_type", queryset=_kinds)

    def get_action_choices(self) -> list[tuple[str, Any]]:
        return sorted(registry.get_choices(), key=lambda choice: str(choice[1]))

    def get_user_choices(self) -> QuerySet[Any]:
        return get_user_model().objects.order_by("username")


class LogView(LogEntriesView):
    """Who did what, and when: everything, to read and to take out."""

    page_title = "Log of who did what"
    filterset_class = LogFilters
    index_url_name = "whole_log"
    index_results_url_name = "whole_log_results"
    permission_policy = ModelPermissionPolicy(ModelLogEntry)
    permission_required = "view"

    def get_filtered_queryset(self) -> QuerySet[Any]:
        """Return what Wagtail's own report does, except that nothing is left out by what this person may edit."""
        self.log_models = list(registry.get_log_entry_models())
        first, *others = [
            self.filter_queryset(
                model.objects.values("pk", "timestamp").annotate(
                    log_model_index=Value(index, output_field=IntegerField())
                )
            ).order_by()
            for index, model in enumerate(self.log_models)
        ]
        return first.union(*others, all=True).order_by("-timestamp")


class LogMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(LOOK))


urlpatterns = [
    path("reports/log/", LogView.as_view(), name="whole_log"),
    path("reports/log/results/", LogView.as_view(results_only=True), name="whole_log_results"),
]


def menu_item() -> MenuItem:
    return LogMenuItem(LogView.page_title, reverse_lazy("whole_log"), name="whole-log", icon_name="history", order=115)


def permissions() -> QuerySet[Permission]:
    """Return what an administrator can give to a group."""
    return Permission.objects.filter(content_type__app_label="wagtailcore", codename="view_modellogentry")
