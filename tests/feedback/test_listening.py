"""For whoever does not read: from the first page by picture and sound to comfort, a number to ring, and an answer."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from feedback import hearing
from feedback.listening import aloud
from feedback.listening.views import CHOSEN
from guidance.content.load import FIRST_LANGUAGES
from guidance.document import Document, Helpline, plain
from guidance.models import FormatFile, GuidancePage
from home import languages
from home.models import Helpline as HelplineRow
from home.models import SiteLanguage
from home.urgent_help import HelplineShelf
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db
EN, PL = languages.get("en"), languages.get("pl")
#: Every language that has the chosen pages and a voice.
VOICED = FIRST_LANGUAGES


def documents(language: languages.Language) -> dict[str, Document]:
    lines = aloud.lines_for(language, HelplineShelf())
    return dict(aloud.spoken(lines, aloud.surveys_for(language), language))


@pytest.fixture
def heard() -> Iterator[dict[str, Document]]:
    """Have what the page says in Polish read aloud; return it."""
    said = documents(PL)
    hearing.make_missing(said.values())
    yield said
    hearing.make_missing([])


def page_in(client: CheckingClient, code: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(f"/{code}/listen/").content.decode(), "html.parser")


def recorded(code: str) -> None:
    """Let every chosen page have a recording in this language."""
    for page in GuidancePage.objects.filter(slug__in=CHOSEN, locale__language_code=code, live=True):
        made = {"file": f"formats/{page.pk}.mp3", "size": 9, "seconds": 60, "is_checked": True}
        now = {"made_at": timezone.now() + timedelta(minutes=1), "words_digest": page.words_digest, "digest": "0" * 64}
        FormatFile.objects.update_or_create(page=page, kind="audio", defaults=made | now)


@pytest.mark.parametrize("code", VOICED)
def test_comfort_can_be_heard_in_every_language_with_a_voice(client: CheckingClient, code: str) -> None:
    recorded(code)

    page = page_in(client, code)

    tiles = page.select("#comfort ~ ul .talking")
    assert [tile.a["href"] for tile in tiles] == [f"/{code}/guidance/{slug}/" for slug in CHOSEN]
    for tile, slug in zip(tiles, CHOSEN, strict=True):
        assert tile.svg
        assert tile.audio["src"] == f"/{code}/guidance/{slug}/{slug}.{code}.mp3"


@pytest.mark.parametrize("code", VOICED)
def test_numbers_can_be_rung_by_a_picture(client: CheckingClient, code: str) -> None:
    page = page_in(client, code)

    rung = [tile.a["href"] for tile in page.select("#ring ~ ul .talking")]
    assert rung[:2] == ["tel:999", "tel:08088088000"]


@pytest.mark.parametrize("code", VOICED)
def test_a_survey_is_a_picture_away_and_its_way_in_can_be_heard(client: CheckingClient, code: str) -> None:
    page = page_in(client, code)

    assert any(f"/{code}/survey/" in tile.a["href"] for tile in page.select("#tell ~ ul .talking"))


def test_what_the_page_says_itself_is_heard_as_the_worker_has_read_it(
    client: CheckingClient, heard: dict[str, Document]
) -> None:
    page = page_in(client, "pl")

    sounds = {audio["src"] for audio in page.select("main audio")}
    assert sounds == {f"/heard/{hearing.digest_of(document)}.mp3" for document in heard.values()}
    assert "Nikt jeszcze nie sprawdził tego głosu" in page.get_text()


@pytest.mark.parametrize("code", VOICED)
def test_a_line_says_its_name_its_number_and_what_to_press(code: str) -> None:
    said = documents(languages.get(code))

    line, press = said["line-lifeline"].blocks
    assert isinstance(line, Helpline)
    assert line.phone == "0808 808 8000"
    assert "Lifeline" in plain(line.name)
    assert plain(press.text)
    assert (plain(press.text) == "Press the phone to ring.") == (code == "en")


def test_a_line_that_is_still_in_english_is_not_read_by_another_voice() -> None:
    HelplineRow.objects.filter(key="lifeline").update(name_pl="", who_pl="")

    assert "line-lifeline" not in documents(PL)
    assert "line-lifeline" in documents(EN)


def test_a_language_without_a_voice_says_so_and_still_shows_whom_to_ring(client: CheckingClient) -> None:
    SiteLanguage.objects.filter(code="tet").update(state=SiteLanguage.State.PREVIEW)

    page = page_in(client, "tet")

    assert page.select_one('a[href="/en/listen/"]')
    assert not page.select("main audio")
    assert page.select('a[href="tel:999"]')


def test_production_plays_nothing_that_nobody_has_passed(
    client: CheckingClient, heard: dict[str, Document], settings: Any
) -> None:
    assert heard
    recorded("pl")
    FormatFile.objects.update(is_checked=False)
    settings.HIDE_UNCHECKED_FORMATS = True

    assert not page_in(client, "pl").select("main audio")


def test_no_page_to_leave_in_a_hurry_is_read_to_a_room(client: CheckingClient) -> None:
    recorded("en")
    GuidancePage.objects.filter(slug=CHOSEN[0]).update(exit_page=True)

    assert f"/en/guidance/{CHOSEN[0]}/" not in str(page_in(client, "en").main)


def test_everything_is_what_every_offered_language_says() -> None:
    said = list(aloud.everything())

    assert {document.language.code for document in said} == set(FIRST_LANGUAGES)
    assert hearing.digest_of(documents(PL)[aloud.HOW]) in {hearing.digest_of(document) for document in said}


def test_the_first_page_leads_to_it_by_a_picture(client: CheckingClient) -> None:
    page = BeautifulSoup(client.get("/pl/").content.decode(), "html.parser")

    link = page.select_one('a[href="/pl/listen/"]')
    assert link
    assert link.svg
