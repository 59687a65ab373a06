"""A real browser sends what a test client does not: an editor signs in and saves, with every policy in force."""

import re

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import LOGS


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
