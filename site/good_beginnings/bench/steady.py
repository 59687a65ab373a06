"""Readers, answers and corrections for half an hour: whether what the site takes of memory and disk stays the same."""

import http.client
import itertools
import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import mean, quantiles

from django.conf import settings
from django.db import connections
from wagtail.models import Page

from good_beginnings.bench.serving import PATIENCE, free_port, wait_for
from good_beginnings.bench.signed import sign_everything
from good_beginnings.bench.submitting import answers, kept_answers, make_survey
from good_beginnings.bench.tables import KB, Table, milliseconds
from good_beginnings.bench.visits import CannotMeasure
from good_beginnings.processes import Child, end_all
from good_beginnings.start import Place, serve_pages
from guidance.models import GuidancePage

#: In a second.
READERS, ANSWERS = 200, 20
#: How many connections they share; each keeps to its own pace.
READING, ANSWERING = 10, 2
#: A page is published anew so often, in seconds; of so many readers one brings a parameter that nobody brought before.
CORRECTED_EVERY, STRANGE_ONE_IN = 60.0, 20
#: Of the last third of the time, over the middle third. What comes before is a process that warms up.
MAY_GROW = 0.05
SEED = 20261130


@dataclass(slots=True)
class Asked:
    """What was asked of the site so far, in seconds."""

    until: float
    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def at_a_pace(self, a_second: float, ask: Callable[[http.client.HTTPConnection], int], place: Place) -> None:
        """Ask evenly until the time is over. Who fell behind asks at once, so that no request is left out."""
        visit = http.client.HTTPConnection(place.host, place.port, timeout=PATIENCE)
        for due in itertools.count(time.monotonic(), 1 / a_second):
            if due > self.until:
                break
            time.sleep(max(0.0, due - time.monotonic()))
            begun = time.perf_counter()
            try:
                status = ask(visit)
            except (OSError, http.client.HTTPException) as error:
                self.errors.append(repr(error))
                visit.close()
                continue
            if status >= 400:
                self.errors.append(str(status))
            else:
                self.times.append(time.perf_counter() - begun)
        visit.close()

    def spoken(self, minutes: float) -> str:
        """Return how many were answered in a second, and how soon."""
        cuts = quantiles(self.times, n=100)
        return (
            f"{len(self.times) / minutes / 60:.0f} a second, half within {milliseconds(cuts[49])} ms,"
            f" 99 of 100 within {milliseconds(cuts[98])} ms"
        )


@dataclass(frozen=True, slots=True)
class Look:
    """What the site takes at one moment, in bytes: of memory, and of disk for kept pages and for the database."""

    minutes: float
    memory: int
    disk: int
    database: int
    pages: int
    answers: int


def steady_table(minutes: float) -> Table:
    """Return what the site took of memory and disk, ten times during these minutes."""
    sign_everything()
    code, ticket = make_survey()
    place = Place(host="127.0.0.1", port=free_port())
    settings.WAGTAILADMIN_BASE_URL = place.address.rstrip("/")
    pages = [page.relative_url(None) for page in Page.objects.live().filter(depth__gt=1)]
    web = Child("web server", partial(serve_pages, place))
    connections.close_all()
    try:
        web.start()
        wait_for(place)
        if web.process is None or web.process.pid is None:
            raise CannotMeasure("the web server has no process")
        reading, answering = (Asked(until=time.monotonic() + minutes * 60) for _kind in range(2))
        address = f"/en/survey/{code}/send/"
        askers = [(reading, READERS / READING, _reading(pages, SEED + number)) for number in range(READING)]
        askers += [(answering, ANSWERS / ANSWERING, _answering(address, ticket)) for _number in range(ANSWERING)]
        threads = [
            threading.Thread(target=asked.at_a_pace, args=(pace, ask, place), daemon=True)
            for asked, pace, ask in askers
        ]
        for thread in threads:
            thread.start()
        looks = list(_looks(web.process.pid, reading, answering, minutes))
        for thread in threads:
            thread.join(timeout=PATIENCE)
    finally:
        end_all([web])
    kept = kept_answers()
    if kept < len(answering.times):
        raise CannotMeasure(f"{len(answering.times)} answers were thanked for and {kept} are kept")
    return _table(looks, reading, answering, minutes)


def _looks(group: int, reading: Asked, answering: Asked, minutes: float) -> Iterator[Look]:
    """Look ten times, evenly; and publish a page anew every minute, as an editor would."""
    begun = time.monotonic()
    looks, corrections = (
        iter(begun + share * minutes * 60 / 10 for share in range(1, 11)),
        itertools.count(begun + CORRECTED_EVERY, CORRECTED_EVERY),
    )
    look, correction = next(looks), next(corrections)
    while True:
        time.sleep(max(0.0, min(look, correction) - time.monotonic()))
        if correction < look:
            _publish_one()
            correction = next(corrections)
            continue
        yield Look(
            (time.monotonic() - begun) / 60,
            memory_of(group),
            size_of(settings.PAGE_CACHE_DIR),
            sum(file.stat().st_size for file in settings.VAR_DIR.glob("site.sqlite3*")),
            len(reading.times),
            len(answering.times),
        )
        try:
            look = next(looks)
        except StopIteration:
            return


def _publish_one() -> None:
    page = GuidancePage.objects.filter(live=True, locale__language_code="en").order_by("?")[0]
    page.save_revision().publish()


def _reading(pages: list[str], seed: int) -> Callable[[http.client.HTTPConnection], int]:
    choose = random.Random(seed)  # noqa: S311

    def read(visit: http.client.HTTPConnection) -> int:
        strange = f"?from={choose.getrandbits(64)}" if choose.randrange(STRANGE_ONE_IN) == 0 else ""
        visit.request("GET", choose.choice(pages) + strange, headers={"Accept-Encoding": "gzip"})
        response = visit.getresponse()
        response.read()
        return response.status

    return read


def _answering(address: str, ticket: str) -> Callable[[http.client.HTTPConnection], int]:
    bodies = answers(ticket)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}

    def answer(visit: http.client.HTTPConnection) -> int:
        visit.request("POST", address, body=next(bodies), headers=headers)
        response = visit.getresponse()
        response.read()
        return response.status

    return answer


def memory_of(group: int) -> int:
    """Return the memory of a group of processes, in bytes, what they share counted once.

    Source: Linux, ``proc_pid_smaps_rollup``, its line "Pss".
    """
    return sum(_share(int(folder.name)) for folder in Path("/proc").glob("[0-9]*") if _is_of(int(folder.name), group))


def _is_of(process: int, group: int) -> bool:
    try:
        return os.getpgid(process) == group
    except ProcessLookupError:
        return False


def _share(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        # It has ended since.
        return 0
    return next((int(line.split()[1]) * KB for line in lines if line.startswith("Pss:")), 0)


def size_of(folder: Path) -> int:
    """Return how much is in a folder, in bytes. Files and folders may go while they are counted."""
    size = 0
    for place, _folders, files in os.walk(folder):
        for file in files:
            with suppress(OSError):
                size += (Path(place) / file).lstat().st_size
    return size


def growth(figures: list[int]) -> float:
    """Return by how much the last third of the figures lies above the third before it: 0.05 for a twentieth."""
    third = max(1, len(figures) // 3)
    return mean(figures[-third:]) / mean(figures[-2 * third : -third]) - 1


def _table(looks: list[Look], reading: Asked, answering: Asked, minutes: float) -> Table:
    rows = [
        (
            f"{look.minutes:.1f}",
            f"{look.memory / KB / KB:.0f} MB",
            f"{look.disk / KB / KB:.1f} MB",
            f"{look.database / KB / KB:.1f} MB",
            f"{look.pages:,}",
            f"{look.answers:,}",
        )
        for look in looks
    ]
    grown = growth([look.memory for look in looks])
    errors = reading.errors + answering.errors
    return Table(
        f"{READERS} readers and {ANSWERS} answers a second, for {minutes:g} minutes",
        ("Minute", "memory", "kept pages", "database", "pages read", "answers"),
        rows,
        (
            f"Promised: the last third takes at most {MAY_GROW:.0%} more memory than the one before; no error."
            f" It took {grown:+.1%}{'' if grown <= MAY_GROW else ': NOT KEPT'}; errors: {len(errors)}"
            f"{': ' + ', '.join(sorted(set(errors))[:3]) if errors else ''}.",
            f"Pages: {reading.spoken(minutes)}. Answers: {answering.spoken(minutes)}.",
            f"Every page in every language; one address of {STRANGE_ONE_IN} is new each time; a page published anew"
            " each minute. Asked by Python on the same processors.",
        ),
    )
