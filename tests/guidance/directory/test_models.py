"""What a service may say of itself, and what is refused."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from guidance.directory.choices import fits_stage
from guidance.directory.models import Service, ServicePhone
from guidance.directory.opening import BadOpening, Span, spans_of
from guidance.directory.phones import BadPhone, dialled, in_e164
from tests.guidance.directory.services import a_service

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("number", "dial", "international"),
    [
        ("028 3756 7100", "02837567100", "+442837567100"),
        ("0800 1111", "08001111", "08001111"),
        ("999", "999", "999"),
        ("116 123", "116123", "116123"),
        ("18001 0808 808 8000", "1800108088088000", "1800108088088000"),
        ("+353 1 234 5678", "+35312345678", "+35312345678"),
    ],
)
def test_a_number_is_dialled_without_its_spaces(number: str, dial: str, international: str) -> None:
    assert (dialled(number), in_e164(number)) == (dial, international)


@pytest.mark.parametrize(
    "number", ["", "12", "028 375", "call me", "028-3756-7100", "٠٢٨", "0283756710099", " 999", "=1+1"]
)
def test_what_no_telephone_could_dial_is_refused(number: str) -> None:
    with pytest.raises(BadPhone):
        dialled(number)
    with pytest.raises(ValidationError):
        ServicePhone(number=number).clean()


def test_opening_times_are_read_line_by_line() -> None:
    assert spans_of("MO,TU 09:00-17:00\n\nSA 10:00-12:30") == [
        Span(("MO", "TU"), "09:00", "17:00"),
        Span(("SA",), "10:00", "12:30"),
    ]


@pytest.mark.parametrize("text", ["Monday 9-5", "MO 9:00-17:00", "MO 09:00-25:00", "MO,XX 09:00-10:00"])
def test_opening_times_that_no_machine_could_read_are_refused(text: str) -> None:
    with pytest.raises(BadOpening, match="Line 2"):
        spans_of(f"SU 10:00-11:00\n{text}")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("localities", ["belfast"]),
        ("languages", ["klingon"]),
        ("age_to", 3),
        ("how_to_start_en", "One\nTwo\nThree\nFour"),
        ("checked_by", ""),
        ("opening_times", "whenever"),
    ],
)
def test_what_would_mislead_is_refused_beside_its_field(field: str, value: Any) -> None:
    service = a_service(age_from=6)
    setattr(service, field, value)

    with pytest.raises(ValidationError) as refused:
        service.clean()

    assert list(refused.value.message_dict) == [field.removesuffix("_en")]


def test_a_key_never_changes() -> None:
    service = a_service()
    service.key = "another"

    with pytest.raises(ValueError, match="never changes"):
        service.save()


def test_what_was_checked_is_due_again_after_its_interval() -> None:
    service = a_service(last_checked=date(2026, 11, 1), next_check_due=None, check_every_days=30)

    assert service.next_check_due == date(2026, 12, 1)


@pytest.mark.parametrize(
    "columns",
    [
        {"last_checked": None},
        {"evidence": "to-confirm"},
        {"evidence": "not-verified"},
        {"next_check_due": date(2020, 1, 1)},
    ],
)
def test_only_what_somebody_has_checked_in_time_counts_as_checked(columns: dict[str, Any]) -> None:
    today = date.today()
    assert a_service("checked").is_checked(today=today)

    service = a_service("unsure", last_checked=today - timedelta(days=400), next_check_due=today)
    assert service.is_checked(today=today)
    for column, value in columns.items():
        setattr(service, column, value)

    assert not service.is_checked(today=today)


@pytest.mark.parametrize(
    ("stage", "known", "fits"),
    [
        ("0-3m", {}, True),
        ("preg", {}, True),
        ("0-3m", {"stages": {"0-3m"}}, True),
        ("1-2y", {"stages": {"0-3m"}, "age_to": 36}, False),
        ("2-3y", {"age_to": 24}, False),
        ("1-2y", {"age_to": 24}, True),
        ("0-3m", {"age_from": 3}, False),
        ("preg", {"age_to": 24}, False),
        ("preg", {"age_to": 24, "is_for_pregnancy": True}, True),
        ("a-stage-of-the-trusts-own", {"age_to": 24}, True),
    ],
)
def test_a_service_is_for_the_stages_it_names_else_for_its_ages(
    stage: str, known: dict[str, Any], *, fits: bool
) -> None:
    nothing: dict[str, Any] = {"stages": set(), "age_from": None, "age_to": None, "is_for_pregnancy": False}

    assert fits_stage(stage, **nothing | known) is fits


def test_services_of_the_strategy_keep_their_keys() -> None:
    keys = {"sure-start", "home-start-tiny-steps", "health-visiting", "perinatal-team"}

    assert keys <= set(Service.objects.values_list("key", flat=True))


def test_nobody_has_checked_it_on_a_day_that_is_still_to_come() -> None:
    with pytest.raises(ValidationError, match="still to come"):
        a_service(last_checked=date.today() + timedelta(days=1))


def test_yesterdays_news_is_read_in_no_language() -> None:
    service = a_service(
        alert_en="Closed on Monday.", alert_pl="W poniedziałek zamknięte.", alert_ar="مغلق يوم الاثنين."
    )
    service.alert_en, service.alert_ar = "Closed on Friday.", "مغلق يوم الجمعة."
    service.save()

    kept = Service.objects.get(pk=service.pk)
    assert (kept.alert_pl, kept.alert_ar) == ("", "مغلق يوم الجمعة.")
