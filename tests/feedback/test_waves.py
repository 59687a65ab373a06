"""Opening waves and making ways in, with their links, codes and posters."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
import segno
from bs4 import BeautifulSoup
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from feedback.groups import SAFEGUARDING_LEADS
from feedback.models import EntryPoint, Survey, SurveyQuestion, SurveyVersion, Wave
from feedback.surveys.admin.ways_in import address_of, qr_svg
from feedback.surveys.freeze import publish_version
from guidance.directory.models import Service
from tests.feedback.editors import a_survey, child, client_of, errors_in, fields_of, member_of, survey_editor

pytestmark = pytest.mark.django_db
WAVES, WAYS_IN = "/admin/snippets/feedback/wave/", "/admin/snippets/feedback/entrypoint/"


@pytest.fixture
def editor() -> Client:
    return client_of(survey_editor())


@pytest.fixture
def survey() -> Survey:
    return Survey.objects.get(key="service-card")


def wave_fields(survey: Survey, **other: Any) -> dict[str, Any]:
    today = timezone.localdate()
    fields = {"survey": survey.pk, "name": "Spring", "opens_on": today, "closes_on": today + timedelta(28)}
    return fields | {"grace_days": 14} | other


def way_in_fields(wave: Wave, *audiences: tuple[str, int], **other: Any) -> dict[str, Any]:
    fields = {"wave": wave.pk, "kind": "qr", "label": "Waiting room", "expected_audience": 40, "is_active": "on"}
    formset = {"audiences-TOTAL_FORMS": len(audiences), "audiences-INITIAL_FORMS": 0}
    children = {
        name: value
        for index, (language, expected) in enumerate(audiences)
        for name, value in child("audiences", index, language=language, expected=str(expected)).items()
    }
    return {**fields, "service": "", "locality": "", **formset, **children, **other}


# --- Waves ----------------------------------------------------------------------------------------------------------


def test_a_new_wave_offers_the_newest_version(editor: Client, survey: Survey) -> None:
    SurveyQuestion.objects.filter(survey=survey, key="wait").update(label_en="How long was it?", meaning="same")
    newest = publish_version(Survey.objects.get(pk=survey.pk))

    response = editor.post(f"{WAVES}add/", wave_fields(survey))

    assert response.status_code == 302, errors_in(response)
    assert list(Wave.objects.get(name="Spring").accepted_versions.all()) == [newest]


def test_a_survey_that_was_never_published_opens_no_wave(editor: Client) -> None:
    response = editor.post(f"{WAVES}add/", wave_fields(a_survey()))

    assert "Publish this survey first" in errors_in(response)
    assert not Wave.objects.filter(name="Spring").exists()


def test_a_wave_that_ends_before_it_begins_is_refused_beside_its_last_day(editor: Client, survey: Survey) -> None:
    yesterday = timezone.localdate() - timedelta(1)

    response = editor.post(f"{WAVES}add/", wave_fields(survey, closes_on=yesterday))

    assert "It ends before it begins." in errors_in(response)
    assert BeautifulSoup(response.content, "html.parser").find(id="id_closes_on")["value"] == str(yesterday)


def test_versions_of_its_own_survey_are_offered_each_with_what_it_changed(editor: Client, survey: Survey) -> None:
    SurveyQuestion.objects.filter(survey=survey, key="wait").update(label_en="How long was it?", meaning="same")
    publish_version(Survey.objects.get(pk=survey.pk), change_note="Clearer words for the wait")
    wave = survey.waves.get()

    page = BeautifulSoup(editor.get(f"{WAVES}edit/{wave.pk}/").content, "html.parser")

    labels = [each.parent.get_text(" ", strip=True) for each in page.select("[name=accepted_versions]")]
    assert len(labels) == survey.versions.count() == 2
    assert labels[0].startswith("2 (")
    assert labels[0].endswith(": Clearer words for the wait")


def test_a_version_of_another_survey_can_not_be_slipped_in(editor: Client, survey: Survey) -> None:
    wave = survey.waves.get()
    other = SurveyVersion.objects.exclude(survey=survey).first()
    data = fields_of(editor.get(f"{WAVES}edit/{wave.pk}/").content)

    response = editor.post(f"{WAVES}edit/{wave.pk}/", data | {"accepted_versions": [other.pk]})

    assert response.status_code == 200
    assert other not in wave.accepted_versions.all()


def test_the_survey_of_a_wave_stays_what_it_is(editor: Client, survey: Survey) -> None:
    wave = survey.waves.get()
    data = fields_of(editor.get(f"{WAVES}edit/{wave.pk}/").content)

    editor.post(f"{WAVES}edit/{wave.pk}/", data | {"survey": Survey.objects.get(key="parent-voice").pk})

    assert Wave.objects.get(pk=wave.pk).survey == survey


def test_languages_are_ticked_and_those_that_are_not_whole_say_so(editor: Client, survey: Survey) -> None:
    wave = survey.waves.get()
    page = BeautifulSoup(editor.get(f"{WAVES}edit/{wave.pk}/").content, "html.parser")
    labels = {each["value"]: each.parent.get_text(" ", strip=True) for each in page.select("[name=languages]")}
    assert "not all texts are there yet" in labels["so"]
    assert "not all" not in labels["pl"]

    editor.post(f"{WAVES}edit/{wave.pk}/", fields_of(page.encode()) | {"languages": ["en", "pl"]})

    assert Wave.objects.get(pk=wave.pk).languages == ["en", "pl"]


def test_a_wave_with_ways_in_is_not_deleted(editor: Client, administrator: Any, survey: Survey) -> None:
    wave = survey.waves.get()
    client = client_of(administrator)

    response = client.post(f"{WAVES}delete/{wave.pk}/", follow=True)

    assert "Close it by its last day" in response.content.decode()
    assert Wave.objects.filter(pk=wave.pk).exists()


# --- Ways in --------------------------------------------------------------------------------------------------------


def test_a_new_way_in_leads_to_its_link_code_and_posters(editor: Client, survey: Survey) -> None:
    response = editor.post(f"{WAYS_IN}add/", way_in_fields(survey.waves.get(), ("pl", 12)), follow=True)

    point = EntryPoint.objects.get(label="Waiting room")
    assert response.redirect_chain[-1][0] == f"/admin/surveys/ways-in/{point.pk}/", errors_in(response)
    page = response.content.decode()
    assert point.code in page
    assert address_of(point) in page
    assert f"/admin/surveys/ways-in/{point.pk}/poster/pl/" in page
    assert (point.expected_in("pl"), point.expected_in("en")) == (12, 28)


def test_a_way_in_for_fewer_than_ten_families_is_refused(editor: Client, survey: Survey) -> None:
    response = editor.post(f"{WAYS_IN}add/", way_in_fields(survey.waves.get(), expected_audience=9))

    assert "the link itself would say who answered" in errors_in(response)
    assert not EntryPoint.objects.filter(label="Waiting room").exists()


def test_by_language_there_are_no_more_families_than_in_all(editor: Client, survey: Survey) -> None:
    response = editor.post(f"{WAYS_IN}add/", way_in_fields(survey.waves.get(), ("pl", 30), ("lt", 11)))

    assert "By language there are more families than here." in errors_in(response)
    assert not EntryPoint.objects.filter(label="Waiting room").exists()


def test_one_language_named_twice_is_refused(editor: Client, survey: Survey) -> None:
    response = editor.post(f"{WAYS_IN}add/", way_in_fields(survey.waves.get(), ("pl", 5), ("pl", 6)))

    assert response.status_code == 200
    assert errors_in(response)
    assert not EntryPoint.objects.filter(label="Waiting room").exists()


def test_a_way_in_that_may_be_on_a_poster_is_not_deleted(point: EntryPoint, administrator: Any) -> None:
    response = client_of(administrator).post(f"{WAYS_IN}delete/{point.pk}/", follow=True)

    assert "its code may be on a poster already" in response.content.decode()
    assert EntryPoint.objects.filter(pk=point.pk).exists()


def test_the_qr_code_leads_to_the_short_link(editor: Client, point: EntryPoint, settings: LazySettings) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://beginnings.example.org"
    assert address_of(point) == f"https://beginnings.example.org/v/{point.code}/"

    response = editor.get(f"/admin/surveys/ways-in/{point.pk}/code.svg")

    assert response["Content-Type"] == "image/svg+xml"
    drawn = response.content.decode()
    assert drawn == qr_svg(point)
    same = io.BytesIO()
    segno.make(f"https://beginnings.example.org/v/{point.code}/", error="q", micro=False).save(
        same, kind="svg", border=4, scale=8, xmldecl=False, svgclass="qr", lineclass=None, omitsize=True, dark="#000"
    )
    assert same.getvalue().decode() == drawn


def test_a_code_has_no_letters_or_digits_that_look_alike(point: EntryPoint) -> None:
    assert re.fullmatch("[34679cdfghjkmnpqrtwxy]{6,8}", point.code)


def poster(editor: Client, point: EntryPoint, code: str) -> BeautifulSoup:
    return BeautifulSoup(editor.get(f"/admin/surveys/ways-in/{point.pk}/poster/{code}/").content, "html.parser")


def test_a_poster_speaks_its_language_in_its_direction(editor: Client, point: EntryPoint) -> None:
    page = poster(editor, point, "ar")

    definition = point.wave.accepted_versions.get().definition
    assert (page.html["lang"], page.html["dir"]) == ("ar", "rtl")
    assert page.h1.get_text() == definition.text("title", "ar")
    assert definition.text("who_asks", "ar") in page.get_text()
    assert page.select_one("svg")
    address = page.select_one(".poster__address bdi")
    assert address["dir"] == "ltr"
    assert address.get_text().endswith(f"/v/{point.code}/")
    marked = [each["lang"] for each in page.select(".poster__type, .poster__promise, .poster__draft")]
    assert set(marked) == {"ar"}


def test_a_poster_of_words_that_nobody_has_signed_says_so(editor: Client, point: EntryPoint) -> None:
    assert poster(editor, point, "en").select_one(".poster__draft").get_text()


def test_there_is_no_poster_of_words_that_families_are_not_offered(
    editor: Client, point: EntryPoint, settings: LazySettings
) -> None:
    assert editor.get(f"/admin/surveys/ways-in/{point.pk}/poster/so/").status_code == 404

    settings.SHOW_PREVIEW = False

    assert editor.get(f"/admin/surveys/ways-in/{point.pk}/poster/pl/").status_code == 404
    assert "No language is offered yet" in editor.get(f"/admin/surveys/ways-in/{point.pk}/").content.decode()


def test_a_poster_loads_nothing_from_elsewhere_and_says_nothing_of_the_service(
    editor: Client, point: EntryPoint
) -> None:
    page = poster(editor, point, "en")

    loaded = [each.get("src") or each.get("href") for each in page.select("script, link, img")]
    assert all(address.startswith("/static/") for address in loaded)


# --- Services -------------------------------------------------------------------------------------------------------


def test_the_key_of_a_service_is_chosen_once(editor: Client) -> None:
    service = Service.objects.get(key="sure-start")
    address = f"/admin/snippets/guidance/service/edit/{service.pk}/"
    data = fields_of(editor.get(address).content)

    response = editor.post(address, data | {"key": "another", "name_en": "Sure Start here"})

    assert response.status_code == 302, errors_in(response)
    service.refresh_from_db()
    assert (service.key, service.name_en) == ("sure-start", "Sure Start here")


# --- Who may --------------------------------------------------------------------------------------------------------


def test_nobody_opens_waves_or_makes_ways_in_without_leave(point: EntryPoint) -> None:
    other = client_of(member_of(SAFEGUARDING_LEADS))
    addresses = [
        WAVES,
        f"{WAVES}add/",
        f"{WAYS_IN}add/",
        f"{WAYS_IN}edit/{point.pk}/",
        f"/admin/surveys/ways-in/{point.pk}/",
        f"/admin/surveys/ways-in/{point.pk}/code.svg",
        f"/admin/surveys/ways-in/{point.pk}/poster/en/",
    ]

    assert {path: other.get(path).status_code for path in addresses} == dict.fromkeys(addresses, 302)
    assert {path: Client().get(path).status_code for path in addresses} == dict.fromkeys(addresses, 302)
