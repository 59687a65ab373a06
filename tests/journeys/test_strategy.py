"""From any page a reader gets to the pages on the strategy, from each of them to the others, and to the action plan."""

import pytest
from bs4 import BeautifulSoup

from feedback.models import Priority
from guidance.content.load import FIRST_LANGUAGES
from home.models import StandardPage
from home.strategy import PAGES
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db


def soup(client: CheckingClient, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser")


def ways(page: BeautifulSoup) -> list[str]:
    return [str(link["href"]) for link in page.main.select('nav[aria-labelledby="strategy"] a')]


@pytest.mark.parametrize("code", FIRST_LANGUAGES)
def test_the_foot_of_every_page_leads_to_the_strategy(client: CheckingClient, code: str) -> None:
    assert soup(client, f"/{code}/").select_one(f'footer a[href="/{code}/the-strategy/"]')


@pytest.mark.parametrize("slug", PAGES)
@pytest.mark.parametrize("code", ["en", "ar"])
def test_each_page_leads_to_the_others_in_order_and_to_the_plan(client: CheckingClient, code: str, slug: str) -> None:
    page = soup(client, f"/{code}/{slug}/")

    assert ways(page) == [*(f"/{code}/{each}/" for each in PAGES), f"/{code}/action-plan/"]
    assert [link["href"] for link in page.main.select('nav a[aria-current="page"]')] == [f"/{code}/{slug}/"]


def test_a_page_that_is_taken_off_is_not_led_to(client: CheckingClient) -> None:
    StandardPage.objects.get(slug="have-a-say", locale__language_code="en").unpublish()

    assert "/pl/have-a-say/" not in ways(soup(client, "/pl/the-strategy/"))
    assert "/pl/have-a-say/" not in ways(soup(client, "/pl/action-plan/"))


def test_other_pages_about_the_site_do_not_lead_there(client: CheckingClient) -> None:
    assert ways(soup(client, "/en/about/")) == []


def test_the_plan_leads_to_the_strategy_and_to_each_priority_by_name(client: CheckingClient) -> None:
    page = soup(client, "/pl/action-plan/")

    assert ways(page) == [f"/pl/{each}/" for each in PAGES]
    led_to = page.main.select('nav[aria-labelledby="priorities"] a')
    assert [link.text for link in led_to] == [row.title_pl for row in Priority.objects.order_by("order")]
    assert all(page.select_one(f"h2{link['href']}") for link in led_to)
