"""Which page, language and format a path of this site means. The path itself is kept nowhere."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import override
from wagtail.models import Page

from guidance.models import GuidancePage, SignVideo
from guidance.models.usage import EXIT_PAGES
from guidance.ready_formats import NAMES, NEUTRAL_STEM, SUFFIXES
from home import languages
from home.languages import SOURCE

#: What a page is called as a format among its files, and two other ways to read it.
PAGE, EASY_READ, SIDE_BY_SIDE = "page", "easy-read", "side-by-side"
_KINDS = {suffix: kind for kind, suffix in SUFFIXES.items()}
_BELOW_A_PAGE = re.compile(r"((?:[\w-]+/)*([\w-]+)/)([\w.-]+)(/?)")
_VIEWS = {"easy-read": EASY_READ, "side-by-side": SIDE_BY_SIDE}
_FILMS = {f"{code}.mp4": f"film-{code}" for code in SignVideo.SignLanguage.values}
_HOME_DEPTH = 2


class Place(NamedTuple):
    """What is counted. The language is that of the address, whatever words stood there."""

    page: UUID
    language: str
    format: str


#: All that is counted of a page that somebody may have to leave in a hurry.
EXIT = Place(EXIT_PAGES, "", "")


@dataclass(frozen=True, slots=True)
class Places:
    """The site's pages as their addresses are now. Two queries."""

    pages: Mapping[tuple[str, str], UUID]
    exit_pages: frozenset[UUID]

    @classmethod
    def now(cls) -> "Places":
        rows = Page.objects.filter(depth__gte=_HOME_DEPTH).order_by()
        pages = {}
        for url_path, code, key in rows.values_list("url_path", "locale__language_code", "translation_key"):
            _home, _slash, path = url_path.strip("/").partition("/")
            pages[code, f"{path}/" if path else ""] = key
        return cls(pages, exit_pages())

    def of(self, path: str) -> Place | None:
        """Return what is counted where this path was answered; ``None`` for what is no page, or no file of one."""
        code, _slash, rest = path.removeprefix("/").partition("/")
        if languages.find(code) is None:
            return None
        found = self._page(code, rest)
        if found:
            return self._counted(found, code, PAGE)
        part = _BELOW_A_PAGE.fullmatch(rest)
        page = self._page(code, part[1]) if part else None
        if part is None or page is None:
            return None
        format = _VIEWS.get(part[3]) if part[4] else _format_of(part[2], part[3], code)
        return self._counted(page, code, format) if format else None

    def _page(self, code: str, path: str) -> UUID | None:
        return self.pages.get((code, path)) or self.pages.get((SOURCE.code, path))

    def _counted(self, page: UUID, code: str, format: str) -> Place:
        return EXIT if page in self.exit_pages else Place(page, code, format)


def _format_of(slug: str, name: str, code: str) -> str | None:
    """Return the kind of a file by its name, `why-babies-cry.pl.large-print.pdf`; ``None`` for captions and others."""
    for stem in (slug, NEUTRAL_STEM):
        suffix = name.removeprefix(f"{stem}.{code}.")
        if suffix != name:
            return _KINDS.get(suffix) or _FILMS.get(suffix)
    return None


def exit_pages() -> frozenset[UUID]:
    """Return the pages that are to be left in a hurry in any language. One query."""
    return frozenset(GuidancePage.objects.filter(exit_page=True).values_list("translation_key", flat=True))


def format_names() -> dict[str, str]:
    """Return what each format is called in English, in the order in which pages offer them."""
    with override(SOURCE.code):
        files = {kind: str(NAMES[kind]) for kind in SUFFIXES}
        films = {f"film-{code}": str(name) for code, name in SignVideo.SignLanguage.choices}
    return {PAGE: "Page", EASY_READ: "Easy Read", SIDE_BY_SIDE: "Side by side with English"} | files | films
