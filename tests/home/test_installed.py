"""The site among a phone's apps: in each language, and telling nothing about who has it there."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from guidance.content.load import FIRST_LANGUAGES
from home.languages import get
from home.management.commands.draw_icons import FOLDER, ICONS, drawn
from tests.markup import CheckingClient

TELLING = re.compile(r"mother|mum|maternal|baby|babies|mental|health|trust|parent|family", re.IGNORECASE)


@pytest.mark.django_db
@pytest.mark.parametrize("code", FIRST_LANGUAGES)
def test_it_stands_there_in_each_language(client: CheckingClient, code: str) -> None:
    response = client.get(f"/{code}/manifest.webmanifest")
    said = response.json()

    assert response["Content-Type"] == "application/manifest+json"
    assert (said["lang"], said["dir"]) == (get(code).tag, get(code).dir)
    assert said["start_url"] == f"/{code}/"
    assert said["scope"] == "/"
    assert said["display"] == "minimal-ui"
    assert len(said["short_name"]) <= 12
    assert {icon["purpose"] for icon in said["icons"]} == {"any", "maskable"}


@pytest.mark.django_db
def test_its_name_tells_nothing(client: CheckingClient) -> None:
    said = client.get("/en/manifest.webmanifest").json()

    assert not TELLING.search(said["name"] + said["short_name"])


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["en", "ar"])
def test_pages_name_it_and_pages_to_leave_do_not(client: CheckingClient, code: str) -> None:
    def found(address: str) -> list[str]:
        page = BeautifulSoup(client.get(address).content, "html.parser")
        return [str(link["href"]) for link in page.select('link[rel="manifest"]')]

    assert found(f"/{code}/") == found(f"/{code}/guidance/calm-together/") == [f"/{code}/manifest.webmanifest"]
    assert found(f"/{code}/guidance/feeling-safe-at-home/") == []
    assert found(f"/{code}/?kiosk=pages.calm-together") == []


@pytest.mark.parametrize("name", ICONS)
def test_the_icons_are_those_that_the_command_draws(name: str) -> None:
    shape = ICONS[name]
    wanted = drawn(int(shape["size"]), corner=shape["corner"], reach=shape["reach"])

    with Image.open(Path(FOLDER) / name) as icon:
        assert icon.size == wanted.size
        assert icon.convert("RGBA").tobytes() == wanted.tobytes()


def test_a_phone_may_cut_a_circle_out_of_the_mask() -> None:
    with Image.open(Path(FOLDER) / "icon-mask.png") as icon:
        ground = icon.getpixel((0, 0))
        middle, safe = icon.width / 2, icon.width * 0.4
        outside = [
            (x, y)
            for x in range(0, icon.width, 4)
            for y in range(0, icon.height, 4)
            if (x - middle) ** 2 + (y - middle) ** 2 > safe**2
        ]
        assert {icon.getpixel(place) for place in outside} == {ground}
