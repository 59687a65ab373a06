"""Every published figure in one file: the measures of all quarters, and the population's indicators beside them."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import override

from feedback.outcomes.models import IndicatorValue, Measure, Release
from feedback.outcomes.open_data import separated
from feedback.outcomes.open_data.columns import OF_EVERYTHING, Row, Value
from feedback.outcomes.open_data.names import Names, english_names
from feedback.outcomes.open_data.rows import rows_of
from feedback.outcomes.periods import read_period
from home.languages import SOURCE
from home.records import column

PUBLISHED, UNCONFIRMED = "published", "unconfirmed"


def everything() -> bytes:
    """Return all figures as comma-separated values. Four queries, however many there are."""
    names = english_names()
    return separated.write(OF_EVERYTHING, [*_of_measures(names), *_of_indicators()])


def published_releases() -> QuerySet[Release]:
    """Return the releases that stand, the newest first."""
    return Release.objects.filter(state=Release.State.APPROVED).order_by("-year", "-number")


def shown_values() -> QuerySet[IndicatorValue]:
    """Return the figures of indicators that somebody has compared; all of them where things are tried out."""
    values = IndicatorValue.objects.select_related("indicator").order_by(
        "indicator__order", "indicator__key", "area", "group", "first_day", "is_forecast"
    )
    return values if settings.SHOW_PREVIEW else values.filter(confirmed_on__isnull=False)


def status_of(value: IndicatorValue) -> str:
    return PUBLISHED if value.is_confirmed else UNCONFIRMED


def plain_number(number: Decimal | None) -> int | float | None:
    """Return a figure as it is written: 6.1, not 6.10."""
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def _of_measures(names: Names) -> Iterator[Row]:
    for release in published_releases().order_by("year", "number"):
        for row in rows_of(release, names):
            yield _measure_row(row, names)


def _measure_row(row: Row, names: Names) -> Row:
    period = read_period(str(row["period"]))
    is_share = row["numerator"] is not None
    form = names.forms.get(str(row["measure_key"]), "")
    told: dict[str, Value] = {
        "kind": "measure",
        "status": PUBLISHED,
        "first_day": str(period.first),
        "last_day": str(period.last),
        "key": row["measure_key"],
        "name": row["measure_name"],
        "unit": Measure.Form.PERCENT.value if is_share else form,
        "value": row["percent"] if is_share else row["number"],
    }
    return _whole(dict(row) | told)


def _of_indicators() -> Iterator[Row]:
    # Names of areas are translated, and the file is in English at whatever address it is asked for.
    with override(SOURCE.code):
        areas = {value: str(label) for value, label in IndicatorValue.Area.choices}
    for value in shown_values():
        yield _whole(_indicator_row(value, areas))


def _indicator_row(value: IndicatorValue, areas: dict[str, str]) -> dict[str, Any]:
    indicator = value.indicator
    return {
        "kind": "indicator",
        "status": status_of(value),
        "period": value.period_label,
        "first_day": str(value.first_day),
        "last_day": str(value.last_day),
        "key": indicator.key,
        "name": column(indicator, "name", SOURCE),
        "margin": "area",
        "group_key": f"{value.area}/{value.group}" if value.group else value.area,
        "group_name": f"{areas[value.area]}: {value.group}" if value.group else areas[value.area],
        "unit": indicator.unit,
        "value": plain_number(value.value),
        "numerator": value.numerator,
        "denominator": value.denominator,
        "percent": plain_number(value.value) if indicator.unit == indicator.Unit.PERCENT else None,
        "low": plain_number(value.low),
        "high": plain_number(value.high),
        "number": None if indicator.unit == indicator.Unit.PERCENT else plain_number(value.value),
        "is_forecast": "yes" if value.is_forecast else "",
        "source": f"{indicator.source_name}: {value.source}",
        "source_url": value.source_url or indicator.source_url,
        "note": value.note,
    }


def _whole(row: dict[str, Value]) -> Row:
    return {each.name: row.get(each.name) for each in OF_EVERYTHING}
