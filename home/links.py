"""Links from page to page that keep readers in the language they are reading."""

from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail.rich_text.pages import PageLinkHandler

from home.places import places
from home.spoken import interface_language


def address_in_interface(page_id: int) -> str | None:
    """Return the page's address in the interface language (slugs are the same in every language); ``None`` if gone."""
    place = places().by_id.get(page_id)
    if place is None:
        return None
    home = f"/{interface_language.get()}/"
    return f"{home}{place.path}/" if place.path else home


def _opening_tag(page_id: int) -> str:
    """Return the opening tag of a link, with what a phone keeps in its place if the page must not be named there."""
    address = address_in_interface(page_id)
    if address is None:
        return "<a>"
    is_exit = places().by_id[page_id].path in places().exits
    unkept = f' data-unkept="{escape(_("Family information"))}"' if is_exit else ""
    return f'<a href="{address}"{unkept}>'


class SameLanguageLinks(PageLinkHandler):
    """Wagtail's own would send a Polish reader of an English page to the English site."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        """Return the opening tags of these links; a link to a page that is gone is no link."""
        ids = (int(attrs["id"]) if attrs.get("id", "").isdigit() else 0 for attrs in attrs_list)
        return [_opening_tag(page_id) for page_id in ids]
