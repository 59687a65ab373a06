"""Waits are told by their middle and their quarters, and by how many were within a target."""

import random
from typing import Any

import numpy
import pytest

from feedback.outcomes.arithmetic.intervals import wilson
from feedback.outcomes.arithmetic.waits import Waits, spread, within

# R, help(quantile): type 7 of 1 to 10, `quantile(1:10)` prints 3.25, 5.5 and 7.75.
ONE_TO_TEN = list(range(1, 11))


def test_quartiles_are_those_of_the_seventh_definition() -> None:
    assert spread(ONE_TO_TEN) == Waits(median=5.5, lower=3.25, upper=7.75)


def test_the_order_of_waits_does_not_matter() -> None:
    assert spread(ONE_TO_TEN[::-1]) == spread(ONE_TO_TEN)


def test_one_wait_is_its_own_middle() -> None:
    assert spread([12]) == Waits(12, 12, 12)


def test_one_very_long_wait_does_not_move_the_middle() -> None:
    assert spread([7, 7, 8, 9, 400]).median == 8


def test_quartiles_agree_with_numpy_for_any_waits() -> None:
    chance = random.Random(1996)
    for _time in range(200):
        days = [chance.randint(0, 200) for _family in range(chance.randint(1, 60))]

        waits = spread(days)

        expected = numpy.quantile(days, [0.25, 0.5, 0.75], method="linear")
        assert (waits.lower, waits.median, waits.upper) == pytest.approx(tuple(expected))


def test_the_day_of_the_target_is_within_it() -> None:
    told = within([10, 63, 64, 5], target=63)

    assert (told.numerator, told.denominator) == (3, 4)
    assert told.interval == wilson(3, 4)


def test_nobody_within_the_target_is_told_as_well() -> None:
    assert within([10, 20], target=0).numerator == 0


def test_no_waits_have_no_middle() -> None:
    for call in (lambda: spread([]), lambda: within([], target=5)):
        with pytest.raises(ValueError, match="no waits"):
            call()


@pytest.mark.parametrize("wrong", [-1, 2.5, True, float("nan"), None])
def test_a_wait_is_a_whole_number_of_days(wrong: Any) -> None:
    for call in (lambda: spread([3, wrong]), lambda: within([wrong], target=5), lambda: within([3], target=wrong)):
        with pytest.raises(ValueError, match=r"whole number|below nought"):
            call()
