"""Which points of a control chart are more than chance would explain. Pure.

The four rules are those of NHS England's Making Data Count, as the NHS-R Community's package NHSRplotthedots has them.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

#: So many points on one side of the centre, or so many that rise or fall one after the other.
IN_A_ROW = 7
#: Near a limit: past two thirds of the way to it.
NEAR = 2 / 3
#: What floats may differ by and still be the same.
HAIR = 1e-12


class Flag(Enum):
    """Why a point stands out."""

    OUTSIDE = "outside"
    ONE_SIDE = "one-side"
    TREND = "trend"
    #: One of two in three points that are near the same limit, all three on its side of the centre.
    NEAR_LIMIT = "near-limit"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a point stands: how far above the centre, and how far the limits are from it on either side."""

    above_centre: float
    to_limit: float

    @property
    def side(self) -> int:
        return 0 if abs(self.above_centre) <= HAIR else int(math.copysign(1, self.above_centre))

    @property
    def is_outside(self) -> bool:
        return abs(self.above_centre) > self.to_limit + HAIR

    @property
    def is_near(self) -> bool:
        return not self.is_outside and abs(self.above_centre) > self.to_limit * NEAR + HAIR


def flags(places: Sequence[Place]) -> tuple[frozenset[Flag], ...]:
    """Return why each point stands out: nothing, for most."""
    found = {
        Flag.OUTSIDE: {at for at, place in enumerate(places) if place.is_outside},
        Flag.ONE_SIDE: _in_windows(places, IN_A_ROW, _is_on_one_side),
        Flag.TREND: _in_windows(places, IN_A_ROW, _is_a_trend),
        Flag.NEAR_LIMIT: _in_windows(places, 3, _are_two_near) & {at for at, each in enumerate(places) if each.is_near},
    }
    return tuple(frozenset(flag for flag, where in found.items() if at in where) for at in range(len(places)))


def _in_windows(places: Sequence[Place], size: int, holds: Callable[[Sequence[Place]], bool]) -> set[int]:
    """Return the points of every stretch of this size of which something holds."""
    starts = (start for start in range(len(places) - size + 1) if holds(places[start : start + size]))
    return {at for start in starts for at in range(start, start + size)}


def _is_on_one_side(window: Sequence[Place]) -> bool:
    return abs(sum(place.side for place in window)) == len(window)


def _is_a_trend(window: Sequence[Place]) -> bool:
    steps = [after.above_centre - before.above_centre for before, after in pairwise(window)]
    return all(step > HAIR for step in steps) or all(step < -HAIR for step in steps)


def _are_two_near(window: Sequence[Place]) -> bool:
    return _is_on_one_side(window) and sum(place.is_near for place in window) >= 2
