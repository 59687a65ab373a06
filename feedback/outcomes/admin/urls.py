"""Addresses of what analysts do with figures."""

from django.urls import path, re_path

from feedback.outcomes.admin.confirm_views import confirm
from feedback.outcomes.admin.import_views import blank_file, confirm_import, import_figures

urlpatterns = [
    path("outcomes/figures/<int:pk>/compared/", confirm, name="outcomes_confirm"),
    path("outcomes/import/<slug:kind>/", import_figures, name="outcomes_import"),
    path("outcomes/import/<slug:kind>/confirm/", confirm_import, name="outcomes_import_confirm"),
    re_path(r"^outcomes/import/(?P<kind>[\w-]+)/blank\.(?P<form>csv|xlsx)$", blank_file, name="outcomes_blank"),
]
