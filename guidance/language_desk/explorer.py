"""A column in Wagtail's lists of pages: how far the translations of an English page are."""

from collections.abc import Sequence
from typing import Any

from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from guidance.language_desk import queries
from guidance.language_desk.cells import counts
from home.languages import SOURCE
from home.models import BasePage

#: What a page in a list is given, to be read by the column.
_TOLD = "languages_told"


def _told(page: Page) -> str:
    return getattr(page, _TOLD, "")


def tell_languages(pages: Sequence[Page]) -> None:
    """Give each English page in a list a few words on its translations: of languages that are on, English apart.

    Five queries for a list of one kind of page, however long; none where no English page is in it.
    """
    english = [page for page in pages if isinstance(page, BasePage) and page.locale.language_code == SOURCE.code]
    if not english:
        return
    columns = [column for column in queries.all_columns() if column.is_on and column.language != SOURCE]
    cells = queries.cells_of(english, columns)
    for page in english:
        count = counts(cells[page.translation_key])
        setattr(page, _TOLD, f"{count.live} live, {count.behind} behind, {count.missing} missing")


class LanguagesIndexView(ExplorableIndexView):
    """Wagtail's list of pages, with a column for their translations."""

    base_columns = [*ExplorableIndexView.base_columns, Column("languages", label="Languages", accessor=_told)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        tell_languages(context["object_list"])
        return context


class PagesWithLanguages(PageViewSet):
    """Takes the place of Wagtail's own list, for every kind of page that has no other."""

    model = Page
    # Wagtail reads the columns from the class, not from what it is made with.
    index_view_class = LanguagesIndexView


pages_with_languages = PagesWithLanguages("pages_with_languages")
