"""Each question can be heard: read aloud by the worker, never with other words than the page's."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage

from feedback.models import EntryPoint, Survey
from feedback.surveys import hearing
from feedback.surveys.definition import Kind, Question
from guidance.models import FormatCheck
from home import languages
from tests.feedback.filling_in import Family
from tests.feedback.surveys import a_question
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db
EN, PL = languages.get("en"), languages.get("pl")


@pytest.fixture
def first(point: EntryPoint) -> Question:
    """Return the first question of the survey."""
    return point.wave.accepted_versions.get().definition.questions[0]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, first: Question) -> Iterator[list[Any]]:
    """Let only these questions be asked, so that a test need not read all surveys aloud."""
    chosen: list[Any] = [(first, EN)]
    monkeypatch.setattr(hearing, "_asked", lambda: iter(chosen))
    yield chosen
    chosen.clear()
    hearing.make_missing()


def sound_on(family: Family) -> str:
    player = family.page.find("audio")
    return str(player["src"]) if player else ""


@pytest.mark.usefixtures("asked")
def test_a_question_is_heard_on_its_page_once_the_worker_has_read_it(client: CheckingClient, point: EntryPoint) -> None:
    assert sound_on(Family(client, point.code)) == ""

    assert hearing.make_missing() == 1

    address = sound_on(Family(client, point.code))
    response = client.get(address)
    assert response.headers["Content-Type"] == "audio/mpeg"
    assert "immutable" in response.headers["Cache-Control"]
    assert len(b"".join(response.streaming_content)) > 5_000
    assert hearing.make_missing() == 0


def test_nothing_is_read_aloud_while_a_family_waits(
    client: CheckingClient, point: EntryPoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hearing, "narrate", lambda *_: pytest.fail("a page has made a sound"))

    assert sound_on(Family(client, point.code)) == ""


def test_other_words_another_language_or_voice_are_another_recording(first: Question, settings: Any) -> None:
    texts = {**first.texts, "label": {"en": "Another question?"}}
    known = hearing.digest_of(first, EN)

    assert hearing.digest_of(first, PL) != known
    assert hearing.digest_of(replace(first, texts=texts), EN) != known
    assert hearing.digest_of(replace(first, options=first.options[1:]), EN) != known
    settings.VOICE_FILES = {"en": settings.ROOT / "another.onnx"}
    assert hearing.digest_of(first, EN) != known


def test_what_nobody_is_asked_any_more_is_deleted(first: Question, asked: list[Any]) -> None:
    hearing.make_missing()
    assert hearing.stored(hearing.digest_of(first, EN))

    asked.clear()
    hearing.make_missing()

    assert not hearing.stored(hearing.digest_of(first, EN))


@pytest.mark.usefixtures("asked")
def test_production_plays_no_voice_that_nobody_has_passed(
    client: CheckingClient, point: EntryPoint, settings: Any, administrator: User
) -> None:
    hearing.make_missing()
    settings.HIDE_UNCHECKED_FORMATS = True
    assert sound_on(Family(client, point.code)) == ""

    FormatCheck.objects.create(
        subject="voice",
        language="en",
        name="espeak-ng gmw/en",
        passed=True,
        signed_by=administrator,
        checked_by="Health visitor",
    )

    family = Family(client, point.code)
    assert sound_on(family)
    assert "Nobody has checked this voice yet" not in family.page.get_text()


@pytest.mark.usefixtures("asked")
def test_nothing_of_a_sensitive_survey_is_heard(client: CheckingClient, point: EntryPoint) -> None:
    hearing.make_missing()
    Survey.objects.filter(pk=point.wave.survey_id).update(is_sensitive=True)

    assert sound_on(Family(client, point.code)) == ""


def test_a_recording_says_section_question_hint_and_choices_in_order() -> None:
    texts = {"section_title": {"en": "About you"}, "label": {"en": "How was it?"}, "hint": {"en": "Think of today."}}
    document = hearing.document_of(a_question(texts=texts), EN)

    paragraphs = [block.text[0].text for block in document.blocks[:3]]

    assert paragraphs == ["About you", "How was it?", "Think of today."]
    assert [item[0].text for item in document.blocks[3].items] == ["Yes", "No"]


def test_a_question_without_hint_and_choices_has_words_enough_to_be_read(asked: list[Any]) -> None:
    question = a_question(kind=Kind.TEXT)
    asked[:] = [(question, EN)]

    assert hearing.make_missing() == 1


def test_a_language_without_a_voice_has_no_sound_and_stops_nothing(first: Question, asked: list[Any]) -> None:
    asked[:] = [(first, languages.get("tet")), (first, EN)]

    assert hearing.make_missing() == 1


@pytest.mark.parametrize("name", ["0" * 40, "x", "..%2F..%2Fsecret", "0" * 39])
def test_an_address_that_is_no_recording_is_not_found(client: CheckingClient, name: str) -> None:
    assert client.get(f"/survey-sound/{name}.mp3").status_code == 404


def test_a_stored_name_never_leaves_its_folder() -> None:
    assert hearing.stored("../../site") == ""
    assert not default_storage.exists(f"{hearing.FOLDER}/../../site.mp3")
