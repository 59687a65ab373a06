"""The run chart of a short series, by Anhøj's rules: runs too long, or crossings of the median too few. Pure.

Anhøj and Olesen (2014), Run charts revisited, PLoS ONE 9(11), e113825.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median


@dataclass(frozen=True, slots=True)
class RunChart:
    """Values in order of time around their median; points on the median are left out of the counting.

    ``longest`` is the longest run on one side, and chance alone seldom makes it longer than ``longest_by_chance``;
    ``crossings`` is how often the median is crossed, and chance alone seldom makes it fewer than ``fewest_by_chance``.
    """

    values: tuple[float, ...]
    centre: float
    useful: int
    longest: int
    longest_by_chance: int
    crossings: int
    fewest_by_chance: int

    @property
    def stands_out(self) -> bool:
        """Tell whether more than chance is at work."""
        return self.longest > self.longest_by_chance or self.crossings < self.fewest_by_chance


def run_chart(values: Sequence[float]) -> RunChart:
    """Return the run chart of values in order of time; below ten points it can hardly ever stand out.

    Raises:
        ValueError: there are no values, or one is no number.
    """
    if not values or not all(math.isfinite(value) for value in values):
        raise ValueError("a run chart is made of numbers, and of one at least")
    centre = median(values)
    runs = [len(list(run)) for _above, run in groupby(value > centre for value in values if value != centre)]
    useful = sum(runs)
    return RunChart(
        values=tuple(values),
        centre=centre,
        useful=useful,
        longest=max(runs, default=0),
        longest_by_chance=longest_by_chance(useful),
        crossings=max(len(runs) - 1, 0),
        fewest_by_chance=fewest_by_chance(useful),
    )


def longest_by_chance(useful: int) -> int:
    """Return the longest run, in points, that chance alone makes of so many points off the median.

    round(log2 n) + 3: Schilling (2012), Mathematics Magazine 85, 141-149, as Anhøj and Olesen use it.
    """
    return round(math.log2(useful)) + 3 if useful else 0


def fewest_by_chance(useful: int) -> int:
    """Return the fewest crossings of the median that chance alone makes of so many points off it.

    The 5 % quantile of a binomial count of n - 1 tosses of a coin: Chen (2010), Model Assisted Statistics and
    Applications 5, 73-77, as Anhøj and Olesen use it.
    """
    tosses, ways, crossings = max(useful - 1, 0), 0, -1
    while ways * 20 < 2**tosses:
        crossings += 1
        ways += math.comb(tosses, crossings)
    return crossings
