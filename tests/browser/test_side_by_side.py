"""Two languages beside each other: on a wide screen, on a phone, on paper."""

import io
from itertools import pairwise

import pikepdf
import pytest
from playwright.sync_api import Page

from tests.browser import axe
from tests.browser.addresses import EXIT, GUIDANCE
from tests.browser.visits import DESK, NARROW, Visits

#: What each line looks like: its number, and for each side the language, the edges, and where its words begin.
LINES = """() => [...document.querySelectorAll(".pair")].map(line => ({
    number: line.querySelector(".pair__number").innerText.trim(),
    sides: [...line.querySelectorAll(".pair__side")].map(side => {
        const box = side.getBoundingClientRect();
        return { lang: side.lang, dir: getComputedStyle(side).direction, top: box.top, left: box.left,
                 right: box.right, bottom: box.bottom };
    }),
}))"""


def lines(page: Page) -> list[dict]:  # type: ignore[type-arg]
    found: list[dict] = page.evaluate(LINES)  # type: ignore[type-arg]
    assert len(found) > 10
    return found


@pytest.mark.parametrize("address", [f"/ar/{GUIDANCE}side-by-side/", f"/en/{GUIDANCE}side-by-side/?with=ar"])
def test_both_sides_of_a_line_begin_at_the_same_height_on_a_wide_screen(visit: Visits, address: str) -> None:
    page = visit.open(address, viewport=DESK)
    is_arabic = address.startswith("/ar/")

    for line in lines(page):
        first, second = line["sides"]
        assert {first["lang"], second["lang"]} == {"ar", "en-GB"}
        assert abs(first["top"] - second["top"]) < 1, line["number"]
        # The language of the address comes first: on the right where that is Arabic.
        assert first["lang"] == ("ar" if is_arabic else "en-GB")
        assert (first["left"] > second["right"] - 1) is is_arabic
        assert {side["dir"] for side in line["sides"] if side["lang"] == "ar"} == {"rtl"}


def test_on_a_phone_the_two_stand_one_below_the_other_and_no_line_runs_into_the_next(visit: Visits) -> None:
    page = visit.open(f"/ar/{GUIDANCE}side-by-side/", viewport=NARROW)
    found = lines(page)

    assert all(line["sides"][1]["top"] >= line["sides"][0]["bottom"] - 1 for line in found)
    assert all(two["sides"][0]["top"] >= one["sides"][1]["bottom"] for one, two in pairwise(found))
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("path", [GUIDANCE, EXIT])
@pytest.mark.parametrize("width", [NARROW, DESK], ids=["narrow", "desk"])
def test_axe_finds_nothing_wrong_beside_the_english(visit: Visits, path: str, width: dict[str, int]) -> None:
    page = visit.open(f"/en/{path}side-by-side/?with=ar", viewport=width, reduced_motion="reduce")
    axe.inject(page)

    assert axe.violations(page) == []


def test_three_people_find_line_three_by_its_address(visit: Visits) -> None:
    page = visit.open(f"/ar/{GUIDANCE}side-by-side/#line-3", viewport=NARROW)

    assert page.locator("#line-3").bounding_box()["y"] < 60
    assert page.locator("#line-3 .pair__number").inner_text().strip() == "3"


def test_on_paper_there_are_two_columns_and_no_line_is_cut(visit: Visits) -> None:
    page = visit.open(f"/ar/{GUIDANCE}side-by-side/", viewport=NARROW)
    page.emulate_media(media="print")
    # A4 without its margins, in CSS pixels.
    page.set_viewport_size({"width": 688, "height": 1016})

    for line in lines(page):
        first, second = line["sides"]
        assert abs(first["top"] - second["top"]) < 1
        assert first["left"] > second["right"] - 1
    assert page.evaluate("getComputedStyle(document.querySelector('.pair')).breakInside") == "avoid"
    assert not page.locator("[data-print]").is_visible()
    printed = page.pdf(format="A4")
    with pikepdf.open(io.BytesIO(printed)) as document:
        assert 1 <= len(document.pages) <= 6


def test_looking_leaves_nothing_behind(visit: Visits) -> None:
    page = visit.open(f"/en/{GUIDANCE}side-by-side/", viewport=DESK)
    page.locator('.side-by-side__choice a[lang="ar"]').click()

    assert page.url.endswith("?with=ar")
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_questions_are_picked_with_the_keyboard_and_shown_large(visit: Visits) -> None:
    page = visit.open("/ar/questions/", viewport=NARROW)
    page.locator("#ask-crying").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/questions/?ask=**")

    assert page.locator(".asked__question").count() == 2
    size = page.locator(".asked__english").first.evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
    assert size >= 22
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
