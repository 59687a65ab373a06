"""Did this help, and how did it make you feel: one word at a time, and a kind word back."""

from typing import Any

import pytest
from bs4 import BeautifulSoup

from feedback.models import Reaction
from feedback.reactions import views
from feedback.surveys.limits import Limit
from guidance.models import GuidancePage
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db
PAGE = "/pl/guidance/why-babies-cry/"


def form_on(client: CheckingClient, address: str = PAGE) -> dict[str, str]:
    page = BeautifulSoup(client.get(address).content.decode(), "html.parser")
    form = page.select_one("[data-did-this-help]")
    assert not form.find_parent("footer")
    return {str(each["name"]): str(each["value"]) for each in form.select("input[type=hidden]")}


def say(client: CheckingClient, code: str, address: str = PAGE, **changed: str) -> Any:
    language = address.split("/")[1]
    return client.post(f"/{language}/did-this-help/", form_on(client, address) | {"code": code} | changed)


def test_a_word_is_kept_with_the_page_as_it_was_read(client: CheckingClient) -> None:
    page = GuidancePage.objects.get(slug="why-babies-cry", locale__language_code="pl")

    response = say(client, "a-bit")

    kept = Reaction.objects.get()
    assert (kept.page_key, kept.words_digest) == (page.translation_key, page.words_digest)
    assert (kept.language, kept.format, kept.question, kept.code) == ("pl", "page", "helped", "a-bit")
    assert kept.week.weekday() == 0
    assert 'value="hopeful"' in response.content.decode()


def test_the_question_is_the_same_bytes_for_every_reader(client: CheckingClient) -> None:
    assert form_on(client) == form_on(CheckingClient(headers={"User-Agent": "another"}))


@pytest.mark.parametrize("feeling", ["guilty", "worried"])
def test_guilty_or_worried_is_answered_at_once_with_that_pages_help(client: CheckingClient, feeling: str) -> None:
    response = say(client, feeling, "/en/guidance/looking-after-you/", question="feeling")

    words = BeautifulSoup(response.content.decode(), "html.parser").select_one("[data-answer]")
    assert "does not mean that you have done anything wrong" in words.get_text()
    assert words.select('a[href="tel:08088088000"]')
    assert Reaction.objects.get().code == feeling


def test_hopeful_is_thanked_without_a_list_of_lines(client: CheckingClient) -> None:
    response = say(client, "hopeful", question="feeling")

    assert not BeautifulSoup(response.content.decode(), "html.parser").select("[data-answer] a[href^='tel:']")


def test_the_same_token_counts_once(client: CheckingClient) -> None:
    for _time in range(3):
        assert say(client, "yes", token="one").status_code == 200

    assert Reaction.objects.count() == 1


def test_a_word_that_comes_twice_is_no_error_that_a_database_would_note(
    client: CheckingClient, database_errors: list[Exception]
) -> None:
    for _time in range(2):
        say(client, "yes", token="one")

    assert (database_errors, Reaction.objects.count()) == ([], 1)


@pytest.mark.parametrize(
    "wrong", [{"ticket": "forged"}, {"ticket": "x" * 2000}, {"code": "zz"}, {"question": "zz"}, {"code": "guilty"}]
)
def test_what_is_no_answer_is_refused_and_nothing_is_kept(client: CheckingClient, wrong: dict[str, str]) -> None:
    fields = form_on(client) | {"code": "yes"} | wrong

    assert client.post("/pl/did-this-help/", fields).status_code == 422
    assert not Reaction.objects.exists()


def test_another_site_can_not_speak_for_a_reader(client: CheckingClient) -> None:
    response = client.post("/pl/did-this-help/", form_on(client), headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403


def test_a_flood_is_thanked_and_not_counted(client: CheckingClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_limit", Limit())
    monkeypatch.setattr("feedback.reactions.services.WORDS_AN_HOUR", 2)

    assert [say(client, "yes").status_code for _time in range(4)] == [200] * 4
    assert Reaction.objects.count() == 2


def test_the_answer_to_an_exit_page_names_nothing_and_is_kept_nowhere(client: CheckingClient) -> None:
    response = say(client, "no", "/en/guidance/feeling-safe-at-home/")

    assert response["Cache-Control"] == "no-store"
    page = BeautifulSoup(response.content.decode(), "html.parser")
    assert page.title.get_text() == "Family information"
    assert page.select("[data-exit]")


def test_easy_read_is_asked_about_by_itself(client: CheckingClient) -> None:
    say(client, "yes", "/en/guidance/why-babies-cry/easy-read/")

    assert Reaction.objects.get().format == "easy-read"


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}easy-read/", "/en/guidance/feeling-safe-at-home/"])
def test_a_page_lets_an_older_phone_say_that_the_form_is_ours(client: CheckingClient, address: str) -> None:
    # Its policy is no-referrer, and without Sec-Fetch-Site (Safari 15.4) "Origin: null" would then be refused.
    assert b'<meta name="referrer" content="same-origin">' in client.get(address).content


def test_the_next_question_lets_an_older_phone_say_so_too(client: CheckingClient) -> None:
    assert say(client, "yes").headers["Referrer-Policy"] == "same-origin"
