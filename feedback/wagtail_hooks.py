"""What feedback adds to the editors' desk. Only registers: what is registered stands with what it belongs to."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page
from wagtail.snippets.action_menu import ActionMenuItem, UnpublishMenuItem
from wagtail.snippets.models import register_snippet

from feedback.comments import admin as comments
from feedback.outcomes.admin import urls as outcomes_urls
from feedback.outcomes.admin.confirm_views import COMPARED, confirm_buttons
from feedback.outcomes.admin.kept import refuse_deletion as refuse_deletion_of_outcomes
from feedback.outcomes.admin.viewsets import OutcomesGroup
from feedback.outcomes.desk import homepage as outcomes
from feedback.outcomes.desk import log as outcomes_log
from feedback.outcomes.desk import urls as outcomes_desk
from feedback.outcomes.exchange.services import CHANGED
from feedback.outcomes.open_data import admin as tokens
from feedback.reactions import admin as reactions
from feedback.replies.admin import buttons as reply_buttons
from feedback.replies.admin import signatures as reply_signatures
from feedback.replies.admin.viewsets import ReplyGroup
from feedback.replies.admin.waiting import LeftTooLong
from feedback.surveys.admin import urls
from feedback.surveys.admin.boxes import ClosedBoxes
from feedback.surveys.admin.buttons import listing_buttons, refuse_deletion
from feedback.surveys.admin.viewsets import SurveyGroup
from feedback.surveys.exchange_views import PERMISSION, exchange_button, exchange_urls
from feedback.surveys.models import Survey
from feedback.surveys.models.authoring import NOT_PUBLISHED

register_snippet(SurveyGroup)
register_snippet(ReplyGroup)
register_snippet(OutcomesGroup)


@hooks.register("register_admin_urls")
def survey_urls() -> list[Any]:
    return [
        *urls.urlpatterns,
        *exchange_urls,
        *comments.urlpatterns,
        *reactions.urlpatterns,
        *reply_signatures.urlpatterns,
        *outcomes_urls.urlpatterns,
    ]


@hooks.register("register_admin_urls")
def token_urls() -> list[Any]:
    return tokens.urlpatterns


@hooks.register("register_settings_menu_item")
def tokens_menu_item() -> MenuItem:
    return tokens.menu_item()


@hooks.register("register_permissions")
def token_permissions() -> QuerySet[Permission]:
    return tokens.permissions()


@hooks.register("register_admin_menu_item")
def comments_menu_item() -> MenuItem:
    return comments.menu_item()


@hooks.register("register_admin_urls")
def outcomes_desk_urls() -> list[Any]:
    return outcomes_desk.urlpatterns


@hooks.register("register_admin_menu_item")
def outcomes_menu_item() -> MenuItem:
    return outcomes.menu_item()


@hooks.register("construct_homepage_panels")
def say_which_figures_to_decide(request: HttpRequest, panels: list[Component]) -> None:
    panels.insert(0, outcomes.FiguresToDecide(request))


@hooks.register("register_log_actions")
def outcomes_log_actions(actions: LogActionRegistry) -> None:
    outcomes_log.register(actions)


@hooks.register("construct_homepage_panels")
def warn_of_what_families_say(request: HttpRequest, panels: list[Component]) -> None:
    panels[:0] = [comments.WaitingComments(request), ClosedBoxes(request), reactions.PagesThatHurt(request.user)]


@hooks.register("construct_homepage_panels")
def warn_of_what_was_left_too_long(request: HttpRequest, panels: list[Component]) -> None:
    panels.insert(0, LeftTooLong(request))


@hooks.register("register_page_header_buttons")
def reactions_button(
    page: Page, user: Any, next_url: str | None = None, view_name: str = "", **kwargs: Any
) -> list[Button]:
    return reactions.header_buttons(page)


@hooks.register("register_snippet_listing_buttons")
def survey_buttons(snippet: Any, user: Any, next_url: str | None = None) -> list[Button]:
    exchange = [exchange_button(snippet)] if isinstance(snippet, Survey) and user.has_perm(PERMISSION) else []
    others = [*reply_buttons.listing_buttons(snippet, user), *confirm_buttons(snippet, user)]
    return [*exchange, *listing_buttons(snippet, user), *others]


@hooks.register("before_delete_snippet")
def keep_what_families_saw(request: HttpRequest, instances: Iterable[Any]) -> HttpResponse | None:
    records = list(instances)
    refusals = (refuse_deletion, reply_buttons.refuse_deletion, refuse_deletion_of_outcomes)
    return next((refused for refuse in refusals if (refused := refuse(request, records))), None)


@hooks.register("construct_snippet_action_menu")
def leave_out_unpublishing(menu_items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]) -> None:
    # A survey is closed by the last day of its wave: this would promise what it does not do.
    if context["model"] is Survey:
        menu_items[:] = [item for item in menu_items if not isinstance(item, UnpublishMenuItem)]


@hooks.register("register_log_actions")
def survey_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(NOT_PUBLISHED)(NotPublished)
    actions.register_action(CHANGED)(FigureChanged)
    actions.register_action(COMPARED)(FigureCompared)


class NotPublished(LogFormatter):
    """Says in a survey's history why it could not be published at its hour."""

    label = _("Could not be published at the hour that was set")

    def format_message(self, log_entry: Any) -> str:
        return f"{self.label}. {log_entry.data.get('why', '')}"


class FigureChanged(LogFormatter):
    """Says in a figure's history what it was, and what it became."""

    label = "Change a figure"

    def format_message(self, log_entry: Any) -> str:
        said = [f"{field}: {before} → {after}" for field, before, after in log_entry.data.get("changes", ())]
        return f"Changed. {'; '.join(said)}"


class FigureCompared(LogFormatter):
    label = "Compare a figure"
    message = "Compared with its publisher"
