"""What an editor writes: surveys, options, questionnaires by others, services."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.test import Client

from feedback.groups import PRACTITIONERS, SAFEGUARDING_LEADS, SURVEY_MODERATORS
from feedback.surveys.freeze import publish_version
from feedback.surveys.models import Instrument, Option, OptionSet, Survey, SurveyQuestion, SurveyVersion
from home.languages import REGISTRY
from tests.feedback.editors import (
    a_row,
    a_set,
    a_survey,
    child,
    client_of,
    edit_address,
    errors_in,
    fields_of,
    member_of,
    survey_editor,
)

pytestmark = pytest.mark.django_db
SETS = "/admin/snippets/feedback/optionset"


@pytest.fixture
def editor() -> Client:
    return client_of(survey_editor())


# --- Questions ------------------------------------------------------------------------------------------------------


def test_every_text_has_a_field_for_every_language_in_its_own_direction(editor: Client) -> None:
    survey = a_survey()

    page = BeautifulSoup(editor.get(edit_address(survey)).content, "html.parser")

    for language in REGISTRY:
        column = language.code.replace("-", "_")
        for name in (f"questions-0-label_{column}", f"title_{column}"):
            field = page.find(None, {"name": name})
            assert field, name
            assert field.find_parent(None, {"dir": language.dir, "lang": language.tag}), name


def test_a_draft_may_be_unfinished_and_families_see_nothing_of_it(editor: Client) -> None:
    survey = a_survey()
    data = fields_of(editor.get(edit_address(survey)).content) | {"questions-0-label_en": "", "title_en": ""}

    response = editor.post(edit_address(survey), data)

    assert response.status_code == 302, errors_in(response)
    assert Survey.objects.get(pk=survey.pk).latest_revision_id
    assert not SurveyVersion.objects.filter(survey=survey).exists()


def test_a_published_question_is_not_deleted_and_comes_back_with_the_reason(editor: Client) -> None:
    survey = a_survey()
    publish_version(survey)
    data = fields_of(editor.get(edit_address(survey)).content) | {"questions-0-DELETE": "1"}

    response = editor.post(edit_address(survey), data)

    assert "Tick “no longer asked” instead." in errors_in(response)
    page = BeautifulSoup(response.content, "html.parser")
    assert page.find(None, {"name": "questions-0-DELETE"}).get("value") != "1"
    assert SurveyQuestion.objects.filter(survey=survey, key="overall").exists()


def test_a_question_that_was_never_published_is_deleted(editor: Client) -> None:
    survey = a_survey()
    a_row(survey, "again", option_set=OptionSet.objects.get(key="of-tests"), label_en="Again?", sort_order=1)
    data = fields_of(editor.get(edit_address(survey)).content) | {"questions-1-DELETE": "1"}

    response = editor.post(edit_address(survey), data)

    assert response.status_code == 302, errors_in(response)
    kept = Survey.objects.get(pk=survey.pk).get_latest_revision_as_object()
    assert [row.key for row in kept.questions.all()] == ["overall"]


def test_the_keys_of_what_was_published_never_change(editor: Client) -> None:
    survey = a_survey()
    publish_version(survey)
    data = fields_of(editor.get(edit_address(survey)).content) | {"key": "other", "questions-0-key": "other"}

    editor.post(edit_address(survey), data)

    kept = Survey.objects.get(pk=survey.pk).get_latest_revision_as_object()
    assert kept.key == "your-view"
    assert [row.key for row in kept.questions.all()] == ["overall"]


def test_two_questions_with_one_key_are_refused(editor: Client) -> None:
    survey = a_survey()
    data = fields_of(editor.get(edit_address(survey)).content)
    data |= child("questions", 1, key="overall", kind="text", longest="100") | {"questions-TOTAL_FORMS": "2"}

    response = editor.post(edit_address(survey), data)

    assert response.status_code == 200
    assert "duplicate" in errors_in(response)


def test_a_copy_is_a_survey_of_its_own(editor: Client) -> None:
    survey = a_survey()
    publish_version(survey)
    page = editor.get(f"/admin/snippets/feedback/survey/copy/{survey.pk}/")

    response = editor.post("/admin/snippets/feedback/survey/add/", fields_of(page.content))

    assert response.status_code == 302, errors_in(response)
    copied = Survey.objects.get(key="your-view-copy")
    assert [row.key for row in copied.questions.all()] == ["overall"]
    assert SurveyQuestion.objects.filter(survey=survey).count() == 1
    assert not copied.live


# --- Looking at it --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["en", "pl", "ar", "hu"])
def test_a_draft_is_looked_at_in_any_language_before_it_is_saved(editor: Client, code: str) -> None:
    survey = a_survey()
    address = f"/admin/snippets/feedback/survey/preview/{survey.pk}/"
    data = fields_of(editor.get(edit_address(survey)).content) | {
        "questions-0-label_en": "How was it for you?",
        "questions-0-label_pl": "Jak było?",
    }

    answer = editor.post(address, data).json()
    page = BeautifulSoup(editor.get(address, {"mode": code}).content, "html.parser")

    assert answer == {"is_valid": True, "is_available": True}
    wanted, tag = ("Jak było?", "pl") if code == "pl" else ("How was it for you?", "en-GB")
    legend = next(each for each in page.select(".survey-question__legend") if wanted in each.get_text())
    assert legend["lang"] == tag
    assert not SurveyQuestion.objects.get(survey=survey).label_pl


# --- Options --------------------------------------------------------------------------------------------------------


def test_a_published_code_is_neither_changed_nor_deleted(editor: Client) -> None:
    survey = a_survey()
    publish_version(survey)
    options = OptionSet.objects.get(key="of-tests")
    data = fields_of(editor.get(f"{SETS}/edit/{options.pk}/").content)

    editor.post(f"{SETS}/edit/{options.pk}/", data | {"options-0-code": "maybe", "key": "other"})
    response = editor.post(f"{SETS}/edit/{options.pk}/", data | {"options-0-DELETE": "1"})

    assert "Tick “no longer offered” instead." in errors_in(response)
    assert list(Option.objects.filter(option_set=options).values_list("code", flat=True)) == ["yes", "no"]
    assert OptionSet.objects.get(pk=options.pk).key == "of-tests"


def test_a_code_that_nobody_has_seen_may_go(editor: Client) -> None:
    options = a_set()
    data = fields_of(editor.get(f"{SETS}/edit/{options.pk}/").content) | {"options-0-DELETE": "1"}

    response = editor.post(f"{SETS}/edit/{options.pk}/", data)

    assert response.status_code == 302, errors_in(response)
    assert list(Option.objects.filter(option_set=options).values_list("code", flat=True)) == ["no"]


def test_an_option_that_is_no_longer_offered_keeps_its_code(editor: Client) -> None:
    survey = a_survey()
    publish_version(survey)
    options = OptionSet.objects.get(key="of-tests")
    data = fields_of(editor.get(f"{SETS}/edit/{options.pk}/").content)
    data |= child("options", 2, code="yes", label_en="Yes indeed", polarity="neutral") | {"options-TOTAL_FORMS": "3"}

    response = editor.post(f"{SETS}/edit/{options.pk}/", data | {"options-0-is_retired": "on"})

    assert response.status_code == 200
    assert "duplicate" in errors_in(response)


@pytest.mark.parametrize("what", ["set", "survey"])
def test_what_families_saw_is_not_deleted_even_by_an_administrator(administrator: User, what: str) -> None:
    survey = a_survey()
    publish_version(survey)
    options = OptionSet.objects.get(key="of-tests")
    address = {"set": f"optionset/delete/{options.pk}/", "survey": f"survey/delete/{survey.pk}/"}[what]

    response = client_of(administrator).post(f"/admin/snippets/feedback/{address}", follow=True)

    assert "stay" in errors_in(response)
    assert OptionSet.objects.filter(pk=options.pk).exists()
    assert Survey.objects.filter(pk=survey.pk).exists()


# --- Questionnaires by others, services -----------------------------------------------------------------------------


def test_the_registry_knows_what_is_often_asked_for() -> None:
    barred = Instrument.objects.exclude(licence=Instrument.Licence.CLEARED)
    names = {name for instrument in barred for name in instrument.names()}

    assert {"EPDS", "ASQ:SE-2", "SDQ", "WEMWBS", "SWEMWBS", "MORS-SF", "CSQ-8"} <= names
    assert not Instrument.objects.filter(why="").exists()


def test_a_licence_is_recorded_with_its_reference_or_not_at_all(editor: Client) -> None:
    instrument = Instrument.objects.get(key="sdq")
    address = f"/admin/snippets/feedback/instrument/edit/{instrument.pk}/"
    data = fields_of(editor.get(address).content) | {"licence": "cleared", "licence_reference": " "}

    refused = editor.post(address, data)
    taken = editor.post(address, data | {"licence_reference": "Youth in Mind, 3 March 2027, no. 12"})

    assert "Write who gave the licence" in errors_in(refused)
    assert taken.status_code == 302, errors_in(taken)


# --- Who may --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", ["Editors", SURVEY_MODERATORS, SAFEGUARDING_LEADS, PRACTITIONERS])
def test_only_survey_editors_write_surveys(group: str) -> None:
    survey = a_survey()
    visitor = client_of(member_of(group))

    for address in (edit_address(survey), "/admin/snippets/feedback/survey/", f"{SETS}/", f"{SETS}/add/"):
        response = visitor.get(address, follow=True)
        assert response.redirect_chain, address
        assert "do not have permission" in response.content.decode(), address


def test_survey_editors_delete_nothing() -> None:
    survey = a_survey()

    response = client_of(survey_editor()).post(f"/admin/snippets/feedback/survey/delete/{survey.pk}/", follow=True)

    assert "do not have permission" in response.content.decode()
    assert Survey.objects.filter(pk=survey.pk).exists()
