"""Run the benchmark beside the site: a database of its own in a folder of its own, and no network."""

import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from wagtail.models import Page

from good_beginnings import collected, start
from good_beginnings.bench.caching import caching_table
from good_beginnings.bench.counting import counting_table
from good_beginnings.bench.files import drawings_table, files_table
from good_beginnings.bench.language_desk import language_desk_table
from good_beginnings.bench.lighthouse import lighthouse_table
from good_beginnings.bench.making import making_table
from good_beginnings.bench.packs import packs_table
from good_beginnings.bench.pages import pages_table
from good_beginnings.bench.phone import phone_table
from good_beginnings.bench.releasing import releasing_tables
from good_beginnings.bench.serving import serving_table
from good_beginnings.bench.steady import steady_table
from good_beginnings.bench.submitting import submitting_table
from good_beginnings.bench.tables import Table, kilobytes, seconds
from good_beginnings.bench.wording import wording_table

#: What is measured, in this order. Later work adds a function that returns a table.
TABLES: list[Callable[[], Table]] = [
    files_table,
    drawings_table,
    pages_table,
    serving_table,
    making_table,
    packs_table,
    submitting_table,
    wording_table,
    language_desk_table,
    counting_table,
    # These sign every page first, so that what comes before is measured as it was shipped.
    caching_table,
    phone_table,
    lighthouse_table,
]
#: Settings of the site that must not reach the benchmark: it measures what `./run` serves, in a folder of its own.
_NOT_HERE = (
    "DATABASE_URL",
    "DEBUG",
    "SHOW_PREVIEW",
    "WEB_PROCESSES",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "ADMIN_PATH",
    "PAGE_CACHE",
)


def run_apart(*, steady: float | None = None) -> int:
    """Measure in a process and a folder of its own; return its exit status. The site's own data are not touched.

    ``steady`` asks for one table instead of all: what so many minutes of readers and answers take.
    ``BENCH_DATABASE_URL`` names an empty database to measure with instead of an SQLite file.
    """
    with tempfile.TemporaryDirectory(prefix="good-beginnings-bench-") as folder:
        environment = {name: value for name, value in os.environ.items() if name not in _NOT_HERE} | {
            "DJANGO_SETTINGS_MODULE": "good_beginnings.settings.dev",
            "PYTHONPATH": os.pathsep.join([str(settings.ROOT), str(Path(settings.ROOT) / "site")]),
            "VAR_DIR": folder,
        }
        if database := os.environ.get("BENCH_DATABASE_URL"):
            environment["DATABASE_URL"] = database
        command = [sys.executable, "-m", "good_beginnings.bench"]
        if steady is not None:
            command.append(str(steady))
        return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603


def measure(*, say: Callable[[str], object] = print) -> None:
    """Set up a whole site where settings say, measure it, and print the tables, each as soon as it is known."""
    begun = time.monotonic()
    made = (make() for make in (first_start_table, *TABLES))
    for table in chain(made, releasing_tables()):
        say("\n".join(table.lines()))
        sys.stdout.flush()
    say(f"Measured in {seconds(time.monotonic() - begun)}.")


def measure_steadiness(minutes: float, *, say: Callable[[str], object] = print) -> None:
    """Set up a whole site where settings say, and print what so many minutes of readers and answers take."""
    first_start_table()
    say("\n".join(steady_table(minutes).lines()))


def first_start_table() -> Table:
    """Do once what a first start does, and return how long each step took."""
    steps: list[tuple[str, Callable[[], object]]] = [
        ("make the database", lambda: call_command("migrate", interactive=False, verbosity=0)),
        ("collect and compress static files", collected.collect),
        ("load the starter content", lambda: call_command("load_content", stdout=io.StringIO())),
    ]
    start.compile_catalogues()
    rows = [(name, seconds(_time_of(step))) for name, step in steps]
    pages = Page.objects.filter(depth__gt=1).count()
    return Table(
        "First start (each once)",
        ("Step", "takes"),
        rows,
        (f"{pages} pages in all languages; the database{_size()}.",),
    )


def _size() -> str:
    if connection.vendor != "sqlite":
        return f" is {connection.vendor}"
    return f" takes {kilobytes(Path(connection.settings_dict['NAME']).stat().st_size)}"


def _time_of(step: Callable[[], object]) -> float:
    begun = time.monotonic()
    step()
    return time.monotonic() - begun
