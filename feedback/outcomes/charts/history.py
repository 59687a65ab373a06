"""What a line chart shows: a history of values, gaps and hidden values, and what is expected to follow. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Shown:
    """A value at a time, and the same in words; where chance alone could have put it; and what it means.

    Between two values of different ``series`` a break is drawn: they can't be compared.
    """

    label: str
    value: float
    words: str
    low: float | None = None
    high: float | None = None
    series: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A time at which nothing was counted: the line is left open."""

    label: str


@dataclass(frozen=True, slots=True)
class Hidden:
    """A time at which too few answered: a sign, and no number."""

    label: str


Moment = Shown | Gap | Hidden


@dataclass(frozen=True, slots=True)
class Key:
    """What each sign means, in the reader's language; only those that the chart has are said."""

    interval: str
    forecast: str
    broken: str
    hidden: str


@dataclass(frozen=True, slots=True)
class History:
    """What is drawn: moments from the earliest on, the scale as values and words, and what is expected to follow.

    What is expected means the same as the last value; a time between may be left open.

    Raises:
        ValueError: there is no moment, the scale has not two steps that rise, or a value lies beyond it.
    """

    moments: tuple[Moment, ...]
    scale: tuple[tuple[float, str], ...]
    key: Key
    forecast: tuple[Shown | Gap, ...] = ()

    def __post_init__(self) -> None:
        steps = [value for value, _words in self.scale]
        if not self.moments or len(steps) < 2 or any(above <= below for below, above in pairwise(steps)):
            raise ValueError("a chart has a moment at least, and a scale of steps that rise")
        for value in _values((*self.moments, *self.forecast)):
            if not steps[0] <= value <= steps[-1]:
                raise ValueError(f"{value} is beyond the scale, {steps[0]} to {steps[-1]}")


def _values(moments: Sequence[Moment]) -> Iterator[float]:
    for moment in moments:
        if isinstance(moment, Shown):
            yield from (value for value in (moment.value, moment.low, moment.high) if value is not None)
