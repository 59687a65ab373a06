"""What the Strategic Group sees and does in a real browser, on a site with a made-up year."""

import re

import pytest
from playwright.sync_api import Page

from tests.browser import axe
from tests.browser.addresses import SIMULATED_YEAR

SCREENS = (
    "",
    f"?by=locality&quarter={SIMULATED_YEAR}-Q2",
    "releases/",
    "releases/ask/",
    "releases/1/",
)


@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_can_be_read_by_everybody(site: str, desk: Page, screen: str) -> None:
    desk.goto(f"{site}/admin/outcomes/{screen}")

    assert axe.ours(desk) == []
    assert desk.locator("h1").count() == 1
    desk.close()


def test_a_figure_leads_to_how_it_was_worked_out(site: str, desk: Page) -> None:
    desk.goto(f"{site}/admin/outcomes/")
    desk.select_option("[name=by]", "locality")
    desk.click("main form button[type=submit]")
    desk.wait_for_url(re.compile("by=locality"))
    assert desk.locator("main th", has_text="Craigavon").count() == 1

    desk.locator("main tbody th a").first.click()

    assert "How this was worked out" in desk.inner_text("h1")
    assert desk.locator("main svg[role=img], main figure svg").count()
    assert axe.ours(desk) == []
    desk.close()


def test_somebody_asks_for_another_issue_and_takes_it_back(site: str, desk: Page) -> None:
    desk.goto(f"{site}/admin/outcomes/releases/1/")
    desk.click("text=Ask for another issue")
    desk.click("main form button[type=submit]")
    assert "waiting to be built" in desk.inner_text("main")

    desk.click("text=Take back")
    assert axe.ours(desk) == []
    desk.click("main form button[type=submit]")

    assert desk.url == f"{site}/admin/outcomes/releases/"
    desk.close()
