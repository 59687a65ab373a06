"""The site as a parent meets it: started by `manage.py start`, its static files collected, read in Chromium.

`visit` opens pages and watches each of them, so that no test can forget to: nothing is asked of another machine,
nothing is kept in the browser, nothing is blocked by the policy, nothing is complained about in the console.
"""

import ctypes
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.browser.addresses import SIMULATED_YEAR
from tests.browser.visits import Visits

RUNNING_SITE = os.environ.get("SITE_URL", "").rstrip("/")
ROOT = Path(__file__).resolve().parents[2]
#: On a busy machine with two cores, collecting and compressing all static files takes most of a minute. In seconds.
LONGEST_START = 240
PR_SET_PDEATHSIG = 1
#: What each started site printed, by its address: the administrator's password among it.
LOGS: dict[str, Path] = {}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Whatever a page may ask for, nothing leaves this machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # So that there is a database to copy, which no test has emptied yet.
            if not RUNNING_SITE:
                item.add_marker(pytest.mark.django_db)


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the site on a free port of this machine; return its address, without a slash at the end.

    SITE_URL names one that runs already: quicker while a test is being written.
    """
    if RUNNING_SITE:
        yield RUNNING_SITE
        return
    var = tmp_path_factory.mktemp("site")
    request.getfixturevalue("django_db_setup")
    with request.getfixturevalue("django_db_blocker").unblock():
        _copy_database(var / "site.sqlite3")
    address = f"http://127.0.0.1:{_free_port()}"
    run_on(var, address, "simulate_year", str(SIMULATED_YEAR), "--responses", "800")
    with _running(var, address):
        _wait_for_formats(var / "site.sqlite3")
        yield address


@pytest.fixture
def own_site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Start a site for one test alone, which changes what every page shows; no file of a page is made on it."""
    request.getfixturevalue("django_db_setup")
    with request.getfixturevalue("django_db_blocker").unblock():
        _copy_database(tmp_path / "site.sqlite3")
    address = f"http://127.0.0.1:{_free_port()}"
    with _running(tmp_path, address):
        yield address


@contextmanager
def _running(var: Path, address: str) -> Iterator[None]:
    with (var / "start.log").open("w") as log:
        process = _start(var, address, log)
        try:
            _wait(process, address, var / "start.log")
            LOGS[address] = var / "start.log"
            yield
        finally:
            _stop(process)


def _copy_database(target: Path) -> None:
    """Give the site the database the other tests made: making it again would take half a minute."""
    if connection.vendor != "sqlite":
        return
    with sqlite3.connect(str(connection.settings_dict["NAME"])) as made, sqlite3.connect(target) as copy:
        made.backup(copy)
        # The formats of every page would keep the machine busy for minutes: only some are made, and waited for.
        wanted = f"SELECT page_ptr_id {_WITH_FORMATS}"
        copy.execute(f"DELETE FROM guidance_formatfile WHERE page_id NOT IN ({wanted})")
        copy.execute("UPDATE guidance_formatfile SET queued_at = NULL")
        tomorrow = datetime.now(tz=UTC) + timedelta(days=1)
        copy.executemany(
            "INSERT INTO home_timedjob (name, interval, next_run, last_error) VALUES (?, 60000000, ?, '')",
            [
                (name, tomorrow.strftime("%Y-%m-%d %H:%M:%S"))
                for name in ("compare_formats", "read_questions_aloud", "build_releases")
            ],
        )


#: The pages that the browser tests look at closely, in the languages they look at.
_WITH_FORMATS = """
    FROM guidance_guidancepage
    JOIN wagtailcore_page ON wagtailcore_page.id = page_ptr_id
    JOIN wagtailcore_locale ON wagtailcore_locale.id = wagtailcore_page.locale_id
    WHERE slug IN ('calm-together', 'feeling-safe-at-home') AND language_code IN ('en', 'pl', 'ar')
"""


def _wait_for_formats(database: Path) -> None:
    """Wait until the site's worker has made what the tests want to see."""
    deadline = time.monotonic() + LONGEST_START
    unfinished = f"""
        SELECT COUNT(*) FROM guidance_formatfile
        WHERE status NOT IN ('ready', 'impossible') AND page_id IN (SELECT page_ptr_id {_WITH_FORMATS})
    """
    while time.monotonic() < deadline:
        with closing(sqlite3.connect(database, timeout=20)) as kept:
            if kept.execute(unfinished).fetchone() == (0,):
                return
        time.sleep(0.5)
    pytest.fail("The worker did not make the formats of the pages that are looked at")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _environment(var: Path, address: str) -> dict[str, str]:
    # Its own database, never the one that DATABASE_URL names.
    inherited = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "SHOW_PREVIEW"}}
    return {
        **inherited,
        "DJANGO_SETTINGS_MODULE": "good_beginnings.settings.dev",
        "VAR_DIR": str(var),
        "HOST": "127.0.0.1",
        "PORT": address.rpartition(":")[2],
        "WEB_PROCESSES": "1",
    }


def run_on(var: Path, address: str, *command: str) -> None:
    """Run a command of `manage.py` on the site that is about to start."""
    whole = [sys.executable, "manage.py", *command]
    done = subprocess.run(whole, cwd=ROOT, env=_environment(var, address), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _start(var: Path, address: str, log: Any) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "manage.py", "start"]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=_environment(var, address),
        stdout=log,
        stderr=subprocess.STDOUT,
        preexec_fn=_end_with_these_tests,
    )


def _end_with_these_tests() -> None:
    """Have the site told to stop when the tests are killed, and can't do it themselves."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    deadline = time.monotonic() + LONGEST_START
    while process.poll() is None and time.monotonic() < deadline:
        if _answers(address):
            return
        time.sleep(0.2)
    pytest.fail(f"The site did not start:\n{log.read_text()}")


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(f"{address}/robots.txt", timeout=10).close()
    except OSError:
        return False
    return True


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def program() -> str:
    """Return the Chromium that the system has: Playwright's own would have to be downloaded."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    return found or pytest.fail("Chromium is not installed: apt-get install chromium")


@pytest.fixture(scope="package")
def driver() -> Iterator[Playwright]:
    """Start Playwright, once for all: a second one beside it would refuse."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def chromium(driver: Playwright) -> Iterator[Browser]:
    browser = driver.chromium.launch(executable_path=program(), args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def visit(site: str, chromium: Browser) -> Iterator[Visits]:
    """Return what opens pages of the site, and looks back at them when the test is over."""
    visits = Visits(site, chromium)
    yield visits
    faults = visits.faults()
    visits.close()
    assert not faults, "\n".join(faults)


@pytest.fixture
def desk(site: str, chromium: Browser) -> Page:
    """Return a page of the admin, signed in."""
    if site not in LOGS:
        pytest.fail("The site was not started by these tests: nobody knows its password")
    return signed_in(chromium, site, "admin", password_of(site))


def password_of(site: str) -> str:
    """Return the password that a started site printed for its administrator."""
    printed = re.search(r"password:? +(\S+)", LOGS[site].read_text())
    assert printed, LOGS[site].read_text()
    return printed[1]


def signed_in(chromium: Browser, site: str, name: str, password: str) -> Page:
    """Return a page of the admin in a browser of its own, as this person sees it."""
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{site}/admin/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_url(f"{site}/admin/")
    return page
