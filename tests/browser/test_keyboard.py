"""A reader without a mouse or a touch screen gets everywhere, and always sees where they are."""

import pytest
from playwright.sync_api import Page

from tests.browser.addresses import CLOSELY_WATCHED, EXIT, GUIDANCE, PLACES
from tests.browser.visits import DESK, NARROW, Visits

#: More than any page has; a trap for the keyboard would use them all up.
MANY = 200
#: Each stop takes its time: the pages with most to stop at, in both directions of writing, and the one with a bar.
WALKS = [
    ("home", "en", NARROW),
    ("guidance", "ar", NARROW),
    ("help", "pl", DESK),
    *(("exit", code, size) for code in CLOSELY_WATCHED for size in (NARROW, DESK)),
]

#: How what has the focus is seen: nothing where the focus has left the page. A card is framed by its link's ::after.
FOCUS = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const paper = getComputedStyle(document.documentElement).backgroundColor;
    const frame = style => ["rgba(0, 0, 0, 0)", paper].includes(style.outlineColor) || style.outlineStyle === "none"
        ? 0 : parseFloat(style.outlineWidth);
    const box = element.getBoundingClientRect();
    const bar = document.querySelector(".exit");
    const covers = (across, down) => {
        const top = document.elementFromPoint(box.left + box.width * across, box.top + box.height * down);
        return Boolean(bar) && !bar.contains(element) && bar.contains(top);
    };
    return {
        place: Array.from(document.querySelectorAll("*")).indexOf(element),
        name: element.outerHTML.slice(0, 100),
        frame: Math.max(frame(getComputedStyle(element)), frame(getComputedStyle(element, "::after"))),
        covered: [0.1, 0.5, 0.9].some(across => [0.1, 0.5, 0.9].some(down => covers(across, down))),
        outside: box.bottom < 1 || box.top > innerHeight - 1 || box.right < 1 || box.left > innerWidth - 1,
    };
}"""


def walk(page: Page, key: str) -> list[dict[str, object]]:
    """Press the key until the focus leaves the page; return what it was like at every stop."""
    stops: list[dict[str, object]] = []
    for _step in range(MANY):
        page.keyboard.press(key)
        stop = page.evaluate(FOCUS)
        if stop is None:
            return stops
        stops.append(stop)
    pytest.fail(f"The keyboard can't get out: {stops[-1]['name']}")


@pytest.mark.parametrize("code", CLOSELY_WATCHED)
@pytest.mark.parametrize("path", ["", GUIDANCE, EXIT])
def test_tab_comes_to_the_skip_link_first_and_it_leads_to_the_page(visit: Visits, path: str, code: str) -> None:
    page = visit.open(f"/{code}/{path}")

    page.keyboard.press("Tab")
    skip = page.locator("a.skip").first
    assert skip.evaluate("element => element === document.activeElement")
    assert skip.bounding_box()["height"] >= 24
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("code", CLOSELY_WATCHED)
def test_the_languages_open_with_enter_where_there_are_no_scripts(visit: Visits, code: str) -> None:
    page = visit.open(f"/{code}/{GUIDANCE}", java_script_enabled=False)
    link = page.locator('.languages__link[lang="lt"]')
    assert not link.is_visible()

    for _step in range(10):
        page.keyboard.press("Tab")
        if page.locator(".languages summary:focus").count():
            break
    page.keyboard.press("Enter")

    assert link.is_visible()
    link.click()
    assert page.url == f"{visit.site}/lt/{GUIDANCE}"
    assert page.locator("html").get_attribute("lang") == "lt"


@pytest.mark.parametrize(("name", "code", "size"), WALKS, ids=str)
def test_the_focus_is_always_seen_there_and_back(visit: Visits, name: str, code: str, size: dict[str, int]) -> None:
    page = visit.place(PLACES[name], code, viewport=size)

    there = walk(page, "Tab")
    back = walk(page, "Shift+Tab")

    assert {stop["place"] for stop in there} == {stop["place"] for stop in back}
    for stop in (*there, *back):
        assert stop["frame"] >= 2, stop["name"]
        assert not stop["covered"], f"under the exit button: {stop['name']}"
        assert not stop["outside"], f"out of the window: {stop['name']}"
