"""The site map: every address a reader can open here, with its versions in other languages."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from guidance.directory.models import Service
from guidance.models import GuidanceIndexPage, GuidancePage
from guidance.queries import doors_with_pages
from home.context import address_in
from home.languages import SOURCE, Language
from home.models import HomePage, StandardPage
from home.models.english_change import with_changes
from home.site_languages import shown_languages
from home.site_map import registered_paths
from home.versions import Kept, Versions

#: Our own pages that are views, by the name of their address; other apps name theirs (`home.site_map`).
_VIEWS = ("help", "topics", "services", "glossary", "interpreter_cards")


@dataclass(frozen=True, slots=True)
class Row:
    """One address, and the same page in each language: (BCP 47 tag, address)."""

    url: str
    alternates: list[tuple[str, str]]


def _rows(request: HttpRequest, path: str, offered: list[Language]) -> list[Row]:
    """Return a row for each language the page is in, each naming all of them."""
    alternates = [(language.tag, request.build_absolute_uri(address_in(path, language))) for language in offered]
    default = request.build_absolute_uri(address_in(path, SOURCE))
    return [Row(url, [*alternates, ("x-default", default)]) for _tag, url in alternates]


def _page_rows(request: HttpRequest, offered: tuple[Language, ...]) -> list[Row]:
    rows: list[Row] = []
    for model in (HomePage, StandardPage, GuidanceIndexPage, GuidancePage):
        groups: dict[object, list] = {}
        for page in with_changes(model.objects.filter(live=True)).select_related("locale"):
            groups.setdefault(page.translation_key, []).append(page)
        kept = Kept(page.pk for group in groups.values() for page in group)
        for group in groups.values():
            shown = [page for page in Versions(group, kept).shown() if page.words in offered]
            if shown:
                path = "/".join(shown[0].url_path.strip("/").split("/")[1:])
                tail = f"{path}/" if path else ""
                rows += _rows(request, f"/{SOURCE.code}/{tail}", [page.words for page in shown])
    return rows


def sitemap_rows(request: HttpRequest) -> list[Row]:
    """Return every page that readers may see here. A dozen queries; robots can wait."""
    offered = shown_languages(request)
    if not offered:
        return []
    with translation.override(SOURCE.code):
        doors = [door.url for door in doors_with_pages(SOURCE).all()]
        keys = Service.objects.for_parents().values_list("key", flat=True)
        services = [reverse("service", args=[key]) for key in keys]
        paths = [*map(reverse, _VIEWS), *doors, *services, *registered_paths()]
    return _page_rows(request, offered) + [row for path in paths for row in _rows(request, path, list(offered))]
