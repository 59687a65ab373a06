"""Logging that keeps nothing about a reader, in lines for people or for programs."""

import json
import logging
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime


class WithoutTheReader(logging.Filter):
    """Drop what Django attaches of a request: the address asked for, headers, the reader's own address.

    The message of `django.request` names the path; an exit page or a search in it would be a trace of a family. What an
    error says of itself is dropped too: "invalid literal for int(): '…'" repeats what somebody typed. Its kind, and
    where in the code it was raised, stay.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        had_request = getattr(record, "request", None) is not None
        record.__dict__.pop("request", None)
        if had_request:
            status = getattr(record, "status_code", "")
            record.msg, record.args = f"A request failed ({status})", ()
            if record.exc_info:
                error = record.exc_info[1]
                record.exc_text = "\n".join(_trace(error)) if error else None
                record.exc_info = None
        return True


def _trace(error: BaseException) -> Iterator[str]:
    """Yield where an error came from, and what led to it, in lines of code and kinds of error."""
    led_to_it = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if led_to_it is not None:
        yield from _trace(led_to_it)
        yield "and then"
    for line in traceback.format_tb(error.__traceback__):
        yield line.rstrip("\n")
    yield type(error).__qualname__


class JsonLines(logging.Formatter):
    """One object a line, with these names and no others: whatever else a record carries is not written."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds"),
            "level": record.levelname,
            "logger": vars(record)["name"],
            "message": record.getMessage(),
        }
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            told["trace"] = record.exc_text
        return json.dumps(told, ensure_ascii=False)
