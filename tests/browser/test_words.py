"""What an editor sees of the words while typing: a page that shames is led to one that helps, and only then public."""

import re

from playwright.sync_api import Page, expect

from tests.browser import axe

GUILT = " You are spoiling your baby."
#: The editor of a running text.
TEXT = "[data-streamfield-child]:has(input[value=text]) [contenteditable=true]"
#: What waits for the server: a preview is sent, read and checked. In milliseconds.
PATIENCE = 30_000


def open_editor(site: str, desk: Page) -> None:
    # The first page of guidance is an English one: formats are of such pages alone.
    is_guidance = (key for key in range(3, 60) if desk.request.get(f"{site}/admin/formats/{key}/").status == 200)
    desk.goto(f"{site}/admin/pages/{next(is_guidance)}/edit/")
    desk.wait_for_selector("[data-edit-form] [contenteditable=true]")


def publish(desk: Page) -> None:
    desk.locator("[name=action-publish]").first.evaluate("button => button.click()")
    desk.wait_for_load_state("load")


def test_a_page_that_shames_is_led_to_one_that_helps(site: str, desk: Page) -> None:
    open_editor(site, desk)
    desk.click("[data-side-panel-toggle=checks]")
    words = desk.locator(TEXT).first
    words.click()
    desk.keyboard.press("Control+End")
    # As fast as people type: the editor of rich text hands over what was typed a quarter of a second later.
    desk.keyboard.type(GUILT, delay=40)

    found = desk.locator("[data-words-list] li", has_text="spoiling")
    expect(found).to_have_count(1, timeout=PATIENCE)
    assert "Stops publishing" in found.inner_text()
    assert "comforted; needs you" in found.inner_text()
    assert "A myth" in found.inner_text()
    assert "Text" in found.locator("h3").inner_text()
    axe.inject(desk)
    assert desk.evaluate("axe.run('[data-words]').then(result => result.violations.map(each => each.id))") == []
    found.get_by_role("button").click()
    assert desk.evaluate("document.activeElement.isContentEditable")

    publish(desk)
    beside = desk.locator("[data-streamfield-child] .w-field__errors", has_text="comforted; needs you")
    expect(beside.first).to_be_visible(timeout=PATIENCE)

    expect(found).to_have_count(1, timeout=PATIENCE)
    words = desk.locator(TEXT).first
    words.click()
    desk.keyboard.press("Control+End")
    for _letter in GUILT:
        desk.keyboard.press("Backspace")
    expect(found).to_have_count(0, timeout=PATIENCE)
    publish(desk)

    expect(desk.locator(".messages .success")).to_have_text(re.compile("published"), timeout=PATIENCE)
    desk.close()
