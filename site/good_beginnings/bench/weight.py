"""What a page costs on its way to a phone: bytes once compressed, and requests. Pure."""

import gzip
from html.parser import HTMLParser

import brotli  # type: ignore[import-untyped]

#: Relations of a `<link>` that make a browser fetch something to show the page. The others only name addresses; a
#: manifest is looked at when a page stands, by a phone that could install it.
_FETCHED = {"stylesheet", "icon", "preload", "modulepreload", "apple-touch-icon"}
#: Elements whose `src` is fetched with the page. Pictures are counted apart; sound and films wait for a tap.
_EMBEDDED = {"script", "iframe", "embed"}


def gzipped(data: bytes) -> int:
    """Return the bytes this takes as gzip, at the level that the site's own middleware and most proxies use."""
    return len(gzip.compress(data, compresslevel=6))


def brotlied(data: bytes) -> int:
    """Return the bytes this takes as Brotli at its best, as files made once are sent."""
    return len(brotli.compress(data, quality=11))


class _Fetches(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag in _EMBEDDED and facts.get("src"):
            self.addresses.add(facts["src"])
        elif tag == "link" and _FETCHED.intersection(facts.get("rel", "").split()):
            self.addresses.add(facts.get("href", ""))


def fetched_with(html: str) -> list[str]:
    """Return the addresses a browser fetches to show this page, pictures in the page left out, each once."""
    parser = _Fetches()
    parser.feed(html)
    return sorted(parser.addresses)


def requests_for(html: str) -> int:
    """Return how many requests a first view takes, the page's own among them, pictures in the page left out."""
    return 1 + len(fetched_with(html))
