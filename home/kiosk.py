"""A tablet in a waiting room: where it starts again for the next family.

The mark rides in the address, `?kiosk=survey.k7m2q`, so that an address still says all there is to say: no cookie, and
nothing kept on the tablet. Pure but for the request it reads.
"""

import re
from dataclasses import dataclass

from django.http import HttpRequest

from home.languages import SOURCE

PARAMETER = "kiosk"
#: What the tablet shows, and which of it: `survey.k7m2q`, `pages.why-babies-cry.new-here`.
_MARK = re.compile(r"[a-z]{1,20}(?:\.[A-Za-z0-9_-]{1,255}){1,20}")


@dataclass(frozen=True, slots=True)
class Kiosk:
    """What one tablet shows. ``is_start``: this page is where it starts, and nobody has begun yet."""

    mark: str
    is_start: bool = False

    @property
    def start_url(self) -> str:
        """Where it starts again: in English, with every language to choose from."""
        kind, _dot, which = self.mark.partition(".")
        return f"/{SOURCE.code}/kiosk/{kind}/{which}/"

    def marked(self, path: str) -> str:
        """Return an address of this site with the mark on it."""
        return f"{path}{'&' if '?' in path else '?'}{PARAMETER}={self.mark}"


def kiosk_of(request: HttpRequest) -> Kiosk | None:
    """Return the tablet that asks; ``None`` where the address has no mark, or one that names nothing."""
    mark = request.GET.get(PARAMETER, "")
    return Kiosk(mark) if _MARK.fullmatch(mark) else None
