"""A parent takes a page home: to hear, to print, to feel. And an editor sees what there is."""

from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.storage import default_storage
from django.test import Client

from guidance import services
from guidance.format_views import REASONS
from guidance.formats.contract import Why
from guidance.formats.producers import KINDS
from guidance.models import FormatCheck, FormatFile, GuidancePage
from guidance.ready_formats import NAMES, SUFFIXES
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db
PAGE = "/pl/guidance/why-babies-cry/"
EXIT = "/pl/guidance/feeling-safe-at-home/"


@pytest.fixture(autouse=True)
def _empty_storage() -> Iterator[None]:
    yield
    for name in services._stored():
        default_storage.delete(name)


def made(slug: str, *kinds: str, code: str = "pl") -> GuidancePage:
    page = GuidancePage.objects.get(slug=slug, locale__language_code=code)
    for row in page.formats.filter(kind__in=kinds):
        assert services.make_format(row.pk), row.kind
    return page


def card(client: Client, address: str) -> Any:
    return BeautifulSoup(client.get(address).content, "html.parser").select_one(".formats")


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


# --- The card -------------------------------------------------------------------------------------------------------


def test_the_card_offers_what_exists_with_name_size_and_length(client: CheckingClient) -> None:
    made("why-babies-cry", "audio", "large-print", "braille")

    offered = card(client, PAGE)

    links = [link["href"] for link in offered.select("li a[download]")]
    assert links == [
        f"{PAGE}why-babies-cry.pl.mp3",
        f"{PAGE}why-babies-cry.pl.large-print.pdf",
        f"{PAGE}why-babies-cry.pl.brf",
    ]
    assert offered.audio["preload"] == "none"
    assert offered.audio["src"] == f"{PAGE}why-babies-cry.pl.mp3"
    assert "MB" in offered.select_one(".formats__lead").get_text()


def test_before_anything_is_made_the_card_still_says_how_to_ask(client: CheckingClient) -> None:
    offered = card(client, PAGE)

    assert offered.audio is None
    assert offered.select_one('a[href="/pl/other-formats/"]')


def test_a_file_older_than_its_page_says_so_until_it_is_made_again(client: CheckingClient) -> None:
    page = made("why-babies-cry", "text")
    before = card(client, PAGE).select(".formats__note")
    page.title = "Inny tytuł"
    page.save_revision().publish()

    behind = card(client, PAGE).select(".formats__note")
    services.make_format(page.formats.get(kind="text").pk)
    after = card(client, PAGE).select(".formats__note")

    assert (len(before), len(behind), len(after)) == (0, 1, 0)


def test_every_format_has_a_name_and_an_address_of_its_own() -> None:
    assert set(SUFFIXES) == set(NAMES) == KINDS
    assert len(set(SUFFIXES.values())) == len(SUFFIXES)


def test_an_unchecked_voice_or_table_is_kept_from_parents_where_the_site_says_so(
    client: CheckingClient, settings: Any
) -> None:
    made("why-babies-cry", "text", "braille")
    settings.HIDE_UNCHECKED_FORMATS = True

    links = [link["href"] for link in card(client, PAGE).select("li a[download]")]

    assert links == [f"{PAGE}why-babies-cry.pl.txt"]
    assert client.get(f"{PAGE}why-babies-cry.pl.brf").status_code == 404


# --- The files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name", "media_type", "begins"),
    [
        ("text", "why-babies-cry.pl.txt", "text/plain; charset=utf-8", b""),
        ("pdf", "why-babies-cry.pl.pdf", "application/pdf", b"%PDF-"),
        ("large-print", "why-babies-cry.pl.large-print.pdf", "application/pdf", b"%PDF-"),
        ("braille", "why-babies-cry.pl.brf", "application/x-brf", b""),
        ("audio", "why-babies-cry.pl.mp3", "audio/mpeg", b"ID3"),
        ("epub", "why-babies-cry.pl.epub", "application/epub+zip", b"PK"),
    ],
)
def test_a_file_has_its_type_and_a_name_a_person_understands(
    client: CheckingClient, kind: str, name: str, media_type: str, begins: bytes
) -> None:
    made("why-babies-cry", kind)

    response = client.get(f"{PAGE}{name}")

    assert response.status_code == 200
    assert response["Content-Type"] == media_type
    assert f'filename="{name}"' in response["Content-Disposition"]
    data = body(response)
    assert data.startswith(begins)
    assert len(data) == int(response["Content-Length"]) > 500
    assert not response.cookies


def test_what_is_heard_has_its_words_beside_it(client: CheckingClient) -> None:
    made("why-babies-cry", "audio")

    response = client.get(f"{PAGE}why-babies-cry.pl.vtt")

    assert response["Content-Type"].startswith("text/vtt")
    assert body(response).startswith(b"WEBVTT")


def test_a_phone_that_has_the_file_is_not_sent_it_again(client: CheckingClient) -> None:
    page = made("why-babies-cry", "text")
    address = f"{PAGE}why-babies-cry.pl.txt"
    etag = client.get(address)["ETag"]

    again = client.get(address, headers={"If-None-Match": etag})
    page.title = "Inny tytuł"
    page.save_revision().publish()
    services.make_format(page.formats.get(kind="text").pk)
    changed = client.get(address, headers={"If-None-Match": etag})

    assert again.status_code == 304
    assert changed.status_code == 200
    assert changed["ETag"] != etag


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-3", 206, slice(0, 4)),
        ("bytes=10-", 206, slice(10, None)),
        ("bytes=-5", 206, slice(-5, None)),
        ("bytes=5-99999999", 206, slice(5, None)),
        ("bytes=99999999-", 416, slice(0, 0)),
        ("bytes=9-2", 416, slice(0, 0)),
        ("pages=1-2", 200, slice(None)),
        ("bytes=1-2,5-6", 200, slice(None)),
    ],
)
def test_a_player_is_sent_the_part_it_asks_for(client: CheckingClient, asked: str, status: int, part: slice) -> None:
    made("why-babies-cry", "text")
    address = f"{PAGE}why-babies-cry.pl.txt"
    whole = body(client.get(address))

    response = client.get(address, headers={"Range": asked})

    assert response.status_code == status
    assert (b"" if status == 416 else body(response)) == whole[part]


def test_files_of_an_exit_page_are_neutral_kept_nowhere_and_warned_of(client: CheckingClient) -> None:
    made("feeling-safe-at-home", "pdf", "text")

    offered = card(client, EXIT)
    response = client.get(f"{EXIT}family-information.pl.pdf")

    assert offered.select_one(".formats__warning")
    assert {link["download"] for link in offered.select("a[download]")} == {
        "family-information.pl.pdf",
        "family-information.pl.txt",
    }
    assert "no-store" in response["Cache-Control"]
    assert "feeling-safe" not in response["Content-Disposition"]
    assert client.get(f"{EXIT}feeling-safe-at-home.pl.pdf").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        f"{PAGE}why-babies-cry.pl.pdf",
        f"{PAGE}why-babies-cry.en.txt",
        f"{PAGE}why-babies-cry.pl.exe",
        f"{PAGE}..%2f..%2fsettings.py",
        "/pl/guidance/no-such-page/no-such-page.pl.txt",
        f"{PAGE}why-babies-cry.pl.vtt",
    ],
)
def test_a_file_that_is_not_there_is_a_page_that_helps(client: CheckingClient, address: str) -> None:
    made("why-babies-cry", "text")

    assert client.get(address).status_code == 404


def test_a_file_lost_from_the_disk_is_not_an_error(client: CheckingClient) -> None:
    page = made("why-babies-cry", "text")
    default_storage.delete(page.formats.get(kind="text").file)

    assert client.get(f"{PAGE}why-babies-cry.pl.txt").status_code == 404


# --- Easy Read ------------------------------------------------------------------------------------------------------


def test_the_page_leads_to_its_easy_read_and_back(client: CheckingClient) -> None:
    link = card(client, "/en/guidance/why-babies-cry/").select_one('a[href$="/easy-read/"]')["href"]

    easy = BeautifulSoup(client.get(link).content, "html.parser")

    assert len(easy.select(".easy-row")) >= 10
    assert all(row.select_one("svg[aria-label]") for row in easy.select(".easy-row"))
    assert easy.select_one('a[href="/en/guidance/why-babies-cry/"]')
    assert easy.select_one(".notice")


def test_an_easy_read_that_is_not_translated_says_that_it_is_english(client: CheckingClient) -> None:
    easy = BeautifulSoup(client.get(f"{PAGE}easy-read/").content, "html.parser")

    assert easy.html["lang"] == "pl"
    assert easy.article["lang"] == "en-GB"
    assert easy.select_one(".notice")


def test_an_easy_read_that_nobody_has_written_is_not_found(client: CheckingClient) -> None:
    assert client.get("/en/guidance/nights/easy-read/").status_code == 404


# --- The editor -----------------------------------------------------------------------------------------------------


def test_an_editor_sees_each_format_and_language_and_why_not(editor_client: Client) -> None:
    page = made("why-babies-cry", "text")
    FormatFile.objects.filter(page=page, kind="pdf").update(status="failed", error="OSError: the disk is full")

    shown = editor_client.get(f"/admin/formats/{page.pk}/").content.decode()

    assert "the disk is full" in shown
    assert "There is no braille table for this language." in shown
    assert f"{PAGE}why-babies-cry.pl.txt" in shown


def test_an_editor_has_a_file_made_again(editor_client: Client) -> None:
    page = made("why-babies-cry", "text")
    row = page.formats.get(kind="text")

    response = editor_client.post(f"/admin/formats/{page.pk}/make-again/", {"row": row.pk})

    row.refresh_from_db()
    assert response.status_code == 302
    assert row.status == FormatFile.Status.WAITING
    assert row.file


def test_nobody_makes_or_changes_a_row_by_hand(editor_client: Client) -> None:
    assert editor_client.get("/admin/snippets/guidance/formatfile/").status_code == 200
    assert editor_client.get("/admin/snippets/guidance/formatfile/add/").status_code == 302


def listed(client: Client, *kinds: str) -> set[tuple[str, str]]:
    """Return the slug and kind of every row that the site-wide list shows for these words."""
    shown = client.get("/admin/snippets/guidance/formatfile/", {"needs_attention": kinds, "p": 1})
    return {(row.page.slug, row.kind) for row in shown.context["page_obj"].paginator.object_list}


def test_the_site_wide_list_finds_what_needs_attention(editor_client: Client) -> None:
    page = made("why-babies-cry", "text", "pdf", "epub")
    FormatFile.objects.exclude(page=page).update(status="ready", why="")
    page.formats.exclude(kind__in=["text", "pdf", "epub"]).update(status="ready")
    page.formats.filter(kind="pdf").update(wanted="other words")
    page.formats.filter(kind="epub").update(words_digest="other words")
    page.formats.filter(kind="audio").update(status="failed")
    page.formats.filter(kind="braille").update(status="waiting")
    page.formats.filter(kind="large-print").update(status="impossible")

    found = {kind: listed(editor_client, kind) for kind in ("behind", "failed", "waiting", "impossible")}

    assert found == {
        "behind": {("why-babies-cry", "pdf"), ("why-babies-cry", "epub")},
        "failed": {("why-babies-cry", "audio")},
        "waiting": {("why-babies-cry", "braille")},
        "impossible": {("why-babies-cry", "large-print")},
    }
    assert listed(editor_client, *found) == set().union(*found.values())
    assert len(listed(editor_client)) == FormatFile.objects.values("page__slug", "kind").distinct().count()


def test_a_word_that_the_list_does_not_know_is_no_error(editor_client: Client) -> None:
    assert editor_client.get("/admin/snippets/guidance/formatfile/?needs_attention=nonsense").status_code == 200


def test_a_stranger_sees_no_formats_of_the_editors(client: CheckingClient) -> None:
    page = GuidancePage.objects.get(slug="why-babies-cry", locale__language_code="pl")

    assert Client().get(f"/admin/formats/{page.pk}/").status_code == 302


def test_a_moderator_passes_a_braille_table_and_its_files_stop_saying_that_nobody_has(
    editor_client: Client, client: CheckingClient
) -> None:
    page = made("why-babies-cry", "braille")
    shown = BeautifulSoup(editor_client.get("/admin/formats/quality/").content, "html.parser")
    rows = [row for row in shown.select("tbody tr") if "Pl-Pl-g1.utb" in row.get_text()]
    fields = {field["name"]: field.get("value", "") for field in rows[0].select("input")}

    answer = editor_client.post("/admin/formats/quality/", {**fields, "checked_by": "Braille reader", "passed": "on"})
    services.request_formats(page)
    services.make_format(page.formats.get(kind="braille").pk)

    assert answer.status_code == 302
    assert FormatCheck.objects.get().signed_by.username == "admin"
    assert page.formats.get(kind="braille").is_checked


def test_a_moderator_can_hear_what_is_kept_from_parents(
    editor_client: Client, client: CheckingClient, settings: Any
) -> None:
    made("why-babies-cry", "braille")
    settings.HIDE_UNCHECKED_FORMATS = True
    shown = BeautifulSoup(editor_client.get("/admin/formats/quality/").content, "html.parser")
    sample = shown.select_one('a[href^="/admin/formats/sample/"]')["href"]

    assert editor_client.get(sample)["Content-Type"] == "application/x-brf"
    assert client.get(f"{PAGE}why-babies-cry.pl.brf").status_code == 404
    assert Client().get(sample).status_code == 302


def test_every_reason_has_an_editors_words() -> None:
    assert set(REASONS) == {why.value for why in Why}


def test_a_decision_without_a_role_or_about_another_voice_is_not_kept(editor_client: Client) -> None:
    about = {"subject": "voice", "language": "pl", "name": "espeak-ng pl", "passed": "on"}

    nobody = editor_client.post("/admin/formats/quality/", about)
    unknown = editor_client.post("/admin/formats/quality/", {**about, "name": "another", "checked_by": "Listener"})

    assert (nobody.status_code, unknown.status_code) == (422, 422)
    assert FormatCheck.objects.count() == 0
