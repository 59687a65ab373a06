"""Four rules say which points are more than chance; the cases are those of NHSRplotthedots' own tests."""

import pytest

from feedback.outcomes.arithmetic.flags import Flag, Place, flags


def where(flag: Flag, above_centre: list[float], to_limit: float = 3.0) -> list[int]:
    """Return the numbers of the points that have a flag."""
    found = flags([Place(each, to_limit) for each in above_centre])
    return [at for at, each in enumerate(found) if flag in each]


def test_no_points_have_no_flags() -> None:
    assert flags([]) == ()


def test_a_point_past_a_limit_is_outside_and_one_on_it_is_not() -> None:
    assert where(Flag.OUTSIDE, [3.0, 3.01, -3.0, -3.01]) == [1, 3]


@pytest.mark.parametrize("side", [1, -1])
def test_seven_on_one_side_are_flagged_and_six_are_not(side: int) -> None:
    assert where(Flag.ONE_SIDE, [side * 0.5] * 6 + [-side]) == []
    assert where(Flag.ONE_SIDE, [-side, *[side * 0.5] * 8, -side]) == list(range(1, 9))


def test_a_point_on_the_centre_breaks_a_run() -> None:
    assert where(Flag.ONE_SIDE, [0.5] * 4 + [0.0] + [0.5] * 4) == []


@pytest.mark.parametrize("way", [1, -1])
def test_seven_that_rise_or_fall_are_flagged_and_six_are_not(way: int) -> None:
    assert where(Flag.TREND, [way * each / 10 for each in range(6)]) == []
    assert where(Flag.TREND, [way * each / 10 for each in [2, 1, 2, 3, 4, 5, 6, 7, 3]]) == list(range(1, 8))


def test_two_equal_points_break_a_trend() -> None:
    assert where(Flag.TREND, [each / 10 for each in [1, 2, 3, 3, 4, 5, 6]]) == []


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([2.5, 0.5, 2.5], [0, 2]),
        ([0.5, 2.5, 2.5], [1, 2]),
        ([2.5, 0.5, 0.5, 2.5], []),
        ([2.5, 0.5, 0.5, 2.5, 2.5], [3, 4]),
    ],
)
def test_two_of_three_near_a_limit_are_flagged(points: list[float], expected: list[int]) -> None:
    assert where(Flag.NEAR_LIMIT, points) == expected


def test_near_limits_on_both_sides_are_no_flag() -> None:
    assert where(Flag.NEAR_LIMIT, [2.5, -2.5, 2.5]) == []


def test_a_point_outside_is_not_near() -> None:
    assert where(Flag.NEAR_LIMIT, [2.5, 0.5, 3.5]) == []


def test_two_thirds_of_the_way_are_not_past_two_thirds() -> None:
    assert where(Flag.NEAR_LIMIT, [2.0, 2.0, 2.0]) == []
    assert where(Flag.NEAR_LIMIT, [2.01, 2.01, 0.5]) == [0, 1]


def test_points_that_never_move_stand_out_in_no_way() -> None:
    assert flags([Place(0.0, 0.0)] * 20) == (frozenset(),) * 20
