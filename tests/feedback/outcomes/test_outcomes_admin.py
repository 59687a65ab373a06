"""Analysts keep the framework and its figures on the desk: by hand, by a file, compared with their publishers."""

import io
import re
import time
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import ModelLogEntry

from feedback.groups import ANALYSTS_MAY, OUTCOMES_ANALYSTS
from feedback.outcomes.exchange.kinds import INDICATORS, KINDS, MEASURES, RETURNS, TRAINING, Kind
from feedback.outcomes.exchange.services import CHANGED
from feedback.outcomes.models import (
    Indicator,
    IndicatorValue,
    Measure,
    MeasureRule,
    Outcome,
    ReportCard,
    ServiceReturn,
    TrainingRecord,
    TypedFigure,
)
from feedback.surveys.definition import Missing
from feedback.surveys.freeze import publish_version
from feedback.surveys.models import Option, OptionSet, Survey, SurveyQuestion
from tests.feedback.editors import a_row, a_survey, child, client_of, errors_in, fields_of, survey_editor
from tests.feedback.outcomes.figures import (
    a_measure,
    a_value,
    an_analyst,
    book_of,
    csv_of,
    row_of,
    saved,
    the_framework,
)
from tests.feedback.outcomes.published import a_cell, a_payload, a_release, a_table

pytestmark = pytest.mark.django_db

MODELS = (Outcome, Indicator, IndicatorValue, Measure, ServiceReturn, TrainingRecord, TypedFigure, ReportCard)


@pytest.fixture(autouse=True)
def framework() -> None:
    the_framework()


@pytest.fixture
def analyst() -> User:
    return an_analyst()


@pytest.fixture
def desk(analyst: User) -> Client:
    return client_of(analyst)


def import_page(kind: Kind) -> str:
    return f"/admin/outcomes/import/{kind.name}/"


def list_page(model: Any) -> str:
    return f"/admin/snippets/feedback/{model._meta.model_name}/"


def a_file(data: bytes, name: str = "figures.csv") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, data)}


def words_of(response: Any) -> str:
    return BeautifulSoup(response.content, "html.parser").get_text(" ", strip=True)


def shown_in(response: Any) -> str:
    found = re.search(r'name="shown" type="hidden" value="([^"]+)"', response.content.decode())
    return found[1] if found else ""


# --- Who may --------------------------------------------------------------------------------------------------------


def test_the_group_may_keep_figures_and_confirm_them() -> None:
    group = Group.objects.get(name=OUTCOMES_ANALYSTS)
    named = group.permissions.values_list("content_type__app_label", "codename")

    assert {f"{app}.{codename}" for app, codename in named if app == "feedback"} == set(ANALYSTS_MAY)


@pytest.mark.parametrize("model", MODELS)
def test_an_analyst_finds_every_list_and_every_form(desk: Client, model: Any) -> None:
    assert desk.get(list_page(model)).status_code == 200
    assert desk.get(f"{list_page(model)}add/").status_code == 200


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_nobody_else_imports(kind: Kind) -> None:
    other = client_of(survey_editor())

    for address in (import_page(kind), f"{import_page(kind)}blank.csv", f"{import_page(kind)}blank.xlsx"):
        assert other.get(address).status_code in (302, 403)
    for address in (import_page(kind), f"{import_page(kind)}confirm/"):
        assert other.post(address, a_file(csv_of(kind))).status_code in (302, 403)
    assert Client().get(import_page(kind)).status_code == 302
    assert not kind.model._default_manager.filter(source=row_of(kind)["source"]).exists()


def test_to_look_at_figures_is_not_to_import_them(desk: Client, analyst: User) -> None:
    group = Group.objects.get(name=OUTCOMES_ANALYSTS)
    group.permissions.remove(*group.permissions.filter(codename="change_servicereturn"))

    assert desk.get(import_page(RETURNS)).status_code == 302
    assert "Import" not in words_of(desk.get(list_page(ServiceReturn)))
    assert desk.get(import_page(TRAINING)).status_code == 200


# --- Import ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_list_leads_to_its_import_and_that_to_files_to_fill_in(desk: Client, kind: Kind) -> None:
    assert import_page(kind) in desk.get(list_page(kind.model)).content.decode()
    page = BeautifulSoup(desk.get(import_page(kind)).content, "html.parser")

    assert len(page.select("h1")) == 1
    field = page.select_one("input[type=file]")
    assert page.select_one(f'label[for="{field["id"]}"]')
    for link in page.select('a[href*="blank."]'):
        answer = desk.get(str(link["href"]))
        name = str(link["href"]).rsplit("/", 1)[1]
        again = desk.post(import_page(kind), a_file(answer.content, name))
        assert again.status_code == 422
        assert "there are no rows under the headings" in words_of(again)


def test_a_workbook_to_fill_in_lists_what_can_be_named_and_holds_no_formula(desk: Client) -> None:
    Measure.objects.filter(key="groups-test").update(name_en="=1+1")
    a_measure("of-answers-test", source="survey", form="percent")

    data = desk.get(f"{import_page(MEASURES)}blank.xlsx").content

    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for page in book for row in page for cell in row]
    assert book.sheetnames[1] == "How to fill it in"
    assert {"groups-test", "=1+1", "a-service"} <= {cell.value for cell in cells}
    assert "of-answers-test" not in {cell.value for cell in cells}
    assert not [cell for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_file_is_shown_first_and_taken_once_when_somebody_says_so(desk: Client, analyst: User, kind: Kind) -> None:
    mine = kind.model._default_manager.filter(entered_by=analyst)

    preview = desk.post(import_page(kind), a_file(saved(book_of(kind)), "figures.xlsx"))

    assert preview.status_code == 200
    assert "Nothing has happened yet" in words_of(preview)
    assert "1 new" in words_of(preview)
    assert not mine.exists()

    for says in ("Imported: 1 new.", "All of it was there already"):
        answer = desk.post(f"{import_page(kind)}confirm/", {"shown": shown_in(preview)}, follow=True)
        assert says in words_of(answer)
        assert mine.count() == 1


def test_a_change_is_shown_from_what_to_what(desk: Client) -> None:
    a_value(Indicator.objects.get(key="low-weight-test"))

    preview = desk.post(import_page(INDICATORS), a_file(csv_of(INDICATORS, row_of(INDICATORS, value="6.2"))))

    assert "value: 6.1 → 6.2" in words_of(preview)
    assert "1 changed" in words_of(preview)


def test_one_row_that_is_refused_keeps_all_others_out(desk: Client) -> None:
    rows = row_of(RETURNS), row_of(RETURNS, quarter="2026-Q5")

    preview = desk.post(import_page(RETURNS), a_file(csv_of(RETURNS, *rows)))

    assert preview.status_code == 422
    assert "Nothing was imported" in words_of(preview)
    assert "quarter: “2026-Q5” is no quarter: write it as 2026-Q3" in words_of(preview)
    assert not shown_in(preview)
    assert not ServiceReturn.objects.filter(service__key="a-service").exists()


def test_what_stands_in_a_file_is_words_on_the_page(desk: Client) -> None:
    rows = row_of(TRAINING, course="<script>alert(1)</script>")

    assert b"<script>alert" not in desk.post(import_page(TRAINING), a_file(csv_of(TRAINING, rows))).content


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"x" * (50 * 1024 * 1024), "figures.csv", "larger than 5 MB"),
        (b"", "figures.csv", "This file is empty."),
        (b"%PDF-1.7", "figures.xlsx", "this is a PDF"),
        (b"a,b\n1,2\n", "figures.csv", "no column is called"),
    ],
)
def test_a_file_that_can_not_be_taken_is_refused_beside_its_field(
    desk: Client, data: bytes, name: str, says: str
) -> None:
    answer = desk.post(import_page(RETURNS), a_file(data, name))

    assert answer.status_code == 422
    assert says in errors_in(answer)


def test_no_file_is_said_so(desk: Client) -> None:
    assert "Choose a file first." in errors_in(desk.post(import_page(RETURNS)))


def test_what_was_shown_to_one_person_is_not_confirmed_by_another_nor_elsewhere(desk: Client) -> None:
    shown = shown_in(desk.post(import_page(RETURNS), a_file(csv_of(RETURNS))))
    tries = [
        (client_of(an_analyst("another")), RETURNS, shown),
        (desk, TRAINING, shown),
        (desk, RETURNS, f"{shown}x"),
        (desk, RETURNS, ""),
    ]

    for client, kind, said in tries:
        answer = client.post(f"{import_page(kind)}confirm/", {"shown": said})
        assert answer.status_code == 422
        assert "Put the file in again" in errors_in(answer)
    assert not ServiceReturn.objects.filter(service__key="a-service").exists()


def test_what_was_shown_is_not_done_when_figures_have_changed_since(desk: Client) -> None:
    shown = shown_in(desk.post(import_page(INDICATORS), a_file(csv_of(INDICATORS))))
    a_value(Indicator.objects.get(key="low-weight-test"), value=5)

    answer = desk.post(f"{import_page(INDICATORS)}confirm/", {"shown": shown})

    assert answer.status_code == 422
    assert IndicatorValue.objects.get(indicator__key="low-weight-test").value == 5


def test_what_was_shown_more_than_an_hour_ago_is_not_done(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = shown_in(desk.post(import_page(RETURNS), a_file(csv_of(RETURNS))))
    # The clock of signatures alone: by every other, this person would be signed out.
    monkeypatch.setattr("django.core.signing.time", SimpleNamespace(time=lambda: time.time() + 3700))

    assert desk.post(f"{import_page(RETURNS)}confirm/", {"shown": shown}).status_code == 422


# --- Compared with its publisher ------------------------------------------------------------------------------------


@pytest.fixture
def figure() -> IndicatorValue:
    return a_value(Indicator.objects.get(key="low-weight-test"))


def compared_page(figure: IndicatorValue) -> str:
    return f"/admin/outcomes/figures/{figure.pk}/compared/"


def test_an_analyst_says_that_a_figure_was_compared(desk: Client, analyst: User, figure: IndicatorValue) -> None:
    listed = f"{list_page(IndicatorValue)}?indicator={figure.indicator_id}"
    assert compared_page(figure) in desk.get(listed).content.decode()
    assert compared_page(figure) in desk.get(f"{list_page(IndicatorValue)}edit/{figure.pk}/").content.decode()
    page = desk.get(compared_page(figure))
    assert "I compared this with its publisher" in words_of(page)

    desk.post(compared_page(figure), {"shown": shown_in(page)})

    figure.refresh_from_db()
    assert (figure.confirmed_by, figure.confirmed_on is None) == (analyst, False)
    assert ModelLogEntry.objects.for_instance(figure).filter(action="feedback.compare_figure", user=analyst).exists()
    assert compared_page(figure) not in desk.get(listed).content.decode()


def test_a_figure_that_changed_meanwhile_is_not_confirmed(desk: Client, figure: IndicatorValue) -> None:
    shown = shown_in(desk.get(compared_page(figure)))
    IndicatorValue.objects.filter(pk=figure.pk).update(value=7)

    assert desk.post(compared_page(figure), {"shown": shown}).status_code == 422

    figure.refresh_from_db()
    assert not figure.is_confirmed


def test_only_who_may_confirm_does(desk: Client, figure: IndicatorValue) -> None:
    group = Group.objects.get(name=OUTCOMES_ANALYSTS)
    group.permissions.remove(*group.permissions.filter(codename="confirm_indicatorvalue"))

    assert desk.post(compared_page(figure), {"shown": "x"}).status_code == 302

    figure.refresh_from_db()
    assert not figure.is_confirmed
    assert compared_page(figure) not in desk.get(list_page(IndicatorValue)).content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "stays"),
    [
        ("value", "6.2", False),
        ("period_label", "2023-24", False),
        ("area", "southern", False),
        ("group", "women", False),
        ("last_day", "2024-03-30", False),
        ("note", "Read with care", True),
    ],
)
def test_a_figure_that_is_edited_has_to_be_compared_again(
    desk: Client, analyst: User, figure: IndicatorValue, field: str, typed: str, stays: bool
) -> None:
    IndicatorValue.objects.filter(pk=figure.pk).update(confirmed_by=analyst, confirmed_on=date(2026, 1, 2))
    address = f"{list_page(IndicatorValue)}edit/{figure.pk}/"

    answer = desk.post(address, fields_of(desk.get(address).content) | {field: typed})

    assert answer.status_code == 302, errors_in(answer)
    figure.refresh_from_db()
    assert str(getattr(figure, field)).startswith(typed)
    assert figure.is_confirmed is stays


# --- Figures by hand ------------------------------------------------------------------------------------------------


def test_what_is_changed_by_hand_says_who_and_stands_in_the_log(
    desk: Client, analyst: User, figure: IndicatorValue
) -> None:
    address = f"{list_page(IndicatorValue)}edit/{figure.pk}/"

    desk.post(address, fields_of(desk.get(address).content) | {"value": "6.2"})

    figure.refresh_from_db()
    assert (figure.value, figure.entered_by) == (Decimal("6.2"), analyst)
    assert ModelLogEntry.objects.for_instance(figure).get(action=CHANGED).data == {"changes": [["value", "6.1", "6.2"]]}
    assert "value: 6.1 → 6.2" in words_of(desk.get(f"{list_page(IndicatorValue)}history/{figure.pk}/"))


def test_days_waited_are_typed_in_one_line(desk: Client, analyst: User) -> None:
    address = f"{list_page(ServiceReturn)}add/"
    service = ServiceReturn._meta.get_field("service").related_model.objects.get(key="a-service")
    typed = {"service": service.pk, "year": "2026", "quarter": "3", "received": "40", "accepted": "30",
             "redirected": "5", "source": "A return"}  # fmt: skip

    wrong = desk.post(address, fields_of(desk.get(address).content) | typed | {"days_waited": "12 4000"})
    assert "4000 days are more than ten years" in errors_in(wrong)

    desk.post(address, fields_of(desk.get(address).content) | typed | {"days_waited": "30  12\n15"})
    returned = ServiceReturn.objects.get(service=service)
    assert (returned.days_waited, returned.entered_by) == ([12, 15, 30], analyst)
    edit = desk.get(f"{list_page(ServiceReturn)}edit/{returned.pk}/")
    assert fields_of(edit.content)["days_waited"].strip() == "12 15 30"


@pytest.mark.parametrize("model", MODELS)
def test_an_empty_form_is_refused_and_is_no_error(desk: Client, model: Any) -> None:
    address = f"{list_page(model)}add/"

    answer = desk.post(address, fields_of(desk.get(address).content) | {"denominator": "1", "numerator": "1"})

    assert answer.status_code == 200
    assert errors_in(answer)


def test_the_same_figure_twice_is_refused_by_hand_too(desk: Client) -> None:
    measure = Measure.objects.get(key="groups-test")
    TypedFigure.objects.create(measure=measure, year=2026, quarter=3, number=4, source="A return")
    address = f"{list_page(TypedFigure)}add/"
    typed = {"measure": measure.pk, "year": "2026", "quarter": "3", "number": "5", "source": "A return"}

    assert desk.post(address, fields_of(desk.get(address).content) | typed).status_code == 200
    assert TypedFigure.objects.filter(measure=measure).count() == 1


def test_the_key_of_a_record_of_the_framework_stays(desk: Client) -> None:
    indicator = Indicator.objects.get(key="low-weight-test")
    address = f"{list_page(Indicator)}edit/{indicator.pk}/"

    desk.post(address, fields_of(desk.get(address).content) | {"key": "another", "cadence": "every year"})

    indicator.refresh_from_db()
    assert (indicator.key, indicator.cadence) == ("low-weight-test", "every year")


def test_what_has_figures_is_not_deleted(editor_client: Client, figure: IndicatorValue) -> None:
    for record in (figure.indicator, figure.indicator.outcome):
        answer = editor_client.post(f"{list_page(type(record))}delete/{record.pk}/", follow=True)
        assert "so it stays" in words_of(answer)
    assert Indicator.objects.filter(pk=figure.indicator_id).exists()


def test_a_measure_that_was_published_is_not_deleted(editor_client: Client) -> None:
    measure = a_measure("was-published")
    a_release(a_payload([a_table(a_cell(), measure="was-published")]))

    answer = editor_client.post(f"{list_page(Measure)}delete/{measure.pk}/", follow=True)

    assert "so it stays" in words_of(answer)
    assert Measure.objects.filter(pk=measure.pk).exists()


def test_a_report_card_has_steps_in_every_language(desk: Client) -> None:
    address = f"{list_page(ReportCard)}add/"
    service = ReportCard._meta.get_field("service").related_model.objects.get(key="a-service")
    typed = {"service": service.pk, "year": "2026", "number": "3", "owner": "The team", "steps-TOTAL_FORMS": "1",
             "story_en": "We began."}  # fmt: skip
    step = child("steps", 0, what_en="Ring families", what_pl="Zadzwonimy", who="The team", due="2026-12-01")

    answer = desk.post(address, fields_of(desk.get(address).content) | typed | step)

    assert answer.status_code == 302, errors_in(answer)
    (kept,) = ReportCard.objects.get(service=service).steps.all()
    assert (kept.what_en, kept.what_pl, kept.who) == ("Ring families", "Zadzwonimy", "The team")


# --- Rules of measures ----------------------------------------------------------------------------------------------


@pytest.fixture
def survey() -> Survey:
    """Return a survey that is published: a rating, a question about equality, one in words, one no longer asked."""
    survey = a_survey()
    options = OptionSet.objects.get(key="of-tests")
    Option.objects.create(
        option_set=options, code="dont-know", label_en="Don’t know", missing=Missing.DONT_KNOW.value, sort_order=2
    )
    Option.objects.create(option_set=options, code="other", label_en="Other", polarity="excluded", sort_order=3)
    a_row(survey, "who", option_set=options, label_en="Who are you?", is_equality=True, sort_order=1)
    a_row(survey, "why", kind="text", label_en="Why?", sort_order=2)
    a_row(survey, "before", option_set=options, label_en="And before?", sort_order=3)
    publish_version(Survey.objects.get(pk=survey.pk))
    SurveyQuestion.objects.filter(survey=survey, key="before").update(is_retired=True)
    return Survey.objects.get(pk=survey.pk)


@pytest.fixture
def measure() -> Measure:
    return a_measure("satisfied-test", source="survey", form="percent", box="how-well")


def rule_of(survey: Survey, index: int = 0, **changed: str) -> dict[str, str]:
    typed = {"survey": str(survey.pk), "question": "overall", "numerator": "yes", "denominator": "valid",
             "smallest_base": "10"}  # fmt: skip
    return {"rules-TOTAL_FORMS": str(index + 1), **child("rules", index, **typed | changed)}


def send_rule(desk: Client, measure: Measure, rule: dict[str, str]) -> Any:
    address = f"{list_page(Measure)}edit/{measure.pk}/"
    return desk.post(address, fields_of(desk.get(address).content) | rule)


def series_of(survey: Survey, key: str = "overall") -> str:
    return survey.versions.first().definition.question(key).series


@pytest.mark.parametrize(("base", "left_out"), [("valid", ["dont-know", "other"]), ("all", [])])
def test_a_rule_is_filled_in_from_what_was_published_last(
    desk: Client, measure: Measure, survey: Survey, base: str, left_out: list[str]
) -> None:
    answer = send_rule(desk, measure, rule_of(survey, denominator=base, numerator="yes, yes"))

    assert answer.status_code == 302, errors_in(answer)
    rule = MeasureRule.objects.get(measure=measure)
    assert (str(rule.series), rule.numerator, rule.left_out) == (series_of(survey), ["yes"], left_out)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"question": "nothing"}, "has no question “nothing”. There are: overall before"),
        ({"question": "before"}, "no longer asked"),
        ({"question": "why"}, "no options to count"),
        ({"question": "who"}, "Answers about equality are never used"),
        ({"numerator": "yes maybe"}, "“maybe” is no option of this question. There are: yes no dont-know other"),
        ({"numerator": "yes dont-know"}, "“dont-know” is no opinion"),
        ({"numerator": ""}, "This field is required"),
        ({"smallest_base": "9"}, "greater than or equal to 10"),
    ],
)
def test_a_rule_that_can_not_be_counted_is_refused_beside_its_field(
    desk: Client, measure: Measure, survey: Survey, changed: dict[str, str], says: str
) -> None:
    answer = send_rule(desk, measure, rule_of(survey, **changed))

    assert answer.status_code == 200
    assert says in errors_in(answer)
    assert not MeasureRule.objects.filter(measure=measure).exists()


def test_a_rule_about_a_survey_that_nobody_published_is_refused(desk: Client, measure: Measure) -> None:
    assert "Publish this survey first" in errors_in(send_rule(desk, measure, rule_of(a_survey("unpublished"))))


def test_two_rules_about_the_same_question_are_refused(desk: Client, measure: Measure, survey: Survey) -> None:
    answer = send_rule(desk, measure, rule_of(survey) | rule_of(survey, 1, numerator="no"))

    assert "Another rule of this measure is about the same question" in errors_in(answer)


def test_only_a_measure_of_answers_has_rules(desk: Client, survey: Survey) -> None:
    answer = send_rule(desk, Measure.objects.get(key="groups-test"), rule_of(survey))

    assert "Only a measure that comes from answers of families has rules" in errors_in(answer)


def test_a_rule_that_nobody_touches_stays_though_its_question_is_no_longer_asked(
    desk: Client, measure: Measure, survey: Survey
) -> None:
    send_rule(desk, measure, rule_of(survey))
    SurveyQuestion.objects.filter(survey=survey, key="overall").update(is_retired=True)

    answer = send_rule(desk, measure, {"order": "7"})

    assert answer.status_code == 302, errors_in(answer)
    measure.refresh_from_db()
    assert measure.order == 7
    assert str(MeasureRule.objects.get(measure=measure).series) == series_of(survey)
