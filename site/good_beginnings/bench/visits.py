"""Ask the site for a page as a web server does: through WSGI and every middleware, in this process."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.util import setup_testing_defaults

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection


class CannotMeasure(Exception):
    """A page that is to be measured does not answer as it should; the message names it."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One answer: its bytes, the queries it took, and the seconds."""

    body: bytes
    queries: int
    duration: float


class _Counter:
    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Any, *arguments: Any) -> Any:
        self.count += 1
        return execute(*arguments)


def _environ(address: str, cookie: str) -> dict[str, Any]:
    path, _mark, query = address.partition("?")
    environ: dict[str, Any] = {"HTTP_HOST": "localhost", "QUERY_STRING": query}
    if cookie:
        environ["HTTP_COOKIE"] = cookie
    # WSGI hands the bytes of a path over as Latin-1.
    environ["PATH_INFO"] = unquote_to_bytes(path).decode("latin-1")
    setup_testing_defaults(environ)
    return environ


def _noting(statuses: list[str]) -> Any:
    """Return a WSGI `start_response` that notes the status and leaves the rest."""

    def start_response(status: str, headers: list[tuple[str, str]], error: Any = None) -> Callable[[bytes], None]:
        statuses.append(status)
        return lambda data: None

    return start_response


class Visitor:
    """Visits one page after another. What a process remembers between pages, this one remembers, too."""

    def __init__(self) -> None:
        self._application = WSGIHandler()

    def visit(self, address: str, *, cookie: str = "") -> Visit:
        """Ask for a page, uncompressed; ``cookie`` is the header of somebody who has signed in.

        Raises:
            CannotMeasure: it did not answer 200.
        """
        statuses: list[str] = []
        counter = _Counter()
        begun = time.perf_counter()
        with connection.execute_wrapper(counter):
            response = self._application(_environ(address, cookie), _noting(statuses))
            body = b"".join(response)
            response.close()
        duration = time.perf_counter() - begun
        if not statuses[0].startswith("200"):
            raise CannotMeasure(f"{address} answered {statuses[0]}")
        return Visit(body, counter.count, duration)
