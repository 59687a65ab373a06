"""A file of figures is looked at whole, and taken whole or not at all."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from wagtail.models import ModelLogEntry

from feedback.outcomes.exchange import services
from feedback.outcomes.exchange.kinds import INDICATORS, KINDS, MEASURES, RETURNS, TRAINING, Kind
from feedback.outcomes.exchange.services import CHANGED, Fate, Refused, apply_import, plan_import
from feedback.outcomes.models import Indicator, IndicatorValue, ServiceReturn, TrainingRecord, TypedFigure
from tests.feedback.outcomes.figures import (
    a_measure,
    a_value,
    an_analyst,
    csv_of,
    plan_of,
    reasons,
    row_of,
    table_of,
    the_framework,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def framework() -> None:
    the_framework()


@pytest.fixture
def analyst() -> User:
    return an_analyst()


def the_indicator() -> Indicator:
    return Indicator.objects.get(key="low-weight-test")


def do(kind: Kind, user: User, *rows: Any) -> services.Plan:
    """Look at a file, and take it."""
    table = table_of(kind, csv_of(kind, *rows))
    return apply_import(kind, table, digest=plan_import(kind, table).digest, user=user)


def fates(kind: Kind, *rows: Any) -> list[Fate]:
    return [row.fate for row in plan_of(kind, *rows).rows]


# --- What would happen ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_to_look_changes_nothing(kind: Kind) -> None:
    before = kind.model._default_manager.count(), ModelLogEntry.objects.count()

    assert fates(kind) == [Fate.NEW]

    assert (kind.model._default_manager.count(), ModelLogEntry.objects.count()) == before


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_figures_are_taken_once_and_say_who_when_and_from_what(kind: Kind, analyst: User) -> None:
    do(kind, analyst)

    (record,) = kind.model._default_manager.filter(source=row_of(kind)["source"])
    assert record.entered_by == analyst
    assert record.entered_on is not None
    assert fates(kind) == [Fate.UNCHANGED]

    assert do(kind, an_analyst("another")).does_nothing
    record.refresh_from_db()
    assert record.entered_by == analyst


def test_every_cell_is_kept(analyst: User) -> None:
    whole = {
        "numerator": "61", "denominator": "1000", "low": "5.5", "high": "6.75", "forecast": "no",
        "where": "https://example.org/t1", "note": "A note", "group": "women",
    }  # fmt: skip
    do(INDICATORS, analyst, row_of(INDICATORS, **whole))
    do(RETURNS, analyst)
    do(TRAINING, analyst)
    do(MEASURES, analyst, row_of(MEASURES, service="a-service"))

    value = IndicatorValue.objects.get(indicator__key="low-weight-test")
    assert (value.value, value.low, value.high) == (Decimal("6.1"), Decimal("5.5"), Decimal("6.75"))
    assert (value.first_day, value.last_day) == (date(2023, 4, 1), date(2024, 3, 31))
    assert (value.numerator, value.denominator, value.group, value.note) == (61, 1000, "women", "A note")
    assert (value.is_forecast, value.source_url) == (False, "https://example.org/t1")
    returned = ServiceReturn.objects.get(service__key="a-service")
    assert (returned.year, returned.quarter, returned.days_waited) == (2026, 3, [12, 15, 30])
    assert (returned.received, returned.accepted, returned.redirected) == (40, 30, 5)
    record = TrainingRecord.objects.get(course="Solihull Approach")
    assert (record.kind, record.sector, record.people, record.workforce) == ("training", "health visiting", 12, 60)
    figure = TypedFigure.objects.get(measure__key="groups-test")
    assert (figure.service.key, figure.number, figure.denominator) == ("a-service", 4, None)


def test_what_changes_is_shown_and_written_into_the_log(analyst: User) -> None:
    figure = a_value(the_indicator())
    row = row_of(INDICATORS, value="6.2", last_day="2024-03-30")

    (planned,) = plan_of(INDICATORS, row).rows
    assert planned.fate is Fate.CHANGED
    changes = [(change.field, change.before, change.after) for change in planned.changes]
    assert changes == [("last_day", "2024-03-31", "2024-03-30"), ("value", "6.1", "6.2")]

    do(INDICATORS, analyst, row)

    entry = ModelLogEntry.objects.for_instance(figure).get(action=CHANGED)
    assert entry.user == analyst
    assert entry.data == {"changes": [list(change) for change in changes]}
    assert "value: 6.1 → 6.2" in entry.formatter.format_message(entry)
    figure.refresh_from_db()
    assert (figure.value, figure.entered_by) == (Decimal("6.2"), analyst)


def test_a_figure_that_changes_is_no_longer_compared_with_its_publisher(analyst: User) -> None:
    figure = a_value(the_indicator(), confirmed_by=analyst, confirmed_on=date(2026, 1, 2))

    (planned,) = plan_of(INDICATORS, row_of(INDICATORS, value="6.2")).rows
    assert "compared with its publisher: 2026-01-02 → not yet" in [
        f"{change.field}: {change.before} → {change.after}" for change in planned.changes
    ]
    do(INDICATORS, analyst, row_of(INDICATORS, value="6.2"))

    figure.refresh_from_db()
    assert (figure.confirmed_by, figure.confirmed_on) == (None, None)


def test_a_figure_that_stays_keeps_that_it_was_compared(analyst: User) -> None:
    figure = a_value(the_indicator(), confirmed_by=analyst, confirmed_on=date(2026, 1, 2))

    do(INDICATORS, analyst, row_of(INDICATORS), row_of(INDICATORS, area="southern"))

    figure.refresh_from_db()
    assert figure.is_confirmed


# --- What is refused ------------------------------------------------------------------------------------------------
_SHARE = {"numerator": "5", "denominator": "10"}


@pytest.mark.parametrize(
    ("kind", "changed", "says"),
    [
        (INDICATORS, {**_SHARE, "denominator": "0"}, "2 denominator: Of nobody"),
        (INDICATORS, {**_SHARE, "numerator": "11"}, "2 numerator: It is part of the denominator"),
        (INDICATORS, {"denominator": "10"}, "2 numerator: It is part of the denominator"),
        (INDICATORS, {"value": "-1"}, "2 value: “-1” is below zero"),
        (INDICATORS, {"value": "12%"}, "2 value: there is a percent sign"),
        (INDICATORS, {"value": "12 %"}, "2 value: there is a percent sign"),
        (INDICATORS, {"value": "100.5"}, "2 value: A percent is at most 100"),
        (INDICATORS, {"low": "1", "high": "101"}, "2 high: A percent is at most 100"),
        (INDICATORS, {"low": "7", "high": "5"}, "2 high: The interval ends below"),
        (INDICATORS, {"low": "7"}, "2 low: An interval has a low and a high end"),
        (INDICATORS, {"value": ""}, "2 value: it is empty"),
        (INDICATORS, {"source": " "}, "2 source: it is empty"),
        (INDICATORS, {"value": "1e999"}, "2 value: “1e999”: write all digits"),
        (INDICATORS, {"value": "NaN"}, "2 value: “NaN” is no number"),
        (INDICATORS, {"value": "Infinity"}, "2 value: “Infinity” is no number"),
        (INDICATORS, {"value": "٦"}, "2 value: “٦”: write it with the digits 0 to 9"),
        (INDICATORS, {"value": "1,234"}, "2 value: “1,234”: leave out what parts the thousands"),
        (INDICATORS, {"numerator": "5.5", "denominator": "10"}, "2 numerator: “5.5” has decimals"),
        (INDICATORS, {"first_day": "1/4/2023"}, "2 first_day: “1/4/2023”: write the day as year-month-day"),
        (INDICATORS, {"first_day": "04.2023"}, "2 first_day: “04.2023”: write the day"),
        (INDICATORS, {"last_day": "April 2023"}, "2 last_day: “April 2023”: write the day"),
        (INDICATORS, {"last_day": "2022-03-31"}, "2 last_day: The period ends before it begins"),
        (INDICATORS, {"indicator": "nobody-knows"}, "2 indicator: there is no indicator with the key “nobody-knows”"),
        (INDICATORS, {"area": "Armagh"}, "2 area: “Armagh” is none of ni, southern"),
        (INDICATORS, {"group": "not a slug"}, "2 group: Enter a valid"),
        (INDICATORS, {"where": "javascript:alert(1)"}, "2 where: Enter a valid URL"),
        (INDICATORS, {"source": "=cmd|x"}, "2 source: it begins with “=”"),
        (INDICATORS, {"source": "x" * 201}, "2 source: there is room for 200 letters"),
        (RETURNS, {"service": "nobody-knows"}, "2 service: there is no service"),
        (RETURNS, {"quarter": "2026-Q5"}, "2 quarter: “2026-Q5” is no quarter"),
        (RETURNS, {"received": "12.5"}, "2 received: “12.5” has decimals"),
        (RETURNS, {"received": "-4"}, "2 received: “-4” is below zero"),
        (RETURNS, {"accepted": "39"}, "2 accepted: More were accepted and redirected"),
        (RETURNS, {"days_waited": "12 4000"}, "2 days_waited: 4000 days are more than ten years"),
        (TRAINING, {"kind": "webinar"}, "2 kind: “webinar” is none of training"),
        (TRAINING, {"people": "61"}, "2 people: More people than it is meant for"),
        (TRAINING, {"people": "0", "workforce": "0"}, "2 workforce: Write more than 0"),
        (MEASURES, {"measure": "nobody-knows"}, "2 measure: there is no measure"),
        (MEASURES, {"denominator": "10"}, "2 denominator: This measure is a number"),
    ],
)
def test_a_row_that_can_not_be_right_is_refused_with_its_place(
    analyst: User, kind: Kind, changed: dict[str, str], says: str
) -> None:
    rows = [row_of(kind, **changed), row_of(kind, **_other(kind))]

    plan = plan_of(kind, *rows)

    assert [row.fate for row in plan.rows] == [Fate.REFUSED, Fate.NEW]
    assert len(reasons(plan)) == 1
    assert reasons(plan)[0].startswith(says)
    with pytest.raises(Refused):
        do(kind, analyst, *rows)
    assert not kind.model._default_manager.filter(entered_by=analyst).exists()


def _other(kind: Kind) -> dict[str, str]:
    """Return what makes another figure of the same row."""
    return {"area": "southern"} if kind is INDICATORS else {"quarter": "2026-Q4"}


@pytest.mark.parametrize(
    ("facts", "changed", "says"),
    [
        ({"source": "survey", "form": "percent"}, {}, "measure: This measure is counted from answers"),
        ({"figure": "received"}, {}, "measure: This measure is worked out"),
        ({"form": "percent"}, {}, "denominator: A share has a denominator"),
        ({"form": "percent"}, {"number": "11", "denominator": "10"}, "number: It is part of the denominator"),
        ({"form": "percent"}, {"number": "0", "denominator": "0"}, "denominator: Of nobody there is no share"),
    ],
)
def test_a_measure_that_takes_no_such_figure_is_refused(
    facts: dict[str, str], changed: dict[str, str], says: str
) -> None:
    a_measure("another-test", **facts)

    (reason,) = reasons(plan_of(MEASURES, row_of(MEASURES, measure="another-test", **changed)))

    assert reason.startswith(f"2 {says}")


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_two_figures_for_one_period_are_refused_in_both_rows(kind: Kind) -> None:
    plan = plan_of(kind, row_of(kind), row_of(kind, source="Another source"))

    assert [row.fate for row in plan.rows] == [Fate.REFUSED, Fate.REFUSED]
    assert "stands in row 3, too" in reasons(plan)[0]
    assert "stands in row 2, too" in reasons(plan)[1]


def test_the_same_course_in_capitals_is_the_same_figure() -> None:
    assert fates(TRAINING, row_of(TRAINING), row_of(TRAINING, course="SOLIHULL APPROACH")) == [Fate.REFUSED] * 2


def test_periods_that_overlap_in_the_file_are_refused_in_both_rows() -> None:
    calendar = row_of(INDICATORS, period="2024", first_day="2024-01-01", last_day="2024-12-31")

    plan = plan_of(INDICATORS, row_of(INDICATORS), calendar, row_of(INDICATORS, area="southern"))

    assert [row.fate for row in plan.rows] == [Fate.REFUSED, Fate.REFUSED, Fate.NEW]
    assert "overlaps that of row 3: 2024 (2024-01-01 to 2024-12-31)" in reasons(plan)[0]
    assert "overlaps that of row 2: 2023/24" in reasons(plan)[1]


def test_a_period_that_overlaps_one_that_is_there_is_refused() -> None:
    a_value(the_indicator())

    plan = plan_of(INDICATORS, row_of(INDICATORS, period="2024/25", first_day="2024-03-31", last_day="2025-03-30"))

    assert "overlaps that of a figure that is there already: 2023/24" in reasons(plan)[0]
    other = {"period": "2024/25", "first_day": "2024-04-01", "last_day": "2025-03-31"}
    assert fates(INDICATORS, row_of(INDICATORS, **other)) == [Fate.NEW]


def test_a_period_may_be_cut_short_to_make_room_for_another_in_the_same_file() -> None:
    a_value(the_indicator())
    half = row_of(INDICATORS, period="2023", last_day="2023-09-30")
    rest = row_of(INDICATORS, first_day="2023-10-01")

    assert fates(INDICATORS, half, rest) == [Fate.CHANGED, Fate.NEW]


def test_a_forecast_may_stand_beside_what_came() -> None:
    assert fates(INDICATORS, row_of(INDICATORS), row_of(INDICATORS, forecast="yes")) == [Fate.NEW, Fate.NEW]


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    plan = plan_of(INDICATORS, row_of(INDICATORS, value="12%", first_day="1/4/2023", indicator="nobody-knows"))

    assert [reason.split(":")[0] for reason in reasons(plan)] == ["2 indicator", "2 first_day", "2 value"]


# --- All or nothing -------------------------------------------------------------------------------------------------


def test_what_would_do_something_else_by_now_is_not_done(analyst: User) -> None:
    table = table_of(INDICATORS, csv_of(INDICATORS))
    shown = plan_import(INDICATORS, table)
    a_value(the_indicator(), value=Decimal("5"))

    with pytest.raises(Refused):
        apply_import(INDICATORS, table, digest=shown.digest, user=analyst)

    assert IndicatorValue.objects.get(indicator=the_indicator()).value == 5


def test_a_file_that_fails_half_way_leaves_nothing(analyst: User, monkeypatch: pytest.MonkeyPatch) -> None:
    a_value(the_indicator())

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(services, "log_changes", fail)
    with pytest.raises(RuntimeError):
        do(INDICATORS, analyst, row_of(INDICATORS, value="6.2"), row_of(INDICATORS, area="southern"))

    (kept,) = IndicatorValue.objects.filter(indicator=the_indicator())
    assert kept.value == Decimal("6.1")


def test_a_figure_that_somebody_else_writes_meanwhile_is_refused(
    analyst: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = table_of(INDICATORS, csv_of(INDICATORS))
    shown = plan_import(INDICATORS, table)
    a_value(the_indicator())
    monkeypatch.setattr(services, "plan_import", lambda kind, table: shown)

    with pytest.raises(Refused):
        apply_import(INDICATORS, table, digest=shown.digest, user=analyst)


def test_to_look_at_many_rows_takes_as_many_queries_as_at_one(django_assert_num_queries: Any) -> None:
    rows = [row_of(RETURNS, quarter=f"{year}-Q{number}") for year in range(2000, 2020) for number in (1, 2, 3, 4)]
    table = table_of(RETURNS, csv_of(RETURNS, *rows))

    with django_assert_num_queries(2):
        assert plan_import(RETURNS, table).count(Fate.NEW) == 80
