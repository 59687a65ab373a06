"""The first load of a page on a slow phone, in a real browser: Chromium, slowed down by its own means.

The network is slowed between browser and server, the processor inside the browser. Nothing is remembered: each load is
the first that a phone makes.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Any

from django.db import connections

from good_beginnings.bench.serving import free_port, wait_for
from good_beginnings.bench.signed import a_survey, sign_everything
from good_beginnings.bench.tables import Table, milliseconds
from good_beginnings.processes import Child, end_all
from good_beginnings.start import Place, serve_pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ViewportSize

#: Bits a second down and up, milliseconds there and back, and how many times slower than this machine.
DOWN, UP, ROUND_TRIP, SLOWER = 1_600_000, 750_000, 150, 4
RUNS = 3
LANGUAGES = ("en", "ar")
#: A phone of 360 CSS pixels, two device pixels for each.
SCREEN: "ViewportSize" = {"width": 360, "height": 740}
#: What is promised: seconds to the first words and to the largest part, seconds blocked, and how far parts move.
FCP, LCP, BLOCKED, SHIFT = 1.0, 1.5, 0.05, 0.02
#: What is still to come after the page has loaded, in milliseconds.
_SETTLES = 1_000
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
#: A long task blocks for what is beyond 50 ms of it, after the first words.
_WATCH = """
window.__seen = {fcp: 0, lcp: 0, shift: 0, tasks: []};
const watch = (type, see) =>
    new PerformanceObserver(list => list.getEntries().forEach(see)).observe({type, buffered: true});
watch("paint", e => { if (e.name === "first-contentful-paint") __seen.fcp = e.startTime; });
watch("largest-contentful-paint", e => { __seen.lcp = e.startTime; });
watch("layout-shift", e => { if (!e.hadRecentInput) __seen.shift += e.value; });
watch("longtask", e => __seen.tasks.push([e.startTime, e.duration]));
"""


@dataclass(frozen=True, slots=True)
class Load:
    """One first load, in seconds; ``shift`` is a share of the screen."""

    fcp: float
    lcp: float
    blocked: float
    shift: float


def addresses(survey: str) -> dict[str, str]:
    """Return the pages that are measured, below their language."""
    return {
        "home": "",
        "guidance": "guidance/why-babies-cry/",
        "survey": f"survey/{survey}/questions/",
        "directory": "services/",
    }


def chromium() -> str | None:
    """Return the Chromium of this machine, if there is one."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def first_load(browser: "Browser", address: str) -> Load:
    """Load a page once, as a slow phone that has never been here."""
    context = browser.new_context(viewport=SCREEN, device_scale_factor=2, is_mobile=True, has_touch=True)
    try:
        page = context.new_page()
        page.add_init_script(_WATCH)
        slow = context.new_cdp_session(page)
        slow.send("Network.enable")
        slow.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": ROUND_TRIP,
                "downloadThroughput": DOWN / 8,
                "uploadThroughput": UP / 8,
            },
        )
        slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(address, wait_until="load")
        page.wait_for_timeout(_SETTLES)
        return _load(page.evaluate("window.__seen"))
    finally:
        context.close()


def _load(seen: dict[str, Any]) -> Load:
    long = (
        start + length - max(start, seen["fcp"]) - 50 for start, length in seen["tasks"] if start + length > seen["fcp"]
    )
    return Load(
        fcp=seen["fcp"] / 1000,
        lcp=seen["lcp"] / 1000,
        blocked=sum(max(each, 0) for each in long) / 1000,
        shift=seen["shift"],
    )


def middle_load(browser: "Browser", address: str) -> Load:
    """Return the median of several first loads, each figure by itself. The server has shown the page before."""
    loads = [first_load(browser, address) for _run in range(RUNS + 1)][1:]
    return Load(
        *(median(getattr(load, figure) for load in loads) for figure in ("fcp", "lcp", "blocked", "shift")),
    )


@contextmanager
def signed_site() -> Iterator[Place]:
    """Serve the benchmark's site with every page signed."""
    sign_everything()
    place = Place(host="127.0.0.1", port=free_port())
    web = Child("web server", partial(serve_pages, place))
    # A connection must not be shared with a process forked from this one.
    connections.close_all()
    try:
        web.start()
        wait_for(place)
        yield place
    finally:
        end_all([web])


def phone_table() -> Table:
    """Return a row for each page and language; where there is no browser, why there are none. About three minutes."""
    title = "First load on a slow phone"
    columns = ("Page, language", "FCP ms", "LCP ms", "blocked ms", "shift", "kept")
    program = chromium()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        program = None
    if program is None:
        return Table(
            title, columns, [], ("Not measured: it needs Chromium and Playwright, which ./run test installs.",)
        )
    # Now: Playwright begins a loop, in which Django refuses to ask the database.
    pages = addresses(a_survey())
    with signed_site() as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        rows = [_row("one word", middle_load(browser, f"{place.address}robots.txt"))]
        rows += [
            _row(f"{name}, {language}", middle_load(browser, f"{place.address}{language}/{path}"))
            for name, path in pages.items()
            for language in LANGUAGES
        ]
        browser.close()
    return Table(
        title,
        columns,
        rows,
        (
            f"Promised: FCP {milliseconds(FCP)} ms, LCP {milliseconds(LCP)} ms, blocked {milliseconds(BLOCKED)} ms,"
            f" shift {SHIFT}.",
            f"{DOWN / 1e6:.1f} Mbps, {ROUND_TRIP} ms there and back, processor slowed {SLOWER} times;"
            f" median of {RUNS} loads, nothing remembered.",
            f"What this machine takes for a page of one word is in the first row. Load: {os.getloadavg()[0]:.1f} on"
            f" {os.cpu_count()} processors; above 1 for each, a browser waits for its turn.",
        ),
    )


def _row(name: str, load: Load) -> tuple[str, ...]:
    is_kept = load.fcp <= FCP and load.lcp <= LCP and load.blocked <= BLOCKED and load.shift <= SHIFT
    times = (milliseconds(load.fcp), milliseconds(load.lcp), milliseconds(load.blocked))
    return (name, *times, f"{load.shift:.3f}", "yes" if is_kept else "NO")
