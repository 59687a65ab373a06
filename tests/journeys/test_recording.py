"""A practitioner reads a page aloud in the admin; readers hear a person, and are told when the words have changed."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import Resolver404, resolve
from wagtail.models import Page

from guidance import recorded, recording_views, services
from guidance.formats.recordings import Reason
from guidance.models import GuidancePage, RecordedPart
from guidance.recording_views import REFUSALS
from tests.guidance.recordings import audio, document, record, sections, upload, wav
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "/en/guidance/why-babies-cry/"


@pytest.fixture(autouse=True)
def _empty_storage() -> Iterator[None]:
    yield
    for name in services._stored():
        default_storage.delete(name)


@pytest.fixture
def page() -> GuidancePage:
    return GuidancePage.objects.get(slug="why-babies-cry", locale__language_code="en")


def member_of(group: str) -> Client:
    person = User.objects.create_user(group)
    person.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def practitioner(db: None) -> Client:
    return member_of("Practitioners")


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def screen(client: Client, page: GuidancePage) -> BeautifulSoup:
    return soup(client.get(f"/admin/recordings/{page.pk}/"))


def box(shown: BeautifulSoup, key: str) -> Any:
    return shown.select_one(f"#part-{key}")


def post(client: Client, page: GuidancePage, key: str, sound: Any, **fields: Any) -> Any:
    """Fill in the form on the screen as it stands, and send it."""
    form = box(screen(client, page), key).form
    given = {"digest": form.select_one("[name=digest]")["value"], **fields}
    return client.post(form["action"], given if sound is None else {**given, "sound": sound})


def post_whole(client: Client, page: GuidancePage, sound: Any, **fields: Any) -> Any:
    return post(client, page, "whole", sound, **fields)


def spoken(client: Client) -> str:
    return soup(client.get(ADDRESS)).select_one(".formats__voice").get_text(" ", strip=True)


# --- Who may --------------------------------------------------------------------------------------------------------


def test_a_practitioner_may_record_and_nothing_else(practitioner: Client, page: GuidancePage) -> None:
    menu = practitioner.get("/admin/").content.decode()

    assert "/admin/recordings/" in menu
    assert practitioner.get("/admin/recordings/").status_code == 200
    assert practitioner.get(f"/admin/recordings/{page.pk}/").status_code == 200
    for closed in (f"/admin/pages/{page.pk}/edit/", f"/admin/formats/{page.pk}/", "/admin/snippets/guidance/door/"):
        assert practitioner.get(closed).status_code == 302
    assert practitioner.post(f"/admin/recordings/{page.pk}/remove/").status_code == 302


@pytest.mark.parametrize("address", ["", "{pk}/", "{pk}/states/", "sound/1/", "{pk}/remove/"])
def test_somebody_who_may_not_record_sees_nothing_of_it(page: GuidancePage, address: str) -> None:
    clinician = member_of("Clinical reviewers")
    address = f"/admin/recordings/{address.format(pk=page.pk)}"

    assert clinician.get(address).status_code == 302
    assert Client().get(address).status_code == 302
    assert "/admin/recordings/" not in clinician.get("/admin/").content.decode()


def test_somebody_who_may_not_record_sends_nothing(page: GuidancePage) -> None:
    part = sections(page)[0]

    answer = member_of("Clinical reviewers").post(
        f"/admin/recordings/{page.pk}/{part.key}/", {"digest": part.digest, "sound": upload()}
    )

    assert answer.status_code == 302
    assert not RecordedPart.objects.exists()


def test_what_another_site_sends_in_somebodys_name_is_refused(page: GuidancePage, administrator: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(administrator)
    part = sections(page)[0]

    answer = client.post(f"/admin/recordings/{page.pk}/{part.key}/", {"digest": part.digest, "sound": upload()})

    assert answer.status_code == 403
    assert not RecordedPart.objects.exists()


# --- The list -------------------------------------------------------------------------------------------------------


def test_the_list_says_how_far_each_page_is_and_shows_what_is_needed(practitioner: Client, page: GuidancePage) -> None:
    record(page)
    other = GuidancePage.objects.get(slug="calm-together", locale__language_code="en")
    record(other, sections(other)[:2])

    listed = soup(practitioner.get("/admin/recordings/?language=en"))
    needed = soup(practitioner.get("/admin/recordings/?language=en&needed=1"))

    def state(shown: BeautifulSoup, of: GuidancePage) -> str:
        row = shown.select_one(f'a[href="/admin/recordings/{of.pk}/"]')
        return row.find_parent("tr").select("td")[-1].get_text(strip=True) if row else ""

    assert state(listed, page) == "All is recorded"
    assert state(listed, other) == f"2 of {len(sections(other))} sections are recorded"
    assert state(needed, page) == ""
    assert state(needed, other)
    assert not [row for row in listed.select("tbody td[lang]") if row["lang"] != "en-GB"]


def test_a_list_with_nothing_in_it_says_so(practitioner: Client) -> None:
    Page.objects.update(live=False)

    assert "when it is published" in practitioner.get("/admin/recordings/").content.decode()


def test_aliases_and_unpublished_pages_are_not_to_be_recorded(practitioner: Client, page: GuidancePage) -> None:
    alias = page.create_alias(update_slug="another-address", parent=page.get_parent())
    page.unpublish()

    assert practitioner.get(f"/admin/recordings/{alias.pk}/").status_code == 404
    assert practitioner.get(f"/admin/recordings/{page.pk}/").status_code == 404


# --- Recording ------------------------------------------------------------------------------------------------------


def test_every_section_is_recorded_heard_back_and_then_read_by_a_person(
    practitioner: Client, client: CheckingClient, page: GuidancePage
) -> None:
    for part in sections(page):
        assert post(practitioner, page, part.key, upload()).status_code == 302
    waiting = screen(practitioner, page)
    for row in RecordedPart.objects.all():
        recorded.take_in(row.pk)
    audio(page)

    shown = screen(practitioner, page)
    heard = practitioner.get(box(shown, "start").audio["src"])

    assert "listening" in box(waiting, "start").select_one("[data-state]").get_text()
    assert box(waiting, "start").select_one("[data-reload]")
    assert "Recorded: 0:01" in box(shown, "start").select_one("[data-state]").get_text()
    assert heard["Content-Type"] == "audio/wav"
    assert "no-store" in heard["Cache-Control"]
    assert b"".join(heard.streaming_content) == wav()
    assert "· Practitioners" in box(shown, "start").get_text()
    assert spoken(client) == "Read by a person."


def test_words_to_read_are_marked_with_their_language(practitioner: Client) -> None:
    page = GuidancePage.objects.get(slug="why-babies-cry", locale__language_code="ar")

    first = box(screen(practitioner, page), "start")

    assert (first.h2["lang"], first.h2["dir"]) == ("ar", "rtl")
    assert (first.blockquote["lang"], first.blockquote["dir"]) == ("ar", "rtl")


def test_a_changed_section_is_asked_for_again_alone_and_readers_are_told(
    practitioner: Client, client: CheckingClient, page: GuidancePage
) -> None:
    record(page)
    audio(page)
    before = page.promise
    page.promise = "Other words of hope."
    page.save_revision().publish()

    shown = screen(practitioner, page)
    told = spoken(client)
    post(practitioner, page, "start", upload(wav(2)))
    recorded.take_in(RecordedPart.objects.attempts().get().pk)
    audio(page)

    states = {part["id"]: part.select_one("[data-state]").get_text() for part in shown.select("section[data-part]")}
    assert [key for key, state in states.items() if "record it again" in state] == ["part-start"]
    assert "Other words of hope." in box(shown, "start").blockquote.get_text()
    assert before in box(shown, "start").details.get_text()
    assert told == "Read by a person. It was recorded before the last change to this page."
    assert spoken(client) == "Read by a person."


@pytest.mark.parametrize(
    ("sound", "words"),
    [
        (None, "Choose a file first."),
        (upload(b""), str(REFUSALS[Reason.NOT_AUDIO.value])),
    ],
    ids=["nothing", "empty"],
)
def test_a_form_that_sends_no_sound_is_refused_beside_its_field(
    practitioner: Client, page: GuidancePage, sound: Any, words: str
) -> None:
    answer = post(practitioner, page, "start", sound)

    refused = box(soup(answer), "start")
    assert answer.status_code == 422
    assert refused.select_one("#error-start").get_text() == words
    assert refused.select_one("[type=file]")["aria-describedby"] == "error-start"
    assert not RecordedPart.objects.exists()


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_half_a_gigabyte_is_refused_beside_its_field_and_kept_neither_in_memory_nor_on_disk(
    practitioner: Client, page: GuidancePage, monkeypatch: pytest.MonkeyPatch, accept: str
) -> None:
    monkeypatch.setattr(recording_views, "LIMIT", 100_000)
    part = sections(page)[0]
    sent = upload(wav(10))
    let_through: list[int] = []
    receive = recording_views.UpToTheLimit.receive_data_chunk

    def received(handler: Any, data: bytes, start: int) -> bytes:
        kept = receive(handler, data, start)
        let_through.append(len(kept))
        return kept

    monkeypatch.setattr(recording_views.UpToTheLimit, "receive_data_chunk", received)

    answer = practitioner.post(
        f"/admin/recordings/{page.pk}/{part.key}/",
        {"digest": part.digest, "sound": sent},
        headers={"accept": accept},
    )

    said = answer.json()["error"] if accept == "application/json" else box(soup(answer), part.key).get_text()
    assert answer.status_code == 422
    assert str(REFUSALS[Reason.TOO_BIG.value]) in said
    assert sum(let_through) <= 100_000
    assert not RecordedPart.objects.exists()


def test_what_the_worker_refuses_says_why_beside_the_section(practitioner: Client, page: GuidancePage) -> None:
    record(page, sections(page)[:1])
    post(practitioner, page, "start", upload(wav(2, amplitude=0)))
    recorded.take_in(RecordedPart.objects.attempts().get().pk)

    state = practitioner.get(f"/admin/recordings/{page.pk}/states/").json()["parts"]["start"]

    assert str(REFUSALS[Reason.SILENT.value]) in state["state"]
    assert "still there" in state["state"]
    assert state["sound"]
    assert not state["isWaiting"]


def test_every_reason_to_refuse_has_an_editors_words() -> None:
    assert set(REFUSALS) == {*(reason.value for reason in Reason), recorded.LATE_START, recorded.PAGE_TOO_LONG}


def test_what_was_read_while_the_words_changed_is_not_taken_for_the_new_ones(
    practitioner: Client, page: GuidancePage
) -> None:
    part = sections(page)[0]
    page.promise = "Other words of hope."
    page.save_revision().publish()

    answer = practitioner.post(f"/admin/recordings/{page.pk}/{part.key}/", {"digest": part.digest, "sound": upload()})

    assert answer.status_code == 409
    assert "have changed while you were recording" in box(soup(answer), "start").get_text()
    assert not RecordedPart.objects.exists()


def test_a_section_that_is_gone_meanwhile_says_so(practitioner: Client, page: GuidancePage) -> None:
    answer = practitioner.post(f"/admin/recordings/{page.pk}/gone/", {"digest": "x", "sound": upload()})

    assert answer.status_code == 409
    assert "have changed while you were recording" in answer.content.decode()


@pytest.mark.parametrize("address", ["recordings/16/0123", "images/../recordings/16/0123", "/recordings/16/0123"])
def test_sounds_are_not_handed_out_beside_the_admin(address: str) -> None:
    assert resolve("/media/images/picture.png")

    with pytest.raises(Resolver404):
        resolve(f"/media/{address}")


# --- The whole page -------------------------------------------------------------------------------------------------


def test_a_file_of_the_whole_page_with_times_becomes_its_audio(
    practitioner: Client, client: CheckingClient, page: GuidancePage
) -> None:
    first, second = sections(page)[:2]
    times = {f"start-{first.key}": "0:00", f"start-{second.key}": "0:02"}

    answer = post_whole(practitioner, page, upload(wav(4)), **times)
    recorded.take_in(RecordedPart.objects.get().pk)
    audio(page)

    assert answer.status_code == 302
    assert [start["start"] for start in RecordedPart.objects.get().starts] == [0, 2]
    assert spoken(client) == "Read by a person."
    assert box(screen(practitioner, page), "whole").select_one(f'[name="start-{second.key}"]')["value"] == "0:02"


@pytest.mark.parametrize(
    ("typed", "words"),
    [("two", "for example 2:05"), ("0:75", "for example 2:05"), ("0:01", "not later"), ("0:02", "not later")],
)
def test_a_time_that_can_not_be_is_refused_beside_its_field_and_what_was_typed_is_kept(
    practitioner: Client, page: GuidancePage, typed: str, words: str
) -> None:
    first, second = sections(page)[:2]

    answer = post_whole(
        practitioner, page, upload(wav(4)), **{f"start-{first.key}": "0:02", f"start-{second.key}": typed}
    )

    field = soup(answer).select_one(f'[name="start-{second.key}"]')
    assert answer.status_code == 422
    assert field["value"] == typed
    assert words in soup(answer).select_one(f"#{field['aria-describedby']}").get_text()
    assert not RecordedPart.objects.exists()


def test_a_file_of_the_whole_page_takes_the_place_of_sections_only_when_somebody_says_so(
    practitioner: Client, page: GuidancePage
) -> None:
    record(page, sections(page)[:1])

    unsaid = post_whole(practitioner, page, upload(wav(4)))
    said = post_whole(practitioner, page, upload(wav(4)), replaces="on")

    assert unsaid.status_code == 422
    assert soup(unsaid).select_one("#error-replaces").get_text()
    assert said.status_code == 302


# --- Removed --------------------------------------------------------------------------------------------------------


def test_an_editor_goes_back_to_the_computer_voice_after_being_asked(
    client: CheckingClient, page: GuidancePage
) -> None:
    record(page)
    audio(page)
    editor = member_of("Editors")

    asked = editor.get(f"/admin/recordings/{page.pk}/remove/")
    still = RecordedPart.objects.count()
    answer = editor.post(f"/admin/recordings/{page.pk}/remove/")
    audio(page)

    assert page.title in asked.content.decode()
    assert still == len(sections(page))
    assert answer.status_code == 302
    assert not RecordedPart.objects.exists()
    assert spoken(client).startswith("Read by a computer voice.")


def test_an_editor_removes_one_section(page: GuidancePage) -> None:
    record(page)
    key = sections(page)[1].key

    answer = member_of("Editors").post(f"/admin/recordings/{page.pk}/{key}/remove/")

    assert answer.status_code == 302
    assert RecordedPart.objects.count() == len(sections(page)) - 1
    assert not RecordedPart.objects.filter(key=key).exists()


def test_removing_what_is_not_there_is_not_found(editor_client: Client, page: GuidancePage) -> None:
    assert editor_client.get(f"/admin/recordings/{page.pk}/remove/").status_code == 404


# --- Around it ------------------------------------------------------------------------------------------------------


def test_the_formats_of_a_page_lead_to_its_recording(editor_client: Client, page: GuidancePage) -> None:
    before = editor_client.get(f"/admin/formats/{page.pk}/").content.decode()
    record(page)
    audio(page)
    page.promise = "Other words of hope."
    page.save_revision().publish()

    behind = editor_client.get(f"/admin/formats/{page.pk}/").content.decode()

    assert f'href="/admin/recordings/{page.pk}/"' in before
    assert "Replace by a recording" in before
    assert "See the recording" in behind
    assert "Recorded before the last change" in behind


def test_a_persons_recording_is_no_sample_of_the_computer_voice(editor_client: Client, page: GuidancePage) -> None:
    record(page)
    row = audio(page)

    shown = editor_client.get("/admin/formats/quality/").content.decode()

    assert f"/admin/formats/sample/{row.pk}/" not in shown


def test_the_microphone_is_for_the_admin_alone(client: CheckingClient, editor_client: Client) -> None:
    public = client.get("/en/").headers
    admin = editor_client.get("/admin/").headers

    assert "microphone=()" in public["Permissions-Policy"]
    assert "media-src 'self';" in public["Content-Security-Policy"] + ";"
    assert "microphone=(self)" in admin["Permissions-Policy"]
    assert "media-src 'self' blob:" in admin["Content-Security-Policy"]
    assert "camera=()" in admin["Permissions-Policy"]


def test_a_web_process_holds_neither_ffmpeg_nor_numpy() -> None:
    script = (
        "import os, sys\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'good_beginnings.settings.test'\n"
        "sys.path[:0] = ['site', '.']\n"
        "import django; django.setup()\n"
        "import good_beginnings.urls, guidance.recording_views\n"
        "print([name for name in ('av', 'numpy') if name in sys.modules])\n"
    )

    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "[]"


def test_the_words_of_a_recording_are_those_of_its_page(page: GuidancePage) -> None:
    record(page)

    assert recorded.recording_of(page, document(page)).wanted == recorded.recording_of(page, document(page)).digest
