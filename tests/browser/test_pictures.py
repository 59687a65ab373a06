"""The pictures in docs/editors.md show the screens as they are.

`NEW_PICTURES=1 ./run test tests/browser/test_pictures.py` takes them anew. Pixels differ from machine to machine; what
stands on a screen does not. So the words of each picture are kept beside it, and looked for on the screen again.
"""

import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from guidance.language_desk.selection import ABOUT
from guidance.models import GuidancePage
from home.models import Helpline
from tests.browser.conftest import LOGS, ROOT, run_on, signed_in

FOLDER = ROOT / "docs" / "pictures"
IS_NEW = bool(os.environ.get("NEW_PICTURES"))
PASSWORD = "a long password for tests"
PATIENCE = 30_000
#: What is another day by day: numbers, months, how long ago.
_PASSING = re.compile(
    r"\d+|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
    r"|\b(?:just now|\w+ (?:seconds?|minutes?|hours?|days?|weeks?)(?: ago)?)\b",
    re.IGNORECASE,
)


def words_on(shown: Locator) -> str:
    """Return what can be read there, without what passes."""
    return "\n".join(
        " ".join(_PASSING.sub("·", line).split()) for line in shown.inner_text().splitlines() if line.strip()
    )


def checks(desk: Page, site: str) -> Locator:
    desk.goto(f"{site}/admin/pages/{key_of('calm-together')}/edit/")
    desk.wait_for_selector("[data-edit-form] [contenteditable=true]")
    desk.click("[data-side-panel-toggle=checks]")
    text = desk.locator("[data-streamfield-child]:has(input[value=text]) [contenteditable=true]").first
    text.click()
    desk.keyboard.press("Control+End")
    desk.keyboard.type(" You are spoiling your baby.", delay=40)
    expect(desk.locator("[data-words-list] li", has_text="spoiling")).to_have_count(1, timeout=PATIENCE)
    return desk.locator("[data-words]")


def kinds_of_change(desk: Page, site: str) -> Locator:
    desk.goto(f"{site}/admin/pages/{key_of('how-brains-grow')}/edit/")
    text = desk.locator("[data-contentpath=body] .public-DraftEditor-content").first
    text.click()
    desk.keyboard.press("Control+End")
    desk.keyboard.type(" Always.", delay=40)
    desk.wait_for_timeout(700)  # Draftail writes what is typed into its field after half a second.
    desk.evaluate("document.querySelector('[name=action-publish]').click()")
    desk.wait_for_url(re.compile(r"/admin/changes/publish/"))
    return desk.locator("main")


def languages(desk: Page, site: str) -> Locator:
    desk.goto(f"{site}/admin/languages/?section={ABOUT}")
    return desk.locator("main")


def signing(desk: Page, site: str) -> Locator:
    desk.goto(f"{site}/admin/sign/{key_of('why-babies-cry', 'pl')}/")
    return desk.locator("main")


def coming_back(desk: Page, site: str) -> Locator:
    desk.goto(f"{site}/admin/languages/files/")
    return desk.locator("main")


def keeping_it_true(desk: Page, site: str) -> Locator:
    desk.goto(f"{site}/admin/upkeep/")
    return desk.locator("main")


SCREENS: dict[str, Callable[[Page, str], Locator]] = {
    "checks": checks,
    "kinds-of-change": kinds_of_change,
    "languages": languages,
    "signing": signing,
    "files-from-translators": coming_back,
    "keep-it-true": keeping_it_true,
}


def key_of(slug: str, code: str = "en") -> int:
    return GuidancePage.objects.get(slug=slug, locale__language_code=code).pk


def prepare() -> None:
    """Make the person who looks, and a helpline that nobody has rung for too long."""
    User.objects.create_superuser("dora", password=PASSWORD)
    line = Helpline.objects.get(key="lifeline")
    line.last_checked = line.next_check_due = timezone.localdate() - timedelta(days=100)
    line.check_every_days = 30
    line.save()


def test_each_picture_shows_its_screen_as_it_is(own_site: str, chromium: Browser) -> None:
    command = "from tests.browser.test_pictures import prepare; prepare()"
    run_on(LOGS[own_site].parent, own_site, "shell", "--no-imports", "-c", command)
    desk = signed_in(chromium, own_site, "dora", PASSWORD)
    desk.on("dialog", lambda dialog: dialog.accept())
    other = []
    for name, open_screen in SCREENS.items():
        shown = open_screen(desk, own_site)
        if IS_NEW:
            FOLDER.mkdir(exist_ok=True)
            take(desk, shown, FOLDER / f"{name}.png")
            (FOLDER / f"{name}.txt").write_text(words_on(shown) + "\n")
        elif words_on(shown) + "\n" != (FOLDER / f"{name}.txt").read_text():
            other.append(name)
    desk.close()

    assert not other, "These screens say something else now: take their pictures anew (see the top of this file)"


def take(desk: Page, shown: Locator, file: Path) -> None:
    """Take a picture of what is shown: at most one screen of it."""
    shown.scroll_into_view_if_needed()
    box = shown.bounding_box()
    assert box
    height = min(box["height"], 760)
    desk.screenshot(path=file, clip={**box, "y": max(box["y"], 0), "height": height}, animations="disabled")


@pytest.mark.parametrize("name", SCREENS)
def test_the_guide_shows_each_picture_and_says_what_is_on_it(name: str) -> None:
    guide = (ROOT / "docs" / "editors.md").read_text()

    assert re.search(rf"!\[[^\]]{{20,}}\]\(pictures/{name}\.png\)", guide)
    assert (FOLDER / f"{name}.png").stat().st_size < 200_000


def test_no_picture_lies_about_that_nobody_takes() -> None:
    assert {file.stem for file in FOLDER.iterdir()} == set(SCREENS)
