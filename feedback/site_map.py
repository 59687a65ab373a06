"""The pages of this app for the site map: what came of what families told us. One survey is never listed."""

from collections.abc import Iterator

from django.urls import reverse

from feedback.outcomes.disclosure.signs import ALL
from feedback.outcomes.models import Outcome
from feedback.outcomes.releases.reading import archive
from guidance.directory.models import Service
from home.site_map import lists_pages

_VIEWS = ("listen", "surveys", "you_said_we_did", "action_plan", "report_cards", "outcomes", "figures_to_download")


@lists_pages
def result_pages() -> Iterator[str]:
    """Yield the path of every page for everybody, each card among them. Three queries."""
    yield from map(reverse, _VIEWS)
    for key in Outcome.objects.order_by("order", "key").values_list("key", flat=True):
        yield reverse("outcome", args=[key])
    published, services = archive(), list(Service.objects.known_to_families().values_list("key", flat=True))
    for quarter in published.quarters():
        shown = published.services(quarter)
        for group in (ALL, *(key for key in services if key in shown)):
            yield reverse("report_card", args=[group, str(quarter).lower()])
