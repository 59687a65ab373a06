"""A family goes through a survey on the smallest phone: by thumb or keyboard, with a signal or without."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser import axe
from tests.browser.addresses import CLOSELY_WATCHED, EXIT, EXIT_DESTINATION
from tests.browser.visits import NARROW, Visits

#: More than any survey has.
MANY = 60
NEXT = 'main button[name="go"][value="next"]'
SEND = "main button[data-send]"
WAITING = "[data-waiting]"
KEPT = "caches.keys()"
STORES = "indexedDB.databases().then(found => found.map(each => each.name))"


def address_of(visit: Visits, key: str, code: str = "en") -> str:
    """Return the path of a starter survey: its way in has a code drawn at random."""
    html = visit.blank().request.get(f"{visit.site}/{code}/surveys/").text()
    titles = {"parent-voice": 0, "service-card": 1}
    return re.findall(rf'href="(/{code}/survey/[a-z0-9]+/)"', html)[titles[key]]


def at(page: Page) -> str:
    """Return the page of the survey that is shown: a question's key, or "check", "equality", "record"."""
    return page.locator('#survey input[name="at"]').get_attribute("value") or ""


def begin(visit: Visits, code: str = "en", key: str = "parent-voice", **context: object) -> Page:
    page = visit.open(address_of(visit, key, code), **context)
    page.locator("main a.button").click()
    return page


def choose_first(page: Page) -> None:
    choices = page.locator("main .survey-choice__label:visible")
    if choices.count():
        choices.first.click()


def steps(page: Page) -> Iterator[str]:
    """Go from page to page, with the first choice of each question, and stop at the record; yield where it is."""
    for _step in range(MANY):
        here = at(page)
        yield here
        if here == "record":
            return
        if here not in {"check", "equality"}:
            choose_first(page)
        page.locator(NEXT).click()
        assert at(page) != here, page.inner_text("main")
    pytest.fail("The survey does not end")


def faults_of(page: Page) -> list[str]:
    axe.inject(page)
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    small = page.evaluate("""() => [...document.querySelectorAll("main .survey-choice__label, main .button")]
        .filter(target => target.getClientRects().length)
        .filter(target => target.getBoundingClientRect().height < 44 || target.getBoundingClientRect().width < 44)
        .map(target => `too small: ${target.innerText}`)""")
    return [*axe.violations(page), *small, *(["wider than the screen"] if wide else [])]


# --- The whole way --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CLOSELY_WATCHED)
def test_a_family_gets_through_with_its_thumb(visit: Visits, code: str) -> None:
    page = begin(visit, code, viewport=NARROW, reduced_motion="reduce")
    seen = {}

    for here in steps(page):
        assert page.locator("main input:checked").count() == 0, f"{here} has something chosen beforehand"
        seen[here] = faults_of(page)
    page.locator(SEND).click()

    assert {here: faults for here, faults in seen.items() if faults} == {}
    assert {"check", "equality", "record"} <= set(seen)
    expect(page.locator("[data-thanks]")).to_be_visible()
    assert faults_of(page) == []
    expect(page.locator("#help-now")).to_be_visible()


@pytest.mark.parametrize("code", CLOSELY_WATCHED)
def test_a_family_gets_through_without_scripts(visit: Visits, code: str) -> None:
    page = begin(visit, code, java_script_enabled=False)

    walked = list(steps(page))
    page.locator(SEND).click()

    assert len(walked) > 5
    expect(page.locator("[data-thanks]")).to_be_visible()


def tab_to(page: Page, selector: str) -> None:
    """Walk with the keyboard to something that matches."""
    for _step in range(MANY):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"The keyboard does not get to {selector}")


@pytest.mark.parametrize("code", ["en", "ar"])
def test_the_keyboard_is_enough(visit: Visits, code: str) -> None:
    page = visit.open(address_of(visit, "service-card", code))
    tab_to(page, "main a.button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/questions/")

    while (here := at(page)) != "record":
        if here in {"check", "equality"}:
            tab_to(page, NEXT)
        else:
            tab_to(page, "main input")
            page.keyboard.press("Space")
        # Enter in a field goes on, and does not press the first button of the page: a language.
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert at(page) != here
    tab_to(page, SEND)
    page.keyboard.press("Enter")

    expect(page.locator("[data-thanks]")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == ("en-GB" if code == "en" else code)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_another_language_in_the_middle_keeps_what_was_chosen(visit: Visits, *, scripts: bool) -> None:
    page = begin(visit, java_script_enabled=scripts)
    page.locator(NEXT).click()
    here = at(page)
    choose_first(page)

    page.locator(".languages summary").click()
    page.locator('.languages__link[lang="ar"]').click()

    assert at(page) == here
    assert "/ar/survey/" in page.url
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("main input:checked").count() == 1


# --- When the signal is bad -----------------------------------------------------------------------------------------


@pytest.fixture
def losing(visit: Visits) -> Visits:
    """Let the network fail in this test."""
    visit.loses_signal = True
    return visit


def wait_until_kept(page: Page) -> None:
    """Wait until the phone has kept the survey, and what its page needs."""
    # Not wait_for_function: the page's policy forbids what it does.
    page.evaluate("""async () => {
        const kept = async () => {
            if (!await caches.has("surveys-1")) return [];
            return (await (await caches.open("surveys-1")).keys()).map(each => each.url);
        };
        const isThere = urls => ["/whole/", ".css", ".js"].every(end => urls.some(url => url.endsWith(end)));
        while (!navigator.serviceWorker.controller || !isThere(await kept())) {
            await new Promise(resolve => setTimeout(resolve, 50));
        }
    }""")


def begin_and_lose_signal(visit: Visits, code: str = "en", **context: object) -> Page:
    """Open a survey, wait until the phone has kept it, and take the network away at the second question."""
    page = begin(visit, code, **context)
    wait_until_kept(page)
    page.locator(NEXT).click()
    page.context.set_offline(True)
    return page


def kept_page(page: Page) -> str:
    return page.locator("[data-page]:visible").get_attribute("data-page") or ""


def go_on_without_signal(page: Page) -> list[str]:
    """Go on to the record with the first choice of each question; return the pages that were shown."""
    shown = []
    for _step in range(MANY):
        here = kept_page(page)
        shown.append(here)
        if here == "record":
            return shown
        choose_first(page)
        page.locator("[data-next]").click()
        assert kept_page(page) != here
    pytest.fail("The survey does not end")


def sent(page: Page) -> list[int]:
    """Return a list that is filled with the status of every answer that is sent from now on."""
    statuses: list[int] = []

    def note(response: Response) -> None:
        if response.request.method == "POST" and response.url.endswith("/send/"):
            statuses.append(response.status)

    page.on("response", note)
    return statuses


@pytest.mark.parametrize("code", CLOSELY_WATCHED)
def test_a_survey_goes_on_without_signal_and_is_sent_when_there_is_one(losing: Visits, code: str) -> None:
    page = begin_and_lose_signal(losing, code, reduced_motion="reduce")
    chosen = page.locator("main .survey-choice__label").first.inner_text()
    choose_first(page)
    page.locator(NEXT).click()
    page.wait_for_selector("[data-page]:visible")
    faults = faults_of(page)

    shown = go_on_without_signal(page)
    statuses = sent(page)
    assert chosen in page.locator("[data-record-answers]").inner_text()
    faults += faults_of(page)
    page.locator("[data-send-now]").click()
    expect(page.locator('[data-page="unsent"]')).to_be_visible()
    page.context.set_offline(False)
    page.locator("[data-try]").click()

    expect(page.locator('[data-page="thanks"]')).to_be_visible()
    assert statuses == [201]
    assert "check" in shown
    assert faults == []
    assert page.evaluate(KEPT) == ["always-2"]


def test_what_is_kept_waits_visibly_and_sends_itself_once(losing: Visits) -> None:
    page = begin_and_lose_signal(losing)
    page.locator(NEXT).click()
    page.wait_for_selector("[data-page]:visible")
    go_on_without_signal(page)
    page.locator("[data-send-now]").click()
    assert page.evaluate(STORES) == [], "nothing waits before the family says so"
    page.locator("[data-keep]").click()
    expect(page.locator(WAITING)).to_be_visible()
    statuses = sent(page)

    page.context.set_offline(False)
    losing.go(page, "/en/")

    expect(page.locator("[data-waiting-status]")).to_have_text("It is sent. Thank you.")
    page.reload()
    expect(page.locator(WAITING)).to_be_hidden()
    assert statuses == [201]
    assert page.evaluate(STORES) == []


def waiting_page(visit: Visits) -> Page:
    """Return the home page, on a phone on which an answer waits, without signal for its own sending."""
    page = begin_and_lose_signal(visit)
    page.locator(NEXT).click()
    page.wait_for_selector("[data-page]:visible")
    go_on_without_signal(page)
    page.locator("[data-send-now]").click()
    page.locator("[data-keep]").click()
    expect(page.locator(WAITING)).to_be_visible()
    page.context.route("**/send/", lambda route: route.abort("internetdisconnected"))
    page.context.set_offline(False)
    visit.go(page, "/en/")
    expect(page.locator(WAITING)).to_be_visible()
    return page


def test_what_waits_can_be_deleted(losing: Visits) -> None:
    page = waiting_page(losing)

    page.locator("[data-waiting-delete]").click()

    expect(page.locator("[data-waiting-status]")).to_have_text("It is deleted.")
    assert page.evaluate(STORES) == []


def test_what_waits_longer_than_three_days_is_deleted(losing: Visits) -> None:
    page = waiting_page(losing)

    page.clock.install()
    page.clock.fast_forward(73 * 60 * 60 * 1000)
    losing.go(page, "/en/")

    expect(page.locator(WAITING)).to_be_hidden()
    wait_until_none(page, STORES)


def test_leaving_takes_everything_off_the_phone(losing: Visits) -> None:
    losing.expected = (EXIT_DESTINATION,)
    page = waiting_page(losing)
    page.route(
        f"{EXIT_DESTINATION}**",
        lambda route: route.fulfill(body="<title>Weather</title><h1>Weather</h1>", content_type="text/html"),
    )
    losing.go(page, f"/en/{EXIT}")

    page.locator(".exit__link").click()
    page.wait_for_url(EXIT_DESTINATION)

    losing.go(page, "/en/")
    wait_until_none(page, STORES)
    wait_until_none(page, KEPT)


def test_leaving_while_a_survey_is_being_kept(losing: Visits) -> None:
    page = begin(losing)
    wait_until_kept(page)

    page.evaluate("""async () => {
        const { controller } = navigator.serviceWorker;
        const kept = document.querySelector("[data-survey]").dataset.whole;
        for (let time = 0; time < 20; time += 1) controller.postMessage({ keep: kept });
        controller.postMessage({ wipe: true });
    }""")

    wait_until_none(page, KEPT, looks=10)


def wait_until_none(page: Page, kept: str, looks: int = 1) -> None:
    """Wait until nothing is found so many times: the worker outlives the page that was left, and may still be at it."""
    assert page.evaluate(f"""async () => {{
        for (let empty = 0, time = 0; time < 200; time += 1) {{
            empty = (await {kept}).length ? 0 : empty + 1;
            if (empty === {looks}) return true;
            await new Promise(resolve => setTimeout(resolve, 50));
        }}
        return false;
    }}""")


def test_a_send_that_fails_is_not_lost(losing: Visits) -> None:
    page = begin(losing)
    wait_until_kept(page)
    for _here in steps(page):
        pass
    record = page.locator("main dl").all_inner_texts()

    page.context.set_offline(True)
    page.locator(SEND).click()
    expect(page.locator('[data-page="unsent"]')).to_be_visible()
    statuses = sent(page)
    page.context.set_offline(False)
    page.locator("[data-try]").click()

    expect(page.locator('[data-page="thanks"]')).to_be_visible()
    assert record
    assert statuses == [201]
