"""Intervals agree with what was published, and with SciPy; what is no count is refused."""

import random
from decimal import Decimal
from typing import Any

import pytest
from scipy.stats import binomtest, chi2

from feedback.outcomes.arithmetic.intervals import Interval, byar, byar_rate, newcombe, wilson

NO_COUNTS = [-1, True, 3.0, float("nan"), float("inf"), Decimal(3), "3", None]


def rounded(interval: Interval, digits: int) -> tuple[float, float]:
    return round(interval.low, digits), round(interval.high, digits)


# Newcombe (1998), Statistics in Medicine 17, 857-872: the four examples, method 3 (Wilson, no correction).
@pytest.mark.parametrize(
    ("counts", "published"),
    [
        ((81, 263), (0.2553, 0.3662)),
        ((15, 148), (0.0624, 0.1605)),
        ((0, 20), (0.0, 0.1611)),
        ((1, 29), (0.0061, 0.1718)),
    ],
)
def test_wilson_gives_what_newcombe_published(counts: tuple[int, int], published: tuple[float, float]) -> None:
    assert rounded(wilson(*counts), 4) == published


# Newcombe (1998), Statistics in Medicine 17, 873-890: the eight contrasts, method 10.
@pytest.mark.parametrize(
    ("counts", "published"),
    [
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((6, 7, 2, 7), (0.0582, 0.8062)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
        ((0, 10, 0, 20), (-0.1611, 0.2775)),
        ((0, 10, 0, 10), (-0.2775, 0.2775)),
        ((10, 10, 0, 20), (0.6791, 1.0)),
        ((10, 10, 0, 10), (0.6075, 1.0)),
    ],
)
def test_a_difference_gives_what_newcombe_published(
    counts: tuple[int, int, int, int], published: tuple[float, float]
) -> None:
    assert rounded(newcombe(*counts), 4) == published


# Garwood (1936), Biometrika 28, 437-442, as tables of exact Poisson limits print them.
@pytest.mark.parametrize(
    ("count", "published"),
    [(0, (0.0, 3.69)), (1, (0.025, 5.57)), (2, (0.242, 7.22)), (5, (1.62, 11.67)), (9, (4.12, 17.08))],
)
def test_a_count_below_ten_is_exact(count: int, published: tuple[float, float]) -> None:
    assert (byar(count).low, byar(count).high) == pytest.approx(published, abs=0.005)


@pytest.mark.parametrize("count", range(10))
def test_a_count_below_ten_agrees_with_scipy(count: int) -> None:
    exact = (chi2.ppf(0.025, 2 * count) / 2 if count else 0.0, chi2.ppf(0.975, 2 * count + 2) / 2)

    assert (byar(count).low, byar(count).high) == pytest.approx(exact, abs=1e-9)


def test_ten_is_the_first_count_that_byar_approximates() -> None:
    # Exact: 4.80 to 18.39 (Garwood's table).
    assert rounded(byar(10), 2) == (4.79, 18.39)


@pytest.mark.parametrize("count", [10, 11, 25, 100, 1045, 100_000])
def test_byar_is_close_to_exact(count: int) -> None:
    exact = (chi2.ppf(0.025, 2 * count) / 2, chi2.ppf(0.975, 2 * count + 2) / 2)

    assert (byar(count).low, byar(count).high) == pytest.approx(exact, rel=0.0025)


def test_a_rate_is_the_count_for_each_so_many_people() -> None:
    around = byar_rate(65, 13_000, per=1000)

    assert (around.low, around.high) == pytest.approx((byar(65).low / 13, byar(65).high / 13))


def test_a_rate_is_for_each_thousand_unless_said_otherwise() -> None:
    assert byar_rate(0, 1000) == byar(0)


def test_wilson_agrees_with_scipy_for_any_counts() -> None:
    chance = random.Random(1927)
    for _time in range(300):
        denominator = chance.randint(1, 5000)
        numerator = chance.randint(0, denominator)

        around = wilson(numerator, denominator)

        expected = binomtest(numerator, denominator).proportion_ci(method="wilson")
        assert (around.low, around.high) == pytest.approx((expected.low, expected.high), abs=1e-12)
        assert 0 <= around.low <= numerator / denominator <= around.high <= 1


def test_a_difference_told_the_other_way_round_has_the_other_sign() -> None:
    chance = random.Random(1998)
    for _time in range(300):
        first, other = chance.randint(1, 500), chance.randint(1, 500)
        counts, others = (chance.randint(0, first), first), (chance.randint(0, other), other)

        around, back = newcombe(*counts, *others), newcombe(*others, *counts)

        assert (around.low, around.high) == pytest.approx((-back.high, -back.low), abs=1e-12)
        assert -1 <= around.low <= around.high <= 1


@pytest.mark.parametrize("wrong", NO_COUNTS)
def test_what_is_no_count_is_refused(wrong: Any) -> None:
    for call, counts in [
        (wilson, (wrong, 10)),
        (wilson, (1, wrong)),
        (newcombe, (wrong, 10, 1, 10)),
        (newcombe, (1, 10, 1, wrong)),
        (byar, (wrong,)),
        (byar_rate, (wrong, 100)),
        (byar_rate, (3, wrong)),
        (byar_rate, (3, 100, wrong)),
    ]:
        with pytest.raises(ValueError, match=r"whole number|below nought"):
            call(*counts)


@pytest.mark.parametrize("counts", [(0, 0), (3, 0)])
def test_there_is_no_share_of_nobody(counts: tuple[int, int]) -> None:
    for call in (lambda: wilson(*counts), lambda: newcombe(*counts, 1, 2), lambda: newcombe(1, 2, *counts)):
        with pytest.raises(ValueError, match=r"nought|above denominator"):
            call()


def test_no_part_is_larger_than_its_whole() -> None:
    with pytest.raises(ValueError, match="above denominator"):
        wilson(11, 10)


@pytest.mark.parametrize("sizes", [(0, 1000), (1000, 0)])
def test_there_is_no_rate_for_nobody(sizes: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="nought"):
        byar_rate(3, *sizes)
