"""Where named people sign for the words of a survey."""

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.auth.models import User
from django.test import Client

from feedback.groups import SAFEGUARDING_LEADS
from feedback.models import Survey, SurveyQuestion, SurveySignOff, SurveyVersion
from feedback.surveys.freeze import publish_version
from feedback.surveys.offered import language_states
from home.states import PageState
from tests.feedback.editors import client_of, member_of, survey_editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey() -> Survey:
    return Survey.objects.get(key="service-card")


@pytest.fixture
def anna() -> User:
    return survey_editor("anna")


@pytest.fixture
def brid() -> User:
    return survey_editor("brid")


def address(survey: Survey, code: str = "") -> str:
    return f"/admin/surveys/{survey.pk}/signatures/" + (f"{code}/" if code else "")


def sign(person: User, survey: Survey, code: str, step: str, role: str = "Health visitor") -> int:
    return client_of(person).post(address(survey, code), {"step": step, "role": role}).status_code


def sign_whole(survey: Survey, code: str, first: User, second: User) -> None:
    assert sign(first, survey, code, "checked" if code == "en" else "translated") == 302
    assert sign(second, survey, code, "second-read") == 302


def state(survey: Survey, code: str) -> PageState:
    return language_states(SurveyVersion.objects.filter(survey=survey).order_by("-number")[0])[code]


def row(person: User, survey: Survey, own_name: str) -> Tag:
    page = BeautifulSoup(client_of(person).get(address(survey)).content, "html.parser")
    return next(each for each in page.select("tbody tr") if own_name in each.get_text())


def test_a_language_is_live_when_two_people_have_signed_for_it_and_for_its_english(
    survey: Survey, anna: User, brid: User
) -> None:
    sign_whole(survey, "pl", anna, brid)
    assert state(survey, "pl") is PageState.PREVIEW
    assert "the signatures for the English" in row(anna, survey, "Polski").get_text()

    sign_whole(survey, "en", anna, brid)

    assert (state(survey, "en"), state(survey, "pl")) == (PageState.LIVE, PageState.LIVE)
    assert "Live" in row(anna, survey, "Polski").get_text()


def test_a_second_reading_needs_a_second_person(survey: Survey, anna: User) -> None:
    assert sign(anna, survey, "pl", "translated") == 302

    response = client_of(anna).post(address(survey, "pl"), {"step": "second-read", "role": "Interpreter"})

    assert response.status_code == 422
    assert "needs a second person" in response.content.decode()
    assert SurveySignOff.objects.count() == 1


def test_what_is_lacking_is_named_language_by_language(survey: Survey, anna: User) -> None:
    SurveyQuestion.objects.filter(survey=survey, key="wait").update(label_lt="")

    lithuanian = [cell.get_text(" ", strip=True) for cell in row(anna, survey, "Lietuvių").select("td")]

    whole = len(list(SurveyVersion.objects.get(survey=survey).definition.refs()))
    assert lithuanian[1] == f"{whole - 1} of {whole}"
    assert lithuanian[4] == "1 text"


def test_steps_that_wait_for_a_person_are_named(survey: Survey, anna: User) -> None:
    sign(anna, survey, "pl", "translated", role="Interpreter from Armagh")

    polish = row(anna, survey, "Polski").get_text(" ", strip=True)

    assert "Translated: Interpreter from Armagh" in polish
    assert "Second reading by another person: waiting for a person" in polish


def test_a_language_that_is_not_published_whole_can_not_be_signed(survey: Survey, anna: User) -> None:
    assert client_of(anna).get(address(survey, "so")).status_code == 404


def test_one_changed_word_asks_for_its_signatures_again_and_for_those_of_its_translations(
    survey: Survey, anna: User, brid: User
) -> None:
    for code in ("en", "pl", "lt"):
        sign_whole(survey, code, anna, brid)

    polish = SurveyQuestion.objects.filter(survey=survey, key="wait")
    polish.update(label_pl="Jak długo trzeba było czekać?")
    publish_version(Survey.objects.get(pk=survey.pk))
    states = [state(survey, code) for code in ("en", "pl", "lt")]
    assert states == [PageState.LIVE, PageState.PREVIEW, PageState.LIVE]

    SurveyQuestion.objects.filter(survey=survey, key="wait").update(label_en="How long was the wait?", meaning="same")
    publish_version(Survey.objects.get(pk=survey.pk))
    assert {state(survey, code) for code in ("en", "pl", "lt")} == {PageState.PREVIEW}


def test_all_words_stand_beside_their_english_before_anybody_signs(survey: Survey, anna: User) -> None:
    page = BeautifulSoup(client_of(anna).get(address(survey, "ar")).content, "html.parser")

    definition = SurveyVersion.objects.get(survey=survey).definition
    cells = page.select("td[lang=ar]")
    assert [cell.get_text() for cell in cells] == [words["ar"] for _name, words in definition.refs()]
    assert {cell["dir"] for cell in cells} == {"rtl"}


def test_a_role_is_needed_and_the_step_must_be_one_that_is_open(survey: Survey, anna: User) -> None:
    assert sign(anna, survey, "pl", "translated", role="") == 422
    assert sign(anna, survey, "pl", "checked") == 422
    assert not SurveySignOff.objects.exists()


def test_nobody_signs_or_looks_without_leave(survey: Survey) -> None:
    other = client_of(member_of(SAFEGUARDING_LEADS))

    for path in (address(survey), address(survey, "pl")):
        assert other.get(path).status_code == 302
        assert Client().get(path).status_code == 302
    assert other.post(address(survey, "pl"), {"step": "translated", "role": "x"}).status_code == 302
    assert not SurveySignOff.objects.exists()
