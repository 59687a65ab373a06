"""What was thanked for is kept, once: two senders at the same moment, and a server that is killed in the middle.

A real server with an SQLite file of its own, and phones that send again until they are thanked.
"""

import http.client
import os
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection

pytestmark = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="it is about SQLite's file")

#: Families, and how many of them send at once; each sends everything twice, at the same moment.
FAMILIES, AT_ONCE = 1000, 4
KILLED = 4
QUESTIONS = 10
#: Seconds. Nobody has to wait so long; a test that hangs has to end.
PATIENCE = 120.0

_SERVE = """
import sys, django
django.setup()
from good_beginnings.start import Place, serve_pages
serve_pages(Place(host="127.0.0.1", port=int(sys.argv[1])))
"""
_SURVEY = """
import django
django.setup()
from good_beginnings.bench.submitting import make_survey
print(*make_survey())
"""


class Server:
    """A site in processes of its own, that can be killed as a power cut would."""

    def __init__(self, folder: Path) -> None:
        self.environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
            "DJANGO_SETTINGS_MODULE": "good_beginnings.settings.test",
            "PYTHONPATH": os.pathsep.join([str(settings.ROOT), str(Path(settings.ROOT) / "site")]),
            "VAR_DIR": str(folder),
        }
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = int(listener.getsockname()[1])
        self.code, self.ticket = self._python(_SURVEY).split()
        self.process = self._start()

    def _python(self, program: str) -> str:
        command = [sys.executable, "-c", program]
        return subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True).stdout

    def _start(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-c", _SERVE, str(self.port)]
        return subprocess.Popen(command, env=self.environment, start_new_session=True)

    def kill(self) -> None:
        """Kill every process of it, without a word of warning."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def start_again(self) -> None:
        self.process = self._start()

    def may_write(self, most: int) -> None:
        """Let no file of any of its processes grow beyond so many bytes: a disk that is full."""
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(ProcessLookupError):
                if os.getpgid(int(folder.name)) == self.process.pid:
                    resource.prlimit(int(folder.name), resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))

    def send(self, token: str) -> int:
        """Send answers under a token; return the status.

        Raises:
            OSError, HTTPException: nothing came back.
        """
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as visit:
            headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
            body = urlencode({"ticket": self.ticket, "token": token})
            visit.request("POST", f"/en/survey/{self.code}/send/", body=body, headers=headers)
            return visit.getresponse().status

    def send_until_thanked(self, token: str) -> int:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with suppress(OSError, http.client.HTTPException):
                if (status := self.send(token)) in (200, 201):
                    return status
            time.sleep(0.05)
        raise AssertionError("nobody was there to take it")


@pytest.fixture
def server(db: None, tmp_path: Path) -> Iterator[Server]:
    """Return a server with a copy of the empty test database, whose tables are all there."""
    with closing(sqlite3.connect(str(connection.settings_dict["NAME"]))) as database:
        database.execute("VACUUM INTO ?", [str(tmp_path / "site.sqlite3")])
    server = Server(tmp_path)
    yield server
    server.kill()


def _kept(folder: Path) -> dict[str, int]:
    with closing(sqlite3.connect(folder / "site.sqlite3")) as database:
        tables = ("feedback_response", "feedback_answer", "feedback_receipt")
        return {table: database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables}


def test_a_thousand_families_are_kept_once_each_though_the_server_is_killed(server: Server, tmp_path: Path) -> None:
    tokens = [str(uuid.uuid4()) for _number in range(FAMILIES)]
    server.send_until_thanked(tokens[0])
    statuses: list[tuple[int, int]] = []

    def family(token: str) -> None:
        with ThreadPoolExecutor(2) as phones:
            first, second = phones.map(server.send_until_thanked, [token, token])
        statuses.append((first, second))

    def kill_now_and_then() -> None:
        for number in range(1, KILLED + 1):
            while len(statuses) < number * FAMILIES // (KILLED + 1):
                time.sleep(0.01)
            server.kill()
            server.start_again()

    killer = threading.Thread(target=kill_now_and_then, daemon=True)
    killer.start()
    with ThreadPoolExecutor(AT_ONCE) as families:
        list(families.map(family, tokens[1:]))
    killer.join(timeout=PATIENCE)

    assert not killer.is_alive()
    assert len(statuses) == FAMILIES - 1
    # Of two at the same moment one is new. Where both are told "again", the server died before it could say "new".
    assert not [both for both in statuses if both == (201, 201)]
    assert _kept(tmp_path) == {
        "feedback_response": FAMILIES,
        "feedback_answer": FAMILIES * QUESTIONS,
        "feedback_receipt": FAMILIES,
    }
    with closing(sqlite3.connect(tmp_path / "site.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_answers_wait_while_the_database_is_locked_for_ten_seconds(server: Server, tmp_path: Path) -> None:
    tokens = [str(uuid.uuid4()) for _number in range(6)]
    server.send_until_thanked(tokens[0])
    with (
        closing(sqlite3.connect(tmp_path / "site.sqlite3", isolation_level=None)) as other,
        ThreadPoolExecutor(5) as phones,
    ):
        other.execute("BEGIN IMMEDIATE")
        sent = [phones.submit(server.send, token) for token in tokens[1:]]
        time.sleep(10)
        other.execute("ROLLBACK")

        # Whoever is not thanked is told to come again, and is kept then.
        assert {each.result() for each in sent} <= {201, 503}
    for token in tokens[1:]:
        server.send_until_thanked(token)

    assert _kept(tmp_path)["feedback_response"] == len(tokens)


def test_a_disk_that_is_full_is_said_and_answers_are_kept_when_there_is_room(server: Server, tmp_path: Path) -> None:
    first, second = (str(uuid.uuid4()) for _number in range(2))
    server.send_until_thanked(first)
    # No file may grow, and the database's log has to.
    server.may_write(0)

    assert [server.send(second) for _time in range(3)] == [503] * 3
    assert _kept(tmp_path)["feedback_response"] == 1
    server.may_write(resource.RLIM_INFINITY)

    assert server.send_until_thanked(second) == 201
    assert _kept(tmp_path) == {"feedback_response": 2, "feedback_answer": 2 * QUESTIONS, "feedback_receipt": 2}
