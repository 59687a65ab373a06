"""Browsers that an account has been signed in with: a signed cookie of the admin, which says nothing but that."""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "known_browser"
_SALT = "staff.known_browsers"
_DAYS_90 = 90 * 24 * 60 * 60


def browser_known_to(account: str, request: HttpRequest | None) -> str:
    """Return what this browser is counted by at this account; ``""`` where it was never signed in to it."""
    value = request.COOKIES.get(COOKIE, "") if request else ""
    try:
        whose, browser = signing.loads(value, salt=_SALT, max_age=_DAYS_90)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(browser) if whose == _digest(account) else ""


def remember(account: str, request: HttpRequest, response: HttpResponse) -> None:
    """Let this browser be known to the account for 90 days. Whoever signs in to another account takes its place."""
    browser = browser_known_to(account, request) or secrets.token_hex(8)
    response.set_cookie(
        COOKIE,
        signing.dumps([_digest(account), browser], salt=_SALT),
        max_age=_DAYS_90,
        path=f"/{settings.ADMIN_PATH}",
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )


def _digest(account: str) -> str:
    return salted_hmac(_SALT, account, algorithm="sha256").hexdigest()[:32]
