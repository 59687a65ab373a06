"""What a cell of a figure may say: whole numbers, numbers, days, quarters, words. Pure.

Each reader takes a cell that is not empty and returns its value, or raises `Unreadable` with a reason that says what to
write instead. One style is taken for each thing: of `1/4/2023` nobody can tell whether it is April.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from feedback.outcomes.exchange.tables import Cell, Form
from feedback.outcomes.periods import Quarter, read_period

#: Years of which figures are kept.
YEARS = range(1900, 2101)
#: No wait is longer, in days.
LONGEST_WAIT = 3650
MOST_WAITS = 1000
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,2})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_THOUSANDS = re.compile(r"-?\d{1,3}(?:[,.' ]\d{3})+(?:[.,]\d+)?", re.ASCII)


class Unreadable(ValueError):
    """A cell does not say what its column asks for. The message says why, and what to write."""


Reader = Callable[[Cell], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, the field it is kept in, how a cell is read, and how to fill it in."""

    heading: str
    reads: Reader
    guide: str
    field: str = ""
    is_needed: bool = True
    #: What an empty cell means, where it may be empty.
    empty: Any = None

    @property
    def name(self) -> str:
        return self.field or self.heading

    def read(self, cell: Cell | None) -> Any:
        """Return the value of a cell.

        Raises:
            Unreadable: and why.
        """
        if cell is None:
            if self.is_needed:
                raise Unreadable("it is empty")
            return self.empty
        return self.reads(cell)


# --- Numbers --------------------------------------------------------------------------------------------------------


def whole(cell: Cell) -> int:
    """Return a whole number, 0 or more."""
    words = _plain_number(cell)
    if re.fullmatch(r"\d+\.\d+", words, re.ASCII):
        raise Unreadable(f"“{words}” has decimals: a whole number is wanted here")
    if not _WHOLE.fullmatch(words):
        raise Unreadable(f"“{words[:40]}” has more than nine digits")
    return int(words)


def number(cell: Cell) -> Decimal:
    """Return a number, 0 or more, with two decimals at most."""
    words = _plain_number(cell)
    if not _NUMBER.fullmatch(words):
        raise Unreadable(f"“{words[:40]}” has more than two decimals, or more than nine digits before them: round it")
    return Decimal(words)


def _plain_number(cell: Cell) -> str:
    """Return a cell's digits, with one point at most.

    Raises:
        Unreadable: it is written in another way.
    """
    words = cell.words
    if cell.form is Form.PERCENT or "%" in words:
        raise Unreadable("there is a percent sign: write the number alone, 12 for 12%, and format the cell as text")
    if cell.form is Form.DATE:
        raise Unreadable("there is a date: write a number, and format the cell as text")
    if any(letter.isdigit() and not letter.isascii() for letter in words):
        raise Unreadable(f"“{words[:40]}”: write it with the digits 0 to 9")
    if _THOUSANDS.fullmatch(words) and not re.fullmatch(r"-?\d+\.\d+", words):
        raise Unreadable(f"“{words[:40]}”: leave out what parts the thousands: 1234")
    if re.fullmatch(r"-?\d+,\d+", words):
        raise Unreadable(f"“{words[:40]}”: write a point for the decimals, not a comma")
    if re.fullmatch(r"-\d+(\.\d+)?", words):
        raise Unreadable(f"“{words[:40]}” is below zero")
    if re.fullmatch(r"-?\d*\.?\d+[eE][+-]?\d+", words):
        raise Unreadable(f"“{words[:40]}”: write all digits out")
    if not re.fullmatch(r"\d+(\.\d+)?", words, re.ASCII):
        raise Unreadable(f"“{words[:40]}” is no number")
    return words


def waits(cell: Cell) -> list[int]:
    """Return days waited, one number for each family, sorted.

    Raises:
        Unreadable: one of them is no number of days.
    """
    if cell.form in (Form.PERCENT, Form.DATE):
        raise Unreadable("days are wanted: format the cell as text, and write numbers parted by spaces")
    if "," in cell.words or ";" in cell.words:
        raise Unreadable("part the numbers by spaces, without commas")
    days = [whole(Cell(each)) for each in cell.words.split()]
    if far := [each for each in days if each > LONGEST_WAIT]:
        raise Unreadable(f"{far[0]} days are more than ten years: write days from 0 to {LONGEST_WAIT}")
    if len(days) > MOST_WAITS:
        raise Unreadable(f"there are more than {MOST_WAITS} numbers")
    return sorted(days)


# --- Periods --------------------------------------------------------------------------------------------------------


def day(cell: Cell) -> date:
    """Return a day."""
    words = cell.words
    if cell.form in (Form.NUMBER, Form.PERCENT):
        raise Unreadable("there is a number: write the day as year-month-day, 2023-04-01")
    if not _DAY.fullmatch(words):
        raise Unreadable(f"“{words[:40]}”: write the day as year-month-day, 2023-04-01; no other style is taken")
    try:
        found = date.fromisoformat(words)
    except ValueError as error:
        raise Unreadable(f"there is no day {words}") from error
    if found.year not in YEARS:
        raise Unreadable(f"{found.year} is no year of these figures")
    return found


def quarter(cell: Cell) -> Quarter:
    """Return a quarter of a year."""
    try:
        found = read_period(cell.words)
    except ValueError:
        found = None
    if not isinstance(found, Quarter) or found.year not in YEARS:
        raise Unreadable(f"“{cell.words[:40]}” is no quarter: write it as 2026-Q3")
    return found


# --- Words ----------------------------------------------------------------------------------------------------------


def words(longest: int) -> Reader:
    """Return a reader of words that have room in so many letters."""

    def read(cell: Cell) -> str:
        if cell.form in (Form.DATE, Form.PERCENT):
            raise Unreadable("there is a date or a percent: format the cell as text, and type the words")
        if len(cell.words) > longest:
            raise Unreadable(f"there is room for {longest} letters, not {len(cell.words)}")
        return cell.words

    return read


def one_of(codes: tuple[str, ...]) -> Reader:
    """Return a reader of one of these codes."""

    def read(cell: Cell) -> str:
        if cell.words not in codes:
            raise Unreadable(f"“{cell.words[:40]}” is none of {', '.join(codes)}")
        return cell.words

    return read


def yes_or_no(cell: Cell) -> bool:
    if cell.words.casefold() not in ("yes", "no"):
        raise Unreadable(f"“{cell.words[:40]}”: write yes, or no")
    return cell.words.casefold() == "yes"
