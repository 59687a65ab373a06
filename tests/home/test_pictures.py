"""Uploaded pictures: light on a phone, however hard they are; never made larger; and nothing of the camera."""

import io
import random
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import caches
from django.core.files.images import ImageFile
from django.template.loader import render_to_string
from django.test import Client
from PIL import Image as Pillow
from PIL import ImageDraw
from wagtail.images import get_image_model
from wagtail.images.models import Image

from home import signals, tasks
from home.blocks import PictureBlock
from home.pictures import HEAVIEST, KB, specs, uploaded

PLACE_OF_A_FAMILY = b"camera of a family"


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    # Wagtail remembers sizes by the picture's number, and each test begins to count anew.
    caches["default"].clear()


def noise(width: int, height: int) -> Pillow.Image:
    """Return the hardest picture there is: each point of another colour."""
    return Pillow.frombytes("RGB", (width, height), random.Random(8).randbytes(width * height * 3))


def drawing(mode: str, background: Any) -> Pillow.Image:
    picture = Pillow.new(mode, (2000, 1500), background)
    ImageDraw.Draw(picture).ellipse((400, 300, 1600, 1200), fill=(20, 90, 120), outline=(240, 180, 40), width=40)
    return picture


def kept(picture: Pillow.Image, kind: str, **more: Any) -> Image:
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return get_image_model().objects.create(title="A picture", file=ImageFile(out, name=f"picture.{kind.lower()}"))


def shown(image: Image, **value: Any) -> BeautifulSoup:
    value = {"image": image, "description": "A dad and a baby.", "is_first": False} | value
    return BeautifulSoup(render_to_string("components/picture/picture.html", {"value": value}), "html.parser")


def photograph_from_a_phone() -> Image:
    """Return 12 megapixels of grain, turned on its side, with what cameras write into a picture."""
    exif = Pillow.Exif()
    exif[0x010E] = PLACE_OF_A_FAMILY.decode()
    exif[0x0112] = 6
    return kept(noise(4000, 3000), "JPEG", quality=85, exif=exif)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "picture",
    [
        photograph_from_a_phone,
        lambda: kept(noise(800, 600), "PNG"),
        lambda: kept(drawing("RGB", (255, 250, 240)), "PNG"),
        lambda: kept(drawing("RGBA", (0, 0, 0, 0)), "PNG"),
    ],
    ids=["photograph", "noise", "drawing", "transparent"],
)
def test_every_size_for_a_phone_weighs_forty_kilobytes_at_most(picture: Any) -> None:
    renditions = picture().get_renditions(*specs())

    assert len(renditions) == 9
    for spec, rendition in renditions.items():
        with rendition.file.open("rb") as file:
            data = file.read()
        made = Pillow.open(io.BytesIO(data))
        # That of the width that was asked for, even where the picture had to become smaller.
        limit = HEAVIEST * KB * (1.6 if "width-1152" in spec else 1)
        assert len(data) <= limit, (spec, len(data))
        assert made.format.lower() in spec
        assert (made.width, made.height) == (rendition.width, rendition.height)
        assert made.width >= 200
        assert not made.getexif()
        assert PLACE_OF_A_FAMILY not in data


@pytest.mark.django_db
def test_a_page_offers_the_lightest_format_first_and_keeps_the_place_of_the_picture() -> None:
    page = shown(kept(drawing("RGB", (255, 250, 240)), "PNG"))

    assert [source["type"] for source in page.find_all("source")] == ["image/avif", "image/webp"]
    assert [part.split()[1] for part in page.source["srcset"].split(", ")] == ["360w", "720w", "1152w"]
    assert (page.img["width"], page.img["height"], page.img["loading"]) == ("1152", "863", "lazy")
    assert page.img["alt"] == "A dad and a baby."
    assert all(tag["sizes"] for tag in page.find_all(["source", "img"]))


@pytest.mark.django_db
def test_a_picture_is_never_made_larger_than_it_was() -> None:
    page = shown(kept(Pillow.new("RGB", (500, 300), (20, 90, 120)), "PNG"))

    assert [part.split()[1] for part in page.img["srcset"].split(", ")] == ["360w", "500w"]
    assert (page.img["width"], page.img["height"]) == ("500", "300")


@pytest.mark.django_db
def test_what_is_transparent_stays_so_where_the_format_can_and_is_white_elsewhere() -> None:
    renditions = kept(drawing("RGBA", (0, 0, 0, 0)), "PNG").get_renditions(*specs())

    corners: dict[str, Any] = {
        spec: Pillow.open(made.file).convert("RGBA").getpixel((2, 2)) for spec, made in renditions.items()
    }
    for spec, (red, green, blue, alpha) in corners.items():
        assert (min(red, green, blue) > 250 and alpha == 255) if "jpeg" in spec else alpha == 0, spec


@pytest.mark.django_db
def test_only_the_first_picture_of_a_page_does_not_wait(django_assert_num_queries: Any) -> None:
    images = [kept(Pillow.new("RGB", (400, 300), (shade, 90, 120)), "PNG") for shade in (20, 90)]
    for image in images:
        uploaded(image)
    raw = [{"drawing": "cup-of-tea", "image": None, "description": "A cup of tea."}]
    raw += [{"drawing": "", "image": image.pk, "description": "A dad."} for image in images]

    with django_assert_num_queries(2):
        values = PictureBlock().bulk_to_python(raw)
        pages = [
            BeautifulSoup(render_to_string("components/picture/picture.html", {"value": value}), "html.parser")
            for value in values
        ]

    assert [page.img.get("loading") for page in pages[1:]] == [None, "lazy"]


@pytest.mark.django_db
def test_a_picture_whose_file_is_gone_breaks_no_page() -> None:
    image = kept(Pillow.new("RGB", (400, 300), (20, 90, 120)), "PNG")
    image.file.storage.delete(image.file.name)

    assert shown(image).img["alt"] == "A dad and a baby."


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["original_images/a.jpg", "images/../original_images/a.jpg"])
def test_a_picture_as_it_was_sent_is_handed_to_nobody(client: Client, settings: Any, tmp_path: Path, path: str) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "original_images").mkdir()
    (tmp_path / "original_images" / "a.jpg").write_bytes(PLACE_OF_A_FAMILY)

    assert client.get(f"/media/{path}").status_code == 404


@pytest.mark.django_db
def test_sizes_are_asked_for_when_a_picture_is_kept(
    django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(signals, "make_picture_sizes", SimpleNamespace(enqueue=asked.append))
    with django_capture_on_commit_callbacks(execute=True):
        image = kept(Pillow.new("RGB", (400, 300), (20, 90, 120)), "PNG")
    tasks.make_picture_sizes.func(image.pk)
    tasks.make_picture_sizes.func(0)

    assert asked == [image.pk]
    assert image.renditions.count() == len(specs())
