"""Typing in what families wrote on paper."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.utils import timezone

from feedback.comments.models import Comment
from feedback.surveys.freeze import publish_version
from feedback.surveys.models import (
    Answer,
    EntryPoint,
    EqualityAnswer,
    OptionSet,
    Response,
    Survey,
    SurveyQuestion,
    SurveyVersion,
    Wave,
)
from feedback.surveys.submit import monday
from tests.feedback.editors import a_row, a_survey, client_of, in_polish, member_of, survey_editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def typist() -> Client:
    return client_of(survey_editor())


@pytest.fixture
def survey() -> Survey:
    written = a_survey()
    options = OptionSet.objects.get(key="of-tests")
    only = {"depends_on": "overall", "depends_on_codes": "no"}
    a_row(written, "wait", option_set=options, label_en="Too long?", sort_order=1, **only)
    a_row(written, "months", kind="number", label_en="How old?", lowest=0, highest=36, sort_order=2)
    a_row(written, "carer", option_set=options, label_en="A carer?", is_equality=True, sort_order=3)
    a_row(written, "change", kind="text", label_en="What would you change?", sort_order=4)
    in_polish(written)
    publish_version(Survey.objects.get(pk=written.pk))
    return written


@pytest.fixture
def point(survey: Survey) -> EntryPoint:
    today = timezone.localdate()
    wave = Wave.objects.create(survey=survey, name="Spring", opens_on=today, closes_on=today + timedelta(days=28))
    wave.accepted_versions.set(SurveyVersion.objects.filter(survey=survey))
    return EntryPoint.objects.create(wave=wave, kind="paper", label="Box, Lurgan", expected_audience=40)


def address(point: EntryPoint) -> str:
    return f"/admin/surveys/paper/{point.pk}/"


def page_of(response: object) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def form_of(client: Client, point: EntryPoint, **query: str) -> dict[str, str]:
    page = page_of(client.get(address(point), query))
    form = page.select_one("form[data-paper]")
    hidden = {str(each["name"]): str(each["value"]) for each in form.select("input[type=hidden]")}
    language = page.select_one("select[name=language] option[selected]")
    return hidden | {"language": str(language["value"]), "week": str(form.select_one("[name=week] option")["value"])}


def question(page: BeautifulSoup, key: str) -> Tag:
    found = page.find(None, {"name": f"answer-{key}"}).find_parent(None, {"data-paper-question": True})
    assert isinstance(found, Tag)
    return found


def test_a_form_is_kept_as_families_answers_are(typist: Client, point: EntryPoint) -> None:
    data = form_of(typist, point)

    response = typist.post(
        address(point),
        data | {"answer-overall": "no", "answer-wait": "yes", "answer-months": "12", "answer-carer": "yes"},
    )

    assert response.status_code == 302
    kept = Response.objects.get(wave=point.wave)
    assert (kept.mode, kept.entry_kind, kept.language) == ("paper", "paper", "en")
    answers = {answer.question: answer.code or answer.number for answer in Answer.objects.filter(response=kept)}
    assert answers == {"overall": "no", "wait": "yes", "months": 12}
    assert EqualityAnswer.objects.get(wave=point.wave).code == "yes"


def test_the_next_form_is_empty_in_the_same_language_and_week_and_counted(typist: Client, point: EntryPoint) -> None:
    last_week = (monday(timezone.localdate()) - timedelta(weeks=1)).isoformat()
    data = form_of(typist, point, language="pl") | {"week": last_week, "answer-overall": "yes"}

    page = page_of(typist.post(address(point), data, follow=True))

    assert "1 form of this batch since you signed in" in page.get_text()
    assert page.select_one("[name=week] option[selected]")["value"] == last_week
    assert page.select_one("[name=language] option[selected]")["value"] == "pl"
    assert not page.select("[checked]")
    assert page.select_one("[name=token]")["value"] != data["token"]
    assert Response.objects.get(wave=point.wave).week.isoformat() == last_week


def test_a_form_that_is_sent_twice_is_kept_and_counted_once(typist: Client, point: EntryPoint) -> None:
    data = form_of(typist, point) | {"answer-overall": "yes"}
    typist.post(address(point), data)

    page = page_of(typist.post(address(point), data, follow=True))

    assert Response.objects.filter(wave=point.wave).count() == 1
    assert "It is kept once." in page.get_text()
    assert "1 form of this batch since you signed in" in page.get_text()


def test_going_back_and_changing_something_says_so_and_loses_nothing(typist: Client, point: EntryPoint) -> None:
    data = form_of(typist, point) | {"answer-overall": "yes"}
    typist.post(address(point), data)

    response = typist.post(address(point), data | {"answer-overall": "no"})

    page = page_of(response)
    assert response.status_code == 422
    assert "This form was saved before, with other answers." in page.get_text()
    assert page.select_one("[name=answer-overall][value=no]").has_attr("checked")
    assert page.select_one("[name=token]")["value"] != data["token"]


@pytest.mark.parametrize(
    ("typed", "key", "said"),
    [
        ({"answer-months": "37"}, "months", "not above 36"),
        ({"answer-months": "old"}, "months", "Write a whole number"),
        ({"answer-overall": "maybe"}, "overall", "Choose one of the answers"),
        ({"answer-overall": "yes", "answer-wait": "yes"}, "wait", "Not for this family"),
    ],
)
def test_what_can_not_be_kept_is_said_beside_the_question_and_stays_as_it_was_typed(
    typist: Client, point: EntryPoint, typed: dict[str, str], key: str, said: str
) -> None:
    response = typist.post(address(point), form_of(typist, point) | typed)

    page = page_of(response)
    assert response.status_code == 422
    assert said in question(page, key).select_one(".error-message").get_text()
    assert not Response.objects.filter(wave=point.wave).exists()
    if key == "months":
        assert page.select_one("[name=answer-months]")["value"] == typed["answer-months"]


def test_everything_that_is_wrong_is_said_at_once(typist: Client, point: EntryPoint) -> None:
    typed = {"answer-overall": ["yes", "no"], "answer-months": "1e999"}

    page = page_of(typist.post(address(point), form_of(typist, point) | typed))

    assert len(page.select("[data-paper-question] .error-message")) == 2


def test_an_empty_form_is_not_kept(typist: Client, point: EntryPoint) -> None:
    response = typist.post(address(point), form_of(typist, point))

    assert response.status_code == 422
    assert not Response.objects.filter(wave=point.wave).exists()


def test_every_choice_has_its_number_and_the_keyboard_begins_at_the_first(typist: Client, point: EntryPoint) -> None:
    page = page_of(typist.get(address(point)))

    numbers = [each.get_text() for each in question(page, "overall").select(".paper__number")]
    assert numbers == ["1", "2"]
    assert page.select_one("[autofocus]")["id"] == "answer-overall-yes"


def test_the_words_are_those_on_the_paper_with_their_english(typist: Client, point: EntryPoint) -> None:
    page = page_of(typist.get(address(point), {"language": "pl"}))

    legend = question(page, "overall").legend
    assert [(span["lang"], span.get_text(strip=True)) for span in legend.select("span")] == [
        ("pl", "overall po polsku"),
        ("en-GB", "How was it?"),
    ]


def test_another_language_in_the_middle_loses_nothing_and_keeps_nothing(typist: Client, point: EntryPoint) -> None:
    asked = form_of(typist, point) | {"answer-months": "3", "language": "pl", "show": "language"}

    response = typist.post(address(point), asked)

    page = page_of(response)
    assert response.status_code == 200
    assert page.select_one("select[name=language] option[selected]")["value"] == "pl"
    assert page.find(id="answer-months")["value"] == "3"
    assert page.select_one("[name=token]")["value"] == asked["token"]
    assert not Response.objects.exists()


def test_the_enter_key_saves_where_there_are_no_scripts(typist: Client, point: EntryPoint) -> None:
    page = page_of(typist.get(address(point)))

    # A browser presses the first button that belongs to the form.
    buttons = page.select("button[type=submit][form=paper], form#paper button[type=submit]")
    assert not buttons[0].has_attr("name")


def test_equality_questions_stand_last(typist: Client, point: EntryPoint) -> None:
    page = page_of(typist.get(address(point)))

    keys = [str(each.find(["input", "textarea"])["name"]) for each in page.select("[data-paper-question]")]
    assert keys[-1] == "answer-carer"


def test_there_is_no_box_for_words_while_nobody_reads_them(typist: Client, point: EntryPoint) -> None:
    data = form_of(typist, point) | {"answer-overall": "yes", "answer-change": "Our names are …"}

    page = page_of(typist.get(address(point)))
    typist.post(address(point), data)

    assert not page.find(None, {"name": "answer-change"})
    assert not Comment.objects.filter(wave=point.wave).exists()


def test_a_batch_whose_wave_is_over_says_so_and_keeps_what_was_typed(typist: Client, point: EntryPoint) -> None:
    data = form_of(typist, point) | {"answer-overall": "yes"}
    EntryPoint.objects.update(is_active=False)

    response = typist.post(address(point), data)

    page = page_of(response)
    assert response.status_code == 422
    assert "takes no answers any more" in page.get_text()
    assert page.select_one("[name=answer-overall][value=yes]").has_attr("checked")


def test_a_form_of_an_older_version_is_kept_under_it(typist: Client, point: EntryPoint, survey: Survey) -> None:
    older = SurveyVersion.objects.get(survey=survey)
    data = form_of(typist, point) | {"answer-overall": "yes"}
    SurveyQuestion.objects.filter(survey=survey, key="months").update(label_en="How old is your child?", meaning="same")
    point.wave.accepted_versions.add(publish_version(Survey.objects.get(pk=survey.pk)))

    typist.post(address(point), data)

    assert Response.objects.get(wave=point.wave).version == older


def test_only_paper_is_typed_in(typist: Client, point: EntryPoint) -> None:
    EntryPoint.objects.update(kind="web")

    assert typist.get(address(point)).status_code == 404


def test_typing_in_is_not_for_everybody(point: EntryPoint) -> None:
    visitor = client_of(member_of("Editors", "Survey moderators"))

    response = visitor.post(address(point), {"answer-overall": "yes"}, follow=True)

    assert "do not have permission" in response.content.decode()
    assert not Response.objects.filter(wave=point.wave).exists()
