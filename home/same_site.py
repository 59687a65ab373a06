"""Did a form of this site send this? Asked where there is no cookie that could tell (docs/decisions/0003)."""

from django.http import HttpRequest

#: What a browser says of a request that a page of this site, or somebody's own hand, has made.
_OURS = {"same-origin", "none"}


def is_same_site(request: HttpRequest) -> bool:
    """Tell whether no other site made a visitor's browser send this. A browser too old to say is believed.

    No page can write `Sec-Fetch-Site`, so that it alone decides where it is there: from a page that gives away no
    referrer a browser sends our own forms with `Origin: null`.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in _OURS
    origin = request.headers.get("Origin")
    # Whatever a program writes there: it is compared, and not read as an address.
    return origin is None or origin.partition("://")[2] == request.get_host()
