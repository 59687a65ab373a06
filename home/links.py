"""Links from page to page that keep readers in the language they are reading."""

from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from home.spoken import interface_language


def address_of(page: Page) -> str:
    """Return the page's address in the interface language; slugs are the same in every language."""
    _home, *rest = page.url_path.strip("/").split("/")
    return "/" + "/".join([interface_language.get(), *rest]) + "/"


class SameLanguageLinks(PageLinkHandler):
    """Wagtail's own would send a Polish reader of an English page to the English site."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        """Return the opening tags of these links. One query, however many there are."""
        pages = Page.objects.in_bulk([int(attrs["id"]) for attrs in attrs_list if attrs.get("id", "").isdigit()])
        found = (pages.get(int(attrs["id"])) if attrs.get("id", "").isdigit() else None for attrs in attrs_list)
        return [f'<a href="{address_of(page)}">' if page else "<a>" for page in found]
