"""A health visitor makes a pack with her thumb; a mother opens it on her phone, and again without a signal."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import axe
from tests.browser.addresses import EXIT, EXIT_DESTINATION
from tests.browser.visits import NARROW, PHONE, Visits

PACKS = "/admin/practice/packs/"
PAGES = ("First with you, then alone", "Why babies cry", "Looking after you")
KEPT = "caches.keys()"
MOST_TAPS = 10


class Thumb:
    """Taps, and counts."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, place: Locator) -> None:
        place.click()
        self.taps += 1


def make_pack(page: Page, site: str, *, language: str = "Polish") -> tuple[str, int]:
    """Make a pack of three pages and Tiny Steps, to hear; return its short path, and how many taps it took."""
    thumb = Thumb()
    page.goto(f"{site}{PACKS}")
    for title in PAGES:
        thumb.tap(page.locator("#pages label", has_text=title))
    thumb.tap(page.locator("label", has_text="Tiny Steps").first)
    thumb.tap(page.locator("label", has_text=re.compile(f"^{language}$")))
    thumb.tap(page.locator("label", has_text=re.compile("^To hear$")))
    thumb.tap(page.get_by_role("button", name="Make the pack"))
    if "/before/" in page.url:
        thumb.tap(page.get_by_role("button", name="Make the pack"))
    expect(page.locator(".pack-qr svg")).to_be_visible()
    return str(page.locator(".pack-address a").get_attribute("href")), thumb.taps


def keep(page: Page) -> None:
    """Have the phone keep the pack with its files, by one tap, and wait until it is there."""
    page.locator('a[href*="/kept/go/"]').click()
    expect(page.locator("[data-list] li")).to_have_count(1, timeout=60_000)


def faults_of(page: Page) -> list[str]:
    axe.inject(page)
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [*axe.violations(page), *(["wider than the screen"] if wide else [])]


@pytest.fixture
def phone(desk: Page) -> Page:
    """Return the practitioner's phone, signed in."""
    desk.set_viewport_size(PHONE)
    return desk


def test_a_polish_pack_to_hear_takes_ten_taps_at_most(phone: Page, site: str) -> None:
    address, taps = make_pack(phone, site)

    assert taps <= MOST_TAPS
    assert re.fullmatch(r"/go/\w{4}-\w{4}/", address)
    assert phone.locator("textarea").get_attribute("lang") == "pl"


def test_the_practitioners_screens_are_for_everybody(phone: Page, site: str) -> None:
    make_pack(phone, site)
    found = {"made": faults_of(phone)}
    for name, path in {"pick": "", "narrowed": "?q=calm", "opened": "opened/", "old": "old-cards/"}.items():
        for width in (NARROW, PHONE):
            phone.set_viewport_size(width)
            phone.goto(f"{site}{PACKS}{path}")
            found[f"{name} {width['width']}"] = faults_of(phone)

    assert {name: faults for name, faults in found.items() if faults} == {}


def test_the_keyboard_makes_a_pack(phone: Page, site: str) -> None:
    """Nobody presses a key two hundred times: the list of pages is long, and the other parts are one jump away."""

    def press_until(key: str, is_there: str) -> None:
        for _step in range(20):
            phone.keyboard.press(key)
            if phone.evaluate(is_there):
                return
        pytest.fail(f"nothing within twenty steps where {is_there}")

    phone.goto(f"{site}{PACKS}")
    press_until("Tab", "document.activeElement.name === 'page'")
    phone.keyboard.press("Space")
    press_until("Shift+Tab", "document.activeElement.hash === '#language'")
    phone.keyboard.press("Enter")
    press_until("Tab", "document.activeElement.name === 'language'")
    phone.keyboard.press("Space")
    phone.get_by_role("button", name="Make the pack").focus()
    with phone.expect_navigation():
        phone.keyboard.press("Enter")
    # Where the first page of the list is one to ask about before.
    if "/before/" in phone.url:
        press_until("Tab", "document.activeElement.type === 'radio'")
        phone.keyboard.press("Space")
        press_until("Tab", "document.activeElement.type === 'submit'")
        phone.keyboard.press("Enter")

    expect(phone.locator(".pack-qr svg")).to_be_visible()


def test_the_mother_hears_it_and_again_without_a_signal(phone: Page, site: str, visit: Visits) -> None:
    visit.loses_signal = True
    address, _taps = make_pack(phone, site)
    mother = visit.open(address, viewport=PHONE, reduced_motion="reduce", locale="pl-PL")

    assert mother.url == f"{site}/pl{address}"
    assert mother.locator("audio").first.get_attribute("src") == "/pl/guidance/calm-together/calm-together.pl.mp3"
    assert faults_of(mother) == []
    assert mother.context.cookies() == []
    keep(mother)

    mother.context.set_offline(True)
    # She points the phone at the card once more.
    mother.goto(f"{site}{address}3P7HW/")
    expect(mother.locator("h1")).to_have_text("Wybrane dla twojej rodziny")
    part = mother.evaluate("""async () => {
        const headers = { Range: "bytes=100-199" };
        const answer = await fetch(document.querySelector("audio").src, { headers });
        return [answer.status, (await answer.blob()).size];
    }""")
    assert part == [206, 100]
    mother.locator(".card__link").first.click()
    expect(mother.locator("article h1")).to_be_visible()
    assert mother.context.cookies() == []


def test_it_is_taken_off_the_phone_again(phone: Page, site: str, visit: Visits) -> None:
    address, _taps = make_pack(phone, site)
    mother = visit.open(address, viewport=PHONE)
    keep(mother)
    code = address.split("/")[2]
    assert mother.evaluate(KEPT) == ["always-2", f"kept /pl/kept/go/{code}/list.json"]

    mother.locator("[data-remove]").click()

    expect(mother.locator("[data-list] li")).to_have_count(0)
    assert mother.evaluate(KEPT) == ["always-2"]


def test_leaving_an_exit_page_takes_packs_off_the_phone(phone: Page, site: str, visit: Visits) -> None:
    address, _taps = make_pack(phone, site)
    mother = visit.open(address, viewport=PHONE)
    keep(mother)
    visit.expected = (EXIT_DESTINATION,)
    mother.route(
        f"{EXIT_DESTINATION}**",
        lambda route: route.fulfill(body="<title>Weather</title><h1>Weather</h1>", content_type="text/html"),
    )
    visit.go(mother, f"/pl/{EXIT}")
    assert mother.evaluate(KEPT) != []

    mother.locator(".exit__link").click()
    mother.wait_for_url(EXIT_DESTINATION)

    visit.go(mother, "/pl/")
    assert mother.evaluate(KEPT) == []


@pytest.mark.parametrize("code", ["en", "ar"])
def test_the_familys_page_is_for_everybody(phone: Page, site: str, visit: Visits, code: str) -> None:
    address, _taps = make_pack(phone, site)

    for path in (f"/{code}{address}", f"/{code}/go/"):
        assert faults_of(visit.open(path, viewport=NARROW, reduced_motion="reduce")) == []
    assert faults_of(visit.open(f"/{code}/go/nothing/", status=404, viewport=NARROW)) == []


def test_a_pack_is_there_without_scripts(phone: Page, site: str, visit: Visits) -> None:
    address, _taps = make_pack(phone, site)
    page = visit.open(address, java_script_enabled=False)

    assert page.locator(".pack-page").count() == len(PAGES)
