"""What this site wants of django-allauth, otherwise than it comes: nobody signs up, no address is kept."""

import base64
import hashlib
import io
import time
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from staff import throttle
from staff.known_browsers import browser_known_to, remember
from staff.second_factor import is_last

#: Seconds in which nobody is asked for the same password twice.
_JUST_NOW = 5 * 60


class AccountAdapter(DefaultAccountAdapter):
    """Signing in by name and password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "The name or the password is not right. Please try again.",
        "incorrect_password": "The password is not right. Please try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return no address: nobody's is kept, asked for or told."""
        return "0.0.0.0"  # noqa: S104

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Return whose name and password these are, ``None`` where they are wrong.

        Raises:
            ValidationError: there were too many wrong tries; it says how long to wait.
        """
        account = account_of(credentials.get("username", ""))
        taken = begin("password", account, request)
        user = super().authenticate(request, **credentials)
        (throttle.was_right if user else throttle.was_wrong)(taken)
        return user

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count nothing in the cache, which each process has for itself."""

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign somebody in. In a browser that the account knows, forms of before can still be sent.

        Django gives a browser another token for its forms at each sign-in. Whoever was signed out over a page that is
        half written, and signs in in another window, could not save it any more.
        """
        token = request.META.get("CSRF_COOKIE")
        super().login(request, user)
        if token and browser_known_to(account_of(user.get_username()), request):
            request.META["CSRF_COOKIE"] = token

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember(account_of(user.get_username()), request, response)
        return response

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing of our own accord: pages say it."""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Tell whether somebody must show once more who they are: not just after signing in.

        Whoever signs in with the Trust's account has nothing here to show it with: they are not asked.
        """
        request = context.request
        records = get_authentication_records(request, request.user)
        is_fresh = any(time.time() - record["at"] < _JUST_NOW for record in records)
        return not is_fresh and bool(self.get_reauthentication_methods(request.user))


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: what an app shares with us is encrypted, so that a backup is not enough to make its codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "It is your only second factor. Set up another one first.",
        "incorrect_code": "The code is not right. Please try again.",
    }

    def get_totp_issuer(self) -> str:
        return str(settings.WAGTAIL_SITE_NAME)

    def build_totp_svg(self, url: str) -> str:
        """Return the code to scan, on white: on the dark of the admin's dark scheme no phone reads it."""
        drawn = io.BytesIO()
        segno.make_qr(url).save(drawn, kind="svg", xmldecl=False, light="#fff", scale=4)
        return drawn.getvalue().decode()

    def _get_user_identifier(self, user: Any) -> str:
        return str(user.get_username())

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def encrypt(self, text: str) -> str:
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return what was encrypted.

        Raises:
            ValidationError: it was encrypted with another SECRET_KEY.
        """
        try:
            return _keys().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise ValidationError(
                "Your second factor can’t be read any more. Ask an administrator to take it away; then set it up again."
            ) from error

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not (settings.SECOND_FACTOR_REQUIRED and is_last(authenticator))


class TrustAccountAdapter(DefaultSocialAccountAdapter):
    """Signing in with the Trust's account: to an account that is here already, by its e-mail address; none is made."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find whose account it is. Nothing of what the provider says is kept.

        Raises:
            PermissionDenied: somebody wants to add another sign-in to their account.
            ImmediateHttpResponse: nobody here has such an address, or more than one.
        """
        if sociallogin.state.get("process") != "login":
            raise PermissionDenied
        addresses = {address.email for address in sociallogin.email_addresses if address.verified}
        found = [user for email in addresses for user in User.objects.filter(email__iexact=email, is_active=True)]
        if len(found) != 1:
            raise ImmediateHttpResponse(render(request, "staff/not_let_in.html", status=403))
        sociallogin.user = found[0]


def account_of(name: str) -> str:
    """Return a name as it is counted: however it was typed."""
    return name.strip().casefold()


def begin(kind: str, account: str, request: HttpRequest | None) -> throttle.Try:
    """Take a try, as `throttle.begin` does.

    Raises:
        ValidationError: there were too many; it says how long to wait.
    """
    try:
        return throttle.begin(kind, account, browser=browser_known_to(account, request))
    except throttle.MustWait as wait:
        raise ValidationError(str(wait), code="must_wait") from wait


def _keys() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(str(secret))) for secret in secrets])


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"staff.second_factor\0" + secret.encode()).digest())
