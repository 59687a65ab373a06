"""The drawings: one family, harmless inside a page, described or hidden."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings

from home import drawings
from home.drawings import drawing_choices, drawing_names, inline_drawing

FOLDER = Path(settings.ROOT) / "static" / "img" / "drawings"
each_drawing = pytest.mark.parametrize("name", drawing_names())


def test_there_is_a_family_of_them() -> None:
    assert len(drawing_names()) >= 20
    assert [name for name, _label in drawing_choices()] == drawing_names()


@each_drawing
def test_a_drawing_brings_nothing_with_it(name: str) -> None:
    text = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")

    ElementTree.fromstring(text)
    assert not re.search(r"<(?:script|style|image|foreignObject|text|!DOCTYPE|\?xml)", text)
    assert not re.search(r"\son\w+=|style=|href=|url\(", text)


@each_drawing
def test_a_drawing_fits_any_size_and_has_no_ids_that_could_meet_another(name: str) -> None:
    text = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")

    assert re.match(r"<svg [^>]*viewBox=", text)
    assert not re.search(r"\sid=", text)


@each_drawing
def test_a_drawing_takes_its_colours_from_the_page(name: str) -> None:
    text = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")

    # A colour stands only behind a token, for where the file is opened by itself: the dark then changes it as well.
    bare = re.sub(r"var\(--art-[\w-]+,\s*#[0-9a-fA-F]{3,8}\)", "", text)
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb\(|hsl\(", bare)


@each_drawing
def test_a_drawing_is_light(name: str) -> None:
    assert (FOLDER / f"{name}.svg").stat().st_size <= 12_000


def test_a_described_drawing_is_a_picture_with_a_name() -> None:
    html = inline_drawing(drawing_names()[0], 'A dad says "hush" & rocks <gently>.')

    assert 'role="img"' in html
    assert 'aria-label="A dad says &quot;hush&quot; &amp; rocks &lt;gently&gt;."' in html


def test_a_drawing_without_description_is_hidden_from_screen_readers() -> None:
    html = inline_drawing(drawing_names()[0])

    assert 'aria-hidden="true"' in html
    assert "role=" not in html


def test_a_name_cannot_walk_out_of_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "drawings").mkdir()
    (tmp_path / "secret.svg").write_text("<svg ></svg>")
    monkeypatch.setattr(drawings, "_FOLDER", tmp_path / "drawings")

    assert inline_drawing("../secret") == ""


@pytest.mark.parametrize("name", ["", "no-such-drawing", "../../settings", "/etc/passwd", "safe-arms.svg"])
def test_an_unknown_name_gives_nothing(name: str) -> None:
    assert inline_drawing(name, "A picture.") == ""
