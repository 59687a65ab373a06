"""Who may pick a record, and see what there is to pick from.

Wagtail's dialogs for picking a record, and wagtail-localize's lists of them, show the titles of all records of a kind
to whoever may enter the admin.
"""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from wagtail.permission_policies import ModelPermissionPolicy

Handler = Callable[[HttpRequest], HttpResponse]

_DIALOGS = "wagtailsnippetchoosers_"
_LISTS = "snippets_api_"
_RIGHTS = ("view", "add", "change", "delete")
#: What families read anyway: people who keep something else pick a service, or a survey, too.
_OPEN = {"feedback.survey", "guidance.door", "guidance.glossaryterm", "guidance.service", "home.helpline"}


class PicksOwnKinds:
    """Let a person pick among the records of a kind only who may look at that kind, or do something with it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, named: dict[str, Any]) -> None:
        """Refuse what this person has nothing to do with.

        Raises:
            PermissionDenied: they may do nothing with records of that kind.
        """
        model = _picked_from(request, named)
        if model is None or model._meta.label_lower in _OPEN or not request.user.is_authenticated:
            return
        if not ModelPermissionPolicy(model).user_has_any_permission(request.user, _RIGHTS):
            raise PermissionDenied


def _picked_from(request: HttpRequest, named: dict[str, Any]) -> type[models.Model] | None:
    """Return the kind of record that is picked from at this address; none at any other address."""
    match = request.resolver_match
    if match is None:
        return None
    if match.namespace.startswith(_DIALOGS):
        label, _, name = match.namespace.removeprefix(_DIALOGS).partition("_")
        return apps.get_model(label, name)
    if (match.url_name or "").startswith(_LISTS):
        try:
            return apps.get_model(named["app_label"], named["model_name"])
        except LookupError:
            return None
    return None
