"""What a reader must know of a page of figures before reading it, and what its head says of it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from home.context import Notice, address_in
from home.languages import SOURCE, Language


def head_of(request: HttpRequest, language: Language) -> dict[str, Any]:
    """Return the notice of a page of figures, and whether robots may keep it."""
    kind = "" if language == SOURCE else "draft-translation" if settings.SHOW_PREVIEW else "not-translated"
    original = address_in(request.path, SOURCE)
    return {"notice": Notice(kind, original) if kind else None, "noindex": settings.SHOW_PREVIEW}
