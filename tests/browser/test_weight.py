"""What a first view of a guidance page costs a parent's data, as the wire carries it."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from tests.browser.addresses import CLOSELY_WATCHED, EXIT, GUIDANCE, SHOWN
from tests.browser.visits import PHONE, Visits

KB = 1024
#: Compressed; the requests include the page itself and its icon.
HTML, CSS, JAVASCRIPT, WHOLE, REQUESTS = 20 * KB, 15 * KB, 10 * KB, 120 * KB, 4


@dataclass(slots=True)
class Load:
    """One thing that the browser fetched."""

    url: str
    kind: str
    encoding: str = ""
    size: int = 0


def first_view(visit: Visits, page: Page, address: str) -> list[Load]:
    """Return all that a browser with nothing kept fetches for this address; sizes are those on the wire, in bytes."""
    loads: dict[str, Load] = {}
    protocol = page.context.new_cdp_session(page)
    protocol.send("Network.enable")
    protocol.on("Network.responseReceived", lambda event: loads.update({event["requestId"]: _load(event)}))
    protocol.on("Network.loadingFinished", lambda event: _finish(loads, event))
    visit.go(page, address)
    page.wait_for_load_state("networkidle")
    return [load for load in loads.values() if not load.url.startswith("data:")]


def _load(event: dict) -> Load:
    headers = {name.lower(): value for name, value in event["response"]["headers"].items()}
    return Load(event["response"]["url"], event["type"], headers.get("content-encoding", ""))


def _finish(loads: dict[str, Load], event: dict) -> None:
    if event["requestId"] in loads:
        loads[event["requestId"]].size = int(event["encodedDataLength"])


def weight(loads: list[Load], kind: str) -> int:
    return sum(load.size for load in loads if load.kind == kind)


@pytest.mark.parametrize(
    ("code", "path"), [*((code, GUIDANCE) for code in SHOWN), *((code, EXIT) for code in CLOSELY_WATCHED)]
)
def test_a_guidance_page_is_light(visit: Visits, code: str, path: str) -> None:
    page = visit.blank(viewport=PHONE)

    loads = first_view(visit, page, f"/{code}/{path}")

    sheets = [load for load in loads if load.kind == "Stylesheet"]
    assert weight(loads, "Document") <= HTML
    assert len(sheets) == 1
    assert weight(loads, "Stylesheet") <= CSS
    assert weight(loads, "Script") <= JAVASCRIPT
    assert not [load for load in loads if load.kind == "Font"]
    assert len(loads) <= REQUESTS, loads
    assert sum(load.size for load in loads) <= WHOLE


def test_words_styles_and_scripts_travel_compressed(visit: Visits) -> None:
    loads = first_view(visit, visit.blank(viewport=PHONE), f"/en/{EXIT}")

    assert {load.kind for load in loads} >= {"Document", "Stylesheet", "Script"}
    assert not [load.url for load in loads if load.kind != "Other" and load.encoding not in {"gzip", "br", "zstd"}]


def test_no_style_waits_for_a_script_and_no_script_holds_up_the_page(visit: Visits) -> None:
    page = visit.open(f"/en/{EXIT}")

    assert page.locator("script:not([defer])").count() == 0
    assert page.locator("style, [style]").count() == 0
    assert page.evaluate("document.fonts.size") == 0
