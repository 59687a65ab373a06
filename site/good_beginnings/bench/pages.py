"""Each kind of page in three languages: weight, requests, queries, milliseconds."""

import time
from statistics import median
from urllib.parse import quote

from good_beginnings.bench.tables import Table, kilobytes, milliseconds
from good_beginnings.bench.visits import Visitor
from good_beginnings.bench.weight import brotlied, gzipped, requests_for

LANGUAGES = ("en", "pl", "ar")
PAGES = {
    "home": "",
    "guidance": "guidance/why-babies-cry/",
    "exit page": "guidance/feeling-safe-at-home/",
    "door": "topic/crying-and-calming/",
    "search": "search/",
    "glossary": "words/",
    "help": "help/",
}
#: What a parent would type.
CRYING = {"en": "crying", "pl": "płacz", "ar": "بكاء"}
#: A page is asked for this often, or for so many seconds, whichever ends sooner.
RUNS, LONGEST = 20, 0.5


def address_of(page: str, language: str) -> str:
    query = f"?q={quote(CRYING[language])}" if page == "search" else ""
    return f"/{language}/{PAGES[page]}{query}"


def _durations(visitor: Visitor, address: str) -> list[float]:
    durations: list[float] = []
    until = time.monotonic() + LONGEST
    while len(durations) < RUNS and (time.monotonic() < until or not durations):
        durations.append(visitor.visit(address).duration)
    return durations


def _row(visitor: Visitor, page: str, language: str) -> tuple[str, ...]:
    address = address_of(page, language)
    # The first view reads templates and what a process keeps; the second is like all that follow.
    visitor.visit(address)
    seen = visitor.visit(address)
    durations = _durations(visitor, address)
    return (
        f"{page}, {language}",
        kilobytes(len(seen.body)),
        kilobytes(gzipped(seen.body)),
        kilobytes(brotlied(seen.body)),
        str(requests_for(seen.body.decode())),
        str(seen.queries),
        *(milliseconds(duration) for duration in (median(durations), min(durations), max(durations))),
        str(len(durations)),
    )


def pages_table() -> Table:
    """Return a row for each kind of page in English, Polish and Arabic. About 15 seconds."""
    visitor = Visitor()
    return Table(
        "Pages, uncached",
        ("Page, language", "HTML", "gzip", "Brotli", "requests", "queries", "ms median", "min", "max", "runs"),
        [_row(visitor, page, language) for page in PAGES for language in LANGUAGES],
        (
            "Promised: HTML 20 KB as gzip, 4 requests without pictures, 12 queries. Drawings stand in the HTML.",
            "Milliseconds: one page after another, through WSGI and every middleware, in one process.",
        ),
    )
