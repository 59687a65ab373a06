"""What was translated before is shown, terms are agreed, and what a machine drafts is marked and never live."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.test import Client
from requests import ConnectionError as NoConnection
from wagtail.models import Locale
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.machine_translators.libretranslate import LibreTranslator
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.strings import StringValue

from guidance.exchange.engines import LibreTranslateAfterMemory, MemoryTranslator
from guidance.exchange.likeness import Known, alike
from guidance.exchange.memory import Term, terms_in, terms_of
from guidance.exchange.services import texts_of
from guidance.models import GlossaryTerm
from home import languages
from tests.guidance.test_exchange import SLUG, kept
from tests.journeys.test_honesty import page_of

POLISH = languages.get("pl")


# --- Likeness -------------------------------------------------------------------------------------------------------


def test_the_same_english_goes_before_what_is_only_like_it() -> None:
    known = [
        Known("Your baby cries in the evening.", "wieczorem"),
        Known("Your baby cries in the night.", "w nocy"),
        Known("Ring your health visitor.", "zadzwoń"),
    ]

    found = alike("Your baby cries in the night.", known)

    assert found[0].percent == 100
    assert [match.known.words for match in found] == ["w nocy", "wieczorem"]
    assert 70 <= found[1].percent < 100


def test_a_persons_words_go_before_a_machines_and_each_stands_once() -> None:
    known = [Known("Calm", "spokój", is_machine=True), Known("Calm", "cisza"), Known("Calm", "cisza")]

    assert [match.known.words for match in alike("Calm", known)] == ["cisza", "spokój"]


def test_a_term_is_found_as_a_word_and_not_inside_another() -> None:
    terms = [Term("health visitor", "pielęgniarka"), Term("GP", "lekarz")]

    assert terms_of("<b>Health visitors</b> know.", terms) == terms[:1]
    assert terms_of("A GPX", terms) == []
    assert terms_of("My GP.", terms) == terms[1:]


def test_what_explains_a_term_in_brackets_need_not_stand_in_the_text() -> None:
    term = Term("Family nurse (Family Nurse Partnership)", "pielęgniarka rodzinna")

    assert terms_of("Ask your family nurse.", [term]) == [term]


# --- The screen -----------------------------------------------------------------------------------------------------


@pytest.fixture
def twin(db: None) -> StringTranslation:
    """Take a Polish title away where the same English stands on another page."""
    title = kept("title")
    other = page_of("why-babies-cry", "en")
    other.title = title.translation_of.data
    other.save_revision().publish()
    texts_of(page_of("why-babies-cry", "en"), POLISH)
    return title


def client_of(*groups: str) -> Client:
    user = User.objects.create_user("somebody")
    user.groups.set(Group.objects.filter(name__in=groups))
    client = Client()
    client.force_login(user)
    return client


def test_a_translator_sees_what_was_said_before(twin: StringTranslation) -> None:
    page = page_of("why-babies-cry", "pl")

    response = client_of("Translators: Polish").get(f"/admin/languages/memory/{page.pk}/")

    screen = BeautifulSoup(response.content, "html.parser")
    row = next(row for row in screen.select("tbody tr") if row.td.get_text() == twin.translation_of.data)
    assert "The same English" in row.get_text()
    assert twin.data in [span.get_text() for span in row.select("span[lang=pl]")]


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "status"), [("pl", 200), ("ro", 302), ("en", 404)])
def test_it_is_for_those_who_translate_this_page(code: str, status: int) -> None:
    client = client_of("Translators: Polish")

    assert client.get(f"/admin/languages/memory/{page_of(SLUG, code).pk}/").status_code == status


@pytest.mark.django_db
def test_agreed_terms_go_out_with_the_texts_they_stand_in() -> None:
    term = next(each for each in terms_in(POLISH))
    page = page_of(SLUG, "en")
    page.promise = f"A {term.english} can help."
    page.save_revision().publish()

    texts = {text.place: text for text in texts_of(page_of(SLUG, "en"), POLISH).texts}

    assert str(term) in texts["promise"].hints
    assert GlossaryTerm.objects.exists()


# --- Engines --------------------------------------------------------------------------------------------------------


def locales() -> tuple[Locale, Locale]:
    return Locale.objects.get(language_code="en"), Locale.objects.get(language_code="pl")


def test_the_site_drafts_from_its_own_memory_unless_told_otherwise() -> None:
    assert isinstance(get_machine_translator(), MemoryTranslator)


def test_a_draft_is_a_machines_and_the_page_stays_as_it_is(twin: StringTranslation, editor_client: Client) -> None:
    page = page_of("why-babies-cry", "pl")
    translation = Translation.objects.get(source__object_id=page.translation_key, target_locale=page.locale)

    editor_client.post(f"/admin/localize/translate/{translation.pk}/machine_translate/", {"next": "/admin/"})

    drafts = StringTranslation.objects.filter(context__object_id=page.translation_key, context__path="title")
    newest = drafts.get(translation_of=twin.translation_of, locale=page.locale)
    assert (newest.data, newest.translation_type, newest.tool_name) == (twin.data, "machine", "Translation memory")
    assert page_of("why-babies-cry", "pl").title == page.title


@pytest.mark.django_db
def test_what_a_server_breaks_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    good, broken = StringValue("Breathe <b>slowly</b> now"), StringValue("Sit <b>down</b> now")
    said = {good: StringValue("Oddychaj <b>powoli</b>"), broken: StringValue("Usiądź <b>teraz")}
    monkeypatch.setattr(LibreTranslator, "translate", lambda *args: said)

    drafts = LibreTranslateAfterMemory({}).translate(*locales(), [good, broken])

    assert {each.data for each in drafts.values()} == {"Oddychaj <b>powoli</b>"}


@pytest.mark.django_db
def test_a_server_that_does_not_answer_leaves_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    title = kept("title")

    def fail(*args: Any) -> None:
        raise NoConnection

    monkeypatch.setattr(LibreTranslator, "translate", fail)

    asked = [StringValue(title.translation_of.data), StringValue("Nobody has said this")]
    drafts = LibreTranslateAfterMemory({}).translate(*locales(), asked)

    assert [each.data for each in drafts.values()] == [title.data]
