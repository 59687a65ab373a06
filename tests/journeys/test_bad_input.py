"""Whatever is typed, clicked or uploaded: never a 500, always something a reader or an editor can act on."""

import random
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, Page

from guidance.models import GuidancePage
from home.models import Helpline
from tests.journeys.test_reading import soup
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/xx/",
        "/xx/guidance/calm-together/",
        "/en/guidance/no-such-page/",
        "/en/guidance/calm-together/deeper/",
        "/en/stage/no-such-stage/",
        "/en/topic/<script>/",
        "/en/who/%2e%2e/",
        "/en/interpreter/klingon/",
        "/en/interpreter/en/",
        "/pl/pl/",
        "/guidance/",
        "/en//",
        "/en/guidance/calm-together",
        "/en/" + "a/" * 300,
        "/en/ｆｕｌｌ/",
    ],
)
def test_an_address_that_leads_nowhere_offers_a_way_on(client: CheckingClient, address: str) -> None:
    response = client.get(address, follow=True)

    if response.status_code == 200:  # put right by a redirect
        return
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 404
    assert page.select('form[role="search"], form input[type="search"]')
    assert page.select('#help-now a[href="tel:999"]')
    assert page.select('main a[href*="/topic/"]')


@pytest.mark.parametrize("address", ["/en/%00", "/en/a%0d%0ab/", "/%00/", "/en/search/%7f/"])
def test_control_characters_in_an_address_are_answered_plainly(client: CheckingClient, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 400
    assert "0808 808 8000" in response.content.decode()


def test_no_screen_of_staff_asks_the_database_with_nul(editor_client: Client) -> None:
    for address in (
        "/admin/pages/?q=%00",
        "/admin/reports/site-history/?label=a%00",
        "/admin/practice/referral/?age=%00",
    ):
        assert editor_client.get(address).status_code == 400, address


@pytest.mark.parametrize(
    "query",
    [
        "%00",
        "a%00b",
        "%E2%80%AEevil",
        "%F0%9F%91%B6",
        "'; DROP TABLE x;--",
        "%25%5F",
        "\\",
        "<b>x</b>",
        "%FF%FE",
        "١٢٣",
    ],
)
def test_strange_searches_are_answered(client: CheckingClient, query: str) -> None:
    response = client.get(f"/ar/search/?q={query}")

    assert response.status_code == 200
    assert "<b>x</b>" not in response.content.decode()
    assert "\u202e" not in response.content.decode()


def test_a_search_of_ten_thousand_characters_gets_a_clear_word(client: CheckingClient) -> None:
    page = soup(client, "/en/search/?q=" + "a" * 10_000, status=400)

    assert "up to 200 letters" in page.main.get_text()


def test_repeated_and_unknown_parameters_change_nothing(client: CheckingClient) -> None:
    assert client.get("/en/search/?q=a&q=crying&x=1").status_code == 200
    assert client.get("/en/guidance/calm-together/?utm_source=x&q=%00").status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_public_pages_take_nothing(client: CheckingClient, method: str) -> None:
    client.handler.enforce_csrf_checks = True
    for address in ("/en/", "/en/search/", "/en/help/", "/", "/leave/"):
        response = getattr(client, method)(address)

        assert response.status_code in {403, 405}


def test_a_locale_that_settings_do_not_know_breaks_nothing(client: CheckingClient) -> None:
    Locale.objects.create(language_code="tlh")

    for address in ("/en/", "/pl/guidance/calm-together/", "/sitemap.xml", "/en/no-such-page/"):
        assert client.get(address).status_code in {200, 404}


def test_a_page_in_a_locale_that_settings_do_not_know_breaks_nothing(client: CheckingClient) -> None:
    locale = Locale.objects.create(language_code="tlh")
    english = GuidancePage.objects.get(slug="calm-together", locale__language_code="en")
    copy = english.copy_for_translation(locale, copy_parents=True)
    Page.objects.filter(pk=copy.pk).update(live=True)

    for address in ("/en/guidance/calm-together/", "/en/", "/sitemap.xml", "/en/search/?q=calm"):
        assert client.get(address).status_code == 200


def test_a_helpline_past_its_check_date_hides_its_hours_and_tells_its_owner(
    client: CheckingClient, editor_client: CheckingClient
) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Helpline.objects.filter(key__in=["abuse-helpline", "lifeline", "emergency"]).update(next_check_due=yesterday)

    page = soup(client, "/en/help/")

    cards = {
        card.select_one('a[href^="tel:"]')["href"]: card.get_text(" ", strip=True)
        for card in page.main.select(".helpline")
        if card.select_one('a[href^="tel:"]')
    }
    assert "Hours may have changed" in cards["tel:08088021414"]
    assert "Any time" not in cards["tel:08088021414"]
    assert "Any time" in cards["tel:08088088000"]
    dashboard = editor_client.get("/admin/").content.decode()
    assert "Domestic and Sexual Abuse Helpline" in dashboard


def test_a_doubtful_number_says_so_and_shows_no_hours(client: CheckingClient) -> None:
    text = soup(client, "/en/help/").main.get_text(" ", strip=True)

    assert (
        text.count("This number may have changed")
        == Helpline.objects.filter(evidence="doubtful").exclude(phone="").count()
    )


def test_random_addresses_never_break_the_site(client: CheckingClient) -> None:
    seed = random.randrange(10**6)
    dice = random.Random(seed)
    pieces = [
        "en",
        "pl",
        "ar",
        "zh-hans",
        "xx",
        "guidance",
        "calm-together",
        "topic",
        "stage",
        "search",
        "words",
        "..",
        "%",
        "%F0",
        "interpreter",
        "tet",
        "help",
        "\u202e",
        "é",
        "👶",
        "a" * 300,
        "?q=",
        "&",
        "#",
        "//",
        ":",
        "-",
    ]

    for _ in range(200):
        address = "/" + "/".join(dice.choices(pieces, k=dice.randint(1, 5))) + dice.choice(["", "/", "?q=x"])
        response = client.get(address)

        assert response.status_code < 500, f"seed {seed}: {address}"
