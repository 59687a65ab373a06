"""Publish many pages at once: those that may be published are, and the others are named with the reason."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from wagtail.admin.views.pages.bulk_actions import PublishBulkAction
from wagtail.models import Page

from home.language_of_words import translation_of
from home.middleware import not_published
from home.models import BasePage
from home.publishing import CannotPublish


class PublishWhatMayBe(PublishBulkAction):
    """Takes the place of Wagtail's own, which stops at the first page that is refused."""

    def get_execution_context(self) -> dict[str, Any]:
        self.refused: list[CannotPublish] = []
        context: dict[str, Any] = super().get_execution_context()
        return {**context, "refused": self.refused}

    @classmethod
    def execute_action(
        cls,
        objects: list[Page],
        include_descendants: bool = False,
        user: Any = None,
        refused: list[CannotPublish] | None = None,
        **kwargs: Any,
    ) -> tuple[int, int]:
        """Publish each page by itself; return how many of those that were chosen, and how many below them."""
        refused = [] if refused is None else refused
        chosen = sum(cls._publish(page, user, refused) for page in objects)
        below = [page for each in objects for page in each.get_descendants().not_live().specific()]
        may = [page for page in below if user is None or page.permissions_for_user(user).can_publish()]
        return chosen, sum(cls._publish(page, user, refused) for page in may) if include_descendants else 0

    @classmethod
    def _publish(cls, page: Page, user: Any, refused: list[CannotPublish]) -> bool:
        try:
            with transaction.atomic():
                super().execute_action([_with_its_strings(page, user)], user=user)
        except CannotPublish as cannot:
            refused.append(cannot)
            return False
        return True

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        for cannot in self.refused:
            messages.error(self.request, not_published(cannot))
        return response

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        """Say how many are published; nothing where none is."""
        if num_parent_objects or num_child_objects:
            return str(super().get_success_message(num_parent_objects, num_child_objects))
        return None


def _with_its_strings(page: Page, user: Any) -> Page:
    """Return the page with a draft made of its translated strings: the one that is there may still be the English."""
    specific = page.specific
    translation = translation_of(specific) if isinstance(specific, BasePage) and not specific.alias_of_id else None
    if translation is None:
        return page
    translation.save_target(user=user, publish=False)
    return Page.objects.get(pk=page.pk).specific
