"""axe-core finds nothing wrong with any template: narrow and wide, in light, dark and forced colours."""

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page

from tests.browser import axe
from tests.browser.addresses import CLOSELY_WATCHED, EXIT, GUIDANCE, PLACES
from tests.browser.visits import DESK, NARROW, Visits

WIDTHS = (NARROW, DESK)
SCHEMES = ("light", "dark")
READABLE = "document.querySelector('h1').getClientRects().length && document.body.innerText.trim().length > 40"


def faults_everywhere(page: Page) -> list[str]:
    """Return what axe finds at each width and in each scheme; the page is loaded once: no script of it cares."""
    axe.inject(page)
    faults = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size(width)
            faults += [f"{width['width']} px, {scheme}: {fault}" for fault in axe.violations(page)]
    page.emulate_media(forced_colors="active")
    # Chromium keeps some of the old colours where they are forced while the page stands.
    page.reload()
    axe.inject(page)
    assert page.evaluate(READABLE)
    return faults + [f"forced colours: {fault}" for fault in axe.violations(page)]


@pytest.mark.parametrize("code", CLOSELY_WATCHED)
@pytest.mark.parametrize("name", PLACES)
def test_axe_finds_nothing_wrong(visit: Visits, name: str, code: str) -> None:
    page = visit.place(PLACES[name], code, reduced_motion="reduce")

    faults = faults_everywhere(page)

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("code", ["en", "ar"])
@pytest.mark.parametrize("name", PLACES)
def test_axe_finds_nothing_wrong_with_pages_that_ran_no_script(visit: Visits, name: str, code: str) -> None:
    place = PLACES[name]
    page = visit.without_scripts(place.address(code), status=place.status)
    axe.inject(page)

    assert axe.violations(page) == []


@pytest.mark.parametrize("code", CLOSELY_WATCHED)
@pytest.mark.parametrize("path", [GUIDANCE, EXIT])
def test_what_folds_out_is_as_accessible_as_the_rest(visit: Visits, path: str, code: str) -> None:
    page = visit.open(f"/{code}/{path}", reduced_motion="reduce")
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")

    faults = faults_everywhere(page)

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("code", CLOSELY_WATCHED)
def test_nothing_moves_for_those_who_asked_for_stillness(visit: Visits, code: str) -> None:
    page = visit.open(f"/{code}/{EXIT}", reduced_motion="reduce")

    moving = page.evaluate("""() => [...document.querySelectorAll("*")].filter(element => {
        const style = getComputedStyle(element);
        const slow = style.transitionDuration.split(", ").some(time => parseFloat(time) > 0);
        // What is not drawn at all, like the captions of a recording, has no style: its names are empty.
        return slow || !["none", ""].includes(style.animationName);
    }).map(element => element.outerHTML.slice(0, 80))""")

    assert moving == []
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


# --- Pages that a site in good order does not give ------------------------------------------------------------------


@pytest.mark.parametrize("template", ["400.html", "500.html"])
def test_pages_for_when_nothing_can_be_relied_on_are_accessible_too(visit: Visits, template: str) -> None:
    html = render_to_string(template)
    page = visit.blank(reduced_motion="reduce")
    page.route("**/trouble/", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    visit.go(page, "/trouble/")

    assert faults_everywhere(page) == []


def test_a_language_that_is_off_is_refused_accessibly(visit: Visits) -> None:
    page = visit.open("/ga/", status=404, reduced_motion="reduce")

    assert faults_everywhere(page) == []
