"""Typing in what families wrote on paper."""

from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from feedback.groups import SAFEGUARDING_LEADS
from feedback.models import Answer, Comment, EntryPoint, EqualityAnswer, Receipt, Response, Wave
from feedback.surveys.submit import monday
from tests.feedback.editors import client_of, member_of, survey_editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(point: EntryPoint) -> EntryPoint:
    """Return a way in for forms on paper."""
    paper = EntryPoint.Kind.PAPER
    return EntryPoint.objects.create(wave=point.wave, kind=paper, label="Health fair", expected_audience=40)


@pytest.fixture
def editor() -> Client:
    return client_of(survey_editor())


def address(batch: EntryPoint) -> str:
    return f"/admin/surveys/paper/{batch.pk}/"


def sheet(editor: Client, batch: EntryPoint, **query: str) -> BeautifulSoup:
    return BeautifulSoup(editor.get(address(batch), query).content, "html.parser")


def fields(page: BeautifulSoup) -> dict[str, Any]:
    """Return what the form would send when nothing is ticked or typed."""
    form = page.select_one("form[data-paper]")
    hidden = {each["name"]: each["value"] for each in form.select("input[type=hidden]")}
    chosen = {name: page.select_one(f"select[name={name}] option[selected]")["value"] for name in ("language", "week")}
    return hidden | chosen


def save(editor: Client, batch: EntryPoint, **answers: Any) -> Any:
    typed = {f"answer-{key.replace('_', '-')}": answer for key, answer in answers.items()}
    return editor.post(address(batch), fields(sheet(editor, batch)) | typed)


def test_a_form_is_kept_as_one_on_paper(editor: Client, batch: EntryPoint) -> None:
    response = save(editor, batch, stage="preg", used_service="no")

    assert response.status_code == 302
    kept = Response.objects.get()
    assert (kept.mode, kept.entry_kind, kept.language) == (Response.Mode.PAPER, EntryPoint.Kind.PAPER, "en")
    assert set(Answer.objects.values_list("question", "code")) == {("stage", "preg"), ("used-service", "no")}


def test_the_next_form_is_empty_and_says_how_many_were_typed_in(editor: Client, batch: EntryPoint) -> None:
    save(editor, batch, stage="preg")

    save(editor, batch, stage="preg")

    page = sheet(editor, batch)
    assert page.select_one(".paper__count").get_text() == "2 forms of this batch since you signed in"
    assert page.select("form[data-paper] [checked]") == []
    assert Response.objects.count() == 2


def test_the_same_form_saved_twice_is_kept_once(editor: Client, batch: EntryPoint) -> None:
    same = fields(sheet(editor, batch)) | {"answer-stage": "preg"}

    editor.post(address(batch), same)
    again = editor.post(address(batch), same, follow=True)

    assert "It is kept once" in again.content.decode()
    assert Response.objects.count() == 1


def test_going_back_and_changing_what_was_saved_is_no_second_form_by_accident(
    editor: Client, batch: EntryPoint
) -> None:
    same = fields(sheet(editor, batch))
    editor.post(address(batch), same | {"answer-stage": "preg"})

    response = editor.post(address(batch), same | {"answer-used-service": "no"})

    assert response.status_code == 422
    assert "saved before, with other answers" in response.content.decode()
    assert Response.objects.count() == 1
    # If it is another form after all, saving again keeps it.
    page = BeautifulSoup(response.content, "html.parser")
    assert fields(page)["token"] != same["token"]
    assert [each["value"] for each in page.select("form[data-paper] [checked]")] == ["no"]


def test_every_choice_has_a_number_and_the_keyboard_begins_at_the_first(editor: Client, batch: EntryPoint) -> None:
    page = sheet(editor, batch)

    first = page.select("[data-paper-question]")[0]
    choices = first.select("input[type=radio], input[type=checkbox]")
    assert [each.get_text() for each in first.select(".paper__number")] == [
        str(number) for number in range(1, len(choices) + 1)
    ]
    assert [each["id"] for each in page.select("[autofocus]")] == [choices[0]["id"]]


def test_what_is_wrong_is_said_beside_its_question_and_nothing_typed_is_lost(editor: Client, batch: EntryPoint) -> None:
    response = save(editor, batch, stage="preg", used_service=["yes", "no"])

    assert response.status_code == 422
    assert not Response.objects.exists()
    page = BeautifulSoup(response.content, "html.parser")
    assert page.find(id="answer-used-service-problem").get_text() == "Choose one answer only."
    assert page.find(id="answer-stage-preg").has_attr("checked")


def test_an_answer_that_was_not_for_this_family_is_pointed_out_and_not_thrown_away(
    editor: Client, batch: EntryPoint
) -> None:
    question = next(each for each in current(batch).questions if each.show_if)
    code = question.options[0].code

    response = editor.post(
        address(batch), fields(sheet(editor, batch)) | {"answer-stage": "preg", f"answer-{question.key}": code}
    )

    assert response.status_code == 422
    page = BeautifulSoup(response.content, "html.parser")
    assert "Not for this family" in page.find(id=f"answer-{question.key}-problem").get_text()
    assert page.find(id=f"answer-{question.key}-{code}").has_attr("checked")
    assert not Response.objects.exists()


def test_an_empty_form_is_not_kept(editor: Client, batch: EntryPoint) -> None:
    response = save(editor, batch)

    assert response.status_code == 422
    assert "Nothing is answered yet" in response.content.decode()
    assert not Response.objects.exists()


def test_equality_answers_from_paper_are_kept_apart_too(editor: Client, batch: EntryPoint) -> None:
    question = next(each for each in current(batch).questions if each.part.value == "equality" and each.options)

    editor.post(
        address(batch),
        fields(sheet(editor, batch)) | {"answer-stage": "preg", f"answer-{question.key}": question.options[0].code},
    )

    assert EqualityAnswer.objects.get().question == question.key
    assert list(Answer.objects.values_list("question", flat=True)) == ["stage"]


def test_no_words_are_taken_where_nobody_reads_them(editor: Client, batch: EntryPoint) -> None:
    words = next(each for each in current(batch).questions if each.kind.value == "text")
    assert sheet(editor, batch).find(id=f"answer-{words.key}") is None

    editor.post(
        address(batch), fields(sheet(editor, batch)) | {"answer-stage": "preg", f"answer-{words.key}": "My name is"}
    )

    assert Response.objects.count() == 1
    assert not Comment.objects.exists()


def test_a_form_belongs_to_the_week_it_was_answered_in_and_the_next_one_is_offered_the_same(
    editor: Client, batch: EntryPoint
) -> None:
    two_weeks_ago = monday(timezone.localdate()) - timedelta(weeks=2)
    asked = fields(sheet(editor, batch)) | {"answer-stage": "preg", "week": two_weeks_ago.isoformat()}

    response = editor.post(address(batch), asked)

    assert Response.objects.get().week == two_weeks_ago
    assert fields(BeautifulSoup(editor.get(response["Location"]).content, "html.parser"))["week"] == asked["week"]


def test_three_weeks_are_offered_and_no_other_is_taken(editor: Client, batch: EntryPoint) -> None:
    this_week = monday(timezone.localdate())
    offered = [each["value"] for each in sheet(editor, batch).select("select[name=week] option")]
    assert offered == [(this_week - timedelta(weeks=back)).isoformat() for back in range(3)]

    editor.post(
        address(batch), fields(sheet(editor, batch)) | {"answer-stage": "preg", "week": date(2020, 1, 6).isoformat()}
    )

    assert Response.objects.get().week == this_week


def test_paper_in_another_language_is_typed_in_beside_its_english(editor: Client, batch: EntryPoint) -> None:
    page = sheet(editor, batch, language="ar")

    legend = page.select_one("[data-paper-question] legend")
    assert legend.select_one("[lang=ar]")["dir"] == "rtl"
    assert legend.select_one("[lang=en-GB]").get_text() == current(batch).questions[0].label("en")

    editor.post(address(batch), fields(page) | {"answer-stage": "preg"})
    assert Response.objects.get().language == "ar"


def test_another_language_in_the_middle_loses_nothing_and_saves_nothing(editor: Client, batch: EntryPoint) -> None:
    asked = fields(sheet(editor, batch)) | {"answer-stage": "preg", "language": "ar", "show": "language"}

    page = BeautifulSoup(editor.post(address(batch), asked).content, "html.parser")

    assert page.select_one("[data-paper-question] legend [lang=ar]")
    assert page.find(id="answer-stage-preg").has_attr("checked")
    kept = ("token", "version", "language", "week")
    assert {name: fields(page)[name] for name in kept} == {name: asked[name] for name in kept}
    assert not Response.objects.exists()


def test_the_enter_key_saves_even_without_scripts(editor: Client, batch: EntryPoint) -> None:
    page = sheet(editor, batch)

    # A browser presses the first button that belongs to the form.
    buttons = page.select("button[type=submit][form=paper], form#paper button[type=submit]")
    assert not buttons[0].has_attr("name")


def test_a_batch_whose_wave_is_over_takes_no_more_and_says_so(editor: Client, batch: EntryPoint) -> None:
    long_ago = timezone.localdate() - timedelta(days=100)
    Wave.objects.filter(pk=batch.wave_id).update(opens_on=long_ago, closes_on=long_ago)

    response = save(editor, batch, stage="preg")

    assert response.status_code == 422
    assert "takes no answers any more" in response.content.decode()
    assert BeautifulSoup(response.content, "html.parser").find(id="answer-stage-preg").has_attr("checked")
    assert not Response.objects.exists()


def test_only_a_way_in_for_paper_is_typed_in(editor: Client, point: EntryPoint) -> None:
    assert editor.get(address(point)).status_code == 404


def test_nobody_types_in_answers_without_leave(batch: EntryPoint) -> None:
    other = client_of(member_of(SAFEGUARDING_LEADS))

    assert other.get(address(batch)).status_code == 302
    assert other.post(address(batch), {"answer-stage": "preg"}).status_code == 302
    assert not Response.objects.exists()
    assert Client().get(address(batch)).status_code == 302


def test_who_typed_it_in_is_kept_nowhere(editor: Client, batch: EntryPoint) -> None:
    save(editor, batch, stage="preg")

    names = {field.name for model in (Response, Answer, Receipt) for field in model._meta.get_fields()}
    assert not any("user" in name or "by" in name.split("_") for name in names)


def current(batch: EntryPoint) -> Any:
    return batch.wave.accepted_versions.get().definition
