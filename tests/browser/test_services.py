"""A family looks for a service on a phone, in Polish and Arabic, and prints; a practitioner refers on a phone."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser import axe
from tests.browser.test_layout import lost, out_of_reach
from tests.browser.visits import NARROW, PHONE, Visits

FITS = "need=attachment&stage=0-3m&place=armagh&language="


@pytest.mark.parametrize("code", ["pl", "ar"])
def test_a_family_finds_a_service_on_a_phone_without_a_script(visit: Visits, code: str) -> None:
    page = visit.without_scripts(f"/{code}/services/?{FITS}", viewport=PHONE)

    assert page.locator(".service").count()
    assert page.input_value("#place") == "armagh"
    assert (lost(page), out_of_reach(page)) == ([], [])
    axe.inject(page)
    assert axe.violations(page) == []

    page.set_viewport_size(NARROW)
    assert lost(page) == []


@pytest.mark.parametrize("code", ["pl", "ar"])
def test_a_service_is_read_on_its_own_page(visit: Visits, code: str) -> None:
    page = visit.open(f"/{code}/services/", viewport=PHONE)

    page.locator(".service__name a").first.click()
    page.wait_for_url(re.compile(r"/services/[a-z-]+/$"))

    assert page.locator("h1").count() == 1
    assert page.locator(".service-facts").count() == 1
    assert lost(page) == []
    axe.inject(page)
    assert axe.violations(page) == []


def test_the_form_asks_with_an_address_and_remembers(visit: Visits) -> None:
    page = visit.open("/pl/services/", viewport=PHONE)

    page.select_option("#need", "feeding")
    page.select_option("#language", "lt")
    page.click(".service-search button")
    page.wait_for_url(re.compile("need=feeding"))

    assert "language=lt" in urlsplit(page.url).query
    assert page.input_value("#need") == "feeding"


def test_on_paper_all_services_stand_whole_and_no_form_is_left(visit: Visits) -> None:
    page = visit.open("/pl/services/?all=1")
    page.emulate_media(media="print")

    assert page.locator(".service").count() >= 15
    assert page.locator(".service-facts").last.is_visible()
    assert not page.locator(".service-ways").first.is_visible()
    listed = visit.open("/pl/services/")
    listed.emulate_media(media="print")
    assert not listed.locator(".service-search").is_visible()
    assert listed.locator(".service").first.is_visible()


def test_a_practitioner_refers_on_a_phone(site: str, desk: Page) -> None:
    desk.set_viewport_size(PHONE)
    desk.goto(f"{site}/admin/practice/")
    desk.click("text=Who can help this family?")
    desk.select_option("#worry", "attachment")
    desk.select_option("#age", "0-3m")
    desk.click("main form button[type=submit]")
    desk.wait_for_url(re.compile("worry=attachment"))

    assert desk.locator("text=For professionals only.").count() == 1
    assert lost(desk) == []
    axe.inject(desk)
    assert axe.violations(desk) == []
    desk.close()


@pytest.mark.parametrize("screen", ["services/gaps/", "services/import/", "snippets/guidance/service/"])
def test_the_desk_of_the_directory_can_be_read_by_everybody(site: str, desk: Page, screen: str) -> None:
    desk.goto(f"{site}/admin/{screen}")

    assert axe.ours(desk) == []
    assert desk.locator("h1").count() == 1
    desk.close()
