"""How things stand, for the Strategic Group: figures, and what stands in the way of better ones."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from feedback.outcomes.desk.grid import all_measures, grid
from feedback.outcomes.desk.panels import what_is_behind, what_is_missing, what_needs_a_decision
from feedback.outcomes.desk.people import need_to_look
from feedback.outcomes.desk.quarters import all_releases, standings
from feedback.outcomes.desk.wording import Names, address, name_of
from feedback.outcomes.disclosure.signs import LOCALITY, SERVICE
from feedback.outcomes.models import Release
from feedback.outcomes.periods import Quarter
from feedback.outcomes.releases.approving import ASK
from feedback.outcomes.releases.reading import Archive
from guidance.directory.models import Service
from home.languages import SOURCE


class ChooseForm(forms.Form):
    """Which quarter, and how it is parted. What can't be read is the newest quarter, by service."""

    quarter = forms.ChoiceField(label="Quarter", required=False)
    by = forms.ChoiceField(label="Across", required=False, choices=[(SERVICE, "services"), (LOCALITY, "areas")])

    def __init__(self, data: Any, quarters: Sequence[Quarter]) -> None:
        codes = [str(quarter) for quarter in quarters]
        quarter = data.get("quarter") if data.get("quarter") in codes else (codes or [""])[0]
        by = data.get("by") if data.get("by") in (SERVICE, LOCALITY) else SERVICE
        super().__init__(initial={"quarter": quarter, "by": by})
        self.fields["quarter"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]
        self.chosen: tuple[str, str] = (quarter, by)


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the figures of one quarter, and what is missing, behind or to be decided. Fourteen queries.

    Raises:
        PermissionDenied: this person may not see releases.
    """
    need_to_look(request.user)
    today, measures, releases = timezone.localdate(), all_measures(), all_releases(whole=True)
    # The oldest first, as it is told.
    published = Archive([each for each in reversed(releases) if each.state == Release.State.APPROVED])
    services = list(Service.objects.only("key", "order", "name_en"))
    form = ChooseForm(request.GET, published.quarters())
    quarter, by = form.chosen
    shown = next((each for each in published.releases if str(each.quarter) == quarter), None)
    called = Names({each.key: name_of(each) for each in measures}, {each.key: name_of(each) for each in services})
    context = {
        "form": form,
        "by": by,
        "release": shown,
        "grid": shown and grid(published, shown, by, period=quarter, measures=measures, names=called),
        "has_measures": bool(measures),
        "measures_address": address("wagtailsnippets_feedback_measure:list"),
        "has_releases": bool(releases),
        "may_ask": request.user.has_perm(ASK),
        "to_decide": what_needs_a_decision(releases, request.user),
        "missing": what_is_missing(measures, services, published, today),
        "behind": what_is_behind(standings(today, releases), today, request.user),
        "source": SOURCE,
    }
    return TemplateResponse(request, "feedback/admin/outcomes_dashboard.html", context)
