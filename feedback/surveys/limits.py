"""How many answers one network may send in an hour: counted in this process's memory, under a key that nobody can undo.

Over the limit nothing is refused: a clinic and a refuge share one address. What comes is counted apart.
"""

import hmac
import ipaddress
import secrets
import threading
import time
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest

HOUR = 3600.0
DAY = 24 * HOUR
#: Networks remembered at most, so that a flood can't fill the memory: the oldest are forgotten first.
MOST_NETWORKS = 10_000


class Limit:
    """Counts by network. The salt lives for a day, in memory only: no dump of anything says who it was."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._salt = b""
        self._salted_at = 0.0
        self._moments: dict[bytes, list[float]] = {}

    def is_over(self, address: str, *, most: int, now: float | None = None) -> bool:
        """Count one more from this address's network; tell whether that is more than ``most`` within an hour."""
        now = time.monotonic() if now is None else now
        with self._lock:
            self._renew(now)
            key = hmac.new(self._salt, network_of(address).encode(), sha256).digest()
            recent = [moment for moment in self._moments.pop(key, []) if moment > now - HOUR]
            recent.append(now)
            # Taken out and put in again: the dictionary's order is that of the last visit.
            self._moments[key] = recent[-(most + 1) :]
            while len(self._moments) > MOST_NETWORKS:
                self._moments.pop(next(iter(self._moments)))
            return len(recent) > most

    def _renew(self, now: float) -> None:
        if not self._salt or now - self._salted_at > DAY:
            self._salt, self._salted_at = secrets.token_bytes(32), now
            self._moments.clear()


def network_of(address: str) -> str:
    """Return the network an address belongs to, /24 or /48; all that is no address is one network."""
    try:
        parsed = ipaddress.ip_address(address.strip())
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    bits = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network(f"{parsed}/{bits}", strict=False))


def address_of(request: HttpRequest) -> str:
    """Return where a request comes from, to be counted and forgotten at once.

    Behind our own proxy it is what the proxy has added last: what stands before that anybody may have written.
    """
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.BEHIND_PROXY and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
