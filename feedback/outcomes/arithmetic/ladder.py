"""How much may be said, by how many answered: nothing, the number alone, a percentage, a comparison. Pure."""

from dataclasses import dataclass, fields
from enum import Enum

from feedback.outcomes.arithmetic.intervals import newcombe
from feedback.outcomes.arithmetic.pooling import Counted
from feedback.outcomes.arithmetic.whole import above_nought, share_of, whole


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From how many on something may be shown, in answers.

    They protect the people who answered, and readers from reading much into little; docs say where each comes from.

    Raises:
        ValueError: one is no whole number above nought, or comparing would begin before showing.
    """

    #: A count of 1 up to one less than this is hidden.
    cell: int = 5
    #: Any percentage at all.
    base: int = 10
    #: A comparison with another time.
    comparison: int = 30
    #: What is hidden in one row or column, together.
    hidden: int = 5
    #: By which two published groups differ, where one is inside the other.
    difference: int = 5
    #: "All of them said so", of a small group.
    unanimous: int = 20

    def __post_init__(self) -> None:
        for field in fields(self):
            above_nought(getattr(self, field.name), field.name)
        if self.comparison < self.base:
            raise ValueError(f"comparing from {self.comparison} on would begin before showing, from {self.base} on")


DEFAULTS = Thresholds()


class Showing(Enum):
    """How much may be said of a number of answers."""

    #: "No answers yet": never 0 %.
    NOTHING_YET = "nothing-yet"
    #: The number of answers, and that they are too few for percentages.
    TOO_FEW = "too-few"
    #: A percentage with its interval, compared with nothing.
    WITH_INTERVAL = "with-interval"
    COMPARABLE = "comparable"


class Change(Enum):
    """Which way a share went. Up is not better: that depends on what was counted."""

    UP = "up"
    DOWN = "down"
    #: Chance alone could have done it.
    NO_CLEAR_CHANGE = "no-clear-change"
    #: Too few answered, or the question no longer means the same.
    NOT_COMPARED = "not-compared"


def showing(base: int, thresholds: Thresholds = DEFAULTS) -> Showing:
    """Return how much may be said where ``base`` people answered.

    Raises:
        ValueError: ``base`` is no whole number or below nought.
    """
    if whole(base, "base") == 0:
        return Showing.NOTHING_YET
    if base < thresholds.base:
        return Showing.TOO_FEW
    return Showing.WITH_INTERVAL if base < thresholds.comparison else Showing.COMPARABLE


def change(earlier: Counted, later: Counted, thresholds: Thresholds = DEFAULTS) -> Change:
    """Return which way a share went from one time to the next, by the interval of the difference (`newcombe`).

    There is a clear change only where the whole interval lies on one side of nought.
    """
    if earlier.series != later.series or min(earlier.denominator, later.denominator) < thresholds.comparison:
        return Change.NOT_COMPARED
    around = newcombe(later.numerator, later.denominator, earlier.numerator, earlier.denominator)
    if around.low > 0:
        return Change.UP
    return Change.DOWN if around.high < 0 else Change.NO_CLEAR_CHANGE


def percent(numerator: int, denominator: int) -> int:
    """Return a share in whole percent, halves rounded up; 0 and 100 only where it is exactly nobody or everybody.

    "0 %" would say that nobody did, and "100 %" that all did: one in a thousand is shown as 1, and all but one as 99.

    Raises:
        ValueError: a count is no whole number or below nought, the numerator is the larger, the denominator is nought.
    """
    share_of(numerator, denominator)
    if numerator in (0, denominator):
        return 100 if numerator else 0
    # In whole numbers: 0.285 has no exact float, and would be rounded down.
    return min(99, max(1, (200 * numerator + denominator) // (2 * denominator)))
