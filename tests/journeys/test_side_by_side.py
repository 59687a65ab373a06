"""A health visitor, a mother and an interpreter look at one page in two languages."""

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.auth.models import User
from django.test import Client

from guidance.models import GuidancePage
from home.models import EnglishChange
from tests.journeys.test_english_changes import change
from tests.journeys.test_honesty import page_of
from tests.journeys.test_reading import soup
from tests.markup import CheckingClient
from tests.project.test_weight import QUERIES_AT_MOST, gzipped, queries_for

pytestmark = pytest.mark.django_db
SLUG = "calm-together"
EXIT = "feeling-safe-at-home"


def address(code: str, slug: str = SLUG) -> str:
    return f"/{code}/guidance/{slug}/side-by-side/"


def sides(line: Tag) -> list[tuple[str, str]]:
    return [(str(side["lang"]), str(side["dir"])) for side in line.select(".pair__side[lang]")]


def every_line(page: BeautifulSoup) -> list[Tag]:
    return list(page.select(".pair"))


@pytest.mark.parametrize("slug", [SLUG, EXIT, "why-babies-cry", "new-here"])
def test_each_line_has_a_number_and_both_languages(client: CheckingClient, slug: str) -> None:
    lines = every_line(soup(client, address("ar", slug)))

    assert len(lines) > 10
    assert [line["id"] for line in lines] == [f"line-{number}" for number in range(1, len(lines) + 1)]
    assert {tuple(sides(line)) for line in lines} == {(("ar", "rtl"), ("en-GB", "ltr"))}


def test_all_words_of_the_page_are_there_in_both_languages(client: CheckingClient) -> None:
    page = soup(client, address("pl"))
    shown = " ".join(page.select_one("main").get_text(" ").split())

    for code in ("en", "pl"):
        whole = soup(client, f"/{code}/guidance/{SLUG}/")
        words = [" ".join(each.get_text(" ").split()) for each in whole.select("article .text p, article .steps li")]
        assert words
        # The English names are marked, which puts blanks around them.
        assert [each for each in words if each.replace(" ", "") not in shown.replace(" ", "")] == []


def test_it_is_found_from_the_page_and_leads_back(client: CheckingClient) -> None:
    page = soup(client, f"/pl/guidance/{SLUG}/")

    (link,) = page.select(f'a[href="{address("pl")}"]')
    assert "Obok tekstu po angielsku" in link.get_text()
    assert soup(client, address("pl")).select(f'main a[href="/pl/guidance/{SLUG}/"]')


def test_search_engines_are_sent_to_the_page_itself(client: CheckingClient) -> None:
    response = client.get(address("pl"))
    page = BeautifulSoup(response.content, "html.parser")

    assert response.headers["X-Robots-Tag"] == "noindex"
    assert page.select_one('link[rel="canonical"]')["href"].endswith(f"/pl/guidance/{SLUG}/")
    assert not page.select('link[rel="alternate"]')


# --- From the English -----------------------------------------------------------------------------------------------


def test_at_the_english_address_the_second_language_is_chosen(client: CheckingClient) -> None:
    first = soup(client, address("en"))
    choices = [link["href"] for link in first.select(".side-by-side__choice a")]
    assert {"?with=ar", "?with=pl"} <= set(choices)
    assert {tuple(sides(line)) for line in every_line(first)} == {(("en-GB", "ltr"),)}

    chosen = soup(client, f"{address('en')}?with=ar")

    assert chosen.html["lang"] == "en-GB"
    assert {tuple(sides(line)) for line in every_line(chosen)} == {(("en-GB", "ltr"), ("ar", "rtl"))}
    assert "This translation is a draft" in chosen.select_one(".notice").get_text()


@pytest.mark.parametrize("wanted", ["xx", "en", "ga", "'", "ar&with=xx"])
def test_a_second_language_that_is_not_there_leaves_the_choice(client: CheckingClient, wanted: str) -> None:
    page = soup(client, f"{address('en')}?with={wanted}")

    assert page.select(".side-by-side__choice a")
    assert {tuple(sides(line)) for line in every_line(page)} == {(("en-GB", "ltr"),)}


# --- What is not right says so --------------------------------------------------------------------------------------


def test_a_paragraph_whose_english_has_changed_is_marked_as_on_the_page(client: CheckingClient) -> None:
    change()

    page = soup(client, address("pl"))

    (mark,) = page.select(".pair .changed")
    assert "zmienił" in mark.get_text()
    assert mark.a["href"].startswith(f"/en/guidance/{SLUG}/#part-")
    assert "zmieniła się" in page.select_one(".notice").get_text()


def test_unsafe_words_give_way_and_the_english_stands_alone(client: CheckingClient, administrator: User) -> None:
    change(kind=EnglishChange.Kind.UNSAFE, by=administrator)

    page = soup(client, address("pl"))

    assert {tuple(sides(line)) for line in every_line(page)} == {(("en-GB", "ltr"),)}
    assert page.select_one(".notice a[href^='tel:']")
    assert "Polski" not in [link.get_text() for link in soup(client, address("en")).select(".side-by-side__choice a")]


def test_a_part_without_a_translation_says_so_and_never_repeats_the_english(client: CheckingClient) -> None:
    page = page_of(SLUG, "pl")
    block = next(block for block in page.body if block.block_type == "steps")
    GuidancePage.objects.filter(pk=page.pk).update(untranslated=[f"body.{block.id}"])

    lines = [line for line in every_line(soup(client, address("pl"))) if line.select(".pair__lack")]

    assert len(lines) == len(block.value)
    assert {tuple(sides(line)) for line in lines} == {(("en-GB", "ltr"),)}


def test_a_page_that_is_not_translated_is_english_and_says_so(client: CheckingClient) -> None:
    page_of(SLUG, "pl").unpublish()

    page = soup(client, address("pl"))

    assert {tuple(sides(line)) for line in every_line(page)} == {(("en-GB", "ltr"),)}
    assert page.select_one(".notice")
    assert not soup(client, f"/pl/guidance/{SLUG}/").select(f'a[href="{address("pl")}"]')


def test_nothing_is_shown_that_nobody_has_signed_for(client: CheckingClient, settings: Any) -> None:
    settings.SHOW_PREVIEW = False

    assert client.get(address("en")).status_code == 404


@pytest.mark.parametrize("slug", ["no-such-page", "why-babies-cry-x"])
def test_a_page_that_is_not_there_is_not_found(client: CheckingClient, slug: str) -> None:
    assert client.get(address("pl", slug)).status_code == 404


# --- Pages to leave in a hurry, weight -------------------------------------------------------------------


def test_an_exit_page_stays_neutral_unkept_and_easy_to_leave(client: CheckingClient) -> None:
    for path in (address("pl", EXIT), f"{address('en', EXIT)}?with=ar"):
        response = client.get(path)
        page = BeautifulSoup(response.content, "html.parser")

        assert response.headers["Cache-Control"] == "no-store"
        assert page.title.get_text() in {"Informacje dla rodzin", "Family information"}
        assert page.select("[data-exit-link]")
        assert not page.select("[data-print]")


@pytest.mark.parametrize("slug", [SLUG, EXIT, "why-babies-cry"])
@pytest.mark.parametrize("code", ["en", "pl", "ar"])
def test_it_asks_the_database_no_more_than_a_page_and_weighs_no_more(code: str, slug: str) -> None:
    path = address(code, slug) + ("?with=ar" if code == "en" else "")

    assert len(queries_for(path, Client())) <= QUERIES_AT_MOST
    assert gzipped(Client().get(path).content) <= 20 * 1024


def test_a_practitioner_finds_every_page_in_a_familys_language(editor_client: Client) -> None:
    page = BeautifulSoup(editor_client.get("/admin/practice/side-by-side/?language=ar").content, "html.parser")

    assert page.select(f'a[href="{address("en")}?with=ar"]')
    assert BeautifulSoup(editor_client.get("/admin/practice/").content, "html.parser").select(
        'a[href="/admin/practice/side-by-side/"]'
    )
