"""Find pages. Reads only."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.fields import StreamField

from home.context import spoken_language
from home.languages import REGISTRY, SOURCE, Language
from home.models import BasePage
from home.models.english_change import with_changes
from home.places import Place, places
from home.remembered import Remembered
from home.strategy import PAGES
from home.versions import Kept, Versions


def _at(path: str) -> list[Place]:
    return places().by_path.get("/".join(part for part in path.split("/") if part), [])


def find_page(path: str, language: Language) -> BasePage | None:
    """Return the published page at this path in this language, else the English one there, else ``None``.

    Wagtail's own routing asks twice for each step of the path; this asks four times at most, whatever its length: for
    the places of all pages, for the versions of its words and their signatures, and for the words.
    """
    found = {place.code: place for place in _at(path)}
    place = found.get(language.code) or found.get(SOURCE.code)
    return _with_words(place) if place else None


def languages_with_page(path: str) -> list[Language]:
    """Return the languages whose readers may see a page at this path, in words of their own."""
    if not path.strip("/"):
        return []
    pages = [_with_words(place) for place in _at(path)]
    shown = {page.words for page in pages if page and page.versions.is_shown(page)}
    return [language for language in REGISTRY if language in shown]


_versions: Remembered[UUID, Versions] = Remembered(for_generation=True)


def _with_words(place: Place) -> BasePage | None:
    """Return the page itself, its versions known."""
    model = place.model
    if model is None or not issubclass(model, BasePage):
        return None
    read: list[BasePage] = []
    versions = _versions.get(place.translation_key, lambda: _read_versions(model, place.translation_key, read))
    pages = read or model.objects.filter(pk=place.pk, live=True)
    page: BasePage | None = next((page for page in pages if page.pk == place.pk), None)
    known = next((version for version in versions.pages if version.pk == place.pk), None)
    if page is None:
        return None
    if known is None or page.words_digest != known.words_digest:
        # Published since: what is remembered, its signatures too, is of words that are gone.
        page.read_anew()
        return page
    page.locale = known.locale
    page.versions = versions
    return page


def _read_versions(model: type[BasePage], translation_key: UUID, whole: list[BasePage]) -> Versions:
    """Return the published versions of a page without their bodies; note in ``whole`` those that have theirs."""
    pages = list(
        with_changes(model.objects.filter(translation_key=translation_key, live=True)).select_related("locale")
    )
    whole.extend(copy(page) for page in pages)
    for name in _bodies(model):
        for page in pages:
            # Django reads it again where it is asked for.
            page.__dict__.pop(name)
    return Versions(pages, Kept(page.pk for page in pages))


def _bodies(model: type[BasePage]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if isinstance(field, StreamField)]


_shown: Remembered[tuple[tuple[str, ...], str, bool], frozenset[str]] = Remembered(for_generation=True)


def shown_among(paths: Iterable[str], language: Language) -> frozenset[str]:
    """Return those of these paths at which readers of this language find a page, be it in English.

    One query for each kind of page there, and one for signatures where previews are not shown; or none.
    """
    wanted = tuple(paths)
    return _shown.get((wanted, language.code, settings.SHOW_PREVIEW), lambda: _read_shown(wanted, language))


def _read_shown(paths: tuple[str, ...], language: Language) -> frozenset[str]:
    shown = set()
    keys = {place.translation_key: (path, place.model) for path in paths for place in _at(path)}
    for model in {model for _path, model in keys.values() if model and issubclass(model, BasePage)}:
        pages = with_changes(model.objects.filter(translation_key__in=keys, live=True)).select_related("locale")
        by_key: dict[UUID, list[BasePage]] = {}
        for page in pages.defer(*_bodies(model)):
            by_key.setdefault(page.translation_key, []).append(page)
        kept = Kept(page.pk for group in by_key.values() for page in group)
        shown |= {keys[key][0] for key, group in by_key.items() if Versions(group, kept).shown_in(language)}
    return frozenset(shown)


@dataclass(frozen=True, slots=True)
class StrategyLink:
    label: str
    url: str
    is_here: bool


def strategy_links(here: str = "") -> list[StrategyLink]:
    """Return the way to each page on the strategy that readers are shown. ``here``: the slug of the one being read."""
    shown = shown_among(PAGES, spoken_language())
    home = f"/{spoken_language().code}/"
    return [StrategyLink(_(label), f"{home}{slug}/", slug == here) for slug, label in PAGES.items() if slug in shown]
