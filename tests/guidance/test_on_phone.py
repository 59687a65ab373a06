"""What a parent may keep on the phone, and what it takes before it is kept."""

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from guidance.models import Door, GuidancePage
from guidance.on_phone import parcels
from home.languages import get
from tests.guidance.packs import EXIT, a_pack, address_of, page_in, put_file
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db

TOPIC = "crying-and-calming"
OFFER = f"/en/kept/topic/{TOPIC}/"
#: Of the worker, which takes it out of what it keeps.
EXIT_PART = re.compile(r'<!--exit-->.*?<!--/exit-->|<a\b[^>]* data-unkept="[^"]*"[^>]*>.*?</a>', re.DOTALL)


@pytest.fixture(autouse=True)
def _nothing_is_measured_yet() -> None:
    cache.clear()


def soup(client: CheckingClient, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).content, "html.parser")


def listed(client: CheckingClient, address: str) -> Any:
    return client.get(f"{address}list.json").json()


def put_exit_behind(topic: str) -> None:
    """Have a page that somebody may have to leave in a hurry stand behind a door, beside others."""
    for page in GuidancePage.objects.filter(slug=EXIT):
        page.doors.add(Door.objects.get(kind="topic", slug=topic))
        page.save_revision().publish()


# --- What belongs together ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_topic_is_its_own_page_and_the_pages_behind_it(client: CheckingClient, code: str) -> None:
    said = listed(client, f"/{code}/kept/topic/{TOPIC}/")

    assert said["pages"][0] == said["url"] == f"/{code}/topic/{TOPIC}/"
    assert f"/{code}/guidance/why-babies-cry/" in said["pages"]
    assert (said["lang"], said["dir"]) == (get(code).tag, get(code).dir)
    assert all(client.get(path).status_code == 200 for path in said["pages"])


def test_a_language_is_every_page_and_every_door_of_it(client: CheckingClient) -> None:
    pages = listed(client, "/pl/kept/all/")["pages"]

    assert {"/pl/", "/pl/help/", "/pl/guidance/calm-together/", f"/pl/topic/{TOPIC}/"} <= set(pages)
    assert all(path.startswith("/pl/") for path in pages)
    assert all(client.get(path).status_code == 200 for path in pages)


def test_a_pack_is_what_was_picked(client: CheckingClient) -> None:
    put_file(page_in("pl", "calm-together"), "pdf")
    pack = a_pack("why-babies-cry", "calm-together", kind="pdf")

    said = listed(client, address_of(pack).replace("/go/", "/kept/go/"))

    assert said["pages"] == [address_of(pack), "/pl/guidance/why-babies-cry/", "/pl/guidance/calm-together/"]
    assert said["files"] == ["/pl/guidance/calm-together/calm-together.pl.pdf"]


@pytest.mark.parametrize(
    "tail", ["topic/nothing/", "topic/", "nothing/", "all/crying/", "go/nothing/", f"stage/{TOPIC}/", "kept/kept/"]
)
def test_what_is_not_there_is_not_found(client: CheckingClient, tail: str) -> None:
    assert client.get(f"/en/kept/{tail}").status_code == 404
    assert client.get(f"/en/kept/{tail}list.json").status_code == 404


def test_a_list_asks_eight_questions_at_most(client: CheckingClient) -> None:
    for what in (f"topic/{TOPIC}", "stage/birth-to-3-months", "all"):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/pl/kept/{what}/list.json").status_code == 200

        assert len(captured.captured_queries) <= 9, what


# --- What somebody may have to leave in a hurry ---------------------------------------------------------------------


@pytest.mark.parametrize("code", ["en", "ar"])
def test_no_exit_page_is_in_a_list_nor_its_title(client: CheckingClient, code: str) -> None:
    put_exit_behind(TOPIC)
    title = page_in(code, EXIT).title

    for what in (f"topic/{TOPIC}", "all"):
        said = client.get(f"/{code}/kept/{what}/list.json").content.decode()
        assert EXIT not in said
        assert title not in said


def test_a_door_with_nothing_but_an_exit_page_offers_nothing(client: CheckingClient) -> None:
    put_exit_behind(TOPIC)
    GuidancePage.objects.filter(doors__slug=TOPIC).exclude(slug=EXIT).update(live=False)

    assert client.get(OFFER).status_code == 404
    assert "/kept/topic/" not in client.get(f"/en/topic/{TOPIC}/").content.decode()


@pytest.mark.parametrize("code", ["en", "ar"])
def test_whatever_names_an_exit_page_on_a_kept_page_is_marked(client: CheckingClient, code: str) -> None:
    put_exit_behind(TOPIC)
    title = page_in(code, EXIT).title
    with override(code):
        paths = parcels.everything(get(code)).urls

    pages = {path: client.get(path).content.decode() for path in paths}

    assert any(title in html for html in pages.values())
    assert any("data-unkept" in html for html in pages.values())
    left = {path: EXIT_PART.sub("", html) for path, html in pages.items()}
    assert [path for path, html in left.items() if title in html or EXIT in html] == []


def test_a_pack_to_leave_in_a_hurry_is_not_kept(client: CheckingClient) -> None:
    address = address_of(a_pack("why-babies-cry", EXIT)).replace("/go/", "/kept/go/")

    assert client.get(address).status_code == 404


# --- What it takes --------------------------------------------------------------------------------------------------


def test_the_size_is_that_of_the_pages_and_of_what_they_need(client: CheckingClient) -> None:
    pages = [client.get(path).content for path in listed(client, OFFER)["pages"]]

    offered = int(soup(client, OFFER).select_one("#keep-pages")["data-bytes"])

    own = sum(map(len, pages))
    assert own < offered < own + 100 * 1024


def test_what_can_be_heard_is_a_choice(client: CheckingClient) -> None:
    assert soup(client, OFFER).select_one("#keep-files") is None
    put_file(page_in("en"), "audio", size=900_000)

    page = soup(client, OFFER)

    pages, whole = (int(page.select_one(f"#keep-{name}")["data-bytes"]) for name in ("pages", "files"))
    assert whole == pages + 900_000
    assert page.select_one("#keep-pages").has_attr("checked")


def test_files_that_were_picked_are_kept_unless_the_family_says_no(client: CheckingClient) -> None:
    put_file(page_in("pl"), "audio")
    pack = a_pack("why-babies-cry", kind="audio")

    page = soup(client, address_of(pack).replace("/go/", "/kept/go/"))

    assert page.select_one("#keep-files").has_attr("checked")


def test_a_page_is_measured_once_an_hour(client: CheckingClient) -> None:
    client.get(OFFER)
    with CaptureQueriesContext(connection) as captured:
        client.get(OFFER)

    assert len(captured.captured_queries) <= 12


def test_measuring_leaves_the_language_of_the_page_alone(client: CheckingClient) -> None:
    page = soup(client, f"/ar/kept/topic/{TOPIC}/")

    assert page.html["lang"] == "ar"
    assert page.h1.get_text() == "على هذا الهاتف"


# --- The page -------------------------------------------------------------------------------------------------------


def test_without_scripts_it_says_what_can_be_done(client: CheckingClient) -> None:
    page = soup(client, "/en/kept/")

    assert "hidden" in page.select_one("[data-tools]").attrs
    assert "save the files" in page.select_one("[data-needs]").get_text()


def test_every_page_leads_there(client: CheckingClient) -> None:
    assert soup(client, "/pl/guidance/calm-together/").select_one('footer a[href="/pl/kept/"]')


def test_a_topic_offers_to_be_kept(client: CheckingClient) -> None:
    assert soup(client, f"/en/topic/{TOPIC}/").select_one(f'a[href="{OFFER}"]')
    assert soup(client, "/en/who/new-to-northern-ireland/").select_one(
        'a[href="/en/kept/who/new-to-northern-ireland/"]'
    )


def test_a_tablet_in_a_waiting_room_offers_nothing(client: CheckingClient) -> None:
    page = client.get(f"/en/topic/{TOPIC}/?kiosk=pages.calm-together").content.decode()

    assert "/kept/" not in page


def test_switched_off_nothing_is_offered(client: CheckingClient, settings: Any) -> None:
    settings.SERVICE_WORKER = False

    assert "/kept/topic/" not in client.get(f"/en/topic/{TOPIC}/").content.decode()
    assert client.get(OFFER).status_code == 404
    assert "kept.js" not in client.get("/en/kept/").content.decode()
    assert "switched off" in client.get("/en/kept/").content.decode()
