"""Links from page to page that keep readers in the language they are reading."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from home.remembered import Remembered
from home.spoken import interface_language


@dataclass(slots=True)
class _Paths:
    """The paths of all pages by id; of those that somebody may have to leave in a hurry, what follows the home page."""

    by_id: dict[int, str] = field(default_factory=dict)
    exits: set[str] = field(default_factory=set)


#: Fetched once a request however many texts hold links; `None` outside a request.
_paths: ContextVar[_Paths | None] = ContextVar("page_paths", default=None)
_remembered: Remembered[None, _Paths] = Remembered(for_generation=True)
#: Fields, as seen from `Page`, that say that a page may have to be left in a hurry. Who has such pages names them here.
_exit_fields: list[str] = []


def knows_exit_pages(field_name: str) -> None:
    """Register a field of this kind; any version of a page says it for all of them."""
    if field_name not in _exit_fields:
        _exit_fields.append(field_name)


@contextmanager
def remembering_paths() -> Iterator[None]:
    """Fetch the pages' paths once while this lasts."""
    token = _paths.set(_Paths())
    try:
        yield
    finally:
        _paths.reset(token)


def _known() -> _Paths:
    paths = _paths.get()
    if paths and paths.by_id:
        return paths
    read = _remembered.get(None, _read)
    if paths is None:
        return read
    paths.by_id, paths.exits = read.by_id, read.exits
    return paths


def _read() -> _Paths:
    paths = _Paths()
    for page_id, path, *exits in Page.objects.values_list("pk", "url_path", *_exit_fields):
        paths.by_id[page_id] = path
        if any(exits):
            paths.exits.add(_below_home(path))
    return paths


def _below_home(path: str) -> str:
    _home, _slash, rest = path.strip("/").partition("/")
    return rest


def address_in_interface(page_id: int) -> str | None:
    """Return the page's address in the interface language (slugs are the same in every language); ``None`` if gone."""
    path = _known().by_id.get(page_id)
    if path is None:
        return None
    rest = _below_home(path)
    return f"/{interface_language.get()}/{rest}/" if rest else f"/{interface_language.get()}/"


def _opening_tag(page_id: int) -> str:
    """Return the opening tag of a link, with what a phone keeps in its place if the page must not be named there."""
    address = address_in_interface(page_id)
    if address is None:
        return "<a>"
    is_exit = _below_home(_known().by_id[page_id]) in _known().exits
    unkept = f' data-unkept="{escape(_("Family information"))}"' if is_exit else ""
    return f'<a href="{address}"{unkept}>'


class SameLanguageLinks(PageLinkHandler):
    """Wagtail's own would send a Polish reader of an English page to the English site."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        """Return the opening tags of these links; a link to a page that is gone is no link."""
        ids = (int(attrs["id"]) if attrs.get("id", "").isdigit() else 0 for attrs in attrs_list)
        return [_opening_tag(page_id) for page_id in ids]
