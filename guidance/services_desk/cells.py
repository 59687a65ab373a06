"""One service as the cells of a spreadsheet, and back. Pure.

Lists are parted by semicolons, steps by lines. A cell that a spreadsheet program would work out begins with an
apostrophe, which is taken off again.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

#: Also as some keyboards write them.
_SIGNS = "=+-@＝＋－＠\t\r"
_MARKED = re.compile(rf"'+(?=[\s]*[{re.escape(_SIGNS)}])")
_YES, _NO = "yes", "no"


class BadCell(ValueError):
    """What stands in a cell means nothing here; the message says what would."""


def safe(text: str) -> str:
    """Return the words as a cell may hold them: no formula."""
    return f"'{text}" if text.lstrip(" '\n").startswith(tuple(_SIGNS)) else text


def unsafe(text: str) -> str:
    """Return the words without the apostrophe that made them safe."""
    return text[1:] if _MARKED.match(text) else text


@dataclass(frozen=True, slots=True)
class Kind:
    """How a value is written, and read.

    ``read`` raises ``BadCell``.
    """

    write: Callable[[Any], str]
    read: Callable[[str], Any]


def _read_yes(text: str) -> bool:
    if text.lower() not in (_YES, _NO, ""):
        raise BadCell("write yes or no")
    return text.lower() == _YES


def _read_said_yes(text: str) -> bool:
    if not text:
        raise BadCell("write yes or no")
    return _read_yes(text)


def _read_maybe(text: str) -> bool | None:
    return _read_yes(text) if text else None


def _read_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5):
        raise BadCell("write a whole number")
    return int(text)


def _read_date(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadCell("write a day like 2026-11-30") from None


def _read_list(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _write_maybe(value: bool | None) -> str:
    return "" if value is None else _YES if value else _NO


TEXT = Kind(lambda value: value or "", str)
YES = Kind(_write_maybe, _read_yes)
#: Where an empty cell could put before families what is not for them.
SAID_YES = Kind(_write_maybe, _read_said_yes)
MAYBE = Kind(_write_maybe, _read_maybe)
NUMBER = Kind(str, _read_number)
MAYBE_NUMBER = Kind(
    lambda value: "" if value is None else str(value), lambda text: _read_number(text) if text else None
)
DAY = Kind(lambda value: value.isoformat() if value else "", _read_date)
LIST = Kind("; ".join, _read_list)
