"""What all charts share: ids, mirroring, words that fit and can do no harm."""

import pytest

from feedback.outcomes.charts.svg import FONT, WIDTH, Anchor, Canvas, Direction, Words, drawn, number, within, wrapped


@pytest.mark.parametrize("name", ["", "Trust", "1st", "a b", 'a"'])
def test_a_name_that_is_no_id_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no name for a chart"):
        Words(name, "Title", "Summary.")


def test_a_chart_is_read_out_as_its_title_and_its_summary() -> None:
    svg = drawn(Words("trust", "Trust", "It rose."), 100, [])

    assert 'role="img"' in svg
    assert 'aria-labelledby="trust-title trust-summary"' in svg
    assert '<title id="trust-title">Trust</title><desc id="trust-summary">It rose.</desc>' in svg


def test_words_can_not_leave_their_place() -> None:
    wrong = "<script>\"'&"
    svg = drawn(Words("trust", wrong, wrong), 100, [Canvas(Direction.LTR).text(wrong, 0, 0)])

    assert "<script" not in svg
    assert svg.count("&lt;script&gt;&quot;&#x27;&amp;") == 3


def test_letters_are_twelve_pixels_high_in_a_card_on_the_smallest_phone() -> None:
    # 320 px, less the gutters of the page and of a card: 16 px each, twice.
    assert FONT * (320 - 4 * 16) / WIDTH >= 12


def test_from_right_to_left_places_are_counted_from_the_right() -> None:
    canvas = Canvas(Direction.RTL)

    assert canvas.x(10) == str(WIDTH - 10)
    assert f'x="{WIDTH - 30}"' in canvas.box("part", 10, 0, 20, 5, "none")
    assert 'text-anchor="start"' in canvas.text("words", 0, 0, Anchor.START)


def test_words_stay_on_the_canvas() -> None:
    assert within("a long label", 0) > 0
    assert within("a long label", WIDTH) < WIDTH
    assert within("short", WIDTH / 2) == WIDTH / 2


def test_words_are_wrapped_and_none_is_lost() -> None:
    words = "What chance alone could do with this many answers"

    lines = wrapped(words, 200)

    assert len(lines) > 1
    assert " ".join(lines) == words
    assert wrapped("", 200) == [""]


@pytest.mark.parametrize(("value", "written"), [(3.0, "3"), (2.549, "2.5"), (-0.01, "0"), (-1.26, "-1.3")])
def test_places_have_one_decimal_at_most(value: float, written: str) -> None:
    assert number(value) == written
