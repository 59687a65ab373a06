"""Did a form of this site send this? Asked where there is no cookie that could tell (docs/decisions/0003)."""

from urllib.parse import urlsplit

from django.http import HttpRequest

#: What a browser says of a request that a page of this site, or somebody's own hand, has made. None: an old browser.
_OURS = {"same-origin", "none", None}


def is_same_site(request: HttpRequest) -> bool:
    """Tell whether no other site made a visitor's browser send this. A browser too old to say is believed."""
    if request.headers.get("Sec-Fetch-Site") not in _OURS:
        return False
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()
