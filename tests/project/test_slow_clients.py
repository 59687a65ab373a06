"""Whoever sends slowly, or much, keeps nobody else from being answered: seen on a site that runs."""

import ctypes
import io
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.db import connection
from django.test import Client

from good_beginnings import waiting
from good_beginnings.waiting import TooSlow, Waiting, read_whole
from home import generation
from home.middleware import LARGEST_BODY, LARGEST_OF_STAFF

ROOT = Path(__file__).resolve().parents[2]
VISITORS = 50
#: In seconds. Without its own place to wait, one such body holds a thread for ever.
PROMPT = 10
PR_SET_PDEATHSIG = 1
SERVE = """
import django
django.setup()
from good_beginnings.start import Place, serve_pages
serve_pages(Place("127.0.0.1", {port}))
"""
#: Each begins something that one byte a second will not end.
BEGUN = {
    "head": b"GET /en/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
    "form": b"POST /en/did-this-help/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9999\r\n\r\n",
    # Its token is looked for in the form, so that the form is read.
    "sign-in": b"POST /admin/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: csrftoken=" + b"a" * 32 + b"\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9999\r\n\r\n",
    "film": b"POST /admin/documents/add/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: csrftoken=" + b"a" * 32 + b"\r\n"
    b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 99999999\r\n\r\n",
}


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def end_with_these_tests() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@pytest.fixture(scope="module")
def port(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Start the web server as `start` does, with one process; return its port."""
    if connection.vendor != "sqlite":
        pytest.skip("copies a database of SQLite")
    var = tmp_path_factory.mktemp("slow")
    with django_db_blocker.unblock():
        made = sqlite3.connect(str(connection.settings_dict["NAME"]))
        copy = sqlite3.connect(var / "site.sqlite3")
        made.backup(copy)
        copy.close()
        made.close()
    port = free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "good_beginnings.settings.test",
        "DATABASE_URL": f"sqlite:///{var / 'site.sqlite3'}",
        "PYTHONPATH": f"{ROOT / 'site'}{os.pathsep}{ROOT}",
        "VAR_DIR": str(var),
        "WEB_PROCESSES": "1",
    }
    command = [sys.executable, "-c", SERVE.format(port=port)]
    with (var / "log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=log, preexec_fn=end_with_these_tests
        )
        try:
            wait_for(port, process)
            yield port
        finally:
            process.terminate()
            assert process.wait(timeout=30) is not None


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < until:
        try:
            # The page too: a first one is slow for other reasons.
            ask(port, "/healthz")
            ask(port, "/en/")
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail("The site did not start")


def ask(port: int, path: str, data: bytes | None = None) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", data, timeout=PROMPT) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.fixture
def slowly(port: int) -> Iterator[Callable[[bytes, int], None]]:
    """Open connections that begin so and go on with a byte a second, until the test is over."""
    lines: list[socket.socket] = []
    over = threading.Event()

    def drip() -> None:
        while not over.wait(1):
            for line in lines:
                with suppress(OSError):
                    line.sendall(b"a")

    def begin(begun: bytes, visitors: int) -> None:
        for _ in range(visitors):
            lines.append(socket.create_connection(("127.0.0.1", port), timeout=PROMPT))
            with suppress(OSError):
                lines[-1].sendall(begun)
        time.sleep(1.5)

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    yield begin
    over.set()
    thread.join()
    for line in lines:
        line.close()


@pytest.mark.parametrize("begun", BEGUN)
def test_fifty_slow_visitors_keep_nobody_waiting(port: int, slowly: Callable[[bytes, int], None], begun: str) -> None:
    slowly(BEGUN[begun], VISITORS)

    assert [ask(port, path) for path in ("/healthz", "/en/", "/robots.txt")] == [200, 200, 200]
    # Who sends a form of their own is heard too: this one is not complete, and that is answered.
    assert ask(port, "/admin/login/", b"username=a") in {200, 403}


def test_more_slow_visitors_than_there_are_threads_keep_no_reader_waiting(
    port: int, slowly: Callable[[bytes, int], None]
) -> None:
    slowly(BEGUN["sign-in"], waiting.THREADS + 20)

    assert [ask(port, path) for path in ("/healthz", "/en/", "/robots.txt")] == [200, 200, 200]
    # Nobody's form is lost unsaid: whoever sends one now is asked to come again.
    assert ask(port, "/admin/login/", b"username=a") == 503


@pytest.mark.parametrize(
    ("path", "length", "status"),
    [("/en/did-this-help/", LARGEST_BODY + 1, 413), ("/admin/login/", LARGEST_OF_STAFF + 1, 413)],
)
def test_what_is_too_large_is_refused_before_it_arrives(port: int, path: str, length: int, status: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=PROMPT) as line:
        line.sendall(f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\r\n".encode())

        assert line.recv(100).startswith(f"HTTP/1.1 {status} ".encode())


# --- The parts ------------------------------------------------------------------------------------------------------


class Dripping:
    """A body of which each byte takes a hundredth of a second."""

    def read(self, count: int) -> bytes:
        time.sleep(count / 100)
        return b"a" * count


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [])
    return [threading.current_thread().name.encode(), b"|", environ["wsgi.input"].read()]


def call(site: Waiting, body: Any, length: int, path: str = "/en/") -> tuple[str, bytes]:
    said: list[str] = []
    environ = {"wsgi.input": body, "CONTENT_LENGTH": str(length), "PATH_INFO": path}
    answer = site(environ, lambda status, headers, error=None: said.append(status))
    return said[0], b"".join(answer)


def waiting_site(**more: Any) -> Waiting:
    return Waiting(application, is_staffs=lambda path: path.startswith("/admin/"), **more)


def test_a_body_is_there_whole_before_the_site_is_asked_in_a_thread_of_its_own() -> None:
    status, answer = call(waiting_site(), io.BytesIO(b"b" * 5000 + b"the next request"), 5000)

    thread, _, body = answer.partition(b"|")
    assert (status, body) == ("200 OK", b"b" * 5000)
    assert thread.startswith(b"site")


def test_the_generation_that_a_request_began_with_goes_along() -> None:
    seen: list[str] = []

    def site(environ: Any, start_response: Any) -> list[bytes]:
        seen.append(generation.of_request())
        return []

    with generation.beginning_with("7-7-20261130.0a1b2c3d"):
        Waiting(site, is_staffs=lambda path: False)({}, lambda *_: None)

    assert seen == ["7-7-20261130.0a1b2c3d"]


def test_who_takes_too_long_is_told_so() -> None:
    assert call(waiting_site(patience=0.1), Dripping(), 5000)[0] == "408 Request Timeout"
    with pytest.raises(TooSlow):
        read_whole(Dripping(), 5000, patience=0.1)


def test_who_goes_away_leaves_a_short_body() -> None:
    assert read_whole(io.BytesIO(b"half"), 8, patience=1) == b"half"


def test_when_too_many_are_waited_for_the_next_is_asked_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "ARRIVING", 1)
    site = waiting_site(patience=0.5)
    first = threading.Thread(target=call, args=(site, Dripping(), 5000))
    first.start()
    time.sleep(0.1)

    assert call(site, io.BytesIO(b"a"), 1)[0] == "503 Service Unavailable"
    # Who only reads is answered.
    assert call(site, io.BytesIO(), 0)[0] == "200 OK"
    first.join()
    assert call(site, io.BytesIO(b"a"), 1)[0] == "200 OK"


def test_a_film_of_staff_is_not_held_in_memory() -> None:
    _status, answer = call(waiting_site(), io.BytesIO(b"film"), waiting.READ_AHEAD + 1, path="/admin/documents/add/")

    assert not answer.startswith(b"site")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/en/", "/en/did-this-help/", "/documents/1/a.pdf", "/api/v1/releases/"])
def test_a_reader_may_send_no_more_than_any_form_of_ours_holds(path: str) -> None:
    answer = Client().generic("POST", path, b"a" * (LARGEST_BODY + 1), content_type="text/plain")

    assert answer.status_code == 413
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_limits_fit_each_other() -> None:
    assert waiting.READ_AHEAD >= LARGEST_BODY
    assert project.DATA_UPLOAD_MAX_MEMORY_SIZE < LARGEST_OF_STAFF
    assert project.WAGTAILDOCS_MAX_UPLOAD_SIZE < LARGEST_OF_STAFF
