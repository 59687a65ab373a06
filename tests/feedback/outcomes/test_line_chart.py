"""A history shows what is known, leaves gaps open, parts what can't be compared, and gives no hidden number away."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from feedback.outcomes.charts.history import Gap, Hidden, History, Key, Moment, Shown
from feedback.outcomes.charts.line import line_chart
from feedback.outcomes.charts.svg import WIDTH, Direction, Words, width_of

WORDS = Words("trust", "Trust", "It rose.")
KEY = Key("By chance", "Expected", "Changed here", "Too few answers")
SCALE = ((0.0, "0 %"), (100.0, "100 %"))


def shown(label: str, value: float, series: str = "trust", around: float | None = None) -> Shown:
    low, high = (None, None) if around is None else (value - around, value + around)
    return Shown(label, value, f"{value:g} %", low, high, series)


def drawn(*moments: Moment, forecast: tuple[Shown | Gap, ...] = (), words: Words = WORDS) -> ElementTree.Element:
    return ElementTree.fromstring(line_chart(words, History(moments, SCALE, KEY, forecast)))


def of_class(svg: ElementTree.Element, kind: str) -> list[ElementTree.Element]:
    return [each for each in svg.iter() if each.get("class") == f"chart__{kind}"]


def texts(svg: ElementTree.Element) -> list[str]:
    return [each.text or "" for each in svg.iter("{http://www.w3.org/2000/svg}text")]


def places(each: ElementTree.Element) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in each.attrib["points"].split())]


def test_neighbours_are_joined_and_each_has_a_dot() -> None:
    svg = drawn(shown("2023", 40), shown("2024", 50), shown("2025", 60))

    (line,) = of_class(svg, "line")
    assert len(places(line)) == len(of_class(svg, "dot")) == 3
    # Later is further on, and more is higher up.
    assert places(line) == sorted(places(line), key=lambda place: (place[0], -place[1]))


@pytest.mark.parametrize("between", [Gap("2024"), Hidden("2024")])
def test_the_line_is_left_open_where_there_is_no_value(between: Moment) -> None:
    svg = drawn(shown("2022", 40), shown("2023", 50), between, shown("2025", 60), shown("2026", 70))

    assert [len(places(line)) for line in of_class(svg, "line")] == [2, 2]
    assert "2024" in texts(svg)


def test_a_hidden_value_is_a_sign_that_is_explained_and_no_number() -> None:
    svg = line_chart(WORDS, History((shown("now", 40), Hidden("then")), SCALE, KEY))

    # The axis, the one value shown, and no other number in any words.
    assert set(re.findall(r">[^<]*\d[^<]*<", svg)) == {">0 %<", ">100 %<", ">40 %<"}
    assert len(of_class(ElementTree.fromstring(svg), "dot")) == 1
    # In the chart, and where it is explained.
    assert svg.count(">–<") == 2
    assert "Too few answers" in svg


def test_nothing_can_be_hidden_but_a_time() -> None:
    assert set(Hidden.__dataclass_fields__) == {"label"}


def test_hidden_signs_stand_at_one_height_whatever_is_beside_them() -> None:
    low, high = drawn(shown("a", 1), Hidden("b")), drawn(shown("a", 99), Hidden("b"))

    assert [each.attrib["y"] for each in of_class(low, "sign")] == [each.attrib["y"] for each in of_class(high, "sign")]


def test_a_gap_has_no_sign() -> None:
    assert "–" not in texts(drawn(shown("2024", 40), Gap("2025")))


def test_a_new_meaning_is_parted_by_a_break_that_is_explained() -> None:
    svg = drawn(shown("2022", 40), shown("2023", 42), shown("2024", 70, "trust-2"), shown("2025", 72, "trust-2"))

    assert [len(places(line)) for line in of_class(svg, "line")] == [2, 2]
    # One in the chart, one where it is explained.
    broken, explained = of_class(svg, "break")
    dots = [float(dot.attrib["cx"]) for dot in of_class(svg, "dot")]
    assert dots[1] < float(broken.attrib["x1"]) < dots[2]
    assert broken.get("stroke-dasharray") == explained.get("stroke-dasharray")
    assert "Changed here" in texts(svg)


def test_a_break_is_drawn_across_what_is_hidden() -> None:
    svg = drawn(shown("2022", 40), Hidden("2023"), shown("2024", 70, "trust-2"))

    assert len(of_class(svg, "break")) == 2


def test_no_break_is_drawn_or_explained_where_there_is_none() -> None:
    svg = drawn(shown("2024", 40), shown("2025", 42))

    assert of_class(svg, "break") == []
    assert not {"Changed here", "Expected", "By chance", "Too few answers"} & set(texts(svg))


def test_intervals_are_a_band_and_one_alone_is_a_line() -> None:
    svg = drawn(shown("2021", 40, around=5), shown("2022", 50, around=5), Gap("2023"), shown("2024", 60, around=5))

    band, _explained = of_class(svg, "band")
    assert len(places(band)) == 4
    assert len(of_class(svg, "whisker")) == 1


def test_what_is_expected_is_dashed_has_its_own_shape_and_follows_the_last_value() -> None:
    svg = drawn(shown("2024", 40), shown("2025", 50), forecast=(shown("2026", 52), shown("2027", 54)))

    line, dashed = of_class(svg, "line")[0], of_class(svg, "forecast")[0]
    assert places(dashed)[0] == places(line)[-1]
    assert len(places(dashed)) == 3
    assert dashed.get("stroke-dasharray")
    assert not line.get("stroke-dasharray")
    assert len(of_class(svg, "dot")) == 2
    assert len(of_class(svg, "expected")) == 3


def test_what_is_expected_is_not_joined_to_a_value_before_a_gap() -> None:
    svg = drawn(shown("2024", 40), Hidden("2025"), forecast=(shown("2026", 52), shown("2027", 54)))

    assert len(places(of_class(svg, "forecast")[0])) == 2


def test_a_year_of_which_nothing_is_expected_has_its_place_all_the_same() -> None:
    near = drawn(shown("2024", 40), shown("2025", 50), forecast=(shown("2026", 52),))
    far = drawn(shown("2024", 40), shown("2025", 50), forecast=(Gap("2026"), Gap("2027"), shown("2028", 52)))

    def steep(svg: ElementTree.Element) -> float:
        (x1, y1), (x2, y2) = places(of_class(svg, "forecast")[0])
        return abs((y2 - y1) / (x2 - x1))

    assert steep(far) < steep(near)
    assert {"2026", "2027", "2028"} & set(texts(far))


def test_from_right_to_left_time_runs_to_the_left_and_the_scale_stands_on_the_right() -> None:
    moments = (shown("2024", 40), shown("2025", 50))

    ltr, rtl = drawn(*moments), drawn(*moments, words=replace(WORDS, direction=Direction.RTL))

    assert rtl.get("direction") == "rtl"
    mirrored = [(round(WIDTH - x, 1), y) for x, y in places(of_class(ltr, "line")[0])]
    assert places(of_class(rtl, "line")[0]) == mirrored
    scale = of_class(rtl, "text")[0]
    assert float(scale.attrib["x"]) > max(x for x, _y in mirrored)
    assert scale.get("text-anchor") == "end"


def test_labels_of_many_times_do_not_run_into_each_other() -> None:
    svg = drawn(*(shown(f"Jul–Sep {year}", 40) for year in range(2005, 2026)))

    labels = [text for text in texts(svg) if text.startswith("Jul")]
    assert {"Jul–Sep 2005", "Jul–Sep 2025"} <= set(labels)
    assert len(labels) <= 3


@pytest.mark.parametrize("direction", Direction)
def test_the_first_value_in_words_stands_beside_the_words_of_the_scale(direction: Direction) -> None:
    first = replace(shown("2005", 96), words="96.25 %*")
    years = (shown(str(year), 96) for year in range(2006, 2026))

    svg = drawn(first, *years, words=replace(WORDS, direction=direction))

    value, scale = of_class(svg, "value")[0], of_class(svg, "text")[1]
    assert (value.text, scale.text) == ("96.25 %*", "100 %")
    apart = abs(float(value.attrib["x"]) - float(scale.attrib["x"]))
    assert apart > width_of("96.25 %*") / 2


def test_words_from_outside_can_do_no_harm() -> None:
    wrong = "<b>&\"'"
    svg = line_chart(
        Words("trust", wrong, wrong),
        History(
            (Shown(wrong, 40, wrong, 30, 50), Hidden(wrong), Shown(wrong, 40, wrong, series="b")),
            ((0.0, wrong), (100.0, wrong)),
            Key(wrong, wrong, wrong, wrong),
            (Shown(wrong, 40, wrong),),
        ),
    )

    assert "<b>" not in svg
    assert ElementTree.fromstring(svg) is not None


def test_a_chart_holds_no_style_that_the_policy_would_block_and_no_colour_of_its_own() -> None:
    moments = (shown("2024", 40, around=5), Hidden("2025"), shown("2026", 40, "b"))
    svg = line_chart(WORDS, History(moments, SCALE, KEY, (shown("2027", 50),)))

    assert "style" not in svg
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg)) == {"currentColor", "none"}


def test_the_same_numbers_make_the_same_bytes_in_another_process() -> None:
    code = (
        "from tests.feedback.outcomes.test_line_chart import *\n"
        "import sys\n"
        "sys.stdout.write(line_chart(WORDS, History((shown('2024', 40, around=5), Hidden('2025')), SCALE, KEY)))"
    )
    root = Path(__file__).resolve().parents[3]

    made = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root,
            env={"PYTHONPATH": ".", "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]

    here = line_chart(WORDS, History((shown("2024", 40, around=5), Hidden("2025")), SCALE, KEY))
    assert made == [here.encode()] * 2


@pytest.mark.parametrize(
    ("moments", "scale"),
    [
        ((), SCALE),
        ((Gap("2025"),), SCALE[:1]),
        ((Gap("2025"),), SCALE[::-1]),
        ((shown("2025", 101),), SCALE),
        ((shown("2025", 98, around=5),), SCALE),
    ],
)
def test_what_does_not_fit_its_scale_is_refused(
    moments: tuple[Moment, ...], scale: tuple[tuple[float, str], ...]
) -> None:
    with pytest.raises(ValueError, match=r"scale"):
        History(moments, scale, KEY)


def test_a_forecast_fits_the_scale_as_well() -> None:
    with pytest.raises(ValueError, match="beyond the scale"):
        History((Gap("2025"),), SCALE, KEY, (shown("2026", 120),))
