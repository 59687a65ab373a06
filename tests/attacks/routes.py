"""Every address of the site, read off Django's resolver: a new route is in it by itself.

An address has holes ("<int:pk>"). They are filled with what `Records` knows of the database, or with whatever the
pattern of the hole lets through.
"""

import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from django.conf import settings
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from django.urls.resolvers import LocalePrefixPattern, RegexPattern, RoutePattern
from django.utils import translation

# Python's own parser of patterns: the only one that reads all that Django's routes may hold.
from re import _constants as kinds  # type: ignore[attr-defined]  # isort: skip
from re import _parser as patterns  # type: ignore[attr-defined]  # isort: skip

LANGUAGE = "language"
_CONVERTER = re.compile(r"<(?:[^>:]+:)?([^>]+)>")
_LETTERS = "abcxyz019-_.é"
_OF_CATEGORY = {kinds.CATEGORY_DIGIT: "0123456789", kinds.CATEGORY_WORD: "abcxyz019_", kinds.CATEGORY_SPACE: " "}


@dataclass(frozen=True)
class Hole:
    """A part of an address that is filled in; ``name`` is empty where the route gives none.

    ``source`` is its pattern as a text, and empty where that is not known by itself.
    """

    name: str
    pattern: Any
    source: str = ""

    def match(self, dice: random.Random) -> str:
        """Return letters that fit in."""
        return _written(self.pattern, dice)


@dataclass(frozen=True)
class Route:
    """One address, with its holes, and the view behind it."""

    parts: tuple[str | Hole, ...]
    route: str
    view: Any

    @property
    def shown(self) -> str:
        """Return the address with the names of its holes: ``/admin/comments/<pk>/``."""
        return "".join(part if isinstance(part, str) else f"<{part.name}>" for part in self.parts)

    @property
    def is_staffs(self) -> bool:
        return self.shown.startswith(f"/{settings.ADMIN_PATH}")

    def address(self, fill: Callable[["Route", Hole], str]) -> str:
        """Return one address of this route, percent-encoded."""
        filled = [part if isinstance(part, str) else fill(self, part) for part in self.parts]
        return quote("".join(filled), safe="/%:@!$&'()*+,;=~", errors="surrogatepass")

    def is_reached_by(self, address: str) -> bool:
        """Tell whether Django leads this address here."""
        return led_to(address) == _without_language(self.route)


def led_to(address: str) -> str:
    """Return the route that Django finds for an address, without its language; nothing where there is none."""
    code = address.split("/")[1]
    with translation.override(code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        try:
            return _without_language(resolve(unquote(address)).route)
        except Resolver404:
            return ""


def _without_language(route: str) -> str:
    code, _slash, rest = route.partition("/")
    return f"<{LANGUAGE}>/{rest}" if code in dict(settings.LANGUAGES) else route


def every_route() -> list[Route]:
    """Return all routes in the order in which they are tried."""
    found = _walk(get_resolver().url_patterns, (), "")
    return [Route(("/", *_joined(parts)), route, view) for parts, route, view in found]


def _walk(entries: Iterable[Any], before: tuple[str | Hole, ...], route: str) -> Iterator[tuple[Any, str, Any]]:
    for entry in entries:
        parts = (*before, *_parts_of(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, parts, _longer(route, entry.pattern))
        elif isinstance(entry, URLPattern):
            yield parts, _longer(route, entry.pattern), entry.callback


def _longer(route: str, pattern: Any) -> str:
    """Return what `ResolverMatch.route` says one step deeper."""
    return str(URLResolver._join_route(route, str(pattern)))


def _parts_of(pattern: Any) -> Iterator[str | Hole]:
    if isinstance(pattern, LocalePrefixPattern):
        yield Hole(LANGUAGE, patterns.parse("|".join(re.escape(code) for code, _name in settings.LANGUAGES)))
        yield "/"
    elif isinstance(pattern, RoutePattern):
        yield from _parts_of_path(str(pattern), pattern.converters)
    elif isinstance(pattern, RegexPattern):
        yield from _parts_of_regex(patterns.parse(pattern.regex.pattern))
    else:
        raise TypeError(f"Tests know no way to fill in an address written as {type(pattern).__name__}: {pattern}")


def _parts_of_path(path: str, converters: dict[str, Any]) -> Iterator[str | Hole]:
    for index, piece in enumerate(_CONVERTER.split(path)):
        if index % 2:
            yield Hole(piece, patterns.parse(converters[piece].regex), converters[piece].regex)
        elif piece:
            yield piece


def _parts_of_regex(tree: Any) -> Iterator[str | Hole]:
    names = {number: name for name, number in tree.state.groupdict.items()}
    for kind, given in tree:
        if kind == kinds.LITERAL:
            yield chr(given)
        elif kind == kinds.SUBPATTERN:
            yield Hole(names.get(given[0], ""), given[3])
        elif kind not in (kinds.AT, kinds.ASSERT, kinds.ASSERT_NOT):
            yield Hole("", [(kind, given)])


def _joined(parts: Iterable[str | Hole]) -> Iterator[str | Hole]:
    """Join what stands between two holes."""
    text = ""
    for part in parts:
        if isinstance(part, str):
            text += part
            continue
        if text:
            yield text
        text = ""
        yield part
    if text:
        yield text


def _written(tree: Any, dice: random.Random) -> str:
    """Return letters that a parsed pattern lets through."""
    return "".join(_one(kind, given, dice) for kind, given in tree)


def _one(kind: Any, given: Any, dice: random.Random) -> str:
    if kind == kinds.LITERAL:
        return chr(given)
    if kind in (kinds.ANY, kinds.NOT_LITERAL):
        return dice.choice(_LETTERS)
    if kind == kinds.IN:
        return _one_in(given, dice)
    if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT):
        least, most, tree = given
        return "".join(_written(tree, dice) for _n in range(dice.randint(least, min(int(most), least + 6))))
    if kind == kinds.SUBPATTERN:
        return _written(given[3], dice)
    if kind == kinds.BRANCH:
        return _written(dice.choice(given[1]), dice)
    if kind in (kinds.AT, kinds.ASSERT, kinds.ASSERT_NOT):
        return ""
    raise TypeError(f"Tests know no way to write what a route asks for with {kind}")


def _one_in(choices: Any, dice: random.Random) -> str:
    kind, given = dice.choice(choices)
    if kind == kinds.RANGE:
        return chr(dice.randint(*given))
    if kind == kinds.CATEGORY:
        return dice.choice(_OF_CATEGORY.get(given, _LETTERS))
    # "[^/]" begins so.
    return dice.choice(_LETTERS) if kind == kinds.NEGATE or choices[0][0] == kinds.NEGATE else chr(given)
