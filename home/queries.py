"""Find pages. Reads only."""

from wagtail.models import Page

from home.languages import REGISTRY, SOURCE, Language
from home.models import BasePage
from home.models.english_change import with_changes
from home.versions import Kept, Versions

#: The tree is the root, a home page per language, and what stands below it.
_HOME_DEPTH = 2


def _parts(page: Page) -> list[str]:
    """Return the page's path below its language's home page."""
    _home, *parts = str(page.url_path).strip("/").split("/")
    return parts


def find_page(path: str, language: Language) -> BasePage | None:
    """Return the published page at this path in this language, else the English one there, else ``None``.

    Wagtail's own routing asks twice for each step of the path; this asks three times in all, whatever its length: for
    the place, for the versions of its words, and for their signatures.
    """
    parts = [part for part in path.split("/") if part]
    places = Page.objects.filter(
        live=True, depth=_HOME_DEPTH + len(parts), locale__language_code__in={language.code, SOURCE.code}
    ).select_related("locale")
    found = {
        page.locale.language_code: page
        for page in (places.filter(slug=parts[-1]) if parts else places)
        if _parts(page) == parts
    }
    place = found.get(language.code) or found.get(SOURCE.code)
    return _with_words(place) if place else None


def languages_with_page(path: str) -> list[Language]:
    """Return the languages whose readers may see a page at this path, in words of their own."""
    parts = [part for part in path.split("/") if part]
    if not parts:
        return []
    places = Page.objects.filter(live=True, depth=_HOME_DEPTH + len(parts), slug=parts[-1]).select_related("locale")
    pages = [_with_words(place) for place in places if _parts(place) == parts]
    shown = {page.words for page in pages if page and page.versions.is_shown(page)}
    return [language for language in REGISTRY if language in shown]


def _with_words(place: Page) -> BasePage | None:
    """Return the page itself, its versions known."""
    model = place.specific_class
    if model is None or not issubclass(model, BasePage):
        return None
    versions_of = model.objects.filter(translation_key=place.translation_key, live=True)
    pages = list(with_changes(versions_of).select_related("locale"))
    versions = Versions(pages, Kept(page.pk for page in pages))
    for page in pages:
        page.versions = versions
    return next((page for page in pages if page.pk == place.pk), None)
