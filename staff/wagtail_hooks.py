"""What signing in adds to the editors' desk."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry

from staff import views
from staff.second_factor import TAKEN_AWAY


@hooks.register("register_admin_urls")
def staff_urls() -> list[Any]:
    return [
        path("sessions/", views.own_sessions, name="staff_sessions"),
        path("users/<int:user_id>/take-away-second-factor/", views.take_away, name="staff_take_away"),
    ]


@hooks.register("register_account_menu_item")
def second_factor_item(request: HttpRequest) -> dict[str, str]:
    words = "An app, a passkey, recovery codes."
    return {"label": "Second factor", "url": reverse("mfa_index"), "help_text": words}


@hooks.register("register_account_menu_item")
def sessions_item(request: HttpRequest) -> dict[str, str]:
    words = "In which browsers, and since when. You can end each of them."
    return {"label": "Where you are signed in", "url": reverse("staff_sessions"), "help_text": words}


@hooks.register("register_user_listing_buttons")
def take_away_button(user: Any, request_user: Any) -> list[Button]:
    if not views.may_take_away(request_user, user):
        return []
    address = reverse("staff_take_away", args=[user.pk])
    return [Button("Take away the second factor", address, icon_name="lock-open", priority=60)]


@hooks.register("register_log_actions")
def staff_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(TAKEN_AWAY, "Take away the second factor", "Second factor taken away")
