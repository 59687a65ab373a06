"""Control charts: what chance does to a series of shares or numbers, and which points are more than that. Pure.

A series is charted by itself between breaks: where the question changed its meaning, a new chart begins.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby, pairwise
from statistics import fmean

from feedback.outcomes.arithmetic.flags import Flag, Place, flags
from feedback.outcomes.arithmetic.intervals import Interval
from feedback.outcomes.arithmetic.pooling import Counted
from feedback.outcomes.arithmetic.runs import RunChart, run_chart
from feedback.outcomes.arithmetic.whole import share_of

#: Below so many points limits are on trial, and a run chart says more (NHSRplotthedots warns below 12 as well).
ENOUGH_POINTS = 12
SIGMAS = 3
#: The mean difference of two neighbours, in standard deviations, where all is chance: 2 / sqrt(pi), as printed.
D2 = 1.128
#: From the mean moving range to a limit: 3 / 1.128, as printed. Wheeler (2000), Understanding Variation.
TO_LIMIT = 2.66
#: A moving range from here on, in mean moving ranges, is no chance and is left out.
#: Nelson (1982), Control charts for individual measurements, Journal of Quality Technology 14, 172-173.
SCREENED = 3.267
#: Variance of the mean moving range by D2, times the points less one. With r = -1/2 between neighbouring differences it
#: is (2 - 4/pi + 2 (4/pi (sqrt(1 - r²) + r asin r) - 4/pi)) / (4/pi) = 0.8265.
VARIANCE = 0.8265
#: One series in twenty would be called over-dispersed by chance.
ONE_IN_TWENTY = 1.645


class Kind(Enum):
    """How the limits were found."""

    #: By the binomial distribution.
    P = "p"
    #: Laney's p': the binomial, widened by how much more the points really vary.
    P_PRIME = "p-prime"
    #: By how much each point differs from the one before.
    XMR = "xmr"


@dataclass(frozen=True, slots=True)
class ControlChart:
    """Values in order of time, their centre, the limits of each, and why it stands out; shares from 0 to 1.

    ``trial`` says that there are too few points to rely on the limits.
    """

    kind: Kind
    values: tuple[float, ...]
    centre: float
    limits: tuple[Interval, ...]
    flags: tuple[frozenset[Flag], ...]
    trial: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """One chart between two breaks: it begins at the point numbered ``start``, from 0, of the whole series."""

    series: str
    start: int
    chart: ControlChart | RunChart


def charts(points: Sequence[Counted]) -> tuple[Stretch, ...]:
    """Return a chart for each stretch of the same series: below twelve points a run chart, else p or p'.

    Raises:
        ValueError: a point counts nobody: leave it out.
    """
    stretches, start = [], 0
    for series, group in groupby(points, key=lambda point: point.series):
        stretch = tuple(group)
        stretches.append(Stretch(series, start, _chart(stretch)))
        start += len(stretch)
    return tuple(stretches)


def _chart(points: Sequence[Counted]) -> ControlChart | RunChart:
    return share_chart(points) if len(points) >= ENOUGH_POINTS else run_chart(_shares(points))


def share_chart(points: Sequence[Counted]) -> ControlChart:
    """Return Laney's p' where the points vary clearly more than the binomial allows, else a p-chart.

    Raises:
        ValueError: as `p_chart`.
    """
    clearly = 1 + ONE_IN_TWENTY * math.sqrt(VARIANCE / max(len(points) - 1, 1))
    return laney_chart(points) if _sigma_z(points) > clearly else p_chart(points)


def p_chart(points: Sequence[Counted]) -> ControlChart:
    """Return the chart of shares, with limits of three sigma that vary with each denominator, within 0 to 1.

    Montgomery, Introduction to Statistical Quality Control, chapter 7.

    Raises:
        ValueError: there are no points, they are of several series, or one counts nobody.
    """
    return _of_shares(Kind.P, points, widening=1)


def laney_chart(points: Sequence[Counted]) -> ControlChart:
    """Return the chart of shares with limits as much wider, or narrower, as the points vary more, or less.

    Laney (2002), Improved control charts for attributes, Quality Engineering 14, 531-537; moving ranges too large to
    be chance are left out here, too.

    Raises:
        ValueError: as `p_chart`.
    """
    return _of_shares(Kind.P_PRIME, points, widening=_sigma_z(points))


def _of_shares(kind: Kind, points: Sequence[Counted], *, widening: float) -> ControlChart:
    values, centre, sigmas = _binomial(points)
    to_limits = [SIGMAS * sigma * widening for sigma in sigmas]
    places = [Place(value - centre, to_limit) for value, to_limit in zip(values, to_limits, strict=True)]
    return ControlChart(
        kind=kind,
        values=values,
        centre=centre,
        limits=tuple(Interval(max(centre - each, 0.0), min(centre + each, 1.0)) for each in to_limits),
        flags=flags(places),
        trial=len(points) < ENOUGH_POINTS,
    )


def _sigma_z(points: Sequence[Counted]) -> float:
    """Return how many times as much the points vary as the binomial says."""
    values, centre, sigmas = _binomial(points)
    scores = [(value - centre) / sigma for value, sigma in zip(values, sigmas, strict=True) if sigma]
    return mean_moving_range(scores) / D2


def _binomial(points: Sequence[Counted]) -> tuple[tuple[float, ...], float, list[float]]:
    """Return the shares, their centre, and the standard deviation that the binomial gives each."""
    if len({point.series for point in points}) != 1:
        raise ValueError("a chart is of one series, and of one point at least")
    values = _shares(points)
    centre = sum(point.numerator for point in points) / sum(point.denominator for point in points)
    return values, centre, [math.sqrt(centre * (1 - centre) / point.denominator) for point in points]


def xmr_chart(values: Sequence[float]) -> ControlChart:
    """Return the chart of single numbers, such as medians in days or counts: the mean, and 2.66 mean moving ranges.

    Raises:
        ValueError: there are fewer than two values, or one is no number.
    """
    if len(values) < 2 or not all(math.isfinite(value) for value in values):
        raise ValueError("such a chart is made of numbers, and of two at least")
    centre, to_limit = fmean(values), TO_LIMIT * mean_moving_range(values)
    return ControlChart(
        kind=Kind.XMR,
        values=tuple(values),
        centre=centre,
        limits=(Interval(centre - to_limit, centre + to_limit),) * len(values),
        flags=flags([Place(value - centre, to_limit) for value in values]),
        trial=len(values) < ENOUGH_POINTS,
    )


def mean_moving_range(values: Sequence[float]) -> float:
    """Return the mean difference of neighbours, in the unit of the values, without those too large to be chance.

    NHSRplotthedots screens the same way: once, those of 3.267 means or more.
    """
    ranges = [abs(after - before) for before, after in pairwise(values)]
    if not any(ranges):
        return 0.0
    too_large = SCREENED * fmean(ranges)
    return fmean(each for each in ranges if each < too_large)


def _shares(points: Sequence[Counted]) -> tuple[float, ...]:
    return tuple(share_of(point.numerator, point.denominator) for point in points)
