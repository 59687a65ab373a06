"""Answers feed measures, never indicators; a figure that can't be right is refused."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from feedback.models import (
    Indicator,
    IndicatorValue,
    Measure,
    MeasureRule,
    Outcome,
    Release,
    ServiceReturn,
    Survey,
    TypedFigure,
)
from feedback.outcomes.models import IsReleased
from guidance.directory.models import Service

pytestmark = pytest.mark.django_db


@pytest.fixture
def outcome() -> Any:
    return Outcome.objects.create(key="best-start-test", statement_en="Babies have the best start")


@pytest.fixture
def indicator(outcome: Any) -> Any:
    return Indicator.objects.create(
        key="low-weight-test",
        outcome=outcome,
        name_en="Low birth weight",
        definition_en="Live births under 2,500 g",
        unit="percent",
        direction="lower",
        source_name="A publisher",
    )


@pytest.fixture
def measure(outcome: Any) -> Any:
    return Measure.objects.create(
        key="satisfied-test",
        outcome=outcome,
        name_en="Families who found it good",
        definition_en="Very good or good",
        box="how-well",
        form="percent",
        source="survey",
    )


def _value(indicator: Any, **changed: Any) -> Any:
    facts = {
        "indicator": indicator,
        "area": "ni",
        "period_label": "2017/18",
        "first_day": date(2017, 4, 1),
        "last_day": date(2018, 3, 31),
        "value": Decimal("6.1"),
        "source": "A publication, table 1",
    }
    return IndicatorValue(**facts | changed)


def _related(model: type[models.Model]) -> set[type[models.Model]]:
    """Return every record that this one names, directly or through others."""
    found: set[type[models.Model]] = set()
    waiting = [model]
    while waiting:
        for field in waiting.pop()._meta.get_fields():
            other = field.related_model if (field.many_to_one or field.one_to_one) and field.concrete else None
            if other and other._meta.app_label == "feedback" and other not in found:
                found.add(other)
                waiting.append(other)
    return found


def test_no_row_leads_from_an_indicator_to_a_survey_or_from_a_survey_to_an_indicator() -> None:
    of_surveys = {model for model in Survey._meta.apps.get_models() if "surveys" in model.__module__}

    assert not _related(IndicatorValue) & (of_surveys | {Measure, MeasureRule})
    assert not any({Indicator, IndicatorValue} & _related(model) for model in (*of_surveys, MeasureRule, Measure))


def test_the_walk_through_the_tables_finds_what_is_there() -> None:
    assert {Measure, Survey, Outcome} <= _related(MeasureRule)


def test_a_rule_names_a_measure_of_answers_only(outcome: Any) -> None:
    trained = Measure.objects.create(
        key="trained-test",
        outcome=outcome,
        name_en="People trained",
        definition_en="People",
        box="how-much",
        form="number",
        source="training",
        figure="trained",
    )
    survey = Survey.objects.create(key="rule-test", title_en="Rule")

    with pytest.raises(ValueError, match="Only a measure"):
        MeasureRule.objects.create(
            measure=trained, survey=survey, question="overall", series=uuid.uuid4(), numerator=["good"]
        )


def test_the_database_takes_no_rule_that_shows_shares_of_fewer_than_ten(measure: Any) -> None:
    survey = Survey.objects.create(key="rule-test", title_en="Rule")

    with pytest.raises(IntegrityError), transaction.atomic():
        MeasureRule.objects.create(
            measure=measure, survey=survey, question="overall", series=uuid.uuid4(), numerator=["good"], smallest_base=9
        )


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"denominator": 0, "numerator": 0}, "denominator"),
        ({"denominator": 10, "numerator": 11}, "numerator"),
        ({"denominator": 10}, "numerator"),
        ({"value": -1}, "value"),
        ({"value": 101}, "value"),
        ({"last_day": date(2016, 1, 1)}, "last_day"),
        ({"last_day": date(2017, 4, 1)}, "last_day"),
        ({"last_day": date(2099, 3, 31)}, "last_day"),
        ({"period_label": "2018/19"}, "period_label"),
        ({"period_label": "2017/19"}, "period_label"),
        ({"period_label": "last year"}, "period_label"),
        ({"low": 7, "high": 8}, "value"),
        ({"numerator": 10, "denominator": 1000}, "value"),
    ],
)
def test_a_figure_that_can_not_be_right_is_refused_beside_its_field(indicator: Any, changed: Any, field: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        _value(indicator, **changed).full_clean()

    assert field in refused.value.message_dict


def test_overlapping_periods_are_refused_and_another_area_is_not(indicator: Any) -> None:
    _value(indicator).save()
    calendar_year = {"period_label": "2018", "first_day": date(2018, 1, 1), "last_day": date(2018, 12, 31)}

    with pytest.raises(ValidationError, match="2017/18"):
        _value(indicator, **calendar_year).full_clean()
    _value(indicator, area="southern", **calendar_year).full_clean()


def test_the_database_keeps_one_figure_a_period(indicator: Any) -> None:
    _value(indicator).save()

    with pytest.raises(IntegrityError), transaction.atomic():
        _value(indicator, value=7).save()


def test_the_database_keeps_one_typed_figure_a_period_also_for_every_service(outcome: Any) -> None:
    measure = Measure.objects.create(
        key="typed-test",
        outcome=outcome,
        name_en="Groups",
        definition_en="Groups",
        box="how-much",
        form="number",
        source="return",
    )
    facts = {"measure": measure, "year": 2026, "quarter": 3, "number": 4, "source": "A return"}
    TypedFigure.objects.create(**facts)

    with pytest.raises(IntegrityError), transaction.atomic():
        TypedFigure.objects.create(**facts)


def test_a_return_says_no_more_were_dealt_with_than_came() -> None:
    service, _is_new = Service.objects.get_or_create(key="a-service", defaults={"name_en": "A service"})
    row = ServiceReturn(service=service, year=2026, quarter=3, received=10, accepted=8, redirected=3, source="A return")

    with pytest.raises(ValidationError):
        row.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_what_is_published_never_changes_and_needs_a_second_person(django_user_model: Any) -> None:
    first, second = (django_user_model.objects.create_user(name) for name in ("first", "second"))
    release = Release.objects.create(year=2026, number=3, asked_by=first)
    release.payload, release.digest = {"tables": []}, "a" * 64

    release.approved_by, release.approved_on, release.state = first, date(2026, 11, 1), "approved"
    with pytest.raises(IntegrityError), transaction.atomic():
        release.save()

    release.approved_by = second
    release.save()
    release.payload = {"tables": [1]}
    with pytest.raises(IsReleased):
        release.save()
    with pytest.raises(IsReleased):
        release.delete()
