"""The page cache round a small application: what is kept, what is answered, and that no broken folder shows."""

import gzip
import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest

from good_beginnings.page_cache import shelf as shelves
from good_beginnings.page_cache.entries import encoding_for, is_still_right, make_entry
from good_beginnings.page_cache.shelf import Key, Shelf, file_name
from good_beginnings.page_cache.wrapper import ASKED, PageCache, Rules

HTML = ("Content-Type", "text/html; charset=utf-8")
WORDS = "Babies cry. " * 200
RULES = Rules(
    session_cookie="sessionid",
    not_below=("/admin/",),
    scheme_header=("HTTP_X_FORWARDED_PROTO", "https"),
    public_port="",
    languages={"en": "en-GB"},
    said=[("CDN-Cache-Control", "max-age=60")],
)


class Site:
    """An application that counts how often it is asked, and says what a test wants."""

    def __init__(self) -> None:
        self.status = "200 OK"
        self.headers = [HTML, ("Content-Language", "en-GB")]
        self.body = WORDS.encode()
        self.asks: set[str] = set()
        self.drawn = 0
        self.meanwhile: Callable[[], None] = lambda: None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.drawn += 1
        body = self.body
        self.meanwhile()
        environ[ASKED] = self.asks
        start_response(self.status, list(self.headers))
        return [body]


class Answer:
    def __init__(self) -> None:
        self.status, self.body = "", b""
        self.headers: dict[str, str] = {}

    def start(self, status: str, headers: list[tuple[str, str]], error: Any = None) -> Any:
        self.status, self.headers = status, {name.lower(): value for name, value in headers}
        return lambda data: None


class Reader:
    """Asks one process: the application and a cache round it, over a folder that other processes share."""

    def __init__(self, site: Site, folder: Path, *, most_bytes: int = 10_000_000, most_in_memory: int = 0) -> None:
        self.site = site
        self.generation = "1.a"
        self.ends = time.time() + 1000
        self.cache = PageCache(
            site,
            shelf=Shelf(folder, most_bytes=most_bytes),
            rules=RULES,
            generation=lambda: self.generation,
            ends=lambda name: self.ends,
            beginning=lambda name: nullcontext(),
            most_in_memory=most_in_memory,
        )

    def get(self, path: str = "/en/page/", query: str = "", method: str = "GET", **environ: str) -> Answer:
        answer = Answer()
        asked = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "example.org",
            "SERVER_PORT": "8000",
            "wsgi.url_scheme": "http",
        } | environ
        answer.body = b"".join(self.cache(asked, answer.start))
        return answer

    def is_kept(self, path: str = "/en/page/", query: str = "", **environ: str) -> bool:
        """Ask twice, and tell whether the second was answered without the application."""
        self.get(path, query, **environ)
        before = self.site.drawn
        self.get(path, query, **environ)
        return self.site.drawn == before


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def reader(site: Site, tmp_path: Path) -> Reader:
    """Return a reader of a process that keeps nothing in memory: all it says without the site comes from the disk."""
    return Reader(site, tmp_path / "pages")


def files(folder: Path) -> Iterator[Path]:
    return (file for file in folder.rglob("*") if file.is_file())


# --- What is kept ---------------------------------------------------------------------------------------------------


def test_a_page_is_drawn_once(reader: Reader) -> None:
    first, second = reader.get(), reader.get()

    assert reader.site.drawn == 1
    assert (first.status, first.body) == (second.status, second.body) == ("200 OK", WORDS.encode())
    assert first.headers == second.headers
    assert second.headers["content-language"] == "en-GB"
    assert second.headers["cache-control"] == "no-cache"


def test_another_process_reads_what_one_has_drawn(reader: Reader, site: Site, tmp_path: Path) -> None:
    first = reader.get()

    second = Reader(site, tmp_path / "pages").get()

    assert site.drawn == 1
    assert (second.body, second.headers) == (first.body, first.headers)


def test_what_is_in_memory_is_read_without_the_disk(site: Site, tmp_path: Path) -> None:
    reader = Reader(site, tmp_path / "pages", most_in_memory=1_000_000)
    reader.get()
    shutil.rmtree(tmp_path / "pages")

    assert reader.get().body == WORDS.encode()
    assert site.drawn == 1


@pytest.mark.parametrize(
    "headers",
    [
        [("Set-Cookie", "a=b")],
        [("Cache-Control", "no-store")],
        [("Cache-Control", "private")],
        [("Cache-Control", "no-cache")],
        [("Vary", "Accept-Language")],
        [("Vary", "Accept-Encoding, Cookie")],
        [("Vary", "*")],
        [("Expires", "0")],
        [("Content-Encoding", "br")],
    ],
)
def test_what_may_not_be_kept_is_not(reader: Reader, headers: list[tuple[str, str]]) -> None:
    reader.site.headers += headers

    assert not reader.is_kept()
    assert not list(files(reader.cache.shelf.folder))


@pytest.mark.parametrize("status", ["404 Not Found", "302 Found", "500 Internal Server Error", "206 Partial Content"])
def test_only_whole_pages_are_kept(reader: Reader, status: str) -> None:
    reader.site.status = status

    assert not reader.is_kept()


def test_only_pages_are_kept(reader: Reader) -> None:
    reader.site.headers = [("Content-Type", "application/json")]

    assert not reader.is_kept()


@pytest.mark.parametrize(
    "environ",
    [
        {"HTTP_COOKIE": "a=b; sessionid=1234"},
        {"HTTP_AUTHORIZATION": "Bearer 1234"},
        {"CONTENT_LENGTH": "5"},
        {"SCRIPT_NAME": "/below"},
    ],
)
def test_who_is_somebody_is_answered_by_the_site(reader: Reader, environ: dict[str, str]) -> None:
    assert not reader.is_kept(**environ)
    assert not list(files(reader.cache.shelf.folder))


def test_who_is_signed_in_is_not_given_what_was_kept(reader: Reader) -> None:
    reader.get()

    reader.get(HTTP_COOKIE="sessionid=1234")

    assert reader.site.drawn == 2


def test_a_cookie_that_is_none_of_ours_makes_no_difference(reader: Reader) -> None:
    assert reader.is_kept(HTTP_COOKIE="theme=dark")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_what_is_sent_goes_to_the_site(reader: Reader, method: str) -> None:
    reader.get()

    reader.get(method=method)

    assert reader.site.drawn == 2


@pytest.mark.parametrize(
    "path",
    ["/en/page", "/admin/page/", "/", "/en/../../secret/", "/en//page/", "/en/Page/", "/en/pa.ge/", "/en/\x00/", "/ä/"],
)
def test_what_can_be_no_page_is_not_kept(reader: Reader, path: str) -> None:
    assert not reader.is_kept(path)
    assert not list(files(reader.cache.shelf.folder))


@pytest.mark.parametrize(
    "host", ["", "EXAMPLE.org", "..", "a/b", "example.org:1", "example.org.", "-", "a..b", "[::1]"]
)
def test_a_forged_host_is_not_kept(reader: Reader, host: str) -> None:
    assert not reader.is_kept(HTTP_HOST=host)
    assert not list(files(reader.cache.shelf.folder))


def test_each_host_and_scheme_has_pages_of_its_own(reader: Reader) -> None:
    reader.get()
    reader.get(HTTP_HOST="example.com")
    reader.get(HTTP_HOST="example.org:8000")
    reader.get(HTTP_X_FORWARDED_PROTO="https")

    assert reader.site.drawn == 4
    assert reader.is_kept(HTTP_X_FORWARDED_PROTO="https, http")
    assert reader.site.drawn == 4


def test_an_application_that_does_not_note_what_it_reads_is_not_kept(reader: Reader) -> None:
    application = reader.cache.application

    def forgetful(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        answer = application(environ, start_response)
        del environ[ASKED]
        return answer

    reader.cache.application = forgetful

    assert not reader.is_kept()


# --- Parameters -----------------------------------------------------------------------------------------------------


def test_parameters_that_a_page_does_not_read_make_no_other_page(reader: Reader) -> None:
    reader.site.asks = {"q"}
    reader.get()

    for number in range(1_000):
        assert reader.get(query=f"fbclid={number}&a=q").body == WORDS.encode()

    assert reader.site.drawn == 1
    assert len([file for file in files(reader.cache.shelf.folder) if file.name == shelves.NOTE]) == 1


@pytest.mark.parametrize("query", ["q=crying", "a=1&q=", "a=1&%71=2", "q", "&".join(f"a{n}=1" for n in range(60))])
def test_a_page_that_reads_a_parameter_is_drawn_for_it(reader: Reader, query: str) -> None:
    reader.site.asks = {"q"}
    reader.get()

    assert not reader.is_kept(query=query)


def test_a_page_that_reads_them_all_is_drawn_for_each(reader: Reader) -> None:
    reader.site.asks = {"*"}
    reader.get()

    assert not reader.is_kept(query="fbclid=1")
    assert reader.is_kept()


def test_what_is_asked_with_parameters_is_not_kept_as_the_page(reader: Reader) -> None:
    reader.get(query="a=1")

    assert not list(files(reader.cache.shelf.folder))


# --- What a browser gets --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", ""),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.2, gzip;q=0.8", "gzip"),
        ("br;q=0.5, identity", ""),
        ("identity;q=0, gzip;q=0.1", "gzip"),
        ("*", "br"),
        ("*;q=0", ""),
        ("br;q=0, *", "gzip"),
        ("gzip;q=0", ""),
        ("gzip;q=nonsense", ""),
        ("gzip;q=2", ""),
        ("gzip;q=nan", ""),
        ("brotli, brr, gzipped", ""),
        (",".join(["deflate"] * 100) + ",br", "br"),
    ],
)
def test_the_encoding_is_the_one_that_is_taken_most_gladly(accepted: str, encoding: str) -> None:
    assert encoding_for(accepted) == encoding


def test_each_encoding_is_the_same_page_with_an_etag_of_its_own(reader: Reader) -> None:
    plain, zipped, small = (reader.get(HTTP_ACCEPT_ENCODING=each) for each in ("", "gzip", "br"))

    assert plain.body == gzip.decompress(zipped.body) == brotli.decompress(small.body) == WORDS.encode()
    assert [each.headers.get("content-encoding") for each in (plain, zipped, small)] == [None, "gzip", "br"]
    assert [int(each.headers["content-length"]) for each in (plain, zipped, small)] == [
        len(each.body) for each in (plain, zipped, small)
    ]
    assert len({each.headers["etag"] for each in (plain, zipped, small)}) == 3
    assert {each.headers["vary"] for each in (plain, zipped, small)} == {"Accept-Encoding"}
    assert reader.site.drawn == 1


def test_what_the_site_has_compressed_is_kept_plain(reader: Reader) -> None:
    reader.site.body = gzip.compress(WORDS.encode())
    reader.site.headers += [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"), ("Content-Length", "1")]

    assert reader.get().body == WORDS.encode()
    assert "content-encoding" not in reader.get().headers


def test_a_head_is_answered_from_the_body(reader: Reader) -> None:
    whole = reader.get(HTTP_ACCEPT_ENCODING="br")

    head = reader.get(method="HEAD", HTTP_ACCEPT_ENCODING="br")

    assert (head.headers, head.body) == (whole.headers, b"")
    assert reader.site.drawn == 1


def test_a_head_keeps_nothing(reader: Reader) -> None:
    reader.get(method="HEAD")

    assert not list(files(reader.cache.shelf.folder))


@pytest.mark.parametrize(
    ("known", "is_right"),
    [
        ('"1a-2b"', True),
        ('W/"1a-2b"', True),
        ('"other", W/"1a-2b"', True),
        ("*", True),
        ('"other"', False),
        ("1a-2b", False),
        ('"1a-2b', False),
        ('"1A-2B"', False),
        (",,,", False),
    ],
)
def test_etags_are_compared_weakly(known: str, is_right: bool) -> None:
    assert is_still_right(known, '"1a-2b"') is is_right


def test_who_has_it_already_is_not_given_it_again(reader: Reader) -> None:
    whole = reader.get(HTTP_ACCEPT_ENCODING="br")

    again = reader.get(HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=whole.headers["etag"])

    assert (again.status, again.body) == ("304 Not Modified", b"")
    assert again.headers["etag"] == whole.headers["etag"]
    assert again.headers["vary"] == "Accept-Encoding"
    assert "content-length" not in again.headers
    assert reader.get(HTTP_IF_NONE_MATCH=whole.headers["etag"]).status == "200 OK"


@pytest.mark.parametrize(
    "lie",
    [
        {"HTTP_RANGE": "bytes=0-3"},
        {"HTTP_RANGE": "bytes=99999-"},
        {"HTTP_RANGE": "nonsense", "HTTP_IF_RANGE": '"x"'},
        {"HTTP_IF_MODIFIED_SINCE": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"HTTP_IF_NONE_MATCH": '"of-another-page"', "HTTP_IF_MODIFIED_SINCE": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"HTTP_IF_UNMODIFIED_SINCE": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"HTTP_IF_MATCH": '"of-another-page"'},
    ],
)
def test_ranges_and_conditions_that_lie_get_the_whole_page(reader: Reader, lie: dict[str, str]) -> None:
    reader.get()

    answer = reader.get(**lie)

    assert (answer.status, answer.body) == ("200 OK", WORDS.encode())


def test_an_etag_depends_on_words_and_headers_alone() -> None:
    page = make_entry([HTML], b"words", ())
    policy = "Content-Security-Policy"

    assert make_entry([HTML], b"words", ("q",)).bodies[""].etag == page.bodies[""].etag
    assert make_entry([HTML], b"wordS", ()).bodies[""].etag != page.bodies[""].etag
    assert make_entry([HTML, ("X-Robots-Tag", "noindex")], b"words", ()).bodies[""].etag != page.bodies[""].etag
    # django-csp says its directives in another order in each process.
    assert (
        make_entry([HTML, (policy, "a 'self'; b 'none'")], b"words", ()).bodies[""].etag
        == make_entry([(policy, "b 'none'; a 'self'"), HTML], b"words", ()).bodies[""].etag
    )


def test_nothing_of_who_asked_first_is_kept(reader: Reader) -> None:
    marks = {
        name: f"trace-{number}"
        for number, name in enumerate(
            (
                "HTTP_USER_AGENT",
                "HTTP_REFERER",
                "HTTP_ACCEPT_LANGUAGE",
                "HTTP_X_FORWARDED_FOR",
                "REMOTE_ADDR",
                "HTTP_COOKIE",
            )
        )
    }
    reader.get(**marks)

    kept = b"".join(file.read_bytes() + str(file).encode() for file in files(reader.cache.shelf.folder))

    assert kept
    assert b"trace-" not in kept


# --- Generations ----------------------------------------------------------------------------------------------------


def test_a_new_generation_is_drawn_anew(reader: Reader) -> None:
    reader.get()
    reader.site.body = b"corrected"

    reader.generation = "2.b"

    assert reader.get().body == b"corrected"
    assert reader.is_kept()


def test_a_page_drawn_before_a_change_is_not_kept_after_it(site: Site, tmp_path: Path) -> None:
    reader = Reader(site, tmp_path / "pages", most_in_memory=1_000_000)

    def publish() -> None:
        site.body, site.meanwhile = b"corrected", lambda: None
        reader.generation = "2.b"

    site.meanwhile = publish

    assert reader.get().body == WORDS.encode()
    assert reader.get().body == b"corrected"


def test_without_a_generation_nothing_is_kept_or_answered(site: Site, tmp_path: Path) -> None:
    reader = Reader(site, tmp_path / "pages", most_in_memory=1_000_000)
    reader.get()
    site.body = b"corrected"
    reader.generation = ""

    assert reader.get().body == b"corrected"
    assert not reader.is_kept()


def test_a_generation_ends_at_its_time(site: Site, tmp_path: Path) -> None:
    reader = Reader(site, tmp_path / "pages", most_in_memory=1_000_000)
    reader.ends = time.time() + 0.2
    reader.get()
    site.body = b"of the next day"
    time.sleep(0.25)

    assert reader.get().body == b"of the next day"
    assert not reader.is_kept()


def test_generations_that_are_over_are_deleted(reader: Reader) -> None:
    reader.get()
    reader.generation = "2.b"
    reader.get()

    reader.cache.shelf.tidy("2.b")

    assert [each.name for each in reader.cache.shelf.folder.iterdir()] == ["2.b"]
    assert reader.is_kept()


# --- Broken folders -------------------------------------------------------------------------------------------------


def body_files(reader: Reader) -> list[Path]:
    return [file for file in files(reader.cache.shelf.folder) if ".html" in file.name]


@pytest.mark.parametrize("ending", [".html", ".html.gz", ".html.br"])
@pytest.mark.parametrize("harm", ["cut short", "other bytes", "gone", "empty"])
def test_a_damaged_body_is_found_out_and_drawn_anew(reader: Reader, ending: str, harm: str) -> None:
    reader.get()
    file = next(file for file in body_files(reader) if file.name.endswith(ending))
    data = file.read_bytes()
    {
        "cut short": lambda: file.write_bytes(data[:-5]),
        "other bytes": lambda: file.write_bytes(data[:-1] + b"!"),
        "gone": file.unlink,
        "empty": lambda: file.write_bytes(b""),
    }[harm]()

    answer = reader.get(HTTP_ACCEPT_ENCODING="br")

    assert brotli.decompress(answer.body) == WORDS.encode()
    assert reader.site.drawn == 2
    assert reader.is_kept()
    assert reader.site.drawn == 2


@pytest.mark.parametrize("note", ["", "{", "[]", "{}", '{"name": "x", "headers": [["a"]], "asks": [], "digests": {}}'])
def test_a_damaged_note_is_no_page(reader: Reader, note: str) -> None:
    reader.get()
    next(file for file in files(reader.cache.shelf.folder) if file.name == shelves.NOTE).write_text(note)

    assert reader.get().body == WORDS.encode()
    assert reader.site.drawn == 2
    assert reader.is_kept()


def test_a_writer_that_dies_in_the_middle_leaves_no_page(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    replace, steps = Path.replace, []

    class Killed(BaseException):
        pass

    def dying(self: Path, target: Any) -> Any:
        steps.append(target)
        if len(steps) == killed_at:
            raise Killed
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", dying)
    for killed_at in (1, 2, 3, 4):
        steps.clear()
        with pytest.raises(Killed):
            reader.get()
        killed_at = 0
        before = reader.site.drawn
        # Whoever comes next is given the page, whole, by the site.
        assert reader.get().body == WORDS.encode()
        assert reader.site.drawn == before + 1
        reader.generation += "x"


def test_the_folder_may_be_deleted_at_any_time(reader: Reader) -> None:
    reader.get()
    shutil.rmtree(reader.cache.shelf.folder)

    assert reader.get().body == WORDS.encode()
    assert reader.is_kept()


def test_where_nothing_can_be_written_the_site_answers(site: Site, tmp_path: Path, caplog: Any) -> None:
    (tmp_path / "pages").write_text("a file stands where the folder should")
    reader = Reader(site, tmp_path / "pages")

    assert [reader.get().body for _time in range(3)] == [WORDS.encode()] * 3
    assert site.drawn == 3
    assert len(caplog.records) == 1


def test_a_full_disk_keeps_nothing_half(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    write = Path.write_bytes

    def full(self: Path, data: bytes) -> int:
        write(self, data[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)

    assert reader.get().body == WORDS.encode()
    assert not list(files(reader.cache.shelf.folder))
    monkeypatch.undo()
    assert reader.is_kept()


def test_a_generation_that_is_tidied_away_while_a_page_is_written_is_no_fault(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    write = Path.write_bytes

    def tidied(self: Path, data: bytes) -> int:
        reader.cache.shelf.tidy("the next one")
        return write(self, data)

    monkeypatch.setattr(Path, "write_bytes", tidied)

    assert reader.get().body == WORDS.encode()
    assert not caplog.records


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to what is read-only")
def test_a_folder_that_becomes_read_only_is_read_still(reader: Reader) -> None:
    reader.get()
    reader.cache.shelf.folder.chmod(0o500)
    try:
        assert reader.is_kept()
        reader.generation = "2.b"
        assert not reader.is_kept()
    finally:
        reader.cache.shelf.folder.chmod(0o700)


# --- So that it does not grow ---------------------------------------------------------------------------------------


def test_a_hundred_thousand_addresses_fill_neither_disk_nor_memory(site: Site, tmp_path: Path) -> None:
    reader = Reader(site, tmp_path / "pages", most_bytes=2_000_000, most_in_memory=100_000)
    site.asks = {"q"}
    most = 0
    for number in range(1_000):
        # Pages: only as many hosts as the site answers to could make so many.
        reader.get(HTTP_HOST=f"a{number}.example.org")
        if number % 100 == 0:
            most = max(most, sum(file.stat().st_blocks * 512 for file in files(tmp_path)))
    for number in range(49_500):
        reader.get(HTTP_HOST="a999.example.org", query=f"fbclid={number}")
    site.status = "404 Not Found"
    for number in range(49_500):
        reader.get(f"/en/page-{number}/")

    pages = [file for file in files(tmp_path) if file.name == shelves.NOTE]
    assert 50 < len(pages) < 250
    assert most < 2_000_000 + shelves.LOOK_EVERY * 4 * 4096 * 2
    assert sum(1 for _place in (tmp_path / "pages").rglob("*")) < 8 * 250
    assert sum(entry.size for entry in reader.cache._memory._entries.values()) <= 100_000
    assert 1 < len(reader.cache._memory._entries) < 100


def test_the_oldest_page_goes_first(reader: Reader) -> None:
    for number in range(5):
        reader.get(f"/en/{number}/")
        time.sleep(0.01)
    shelf = reader.cache.shelf
    size = sum(page.size for page in shelves._pages(shelf.folder))
    shelf._most_bytes = size - 1

    shelf.make_room("1.a")

    left = sorted(file.parent.name for file in files(shelf.folder) if file.name == shelves.NOTE)
    assert left == ["1", "2", "3", "4"] or left == ["2", "3", "4"]


def test_many_at_once_are_all_given_the_page(site: Site, tmp_path: Path) -> None:
    reader, wrong = Reader(site, tmp_path / "pages", most_in_memory=5_000), []

    def read() -> None:
        for number in range(100):
            if number % 10 == 0:
                reader.generation = f"{number}.x"
            if reader.get(f"/en/{number % 7}/").body != WORDS.encode():
                wrong.append(number)

    threads = [threading.Thread(target=read) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []


# --- What nginx finds -----------------------------------------------------------------------------------------------


def test_the_name_of_a_file_says_which_headers_it_needs() -> None:
    usual = [HTML, ("Content-Language", "en-GB"), ("Content-Security-Policy", "default-src 'none'")]

    name = file_name(usual, language="en-GB")

    assert name.startswith("index-")
    assert file_name([HTML, ("Content-Language", "pl"), usual[2]], language="pl") == name
    assert file_name([*usual, ("X-Robots-Tag", "noindex")], language="en-GB") == name.replace("index", "noindex")
    assert file_name([*usual[:2], ("Content-Security-Policy", "default-src *")], language="en-GB") != name
    assert file_name(usual, language="pl") != name
    assert file_name([*usual, ("X-Other", "1")], language="en-GB") != name


def test_the_etag_is_the_one_that_nginx_makes_of_the_file(reader: Reader) -> None:
    answers = {end: reader.get(HTTP_ACCEPT_ENCODING=each) for end, each in (("html", ""), ("gz", "gzip"), ("br", "br"))}

    for file in body_files(reader):
        stat = file.stat()
        answer = answers[file.name.rpartition(".")[2]]
        assert answer.headers["etag"] == f'"{int(stat.st_mtime):x}-{stat.st_size:x}"'
        assert answer.body == file.read_bytes()


def test_a_note_holds_the_page_and_nothing_else(reader: Reader) -> None:
    reader.get()

    note = json.loads(next(file for file in files(reader.cache.shelf.folder) if file.name == shelves.NOTE).read_text())

    assert set(note) == {"name", "headers", "asks", "digests"}
    assert Key("http", "example.org", "/en/page/").is_usual
