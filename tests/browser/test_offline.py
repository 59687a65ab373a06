"""A parent in the countryside keeps a topic on her phone, loses the signal, and reads on."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.addresses import EXIT
from tests.browser.line import Line
from tests.browser.test_packs import faults_of
from tests.browser.visits import NARROW, PHONE, Visits, until

ROOT = Path(__file__).resolve().parents[2]
OLD_WORKER = (ROOT / "tests" / "browser" / "releases" / "worker-1.js").read_text()
NO_WORKER = (ROOT / "static" / "js" / "no-worker.js").read_text()
TOPIC = "topic/crying-and-calming/"
PAGE = "guidance/why-babies-cry/"
#: A page that names an exit page in its words, and a topic that has one among its cards.
NAMES_EXIT = "guidance/new-here/"
TOPIC_WITH_EXIT = "topic/finding-help/"
STORES = "caches.keys()"
STATUS = "[data-status]"
ROW = "[data-list] li"
FROM_STORE = "[data-from-store]"
REGISTERED = "navigator.serviceWorker.getRegistrations().then(found => found.length)"
#: Everything that any store holds, as text, with the addresses it stands at.
EVERYTHING = """async () => {
    let all = "";
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) all += request.url + await (await cache.match(request)).text();
    }
    return all;
}"""


@pytest.fixture
def line(site: str) -> Iterator[Line]:
    with Line(site) as line:
        yield line


@pytest.fixture
def visit(line: Line, chromium: Browser) -> Iterator[Visits]:
    """Return what opens pages over a line that a test can change."""
    visits = Visits(line.address, chromium, loses_signal=True)
    yield visits
    faults = visits.faults()
    visits.close()
    assert not faults, "\n".join(faults)


def keep(page: Page, words: str = "") -> None:
    """Have the phone keep what is offered, and wait until it says so."""
    page.locator("[data-keep-now]").click()
    expect(page.locator(STATUS)).to_have_text(
        words or page.locator("[data-on-phone]").get_attribute("data-kept"), timeout=60_000
    )


def keeping(visit: Visits, code: str = "en", path: str = TOPIC, **context: object) -> Page:
    """Return the page of a phone that has just kept something."""
    page = visit.open(f"/{code}/kept/{path}", **context)
    keep(page)
    return page


def tended(page: Page) -> None:
    """Wait until the worker has done what the last page gave it to do: what is asked of it now comes after."""
    page.evaluate("""async () => {
        const { controller } = navigator.serviceWorker;
        if (!controller) return;
        const whole = "/static/nothing-there";
        const channel = new MessageChannel();
        const done = new Promise(resolve => { channel.port1.onmessage = resolve; });
        controller.postMessage({ pack: [], name: "pack-none" }, [channel.port2]);
        await done;
        await caches.delete("pack-none");
    }""")


@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_topic_is_kept_read_corrected_and_taken_off(visit: Visits, line: Line, code: str) -> None:
    page = visit.open(f"/{code}/{TOPIC}", viewport=PHONE, reduced_motion="reduce")
    page.locator(f'a[href="/{code}/kept/{TOPIC}"]').click()
    assert page.evaluate(STORES) == [], "nothing is kept before it is asked for"
    assert page.evaluate(REGISTERED) == 0
    keep(page)
    expect(page.locator(ROW)).to_have_count(1)
    title = page.locator("[data-link]").first.inner_text()
    assert faults_of(page) == []

    page.context.set_offline(True)
    page.goto(f"{visit.site}/{code}/{PAGE}")
    expect(page.locator("article h1")).to_be_visible()
    expect(page.locator(FROM_STORE)).to_contain_text(page.evaluate("String(new Date().getFullYear())"))
    old = page.locator("article h1").inner_text()
    # A page that is not kept: what is kept is shown in its place, with the numbers to ring.
    missing = page.goto(f"{visit.site}/{code}/services/")
    assert missing.status == 503
    expect(page.locator(FROM_STORE)).to_be_visible()
    expect(page.locator(ROW)).to_contain_text(title)
    assert page.locator(".urgent-help a[href^='tel:']").count() >= 2
    assert faults_of(page) == []
    page.goto(f"{visit.site}/{code}/help/")
    expect(page.locator("main a[href='tel:999'], main a[href^='tel:']").first).to_be_visible()

    page.context.set_offline(False)
    line.corrections[old] = "1234 5678"
    visit.go(page, f"/{code}/kept/")
    page.locator("[data-update]").click()
    words = page.locator("[data-on-phone]").get_attribute("data-updated")
    expect(page.locator(STATUS)).to_have_text(words, timeout=60_000)
    page.context.set_offline(True)
    page.goto(f"{visit.site}/{code}/{PAGE}")
    expect(page.locator("article h1")).to_have_text("1234 5678")

    page.goto(f"{visit.site}/{code}/kept/")
    page.locator("[data-remove]").first.click()
    expect(page.locator(ROW)).to_have_count(0)
    assert page.evaluate(STORES) == ["always-2"]
    page.context.set_offline(False)


def test_the_network_comes_first_and_renews_what_is_kept(visit: Visits, line: Line) -> None:
    page = keeping(visit)
    line.corrections["Why babies cry"] = "1234 5678"

    visit.go(page, f"/en/{PAGE}")

    expect(page.locator("article h1")).to_contain_text("1234 5678")
    tended(page)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("article h1")).to_contain_text("1234 5678")
    page.context.set_offline(False)


@pytest.mark.parametrize("code", ["en", "ar"])
def test_no_exit_page_is_ever_kept_nor_its_title(visit: Visits, code: str) -> None:
    page = visit.open(f"/{code}/{EXIT}")
    title = page.locator("article h1").inner_text()
    assert title in visit.blank().request.get(f"{visit.site}/{code}/{TOPIC_WITH_EXIT}").text()
    visit.go(page, f"/{code}/kept/{TOPIC_WITH_EXIT}")
    keep(page)
    page.locator("[data-read]").check()
    expect(page.locator(STATUS)).to_have_text(page.locator("[data-on-phone]").get_attribute("data-read-on"))

    for path in (EXIT, f"{EXIT}easy-read/", NAMES_EXIT, TOPIC_WITH_EXIT):
        visit.go(page, f"/{code}/{path}", status=404 if "easy-read" in path else 200)
    tended(page)

    everything = page.evaluate(EVERYTHING)
    assert f"/{code}/{NAMES_EXIT}" in everything
    assert title not in everything
    assert EXIT not in everything
    visit.go(page, f"/{code}/kept/")
    assert title not in page.locator("main").inner_text()
    assert page.evaluate("indexedDB.databases()") == []


@pytest.mark.parametrize("code", ["en", "ar"])
@pytest.mark.parametrize("is_told", [True, False], ids=["told before", "found out on the way"])
def test_a_full_phone_is_said_and_nothing_is_half_kept(visit: Visits, code: str, *, is_told: bool) -> None:
    page = visit.blank()
    if not is_told:
        page.add_init_script("navigator.storage.estimate = undefined")
    visit.go(page, f"/{code}/kept/{TOPIC}")
    protocol = page.context.new_cdp_session(page)
    protocol.send("Storage.overrideQuotaForOrigin", {"origin": visit.site, "quotaSize": 60_000})

    keep(page, page.locator("[data-on-phone]").get_attribute("data-full"))

    assert page.locator(ROW).count() == 0
    assert [name for name in page.evaluate(STORES) if name.startswith("kept ")] == []


def test_what_broke_off_halfway_is_not_shown_as_the_whole(visit: Visits, line: Line) -> None:
    page = visit.open(f"/en/kept/{TOPIC}")
    line.faults[f"/en/{PAGE}"] = 500

    keep(page, page.locator("[data-on-phone]").get_attribute("data-failed"))

    assert page.locator(ROW).count() == 0
    assert [name for name in page.evaluate(STORES) if name.startswith("kept ")] == []


def test_what_broke_off_while_it_was_brought_up_to_date_stays_as_it_was(visit: Visits, line: Line) -> None:
    page = keeping(visit)
    line.faults[f"/en/{PAGE}"] = 500

    page.locator("[data-update]").click()

    expect(page.locator(STATUS)).to_have_text(page.locator("[data-on-phone]").get_attribute("data-failed"))
    expect(page.locator("[data-fault]")).to_be_hidden()
    page.context.set_offline(True)
    page.goto(f"{visit.site}/en/{PAGE}")
    expect(page.locator("article h1")).to_be_visible()
    page.context.set_offline(False)


def test_what_the_browser_took_off_is_said(visit: Visits) -> None:
    page = keeping(visit)
    page.evaluate(f"""async () => {{
        const name = (await caches.keys()).find(each => each.startsWith("kept "));
        await (await caches.open(name)).delete("/en/{PAGE}");
    }}""")

    page.reload()

    expect(page.locator("[data-fault]")).to_be_visible()


def test_a_page_that_may_not_be_kept_any_more_goes_at_the_next_visit(visit: Visits, line: Line) -> None:
    page = keeping(visit)
    line.faults[f"/en/{PAGE}"] = 404

    page.goto(f"{visit.site}/en/{PAGE}")
    tended(page)

    assert f"/en/{PAGE}" not in page.evaluate(URLS)


def test_a_page_that_was_withdrawn_goes_within_a_day_though_nobody_opens_it(visit: Visits, line: Line) -> None:
    page = keeping(visit)
    line.corrections[f'"/en/{PAGE}", '] = ""
    visit.go(page, "/en/words/")
    tended(page)
    assert f"/en/{PAGE}" in page.evaluate(URLS)

    line.ahead = timedelta(days=2)
    visit.go(page, "/en/words/")
    tended(page)

    assert f"/en/{PAGE}" not in page.evaluate(URLS)
    visit.go(page, "/en/kept/")
    expect(page.locator(ROW)).to_have_count(1)
    expect(page.locator("[data-fault]")).to_be_hidden()


#: The paths in all stores but that of urgent help.
URLS = """async () => {
    const found = [];
    for (const name of await caches.keys()) {
        if (name === "always-2") continue;
        found.push(...(await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname));
    }
    return found;
}"""


# --- One bar of signal ----------------------------------------------------------------------------------------------


def test_a_page_that_is_kept_is_shown_where_the_signal_is_too_weak_and_renewed_when_it_comes(
    visit: Visits, line: Line
) -> None:
    page = keeping(visit)
    tended(page)
    title = page.locator("[data-link]").first.inner_text()
    line.corrections[title] = "Corrected"
    line.silent.add(f"/en/{TOPIC}")

    visit.go(page, f"/en/{TOPIC}")
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator(FROM_STORE)).to_contain_text("is not answering just now")

    line.silent.clear()
    until(page, f"caches.match('/en/{TOPIC}').then((kept) => kept.text()).then((words) => words.includes('Corrected'))")


def test_a_page_that_is_not_kept_is_waited_for_however_weak_the_signal(visit: Visits, line: Line) -> None:
    page = keeping(visit)
    path = "/en/guidance/bouncing-back/"
    line.silent.add(path)
    letting_go = threading.Timer(10, line.silent.clear)
    letting_go.start()

    visit.go(page, path)
    letting_go.join()

    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(FROM_STORE)).to_have_count(0)


# --- The pages I read -----------------------------------------------------------------------------------------------


def test_pages_that_are_read_are_kept_only_when_somebody_says_so(visit: Visits) -> None:
    page = keeping(visit)
    visit.go(page, "/en/guidance/bouncing-back/")
    tended(page)
    assert "/en/guidance/bouncing-back/" not in page.evaluate(URLS)

    visit.go(page, "/en/kept/")
    page.locator("[data-read]").check()
    expect(page.locator(STATUS)).not_to_be_empty()
    visit.go(page, "/en/guidance/bouncing-back/")
    tended(page)
    visit.go(page, "/en/kept/")
    expect(page.locator("[data-read-list] li")).to_have_count(1)
    page.context.set_offline(True)
    page.locator("[data-read-list] a").click()
    expect(page.locator(FROM_STORE)).to_be_visible()
    page.context.set_offline(False)

    visit.go(page, "/en/kept/")
    # Before the page shows how things stand there is nothing to uncheck, and a list without a line.
    expect(page.locator("[data-read]")).to_be_checked()
    page.locator("[data-read]").uncheck()
    expect(page.locator("[data-read-list] li")).to_have_count(0)
    assert "read-2" not in page.evaluate(STORES)


def test_pages_that_were_read_are_not_kept_again_by_a_worker_that_was_at_work_when_they_were_taken_off(
    visit: Visits,
) -> None:
    page = keeping(visit)
    tended(page)
    page.evaluate("caches.open('read-2')")
    page.evaluate("""() => {
        navigator.locks.request("stores", () => new Promise((resolve) => { window.letGo = resolve; }));
    }""")
    other = page.context.new_page()
    visit.go(other, "/en/guidance/bouncing-back/")
    until(page, "navigator.locks.query().then(({ pending }) => pending.some(({ name }) => name === 'stores'))")

    page.evaluate("caches.delete('read-2').then(window.letGo)")
    tended(other)

    assert "read-2" not in page.evaluate(STORES)


def test_of_pages_that_are_read_thirty_are_kept(visit: Visits) -> None:
    page = keeping(visit)
    page.evaluate("""async () => {
        const cache = await caches.open("read-2");
        for (let number = 0; number < 30; number += 1) {
            const headers = { "Content-Type": "text/html", Date: new Date().toUTCString() };
            await cache.put(`/en/guidance/page-${number}/`, new Response("<h1>Page</h1>", { headers }));
        }
    }""")

    visit.go(page, "/en/guidance/calm-together/")
    tended(page)

    read = page.evaluate("""async () => (await (await caches.open("read-2")).keys())
        .map(({ url }) => new URL(url).pathname).filter(path => path.startsWith("/en/guidance/"))""")
    assert len(read) == 30
    assert read[0] == "/en/guidance/page-1/"
    assert read[-1] == "/en/guidance/calm-together/"


# --- Other releases, and other clocks -------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["en", "ar"])
def test_the_kill_switch_takes_all_of_it_off(visit: Visits, line: Line, code: str) -> None:
    page = keeping(visit, code)

    line.worker = NO_WORKER
    visit.go(page, f"/{code}/words/")

    until(page, "caches.keys().then(found => !found.length)")
    until(page, f"{REGISTERED.replace('found.length', '!found.length')}")
    visit.go(page, f"/{code}/{PAGE}")


def test_a_page_of_this_release_takes_the_place_of_an_older_worker(visit: Visits, line: Line) -> None:
    line.worker = OLD_WORKER
    page = visit.open("/en/words/")
    page.evaluate("navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready)")
    page.reload()
    line.worker = ""

    visit.go(page, f"/en/kept/{TOPIC}")
    keep(page)

    visit.go(page, "/en/words/")
    tended(page)
    assert [name for name in page.evaluate(STORES) if name.startswith("kept ")]


def test_where_the_older_worker_stays_nothing_is_half_kept(visit: Visits, line: Line) -> None:
    line.worker = OLD_WORKER
    page = visit.open(f"/en/kept/{TOPIC}")

    keep(page, page.locator("[data-on-phone]").get_attribute("data-failed"))

    assert page.locator(ROW).count() == 0
    assert page.evaluate(STORES) == []


def test_a_pack_that_an_older_release_kept_is_still_there(visit: Visits) -> None:
    page = keeping(visit)
    page.evaluate("""async () => {
        const cache = await caches.open("pack-K4M7-9RTX");
        const headers = { "Content-Type": "text/html", Date: new Date().toUTCString() };
        const html = '<html lang="pl" dir="ltr"><title>Wybrane</title><main><h1>Wybrane</h1></main>';
        await cache.put("/pl/go/K4M7-9RTX/", new Response(html, { headers }));
    }""")
    page.context.set_offline(True)
    page.goto(f"{visit.site}/go/K4M7-9RTX/3P7HW/")
    expect(page.locator("h1")).to_have_text("Wybrane")

    page.goto(f"{visit.site}/en/kept/")

    link = page.locator("[data-link]", has_text="Wybrane")
    expect(link).to_have_attribute("lang", "pl")
    link.click()
    expect(page.locator("h1")).to_have_text("Wybrane")
    page.context.set_offline(False)


@pytest.mark.parametrize("days", [365, -365], ids=["a year behind", "a year ahead"])
def test_a_phone_with_a_wrong_clock_keeps_a_month_all_the_same(visit: Visits, line: Line, days: int) -> None:
    line.ahead = timedelta(days=days)
    page = keeping(visit)
    visit.go(page, "/en/words/")
    tended(page)
    assert f"/en/{PAGE}" in page.evaluate(URLS)

    line.ahead += timedelta(days=29)
    visit.go(page, "/en/words/")
    tended(page)
    assert f"/en/{PAGE}" in page.evaluate(URLS)

    line.ahead += timedelta(days=2)
    visit.go(page, "/en/words/")
    tended(page)
    assert page.evaluate(URLS) == []


def test_urgent_help_is_fetched_anew_each_day(visit: Visits, line: Line) -> None:
    page = keeping(visit)
    visit.go(page, "/en/words/")
    tended(page)
    line.corrections["Lifeline"] = "1234 5678"
    line.ahead = timedelta(days=2)

    visit.go(page, "/en/words/")
    tended(page)

    page.context.set_offline(True)
    page.goto(f"{visit.site}/en/help/")
    expect(page.locator("main")).to_contain_text("1234 5678")
    page.context.set_offline(False)


# --- What else stands there -----------------------------------------------------------------------------------------


def with_an_answer_that_waits(visit: Visits, *, days: int = 0) -> Page:
    """Return a page of a phone on which an answer waits that can't be sent; ``days`` ahead of now by its clock."""
    page = visit.open("/en/words/")
    page.evaluate(
        """days => new Promise(resolve => {
        const asking = indexedDB.open("surveys", 1);
        asking.onupgradeneeded = () => asking.result.createObjectStore("waiting", { keyPath: "token" });
        asking.onsuccess = () => {
            const deal = asking.result.transaction("waiting", "readwrite");
            const since = Date.now() + days * 86400000;
            deal.objectStore("waiting").put({ token: "1", url: "/nowhere", ticket: "", answers: {}, week: "", since });
            deal.oncomplete = () => { asking.result.close(); resolve(); };
        };
    })""",
        days,
    )
    page.route("**/nowhere", lambda route: route.abort("internetdisconnected"))
    return page


def test_an_answer_that_waits_is_seen_there_and_can_be_deleted(visit: Visits) -> None:
    page = with_an_answer_that_waits(visit)

    visit.go(page, "/en/kept/")

    expect(page.locator("[data-waiting]")).to_be_visible()
    page.locator("[data-waiting-delete]").click()
    until(page, "indexedDB.databases().then(found => !found.length)")


def test_an_answer_does_not_wait_for_ever_where_the_clock_was_set_back(visit: Visits) -> None:
    page = with_an_answer_that_waits(visit, days=365)
    visit.go(page, "/en/kept/")
    expect(page.locator("[data-waiting]")).to_be_visible()

    page.clock.install()
    page.clock.fast_forward(73 * 60 * 60 * 1000)
    visit.go(page, "/en/kept/")

    until(page, "indexedDB.databases().then(found => !found.length)")


def test_everything_can_be_taken_off_and_the_worker_with_it(visit: Visits) -> None:
    page = keeping(visit)

    page.locator("button[data-all-off]").click()

    words = page.locator("[data-on-phone]").get_attribute("data-all-off")
    expect(page.locator(STATUS)).to_have_text(words)
    visit.go(page, "/en/words/")
    assert page.evaluate(STORES) == []
    assert page.evaluate(REGISTERED) == 0


@pytest.mark.parametrize("code", ["en", "ar"])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_it_is_for_everybody(visit: Visits, code: str, colours: str) -> None:
    page = keeping(visit, code, viewport=NARROW, color_scheme=colours, reduced_motion="reduce")

    assert faults_of(page) == []
    small = page.evaluate("""() => [...document.querySelectorAll("main button, main input, main label")]
        .filter(each => each.offsetParent && each.getBoundingClientRect().height < 24).map(each => each.outerHTML)""")
    assert small == []


def test_the_keyboard_keeps_and_takes_off(visit: Visits) -> None:
    page = visit.open(f"/en/kept/{TOPIC}")
    # What is not shown yet takes no focus, and nothing says so.
    expect(page.locator("[data-keep-now]")).to_be_visible()
    page.locator("[data-keep-now]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(ROW)).to_have_count(1, timeout=60_000)
    expect(page.locator(STATUS)).to_be_focused()

    page.locator("[data-remove]").first.focus()
    page.keyboard.press("Enter")

    expect(page.locator(ROW)).to_have_count(0)
    expect(page.locator(STATUS)).to_be_focused()


def test_without_scripts_it_is_a_sentence(visit: Visits) -> None:
    page = visit.without_scripts("/en/kept/")

    expect(page.locator("[data-needs]")).to_be_visible()
    expect(page.locator("[data-tools]")).to_be_hidden()
    assert faults_of(page) == []
