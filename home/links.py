"""Links from page to page that keep readers in the language they are reading."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from home.spoken import interface_language

#: The paths of all pages by id, fetched once a request however many texts hold links; `None` outside a request.
_paths: ContextVar[dict[int, str] | None] = ContextVar("page_paths", default=None)


@contextmanager
def remembering_paths() -> Iterator[None]:
    """Fetch the pages' paths once while this lasts."""
    token = _paths.set({})
    try:
        yield
    finally:
        _paths.reset(token)


def _path_of(page_id: int) -> str | None:
    paths = _paths.get()
    if not paths:
        fetched = dict(Page.objects.values_list("pk", "url_path"))
        if paths is None:
            return fetched.get(page_id)
        paths.update(fetched)
    return paths.get(page_id)


def address_in_interface(page_id: int) -> str | None:
    """Return the page's address in the interface language (slugs are the same in every language); ``None`` if gone."""
    path = _path_of(page_id)
    if path is None:
        return None
    _home, *rest = path.strip("/").split("/")
    return "/" + "/".join([interface_language.get(), *rest]) + "/"


class SameLanguageLinks(PageLinkHandler):
    """Wagtail's own would send a Polish reader of an English page to the English site."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        """Return the opening tags of these links; a link to a page that is gone is no link."""
        ids = (int(attrs["id"]) if attrs.get("id", "").isdigit() else 0 for attrs in attrs_list)
        return [f'<a href="{address}">' if (address := address_in_interface(page_id)) else "<a>" for page_id in ids]
