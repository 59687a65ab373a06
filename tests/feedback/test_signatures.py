"""Signing for the words of a survey: by two people, for exactly these words, language by language."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from feedback.surveys.freeze import publish_version
from feedback.surveys.models import Survey, SurveySignOff, SurveyVersion
from feedback.surveys.offered import language_states
from home.states import PageState
from tests.feedback.editors import a_survey, client_of, errors_in, in_polish, member_of, survey_editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey() -> Survey:
    written = in_polish(a_survey())
    publish_version(written)
    return written


@pytest.fixture
def first() -> Client:
    return client_of(survey_editor("first"))


@pytest.fixture
def second() -> Client:
    return client_of(survey_editor("second"))


def sign(client: Client, survey: Survey, code: str, step: str) -> object:
    return client.post(f"/admin/surveys/{survey.pk}/signatures/{code}/", {"step": step, "role": "Health visitor"})


def rows(client: Client, survey: Survey) -> dict[str, str]:
    """Return the table's rows in words, by the name of their language."""
    page = BeautifulSoup(client.get(f"/admin/surveys/{survey.pk}/signatures/").content, "html.parser")
    found = [row.get_text(" ", strip=True) for row in page.select("tbody tr")]
    return {row.split()[0]: row for row in found}


def states(survey: Survey) -> dict[str, PageState]:
    return language_states(SurveyVersion.objects.filter(survey=survey).order_by("-number")[0])


def test_two_people_make_a_language_live(first: Client, second: Client, survey: Survey) -> None:
    for code, step in (("en", "checked"), ("pl", "translated")):
        sign(first, survey, code, step)
        sign(second, survey, code, "second-read")

    assert states(survey) == {"en": PageState.LIVE, "pl": PageState.LIVE}
    assert "Live" in rows(first, survey)["Polish"]


def test_nobody_reads_a_second_time_what_they_signed_first(first: Client, survey: Survey) -> None:
    sign(first, survey, "pl", "translated")

    response = sign(first, survey, "pl", "second-read")

    assert response.status_code == 422
    assert "A second reading needs a second person" in BeautifulSoup(response.content, "html.parser").get_text()
    assert SurveySignOff.objects.filter(survey=survey).count() == 1


def test_a_step_is_signed_once(first: Client, second: Client, survey: Survey) -> None:
    sign(first, survey, "pl", "translated")

    response = sign(second, survey, "pl", "translated")

    assert response.status_code == 422
    assert "not one of the available choices" in errors_in(response)


def test_a_changed_word_asks_for_new_signatures(first: Client, second: Client, survey: Survey) -> None:
    sign(first, survey, "pl", "translated")
    sign(second, survey, "pl", "second-read")
    survey.who_asks_en = "The Trust asks."
    survey.save()
    publish_version(survey)

    row = rows(first, survey)["Polish"]

    assert row.count("waiting for a person") == 2


def test_what_is_lacking_is_named(first: Client, survey: Survey) -> None:
    survey.title_lt = "Jūsų nuomonė"
    survey.save()

    found = rows(first, survey)

    assert "1 of 8" in found["Lithuanian"]
    assert "7 texts" in found["Lithuanian"]
    assert "8 of 8" in found["Polish"]
    assert "second reading" in found["Polish"].casefold()


def test_a_translation_that_was_added_since_says_that_it_has_to_be_published(first: Client, survey: Survey) -> None:
    for name in ("title", "who_asks", "why", "what_is_kept", "what_next"):
        setattr(survey, f"{name}_lt", "Žodžiai")
    survey.save()
    row = survey.questions.get()
    row.label_lt = "Kaip buvo?"
    row.save()
    for option in row.option_set.options.all():
        option.label_lt = "Žodžiai"
        option.save()

    assert "publishing: all texts are there" in rows(first, survey)["Lithuanian"]


def test_all_that_is_signed_for_is_there_to_be_read_in_its_direction(first: Client, survey: Survey) -> None:
    page = BeautifulSoup(first.get(f"/admin/surveys/{survey.pk}/signatures/pl/").content, "html.parser")

    cells = [cell.get_text(strip=True) for cell in page.select("td[lang=pl]")]
    definition = SurveyVersion.objects.get(survey=survey).definition
    assert cells == [words["pl"] for _name, words in definition.refs()]


def test_a_language_that_is_not_published_can_not_be_signed(first: Client, survey: Survey) -> None:
    assert sign(first, survey, "lt", "translated").status_code == 404
    assert sign(first, a_survey("other"), "en", "checked").status_code == 404


def test_signing_is_not_for_everybody(survey: Survey) -> None:
    visitor = client_of(member_of("Editors"))

    table = visitor.get(f"/admin/surveys/{survey.pk}/signatures/", follow=True)
    response = visitor.post(
        f"/admin/surveys/{survey.pk}/signatures/pl/", {"step": "translated", "role": "Editor"}, follow=True
    )

    assert "do not have permission" in table.content.decode()
    assert "do not have permission" in response.content.decode()
    assert not SurveySignOff.objects.exists()


def test_who_may_only_look_does_not_sign(survey: Survey) -> None:
    user = survey_editor("looker")
    group = user.groups.get()
    group.permissions.remove(*group.permissions.filter(codename="add_surveysignoff"))

    response = sign(client_of(user), survey, "pl", "translated")

    assert getattr(response, "status_code", None) in (302, 403)
    assert not SurveySignOff.objects.exists()
