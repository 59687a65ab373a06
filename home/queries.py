"""Find pages. Reads only."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from wagtail.fields import StreamField
from wagtail.models import Page

from home.languages import REGISTRY, SOURCE, Language
from home.models import BasePage
from home.models.english_change import with_changes
from home.remembered import Remembered
from home.versions import Kept, Versions

#: The tree is the root, a home page per language, and what stands below it.
_HOME_DEPTH = 2


@dataclass(frozen=True, slots=True)
class Place:
    """Where a published page stands: enough to ask for it."""

    pk: int
    translation_key: UUID
    code: str
    content_type_id: int


#: The places of all published pages by their path below their language's home page.
Places = dict[str, list[Place]]
_places: Remembered[None, Places] = Remembered(for_generation=True)


def _read_places() -> Places:
    found: Places = {}
    pages = Page.objects.filter(live=True, depth__gte=_HOME_DEPTH).order_by("path")
    rows = pages.values_list("url_path", "pk", "translation_key", "locale__language_code", "content_type_id")
    for url_path, *place in rows:
        _home, _slash, path = url_path.strip("/").partition("/")
        found.setdefault(path, []).append(Place(*place))
    return found


def _at(path: str) -> list[Place]:
    return _places.get(None, _read_places).get("/".join(part for part in path.split("/") if part), [])


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
    model = ContentType.objects.get_for_id(place.content_type_id).model_class()
    if model is None or not issubclass(model, BasePage):
        return None
    versions = _versions.get(place.translation_key, lambda: _read_versions(model, place.translation_key))
    page = model.objects.filter(pk=place.pk, live=True).first()
    known = next((version for version in versions.pages if version.pk == place.pk), None)
    if page is None or known is None:
        return None
    page.locale = known.locale
    page.versions = versions
    return page


def _read_versions(model: type[BasePage], translation_key: UUID) -> Versions:
    """Return the published versions of a page, without their bodies."""
    bodies = [field.name for field in model._meta.concrete_fields if isinstance(field, StreamField)]
    pages = list(
        with_changes(model.objects.filter(translation_key=translation_key, live=True))
        .select_related("locale")
        .defer(*bodies)
    )
    return Versions(pages, Kept(page.pk for page in pages))
