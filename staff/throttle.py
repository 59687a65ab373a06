"""How often one may try a password or a code before one has to wait.

A try is counted before it is looked at, in the database: a hundred sent at once, to whichever process, are a hundred.
Who is counted is an account, never an address. So that nobody can keep a person out of their own account, a browser
that has been signed in to it before is counted by itself (docs/decisions/0056).
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from home.clocks import DIFFER, ahead
from staff.models import Tries

#: Wrong tries in a row that cost nothing; from then on each costs twice the time of the one before.
FREE = 5
FIRST_WAIT = 60
LONGEST_WAIT = 15 * 60
#: Wrong tries are forgotten when there was none for so long.
FORGOTTEN_AFTER = timedelta(hours=1)
#: Wrong tries at whatever accounts, from browsers that nobody has signed in with, in one span of seconds.
MOST_OF_ALL = 100
SPAN = 10 * 60


class MustWait(Exception):
    """No try is taken now."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds

    def __str__(self) -> str:
        minutes = -(-self.seconds // 60)
        span = "1 minute" if minutes == 1 else f"{minutes} minutes"
        return f"There were too many wrong tries. Wait {span}, then try again."


class UsedBefore(Exception):
    """A code that may be used once was used a second time."""


@dataclass(frozen=True, slots=True)
class Try:
    """One that was taken, and has to be answered with `was_right` or `was_wrong`."""

    key: str
    is_from_known_browser: bool


def seconds_to_wait(wrong: int) -> int:
    """Return how long the next try has to wait after so many wrong ones in a row."""
    return 0 if wrong < FREE else min(FIRST_WAIT * 2 ** (wrong - FREE), LONGEST_WAIT)


def begin(kind: str, account: str, *, browser: str = "") -> Try:
    """Take a try of one kind ("password", "code") at an account, from a browser that is known to it or ``""``.

    Raises:
        MustWait: there were too many.
    """
    if not browser:
        _ask_everybody()
    key = _key(kind, account, browser)
    with transaction.atomic():
        row, _ = Tries.objects.select_for_update().get_or_create(key=key, defaults={"last_at": timezone.now()})
        left = _seconds_left(row, now=timezone.now())
        if left <= 0:
            row.wrong, row.last_at = row.wrong + 1, timezone.now()
            row.save()
    # Outside: it would undo a row that was just made.
    if left > 0:
        raise MustWait(left)
    return Try(key, is_from_known_browser=bool(browser))


def was_right(taken: Try) -> None:
    Tries.objects.filter(key=taken.key).delete()


def was_wrong(taken: Try) -> None:
    """Count it among those of everybody; with its account it is counted already."""
    if taken.is_from_known_browser:
        return
    with transaction.atomic():
        row, _ = Tries.objects.select_for_update().get_or_create(
            key=_key_of_everybody(), defaults={"last_at": timezone.now()}
        )
        row.wrong += 1
        row.save()


def use_once(kind: str, account: str, code: str) -> None:
    """Note that a code was used.

    Raises:
        UsedBefore: it was, within the hour.
    """
    if not Tries.objects.get_or_create(key=_key(kind, account, code), defaults={"last_at": timezone.now()})[1]:
        raise UsedBefore


def forget_old() -> None:
    now = timezone.now()
    Tries.objects.filter(Q(last_at__lt=now - FORGOTTEN_AFTER) | ahead("last_at", now=now)).delete()


def _seconds_left(row: Tries, *, now: datetime) -> int:
    since = now - row.last_at
    # One that has not come yet is of a clock that was wrong: nobody waits until it has.
    if since > FORGOTTEN_AFTER or since < -DIFFER:
        row.wrong = 0
    return seconds_to_wait(row.wrong) - max(0, int(since.total_seconds()))


def _ask_everybody() -> None:
    if Tries.objects.filter(key=_key_of_everybody(), wrong__gte=MOST_OF_ALL).exists():
        raise MustWait(SPAN - int(time.time()) % SPAN)


def _key_of_everybody() -> str:
    return _key("everybody", str(int(time.time()) // SPAN), "")


def _key(*parts: str) -> str:
    return salted_hmac("staff.throttle", "\0".join(parts), algorithm="sha256").hexdigest()
