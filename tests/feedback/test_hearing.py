"""Each question, and each page around them, can be heard: by the worker, never with other words than the page's."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from feedback import hearing
from feedback.models import EntryPoint, Survey
from feedback.surveys import reading
from feedback.surveys.definition import Kind, Question
from guidance.content.load import FIRST_LANGUAGES
from guidance.document import Document, plain
from guidance.models import FormatCheck
from home import languages
from home.languages import Language
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
def read(first: Question) -> Iterator[list[Document]]:
    """Return what is to be read, the first question alone, so that a test need not read all surveys aloud."""
    chosen = [reading.of_question(first, EN)]
    yield chosen
    hearing.make_missing([])


def sound_on(family: Family) -> str:
    player = family.page.find("audio")
    return str(player["src"]) if player else ""


def test_a_question_is_heard_on_its_page_once_the_worker_has_read_it(
    client: CheckingClient, point: EntryPoint, read: list[Document]
) -> None:
    assert sound_on(Family(client, point.code)) == ""

    assert hearing.make_missing(read) == 1

    address = sound_on(Family(client, point.code))
    response = client.get(address)
    assert response.headers["Content-Type"] == "audio/mpeg"
    assert "immutable" in response.headers["Cache-Control"]
    assert len(b"".join(response.streaming_content)) > 5_000
    assert hearing.make_missing(read) == 0


def test_nothing_is_read_aloud_while_a_family_waits(
    client: CheckingClient, point: EntryPoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hearing, "narrate", lambda *_: pytest.fail("a page has made a sound"))

    assert sound_on(Family(client, point.code)) == ""


def test_other_words_another_language_or_voice_are_another_recording(first: Question, settings: Any) -> None:
    def known_by(question: Question, language: Language = EN) -> str:
        return hearing.digest_of(reading.of_question(question, language))

    texts = {**first.texts, "label": {"en": "Another question?"}}
    known = known_by(first)

    assert known_by(first, PL) != known
    assert known_by(replace(first, texts=texts)) != known
    assert known_by(replace(first, options=first.options[1:])) != known
    settings.VOICE_FILES = {"en": settings.ROOT / "another.onnx"}
    assert known_by(first) != known


def test_what_nobody_is_asked_any_more_is_deleted(read: list[Document]) -> None:
    hearing.make_missing(read)
    assert hearing.stored(hearing.digest_of(read[0]))

    hearing.make_missing([])

    assert not hearing.stored(hearing.digest_of(read[0]))


def test_production_plays_no_voice_that_nobody_has_passed(
    client: CheckingClient, point: EntryPoint, settings: Any, administrator: User, read: list[Document]
) -> None:
    hearing.make_missing(read)
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


def test_nothing_of_a_sensitive_survey_is_heard(
    client: CheckingClient, point: EntryPoint, read: list[Document]
) -> None:
    hearing.make_missing(read)
    Survey.objects.filter(pk=point.wave.survey_id).update(is_sensitive=True)

    assert sound_on(Family(client, point.code)) == ""


def test_a_recording_says_section_question_hint_and_choices_in_order() -> None:
    texts = {"section_title": {"en": "About you"}, "label": {"en": "How was it?"}, "hint": {"en": "Think of today."}}
    document = reading.of_question(a_question(texts=texts), EN)

    paragraphs = [block.text[0].text for block in document.blocks[:3]]

    assert paragraphs == ["About you", "How was it?", "Think of today."]
    assert [item[0].text for item in document.blocks[3].items] == ["Yes", "No"]


def test_a_question_without_hint_and_choices_has_words_enough_to_be_read(read: list[Document]) -> None:
    read[:] = [reading.of_question(a_question(kind=Kind.TEXT), EN)]

    assert hearing.make_missing(read) == 1


def test_a_language_without_a_voice_has_no_sound_and_stops_nothing(first: Question, read: list[Document]) -> None:
    read.insert(0, reading.of_question(first, languages.get("tet")))

    assert hearing.make_missing(read) == 1


def test_no_voice_reads_an_english_sentence_of_ours_as_its_own(point: EntryPoint) -> None:
    survey = point.wave.accepted_versions.get().definition

    said = reading.of_page(reading.CHECK, survey, languages.get("tet"))

    assert said.blocks == ()


def words_of(page: str, family: Family) -> str:
    if page == reading.BEGIN:
        family.look(family.client.get(family.address()))
    elif page == reading.THANKS:
        family.answer({})
        family.send()
    else:
        family.go_to(page)
    main = family.page.find("main")
    assert main
    return " ".join(main.get_text().split())


@pytest.mark.parametrize("page", [reading.BEGIN, reading.CHECK, reading.RECORD, reading.THANKS])
@pytest.mark.parametrize("code", ["en", "pl", "ar"])
def test_what_is_heard_of_a_page_stands_on_it_but_for_the_button_that_goes_on(
    point: EntryPoint, client: CheckingClient, page: str, code: str
) -> None:
    said = reading.of_page(page, point.wave.accepted_versions.get().definition, languages.get(code))

    shown = words_of(page, Family(client, point.code, code))

    heard = [" ".join(plain(block.text).split()) for block in said.blocks]
    missing = [words for words in heard if words not in shown]
    assert len(heard) > 1
    assert len(missing) == (page != reading.THANKS), missing


@pytest.mark.parametrize("code", FIRST_LANGUAGES)
def test_every_language_hears_as_much_of_these_pages_as_english(point: EntryPoint, code: str) -> None:
    survey = point.wave.accepted_versions.get().definition

    for page in (reading.BEGIN, reading.CHECK, reading.RECORD, reading.THANKS):
        heard = reading.of_page(page, survey, languages.get(code)).blocks
        assert len(heard) == len(reading.of_page(page, survey, EN).blocks), page


def test_a_page_that_asks_nothing_is_heard_too(client: CheckingClient, point: EntryPoint, read: list[Document]) -> None:
    read[:] = [reading.of_page(reading.BEGIN, point.wave.accepted_versions.get().definition, EN)]
    hearing.make_missing(read)

    family = Family(client, point.code)
    family.look(client.get(family.address()))

    assert sound_on(family) == f"/heard/{hearing.digest_of(read[0])}.mp3"


@pytest.mark.parametrize("name", ["0" * 40, "x", "..%2F..%2Fsecret", "0" * 39])
def test_an_address_that_is_no_recording_is_not_found(client: CheckingClient, name: str) -> None:
    assert client.get(f"/heard/{name}.mp3").status_code == 404


def test_a_stored_name_never_leaves_its_folder() -> None:
    name = default_storage.save("beside.mp3", ContentFile(b"sound"))

    assert hearing.stored("../beside") == ""

    default_storage.delete(name)
