"""How long a sign-in lasts, and what a session says of itself to the person whose it is."""

import time
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from home.clocks import DIFFER

#: A session, or what was read of one.
Held = SessionBase | Mapping[str, Any]

_SINCE, _SEEN, _BROWSER = "staff_since", "staff_seen", "staff_browser"
#: A session is written anew at most so often, in seconds.
_STEP = 60

#: What stands in the name that a browser gives itself, in this order: Edge also calls itself Chrome, and Chrome Safari.
_BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "a Mac",
    "CrOS": "a Chromebook",
    "Linux": "Linux",
}


def family_of(user_agent: str) -> str:
    """Return what a browser is called and runs on, without any version: "Firefox on Windows"."""
    browser = next((name for sign, name in _BROWSERS.items() if sign in user_agent), "")
    system = next((name for sign, name in _SYSTEMS.items() if sign in user_agent), "")
    return " on ".join(part for part in (browser, system) if part) or "A browser"


def start(session: SessionBase, *, user_agent: str) -> None:
    session[_SINCE] = session[_SEEN] = int(time.time())
    session[_BROWSER] = family_of(user_agent)


def is_over(session: Held) -> bool:
    """Tell whether nothing was asked for too long, or the day is over."""
    now = time.time()
    # One without a clock is older than this rule.
    seen, since = session.get(_SEEN, 0), session.get(_SINCE, 0)
    # Nor is one taken that has not begun yet: by a clock that was wrong it would go on until it has.
    is_ahead = max(seen, since) > now + DIFFER.total_seconds()
    return bool(is_ahead or now - seen > settings.IDLE_MINUTES * 60 or now - since > settings.SESSION_COOKIE_AGE)


def tick(session: SessionBase) -> None:
    """Note that somebody is there."""
    now = int(time.time())
    if now - session.get(_SEEN, 0) >= _STEP:
        session[_SEEN] = now


def since(session: Held) -> int:
    return int(session.get(_SINCE, 0))


def seen(session: Held) -> int:
    return int(session.get(_SEEN, 0))


def browser(session: Held) -> str:
    return str(session.get(_BROWSER, "A browser"))
