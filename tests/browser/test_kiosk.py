"""A tablet in a waiting room: it starts again by itself, and the next family finds nothing of the one before."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.test_survey import NEXT, STORES, address_of, at, choose_first
from tests.browser.visits import Visits, until

TABLET = {"width": 820, "height": 1180}
PAGES = "pages/calm-together.looking-after-you"
DIALOG = "[data-kiosk-dialog]"
CHOSEN = "main input:checked"


@pytest.fixture
def start(visit: Visits) -> str:
    """Return where the tablet starts that runs a survey."""
    code = address_of(visit, "service-card").rstrip("/").rpartition("/")[2]
    return f"/en/kiosk/survey/{code}/"


def open_tablet(visit: Visits, address: str) -> Page:
    """Open an address as a tablet does, with a clock that the test holds."""
    page = visit.blank(viewport=TABLET, reduced_motion="reduce")
    page.clock.install()
    visit.go(page, address)
    return page


def halfway(page: Page, language: str = "ar") -> str:
    """Go some way into the survey; return the question that is open, with something chosen."""
    page.locator(f'.kiosk-start__language[lang="{language}"]').click()
    page.wait_for_url(f"**/{language}/survey/**")
    page.locator("main a.button").click()
    page.wait_for_url("**/questions/**")
    for _step in range(3):
        here = at(page)
        choose_first(page)
        page.locator(NEXT).click()
        expect(page.locator('#survey input[name="at"]')).not_to_have_value(here)
    choose_first(page)
    expect(page.locator(CHOSEN)).to_have_count(1)
    return at(page)


def nothing_is_kept(page: Page) -> None:
    assert page.context.storage_state(indexed_db=True) == {"cookies": [], "origins": []}
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate(STORES) == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(found => found.length)") == 0


def test_a_survey_left_halfway_starts_again_and_back_shows_nothing(visit: Visits, start: str) -> None:
    page = open_tablet(visit, start)
    here = halfway(page)

    page.clock.fast_forward(91_000)
    expect(page.locator(DIALOG)).to_be_visible()
    page.clock.fast_forward(31_000)
    page.wait_for_url(f"**{start}")

    nothing_is_kept(page)
    for _press in range(3):
        page.go_back()
        assert here not in page.content()
        assert "/survey/" not in page.url.replace(start, "")
    page.go_forward()
    assert page.locator("#survey").count() == 0


def test_reload_in_the_middle_sends_no_answer_again(visit: Visits, start: str) -> None:
    page = open_tablet(visit, start)
    halfway(page)

    page.reload()

    expect(page.locator(CHOSEN)).to_have_count(0)


def test_it_asks_first_counts_down_and_any_touch_gives_more_time(visit: Visits, start: str) -> None:
    page = open_tablet(visit, start)
    here = halfway(page, "pl")

    for _time in range(11):
        page.clock.fast_forward(91_000)
        expect(page.locator(DIALOG)).to_be_visible()
        left = int(page.locator("[data-kiosk-left]").inner_text())
        assert 20 <= left <= 30
        page.locator("[data-kiosk-stay]").click()
        expect(page.locator(DIALOG)).to_be_hidden()

    assert at(page) == here
    assert page.locator(CHOSEN).count() == 1


def test_the_question_has_the_focus_a_name_and_is_said_aloud(visit: Visits, start: str) -> None:
    page = open_tablet(visit, start)
    halfway(page, "pl")
    page.clock.fast_forward(91_000)

    dialog = page.get_by_role("dialog", name="Czy ktoś tu jeszcze jest?")
    expect(dialog).to_be_visible()
    expect(page.locator("[data-kiosk-stay]")).to_be_focused()
    page.clock.run_for(11_000)
    expect(page.locator("[data-kiosk-said]")).to_contain_text("20")

    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_a_tablet_that_slept_wakes_up_at_the_start(visit: Visits, start: str) -> None:
    page = open_tablet(visit, start)
    halfway(page)

    page.clock.fast_forward(3_600_000)

    page.wait_for_url(f"**{start}")


def test_a_survey_is_answered_to_the_end_in_another_language(visit: Visits, start: str) -> None:
    page = open_tablet(visit, start)
    halfway(page)
    page.locator(".languages summary").click()
    page.locator('.languages__link[lang="pl"]').click()
    expect(page.locator("html")).to_have_attribute("lang", "pl")
    while (here := at(page)) != "record":
        page.locator(NEXT).click()
        expect(page.locator('#survey input[name="at"]')).not_to_have_value(here)

    page.locator("main button[data-send]").click()

    expect(page.locator("[data-thanks]")).to_be_visible()
    page.locator("[data-thanks] a.button").click()
    page.wait_for_url(f"**{start}")
    nothing_is_kept(page)


def test_what_was_kept_before_is_wiped_at_the_start(visit: Visits, start: str) -> None:
    page = visit.blank(viewport=TABLET)
    visit.go(page, "/en/words/")
    page.evaluate("""async () => {
        await caches.open("surveys-1");
        await new Promise(resolve => {
            const asking = indexedDB.open("surveys", 1);
            asking.onupgradeneeded = () => asking.result.createObjectStore("waiting", { keyPath: "token" });
            asking.onsuccess = () => { asking.result.close(); resolve(); };
        });
        await navigator.serviceWorker.register("/sw.js");
        await navigator.serviceWorker.ready;
    }""")

    visit.go(page, start)

    until(page, "caches.keys().then(found => !found.length)")
    until(page, "navigator.serviceWorker.getRegistrations().then(found => !found.length)")
    nothing_is_kept(page)


def test_from_page_to_page_no_step_is_left_behind(visit: Visits) -> None:
    page = open_tablet(visit, f"/en/kiosk/{PAGES}/")
    steps = page.evaluate("history.length")
    page.locator('.kiosk-start__language[lang="pl"]').click()
    page.wait_for_url("**/pl/kiosk/**")
    page.locator("main .card__link").first.click()
    page.wait_for_url("**/pl/guidance/**")

    assert page.evaluate("history.length") == steps
    assert "kiosk=pages." in page.url
    away = page.evaluate("""() => [...document.querySelectorAll("a[href]")].map(link => link.href)
        .filter(href => !href.startsWith(location.origin) || /\\.[a-z0-9]+$/.test(new URL(href).pathname))""")
    assert away == []

    page.locator(".kiosk__bar a").click()
    page.wait_for_url(f"**/en/kiosk/{PAGES}/")


def test_who_listens_is_there(visit: Visits) -> None:
    page = open_tablet(visit, "/en/guidance/calm-together/?kiosk=pages.calm-together")
    page.evaluate("""() => {
        const sound = document.createElement("audio");
        Object.defineProperty(sound, "paused", { get: () => false });
        document.body.append(sound);
    }""")

    page.clock.run_for(300_000)

    assert "/guidance/calm-together/" in page.url
    expect(page.locator(DIALOG)).to_be_hidden()


def test_no_signal_is_said_and_nothing_is_lost(visit: Visits, start: str) -> None:
    visit.loses_signal = True
    page = open_tablet(visit, start)
    here = halfway(page)

    page.context.set_offline(True)
    page.locator(NEXT).click()

    expect(page.locator("[data-kiosk-trouble]")).to_be_visible()
    assert at(page) == here
    page.context.set_offline(False)
    page.locator(NEXT).click()
    expect(page.locator('#survey input[name="at"]')).not_to_have_value(here)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_start_again_stands_on_every_page(visit: Visits, start: str, *, scripts: bool) -> None:
    page = visit.open(start, viewport=TABLET, java_script_enabled=scripts)
    page.locator('.kiosk-start__language[lang="ar"]').click()
    page.wait_for_url("**/ar/survey/**")
    page.locator("main a.button").click()
    page.wait_for_url("**/questions/**")
    page.locator(NEXT).click()

    page.locator(".kiosk__bar a").click()

    page.wait_for_url(f"**{start}")


def test_the_question_is_accessible(visit: Visits, start: str) -> None:
    page = visit.open(start, viewport=TABLET, reduced_motion="reduce")
    page.locator('.kiosk-start__language[lang="ar"]').click()
    page.wait_for_url("**/ar/survey/**")
    page.evaluate("document.querySelector('[data-kiosk-dialog]').showModal()")
    axe.inject(page)

    assert axe.violations(page) == []
