"""What may be told of a count, so that no small one can be read or worked out. Pure.

Only whole weeks and months that are over are told: whoever looked every day could take one look from the next. A month
is its weeks, and the weeks of one page, language and format are told together with their month, here. Every other
figure (of a page in all languages, of a language, of everything) is the sum of what is told here, and never of more:
no total can give away a part that is not told. What was not counted at all looks like what was counted four times.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

#: A figure below it is "fewer than 5".
SMALLEST_COUNT = 5


@dataclass(frozen=True, slots=True)
class Told:
    """What may be told of one page, language and format in one month: ``None`` where it is fewer than five.

    Where one week is, all weeks of that month are ``None``: three weeks of four beside their month give the fourth
    away, and so do weeks that add up to the most that is not told.
    """

    month: int | None
    weeks: Mapping[date, int | None]


def tell(weeks: Mapping[date, int]) -> Told:
    """Return what may be told of a month, given all of its weeks."""
    total = sum(weeks.values())
    may_be_parted = all(count >= SMALLEST_COUNT for count in weeks.values())
    return Told(tell_month(total), dict(weeks) if may_be_parted else dict.fromkeys(weeks))


def tell_month(count: int) -> int | None:
    """Return what may be told of a month alone: of one whose weeks are not known any more."""
    return count if count >= SMALLEST_COUNT else None
