"""How long figures take: a release of many families' answers, audited, and the pages that show it."""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from feedback.models import Answer, Release, Response
from feedback.outcomes.periods import Quarter
from feedback.outcomes.releases import approving
from feedback.outcomes.simulated import Simulation, people, release_all, simulate
from good_beginnings.bench.tables import KB, Table, milliseconds, seconds
from good_beginnings.bench.visits import CannotMeasure, Visitor

FEW, MANY = 1_000, 100_000
#: A year of few families, whose pages are looked at, and before it a quarter of many: with its year the dearest.
YEAR, QUARTER = 2025, Quarter(2024, 4)
ADDRESSES = (
    ("a report card", f"/en/report-cards/sure-start/{YEAR}-q4/"),
    ("a report card, Arabic", f"/ar/report-cards/sure-start/{YEAR}-q4/"),
    ("the list of report cards", "/en/report-cards/"),
    ("the dashboard", "/admin/outcomes/"),
)
_VISITS = 7
_OTHER_VERSIONS = "56789abcd"
_POSTGRESQL_TWIN = "overlay({0}::text placing digit from 15 for 1)::uuid"
_POSTGRESQL_MIXED = "(substr(({0})::text, 1, 24) || substr(kept.id::text, 25))::uuid"


def releasing_tables() -> Iterator[Table]:
    """Yield the times of pages and of releases. Some minutes, most of them to make the answers up."""
    simulate(Simulation(YEAR, responses=FEW))
    release_all(YEAR)
    few = _pages()
    simulate(Simulation(QUARTER.year, responses=MANY, quarter=QUARTER.number, seed=2))
    rows = [_released()]
    many = _pages()
    _multiply()
    rows.append(_released())
    yield Table(
        "A release of one quarter and its year, counted and audited",
        ("Families in the quarter", "answers", "takes", "memory"),
        rows,
        (f"Promised: at most 10 s and 500 MB with {MANY:,} families of ten answers; for more, nothing.",),
    )
    yield Table(
        f"Pages of figures, with {FEW:,} and {MANY:,} families",
        ("Page", "queries", "ms", f"queries, {MANY:,}", f"ms, {MANY:,}"),
        [(name, *few[name], *many[name]) for name, _address in ADDRESSES],
        ("Promised: at most 150 ms and 20 queries, the same number however many families answered.",),
    )


def _pages() -> dict[str, tuple[str, str]]:
    """Return the queries of each page and the middle of its times, after a first visit."""
    users = get_user_model().objects
    client = Client()
    client.force_login(users.filter(username="bench").first() or users.create_superuser("bench"))
    signed_in = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    visitor, found = Visitor(), {}
    for name, address in ADDRESSES:
        cookie = signed_in if address.startswith("/admin/") else ""
        _first, *visits = [visitor.visit(address, cookie=cookie) for _number in range(_VISITS)]
        found[name] = (str(visits[0].queries), milliseconds(statistics.median(each.duration for each in visits)))
    return found


def _released() -> tuple[str, str, str, str]:
    """Build another issue of the quarter in a process of its own, publish it, and return what it took."""
    analyst, approver = people()
    release = approving.ask_for(QUARTER, analyst)
    command = [sys.executable, "-m", "good_beginnings.bench.building", str(release.pk)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    took = json.loads(done.stdout.splitlines()[-1])
    release.refresh_from_db()
    if release.state != Release.State.BUILT:
        raise CannotMeasure(f"{release} is {release.state}")
    approving.approve(release, approver)
    families = Response.objects.filter(week__range=(QUARTER.first, QUARTER.last))
    answers = Answer.objects.filter(response__in=families)
    return f"{families.count():,}", f"{answers.count():,}", seconds(took["seconds"]), f"{took['kilobytes'] / KB:.0f} MB"


def _multiply() -> None:
    """Give every family of the large survey nine twins. In the database: they are too many to be read.

    Keys are made so that rows come in the order of the indexes: ten million rows in any order would take an hour.
    """
    on_sqlite = connection.vendor == "sqlite"
    # The third group of a random UUID begins with its version, which is 4: another digit makes another key.
    twin = "substr({0}, 1, 12) || digit || substr({0}, 14)" if on_sqlite else _POSTGRESQL_TWIN
    mixed = "substr({0}, 1, 20) || substr(id, 21)" if on_sqlite else _POSTGRESQL_MIXED
    keys = {
        Response: {"id": twin.format("id")},
        Answer: {"id": mixed.format(f"({twin.format('response_id')})"), "response_id": twin.format("response_id")},
    }
    digits = ", ".join(f"('{digit}')" for digit in _OTHER_VERSIONS)
    with connection.cursor() as cursor:
        if on_sqlite:
            cursor.execute("PRAGMA cache_size = -500000")
        for model, made in keys.items():
            columns = [each.column for each in model._meta.concrete_fields]
            chosen = ", ".join(made.get(each, f"kept.{each}") for each in columns)
            order = "response_id" if "response_id" in made else "id"
            table = model._meta.db_table
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen} "  # noqa: S608  our own names
                f"FROM {table} AS kept CROSS JOIN (SELECT column1 AS digit FROM (VALUES {digits}) AS listed) AS twins "
                f"ORDER BY {order}, digit"
            )
