"""How long families waited, in whole days: the middle and the quarters, and how many within a target. Pure.

Never a mean: one family that waited a year would hide twenty that waited a week. Only a wait that has ended is known:
those who still wait are to be told beside these numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from feedback.outcomes.arithmetic.intervals import Interval, wilson
from feedback.outcomes.arithmetic.whole import whole


@dataclass(frozen=True, slots=True)
class Waits:
    """Half waited up to ``median`` days; a quarter up to ``lower``, and a quarter from ``upper`` on."""

    median: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class WithinTarget:
    """``numerator`` of ``denominator`` families waited no longer than the target; the interval from 0 to 1."""

    numerator: int
    denominator: int
    interval: Interval


def spread(days: Sequence[int]) -> Waits:
    """Return the median and the quartiles, in days, with quarters of a day.

    Quartiles have nine definitions. This is the seventh of Hyndman and Fan (1996), The American Statistician 50,
    361-365: a straight line between neighbours, the shortest and the longest wait included. Excel's QUARTILE.INC, R and
    NumPy use it.

    Raises:
        ValueError: there are no waits, or one is no whole number or below nought.
    """
    ordered = sorted(_checked(days))
    return Waits(median=_quarter(ordered, 2), lower=_quarter(ordered, 1), upper=_quarter(ordered, 3))


def within(days: Sequence[int], target: int) -> WithinTarget:
    """Return how many waited ``target`` days or less, with Wilson's interval.

    Raises:
        ValueError: as `spread`; or the target is no whole number or below nought.
    """
    whole(target, "target")
    checked = _checked(days)
    in_time = sum(each <= target for each in checked)
    return WithinTarget(in_time, len(checked), wilson(in_time, len(checked)))


def _checked(days: Sequence[int]) -> list[int]:
    if not days:
        raise ValueError("there are no waits")
    return [whole(each, "wait") for each in days]


def _quarter(ordered: list[int], quarters: int) -> float:
    before, rest = divmod((len(ordered) - 1) * quarters, 4)
    step = ordered[before + 1] - ordered[before] if rest else 0
    return ordered[before] + step * rest / 4
