"""Logging that keeps nothing about a reader."""

import logging


class WithoutTheReader(logging.Filter):
    """Drop what Django attaches of a request: the address asked for, headers, the reader's own address.

    The message of `django.request` names the path; an exit page or a search in it would be a trace of a family.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        had_request = getattr(record, "request", None) is not None
        record.__dict__.pop("request", None)
        if had_request:
            status = getattr(record, "status_code", "")
            record.msg, record.args = f"A request failed ({status})", ()
        return True
