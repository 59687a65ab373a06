"""Whether somebody has a second factor, has shown it, and what happens when it is lost."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from wagtail.log_actions import log

from staff import sessions

_SHOWN = "staff_second_factor"
TAKEN_AWAY = "staff.second_factor_taken_away"


def note_shown(request: HttpRequest, user: Any) -> None:
    """Note in the session whose second factor was shown or set up in it."""
    request.session[_SHOWN] = user.pk


def was_shown(request: HttpRequest) -> bool:
    return bool(request.session.get(_SHOWN) == request.user.pk)


def has_one(user: Any) -> bool:
    """Tell whether this person has an app or a passkey; recovery codes alone are none. One query."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def is_last(authenticator: Authenticator) -> bool:
    others = Authenticator.objects.filter(user=authenticator.user_id).exclude(pk=authenticator.pk)
    return not others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def is_missing(request: HttpRequest) -> bool:
    """Tell whether this person has to set one up, or show it, before they may see anything."""
    return settings.SECOND_FACTOR_REQUIRED and not (was_shown(request) and has_one(request.user))


def take_away(user: User, *, by: User | None) -> None:
    """Take somebody's lost second factor away, end their sign-ins, and write it into the log.

    ``by`` is who does it, ``None`` where a command does.
    """
    Authenticator.objects.filter(user=user).delete()
    sessions.end_all(user)
    log(instance=user, action=TAKEN_AWAY, user=by)
