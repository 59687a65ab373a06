"""Adding up what several waves or versions counted, where it means the same. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from feedback.outcomes.arithmetic.whole import part_of


class DifferentMeaning(ValueError):
    """What was to be added up does not mean the same: the question was changed between."""


@dataclass(frozen=True, slots=True)
class Counted:
    """So many of so many; ``series`` says what was counted, and nothing is added up or compared across series.

    Raises:
        ValueError: a count is no whole number or below nought, or the numerator is the larger. Nobody of nobody is
            right: there are no answers yet.
    """

    numerator: int
    denominator: int
    series: str

    def __post_init__(self) -> None:
        part_of(self.numerator, self.denominator)


def pooled(parts: Iterable[Counted]) -> Counted:
    """Return the parts added up: numerators with numerators, denominators with denominators.

    A mean of their percentages would let three families outweigh three hundred.

    Raises:
        DifferentMeaning: the parts are of more than one series.
        ValueError: there are no parts.
    """
    together = tuple(parts)
    if not together:
        raise ValueError("there is nothing to add up")
    meanings = {part.series for part in together}
    if len(meanings) > 1:
        raise DifferentMeaning(f"these don't mean the same: {', '.join(sorted(meanings))}")
    numerator, denominator = (sum(part.numerator for part in together), sum(part.denominator for part in together))
    return Counted(numerator, denominator, together[0].series)
