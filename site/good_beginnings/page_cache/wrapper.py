"""A WSGI application round the site's: it answers what is kept, and keeps what may be.

Kept are pages for everybody: `GET`, 200, HTML, nothing said of storing them, not varied by anything that a browser
sends. Whoever is signed in is answered by the site itself. Nothing of a request is kept but the address, and only where
a page stands at it.
"""

import gzip
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from good_beginnings.page_cache.entries import Entry, Headers, encoding_for, is_still_right, make_entry
from good_beginnings.page_cache.shelf import Key, Memory, Shelf, file_name

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

#: Where the application notes which parameters it has read (`asked.NotesParameters`), where this is in the environment;
#: if it does not, nothing is kept.
ASKED = "good_beginnings.asked"
#: Read whole: it can't be said what of it mattered.
ALL = "*"
#: Larger than any page of ours.
_LARGEST = 2 * 1024 * 1024
#: More parameters than any address of ours has.
_MOST_PARAMETERS = 50
_MAY_VARY = {"accept-encoding"}


@dataclass(frozen=True, slots=True)
class Rules:
    """What the wrapper must know of the site."""

    #: The name of the cookie of who is signed in.
    session_cookie: str
    #: Where no page for everybody stands.
    not_below: tuple[str, ...]
    #: What a proxy of ours says the scheme in: the variable, and its value for https. As in Django's settings.
    scheme_header: tuple[str, str] | None
    #: The port that stands in our own public address.
    public_port: str
    #: The `Content-Language` of pages, by the first part of their address.
    languages: dict[str, str]
    #: What is said of every page that is kept.
    said: Headers


class PageCache:
    """The application, and what it has said before.

    ``generation`` returns the name of what is shown now, `""` where that can't be told; ``ends`` returns when the
    generation of a name ends by itself, in seconds since 1970; ``beginning`` wraps a call of the application that is to
    be kept for a generation.
    """

    def __init__(
        self,
        application: Application,
        *,
        shelf: Shelf,
        rules: Rules,
        generation: Callable[[], str],
        ends: Callable[[str], float],
        beginning: Callable[[str], Any],
        most_in_memory: int,
    ) -> None:
        self.application = application
        self.shelf = shelf
        self._rules = rules
        self._session = f"{rules.session_cookie}="
        self._generation = generation
        self._ends = ends
        self._beginning = beginning
        self._most_in_memory = most_in_memory
        self._memory = Memory("", until=0.0, most_bytes=0)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not self._is_candidate(environ):
            return self.application(environ, start_response)
        memory = self._memory_now()
        if memory is None:
            return self.application(environ, start_response)
        key = Key(self._scheme(environ), environ.get("HTTP_HOST", ""), environ.get("PATH_INFO", ""))
        entry = memory.get(key)
        if entry is None:
            if not key.is_usual or not self._is_our_port(key, environ):
                return self.application(environ, start_response)
            entry = self.shelf.read(memory.generation, key)
            if entry is None:
                return self._draw(environ, start_response, memory, key)
            memory.put(key, entry)
        if environ.get("QUERY_STRING") and _asks(environ["QUERY_STRING"], entry.asks):
            return self.application(environ, start_response)
        return _answer(entry, environ, start_response)

    # --- May it? ----------------------------------------------------------------------------------------------------

    def _is_candidate(self, environ: Environ) -> bool:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or environ.get("SCRIPT_NAME"):
            return False
        if self._session in environ.get("HTTP_COOKIE", "") or "HTTP_AUTHORIZATION" in environ:
            return False
        path = environ.get("PATH_INFO", "")
        return path.endswith("/") and not path.startswith(self._rules.not_below)

    def _memory_now(self) -> Memory | None:
        """Return what this process has in memory of what is shown now; ``None`` where nothing may be kept for it."""
        generation, memory = self._generation(), self._memory
        if memory.generation != generation:
            until = self._ends(generation) if generation else 0.0
            memory = self._memory = Memory(generation, until=until, most_bytes=self._most_in_memory)
        return memory if time.time() < memory.until else None

    def _scheme(self, environ: Environ) -> str:
        if self._rules.scheme_header:
            name, secure = self._rules.scheme_header
            said = environ.get(name)
            if said is not None:
                return "https" if said.partition(",")[0].strip() == secure else "http"
        return str(environ["wsgi.url_scheme"])

    def _is_our_port(self, key: Key, environ: Environ) -> bool:
        """Tell whether we are reached at the host's port: Django takes any, and each would be another page."""
        port = key.host.partition(":")[2]
        return port in {"", self._rules.public_port, str(environ.get("SERVER_PORT", ""))}

    # --- Draw and keep ----------------------------------------------------------------------------------------------

    def _draw(self, environ: Environ, start_response: StartResponse, memory: Memory, key: Key) -> Iterable[bytes]:
        said: list[Any] = []

        def note(status: str, headers: Headers, error: Any = None) -> Callable[[bytes], object]:
            said[:] = [status, headers, error]
            return _no_write

        environ[ASKED] = None
        with self._beginning(memory.generation):
            answer = self.application(environ, note)
        status, headers, error = said
        if error or not self._may_be_kept(environ, status, headers):
            start_response(status, headers, error)
            return answer
        try:
            body = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        if len(body) > _LARGEST:
            start_response(status, headers)
            return [body]
        entry = make_entry([*headers, *self._rules.said], _plain(headers, body), environ[ASKED])
        memory.put(key, entry)
        language = self._rules.languages.get(key.path.split("/")[1], "")
        self.shelf.write(memory.generation, key, entry, file_name(entry.headers, language=language))
        return _answer(entry, environ, start_response)

    def _may_be_kept(self, environ: Environ, status: str, headers: Headers) -> bool:
        # Only what was asked for plainly: what a page does with parameters is not looked into.
        is_plain = environ["REQUEST_METHOD"] == "GET" and not environ.get("QUERY_STRING")
        said = {name.lower(): value.lower() for name, value in headers}
        varied = {name.strip() for name in said.get("vary", "").split(",")} - {""}
        return (
            is_plain
            and environ.get("CONTENT_LENGTH", "") in {"", "0"}
            and status.startswith("200 ")
            and said.get("content-type", "").startswith("text/html")
            and not {"set-cookie", "cache-control", "content-range", "pragma", "expires"} & said.keys()
            and varied <= _MAY_VARY
            and said.get("content-encoding", "") in {"", "gzip"}
            and environ.get(ASKED) is not None
        )


def _no_write(data: bytes) -> None:
    raise NotImplementedError("The site says all it has to say in what it returns")


def _plain(headers: Headers, body: bytes) -> bytes:
    is_gzip = any(name.lower() == "content-encoding" for name, _value in headers)
    return gzip.decompress(body) if is_gzip else body


def _asks(query: str, asks: frozenset[str]) -> bool:
    """Tell whether a page that read these parameters may be another one with this query.

    A page that read none of them, asked for without any, does the same with them: up to the first one that it reads.
    """
    if ALL in asks:
        return True
    try:
        given = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS)
    except ValueError:
        return True
    return any(name in asks for name, _value in given)


# --- Answer ---------------------------------------------------------------------------------------------------------


def _answer(entry: Entry, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    body = entry.bodies[encoding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))]
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and is_still_right(known, body.etag):
        start_response("304 Not Modified", list(body.not_modified))
        return []
    start_response("200 OK", list(body.headers))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body.data]
