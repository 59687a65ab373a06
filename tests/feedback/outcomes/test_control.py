"""Control charts find the points that were published as out of control, and few others."""

import math
import random

import pytest

from feedback.outcomes.arithmetic.control import (
    ControlChart,
    Kind,
    charts,
    laney_chart,
    mean_moving_range,
    p_chart,
    share_chart,
    xmr_chart,
)
from feedback.outcomes.arithmetic.flags import Flag
from feedback.outcomes.arithmetic.pooling import Counted
from feedback.outcomes.arithmetic.runs import RunChart

# Montgomery, Introduction to Statistical Quality Control, chapter 7, table 7.1: leaking cans among 50, thirty times.
# NIST/SEMATECH e-Handbook, 6.3.3.2, has the same shares for chips on a wafer: mean 0.2313, limits 0.0524 and 0.4102.
CANS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]
# Pyzdek and Keller, The Handbook for Quality Management, table 9.6: bruised peaches among 250, or 500 in two crates.
ONE_CRATE = [47, 42, 55, 51, 46, 61, 39, 44, 41, 51, 40, 48, 47, 50, 48, 57, 45, 43]
TWO_CRATES = [88, 101, 101, 105, 98, 100, 96]
# NIST/SEMATECH e-Handbook, 6.3.2.2: ten batches' flow rates; mean 50.81, limits 45.8159 and 55.8041.
FLOW = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]


def of(numerators: list[int], denominator: int, series: str = "trust") -> list[Counted]:
    return [Counted(numerator, denominator, series) for numerator in numerators]


def summary(chart: ControlChart) -> tuple[float, float, float]:
    return chart.centre, chart.limits[0].low, chart.limits[0].high


def flagged(flag: Flag, found: tuple[frozenset[Flag], ...]) -> list[int]:
    return [at for at, each in enumerate(found) if flag in each]


def test_a_p_chart_has_the_published_limits_and_points_outside() -> None:
    chart = p_chart(of(CANS, 50))

    assert chart.kind is Kind.P
    assert summary(chart) == pytest.approx((0.2313, 0.0524, 0.4102), abs=5e-5)
    # Samples 15 and 23, counted from 1, as published.
    assert flagged(Flag.OUTSIDE, chart.flags) == [14, 22]
    assert not chart.trial


def test_the_limits_of_a_p_chart_are_closer_where_more_answered() -> None:
    chart = p_chart(of(ONE_CRATE, 250) + of(TWO_CRATES, 500))

    assert chart.centre == 1544 / 8000
    one, two = chart.limits[0], chart.limits[-1]
    assert (one.low, one.high, two.low, two.high) == pytest.approx((0.118, 0.268, 0.140, 0.246), abs=5e-4)
    assert flagged(Flag.OUTSIDE, chart.flags) == []


def test_limits_of_a_share_stay_within_nobody_and_everybody() -> None:
    low, high = p_chart(of([1, 0, 1, 2], 20)), p_chart(of([19, 20, 19, 18], 20))

    assert low.limits[0].low == 0
    assert high.limits[0].high == 1


def test_shares_that_vary_more_than_chance_get_the_limits_of_laney() -> None:
    # By hand: sigma is 0.005, so that the scores are 8 and -8, each 16 from the next, and sigma-z is 16 / 1.128.
    chart = share_chart(of([5400, 4600] * 10, 10_000))

    assert chart.kind is Kind.P_PRIME
    assert chart.limits[0].high == pytest.approx(0.5 + 3 * 0.005 * 16 / 1.128)
    assert flagged(Flag.OUTSIDE, chart.flags) == []
    assert len(flagged(Flag.OUTSIDE, p_chart(of([5400, 4600] * 10, 10_000)).flags)) == 20


def test_shares_that_vary_as_chance_would_keep_the_limits_of_the_binomial() -> None:
    peaches = of(ONE_CRATE, 250) + of(TWO_CRATES, 500)

    assert share_chart(peaches) == p_chart(peaches)


def test_shares_that_vary_less_than_chance_have_narrower_limits_by_laney_alone() -> None:
    points = of([50, 51] * 8, 100)

    assert summary(laney_chart(points))[2] < summary(p_chart(points))[2]
    assert share_chart(points).kind is Kind.P


def test_one_strange_point_does_not_widen_the_limits() -> None:
    chart = share_chart(of([50, 52, 41, 51, 58, 50, 46, 80, 50, 49, 57, 48, 43, 52, 49, 50], 100))

    assert chart.kind is Kind.P
    assert flagged(Flag.OUTSIDE, chart.flags) == [7]


def test_chance_alone_is_seldom_called_over_dispersed() -> None:
    chance = random.Random(2002)

    def answers() -> int:
        return sum(chance.random() < 0.7 for _family in range(60))

    called = sum(share_chart(of([answers() for _wave in range(24)], 60)).kind is Kind.P_PRIME for _time in range(600))

    assert 0.02 * 600 < called < 0.09 * 600


@pytest.mark.parametrize("numerator", [0, 40])
def test_all_or_nobody_every_time_has_limits_there(numerator: int) -> None:
    chart = p_chart(of([numerator] * 14, 40))

    assert {(each.low, each.high) for each in chart.limits} == {(numerator / 40, numerator / 40)}
    assert set(chart.flags) == {frozenset()}


def test_single_numbers_have_the_published_limits() -> None:
    chart = xmr_chart(FLOW)

    # The handbook divides by 1.128 where we multiply by 2.66.
    assert summary(chart) == pytest.approx((50.81, 45.8159, 55.8041), abs=1e-3)
    assert flagged(Flag.OUTSIDE, chart.flags) == []
    assert chart.kind is Kind.XMR


def test_a_range_too_large_for_chance_is_screened_out() -> None:
    values = [*[10.0, 11.0] * 5, 20.0, *[10.0, 11.0] * 5]

    # Eighteen ranges of 1, and 9 and 10 about the strange point: more than 3.267 times their mean of 1.85.
    assert mean_moving_range(values) == pytest.approx(1.0)
    assert flagged(Flag.OUTSIDE, xmr_chart(values).flags) == [10]


def test_a_range_of_exactly_the_limit_is_screened_out() -> None:
    # Ranges 1, 1, ..., and one that is 3.267 times their common mean: x = 3.267 (k + x) / (k + 1).
    ones = 9
    large = 3.267 * ones / (ones + 1 - 3.267)
    values = [0.0, 1.0] * 5

    assert mean_moving_range([*values, values[-1] + large * 1.000001]) == pytest.approx(1.0)
    assert mean_moving_range([*values, values[-1] + large * 0.999999]) > 1


def test_numbers_that_never_move_stand_out_in_no_way() -> None:
    assert set(xmr_chart([0.1] * 15).flags) == {frozenset()}


@pytest.mark.parametrize(("points", "trial"), [(11, True), (12, False)])
def test_limits_of_fewer_than_twelve_points_are_on_trial(points: int, trial: bool) -> None:
    assert p_chart(of([20] * points, 40)).trial is trial
    assert xmr_chart(FLOW[:1] * points).trial is trial


def test_a_series_is_charted_by_itself_between_breaks() -> None:
    points = of([30] * 12, 60, "trust") + of([6] * 12, 60, "trust-2")

    first, second = charts(points)

    assert [(each.series, each.start) for each in (first, second)] == [("trust", 0), ("trust-2", 12)]
    assert (first.chart.centre, second.chart.centre) == (0.5, 0.1)
    # In one chart every point would be on one side of a centre that neither had.
    assert not any(each for stretch in (first, second) for each in stretch.chart.flags)


def test_a_meaning_that_comes_back_begins_a_chart_of_its_own() -> None:
    points = of([5], 10, "a") + of([5], 10, "b") + of([5], 10, "a")

    assert [(each.series, each.start) for each in charts(points)] == [("a", 0), ("b", 1), ("a", 2)]


def test_below_twelve_points_a_series_is_a_run_chart() -> None:
    (stretch,) = charts(of([20] * 11, 40))

    assert isinstance(stretch.chart, RunChart)


def test_no_points_have_no_charts() -> None:
    assert charts([]) == ()


@pytest.mark.parametrize("points", [[], [*of([3], 10, "a"), *of([3], 10, "b")]])
def test_one_chart_is_of_one_series(points: list[Counted]) -> None:
    with pytest.raises(ValueError, match="one series"):
        p_chart(points)


def test_a_wave_that_nobody_answered_is_no_point() -> None:
    for call in (p_chart, charts):
        with pytest.raises(ValueError, match="nought"):
            call([*of([3] * 12, 10), Counted(0, 0, "trust")])


@pytest.mark.parametrize("values", [[], [3.0], [1.0, math.nan], [1.0, math.inf]])
def test_single_numbers_are_numbers_and_two_at_least(values: list[float]) -> None:
    with pytest.raises(ValueError, match="made of numbers"):
        xmr_chart(values)
