"""How far chance alone could move a number, at 95 %: proportions, their differences, counts and rates. Pure.

None of these is a margin of error: they don't allow for who chose to answer. SciPy is not asked: see the package.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

from feedback.outcomes.arithmetic.whole import above_nought, share_of, whole

CONFIDENCE = 0.95
TAIL = (1 - CONFIDENCE) / 2
Z = NormalDist().inv_cdf(1 - TAIL)
#: From this count on Byar's approximation is near enough: the practice of Public Health England (`byar`).
BYAR_FROM = 10


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``low`` to ``high``, in the unit of what it surrounds."""

    low: float
    high: float


def wilson(numerator: int, denominator: int) -> Interval:
    """Return the interval of a proportion, from 0 to 1.

    Wilson's score interval without correction for continuity: Wilson (1927), J. Am. Stat. Assoc. 22, 209-212; method 3
    of Newcombe (1998), Statistics in Medicine 17, 857-872.

    Raises:
        ValueError: a count is no whole number or below nought, the numerator is the larger, the denominator is nought.
    """
    share = share_of(numerator, denominator)
    square = Z * Z
    centre = 2 * numerator + square
    half = Z * math.sqrt(square + 4 * numerator * (1 - share))
    scale = 2 * (denominator + square)
    # At either end one limit is exact, and no error of rounding may make it 1 in 10^17.
    low = 0.0 if numerator == 0 else (centre - half) / scale
    high = 1.0 if numerator == denominator else (centre + half) / scale
    return Interval(low, high)


def newcombe(numerator: int, denominator: int, other_numerator: int, other_denominator: int) -> Interval:
    """Return the interval of the first proportion less the other, from -1 to 1, for two groups of different people.

    The hybrid score interval: method 10 of Newcombe (1998), Statistics in Medicine 17, 873-890.

    Raises:
        ValueError: as `wilson`, for either proportion.
    """
    first, other = share_of(numerator, denominator), share_of(other_numerator, other_denominator)
    around, around_other = wilson(numerator, denominator), wilson(other_numerator, other_denominator)
    difference = first - other
    return Interval(
        difference - math.hypot(first - around.low, around_other.high - other),
        difference + math.hypot(around.high - first, other - around_other.low),
    )


def byar(count: int) -> Interval:
    """Return the interval of a count of events, in events: exact below ten, by Byar's approximation from ten on.

    Byar's: Breslow and Day (1987), Statistical Methods in Cancer Research II, page 69. That it is used from ten on is
    the practice of Public Health England: PHEindicatormethods, `phe_rate`.

    Raises:
        ValueError: the count is no whole number or below nought.
    """
    if whole(count, "count") < BYAR_FROM:
        return _exact(count)
    return Interval(_byar(count, -Z), _byar(count + 1, Z))


def byar_rate(count: int, population: int, per: int = 1000) -> Interval:
    """Return the interval of a rate, in events for each ``per`` people.

    Raises:
        ValueError: a number is no whole number or below nought, or ``population`` or ``per`` is nought.
    """
    around = byar(count)
    scale = above_nought(per, "per") / above_nought(population, "population")
    return Interval(around.low * scale, around.high * scale)


def _byar(count: int, z: float) -> float:
    return float(count * (1 - 1 / (9 * count) + z / (3 * math.sqrt(count))) ** 3)


def _exact(count: int) -> Interval:
    """Return the exact interval of a Poisson count: Garwood (1936), Biometrika 28, 437-442.

    The lower limit is the mean under which so many or more are seen once in 40 times; the upper, so many or fewer.
    """
    low = 0.0 if count == 0 else _where(lambda mean: 1 - _so_many_or_fewer(count - 1, mean) >= TAIL)
    return Interval(low, _where(lambda mean: _so_many_or_fewer(count, mean) <= TAIL))


def _so_many_or_fewer(count: int, mean: float) -> float:
    return math.exp(-mean) * math.fsum(mean**each / math.factorial(each) for each in range(count + 1))


def _where(is_past: Callable[[float], bool]) -> float:
    """Return the mean, between 0 and 64, from which something holds: halved until no number lies between."""
    below, above = 0.0, 64.0
    while below < (middle := (below + above) / 2) < above:
        below, above = (below, middle) if is_past(middle) else (middle, above)
    return above
