"""Make, find and revoke the tokens of programs."""

import hashlib
import secrets
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.utils import timezone

from feedback.outcomes.models import ApiToken
from feedback.outcomes.models.tokens import MANAGE_TOKENS
from home.audit.actions import MADE_TOKEN, REVOKED_TOKEN, note

#: What each begins with, so that tools which look for lost secrets know it.
BEGINS = "gb_"
_BYTES = 32
#: No secret is longer; what is, is not looked for.
_LONGEST = 100


class NoSuchToken(Exception):
    """There is no token with this secret, or it is good no longer."""


class OfNobody(Exception):
    """The person who made the token has no account any more that is in use."""


def make_token(name: str, *, expires_on: date, user: Any) -> tuple[ApiToken, str]:
    """Make a token; return it and its secret, which is kept nowhere.

    Raises:
        PermissionDenied: this person may not.
    """
    if not user.has_perm(MANAGE_TOKENS):
        raise PermissionDenied
    secret = BEGINS + secrets.token_urlsafe(_BYTES)
    token = ApiToken.objects.create(name=name, digest=_digest(secret), made_by=user, expires_on=expires_on)
    note(MADE_TOKEN, token, user=user)
    return token, secret


def revoke_token(token: ApiToken, user: Any) -> None:
    """Revoke a token, at once and for good; one that is revoked stays as it was.

    Raises:
        PermissionDenied: this person may not.
    """
    if not user.has_perm(MANAGE_TOKENS):
        raise PermissionDenied
    unrevoked = ApiToken.objects.filter(pk=token.pk, revoked_on=None)
    if unrevoked.update(revoked_on=timezone.localdate(), revoked_by=user):
        note(REVOKED_TOKEN, token, user=user)


def find_token(secret: str, today: date) -> ApiToken:
    """Return the token with this secret, and note that it was used today. One query, and one more on its first day.

    Raises:
        NoSuchToken: there is none that is good.
        OfNobody: its maker's account was closed.
    """
    if len(secret) > _LONGEST:
        raise NoSuchToken
    token = ApiToken.objects.select_related("made_by").filter(digest=_digest(secret)).first()
    if token is None or not token.is_good(today):
        raise NoSuchToken
    if not token.made_by.is_active:
        raise OfNobody
    if token.last_used != today:
        _note_use(token, today)
    return token


def _note_use(token: ApiToken, today: date) -> None:
    try:
        ApiToken.objects.filter(pk=token.pk).update(last_used=today)
    except OperationalError:
        # The database is busy. Figures are not held back for the note; the next request makes it.
        return


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
