"""What means the same is added up; percentages are never averaged."""

import pytest

from feedback.outcomes.arithmetic.pooling import Counted, DifferentMeaning, pooled


def test_numerators_and_denominators_are_added_up() -> None:
    # The mean of 100 % and 50 % would be 75 %: three families would outweigh three hundred.
    assert pooled([Counted(3, 3, "trust"), Counted(150, 300, "trust")]) == Counted(153, 303, "trust")


def test_one_part_is_itself() -> None:
    assert pooled([Counted(3, 8, "trust")]) == Counted(3, 8, "trust")


def test_a_wave_without_answers_adds_nothing() -> None:
    assert pooled([Counted(0, 0, "trust"), Counted(3, 8, "trust")]) == Counted(3, 8, "trust")


def test_parts_may_come_one_by_one() -> None:
    assert pooled(Counted(1, 2, "trust") for _wave in range(4)) == Counted(4, 8, "trust")


def test_what_does_not_mean_the_same_is_not_added_up() -> None:
    with pytest.raises(DifferentMeaning, match="trust, trust-2"):
        pooled([Counted(3, 8, "trust-2"), Counted(3, 8, "trust")])


def test_different_meaning_is_an_error_of_the_value() -> None:
    assert issubclass(DifferentMeaning, ValueError)


def test_nothing_adds_up_to_nothing_that_could_be_told() -> None:
    with pytest.raises(ValueError, match="nothing to add up"):
        pooled([])


@pytest.mark.parametrize("counts", [(4, 3), (-1, 3), (1, -3), (1.0, 3), (True, 3), (1, float("nan"))])
def test_what_is_no_count_can_not_be_counted(counts: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"whole number|below nought|above denominator"):
        Counted(*counts, "trust")
