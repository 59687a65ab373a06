"""Opening pages, and watching what they do while they are open."""

import time
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect

from tests.browser.addresses import Place

PHONE = {"width": 360, "height": 740}
#: 1280 px at 400 % zoom, and the smallest phone.
NARROW = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 800}


#: Milliseconds that something may take to appear, or a click to lead on, on a machine that does much else besides.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)


def until(page: Page, expression: str, *, seconds: float = PATIENCE / 1000) -> None:
    """Wait until an expression, or what it promises, is true.

    ``wait_for_function`` takes the promise itself for an answer, and where the first look is too early it evaluates a
    string in the page, which the pages' policy forbids.
    """
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"not within {seconds} s: {expression}"
        page.wait_for_timeout(50)


@dataclass
class Visits:
    """Every page that one test opens, each in a browser that has never been here before."""

    site: str
    browser: Browser
    #: Other machines that this test is about.
    expected: tuple[str, ...] = ()
    #: Whether this test takes the network away: the browser then complains of every request, and rightly.
    loses_signal: bool = False
    _contexts: list[BrowserContext] = field(default_factory=list)
    _requests: list[str] = field(default_factory=list)
    _complaints: list[str] = field(default_factory=list)

    def open(self, address: str, *, status: int = 200, **context: Any) -> Page:
        """Open an address of the site, and make sure that it answers with ``status``."""
        page = self.blank(**context)
        self.go(page, address, status=status)
        return page

    def place(self, place: Place, code: str, **context: Any) -> Page:
        """Open a template's page in one language."""
        return self.open(place.address(code), status=place.status, **context)

    def blank(self, **context: Any) -> Page:
        """Return an empty page in a browser of its own."""
        opened = self.browser.new_context(**{"viewport": NARROW, **context})
        self._contexts.append(opened)
        opened.set_default_timeout(PATIENCE)
        opened.set_default_navigation_timeout(30_000)
        page = opened.new_page()
        page.on("request", lambda request: self._requests.append(request.url))
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self._complaints.append(str(error)))
        return page

    def go(self, page: Page, address: str, *, status: int = 200) -> Response:
        response = page.goto(f"{self.site}{address}", wait_until="load")
        assert response is not None
        assert response.status == status, address
        return response

    def without_scripts(self, address: str, *, status: int = 200, **context: Any) -> Page:
        """Open an address with scripts off, and switch them on when it has loaded.

        axe never returns where JavaScript is off for good; this page has never run any of its own.
        """
        page = self.blank(**context)
        protocol = page.context.new_cdp_session(page)
        protocol.send("Emulation.setScriptExecutionDisabled", {"value": True})
        self.go(page, address, status=status)
        protocol.send("Emulation.setScriptExecutionDisabled", {"value": False})
        return page

    def faults(self) -> list[str]:
        """Return what the pages did that no page of ours may do."""
        allowed = (self.site, "data:", *self.expected)
        foreign = [f"asks {url}" for url in self._requests if not url.startswith(allowed)]
        return [*foreign, *self._complaints, *self._kept()]

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _heard(self, message: ConsoleMessage) -> None:
        # The page's own status: a test asks for a page that is not there on purpose.
        is_status = message.text.startswith("Failed to load resource: the server responded with a status of 40")
        is_the_page = not message.location.get("url", "").startswith(f"{self.site}/static/")
        # Of what is not there without a signal, the worker answers 503.
        lost = ("net::ERR_INTERNET_DISCONNECTED", "status of 503")
        is_signal = self.loses_signal and any(sign in message.text for sign in lost)
        if message.type in {"error", "warning"} and not (is_status and is_the_page) and not is_signal:
            self._complaints.append(f"console: {message.text}")

    def _kept(self) -> list[str]:
        faults = []
        for context in self._contexts:
            state = context.storage_state(indexed_db=True)
            faults += [f"sets the cookie {cookie['name']}" for cookie in state["cookies"]]
            faults += [f"keeps things in the browser: {origin}" for origin in state["origins"]]
            for page in context.pages:
                if page.url.startswith(self.site) and page.evaluate("sessionStorage.length"):
                    faults.append(f"keeps things for the session: {page.url}")
        return faults
