"""One bar from negative to positive; who didn't know stands beside; what is hidden leaves no width to measure."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from feedback.outcomes.charts.stacked import HiddenPart, Part, Spread, stacked_chart
from feedback.outcomes.charts.svg import WIDTH, Direction, Words

WORDS = Words("trust", "Trust", "Most said good.")


def part(label: str, count: int) -> Part:
    return Part(label, count, f"{count} said so")


THREE = (part("poor", 10), part("neither", 30), part("good", 60))


def svg_of(spread: Spread, words: Words = WORDS) -> ElementTree.Element:
    return ElementTree.fromstring(stacked_chart(words, spread))


def bar(svg: ElementTree.Element) -> list[tuple[float, float, str]]:
    """Return where each part begins, how wide it is, and its pattern: the bar alone, not the swatches below."""
    boxes = [each for each in svg if each.get("class") == "chart__part" and each.get("height") == "34"]
    return [(float(each.attrib["x"]), float(each.attrib["width"]), each.attrib["fill"]) for each in boxes]


def texts(svg: ElementTree.Element) -> list[str]:
    return [each.text or "" for each in svg.iter("{http://www.w3.org/2000/svg}text")]


def test_parts_are_as_wide_as_they_are_many_in_the_order_given() -> None:
    parts = bar(svg_of(Spread(THREE)))

    assert [width for _x, width, _fill in parts] == pytest.approx([29.8, 89.4, 178.8])
    assert [x for x, _width, _fill in parts] == sorted(x for x, _width, _fill in parts)


def test_from_right_to_left_the_negative_end_is_on_the_right() -> None:
    ltr, rtl = bar(svg_of(Spread(THREE))), bar(svg_of(Spread(THREE), replace(WORDS, direction=Direction.RTL)))

    assert [x for x, _width, _fill in rtl] == pytest.approx([WIDTH - x - width for x, width, _fill in ltr])


def test_each_part_has_a_pattern_of_its_own_and_the_ends_always_the_same() -> None:
    three, five = bar(svg_of(Spread(THREE))), bar(svg_of(Spread(tuple(part(str(each), 5) for each in range(5)))))

    assert len({fill for _x, _width, fill in five}) == 5
    assert (three[0][2], three[-1][2]) == (five[0][2], five[-1][2])


def test_patterns_of_two_charts_on_one_page_do_not_meet() -> None:
    first, other = (stacked_chart(replace(WORDS, name=name), Spread(THREE)) for name in ("a", "b"))

    assert not set(re.findall(r'id="([^"]+)"', first)) & set(re.findall(r'id="([^"]+)"', other))


def test_who_did_not_know_stands_beside_and_takes_nothing_from_the_bar() -> None:
    alone, beside = svg_of(Spread(THREE)), svg_of(Spread(THREE, unsure=part("don't know", 50)))

    assert bar(beside) == bar(alone)
    assert "don't know: 50 said so" in texts(beside)


def test_a_part_that_nobody_gave_is_said_and_not_drawn() -> None:
    svg = svg_of(Spread((part("poor", 0), part("good", 40))))

    assert len(bar(svg)) == 1
    assert "poor: 0 said so" in texts(svg)


def test_what_is_hidden_has_a_sign_and_leaves_no_width_to_measure() -> None:
    few, many = (svg_of(Spread((HiddenPart("poor"), HiddenPart("neither"), part("good", count)))) for count in (60, 61))

    assert [fill for _x, _width, fill in bar(few)] == ["none"]
    assert bar(few) == bar(many)
    assert texts(few)[:3] == ["–", "poor: –", "neither: –"]


def test_nothing_can_be_hidden_but_a_label() -> None:
    assert set(HiddenPart.__dataclass_fields__) == {"label"}


def test_who_did_not_know_can_be_hidden_by_itself() -> None:
    svg = svg_of(Spread(THREE, unsure=HiddenPart("don't know")))

    assert len(bar(svg)) == 3
    assert "don't know: –" in texts(svg)


def test_words_from_outside_can_do_no_harm() -> None:
    wrong = "<b>&\"'"
    svg = stacked_chart(
        Words("trust", wrong, wrong), Spread((Part(wrong, 3, wrong), Part(wrong, 4, wrong)), HiddenPart(wrong))
    )

    assert "<b>" not in svg
    assert ElementTree.fromstring(svg) is not None


def test_the_same_numbers_make_the_same_bytes() -> None:
    again = Spread(tuple(part(each.label, each.count) for each in THREE))

    assert stacked_chart(WORDS, again) == stacked_chart(WORDS, Spread(THREE))


@pytest.mark.parametrize(
    "parts", [(), THREE[:1], THREE * 2, (part("poor", 0), part("good", 0))], ids=["none", "one", "six", "nobody"]
)
def test_what_is_no_bar_is_refused(parts: tuple[Part, ...]) -> None:
    with pytest.raises(ValueError, match=r"two to 5 parts|nobody answered"):
        Spread(parts)


def test_no_part_is_below_nought() -> None:
    with pytest.raises(ValueError, match="below nought"):
        part("poor", -1)
