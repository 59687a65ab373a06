"""Whoever sends slowly waits by themselves: the few threads that do the site's work never wait for a visitor.

The web server has one thread for each request that it hands over, and a body may take for ever to arrive. So it has
many of them, a body is read before anything of the site is asked, and the site's own work is done by a few threads.
nginx does the same before us; a site that is tried out has none.
"""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from io import BytesIO
from threading import BoundedSemaphore
from typing import Any

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

#: Threads that do the work, in each process: as many hold a connection to the database.
WORKING = 4
#: Bodies that may be arriving at once, in each process, and large ones among staff's screens.
ARRIVING, LARGE_ARRIVING = 60, 4
#: The web server's threads: those that wait for a body leave others for who only reads.
THREADS = WORKING + ARRIVING + LARGE_ARRIVING + 8
#: Read ahead, into memory. A survey's longest answers take a tenth.
READ_AHEAD = 1024 * 1024
#: Seconds that a small body may take. A form of 100 KB needs 3 KB a second: less than any network of a phone.
PATIENCE = 30.0
#: Milliseconds in which a request's head has to be there.
HEAD_MILLISECONDS = 15_000
#: Bytes that are waited for at first: a piece that came quickly is followed by a larger one.
_FIRST, _LARGEST = 64, 64 * 1024


class TooSlow(Exception):
    """A body did not arrive in time."""


class Waiting:
    """The application, with others' slowness kept from it. ``is_staffs`` tells whether a path may be sent much."""

    def __init__(
        self, application: Application, *, is_staffs: Callable[[str], bool], patience: float = PATIENCE
    ) -> None:
        self._application = application
        self._is_staffs = is_staffs
        self._patience = patience
        self._arriving, self._large = BoundedSemaphore(ARRIVING), BoundedSemaphore(LARGE_ARRIVING)
        self._pool = ThreadPoolExecutor(WORKING, thread_name_prefix="site")

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        said = environ.get("CONTENT_LENGTH") or "0"
        # Of what is no length nothing is read: the site refuses it.
        length = int(said) if said.isascii() and said.isdecimal() else 0
        if length > READ_AHEAD and self._is_staffs(environ.get("PATH_INFO", "")):
            return self._while_it_arrives(environ, start_response)
        # What is longer, and not for staff, is refused by the site unread.
        if 0 < length <= READ_AHEAD:
            if not self._arriving.acquire(blocking=False):
                return _refuse(start_response, "503 Service Unavailable")
            try:
                environ["wsgi.input"] = BytesIO(read_whole(environ["wsgi.input"], length, patience=self._patience))
            except TooSlow:
                return _refuse(start_response, "408 Request Timeout")
            finally:
                self._arriving.release()
        # Which generation the request began with goes along.
        return self._pool.submit(copy_context().run, self._application, environ, start_response).result()

    def _while_it_arrives(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Let the site read a film itself, in the web server's thread: it takes minutes, and fits no memory."""
        if not self._large.acquire(blocking=False):
            return _refuse(start_response, "503 Service Unavailable")
        try:
            return self._application(environ, start_response)
        finally:
            self._large.release()


def read_whole(body: Any, length: int, *, patience: float) -> bytes:
    """Return the body; it is shorter where the visitor is gone.

    Raises:
        TooSlow: it took longer than ``patience``, in seconds.
    """
    until = time.monotonic() + patience
    parts: list[bytes] = []
    left, piece = length, _FIRST
    while left > 0 and (part := body.read(min(piece, left))):
        parts.append(part)
        left -= len(part)
        piece = min(piece * 2, _LARGEST)
        if left > 0 and time.monotonic() > until:
            raise TooSlow
    return b"".join(parts)


def _refuse(start_response: StartResponse, status: str) -> list[bytes]:
    words = f"{status}\n".encode()
    start_response(
        status,
        [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(words))),
            ("Cache-Control", "no-store"),
            ("Retry-After", "60"),
            ("X-Content-Type-Options", "nosniff"),
            ("Connection", "close"),
        ],
    )
    return [words]
