"""A content delivery network (CDN) before the site: how long it may keep a page, and when it has to forget them all.

Which pages show what nobody knows (docs/decisions/0045), so that all of them are forgotten at each change.
"""

import requests
from django.conf import settings

from good_beginnings.page_cache.entries import Headers

#: The timed job that tells it (`good_beginnings.jobs`).
JOB = "purge_cdn"
#: In seconds.
PATIENCE = 20


def said_of_pages() -> Headers:
    """Return what is said to a CDN of a page for everybody (RFC 9213); without one that forgets, nothing.

    Browsers pass over it. They, and a CDN that is told nothing, ask each time: `Cache-Control: no-cache`.
    """
    return [("CDN-Cache-Control", f"max-age={settings.CDN_SECONDS}")] if settings.PURGE_URL else []


def purge() -> None:
    """Tell the CDN to forget every page.

    Raises:
        OSError: it could not be told. The message says nothing of where, which may be a secret.
    """
    name, _, value = settings.PURGE_HEADER.partition(":")
    try:
        answer = requests.post(
            settings.PURGE_URL,
            headers={name.strip(): value.strip()} if name else {},
            # Cloudflare's word for it. Others read no body.
            json={"purge_everything": True},
            timeout=PATIENCE,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        raise OSError(f"The CDN could not be asked ({type(error).__name__})") from None
    if not answer.ok or answer.is_redirect:
        raise OSError(f"The CDN answered {answer.status_code}")
