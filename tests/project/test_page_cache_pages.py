"""The page cache round the real site: what is kept, that it is the same for everybody, and what is drawn first."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from good_beginnings.page_cache import building, changes, keeper, nginx
from good_beginnings.page_cache.wrapper import PageCache
from home import generation
from home.models import Helpline

pytestmark = pytest.mark.django_db
EXIT_PAGE = "/en/guidance/feeling-safe-at-home/"


@pytest.fixture
def cache(settings: Any, tmp_path: Path) -> Iterator[PageCache]:
    # As Django's own test client does it: a request would close the connection that holds the test's transaction.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    settings.PAGE_CACHE = True
    settings.PAGE_CACHE_DIR = tmp_path / "pages"
    changes.renew()
    yield building.page_cache(WSGIHandler())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def ask(application: Any, address: str, **headers: str) -> tuple[dict[str, str], bytes]:
    path, _mark, query = address.partition("?")
    said: dict[str, str] = {}
    environ = keeper.environ_for(path) | {"QUERY_STRING": query} | headers

    def start(status: str, given: list[tuple[str, str]], error: Any = None) -> None:
        assert not status.startswith("5"), address
        said.update({"status": status} | {name.lower(): value for name, value in given})

    answer = application(environ, start)
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    return said, body


def is_kept(cache: PageCache, address: str, **headers: str) -> bool:
    ask(cache, address, **headers)
    return "etag" in ask(cache, address, **headers)[0]


@pytest.mark.parametrize(
    "address",
    [
        "/en/",
        "/pl/guidance/why-babies-cry/",
        "/ar/help/",
        "/en/topics/",
        "/en/words/",
        "/en/services/",
        "/en/surveys/",
        "/en/questions/",
        "/en/guidance/why-babies-cry/side-by-side/",
        "/en/?fbclid=1",
        "/en/services/?fbclid=1",
        "/en/guidance/why-babies-cry/side-by-side/?utm_source=letter",
    ],
)
def test_pages_for_everybody_are_kept(cache: PageCache, address: str) -> None:
    ask(cache, address.partition("?")[0])

    assert is_kept(cache, address)


@pytest.mark.parametrize(
    "address",
    [
        "/",
        EXIT_PAGE,
        "/en/search/",
        "/en/search/?q=crying",
        "/en/nothing-here/",
        "/en/go/",
        "/leave/",
        "/admin/login/",
        "/robots.txt",
        "/en/services/?page=2",
        "/en/services/?all=1",
        "/en/words/?kiosk=survey.k7m2q",
        "/en/questions/?ask=sleep",
        "/en/guidance/why-babies-cry/side-by-side/?with=ar",
    ],
)
def test_what_is_for_one_reader_or_leaves_no_trace_is_not(cache: PageCache, address: str) -> None:
    ask(cache, address.partition("?")[0])

    assert not is_kept(cache, address)
    assert not [file for file in cache.shelf.folder.rglob("*") if "feeling-safe" in file.name or "search" in file.name]


def test_who_is_signed_in_is_answered_by_the_site(cache: PageCache) -> None:
    ask(cache, "/en/")

    assert not is_kept(cache, "/en/", HTTP_COOKIE="sessionid=abc")


def test_a_host_that_is_not_ours_is_refused_and_fills_nothing(cache: PageCache, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["www.example.org"]

    refused, _body = ask(cache, "/en/", HTTP_HOST="forged.example.org")

    assert refused["status"] == "400 Bad Request"
    assert not list(cache.shelf.folder.rglob("*"))
    assert is_kept(cache, "/en/", HTTP_HOST="www.example.org")


def test_every_page_is_the_same_bytes_whoever_asks(cache: PageCache) -> None:
    addresses = [path for path in keeper.first_addresses(cache.application) if path.startswith(("/en/", "/pl/"))][:40]
    odd = {
        "HTTP_ACCEPT_LANGUAGE": "ar",
        "HTTP_USER_AGENT": "trace",
        "HTTP_REFERER": "http://trace.example.org/",
        "HTTP_X_FORWARDED_FOR": "10.0.0.1",
        "HTTP_X_FORWARDED_HOST": "trace.example.org",
        "HTTP_SEC_FETCH_SITE": "cross-site",
        "HTTP_COOKIE": "trace=1",
        "REMOTE_ADDR": "10.0.0.2",
        "QUERY_STRING": "trace=1",
    }
    assert len(addresses) > 30

    for address in addresses:
        assert ask(cache.application, address)[1] == ask(cache.application, address, **odd)[1], address


def test_what_is_kept_is_what_the_site_says(cache: PageCache) -> None:
    said, body = ask(cache.application, "/pl/guidance/why-babies-cry/")
    ask(cache, "/pl/guidance/why-babies-cry/")

    kept, kept_body = ask(cache, "/pl/guidance/why-babies-cry/")

    assert kept_body == body
    for name in said.keys() - {"status", "vary", "content-security-policy"}:
        assert kept[name] == said[name]
    assert sorted(kept["content-security-policy"].split("; ")) == sorted(said["content-security-policy"].split("; "))


def test_the_first_pages_are_drawn_when_it_has_been_quiet(cache: PageCache, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(keeper, "PAUSE", 0)
    monkeypatch.setattr(keeper, "MOST_DRAWN", 3)
    monkeypatch.setattr(keeper.time, "monotonic", lambda: now[0])
    one, other = keeper.Keeper(cache), keeper.Keeper(cache)
    one.look()
    one.look()
    assert not list(cache.shelf.folder.rglob("page.json"))

    now[0] += keeper.QUIET_FOR
    one.look()

    drawn = sorted(str(file.parent)[-4:] for file in cache.shelf.folder.rglob("page.json"))
    assert len(drawn) == 3
    assert all(name.count("/") == 1 for name in drawn)
    # Another process leaves it at that.
    monkeypatch.setattr(keeper, "first_addresses", lambda application: pytest.fail("drawn twice"))
    other.look()
    now[0] += keeper.QUIET_FOR
    other.look()


def test_the_thread_sees_what_another_machine_changed_and_tidies_up(
    cache: PageCache,
) -> None:
    ask(cache, "/en/help/")
    thread, before = keeper.Keeper(cache), generation.current()
    # Its own link was not told: nothing is run on commit here.
    Helpline.objects.filter(is_urgent=True).update(name_en="Zebra help")

    thread.look()

    assert generation.current() != before
    assert not (cache.shelf.folder / before).exists()
    assert b"Zebra help" in ask(cache, "/en/help/")[1]


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:1/"])
def test_only_kept_pages_are_for_a_cdn_to_keep_and_only_for_one_that_forgets(
    cache: PageCache, settings: Any, url: str
) -> None:
    settings.PURGE_URL, settings.CDN_SECONDS = url, 45
    cache = building.page_cache(WSGIHandler())
    expected = "max-age=45" if url else None

    for _ in range(2):
        said = ask(cache, "/en/words/")[0]
        assert said.get("cdn-cache-control") == expected
        assert said["cache-control"] == "no-cache"
    again = ask(cache, "/en/words/", HTTP_IF_NONE_MATCH=said["etag"])[0]
    assert again["status"].startswith("304")
    assert again.get("cdn-cache-control") == expected
    for other in ("/en/nothing-here/", "/en/search/?q=sleep", EXIT_PAGE, "/"):
        assert "cdn-cache-control" not in ask(cache, other)[0], other


def test_nginx_says_to_a_cdn_what_the_site_says_and_hands_out_no_pages_of_several_machines(
    cache: PageCache, settings: Any
) -> None:
    place = nginx.Place(listen="80", site="127.0.0.1:8000")
    settings.PURGE_URL = "http://127.0.0.1:1/"
    one = nginx.nginx_config(WSGIHandler(), place)
    settings.CACHE_URL = "redis://127.0.0.1:1/0"
    several = nginx.nginx_config(WSGIHandler(), place)

    assert 'add_header CDN-Cache-Control "max-age=60";' in one
    assert "pages-now" in one
    assert "pages-now" not in several
