"""A zip of translators' files goes out of the desk and comes back, in a real browser."""

import io
import zipfile
from pathlib import Path

import polib
import pytest
from playwright.sync_api import Page

from tests.browser import axe

WORDS = "Spokojnie i razem, krok po kroku"


@pytest.mark.parametrize("screen", ["languages/", "languages/files/", "interface/lv/", "interface/pl/?q=Search"])
def test_every_screen_can_be_read_by_everybody(site: str, desk: Page, screen: str) -> None:
    desk.goto(f"{site}/admin/{screen}")

    assert axe.ours(desk) == []
    assert desk.locator("h1").count() == 1
    desk.close()


def test_a_zip_goes_round_through_the_desk(site: str, desk: Page, tmp_path: Path) -> None:
    desk.goto(f"{site}/admin/languages/")
    desk.locator("input[name=page]").nth(1).check()
    desk.select_option("#out-language", "pl")
    with desk.expect_download() as waiting:
        desk.click("text=Download the ticked pages")
    zipped = zipfile.ZipFile(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    [name] = zipped.namelist()
    po = polib.pofile(zipped.read(name).decode())
    next(entry for entry in po if entry.msgctxt == "promise").msgstr = WORDS
    back = tmp_path / "back.zip"
    with zipfile.ZipFile(back, "w") as package:
        package.writestr(name, str(po))

    desk.click("text=A file has come back from a translator")
    desk.set_input_files("input[name=file]", back)
    desk.click("text=Take it in")

    assert "1 taken, 0 refused" in desk.inner_text("main")
    assert desk.locator("tbody span[lang=pl]").first.inner_text() == WORDS
    assert axe.ours(desk) == []
    desk.close()
