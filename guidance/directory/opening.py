"""Opening times as a machine reads them: a line for each span, `MO,TU,WE,TH,FR 09:00-17:00`. Pure."""

import re
from dataclasses import dataclass

_LINE = re.compile(r"((?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:MO|TU|WE|TH|FR|SA|SU))*) (\d\d:\d\d)-(\d\d:\d\d)")
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d|24:00")


class BadOpening(ValueError):
    """A line that says no opening time."""


@dataclass(frozen=True, slots=True)
class Span:
    """Open on these days (RFC 5545's two letters), from one time to another, every week."""

    days: tuple[str, ...]
    opens: str
    closes: str


def spans_of(text: str) -> list[Span]:
    """Return the spans, in order.

    Raises:
        BadOpening: a line can't be read; the message says which.
    """
    spans = []
    for number, line in enumerate(filter(None, (line.strip() for line in text.splitlines())), 1):
        found = _LINE.fullmatch(line)
        if found is None or not (_TIME.fullmatch(found[2]) and _TIME.fullmatch(found[3])):
            raise BadOpening(f"Line {number}: write days and times like this: MO,TU,WE 09:00-17:00")
        spans.append(Span(tuple(found[1].split(",")), found[2], found[3]))
    return spans
