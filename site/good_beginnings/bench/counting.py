"""What it costs to count an opening, beside an application that does nothing else."""

import time
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from good_beginnings.bench.tables import Table
from good_beginnings.counting import MOST_PATHS, Counting, Counts

HITS, ADDRESSES = 200_000, 100_000
_PAGE = "/pl/guidance/why-babies-cry/"


def _answer(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
    start_response("200 OK", [])
    return iter(())


def _start(status: str, headers: list[tuple[str, str]]) -> None:
    """Stand for a web server."""


def _forget(day: date, paths: Mapping[str, int]) -> None:
    """Stand for the database."""


def _microseconds(application: Any, paths: list[str]) -> float:
    visits = [{"REQUEST_METHOD": "GET", "PATH_INFO": path} for path in paths]
    begun = time.thread_time()
    for visit in visits:
        application(visit, _start)
    return (time.thread_time() - begun) / len(visits) * 1e6


def counting_table() -> Table:
    """Return microseconds for each hit, with and without. About two seconds."""
    counts = Counts(_forget)
    many = [f"/en/kiosk/pages/{number}/" for number in range(ADDRESSES)]
    rows = [
        ("one page, not counted", f"{_microseconds(_answer, [_PAGE] * HITS):.2f}"),
        ("one page, counted", f"{_microseconds(Counting(_answer, counts), [_PAGE] * HITS):.2f}"),
        (f"{ADDRESSES:,} addresses, counted", f"{_microseconds(Counting(_answer, counts), many):.2f}"),
    ]
    return Table(
        "Counting what is opened",
        ("Hits", "microseconds of a processor each"),
        rows,
        (f"Whatever comes, {MOST_PATHS:,} addresses wait in memory at most.",),
    )
