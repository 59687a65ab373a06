"""The configuration of an nginx that hands out kept pages itself, written for this site as its settings are."""

from dataclasses import dataclass
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from django.conf import settings

from good_beginnings.page_cache.cdn import said_of_pages
from good_beginnings.page_cache.entries import Headers, make_entry
from good_beginnings.page_cache.keeper import environ_for
from good_beginnings.page_cache.shelf import file_name
from good_beginnings.page_cache.wrapper import Application
from home import generation
from home.languages import REGISTRY, SOURCE

_TEMPLATE = Path(__file__).with_name("nginx.conf")
#: A page that is there on every site, whoever has signed for what.
_PAGE = f"/{SOURCE.code}/help/"
#: A name that no folder has.
_NOWHERE = "nowhere"
#: What is said by page.
_OF_A_PAGE = {"content-language", "x-robots-tag", "content-type"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where nginx listens, and where the site does; logs for who tries it out elsewhere."""

    listen: str
    site: str
    log: str = "/var/log/nginx/good-beginnings.log"
    error_log: str = "/var/log/nginx/error.log"


def nginx_config(application: Application, place: Place) -> str:
    """Return the configuration for this site's public address. It draws one page, to see what is said of all."""
    headers = headers_of_pages(application)
    index = file_name(headers, language=SOURCE.tag).removeprefix("no")
    public, now = urlsplit(settings.WAGTAILADMIN_BASE_URL), generation.link()
    said = [(name, value) for name, value in headers if name.lower() not in _OF_A_PAGE]
    return Template(_TEMPLATE.read_text()).substitute(
        public=settings.WAGTAILADMIN_BASE_URL,
        session_cookie=settings.SESSION_COOKIE_NAME,
        folder=now.parent,
        # Only one machine's site can say by a link what is shown: of several each page is the site's to answer.
        pages_now=_NOWHERE if settings.CACHE_URL else now.name,
        nowhere=_NOWHERE,
        admin=settings.ADMIN_PATH,
        languages="".join(f"    {language.code} {language.tag};\n" for language in REGISTRY),
        headers="".join(f'        add_header {name} "{value}";\n' for name, value in said),
        scheme=public.scheme,
        host=public.netloc,
        server_name=f"{public.hostname} {settings.ADMIN_HOST}".strip(),
        index=index,
        noindex=f"no{index}",
        listen=place.listen,
        site=place.site,
        log=place.log,
        error_log=place.error_log,
    )


def headers_of_pages(application: Application) -> Headers:
    """Return what is said of every page, as it is kept.

    Raises:
        RuntimeError: the site does not answer with a page.
    """
    said: list[tuple[str, Headers]] = []
    answer = application(environ_for(_PAGE), lambda status, headers, error=None: said.append((status, headers)))
    if hasattr(answer, "close"):
        answer.close()
    status, headers = said[0]
    if not status.startswith("200"):
        raise RuntimeError(f"{_PAGE} answers {status}")
    return make_entry([*headers, *said_of_pages()], b"", ()).headers
