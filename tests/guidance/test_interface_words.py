"""Words of the interface that a language lacks are seen, and put right without a new release."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import polib
import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import gettext, ngettext

from home import interface_words, languages
from home.interface_words import Message, correct, keep_up, messages, missing_in, take_up, words_of
from home.models import InterfaceWord
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db

POLISH, LATVIAN = languages.get("pl"), languages.get("lv")
SEARCH = Message("", "Search")


@pytest.fixture(autouse=True)
def _as_they_were() -> Iterator[None]:
    """Give this process the catalogues' own words back: what a test has kept is rolled back, not what it put in."""
    yield
    InterfaceWord.objects.all().delete()
    take_up()


def said(message: str, code: str = "pl") -> str:
    with translation.override(code):
        return gettext(message)


def counted() -> Message:
    return next(message for message in messages() if message.plural and "%(" in message.english)


def test_a_correction_is_what_readers_read(client: CheckingClient, administrator: User) -> None:
    assert SEARCH in messages()
    before = said("Search")

    correct(POLISH, SEARCH, ["Znajdź tutaj"], by=administrator)

    assert said("Search") == "Znajdź tutaj" != before
    assert said("Search", "ro") != "Znajdź tutaj"
    assert "Znajdź tutaj" in client.get("/pl/").content.decode()


def test_an_empty_text_gives_the_catalogues_own_back(administrator: User) -> None:
    before = said("Search")
    correct(POLISH, SEARCH, ["Znajdź tutaj"], by=administrator)
    correct(POLISH, SEARCH, ["Znajdź tu"], by=administrator)

    correct(POLISH, SEARCH, [""], by=administrator)

    assert said("Search") == before
    assert not InterfaceWord.objects.exists()


def test_plural_forms_are_put_right_each_by_itself(administrator: User) -> None:
    message = counted()
    texts = list(next(each for each in words_of(POLISH) if each.message == message).texts)
    texts[1] = f"Kilka: {texts[1]}"

    correct(POLISH, message, texts, by=administrator)

    with translation.override("pl"):
        assert ngettext(message.english, message.plural, 3).startswith("Kilka: ")
        assert not ngettext(message.english, message.plural, 5).startswith("Kilka: ")


def test_another_process_takes_it_up_after_a_while_and_asks_nothing_in_between(
    settings: Any, monkeypatch: pytest.MonkeyPatch, administrator: User
) -> None:
    settings.INTERFACE_WORDS_SECONDS = 30.0
    monkeypatch.setattr(interface_words._applied, "read_at", None)
    keep_up()
    InterfaceWord.objects.create(language="pl", english="Search", text="Znajdź tutaj")

    with CaptureQueriesContext(
        connection,
    ) as asked:
        keep_up()
    assert (len(asked), said("Search") == "Znajdź tutaj") == (0, False)

    monkeypatch.setattr(interface_words._applied, "read_at", interface_words._applied.read_at - 31)
    with CaptureQueriesContext(connection) as asked:
        keep_up()
    assert (len(asked), said("Search")) == (1, "Znajdź tutaj")


@pytest.mark.parametrize("text", ["bez liczby", "%(other)s", "%s"])
def test_other_placeholders_than_the_english_has_are_refused(administrator: User, text: str) -> None:
    message = next(each for each in messages() if not each.plural and "%(" in each.english)

    with pytest.raises(ValidationError, match="placeholders"):
        correct(POLISH, message, [text], by=administrator)

    assert not InterfaceWord.objects.exists()


def test_what_ships_lacks_nothing_and_a_new_language_everything() -> None:
    assert missing_in(POLISH) == []
    assert len(missing_in(LATVIAN)) == len(messages()) > 500


# --- Screens --------------------------------------------------------------------------------------------------------


def client_of(*groups: str) -> Client:
    user = User.objects.create_user("somebody")
    user.groups.set(Group.objects.filter(name__in=groups))
    client = Client()
    client.force_login(user)
    return client


def address(message: Message, code: str = "pl") -> str:
    return f"/admin/interface/{code}/word/?{urlencode({'context': message.context, 'english': message.english})}"


def test_what_is_missing_is_listed_and_leads_to_its_form(editor_client: Client) -> None:
    screen = BeautifulSoup(editor_client.get("/admin/interface/lv/").content, "html.parser")

    link = screen.select_one("tbody a")["href"]

    assert f"{len(messages())} missing." in screen.select_one("p[role=status]").get_text()
    assert editor_client.get(link).status_code == 200


def test_words_are_found_in_either_language(editor_client: Client) -> None:
    for query in ("Search", said("Search")):
        screen = BeautifulSoup(editor_client.get("/admin/interface/pl/", {"q": query}).content, "html.parser")
        assert [row for row in screen.select("tbody tr") if row.td.get_text() == "Search"]


def test_an_editor_puts_a_word_right(client: CheckingClient) -> None:
    response = client_of("Editors").post(address(SEARCH), {"text_0": "Znajdź tutaj"})

    assert response.status_code == 302
    assert "Znajdź tutaj" in client.get("/pl/").content.decode()


def test_a_broken_placeholder_is_told_beside_the_form(editor_client: Client) -> None:
    message = next(each for each in messages() if not each.plural and "%(" in each.english)

    response = editor_client.post(address(message), {"text_0": "bez liczby"})

    assert response.status_code == 422
    assert "Its placeholders are not those of the English" in response.content.decode()


@pytest.mark.parametrize(
    ("groups", "code", "status"),
    [
        (["Editors"], "pl", 200),
        (["Moderators"], "lv", 200),
        (["Translators: Polish"], "pl", 200),
        (["Translators: Polish"], "ro", 302),
        (["Practitioners"], "pl", 302),
        (["Editors"], "en", 404),
        (["Editors"], "xx", 404),
    ],
)
def test_a_language_is_corrected_by_its_translators_and_by_editors(groups: list[str], code: str, status: int) -> None:
    assert client_of(*groups).get(f"/admin/interface/{code}/").status_code == status


def test_a_message_that_is_none_is_not_found(editor_client: Client) -> None:
    assert editor_client.get(address(Message("", "Nobody says this"))).status_code == 404


def test_what_is_missing_goes_out_and_comes_back_as_a_po_file(editor_client: Client) -> None:
    po = polib.pofile(editor_client.get("/admin/interface/lv/missing.po").content.decode())
    search = next(entry for entry in po if entry.msgid == "Search")
    search.msgstr = "Meklēt"
    broken = next(entry for entry in po if "%(" in entry.msgid and not entry.msgid_plural)
    broken.msgstr = "nekas"
    po.append(polib.POEntry(msgid="Nobody says this", msgstr="Neviens"))
    file = SimpleUploadedFile("lv.po", str(po).encode())

    response = editor_client.post("/admin/interface/lv/take/", {"file": file}, follow=True)

    assert "1 taken, 2 refused." in response.content.decode()
    assert said("Search", "lv") == "Meklēt"
    assert len(missing_in(LATVIAN)) == len(messages()) - 1


def test_a_file_that_is_none_changes_nothing(editor_client: Client) -> None:
    for upload in ({}, {"file": SimpleUploadedFile("a.po", b"\xff\xfe")}):
        response = editor_client.post("/admin/interface/lv/take/", upload, follow=True)
        assert "Nothing was taken." in response.content.decode()


@pytest.mark.parametrize(
    ("code", "form_of"),
    [
        ("lv", {0: 0, 1: 1, 5: 2, 21: 1}),
        ("sk", {1: 0, 3: 1, 5: 2}),
        ("es", {1: 0, 2: 1}),
    ],
)
def test_plural_forms_are_chosen_by_the_languages_own_rule(
    administrator: User, code: str, form_of: dict[int, int]
) -> None:
    # Where no catalogue of ours is on top, the libraries' would choose, and some count otherwise.
    message = counted()
    mark = next(iter(re.findall(r"%\(\w+\)[sd]", message.english)))
    forms = [f"{mark} forma {number}" for number in range(max(form_of.values()) + 1)]
    correct(languages.get(code), message, forms, by=administrator)

    with translation.override(code):
        chosen = {number: ngettext(message.english, message.plural, number) for number in form_of}

    assert chosen == {number: forms[form] for number, form in form_of.items()}


@pytest.mark.parametrize(
    "text", ['Szukaj <a href="https://example.org">tutaj</a>', "Szukaj <", "Szukaj %", "<form>Szukaj</form>"]
)
def test_words_of_the_interface_bring_no_tag_into_a_page(administrator: User, text: str) -> None:
    with pytest.raises(ValidationError, match="Keep the tags"):
        correct(POLISH, SEARCH, [text], by=administrator)

    assert not InterfaceWord.objects.exists()
