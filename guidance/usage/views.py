"""The report on how much is read, in the admin, and the same as a file."""

import csv
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.translation import override
from django.views.decorators.http import require_safe

from guidance.models.usage import EXIT_PAGES
from guidance.services_desk.cells import safe
from guidance.usage.charts import bars
from guidance.usage.disclosure import SMALLEST_COUNT
from guidance.usage.periods import Month, newest_months
from guidance.usage.places import Place, format_names
from guidance.usage.queries import Figures, Wanted, figures, titles
from home.languages import REGISTRY, SOURCE

PERMISSION = "guidance.view_usage"
#: So many months are told at once; of weeks so many months' worth.
MONTHS, MONTHS_OF_WEEKS = 12, 6
EXIT_PAGES_NAME = "Pages to leave in a hurry, all together"
_GONE = "A page that is gone"
_BY = {"page": "Page", "language": "Language", "format": "Format"}
_PER = {"month": "month", "week": "week"}


class UsageForm(forms.Form):
    """What to show. What can't be read is as good as nothing chosen."""

    page = forms.ChoiceField(required=False)
    language = forms.ChoiceField(required=False)
    format = forms.ChoiceField(required=False)
    by = forms.ChoiceField(label="Rows", required=False, choices=[*_BY.items()])
    per = forms.ChoiceField(label="Bars", required=False, choices=[*_PER.items()])

    def __init__(self, data: Any, pages: dict[UUID, str], format_choices: dict[str, str]) -> None:
        choices = {
            "page": {"": "All pages"} | {str(key): title for key, title in pages.items()},
            "language": {"": "All languages"} | {each.code: each.english_name for each in REGISTRY},
            "format": {"": "All formats"} | format_choices,
            "by": _BY,
            "per": _PER,
        }
        first = {name: next(iter(offered)) for name, offered in choices.items()}
        self.chosen = {name: data.get(name) if data.get(name) in choices[name] else first[name] for name in choices}
        super().__init__(initial=self.chosen)
        for name in ("page", "language", "format"):
            self.fields[name].choices = list(choices[name].items())  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Wanted:
        page = self.chosen["page"]
        return Wanted(UUID(page) if page else None, self.chosen["language"], self.chosen["format"])


@require_safe
def usage(request: HttpRequest) -> HttpResponse:
    """Show how often pages were opened, by page, language or format, and per week or month. Five queries.

    Raises:
        PermissionDenied: this person may not see it.
    """
    form, pages = _asked(request)
    with override(SOURCE.code):
        is_weekly = form.chosen["per"] == "week"
        months = newest_months(timezone.localdate(), MONTHS_OF_WEEKS if is_weekly else MONTHS)
        found = figures(months, form.wanted)
        periods = _periods(found, is_weekly=is_weekly)
        by = form.chosen["by"]
        context = {
            "form": form,
            "rows": _rows(found, by, pages, form.chosen),
            "by": _BY[by],
            "periods": list(reversed(periods)),
            "chart": mark_safe(bars(f"Openings per {form.chosen['per']}", periods)),  # noqa: S308  escaped there
            "per": form.chosen["per"],
            "is_one": form.wanted.is_one,
            "smallest": SMALLEST_COUNT,
            "file_query": urlencode({name: form.chosen[name] for name in ("page", "language", "format")}),
            "is_empty": not found.by_place(),
            "first_month": month_name(months[0]),
            "last_month": month_name(months[-1]),
            "source": SOURCE,
        }
    return TemplateResponse(request, "guidance/admin/usage.html", context)


@require_safe
def usage_file(request: HttpRequest) -> HttpResponse:
    """Hand out what may be told of each page, language and format in each month, as CSV.

    Raises:
        PermissionDenied: this person may not see it.
    """
    form, pages = _asked(request)
    found = figures(newest_months(timezone.localdate(), MONTHS), form.wanted)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="how-much-is-read.csv"'
    response.write("\ufeff")
    out = csv.writer(response, lineterminator="\r\n")
    out.writerow(["first_day", "last_day", "page", "title", "language", "format", "opened"])
    for place, month, count in found.rows():
        page = "" if place.page == EXIT_PAGES else str(place.page)
        first, last = month.first_monday, month.last_day
        out.writerow([first, last, page, safe(_title(place, pages)), place.language, place.format, count])
    return response


def _asked(request: HttpRequest) -> tuple[UsageForm, dict[UUID, str]]:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    pages = titles() | {EXIT_PAGES: EXIT_PAGES_NAME}
    return UsageForm(request.GET, pages, format_names()), pages


def month_name(month: Month) -> str:
    return date_format(month.first_monday.replace(month=month.number, year=month.year, day=1), "F Y")


def _periods(found: Figures, *, is_weekly: bool) -> list[tuple[str, int | None]]:
    """Return each period and what may be told of it, the oldest first."""
    if is_weekly:
        return [(date_format(week, "j M Y"), count) for week, count in found.by_week().items()]
    return [(month_name(month), count) for month, count in found.by_month().items()]


def _title(place: Place, pages: dict[UUID, str]) -> str:
    return pages.get(place.page, _GONE)


def _rows(found: Figures, by: str, pages: dict[UUID, str], chosen: dict[str, Any]) -> list[tuple[str, int, str]]:
    """Return the name of each row, what may be told of it, and where it is shown by itself; the most read first."""
    names: dict[str, Callable[[Place], str]] = {
        "page": lambda place: _title(place, pages),
        "language": lambda place: _languages().get(place.language, EXIT_PAGES_NAME),
        "format": lambda place: format_names().get(place.format, EXIT_PAGES_NAME),
    }
    sums, keys = Counter[str](), dict[str, str]()
    for place, count in found.by_place().items():
        name = names[by](place)
        sums[name] += count
        keys[name] = str(getattr(place, by))
    return [(name, count, urlencode(chosen | _alone(by, keys[name]))) for name, count in sums.most_common()]


def _alone(by: str, key: str) -> dict[str, str]:
    """Return what shows one row by itself. Pages to leave in a hurry have neither language nor format."""
    return {by: key} if key else {"page": str(EXIT_PAGES)}


def _languages() -> dict[str, str]:
    return {language.code: language.english_name for language in REGISTRY}
