"""A practitioner records a section at a microphone that beeps, keeps it, and the worker takes it in."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser import axe
from tests.browser.conftest import FLAGS, LOGS, program
from tests.browser.visits import DESK, NARROW, until

#: Decoding takes a second; a worker on a busy machine may take its time to come to it.
PATIENCE = 180_000


@pytest.fixture(scope="module")
def beeping(driver: Playwright) -> Iterator[Browser]:
    """Start a Chromium whose microphone beeps once a second."""
    microphone = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    browser = driver.chromium.launch(executable_path=program(), args=[*FLAGS, *microphone])
    yield browser
    browser.close()


@pytest.fixture
def recorder(site: str, beeping: Browser) -> Iterator[Page]:
    """Return the recording screen of a page, opened by the administrator."""
    if site not in LOGS:
        pytest.fail("The site was not started by these tests: nobody knows its password")
    password = re.search(r"password:? +(\S+)", LOGS[site].read_text())
    assert password, LOGS[site].read_text()
    page = beeping.new_page()
    page.goto(f"{site}/admin/")
    page.fill("input[name=username]", "admin")
    page.fill("input[name=password]", password[1])
    page.click("button[type=submit]")
    page.wait_for_url(f"{site}/admin/")
    page.goto(f"{site}/admin/recordings/?language=en")
    page.click("text=Looking after you")
    page.wait_for_url(re.compile(r"/recordings/\d+/$"))
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    page.close()
    assert complaints == []


def test_a_section_is_recorded_heard_back_kept_and_taken_in_by_the_worker(recorder: Page) -> None:
    section = recorder.locator("#part-start")

    section.get_by_role("button", name="Record").focus()
    recorder.keyboard.press("Enter")
    expect(section.get_by_role("button", name="Stop")).to_be_focused()
    until(recorder, "document.querySelector('#part-start meter').value > 0")
    expect(section.get_by_role("timer")).to_have_text("0:02")
    recorder.keyboard.press("Enter")
    expect(section.get_by_role("button", name="Play back")).to_be_focused()
    recorder.keyboard.press("Enter")
    until(recorder, "document.querySelector('#part-start [data-clip]').currentTime > 0")
    section.get_by_role("button", name="Keep this").press("Enter")
    expect(section.get_by_role("button", name="Record", exact=False)).to_be_focused()

    expect(section.locator("[data-state]")).to_contain_text("Recorded: 0:0", timeout=PATIENCE)
    section.locator("[data-sound]").evaluate("sound => sound.play()")
    until(recorder, "document.querySelector('#part-start [data-sound]').currentTime > 0")
    expect(recorder.locator("[data-progress]")).to_contain_text("1 of ")


def test_what_was_thrown_away_is_never_sent(recorder: Page) -> None:
    section = recorder.locator("section[data-part]").nth(1)
    before = section.locator("[data-state]").inner_text()

    section.get_by_role("button", name="Record").click()
    expect(section.get_by_role("timer")).to_have_text("0:01")
    section.get_by_role("button", name="Stop").click()
    section.get_by_role("button", name="Throw away").click()

    expect(section.get_by_role("button", name="Throw away")).to_be_hidden()
    assert section.locator("[data-state]").inner_text() == before


@pytest.mark.parametrize(
    ("error", "words"),
    [("NotAllowedError", "The microphone is blocked"), ("NotFoundError", "No microphone was found")],
)
def test_without_a_microphone_the_reason_stands_beside_the_section(recorder: Page, error: str, words: str) -> None:
    refuse = "name => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', name)); }"
    recorder.evaluate(refuse, error)
    section = recorder.locator("#part-start")

    section.get_by_role("button", name="Record").click()

    expect(section.get_by_role("alert")).to_contain_text(words)


def test_where_the_address_is_not_secure_the_reason_stands_beside_the_section(recorder: Page) -> None:
    recorder.evaluate("Object.defineProperty(window, 'isSecureContext', { value: false })")
    section = recorder.locator("#part-start")

    section.get_by_role("button", name="Record").click()

    expect(section.get_by_role("alert")).to_contain_text("begins with https")


def test_a_recording_that_could_not_be_sent_is_still_there(recorder: Page) -> None:
    recorder.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no network')); }")
    section = recorder.locator("section[data-part]").nth(1)

    section.get_by_role("button", name="Record").click()
    expect(section.get_by_role("timer")).to_have_text("0:01")
    section.get_by_role("button", name="Stop").click()
    section.get_by_role("button", name="Keep this").click()

    expect(section.get_by_role("alert")).to_contain_text("still here")
    expect(section.get_by_role("button", name="Keep this")).to_be_enabled()


def test_a_file_that_is_too_big_is_refused_before_it_is_sent(recorder: Page) -> None:
    recorder.evaluate("document.querySelector('[data-recordings]').dataset.limit = 10")
    section = recorder.locator("#part-start")
    section.locator("[type=file]").set_input_files(
        {"name": "sound.wav", "mimeType": "audio/wav", "buffer": b"RIFF" + bytes(100)}
    )
    address = recorder.url

    section.get_by_role("button", name="Upload").click()

    expect(section.get_by_role("alert")).to_contain_text("bigger than 100 MB")
    assert recorder.url == address


@pytest.mark.parametrize("viewport", [NARROW, DESK], ids=["narrow", "desk"])
def test_axe_finds_nothing_wrong_with_the_screen(recorder: Page, viewport: dict[str, int]) -> None:
    recorder.set_viewport_size(viewport)
    recorder.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    axe.inject(recorder)

    assert axe.violations(recorder) == []
    assert recorder.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_sentence_that_means_something_else_now_asks_for_its_section_again(recorder: Page, site: str) -> None:
    section = recorder.locator("#part-start")
    expect(section.locator("[data-state]")).to_contain_text("Recorded: 0:0", timeout=PATIENCE)
    screen, key = recorder.url, re.search(r"/recordings/(\d+)/", recorder.url)
    assert key

    recorder.goto(f"{site}/admin/pages/{key[1]}/edit/")
    promise = recorder.locator("[name=promise]")
    promise.fill(f"{promise.input_value()} Today, too.")
    recorder.evaluate("document.querySelector('[name=action-publish]').click()")
    recorder.wait_for_url(re.compile(r"/admin/changes/publish/"))
    recorder.check("[name=kind][value=meaning]")
    recorder.click("main form button[type=submit]")
    recorder.wait_for_url(re.compile(r"/admin/pages/\d+/"))

    recorder.goto(screen)
    expect(recorder.locator("#part-start [data-state]")).to_contain_text("record it again")
