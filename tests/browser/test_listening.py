"""Somebody who does not read: from the first page by pictures and sound to comfort, a number, and an answer."""

import pytest
from playwright.sync_api import expect

from tests.browser.addresses import GUIDANCE
from tests.browser.visits import PHONE, Visits, until


@pytest.mark.parametrize("code", ["pl", "ar"])
def test_by_pictures_and_sound_alone_to_comfort_a_number_and_an_answer(visit: Visits, code: str) -> None:
    page = visit.open(f"/{code}/", viewport=PHONE)
    page.locator("main a:has(svg)", has=page.locator("path[d^='M4 9v6']")).click()

    tile = page.locator(".talking", has=page.locator(f'a[href="/{code}/{GUIDANCE}"]'))
    tile.locator("audio").evaluate("sound => sound.play()")
    until(page, "document.querySelector('#comfort ~ ul audio').currentTime > 0")
    expect(page.locator('.talking a[href="tel:08088088000"]')).to_be_visible()

    page.locator(f'.talking a[href*="/{code}/survey/"]').first.click()
    onward = page.locator("main .button:has(.icon--onward)")
    onward.click()
    page.locator(".survey-choice__drawing").first.click()
    for _step in range(60):
        if page.locator("[data-thanks]").count():
            break
        onward.click()
    expect(page.locator("[data-thanks]")).to_be_visible()
