"""What feedback adds to the editors' desk. Only registers."""

from typing import Any

from wagtail import hooks
from wagtail.admin.widgets.button import Button

from feedback.surveys.exchange_views import PERMISSION, exchange_button, exchange_urls
from feedback.surveys.models import Survey


@hooks.register("register_admin_urls")
def survey_exchange_urls() -> list[Any]:
    return exchange_urls


@hooks.register("register_snippet_listing_buttons")
def survey_exchange_button(snippet: Any, user: Any, next_url: str | None = None) -> list[Button]:
    """Offer a survey's files beside its other actions in the list."""
    return [exchange_button(snippet)] if isinstance(snippet, Survey) and user.has_perm(PERMISSION) else []
