"""A thread beside the web server that keeps the page cache true, small and warm."""

import logging
import threading
import time
from re import findall
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from good_beginnings.page_cache import changes
from good_beginnings.page_cache.wrapper import Application, PageCache
from home import generation

logger = logging.getLogger(__name__)

#: Seconds between two looks at the database: so long another machine's change may take to be seen here.
LOOKS_EVERY = 1.0
#: Seconds for which nothing may have changed before pages are drawn: who publishes one often publishes the next.
QUIET_FOR = 5.0
#: Pages drawn after a change, those nearest to the home pages first, and seconds between two.
MOST_DRAWN, PAUSE = 200, 0.1


class Keeper(threading.Thread):
    """Looks every second. Without it pages are right as well, on one machine and until midnight."""

    def __init__(self, cache: PageCache) -> None:
        super().__init__(name="page-cache", daemon=True)
        self._cache = cache
        self._seen, self._since, self._is_warm = "", 0.0, False

    def run(self) -> None:
        while True:
            try:
                close_old_connections()
                self.look()
            except DatabaseError:
                # It may be away for a moment. What is kept is as right as it was.
                pass
            except Exception:
                logger.exception("The page cache could not be looked after")
            time.sleep(LOOKS_EVERY)

    def look(self) -> None:
        """Do what is due. One query where nothing is."""
        changes.refresh()
        now = generation.current()
        if now != self._seen:
            self._seen, self._since, self._is_warm = now, time.monotonic(), False
            self._cache.shelf.tidy(now)
        elif now and not self._is_warm and time.monotonic() - self._since >= QUIET_FOR:
            self._is_warm = True
            self._warm(now)

    def _warm(self, now: str) -> None:
        """Draw the first pages, one after another, in one process alone, until something changes."""
        try:
            (self._cache.shelf.folder / now).mkdir(parents=True, exist_ok=True)
            (self._cache.shelf.folder / now / ".warm").touch(exist_ok=False)
        except OSError:
            return
        for address in first_addresses(self._cache.application):
            if generation.current() != now:
                return
            ask(self._cache, address)
            time.sleep(PAUSE)


def first_addresses(application: Application) -> list[str]:
    """Return the addresses of the site map, as paths, those of few parts first."""
    listed = ask(application, "/sitemap.xml").decode()
    paths = {urlsplit(address).path for address in findall(r"<loc>([^<]+)</loc>", listed)}
    return sorted(paths, key=lambda path: (path.count("/"), path))[:MOST_DRAWN]


def ask(application: Application, path: str) -> bytes:
    """Return the body of what the site answers at its own public address."""
    answer = application(environ_for(path), lambda status, headers, error=None: lambda data: None)
    try:
        return b"".join(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()


def environ_for(path: str) -> dict[str, Any]:
    """Return the environment of somebody who asks for a path at our public address."""
    public = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    environ: dict[str, Any] = {
        "HTTP_HOST": public.netloc,
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "SERVER_PORT": str(public.port or ""),
        "wsgi.url_scheme": public.scheme,
    }
    if settings.SECURE_PROXY_SSL_HEADER and public.scheme == "https":
        name, value = settings.SECURE_PROXY_SSL_HEADER
        environ[name] = value
    setup_testing_defaults(environ)
    return environ
