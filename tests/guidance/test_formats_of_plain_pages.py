"""The pages on the strategy are had in every format, by the rules of guidance; other plain pages in none."""

from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.storage import default_storage
from django.test import Client
from django_tasks import default_task_backend

from guidance import jobs, queries, recorded, services, tasks
from guidance.formats.producers import BY_KIND, EASY_READ_KINDS, KINDS
from guidance.formats.recordings import sections_of
from guidance.language_desk.queries import all_columns, rows
from guidance.linearise import document_of
from guidance.models import FormatFile, GuidancePage
from guidance.ready_formats import SUFFIXES
from guidance.usage.places import Place, Places
from home.models import BasePage, Helpline, StandardPage
from home.models import pages as plain_pages
from home.strategy import PAGES
from tests.guidance.recordings import upload
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db

STRATEGY = "/en/the-strategy/"
READ_KINDS = KINDS - EASY_READ_KINDS
MAKES = tasks.make_format.module_path
Status = FormatFile.Status


@pytest.fixture(autouse=True)
def _empty_storage() -> Iterator[None]:
    yield
    for name in services._stored():
        default_storage.delete(name)


@pytest.fixture
def page() -> StandardPage:
    return page_of("the-strategy")


def page_of(slug: str) -> StandardPage:
    return StandardPage.objects.get(slug=slug, locale__language_code="en")


def guidance() -> GuidancePage:
    return GuidancePage.objects.get(slug="why-babies-cry", locale__language_code="en")


def made(page: BasePage, kind: str) -> FormatFile:
    row: FormatFile = page.formats.get(kind=kind)
    assert services.make_format(row.pk), kind
    row.refresh_from_db()
    return row


def box(client: Client, address: str) -> Any:
    return BeautifulSoup(client.get(address).content, "html.parser").select_one(".formats")


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


# --- Made and handed out --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", PAGES)
def test_each_page_on_the_strategy_waits_for_every_format(slug: str) -> None:
    assert dict(page_of(slug).formats.values_list("kind", "status")) == dict.fromkeys(READ_KINDS, Status.WAITING)


def test_a_page_is_made_in_every_format_and_handed_out(client: CheckingClient, page: StandardPage) -> None:
    for kind in READ_KINDS:
        made(page, kind)

    offered = box(client, STRATEGY)

    links = {link["href"]: link for link in offered.select("li a[download]")}
    addresses = {kind: f"{STRATEGY}the-strategy.en.{SUFFIXES[kind]}" for kind in SUFFIXES if kind in READ_KINDS}
    assert list(links) == list(addresses.values())
    assert all(link.find_next("span").get_text(strip=True) for link in links.values())
    assert offered.audio["src"] == addresses["audio"]
    assert offered.track["src"] == f"{STRATEGY}the-strategy.en.vtt"
    for kind, address in addresses.items():
        whole = client.get(address)
        data = body(whole)
        part = client.get(address, headers={"Range": "bytes=2-9"})
        again = client.get(address, headers={"If-None-Match": whole["ETag"]})
        assert (whole.status_code, part.status_code, again.status_code) == (200, 206, 304), kind
        assert whole["Content-Type"] == BY_KIND[kind].producer.media_type
        assert len(data) == int(whole["Content-Length"]) > 500
        assert body(part) == data[2:10]
    assert body(client.get(f"{STRATEGY}the-strategy.en.vtt")).startswith(b"WEBVTT")


def test_a_file_says_what_the_page_says_and_where_it_is(page: StandardPage) -> None:
    words = default_storage.open(made(page, "text").file).read().decode()

    assert page.title in words
    assert "/en/the-strategy/" in words
    assert "help" in words


def test_a_page_read_in_another_language_offers_the_english_files(client: CheckingClient, page: StandardPage) -> None:
    made(page, "text")

    assert box(client, "/pl/the-strategy/").select_one(f'a[href="{STRATEGY}the-strategy.en.txt"]')
    assert client.get("/pl/the-strategy/the-strategy.en.txt").status_code == 404
    assert client.get("/pl/the-strategy/the-strategy.pl.txt").status_code == 404


def test_other_plain_pages_have_no_files(client: CheckingClient) -> None:
    privacy = page_of("privacy")
    file = made(guidance(), "text")
    FormatFile.objects.filter(pk=file.pk).update(page=privacy)

    assert box(client, "/en/privacy/") is None
    assert client.get("/en/privacy/privacy.en.txt").status_code == 404
    assert services.request_formats(privacy) == []
    assert not privacy.formats.exists()


def test_a_plain_page_needs_no_more_than_to_be_said_to_have_formats(
    client: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain_pages, "PAGES", {"about": "About"})
    about = page_of("about")

    about.save_revision().publish()
    made(about, "text")

    assert about in queries.pages_with_formats()
    assert box(client, "/en/about/").select_one('a[href="/en/about/about.en.txt"]')
    assert client.get("/en/about/about.en.txt").status_code == 200


def test_an_address_without_its_last_stroke_is_not_taken_for_a_file(client: CheckingClient) -> None:
    for address in ("/en/kiosk/pages/why-babies-cry.calm-together.making-up", "/en/the-strategy"):
        assert client.get(address)["Location"] == f"{address}/"


# --- Asked for, behind, withdrawn -----------------------------------------------------------------------------------


@pytest.fixture
def queue() -> Iterator[Any]:
    """Return the queue of the tests, which runs nothing and remembers all."""
    default_task_backend.clear()
    yield default_task_backend
    default_task_backend.clear()


def test_new_words_ask_for_every_file_anew_and_the_old_one_says_so(
    client: CheckingClient, page: StandardPage, queue: Any, django_capture_on_commit_callbacks: Any
) -> None:
    row = made(page, "text")
    page.formats.exclude(pk=row.pk).update(status=Status.READY)

    page.title = "What the strategy wants"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()

    row.refresh_from_db()
    queued = {result.args[0] for result in queue.results if result.task.module_path == MAKES}
    assert queued == set(page.formats.values_list("pk", flat=True))
    assert (row.status, row.is_behind) == (Status.WAITING, True)
    assert list(FormatFile.objects.behind()) == [row]
    assert box(client, STRATEGY).select_one(".formats__note")


def test_files_behind_are_found_by_the_words_of_either_kind_of_page(page: StandardPage) -> None:
    files = [made(page, "text"), made(guidance(), "text")]
    assert not FormatFile.objects.behind().exists()

    for number, file in enumerate(files, start=1):
        FormatFile.objects.filter(pk=file.pk).update(words_digest="of other words")
        assert FormatFile.objects.behind().count() == number


def test_the_desk_of_languages_counts_the_files_of_a_plain_page(page: StandardPage) -> None:
    made(page, "text")
    FormatFile.objects.filter(pk=made(page, "braille").pk).update(words_digest="of other words")

    (row,) = [row for row in rows(all_columns()) if row.english and row.english.page_id == page.pk]

    files = row.cells[0].formats
    assert (files.ready, files.behind, files.missing) == (1, 1, len(READ_KINDS) - 2)


def test_a_corrected_helpline_asks_for_the_files_anew(page: StandardPage) -> None:
    row = made(page, "text")
    line = Helpline.objects.get(key="lifeline")
    line.note_en = "Now with another note."
    line.save()

    assert row.pk in services.request_formats(page)


def test_files_are_compared_of_every_page_that_has_some_and_of_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[BasePage] = []
    monkeypatch.setattr(tasks, "enqueue_formats", compared.append)

    jobs.compare_formats()

    plain = [page.slug for page in compared if isinstance(page, StandardPage)]
    assert sorted(plain) == sorted(PAGES)
    assert len(compared) - len(plain) == GuidancePage.objects.filter(live=True, alias_of=None).count()


def test_a_page_taken_off_the_site_loses_its_files(client: CheckingClient, page: StandardPage) -> None:
    file = made(page, "text").file

    page.unpublish()

    assert not default_storage.exists(file)
    assert not page.formats.exists()
    assert client.get(f"{STRATEGY}the-strategy.en.txt").status_code == 404


def test_what_nobody_signed_for_is_not_handed_out_where_previews_are_hidden(
    client: CheckingClient, page: StandardPage, settings: Any
) -> None:
    made(page, "text")
    settings.SHOW_PREVIEW = False

    assert client.get(f"{STRATEGY}the-strategy.en.txt").status_code == 404
    services.request_formats(page)
    assert not page.formats.exists()


def test_an_unchecked_voice_is_kept_from_parents_where_the_site_says_so(
    client: CheckingClient, page: StandardPage, settings: Any
) -> None:
    made(page, "text")
    made(page, "braille")
    settings.HIDE_UNCHECKED_FORMATS = True

    assert [link["download"] for link in box(client, STRATEGY).select("a[download]")] == ["the-strategy.en.txt"]
    assert client.get(f"{STRATEGY}the-strategy.en.brf").status_code == 404


def test_an_alias_is_given_no_files(page: StandardPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_pages, "PAGES", {"another-address": "An alias"})

    alias = page.create_alias(update_slug="another-address", parent=page.get_parent())

    assert alias.has_formats
    assert services.request_formats(alias) == []
    assert not alias.formats.exists()


# --- Staff ----------------------------------------------------------------------------------------------------------


def test_an_editor_sees_the_files_of_a_plain_page_and_has_one_made_again(
    editor_client: Client, page: StandardPage
) -> None:
    row = made(page, "text")

    shown = editor_client.get(f"/admin/formats/{page.pk}/").content.decode()
    answer = editor_client.post(f"/admin/formats/{page.pk}/make-again/", {"row": row.pk})

    row.refresh_from_db()
    assert f"{STRATEGY}the-strategy.en.txt" in shown
    assert (answer.status_code, row.status) == (302, Status.WAITING)
    assert f"/admin/formats/{page.pk}/" in editor_client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    listed = editor_client.get("/admin/snippets/guidance/formatfile/?kind=text").content.decode()
    assert page.title in listed


def test_an_editor_is_offered_no_files_of_other_plain_pages(editor_client: Client) -> None:
    privacy = page_of("privacy")

    assert editor_client.get(f"/admin/formats/{privacy.pk}/").status_code == 404
    assert f"/admin/formats/{privacy.pk}/" not in editor_client.get(f"/admin/pages/{privacy.pk}/edit/").content.decode()


def test_whoever_decides_on_a_voice_can_open_a_file_of_a_plain_page(editor_client: Client, page: StandardPage) -> None:
    row = made(page, "braille")

    answer = editor_client.get(f"/admin/formats/sample/{row.pk}/")

    assert 'filename="the-strategy.en.brf"' in answer["Content-Disposition"]


def test_a_person_reads_a_plain_page_aloud(client: CheckingClient, editor_client: Client, page: StandardPage) -> None:
    for part in sections_of(document_of(page)):
        assert recorded.take_in(recorded.keep_sent(page, part, upload(), by=None).pk) == page
    services.request_formats(page, kinds=["audio"])
    made(page, "audio")

    assert "Read by a person." in box(client, STRATEGY).get_text()
    assert f"/admin/recordings/{page.pk}/" in editor_client.get("/admin/recordings/?language=en").content.decode()
    assert editor_client.get(f"/admin/recordings/{page.pk}/").status_code == 200


def test_an_opened_file_is_counted_for_its_page(page: StandardPage) -> None:
    places = Places.now()

    assert places.of(f"{STRATEGY}the-strategy.en.mp3") == Place(page.translation_key, "en", "audio")
    assert places.of("/en/about/the-strategy.en.mp3") is None
