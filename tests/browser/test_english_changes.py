"""English changes, and readers of its translations see it: told of a meaning, and kept from unsafe words at once."""

import re

import pytest
from playwright.sync_api import Page, expect

from guidance.models import GuidancePage
from tests.browser import axe
from tests.browser.visits import PHONE, Visits

#: No other test looks at these closely: what is done to them stays for as long as the site runs.
TOLD, KEPT_FROM = "how-brains-grow", "bouncing-back"


def change(desk: Page, site: str, slug: str, kind: str) -> None:
    """Add a word to the first text of an English page, and publish it as a change of this kind."""
    page = GuidancePage.objects.get(slug=slug, locale__language_code="en")
    desk.goto(f"{site}/admin/pages/{page.pk}/edit/")
    text = desk.locator("[data-contentpath=body] .public-DraftEditor-content").first
    text.click()
    desk.keyboard.press("Control+End")
    desk.keyboard.type(" Always.")
    desk.wait_for_timeout(700)  # Draftail writes what is typed into its field after half a second.
    desk.evaluate("document.querySelector('[name=action-publish]').click()")
    desk.wait_for_url(re.compile(r"/admin/changes/publish/"))
    assert "Always" in desk.locator(".differences ins").first.inner_text()
    assert not desk.locator("[name=kind]:checked").count()
    assert axe.ours(desk) == []
    desk.locator(f"[name=kind][value={kind}]").focus()
    desk.keyboard.press("Space")
    desk.click("main form button[type=submit]")
    desk.wait_for_url(re.compile(r"/admin/pages/\d+/"))


def test_polish_readers_are_told_which_paragraph_means_something_else_now(site: str, desk: Page, visit: Visits) -> None:
    change(desk, site, TOLD, "meaning")

    page = visit.open(f"/pl/guidance/{TOLD}/", viewport=PHONE)
    mark = page.locator("article .changed")
    expect(mark).to_have_count(1)
    expect(mark).to_contain_text("zmienił się od czasu tłumaczenia")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe.inject(page)
    assert axe.violations(page) == []
    mark.locator("a").click()

    assert "/en/guidance/" in page.url
    english = page.locator(":target")
    expect(english).to_contain_text("Always.")
    assert english.evaluate("each => each.getBoundingClientRect().top < innerHeight")
    desk.close()


def test_arabic_words_give_way_to_english_urgent_help_and_an_interpreter(site: str, desk: Page, visit: Visits) -> None:
    before = visit.open(f"/ar/guidance/{KEPT_FROM}/", viewport=PHONE)
    assert before.locator("article").get_attribute("lang") == "ar"

    change(desk, site, KEPT_FROM, "unsafe")

    page = visit.open(f"/ar/guidance/{KEPT_FROM}/", viewport=PHONE)
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("article").get_attribute("lang") == "en-GB"
    expect(page.locator("article")).to_contain_text("Always.")
    notice = page.locator(".notice")
    expect(notice.locator('a[href^="tel:"]').first).to_be_visible()
    expect(notice.locator('a[href="#help-now"]')).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe.inject(page)
    assert axe.violations(page) == []
    notice.locator('a[href="/ar/interpreter/"]').click()
    assert page.url.endswith("/ar/interpreter/")
    desk.close()


@pytest.mark.parametrize("address", ["", "1/"])
def test_the_lists_of_changes_can_be_read_by_everybody(site: str, desk: Page, address: str) -> None:
    desk.goto(f"{site}/admin/changes/{address}")

    assert desk.locator("h1").count() == 1
    assert axe.ours(desk) == []
    desk.close()


def test_a_word_about_a_paragraph_is_said_by_the_keyboard_and_reaches_the_translator(
    site: str, desk: Page, visit: Visits
) -> None:
    page = visit.open("/ar/guidance/what-attachment-means/", viewport=PHONE)
    ask = page.locator(".reads-right summary").first
    assert ask.bounding_box()["height"] >= 24
    ask.focus()
    page.keyboard.press("Enter")
    axe.inject(page)
    assert axe.violations(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ar/reads-right/")
    assert page.locator("h1").count() == 1

    desk.goto(f"{site}/admin/languages/doubts/?language=ar")

    expect(desk.locator(".doubt")).to_contain_text("Hard to understand: 1")
    assert axe.ours(desk) == []
    desk.close()


def test_a_translator_sees_what_has_changed(site: str, desk: Page) -> None:
    polish = GuidancePage.objects.get(slug=TOLD, locale__language_code="pl")
    desk.goto(f"{site}/admin/sign/{polish.pk}/")
    desk.click("text=What has changed since this was translated")

    expect(desk.locator(".differences ins")).to_contain_text("Always")
    assert desk.locator(".differences td[lang=pl]").inner_text().strip()
    assert axe.ours(desk) == []
    desk.close()
