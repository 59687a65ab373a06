"""Addresses of published figures."""

from django.urls import path, re_path

from feedback.outcomes.open_data import api, views

_QUARTER = r"figures/(?P<year>[0-9]{4})-q(?P<number>[1-4])"
_FILE = r"figures\.(?P<ending>csv|xlsx|json)"

#: Under the language.
urlpatterns = [path("figures/", views.figures, name="figures_to_download")]

#: Without a language: for programs.
unspoken = [
    path("figures/all.csv", views.all_figures, name="figures_all"),
    path("figures/schema.json", views.schema, name="figures_schema"),
    re_path(rf"^{_QUARTER}/{_FILE}$", views.release_file, name="figures_file"),
    re_path(rf"^{_QUARTER}/issue-(?P<issue>[1-9][0-9]{{0,3}})/{_FILE}$", views.release_file, name="figures_of_issue"),
    path("api/v1/releases/", api.releases, name="api_releases"),
    re_path(r"^api/v1/releases/(?P<year>[0-9]{4})-[Qq](?P<number>[1-4])/$", api.release, name="api_release"),
    path("api/v1/measures/", api.measures, name="api_measures"),
    path("api/v1/indicators/", api.indicators, name="api_indicators"),
    # Whatever else is asked for here is answered as a program expects it.
    re_path(r"^api/", api.nothing_here),
]
