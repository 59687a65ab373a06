"""How much may be said depends on how many answered."""

from typing import Any

import pytest

from feedback.outcomes.arithmetic.ladder import Change, Showing, Thresholds, change, percent, showing
from feedback.outcomes.arithmetic.pooling import Counted


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        (0, Showing.NOTHING_YET),
        (1, Showing.TOO_FEW),
        (9, Showing.TOO_FEW),
        (10, Showing.WITH_INTERVAL),
        (29, Showing.WITH_INTERVAL),
        (30, Showing.COMPARABLE),
        (5000, Showing.COMPARABLE),
    ],
)
def test_each_step_of_the_ladder_begins_where_it_should(base: int, expected: Showing) -> None:
    assert showing(base) is expected


def test_the_steps_move_with_the_thresholds() -> None:
    assert showing(20, Thresholds(base=21, comparison=50)) is Showing.TOO_FEW


@pytest.mark.parametrize("wrong", [-1, 10.0, True, None])
def test_a_base_is_a_count(wrong: Any) -> None:
    with pytest.raises(ValueError, match=r"whole number|below nought"):
        showing(wrong)


@pytest.mark.parametrize("wrong", [{"cell": 0}, {"unanimous": -1}, {"hidden": 2.5}, {"base": 40}])
def test_thresholds_that_protect_nobody_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"nought|whole number|begin before showing"):
        Thresholds(**wrong)


def counted(numerator: int, denominator: int, series: str = "trust") -> Counted:
    return Counted(numerator, denominator, series)


# Newcombe (1998), Statistics in Medicine 17, 873-890: 56/70 less 48/80 is 0.0524 to 0.3339, clear of nought.
def test_a_clear_difference_goes_up_or_down_with_time() -> None:
    assert change(counted(48, 80), counted(56, 70)) is Change.UP
    assert change(counted(56, 70), counted(48, 80)) is Change.DOWN


def test_what_chance_alone_could_do_is_no_clear_change() -> None:
    assert change(counted(20, 40), counted(24, 40)) is Change.NO_CLEAR_CHANGE


@pytest.mark.parametrize(("earlier", "later"), [((29, 29), (0, 30)), ((30, 30), (0, 29)), ((0, 0), (30, 30))])
def test_too_few_answers_are_not_compared(earlier: tuple[int, int], later: tuple[int, int]) -> None:
    assert change(counted(*earlier), counted(*later)) is Change.NOT_COMPARED


def test_thirty_answers_each_are_compared() -> None:
    assert change(counted(30, 30), counted(0, 30)) is Change.DOWN


def test_a_question_that_changed_its_meaning_is_not_compared() -> None:
    assert change(counted(48, 80), counted(56, 70, "trust-2")) is Change.NOT_COMPARED


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((1, 3), 33),
        ((2, 3), 67),
        ((1, 8), 13),
        ((57, 200), 29),
        ((0, 12), 0),
        ((12, 12), 100),
        ((1, 1000), 1),
        ((999, 1000), 99),
        ((1, 200), 1),
    ],
)
def test_a_percentage_is_whole_and_says_all_or_none_only_where_it_is_so(counts: tuple[int, int], expected: int) -> None:
    assert percent(*counts) == expected


def test_nobody_has_no_percentage() -> None:
    with pytest.raises(ValueError, match="nought"):
        percent(0, 0)
