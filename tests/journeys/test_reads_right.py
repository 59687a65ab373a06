"""This doesn't read right: a reader presses a button, a translator sees the words, readers learn what became of it."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.test import Client

from feedback.reactions import views
from feedback.surveys.limits import Limit
from guidance import doubts
from guidance.models import Doubt, GuidancePage
from home import languages
from home.comparing import texts_by_place
from tests.journeys.test_honesty import page_of
from tests.journeys.test_reading import soup
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db

SLUG = "calm-together"


def buttons(page: BeautifulSoup) -> list[Any]:
    return list(page.select(".reads-right button"))


def say(client: CheckingClient, number: int = 0, *, code: str = "pl", slug: str = SLUG, **changed: str) -> Any:
    """Press one of the buttons of a page, as a browser would send it."""
    page = soup(client, f"/{code}/guidance/{slug}/")
    button = buttons(page)[number]
    form = page.find("form", id=button["form"])
    data = {field["name"]: field["value"] for field in form.select("input")} | {button["name"]: button["value"]}
    return client.post(form["action"], data | changed)


def first(page: GuidancePage) -> str:
    """Return the id of the first block that is asked about."""
    return str(next(block.id for block in page.body if block.block_type not in ("heading", "term")))


def reword(page: GuidancePage) -> None:
    """Publish the page with other words in its first block that is asked about: steps."""
    raw = list(page.body.get_prep_value())
    block = next(each for each in raw if each["id"] == first(page))
    block["value"][0]["value"] = "Inne słowa."
    page.body = page.body.stream_block.to_python(raw)
    page.save_revision().publish()


@pytest.mark.parametrize("code", ["pl", "lt", "pt", "ro", "bg", "ar", "uk", "ru"])
def test_each_paragraph_of_a_translation_has_three_choices_in_its_language(client: CheckingClient, code: str) -> None:
    page = soup(client, f"/{code}/guidance/{SLUG}/")

    paragraphs = [block for block in page_of(SLUG, code).body if block.block_type not in ("heading", "term")]
    assert len(buttons(page)) == 3 * len(paragraphs)
    assert not any(button.find_parent(lang="en-GB") for button in buttons(page))
    assert len(page.select("form#reads-right")) == 1
    assert not page.select("#reads-right textarea, #reads-right [type=text]")


def test_english_is_not_asked_about(client: CheckingClient) -> None:
    for address in (f"/en/guidance/{SLUG}/", "/en/privacy/"):
        assert not soup(client, address).select(".reads-right, #reads-right")


def test_english_in_place_of_a_translation_is_not_asked_about(client: CheckingClient) -> None:
    page_of(SLUG, "pl").unpublish()

    assert not soup(client, f"/pl/guidance/{SLUG}/").select(".reads-right, #reads-right")


def test_plain_pages_are_asked_about_too(client: CheckingClient) -> None:
    page = soup(client, "/pl/privacy/")
    button = buttons(page)[1]
    ticket = page.select_one("#reads-right input")["value"]

    assert client.post("/pl/reads-right/", {"ticket": ticket, "said": button["value"]}).status_code == 200
    assert Doubt.objects.get().wrong == 1


def test_the_form_is_the_same_bytes_for_every_reader(client: CheckingClient) -> None:
    one = soup(client, f"/pl/guidance/{SLUG}/").select_one("#reads-right")
    other = soup(CheckingClient(headers={"User-Agent": "another"}), f"/pl/guidance/{SLUG}/").select_one("#reads-right")

    assert str(one) == str(other)


def test_what_was_said_is_counted_with_its_words_and_nothing_of_the_reader(client: CheckingClient) -> None:
    page = page_of(SLUG, "pl")

    for number in (0, 0, 1, 2):
        response = say(client, number)

    assert response.status_code == 200
    assert not response.cookies
    assert response["Cache-Control"] == "no-store"
    doubt = Doubt.objects.get()
    assert (doubt.hard, doubt.wrong, doubt.unnatural) == (2, 1, 1)
    assert (doubt.page_key, doubt.language, doubt.place) == (page.translation_key, "pl", f"body.{first(page)}")
    assert doubt.words == texts_by_place(page)[doubt.place][1]
    assert doubt.english == texts_by_place(page_of(SLUG, "en"))[doubt.place][1]
    assert doubt.first_week.weekday() == doubt.last_week.weekday() == 0
    about_people = {"closed_by"}
    assert about_people == {field.name for field in Doubt._meta.get_fields() if field.is_relation}


def test_the_same_paragraph_in_other_words_is_counted_apart(client: CheckingClient) -> None:
    say(client)
    page = page_of(SLUG, "pl")
    reword(page)
    say(client)

    assert Doubt.objects.count() == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"ticket": "none of ours"},
        {"said": "hard part-00000000"},
        {"said": "stupid part-00000000"},
        {"said": "hard"},
        {"said": ""},
        {"said": "hard title"},
    ],
)
def test_what_can_not_be_kept_is_refused(client: CheckingClient, changed: dict[str, str]) -> None:
    response = say(client, **changed)

    assert response.status_code == 422
    assert "Wróć" in response.content.decode() or "ticket" in changed
    assert not Doubt.objects.exists()


def test_only_the_three_choices_are_taken(client: CheckingClient) -> None:
    part = buttons(soup(client, f"/pl/guidance/{SLUG}/"))[0]["value"].split()[1]

    assert say(client, said=f"words {part}").status_code == 422
    assert not Doubt.objects.exists()


def test_a_word_about_words_that_have_changed_meanwhile_is_not_counted(client: CheckingClient) -> None:
    page = page_of(SLUG, "pl")
    shown = soup(client, f"/pl/guidance/{SLUG}/")
    data = {"ticket": shown.select_one("#reads-right input")["value"], "said": buttons(shown)[0]["value"]}
    page.promise += " Naprawdę."
    page.save_revision().publish()

    assert client.post("/pl/reads-right/", data).status_code == 422
    assert not Doubt.objects.exists()


def test_a_form_from_elsewhere_is_refused(client: CheckingClient) -> None:
    shown = soup(client, f"/pl/guidance/{SLUG}/")
    data = {"ticket": shown.select_one("#reads-right input")["value"], "said": buttons(shown)[0]["value"]}

    response = client.post("/pl/reads-right/", data, headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403
    assert not Doubt.objects.exists()


def test_an_absurdly_long_form_is_refused(client: CheckingClient) -> None:
    assert say(client, more="x" * 5000).status_code == 413


def test_a_flood_is_thanked_and_not_counted(client: CheckingClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_limit", Limit())
    monkeypatch.setattr("feedback.reactions.services.WORDS_AN_HOUR", 2)

    assert {say(client).status_code for _time in range(4)} == {200}
    assert Doubt.objects.get().hard == 2


def test_an_exit_page_stays_neutral(client: CheckingClient) -> None:
    response = say(client, slug="feeling-safe-at-home")

    page = BeautifulSoup(response.content, "html.parser")
    assert page_of("feeling-safe-at-home", "pl").title not in page.title.get_text()
    assert page.select_one(".exit")


# --- Translators ----------------------------------------------------------------------------------------------------


def test_a_translator_sees_words_source_and_history(client: CheckingClient, editor_client: Client) -> None:
    say(client, 1)
    doubt = Doubt.objects.get()
    Doubt.objects.create(
        page_key=doubt.page_key,
        language="pl",
        place=doubt.place,
        words_digest="older",
        words="Dawne słowa",
        hard=3,
        outcome="left",
        first_week=doubt.first_week,
        last_week=doubt.last_week,
    )

    screen = BeautifulSoup(editor_client.get("/admin/languages/doubts/?language=pl").content, "html.parser")

    (section,) = screen.select(".doubt")
    assert "A word is wrong: 1" in section.get_text()
    assert doubt.english.splitlines()[0] in section.select_one("td[lang=en-GB]").get_text()
    assert doubt.words.splitlines()[0] in section.select_one("td[lang=pl]").get_text()
    assert "Dawne słowa" in section.details.get_text()
    assert section.select_one('a[href$="/edit/"]')
    assert not BeautifulSoup(editor_client.get("/admin/languages/doubts/?language=ar").content, "html.parser").select(
        ".doubt"
    )


def test_put_right_is_taken_only_when_the_words_have_changed(client: CheckingClient, editor_client: Client) -> None:
    say(client)
    doubt = Doubt.objects.get()
    address = f"/admin/languages/doubts/{doubt.pk}/close/"

    editor_client.post(address, {"outcome": "put-right"})
    assert Doubt.objects.open().exists()
    page = page_of(SLUG, "pl")
    reword(page)
    editor_client.post(address, {"outcome": "put-right"})

    assert Doubt.objects.put_right().get().closed_by.username == "admin"


def test_left_as_it_is_closes_it(client: CheckingClient, editor_client: Client) -> None:
    say(client)

    editor_client.post(f"/admin/languages/doubts/{Doubt.objects.get().pk}/close/", {"outcome": "left"})

    assert not Doubt.objects.open().exists()
    assert not Doubt.objects.put_right().exists()


def test_only_who_may_edit_the_page_closes_it(client: CheckingClient) -> None:
    say(client)
    stranger = Client()
    stranger.force_login(User.objects.create_user("sam"))

    for method, address in (
        (stranger.get, "/admin/languages/doubts/"),
        (stranger.post, f"/admin/languages/doubts/{Doubt.objects.get().pk}/close/"),
    ):
        assert method(address).status_code in {302, 403}
    assert Doubt.objects.open().exists()


@pytest.mark.parametrize(("count", "is_told"), [(4, False), (5, True)])
def test_how_many_were_put_right_is_told_from_five_on(client: CheckingClient, count: int, is_told: bool) -> None:
    page = GuidancePage.objects.get(slug=SLUG, locale__language_code="pl")
    monday = doubts.keep(page, f"body.{first(page)}", "hard").first_week
    Doubt.objects.all().delete()
    Doubt.objects.bulk_create(
        Doubt(
            page_key=page.translation_key,
            language="pl",
            place=str(number),
            words_digest="d",
            words="w",
            outcome="put-right",
            first_week=monday,
            last_week=monday,
        )
        for number in range(count)
    )

    assert ("were put right" in soup(client, "/en/you-said-we-did/").main.get_text()) is is_told
    assert (f"{count} akapit" in soup(client, "/pl/you-said-we-did/").main.get_text()) is is_told


def test_every_language_of_the_site_can_be_chosen(editor_client: Client) -> None:
    screen = BeautifulSoup(editor_client.get("/admin/languages/doubts/").content, "html.parser")

    offered = [option["value"] for option in screen.select("#language option")]

    assert offered == ["", *(each.code for each in languages.REGISTRY if each != languages.SOURCE)]
