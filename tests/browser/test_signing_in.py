"""A real browser sends what a test client does not: an editor signs in and saves, with every policy in force."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.browser import axe
from tests.browser.conftest import FLAGS, LOGS, password_of, program


def test_the_administrator_signs_in_with_the_printed_password_and_signs_a_page(site: str, chromium: Browser) -> None:
    if site not in LOGS:
        pytest.fail("The site was not started by these tests: nobody knows its password")
    password = re.search(r"password:? +(\S+)", LOGS[site].read_text())
    assert password, LOGS[site].read_text()
    page = chromium.new_page()

    page.goto(f"{site}/admin/")
    page.fill("input[name=username]", "admin")
    page.fill("input[name=password]", password[1])
    page.click("button[type=submit]")
    page.wait_for_url(f"{site}/admin/")
    page.goto(f"{site}/admin/snippets/home/helpline/")
    page.click("text=Lifeline")
    page.fill("input[name=checked_by]", "Perinatal lead")
    page.click("button[type=submit].action-save, .footer button[type=submit]")
    page.wait_for_url(f"{site}/admin/snippets/home/helpline/")

    assert "Perinatal lead" not in page.inner_text("header")
    assert page.locator(".messages .success").count() == 1
    page.close()


@pytest.fixture
def strict_site(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    """Return a site that asks for a second factor, as production does."""
    monkeypatch.setenv("SECOND_FACTOR_REQUIRED", "yes")
    address: str = request.getfixturevalue("own_site")
    return address


@pytest.fixture
def near(driver: Playwright) -> Iterator[Browser]:
    """Start a browser that knows this machine by name: a passkey belongs to a name, not to a number."""
    flags = [flag.replace("EXCLUDE 127.0.0.1", "EXCLUDE localhost") for flag in FLAGS]
    browser = driver.chromium.launch(executable_path=program(), args=flags)
    yield browser
    browser.close()


def test_an_administrator_sets_up_a_passkey_and_signs_in_with_it(strict_site: str, near: Browser) -> None:
    site = strict_site.replace("127.0.0.1", "localhost")
    context = near.new_context(viewport={"width": 320, "height": 700})
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": key | {"isUserVerified": True}})

    def is_at(heading: str) -> None:
        expect(page.locator("h1")).to_have_text(heading)
        assert axe.ours(page) == [], heading
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), heading

    def sign_in() -> None:
        page.goto(f"{site}/admin/pages/")
        is_at("Sign in to Good Beginnings")
        page.fill("input[name=username]", "admin")
        page.fill("input[name=password]", password_of(strict_site))
        page.click("button[type=submit]")

    sign_in()
    is_at("Your second factor")
    page.click("text=Set up an app")
    is_at("Set up an app")
    page.go_back()
    page.click("text=Add a passkey")
    is_at("Add a passkey")
    page.click("text=Add it")
    is_at("Your recovery codes")
    expect(page.locator("main li code")).to_have_count(10)
    page.click("text=I have them: go on")
    page.wait_for_url(f"{site}/admin/")

    context.clear_cookies()
    sign_in()
    is_at("Your second factor")
    page.click("text=Use a passkey")
    page.wait_for_url(f"{site}/admin/pages/**")

    assert wrong == []
