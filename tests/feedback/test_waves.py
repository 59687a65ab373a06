"""Waves, ways in, and posters."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.test import Client, override_settings
from django.utils import timezone

from feedback.surveys.admin.ways_in import address_of
from feedback.surveys.freeze import publish_version
from feedback.surveys.models import EntryPoint, Survey, SurveyVersion, Wave
from tests.feedback.editors import a_survey, child, client_of, errors_in, fields_of, in_polish, member_of, survey_editor

pytestmark = pytest.mark.django_db
WAVES = "/admin/snippets/feedback/wave"
WAYS_IN = "/admin/snippets/feedback/entrypoint"


@pytest.fixture
def editor() -> Client:
    return client_of(survey_editor())


@pytest.fixture
def survey() -> Survey:
    written = in_polish(a_survey())
    publish_version(written, change_note="The first one")
    return written


@pytest.fixture
def point(survey: Survey) -> EntryPoint:
    return a_point(survey)


def a_wave(survey: Survey) -> Wave:
    today = timezone.localdate()
    wave = Wave.objects.create(survey=survey, name="Spring", opens_on=today, closes_on=today + timedelta(days=28))
    wave.accepted_versions.set(SurveyVersion.objects.filter(survey=survey))
    return wave


def a_point(survey: Survey, kind: str = EntryPoint.Kind.QR) -> EntryPoint:
    return EntryPoint.objects.create(wave=a_wave(survey), kind=kind, label="Waiting room", expected_audience=40)


def text_of(response: object) -> str:
    return BeautifulSoup(response.content, "html.parser").get_text(" ", strip=True)


# --- Waves ----------------------------------------------------------------------------------------------------------


def test_a_new_wave_takes_the_newest_version(editor: Client, survey: Survey) -> None:
    survey.who_asks_en = "The Trust asks."
    survey.save()
    newest = publish_version(survey)
    data = fields_of(editor.get(f"{WAVES}/add/").content)
    data |= {"survey": str(survey.pk), "name": "Spring", "opens_on": "2027-03-01", "closes_on": "2027-03-28"}

    response = editor.post(f"{WAVES}/add/", data | {"languages": ["en", "pl"]})

    assert response.status_code == 302, errors_in(response)
    wave = Wave.objects.get(name="Spring")
    assert list(wave.accepted_versions.all()) == [newest]
    assert wave.languages == ["en", "pl"]


def test_a_wave_chooses_among_the_versions_of_its_own_survey_and_sees_what_they_changed(
    editor: Client, survey: Survey
) -> None:
    wave = a_wave(survey)
    publish_version(a_survey("other"), change_note="Another survey's")
    page = BeautifulSoup(editor.get(f"{WAVES}/edit/{wave.pk}/").content, "html.parser")
    strange = SurveyVersion.objects.get(survey__key="other")

    labels = [box.find_parent("label").get_text(" ", strip=True) for box in page.select("[name=accepted_versions]")]
    data = fields_of(page.encode()) | {"accepted_versions": [str(strange.pk)]}
    response = editor.post(f"{WAVES}/edit/{wave.pk}/", data)

    assert len(labels) == 1
    assert labels[0].endswith("The first one")
    assert "not one of the available choices" in errors_in(response)


def test_a_wave_says_which_languages_lack_texts(editor: Client, survey: Survey) -> None:
    page = text_of(editor.get(f"{WAVES}/edit/{a_wave(survey).pk}/"))

    assert "Lithuanian (Lietuvių): not all texts are there yet" in page
    assert "Polish (Polski): not all" not in page


def test_a_wave_stays_with_its_survey(editor: Client, survey: Survey) -> None:
    wave = a_wave(survey)
    data = fields_of(editor.get(f"{WAVES}/edit/{wave.pk}/").content) | {"survey": str(a_survey("other").pk)}

    editor.post(f"{WAVES}/edit/{wave.pk}/", data)

    assert Wave.objects.get(pk=wave.pk).survey == survey


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"closes_on": "2027-02-01"}, "It ends before it begins."),
        ({"languages": ["xx"]}, "xx"),
        ({"opens_on": "?"}, "date"),
    ],
)
def test_a_wave_that_can_not_be_is_refused(editor: Client, survey: Survey, changes: dict[str, str], said: str) -> None:
    data = fields_of(editor.get(f"{WAVES}/add/").content)
    data |= {"survey": str(survey.pk), "name": "Spring", "opens_on": "2027-03-01", "closes_on": "2027-03-28"}

    response = editor.post(f"{WAVES}/add/", data | changes)

    assert said in errors_in(response)
    assert not Wave.objects.filter(name="Spring").exists()


def test_a_wave_of_a_survey_that_is_not_published_is_refused(editor: Client) -> None:
    data = fields_of(editor.get(f"{WAVES}/add/").content)
    data |= {"survey": str(a_survey().pk), "name": "Spring", "opens_on": "2027-03-01", "closes_on": "2027-03-28"}

    response = editor.post(f"{WAVES}/add/", data)

    assert "Publish this survey first" in errors_in(response)


# --- Ways in --------------------------------------------------------------------------------------------------------


def way_in_fields(editor: Client, survey: Survey, **changes: str) -> dict[str, str]:
    known = {"wave": str(a_wave(survey).pk), "kind": "qr", "label": "Waiting room", "expected_audience": "40"}
    return fields_of(editor.get(f"{WAYS_IN}/add/").content) | known | changes


def test_a_new_way_in_leads_to_its_poster_link_and_code(editor: Client, survey: Survey) -> None:
    data = way_in_fields(editor, survey) | child("audiences", 0, language="pl", expected="12")

    response = editor.post(f"{WAYS_IN}/add/", data | {"audiences-TOTAL_FORMS": "1"}, follow=True)

    point = EntryPoint.objects.get(label="Waiting room")
    assert response.redirect_chain[-1][0] == f"/admin/surveys/ways-in/{point.pk}/", errors_in(response)
    assert point.expected_in("pl") == 12
    assert address_of(point) in text_of(response)
    assert f"/v/{point.code}/" in address_of(point)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"expected_audience": "9"}, "With fewer than ten families the link itself would say who answered."),
        ({"audiences-0-expected": "41"}, "By language there are more families than here."),
        ({"audiences-0-language": "xx"}, "xx"),
    ],
)
def test_a_way_in_that_would_say_who_answered_or_can_not_be_is_refused(
    editor: Client, survey: Survey, changes: dict[str, str], said: str
) -> None:
    data = way_in_fields(editor, survey) | child("audiences", 0, language="pl", expected="12")

    response = editor.post(f"{WAYS_IN}/add/", data | {"audiences-TOTAL_FORMS": "1"} | changes)

    assert said in errors_in(response)
    assert not EntryPoint.objects.filter(label="Waiting room").exists()


def test_a_poster_speaks_its_language_in_its_direction(editor: Client, point: EntryPoint) -> None:
    page = BeautifulSoup(editor.get(f"/admin/surveys/ways-in/{point.pk}/poster/pl/").content, "html.parser")

    assert (page.html["lang"], page.html["dir"]) == ("pl", "ltr")
    assert page.h1.get_text(strip=True) == "title po polsku"
    assert f"/v/{point.code}/" in page.select_one(".poster__address").get_text()
    assert page.select_one(".poster__qr svg path")


def test_a_poster_says_while_nobody_has_checked_its_words(editor: Client, point: EntryPoint) -> None:
    assert "Draft: nobody has checked" in text_of(editor.get(f"/admin/surveys/ways-in/{point.pk}/poster/en/"))


@override_settings(SHOW_PREVIEW=False)
def test_there_is_no_poster_for_what_families_are_not_offered(editor: Client, point: EntryPoint) -> None:
    poster = editor.get(f"/admin/surveys/ways-in/{point.pk}/poster/pl/")
    page = editor.get(f"/admin/surveys/ways-in/{point.pk}/")

    assert poster.status_code == 404
    assert "No language is offered yet" in text_of(page)


def test_the_qr_code_alone_is_an_svg_with_nothing_in_it_but_the_link(editor: Client, point: EntryPoint) -> None:
    response = editor.get(f"/admin/surveys/ways-in/{point.pk}/code.svg")

    assert response["Content-Type"] == "image/svg+xml"
    assert response.content.startswith(b"<svg")
    assert b"script" not in response.content


@pytest.mark.parametrize("address", ["", "code.svg", "poster/pl/"])
def test_ways_in_are_not_for_everybody(point: EntryPoint, address: str) -> None:
    visitor = client_of(member_of("Editors"))

    response = visitor.get(f"/admin/surveys/ways-in/{point.pk}/{address}", follow=True)

    assert "do not have permission" in response.content.decode()


def test_a_way_in_is_not_deleted_but_closed(administrator: User, point: EntryPoint) -> None:
    response = client_of(administrator).post(f"{WAYS_IN}/delete/{point.pk}/", follow=True)

    assert "its code may be on a poster already" in errors_in(response)
    assert EntryPoint.objects.filter(pk=point.pk).exists()
