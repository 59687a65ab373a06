"""Count what is opened, around everything else that answers: the page cache too.

A hit costs a look at the path and one more in a dictionary. No address, no browser, no time is looked at, so robots
count like people. What was counted is written down every five minutes, at midnight and at the end; a process that is
killed loses what it has not written down yet.
"""

import atexit
import logging
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from multiprocessing.util import Finalize
from typing import Any

from django.conf import settings
from django.db import Error, connections
from django.utils import timezone

from home.languages import REGISTRY

logger = logging.getLogger(__name__)

Keep = Callable[[date, Mapping[str, int]], None]

#: In seconds.
KEPT_EVERY = 300.0
#: So many paths wait at most; a site of our size has a tenth. When they are full, they are written down at once.
MOST_PATHS = 5_000
LONGEST_PATH = 400
#: So many lots of counts wait for a database that is away, an hour's; then the oldest are lost.
MOST_WAITING = 12

#: Pages, and files made of them: everything else begins otherwise.
_CODES = frozenset(language.code for language in REGISTRY)
#: A player asks for one file in many parts. The first counts; Safari's two bytes before it do not.
_FIRST_PART = re.compile(r"bytes=0-(?!1$)")
_ANSWERED = frozenset({"200", "304"})
_ANSWERED_IN_PART = _ANSWERED | {"206"}


class Counts:
    """How often each path was answered since it was last written down. One for each process."""

    def __init__(self, keep: Keep) -> None:
        self._keep = keep
        self._paths: dict[str, int] = {}
        self._day: date | None = None
        self._waiting: list[tuple[date, dict[str, int]]] = []
        self._lock, self._keeping = threading.Lock(), threading.Lock()
        self._wake = threading.Event()

    def add(self, path: str) -> None:
        """Count one hit. A microsecond or two (`./run bench`)."""
        with self._lock:
            if path in self._paths:
                self._paths[path] += 1
            elif len(self._paths) < MOST_PATHS:
                self._paths[path] = 1
            else:
                self._wake.set()
            if self._day is None:
                # Not before: a server may be forked between reading this module and answering.
                self._begin()

    def _begin(self) -> None:
        self._day = timezone.localdate()
        threading.Thread(target=self._keep_up, name="usage", daemon=True).start()
        # The first is for a process that multiprocessing has made, where the second is not called.
        Finalize(self, self.write_down, exitpriority=10)
        atexit.register(self.write_down)

    def _keep_up(self) -> None:
        while True:
            self._wake.wait(min(KEPT_EVERY, _seconds_to_midnight()))
            self._wake.clear()
            self.write_down()
            connections.close_all()

    def write_down(self) -> None:
        """Hand what was counted to ``keep``. Where the database is away, it waits for the next time."""
        with self._keeping:
            with self._lock:
                if self._day and self._paths:
                    self._waiting.append((self._day, self._paths))
                    self._paths = {}
                self._day = self._day and timezone.localdate()
            del self._waiting[:-MOST_WAITING]
            while self._waiting:
                try:
                    self._keep(*self._waiting[0])
                except Error:
                    logger.warning("What was opened could not be written down; it is tried again")
                    return
                self._waiting.pop(0)


def _seconds_to_midnight() -> float:
    now = timezone.localtime()
    midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), tzinfo=now.tzinfo)
    return max((midnight - now).total_seconds(), 0) + 0.01


class Counting:
    """A WSGI application that counts what another answers, and changes nothing of it."""

    def __init__(self, application: Any, counts: Counts) -> None:
        self._application = application
        self._counts = counts
        self._staff = f"{settings.SESSION_COOKIE_NAME}="

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        is_page = path[1 : path.find("/", 1)] in _CODES and environ["REQUEST_METHOD"] == "GET"
        if not is_page or len(path) > LONGEST_PATH or self._is_no_opening(environ):
            answer: Iterable[bytes] = self._application(environ, start_response)
            return answer
        answered = _ANSWERED_IN_PART if "HTTP_RANGE" in environ else _ANSWERED

        def counting(status: str, *others: Any) -> Any:
            if status[:3] in answered:
                self._counts.add(path)
            return start_response(status, *others)

        counted: Iterable[bytes] = self._application(environ, counting)
        return counted

    def _is_no_opening(self, environ: Mapping[str, Any]) -> bool:
        """Tell whether this is a later part of a file, or somebody who is signed in: readers have no cookie."""
        if "HTTP_RANGE" in environ and not _FIRST_PART.match(environ["HTTP_RANGE"]):
            return True
        return "HTTP_COOKIE" in environ and self._staff in environ["HTTP_COOKIE"]
