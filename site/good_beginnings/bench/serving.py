"""Requests a second through the real web server, uncached."""

import http.client
import re
import shutil
import socket
import subprocess
import threading
import time
from functools import partial
from itertools import chain

from django.db import connections

from good_beginnings.bench.pages import address_of
from good_beginnings.bench.tables import Table
from good_beginnings.bench.visits import CannotMeasure
from good_beginnings.processes import Child, end_all
from good_beginnings.start import Place, serve_pages

ASKED_FOR = (("home", "en"), ("guidance", "pl"), ("search", "ar"))
#: For how long each page is asked for, in seconds, and by how many visitors at once.
DURATION, VISITORS = 3, 8
#: How long the web server may take to answer its first request, in seconds.
PATIENCE = 20.0
_RATE = re.compile(r"Requests/sec:\s*([\d.]+)")


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _get(visit: http.client.HTTPConnection, address: str, headers: dict[str, str]) -> int:
    visit.request("GET", address, headers=headers)
    response = visit.getresponse()
    response.read()
    return response.status


def wait_for(place: Place) -> None:
    """Wait until the web server answers.

    Raises:
        CannotMeasure: it does not.
    """
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        visit = http.client.HTTPConnection(place.host, place.port, timeout=PATIENCE)
        try:
            _get(visit, "/robots.txt", {})
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        else:
            return
        finally:
            visit.close()
    raise CannotMeasure(f"the web server did not answer within {PATIENCE:.0f} s")


#: What is asked for as somebody in particular is drawn, not taken from the page cache.
_DRAWN = ("Authorization", "Bench")


def rate_of(place: Place, address: str, *, is_drawn: bool = False) -> float:
    """Return how many requests a second are answered; by wrk where it is installed."""
    headers = dict([("Accept-Encoding", "gzip"), *([_DRAWN] if is_drawn else [])])
    return (_rate_by_wrk if shutil.which("wrk") else _rate_by_threads)(place, address, headers)


def _rate_by_wrk(place: Place, address: str, headers: dict[str, str]) -> float:
    command = [
        "wrk",
        "-t2",
        f"-c{VISITORS}",
        f"-d{DURATION}s",
        *chain.from_iterable(("-H", f"{name}: {value}") for name, value in headers.items()),
        place.address.rstrip("/") + address,
    ]
    output = subprocess.run(command, capture_output=True, text=True, timeout=DURATION + 20, check=True).stdout  # noqa: S603
    found = _RATE.search(output)
    return float(found[1]) if found else 0.0


def _rate_by_threads(place: Place, address: str, headers: dict[str, str]) -> float:
    counts: list[int] = []
    until = time.monotonic() + DURATION

    def keep_asking() -> None:
        visit = http.client.HTTPConnection(place.host, place.port, timeout=PATIENCE)
        count = 0
        while time.monotonic() < until:
            count += _get(visit, address, headers) == 200
        visit.close()
        counts.append(count)

    threads = [threading.Thread(target=keep_asking, daemon=True) for _number in range(VISITORS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=DURATION + PATIENCE)
    return sum(counts) / DURATION


def serving_table() -> Table:
    """Return how many requests a second the web server answers, for three pages. About 15 seconds."""
    place = Place(host="127.0.0.1", port=free_port())
    web = Child("web server", partial(serve_pages, place))
    has_wrk = shutil.which("wrk") is not None
    # A connection must not be shared with a process forked from this one.
    connections.close_all()
    try:
        web.start()
        wait_for(place)
        rows = [
            (f"{page}, {language}", f"{rate_of(place, address_of(page, language), is_drawn=True):.0f}")
            for page, language in ASKED_FOR
        ]
    finally:
        end_all([web])
    asked = "wrk" if has_wrk else "Python on the same processors, which costs the server some of its own: wrk is fairer"
    return Table(
        "Requests a second, uncached, through Granian",
        ("Page, language", "a second"),
        rows,
        (f"{VISITORS} visitors at once for {DURATION} s a page, asked by {asked}.",),
    )
