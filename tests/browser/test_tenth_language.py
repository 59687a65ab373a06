"""A tenth language, from nothing to live: what is lacking is named, made, signed by three people, and read."""

import io
import re
import zipfile
from pathlib import Path
from zlib import crc32

import polib
from django.contrib.auth.models import Group, User
from playwright.sync_api import Browser, Page, expect

from guidance.models import GuidancePage
from home import gate
from home.models import Helpline
from home.models.helplines import HELPLINE_TEXTS
from tests.browser import axe
from tests.browser.conftest import LOGS, run_on, signed_in
from tests.browser.visits import PHONE, Visits
from tests.home.test_gate import sign

CODE, NAME, OWN_NAME = "lv", "Latvian", "Latviešu"
#: The one page whose signatures are given by hand; a program gives those of the others.
SLUG = "why-babies-cry"
PASSWORD = "a long password for tests"
ROLES = {
    "anna": ("Translators: Latvian", "translated"),
    "bernie": ("Second readers: Latvian", "second-read"),
    "carol": ("Clinical reviewers", "clinical"),
}
#: What a translation has to keep: tags, and places that a program fills in.
_KEPT = re.compile(r"<[^>]+>|%\(\w+\)[sdi]|%[sdi]|\{\w*\}")
_LETTER = re.compile(r"[^\W\d_]")


# --- What a program does on the site of this test -------------------------------------------------------------------


def make_administrator() -> None:
    User.objects.create_superuser("dora", password=PASSWORD)


def make_people() -> None:
    for name, (group, _step) in ROLES.items():
        person = User.objects.create_user(name, password=PASSWORD)
        person.groups.add(*Group.objects.filter(name__in=[group, "Editors"] if name == "carol" else [group]))


def leave_three_core_pages() -> None:
    """A language needs more; three show how."""
    three = ("feeling-safe-at-home", "looking-after-you", SLUG)
    GuidancePage.objects.exclude(slug__in=three).update(core=False)


def complete_the_other_lines() -> None:
    for line in Helpline.objects.urgent():
        for text in HELPLINE_TEXTS:
            if not getattr(line, f"{text}_{CODE}") and getattr(line, f"{text}_en"):
                setattr(line, f"{text}_{CODE}", "vārdi")
        line.save()


def sign_the_other_pages() -> None:
    people = [User.objects.get_or_create(username=name)[0] for name in ("erin", "finn", "gráinne")]
    for english in gate._core():
        for page in english.versions.pages:
            code = page.locale.language_code
            if code == "en" or (code == CODE and page.slug != SLUG):
                sign(page, people)


def on(site: str, function: str) -> None:
    command = f"from tests.browser.test_tenth_language import {function}; {function}()"
    run_on(LOGS[site].parent, site, "shell", "--no-imports", "-c", command)


# --- What a translator does -----------------------------------------------------------------------------------------


def in_latvian(english: str) -> str:
    """Return words that could be Latvian, others for other English, with all that a translation has to keep."""
    name = f"{crc32(english.encode()):x}".translate(str.maketrans("0123456789", "ghijklmnop"))
    said = [f" mazulis jūt mieru {name} " if _LETTER.search(part) else part for part in _KEPT.split(english)]
    return "".join(part + mark for part, mark in zip(said, [*_KEPT.findall(english), ""], strict=True)).strip()


def filled(po: polib.POFile) -> str:
    """Return the file with everything translated that was empty."""
    for entry in po:
        if entry.msgid_plural:
            entry.msgstr_plural = dict.fromkeys(range(3), in_latvian(entry.msgid_plural))
        elif not entry.msgstr:
            entry.msgstr = in_latvian(entry.msgid)
    return str(po)


# --- What an administrator does -------------------------------------------------------------------------------------


def set_state(desk: Page, site: str, state: str) -> str:
    """Set the language to a state in its form; return what the screen says."""
    desk.goto(f"{site}/admin/snippets/home/sitelanguage/")
    found = desk.locator("main table a", has_text=NAME)
    if found.count():
        found.first.click()
        desk.wait_for_url(re.compile(r"/edit/"))
    else:
        desk.goto(f"{site}/admin/snippets/home/sitelanguage/add/")
        desk.select_option("[name=code]", CODE)
    desk.select_option("[name=state]", state)
    desk.locator("footer button[type=submit]").first.click()
    desk.wait_for_load_state("load")
    return desk.inner_text("main")


def translate_the_interface(desk: Page, site: str, folder: Path) -> None:
    desk.goto(f"{site}/admin/interface/{CODE}/")
    with desk.expect_download() as waiting:
        desk.locator("a[href$='missing.po']").click()
    back = folder / "interface.po"
    back.write_text(filled(polib.pofile(waiting.value.path().read_text())))
    desk.set_input_files("input[type=file]", back)
    desk.locator("form:has(input[type=file]) button[type=submit]").click()
    desk.wait_for_load_state("load")


def translate_a_line(desk: Page, site: str) -> None:
    """Fill in the first line of urgent help by hand."""
    desk.goto(f"{site}/admin/snippets/home/helpline/")
    desk.locator("main table a", has_text="Emergency").first.click()
    desk.wait_for_url(re.compile(r"/edit/"))
    for text in HELPLINE_TEXTS:
        box = desk.locator(f"[name={text}_{CODE}]")
        if box.count() and desk.locator(f"[name={text}_en]").input_value():
            box.evaluate("(box, words) => { box.value = words; }", "Palīdzība, kad vajag")
    desk.locator("footer button[type=submit]").first.click()
    desk.wait_for_load_state("load")
    expect(desk.locator(".messages .success")).to_be_visible()


def translate_the_core_pages(desk: Page, site: str, core: list[str], folder: Path) -> None:
    """Send the pages out as PO files, and take them in translated: those of one screen of the list at a time."""
    left = set(core)
    for screen in range(1, 4):
        desk.goto(f"{site}/admin/languages/?section=all&p={screen}")
        here = {title for title in left if desk.get_by_label(title, exact=True).count()}
        if here:
            assert "0 refused" in translate_these(desk, here, folder)
            left -= here
    assert not left


def translate_these(desk: Page, titles: set[str], folder: Path) -> str:
    """Translate the pages of these titles on this screen; return what it says."""
    for title in titles:
        desk.get_by_label(title, exact=True).check()
    desk.select_option("#out-language", CODE)
    with desk.expect_download() as waiting:
        desk.click("text=Download the ticked pages")
    back = folder / "back.zip"
    with zipfile.ZipFile(io.BytesIO(waiting.value.path().read_bytes())) as went, zipfile.ZipFile(back, "w") as package:
        for name in went.namelist():
            package.writestr(name, filled(polib.pofile(went.read(name).decode())))
    desk.click("text=A file has come back from a translator")
    desk.set_input_files("input[name=file]", back)
    desk.click("text=Take it in")
    desk.wait_for_load_state("load")
    return desk.inner_text("main")


def publish(desk: Page, site: str) -> None:
    """Publish all that was made, from the list of pages: the home page of the language, and what is below it."""
    desk.goto(f"{site}/admin/pages/?locale={CODE}")
    home = desk.locator("tr", has_text="Home page").locator("a[href$='/edit/']").first.get_attribute("href")
    key = re.search(r"/pages/(\d+)/", home or "")
    assert key
    desk.goto(f"{site}/admin/bulk/wagtailcore/page/publish/?next=/admin/&id={key[1]}")
    desk.check("[name=include_descendants]")
    desk.locator("main form button[type=submit], main form input[type=submit]").first.click()
    desk.wait_for_url(f"{site}/admin/")


def sign_by_hand(chromium: Browser, site: str, name: str, step: str) -> None:
    """Sign in as somebody whose turn it is, find the page on the desk, and sign."""
    desk = signed_in(chromium, site, name, PASSWORD)
    desk.goto(f"{site}/admin/languages/?language={CODE}&section=calm")
    desk.locator("tr", has_text="Why babies cry").locator("a[href*='/admin/sign/']").first.click()
    desk.wait_for_url(re.compile(r"/admin/sign/"))
    desk.select_option("[name=step]", step)
    desk.fill("[name=role]", "Health visitor")
    desk.locator("main form button[type=submit]").last.click()
    expect(desk.locator(".messages .success")).to_be_visible()
    desk.context.close()


def test_a_tenth_language_goes_live(own_site: str, chromium: Browser, tmp_path: Path) -> None:
    on(own_site, "make_administrator")
    on(own_site, "leave_three_core_pages")
    desk = signed_in(chromium, own_site, "dora", PASSWORD)
    refused = set_state(desk, own_site, "live")
    assert "Words of the interface that are not translated" in refused
    assert "Lines of urgent help that are not complete: 6" in refused
    core = ["Good Beginnings", "Feeling safe at home", "Looking after you", "Why babies cry, and what helps"]
    assert f"Core pages that are not translated and signed: {len(core)} ({', '.join(core)})" in refused

    set_state(desk, own_site, "preview")
    translate_the_interface(desk, own_site, tmp_path)
    assert "0 missing" in desk.inner_text("main")
    translate_a_line(desk, own_site)
    assert "Lines of urgent help that are not complete: 5" in set_state(desk, own_site, "live")
    on(own_site, "complete_the_other_lines")
    translate_the_core_pages(desk, own_site, core, tmp_path)
    publish(desk, own_site)
    on(own_site, "make_people")
    on(own_site, "sign_the_other_pages")
    said = set_state(desk, own_site, "live")
    assert f"Core pages that are not translated and signed: 1 ({core[-1]})" in said
    for name, (_group, step) in ROLES.items():
        sign_by_hand(chromium, own_site, name, step)

    set_state(desk, own_site, "live")
    expect(desk.locator(".messages .success")).to_be_visible()
    desk.context.close()

    readers = Visits(own_site, chromium)
    page = readers.open(f"/{CODE}/guidance/{SLUG}/", viewport=PHONE)
    assert page.locator("html").get_attribute("lang") == CODE
    assert page.locator("article").get_attribute("lang") == CODE
    assert page.locator(".notice").count() == 0
    assert page.locator("#help-now a[href='tel:999']").is_visible()
    page.locator(".languages summary").click()
    assert OWN_NAME in page.inner_text(".languages")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe.inject(page)
    assert axe.violations(page) == []
    faults = readers.faults()
    readers.close()
    assert not faults, "\n".join(faults)
