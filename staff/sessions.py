"""Where a person is signed in. Worked out from the sessions themselves: no other table holds it.

Only staff have sessions, so that there are few enough to look at each.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from staff import clock


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One browser somebody is signed in with. ``name`` stands for it in a form: its key would let others in."""

    key: str
    browser: str
    since: datetime
    seen: datetime

    @property
    def name(self) -> str:
        return name_of(self.key)


def name_of(key: str) -> str:
    return salted_hmac("staff.sessions", key).hexdigest()[:20]


def sessions_of(user: User) -> list[SignedIn]:
    """Return where this person is signed in now, the latest used first. One query, and a look at each session."""
    found = [
        SignedIn(key, clock.browser(held), _moment(clock.since(held)), _moment(clock.seen(held)))
        for key, held in _held_by(user)
        # After a change of the password Django takes no other of them any more.
        if constant_time_compare(held.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
        and not clock.is_over(held)
    ]
    return sorted(found, key=lambda one: one.seen, reverse=True)


def end(user: User, *, name: str) -> int:
    """End one; return how many that were."""
    return _delete([one.key for one in sessions_of(user) if one.name == name])


def end_all(user: User, *, but: str | None = None) -> int:
    """End all of them, but for the session of one key; return how many that were."""
    return _delete([key for key, _ in _held_by(user) if key != but])


def _held_by(user: User) -> Iterator[tuple[str, dict[str, Any]]]:
    # One reads them all: a store for each would be a query each.
    decoder = SessionStore()
    for key, data in Session.objects.filter(expire_date__gt=timezone.now()).values_list("session_key", "session_data"):
        held = decoder.decode(data)
        if held.get(SESSION_KEY) == str(user.pk):
            yield key, held


def _delete(keys: list[str]) -> int:
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
