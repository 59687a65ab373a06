"""When a sign-in begins, and when a second factor was shown."""

from typing import Any

from allauth.mfa.signals import authenticator_added, authenticator_used
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from staff import clock
from staff.second_factor import note_shown


@receiver(user_logged_in, dispatch_uid="staff.begins")
def begins(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    clock.start(request.session, user_agent=request.META.get("HTTP_USER_AGENT", ""))


@receiver([authenticator_added, authenticator_used], dispatch_uid="staff.showed")
def showed(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    note_shown(request, user)
