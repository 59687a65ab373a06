import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from guidance.formats.pictures import LINE, resolved

DRAWINGS = sorted((Path(__file__).parents[3] / "static" / "img" / "drawings").glob("*.svg"))


@pytest.mark.parametrize("file", DRAWINGS, ids=lambda file: file.stem)
def test_every_drawing_stands_alone_with_its_colours_written_out(file: Path) -> None:
    svg = resolved(file.read_text(encoding="utf-8"))

    root = ElementTree.fromstring(svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.attrib["width"]
    assert root.attrib["height"]
    colours = {part.attrib[name] for part in root.iter() for name in ("fill", "stroke") if name in part.attrib}
    assert all(re.fullmatch("none|#[0-9a-f]{3,6}", colour) for colour in colours), colours


def test_a_colour_becomes_its_fallback() -> None:
    assert '<path fill="#dcefe9"/>' in resolved('<svg><path fill="var(--art-wall,#dcefe9)"/></svg>')


def test_a_fallback_that_names_another_colour_is_followed() -> None:
    assert 'fill="#123456"' in resolved('<svg fill="var(--a, var( --b , #123456 ))"/>')


def test_a_fallback_in_brackets_stays_whole() -> None:
    assert 'style="fill:rgb(1, 2, 3);stroke:#fff"' in resolved(
        '<svg style="fill:var(--a,rgb(1, 2, 3));stroke:var(--b,#fff)"/>'
    )


def test_a_colour_without_a_fallback_is_the_drawings_own_line() -> None:
    svg = resolved('<svg fill="var(--a)" stroke="currentColor"/>')

    assert svg.count(LINE) == 2


def test_size_comes_from_the_view_box_and_never_twice() -> None:
    once = resolved('<svg viewBox="0 0 640 400"/>')

    assert once == '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="400" viewBox="0 0 640 400"/>'
    assert resolved(once) == once


def test_what_is_no_drawing_comes_back_as_it_is() -> None:
    assert resolved("") == ""
