"""The page cache as settings have it."""

import logging
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError

from good_beginnings.page_cache import cdn, changes
from good_beginnings.page_cache.keeper import Keeper
from good_beginnings.page_cache.shelf import Shelf
from good_beginnings.page_cache.wrapper import Application, PageCache, Rules
from home import generation
from home.languages import REGISTRY

logger = logging.getLogger(__name__)

MB = 1024 * 1024


def cached(application: Application) -> Application:
    """Return the application with the page cache round it and its thread beside it; as it is where that is off."""
    if not settings.PAGE_CACHE:
        return application
    cache = page_cache(application)
    try:
        changes.renew()
    except DatabaseError:
        # Then nothing is kept until the thread has seen it: what was kept may be another program's.
        generation.switch("unknown")
    Keeper(cache).start()
    return cache


def page_cache(application: Application) -> PageCache:
    """Return the cache alone."""
    return PageCache(
        application,
        shelf=Shelf(settings.PAGE_CACHE_DIR, most_bytes=settings.PAGE_CACHE_MB * MB),
        rules=rules(),
        generation=generation.current,
        ends=changes.end_of,
        beginning=generation.beginning_with,
        most_in_memory=settings.PAGE_CACHE_MEMORY_MB * MB,
    )


def rules() -> Rules:
    return Rules(
        session_cookie=settings.SESSION_COOKIE_NAME,
        not_below=(f"/{settings.ADMIN_PATH}", "/documents/", settings.MEDIA_URL, settings.STATIC_URL),
        scheme_header=settings.SECURE_PROXY_SSL_HEADER,
        public_port=str(urlsplit(settings.WAGTAILADMIN_BASE_URL).port or ""),
        languages={language.code: language.tag for language in REGISTRY},
        said=cdn.said_of_pages(),
    )
