"""The framework, figures and files of figures, for tests."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
from django.contrib.auth.models import User

from feedback.groups import OUTCOMES_ANALYSTS
from feedback.outcomes.exchange import tables
from feedback.outcomes.exchange.kinds import INDICATORS, MEASURES, RETURNS, TRAINING, Kind
from feedback.outcomes.exchange.services import Plan, plan_import
from feedback.outcomes.models import Indicator, IndicatorValue, Measure, Outcome
from guidance.directory.models import Service
from tests.feedback.editors import member_of

#: A row of each kind that can be taken.
ROWS: Mapping[str, Mapping[str, str]] = {
    INDICATORS.name: {
        "indicator": "low-weight-test", "area": "ni", "period": "2023/24", "first_day": "2023-04-01",
        "last_day": "2024-03-31", "value": "6.1", "source": "A publication, table 1",
    },
    RETURNS.name: {
        "service": "a-service", "quarter": "2026-Q3", "received": "40", "accepted": "30", "redirected": "5",
        "days_waited": "30 12 15", "source": "A return",
    },
    TRAINING.name: {
        "kind": "training", "course": "Solihull Approach", "sector": "health visiting", "quarter": "2026-Q3",
        "people": "12", "workforce": "60", "source": "A record",
    },
    MEASURES.name: {
        "measure": "groups-test", "quarter": "2026-Q3", "number": "4", "source": "A return",
    },
}  # fmt: skip


def an_analyst(name: str = "analyst") -> User:
    return member_of(OUTCOMES_ANALYSTS, name=name)


def an_outcome() -> Outcome:
    return Outcome.objects.get_or_create(key="best-start-test", defaults={"statement_en": "Babies start well"})[0]


def an_indicator(**other: Any) -> Indicator:
    facts = {
        "key": "low-weight-test",
        "outcome": an_outcome(),
        "name_en": "Low birth weight",
        "definition_en": "Live births under 2,500 g",
        "unit": "percent",
        "direction": "lower",
        "source_name": "A publisher",
    }
    return Indicator.objects.create(**facts | other)


def a_measure(key: str = "groups-test", **other: Any) -> Measure:
    facts = {
        "key": key,
        "outcome": an_outcome(),
        "name_en": "Groups",
        "definition_en": "Groups held",
        "box": "how-much",
        "form": "number",
        "source": "return",
    }
    return Measure.objects.create(**facts | other)


def a_service() -> Service:
    return Service.objects.get_or_create(key="a-service", defaults={"name_en": "A service"})[0]


def a_value(indicator: Indicator, **other: Any) -> IndicatorValue:
    facts = {
        "indicator": indicator,
        "area": "ni",
        "period_label": "2023/24",
        "first_day": date(2023, 4, 1),
        "last_day": date(2024, 3, 31),
        "value": Decimal("6.1"),
        "source": "A publication, table 1",
    }
    return IndicatorValue.objects.create(**facts | other)


def the_framework() -> None:
    """Make all that the rows name."""
    an_indicator()
    a_service()
    a_measure()


# --- Files ----------------------------------------------------------------------------------------------------------


def row_of(kind: Kind, /, **changed: Any) -> dict[str, Any]:
    return {**ROWS[kind.name], **changed}


def csv_of(kind: Kind, *rows: Mapping[str, Any], headings: Iterable[str] | None = None) -> bytes:
    """Return a CSV file with these rows; the row that can be taken, where there are none."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, list(headings or kind.headings), restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows or [ROWS[kind.name]])
    return file.getvalue().encode()


def book_of(kind: Kind, *rows: Mapping[str, Any]) -> openpyxl.Workbook:
    """Return a workbook as somebody fills it in, to be spoiled and saved."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Figures"
    page.append(list(kind.headings))
    for row in rows or [ROWS[kind.name]]:
        page.append([row.get(heading) for heading in kind.headings])
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def table_of(kind: Kind, data: bytes, name: str = "figures.csv") -> tables.Table:
    return tables.read(data, name=name, headings=kind.headings)


def plan_of(kind: Kind, *rows: Mapping[str, Any]) -> Plan:
    return plan_import(kind, table_of(kind, csv_of(kind, *rows)))


def reasons(plan: Plan) -> list[str]:
    """Return why rows are refused: row, column and reason."""
    return [f"{fault.row} {fault.column}: {fault.reason}" for row in plan.rows for fault in row.faults]
