"""Counts are whole numbers, and a part is no larger than its whole. Pure."""


def whole(value: int, name: str) -> int:
    """Return a count as it is.

    Raises:
        ValueError: it is below nought, or no whole number. `True` and 3.0 are none: either means that a caller counts
            something else than it says.
    """
    if type(value) is not int:
        raise ValueError(f"{name} is to be a whole number, not {value!r}")
    if value < 0:
        raise ValueError(f"{name} is below nought: {value}")
    return value


def part_of(numerator: int, denominator: int) -> tuple[int, int]:
    """Return both counts as they are; the denominator may be nought.

    Raises:
        ValueError: either is no count, or the numerator is the larger.
    """
    if whole(numerator, "numerator") > whole(denominator, "denominator"):
        raise ValueError(f"numerator {numerator} is above denominator {denominator}")
    return numerator, denominator


def share_of(numerator: int, denominator: int) -> float:
    """Return a proportion, from 0 to 1.

    Raises:
        ValueError: as `part_of`; or there is nobody to have a share of.
    """
    part_of(numerator, denominator)
    return numerator / above_nought(denominator, "denominator")


def above_nought(value: int, name: str) -> int:
    """Return a count as it is.

    Raises:
        ValueError: it is no count, or nought.
    """
    if whole(value, name) == 0:
        raise ValueError(f"{name} is nought")
    return value
