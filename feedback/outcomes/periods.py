"""Quarters and years, as figures name them. Pure.

A quarter is three calendar months; an answer belongs to the quarter in which the Monday of its week lies.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_CODE = re.compile(r"(\d{4})(?:-Q([1-4]))?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three months of a year; ``number`` is 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month - 1) // 3 + 1)

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def previous(self) -> "Quarter":
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


@dataclass(frozen=True, slots=True, order=True)
class Year:
    """A calendar year."""

    year: int

    @property
    def first(self) -> date:
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        return date(self.year, 12, 31)

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        return tuple(Quarter(self.year, number) for number in (1, 2, 3, 4))

    def __str__(self) -> str:
        return str(self.year)


Period = Quarter | Year


def read_period(code: str) -> Period:
    """Return the period that ``2026-Q3`` or ``2026`` names.

    Raises:
        ValueError: it names none.
    """
    found = _CODE.fullmatch(code)
    if not found:
        raise ValueError(f"{code!r} is no quarter (2026-Q3) and no year (2026)")
    year, number = int(found[1]), found[2]
    return Quarter(year, int(number)) if number else Year(year)
