"""A short series is judged by its runs and its crossings of the median."""

import math
import random

import pytest
from scipy.stats import binom

from feedback.outcomes.arithmetic.runs import fewest_by_chance, longest_by_chance, run_chart


# Anhøj and Olesen (2014), PLoS ONE 9(11), e113825, table of limits: points, longest run, fewest crossings.
@pytest.mark.parametrize(
    ("useful", "longest", "fewest"), [(10, 6, 2), (12, 7, 3), (13, 7, 3), (15, 7, 4), (20, 7, 6), (24, 8, 8)]
)
def test_the_limits_are_those_of_anhoej(useful: int, longest: int, fewest: int) -> None:
    assert (longest_by_chance(useful), fewest_by_chance(useful)) == (longest, fewest)


@pytest.mark.parametrize("useful", range(2, 101))
def test_the_limits_agree_with_scipy(useful: int) -> None:
    assert fewest_by_chance(useful) == binom.ppf(0.05, useful - 1, 0.5)
    assert longest_by_chance(useful) == round(math.log2(useful)) + 3


def test_a_point_on_the_median_is_left_out() -> None:
    chart = run_chart([1, 1, 5, 9, 9])

    assert chart.centre == 5
    assert (chart.useful, chart.longest, chart.crossings) == (4, 2, 1)


def test_a_point_on_the_median_joins_the_runs_beside_it() -> None:
    assert run_chart([9, 9, 5, 9, 1, 1, 1]).longest == 3


def test_a_lasting_shift_stands_out() -> None:
    chart = run_chart([10, 11, 10, 12, 11, 20, 21, 22, 20, 21])

    assert chart.crossings == 1
    assert chart.stands_out


def test_one_run_too_long_stands_out_by_itself() -> None:
    chart = run_chart([1, 1, *[9] * 8, 1, 1, 1, 9, 1, 1, 1, 9, 1, 1])

    assert (chart.longest, chart.longest_by_chance) == (8, 7)
    assert (chart.crossings, chart.fewest_by_chance) == (6, 6)
    assert chart.stands_out


def test_values_that_never_move_stand_out_in_no_way() -> None:
    chart = run_chart([50] * 11)

    assert (chart.useful, chart.longest, chart.crossings) == (0, 0, 0)
    assert not chart.stands_out


def test_of_eleven_points_chance_alone_seldom_makes_a_chart_stand_out() -> None:
    chance = random.Random(2014)

    standing_out = sum(run_chart([chance.random() for _point in range(11)]).stands_out for _time in range(2000))

    assert standing_out < 0.08 * 2000


@pytest.mark.parametrize("values", [[], [1.0, float("nan")], [float("inf")]])
def test_what_is_no_number_is_refused(values: list[float]) -> None:
    with pytest.raises(ValueError, match="made of numbers"):
        run_chart(values)
