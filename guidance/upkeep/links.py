"""Addresses on our pages that lead out of the site: which there are, and whether anything is still there."""

import html
import ipaddress
import re
import socket
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urljoin, urlsplit

import requests
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from guidance.directory.models import Service
from guidance.models import GuidancePage, LinkCheck, Source
from guidance.upkeep.uses import Use
from home.models import Helpline, HomePage, StandardPage

State = LinkCheck.State
#: An address is asked for once a week, and so many in one go: other work by the clock waits meanwhile.
EVERY, AT_ONCE = timedelta(days=7), 20
#: Pages whose words an editor writes.
KINDS = (HomePage, StandardPage, GuidancePage)
_IN_TEXT = re.compile(r'href="(https?://[^"]+)"')
_SECONDS = (5, 10)
_TURNS = 5
_GONE = {404, 410}
_FOR_GOOD = {301, 308}


@dataclass(frozen=True, slots=True)
class Look:
    """What came back. ``told``: the new address, the status or the fault, in words for an editor."""

    state: str
    told: str = ""
    #: No connection at all: then it may be this server that has none.
    was_reached: bool = True


# --- Which there are ------------------------------------------------------------------------------------------------


def addresses() -> dict[str, list[Use]]:
    """Return every address that leads out, with the places that give it. Six queries."""
    found: dict[str, list[Use]] = {}
    for address, use in _all():
        uses = found.setdefault(address, [])
        if use not in uses:
            uses.append(use)
    return found


def _all() -> Iterator[tuple[str, Use]]:
    for kind in KINDS:
        for page in kind.objects.filter(live=True, alias_of=None).select_related("locale"):
            use = Use("Page", page.title, reverse("wagtailadmin_pages:edit", args=[page.pk]), page.words.tag)
            texts = _texts(list(page.body.raw_data)) if hasattr(page, "body") else ()
            yield from ((html.unescape(found), use) for text in texts for found in _IN_TEXT.findall(text))
    for source in Source.objects.filter(withdrawn_on=None).exclude(address=""):
        yield source.address, Use("Source", source.title, _edit("guidance_source", source.pk))
    for line in Helpline.objects.exclude(web=""):
        yield line.web, Use("Helpline", str(line), _edit("home_helpline", line.pk))
    for service in Service.objects.for_staff().exclude(web="").only("key", "name_en", "web"):
        yield service.web, Use("Service", str(service), _edit("guidance_service", service.pk))


def _edit(name: str, pk: int) -> str:
    return reverse(f"wagtailsnippets_{name}:edit", args=[pk])


def _texts(value: object) -> Iterator[str]:
    """Yield every text in a block's raw value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


# --- Whether anything is there --------------------------------------------------------------------------------------


def check_some(*, today: date | None = None) -> int:
    """Ask for the addresses whose week is over, the longest unasked first; return how many were asked for.

    Rows of addresses that no page gives any more go. Where nothing at all could be reached, nothing is noted: it is
    this server that has no way out.
    """
    today = today or timezone.localdate()
    known = addresses()
    LinkCheck.objects.exclude(address__in=known).delete()
    asked_on = dict(LinkCheck.objects.values_list("address", "checked_on"))
    waiting = [address for address in known if asked_on.get(address, date.min) <= today - EVERY]
    waiting.sort(key=lambda address: asked_on.get(address, date.min))
    looks = {address: look_at(address) for address in waiting[:AT_ONCE]}
    if any(look.was_reached for look in looks.values()):
        _note(looks, today)
    return len(looks)


def _note(looks: dict[str, Look], today: date) -> None:
    before = dict(LinkCheck.objects.filter(address__in=looks).values_list("address", "failing_since"))
    for address, look in looks.items():
        failing = None if look.state == State.GOOD else before.get(address) or today
        noted = {"state": look.state, "told": look.told[:500], "checked_on": today, "failing_since": failing}
        LinkCheck.objects.update_or_create(address=address, defaults=noted)


def look_at(address: str) -> Look:
    """Ask for an address as a reader's browser would, and follow where it leads; nothing of the page is read."""
    place = address
    moves: list[int] = []
    for _turn in range(_TURNS):
        if not _is_public(place):
            return Look(State.SILENT, f"{urlsplit(place).hostname} is not found, or not a public address", False)
        try:
            with requests.get(
                place,
                timeout=_SECONDS,
                stream=True,
                allow_redirects=False,
                headers={"User-Agent": f"Good Beginnings link check ({settings.WAGTAILADMIN_BASE_URL})"},
            ) as answer:
                status, onward = answer.status_code, answer.headers.get("Location")
        except requests.Timeout:
            return Look(State.SILENT, "It took too long to answer")
        except (requests.RequestException, UnicodeError):
            return Look(State.SILENT, "No connection", False)
        if not (300 <= status < 400 and onward):
            return _look(status, place, moves)
        moves.append(status)
        place = urljoin(place, onward)
    return Look(State.SILENT, "It leads on and on")


def _look(status: int, place: str, moves: list[int]) -> Look:
    if status in _GONE:
        return Look(State.GONE, f"It answered {status}: not there")
    if status >= 400:
        return Look(State.SILENT, f"It answered {status}: it may not like to be asked by a program")
    return Look(State.MOVED, place) if moves and set(moves) <= _FOR_GOOD else Look(State.GOOD)


def _is_public(address: str) -> bool:
    """Tell whether an address is in the open: an editor's typing must not lead this server into the Trust's network."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return False
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError, ValueError):
        return False
    places = [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]
    return settings.LINKS_MAY_BE_LOCAL or all(place.is_global for place in places)


# --- What is wrong --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Broken:
    """An address to mend: where it stands, and what to do."""

    check: LinkCheck
    fix: str
    uses: list[Use]


_FIXES = {
    State.GONE: "Find the page that took its place, or take the link out.",
    State.MOVED: "Change the link to the new address.",
    State.SILENT: "Open it yourself. If it is there, all is well; if not, find another page or take the link out.",
}


def broken(known: dict[str, list[Use]]) -> list[Broken]:
    """Return what to mend. What gave no answer is listed after a second week: sites have bad days. One query."""
    rows: Iterable[LinkCheck] = LinkCheck.objects.filter(address__in=known).exclude(state=State.GOOD)
    return [
        Broken(row, _FIXES[State(row.state)], known[row.address])
        for row in sorted(rows, key=lambda row: (list(_FIXES).index(State(row.state)), row.address))
        if row.state != State.SILENT or (row.failing_since and row.checked_on >= row.failing_since + EVERY)
    ]
