"""Leaving at once, from the pages that somebody else should not see over a shoulder."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.addresses import CLOSELY_WATCHED, EXIT, EXIT_DESTINATION, GUIDANCE, PLACES, SHOWN
from tests.browser.visits import DESK, PHONE, Visits

LINK = ".exit__link"
#: A little more than the five seconds in which Shift counts. In milliseconds.
PATIENCE = 5_100


@pytest.fixture
def leaving(visit: Visits) -> Visits:
    """Let this test's pages go to the harmless page, which stands in for itself."""
    visit.expected = (EXIT_DESTINATION,)
    return visit


def harmless(route: Route) -> None:
    route.fulfill(body="<title>Weather</title><h1>Weather</h1>", content_type="text/html")


def open_exit_page(
    visit: Visits, code: str = "en", answer: Callable[[Route], None] = harmless, **context: object
) -> Page:
    """Open the page as a reader comes to it, from another page of the site."""
    page = visit.blank(viewport=PHONE, **context)
    page.route(f"{EXIT_DESTINATION}**", answer)
    visit.go(page, f"/{code}/")
    visit.go(page, f"/{code}/{EXIT}")
    return page


@pytest.mark.parametrize("code", CLOSELY_WATCHED)
def test_the_button_stands_on_exit_pages_and_nowhere_else(visit: Visits, code: str) -> None:
    request = visit.blank().request

    pages = {name: request.get(f"{visit.site}{place.address(code)}").text() for name, place in PLACES.items()}

    assert [name for name, html in pages.items() if "data-exit" in html] == ["exit"]


@pytest.mark.parametrize("code", SHOWN)
def test_nothing_about_an_exit_page_gives_it_away(visit: Visits, code: str) -> None:
    page = visit.blank()
    response = visit.go(page, f"/{code}/{EXIT}")

    title, heading = page.title(), page.locator("h1").inner_text()

    assert "no-store" in response.headers["cache-control"]
    assert title
    assert heading.lower() not in title.lower()
    assert "icon-plain" in (page.locator('link[rel="icon"]').get_attribute("href") or "")
    assert page.locator('meta[name="description"], meta[property]').count() == 0


def test_the_title_of_an_exit_page_is_neutral_in_every_language(visit: Visits) -> None:
    page = visit.blank()
    titles = {}
    for code in SHOWN:
        visit.go(page, f"/{code}/{EXIT}")
        titles[code] = page.title()

    assert titles["en"] == "Family information"
    assert len(set(titles.values())) == len(SHOWN), titles


@pytest.mark.parametrize("code", CLOSELY_WATCHED)
def test_a_click_blanks_the_page_at_once_and_back_does_not_return_to_it(leaving: Visits, code: str) -> None:
    held: list[Route] = []
    page = open_exit_page(leaving, code, answer=lambda route: held.append(route))

    shown = page.evaluate(f"""() => {{
        document.querySelector("{LINK}").click();
        const left = document.querySelectorAll("svg, img, h1, a").length;
        return {{ text: document.body.innerText.trim(), left }};
    }}""")
    page.wait_for_timeout(300)
    assert shown["left"] == 0
    assert len(shown["text"]) < 40
    harmless(held[0])

    page.wait_for_url(EXIT_DESTINATION)
    page.go_back()
    assert page.url == f"{leaving.site}/{code}/"


def test_the_link_for_screen_readers_leaves_in_the_same_way(leaving: Visits) -> None:
    page = open_exit_page(leaving)

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.skip--exit')")
    page.keyboard.press("Enter")

    page.wait_for_url(EXIT_DESTINATION)


class Nothing:
    """A harmless page that answers "no content", so that the browser stays where it is: each asking is counted.

    One that never answers would do as well, but a browser asked about a page it is leaving may not answer either.
    """

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, route: Route) -> None:
        self.asked += 1
        route.fulfill(status=204)


def bring_back(page: Page) -> None:
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    page.wait_for_timeout(300)


def test_a_page_brought_back_from_the_phones_memory_is_blank_and_leaves_again(leaving: Visits) -> None:
    nothing = Nothing()
    page = open_exit_page(leaving, answer=nothing)
    page.locator(LINK).click()
    page.wait_for_timeout(300)
    assert nothing.asked == 1

    bring_back(page)

    assert nothing.asked == 2
    assert page.locator("h1").count() == 0


def test_a_page_brought_back_that_nobody_left_stays(leaving: Visits) -> None:
    nothing = Nothing()
    page = open_exit_page(leaving, answer=nothing)

    bring_back(page)

    assert nothing.asked == 0
    assert page.locator("h1").count() == 1


def test_shift_three_times_leaves(leaving: Visits) -> None:
    page = open_exit_page(leaving)

    page.keyboard.press("Shift")
    expect(page.locator(".exit__dot--on")).to_have_count(1)
    page.keyboard.press("Shift")
    expect(page.locator(".exit__dot--on")).to_have_count(2)
    expect(page.locator("[data-exit-status]")).not_to_be_empty()
    page.keyboard.press("Shift")

    page.wait_for_url(EXIT_DESTINATION)


def test_shift_three_times_in_more_than_five_seconds_does_not_leave(leaving: Visits) -> None:
    page = open_exit_page(leaving)
    page.clock.install()
    page.reload()

    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.clock.run_for(PATIENCE)
    expect(page.locator(".exit__dot--on")).to_have_count(0)
    page.keyboard.press("Shift")
    page.wait_for_timeout(300)

    assert page.url == f"{leaving.site}/en/{EXIT}"
    expect(page.locator(".exit__dot--on")).to_have_count(1)


def test_shift_while_typing_does_not_leave(leaving: Visits) -> None:
    page = open_exit_page(leaving)
    page.evaluate("""() => {
        const field = document.body.appendChild(document.createElement("input"));
        field.setAttribute("aria-label", "a field");
        field.focus();
    }""")

    for _press in range(4):
        page.keyboard.press("Shift")
    page.wait_for_timeout(300)

    assert page.url == f"{leaving.site}/en/{EXIT}"


def test_shift_for_a_capital_letter_or_to_walk_back_does_not_leave(leaving: Visits) -> None:
    page = open_exit_page(leaving)

    for key in ("Shift+A", "Shift+B", "Shift+Tab", "Shift+C"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)

    assert page.url == f"{leaving.site}/en/{EXIT}"


@pytest.mark.parametrize("code", CLOSELY_WATCHED)
def test_without_scripts_the_button_is_a_plain_link_that_leaves(leaving: Visits, code: str) -> None:
    page = open_exit_page(leaving, code, java_script_enabled=False)

    assert page.locator(LINK).get_attribute("href") == "/leave/"
    assert set((page.locator(LINK).get_attribute("rel") or "").split()) == {"noreferrer", "nofollow"}
    page.locator(LINK).click()

    page.wait_for_url(EXIT_DESTINATION)


def test_leave_sends_on_and_is_kept_nowhere(visit: Visits) -> None:
    response = visit.blank().request.get(f"{visit.site}/leave/", max_redirects=0)

    assert response.status == 302
    assert response.headers["location"] == EXIT_DESTINATION
    assert "no-store" in response.headers["cache-control"]
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("code", CLOSELY_WATCHED)
def test_the_button_stays_within_reach_while_the_page_scrolls(visit: Visits, code: str, size: dict[str, int]) -> None:
    page = visit.open(f"/{code}/{EXIT}", viewport=size)

    page.evaluate("window.scrollTo(0, document.body.scrollHeight / 2)")

    expect(page.locator(LINK)).to_be_in_viewport(ratio=1)
    box = page.locator(LINK).bounding_box()
    assert box is not None
    assert box["height"] >= 44
    bar = page.locator(".exit").bounding_box()
    assert bar is not None
    assert bar["height"] < size["height"] / 5


def test_a_search_that_finds_an_exit_page_can_be_left_too(visit: Visits) -> None:
    page = visit.open("/en/search/?q=safe+at+home")

    assert page.locator(f'a[href="/en/{EXIT}"]').count()
    assert page.locator(LINK).count() == 1


def test_exit_addresses_do_not_name_the_matter() -> None:
    assert not re.search("abuse|violence|violent|danger", EXIT)
    assert GUIDANCE != EXIT
