"""Reading leaves no trace: no cookie, nothing stored, nobody else asked. `visit` looks at every page it opens."""

import pytest

from tests.browser.addresses import CLOSELY_WATCHED, PLACES
from tests.browser.visits import Visits


@pytest.mark.parametrize("code", CLOSELY_WATCHED)
def test_reading_the_whole_site_in_one_language_leaves_nothing_behind(visit: Visits, code: str) -> None:
    page = visit.blank()
    for place in PLACES.values():
        visit.go(page, place.address(code), status=place.status)

    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(found => found.length)") == 0


def test_changing_the_language_leaves_nothing_behind(visit: Visits) -> None:
    page = visit.open("/", locale="pl-PL")
    assert page.url == f"{visit.site}/pl/"

    page.locator(".languages summary").click()
    page.locator('.languages__link[lang="ar"]').click()

    assert page.url == f"{visit.site}/ar/"
    assert page.context.cookies() == []
    page.goto(f"{visit.site}/")
    assert page.url == f"{visit.site}/pl/"
