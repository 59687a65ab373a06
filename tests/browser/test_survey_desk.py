"""What an editor does with surveys in a real browser: a poster, and paper by the keyboard alone."""

import re

import pytest
from playwright.sync_api import Page

from tests.browser import axe


def test_a_paper_form_is_typed_in_by_the_keyboard_alone(site: str, desk: Page) -> None:
    desk.goto(f"{site}/admin/snippets/feedback/entrypoint/add/")
    wave = desk.locator("[name=wave] option").filter(has_not_text="Simulated").nth(1)
    desk.select_option("[name=wave]", wave.get_attribute("value"))
    desk.select_option("[name=kind]", "paper")
    desk.fill("[name=label]", "Box in the hall")
    desk.fill("[name=expected_audience]", "40")
    desk.click("footer button[type=submit], button.action-save")
    desk.wait_for_url(re.compile(r"/admin/surveys/ways-in/\d+/"))
    assert axe.ours(desk) == []
    desk.click("text=Type in answers from paper")
    assert axe.ours(desk) == []

    first = desk.locator("[data-paper-question]").first
    assert first.locator("input").first.evaluate("each => each === document.activeElement")
    desk.keyboard.press("1")
    assert first.locator("input").first.is_checked()
    for _question in range(desk.locator("[data-paper-question]").count()):
        desk.keyboard.press("Enter")
    assert desk.evaluate("document.activeElement.matches('[data-paper-save]')")
    desk.keyboard.press("Enter")
    desk.wait_for_selector(".messages .success")

    assert "1 form of this batch since you signed in" in desk.inner_text("main")
    assert not desk.locator("[data-paper] :checked[type=radio]").count()
    desk.close()


def test_the_desk_for_comments_and_what_readers_said_have_no_fault(site: str, desk: Page) -> None:
    desk.goto(f"{site}/admin/comments/")
    assert desk.locator("h1").inner_text() == "Comments"
    assert axe.ours(desk) == []

    desk.goto(f"{site}/admin/said-of-page/{_a_page_of_guidance(desk, site)}/")
    assert desk.locator("h1").inner_text().startswith("What readers said")
    assert axe.ours(desk) == []
    desk.close()


def _a_page_of_guidance(desk: Page, site: str) -> str:
    """Return the key of one, as the way to what readers said of it has it."""
    for key in range(3, 40):
        if desk.request.get(f"{site}/admin/said-of-page/{key}/").status == 200:
            return str(key)
    pytest.fail("There is no page of guidance")
