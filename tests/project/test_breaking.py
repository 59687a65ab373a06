"""What is broken off, or done twice at once: a publishing that is killed, two deploys, an interrupted migration."""

import json
import os
import select
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
PREPARE = """
import sys, django; django.setup()
from good_beginnings import start
print("ready", flush=True)
sys.stdin.readline()
start.prepare(say=lambda words: print(words, flush=True))
"""
#: Publishes a page again and again, each time in a process that is killed some statements later; says what is shown.
PUBLISH = """
import json, os, signal, sqlite3, sys, django; django.setup()
from django.conf import settings
from django.db import connection
from guidance.models import GuidancePage

def publish(title, last):
    page = GuidancePage.objects.get(slug="why-babies-cry", locale__language_code="en").get_latest_revision_as_object()
    page.title = title
    done = 0
    def count(execute, *arguments):
        nonlocal done
        done += 1
        if done == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*arguments)
    with connection.execute_wrapper(count):
        page.save_revision().publish()
    return done

def apart(title, last):
    told, tell = os.pipe()
    if not (child := os.fork()):
        os.write(tell, str(publish(title, last)).encode())
        os._exit(0)
    _child, status = os.waitpid(child, 0)
    os.close(tell)
    with sqlite3.connect(settings.VAR_DIR / "site.sqlite3") as database:
        found = database.execute(
            "SELECT page.title, json_extract(revision.content, '$.title'), (SELECT count(*) FROM guidance_searchword"
            " WHERE page_id = page.id AND word = lower(page.title)) FROM wagtailcore_page page"
            " JOIN wagtailcore_revision revision ON revision.id = page.live_revision_id"
            " JOIN wagtailcore_locale locale ON locale.id = page.locale_id"
            " WHERE page.slug = 'why-babies-cry' AND locale.language_code = 'en'").fetchall()
    database.close()
    print(json.dumps([os.waitstatus_to_exitcode(status), *found]), flush=True)
    return int(os.read(told, 9) or 0)

statements = apart("Beginning", 0)
for number in range(1, statements + 1, 3):
    apart(f"Killed{number:03}".translate(str.maketrans("0123456789", "bcdfghjklm")), number)
apart("End", 0)
"""

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the site is given a copy of the tests' database"),
]


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Path]:
    """Return the folder of a site with the tests' database."""
    with closing(sqlite3.connect(str(connection.settings_dict["NAME"]))) as database:
        database.execute("VACUUM INTO ?", [str(tmp_path / "site.sqlite3")])
    yield tmp_path
    with closing(sqlite3.connect(tmp_path / "site.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def environment(folder: Path) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "DJANGO_SETTINGS_MODULE": "good_beginnings.settings.test",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
        "VAR_DIR": str(folder),
    }


def python(folder: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *command], env=environment(folder), cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_a_publishing_that_is_killed_has_published_all_or_nothing(copy: Path) -> None:
    result = python(copy, "-c", PUBLISH)

    assert result.returncode == 0, result.stderr
    first, *killed, last = map(json.loads, result.stdout.splitlines())
    assert first == [0, ["Beginning", "Beginning", 1]]
    # Some later ones take a statement less than the first.
    assert sum(status == -signal.SIGKILL for status, _shown in killed) > 20
    for _status, (shown, of_its_revision, found) in killed:
        assert shown == of_its_revision
        assert found == 1
    assert last == [0, ["End", "End", 1]]


def test_of_two_deploys_at_once_one_waits_for_the_other(copy: Path) -> None:
    assert python(copy, "manage.py", "migrate", "home", "0007").returncode == 0
    deploys = [
        subprocess.Popen(
            [sys.executable, "-c", PREPARE],
            env=environment(copy),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _number in range(2)
    ]
    for deploy in deploys:
        assert deploy.stdout
        assert deploy.stdout.readline() == "ready\n"
    said = []
    for deploy in deploys:
        assert deploy.stdin
        deploy.stdin.write("\n")
        deploy.stdin.flush()
    for deploy in deploys:
        output, errors = deploy.communicate(timeout=200)
        assert deploy.returncode == 0, errors
        said.append(output)

    assert sum("Preparing the database" in each for each in said) == 1
    assert sum("Another start is preparing the site" in each for each in said) == 1


def test_on_postgresql_one_start_waits_for_another_machine(tmp_path: Path, empty_database: str) -> None:
    holds = """
import sys, django; django.setup()
from good_beginnings import start
with start._alone(say=print):
    print("alone", flush=True)
    sys.stdin.readline()
"""
    machines = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        machines.append(
            subprocess.Popen(
                [sys.executable, "-c", holds],
                env=environment(tmp_path / name) | {"DATABASE_URL": empty_database},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
    ready, _, _ = select.select([machine.stdout for machine in machines], [], [], 60)
    # The other one has had time to come as far.
    later, _, _ = select.select([machine.stdout for machine in machines if machine.stdout not in ready], [], [], 5)
    assert len(ready) == 1
    assert not later

    first = next(machine for machine in machines if machine.stdout in ready)
    first.communicate("\n", timeout=30)
    other = next(machine for machine in machines if machine is not first)
    said, _errors = other.communicate("\n", timeout=30)
    assert said == "alone\n"


# A whole database is made, twice.
@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_a_first_start_that_is_killed_again_and_again_is_finished_by_the_next(tmp_path: Path) -> None:
    for seconds in (8, 20, 40, 70):
        begun = subprocess.Popen(
            [sys.executable, "-c", PREPARE],
            env=environment(tmp_path),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert begun.stdin
        begun.stdin.write(b"\n")
        begun.stdin.flush()
        try:
            begun.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(begun.pid, signal.SIGKILL)
            begun.wait()

    last = subprocess.run(
        [sys.executable, "-c", PREPARE], env=environment(tmp_path), input="\n", text=True, check=False
    )

    assert last.returncode == 0
    with closing(sqlite3.connect(tmp_path / "site.sqlite3")) as made:
        assert made.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        pages = made.execute("SELECT count(*) FROM wagtailcore_page").fetchone()
    with closing(sqlite3.connect(str(settings.DATABASES["default"]["NAME"]))) as whole:
        assert pages == whole.execute("SELECT count(*) FROM wagtailcore_page").fetchone()
    assert not python(tmp_path, "manage.py", "migrate", "--check").returncode
