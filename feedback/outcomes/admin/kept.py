"""What keeps a record of the framework from being deleted."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from feedback.outcomes.models import Indicator, Measure, Outcome, Release


def refuse_deletion(request: HttpRequest, records: Iterable[Any]) -> HttpResponse | None:
    """Keep what figures hang on: say so, and lead back to the list. ``None`` where it may go."""
    for record in records:
        if why := _why_kept(record):
            messages.error(request, f"{record}: {why}")
            return redirect(reverse(record.snippet_viewset.get_url_name("list")))
    return None


def _why_kept(record: Any) -> str:
    if isinstance(record, Outcome) and (record.indicators.exists() or record.measures.exists()):
        return "it has indicators or measures, so it stays."
    if isinstance(record, Indicator) and record.values.exists():
        return "it has figures, so it stays."
    if isinstance(record, Measure) and (record.typed.exists() or _is_published(record)):
        return "it has figures, so it stays."
    return ""


def _is_published(measure: Measure) -> bool:
    """Tell whether any release shows it. Nobody deletes measures often, so that all are read."""
    payloads = Release.objects.filter(payload__isnull=False).values_list("payload", flat=True)
    rows = (row for each in payloads if each for row in (*each["tables"], *each["figures"]))
    return any(row["measure"] == measure.key for row in rows)
