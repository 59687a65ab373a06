"""What is wrong with an answer, whatever was asked."""

import logging
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.signals import got_request_exception
from django.test.client import ClientHandler

from tests.attacks.sending import Sent

_TRACE = re.compile(rb"Traceback \(most recent call last\)|DoesNotExist at|Exception Value|Request information</h2>")
_TAG = re.compile(rb"<(script|style|head)\b.*?</\1>|<[^>]*>", re.DOTALL)
#: Django's own page for an error, and what a server says by itself: no word that a reader can act on.
_BARE = {b"Server Error (500)", b"Bad Request (400)", b"Not Found", b"Forbidden", b"Bad Request"}


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    content: bytes
    headers: dict[str, str]
    cookies: tuple[str, ...]


class Site:
    """The whole site with its middleware, and what went wrong in it."""

    def __init__(self, sessions: dict[str, str], *, enforce_csrf_checks: bool = False) -> None:
        self.sessions = sessions
        self.errors: list[str] = []
        self._handler = ClientHandler(enforce_csrf_checks=enforce_csrf_checks)

    def answer(self, sent: Sent) -> Answer:
        """Return what the site answers. An error that it could not even turn into a page is one of status 599."""
        try:
            response = self._handler(sent.environ(self.sessions.get(sent.who, "")))
        except Exception as error:  # noqa: BLE001  whatever it is, it is a finding
            self.errors.append(_short(error))
            return Answer(599, b"", {}, ())
        content = b"".join(response.streaming_content) if response.streaming else response.content
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, content, headers, tuple(response.cookies))

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Note each exception, and each line of the log that tells of an error."""
        handler = _Notes(self.errors)
        known: Any = settings.LOGGING["loggers"]
        loggers = [logging.getLogger(name) for name in ("", *known)]
        usual = [logger.handlers for logger in loggers]
        got_request_exception.connect(self._note)
        for logger in loggers:
            logger.handlers = [handler]
        try:
            yield
        finally:
            got_request_exception.disconnect(self._note)
            for logger, handlers in zip(loggers, usual, strict=True):
                logger.handlers = handlers

    def _note(self, **_kwargs: Any) -> None:
        error = sys.exc_info()[1]
        assert error is not None
        self.errors.append(_short(error))


def _short(error: BaseException) -> str:
    """Return where an error arose, the innermost last, and what it says."""
    frames = traceback.extract_tb(error.__traceback__)[-5:]
    places = [f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
    return "\n".join([*places, f"{type(error).__name__}: {str(error)[:300]}"])


class _Notes(logging.Handler):
    def __init__(self, into: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._into = into

    def emit(self, record: logging.LogRecord) -> None:
        self._into.append(f"log: {record.name}: {record.getMessage()}")


def fault_of(sent: Sent, answer: Answer) -> str:
    """Return what is wrong with this answer, in words; nothing where it is as it should be."""
    if answer.status >= 500:
        return f"it answers {answer.status}"
    if _TRACE.search(answer.content):
        return "it shows a trace"
    is_admin = sent.path.startswith((f"/{settings.ADMIN_PATH}", "/documents/"))
    if answer.cookies and not is_admin:
        return f"it sets a cookie: {answer.cookies}"
    if answer.status >= 400 and sent.method != "HEAD" and not _has_a_word(answer):
        return f"{answer.status} without a word"
    return ""


def _has_a_word(answer: Answer) -> bool:
    text = (
        _TAG.sub(b" ", answer.content).strip() if "html" in answer.headers.get("content-type", "") else answer.content
    )
    return len(text) >= 12 and text not in _BARE
