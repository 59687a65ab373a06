"""A clear word for whoever sends what nobody can make sense of: 4xx, never an error of ours.

Wagtail's screens take what they are given at its word: a key that is no number, a form without its hidden fields. They
would answer 500, as if we had failed.
"""

import logging
from collections.abc import Callable
from types import TracebackType
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldError, ObjectDoesNotExist, ValidationError
from django.db import DataError
from django.db.models import ProtectedError, RestrictedError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.urls import NoReverseMatch
from modelsearch.backends.base import FieldError as SearchedFieldError
from modelsearch.backends.base import FilterError as SearchedFilterError

from home.errors import bad_address, page_not_found

logger = logging.getLogger("good_beginnings.refusals")
Handler = Callable[[HttpRequest], HttpResponse]

#: Those that have views. `good_beginnings` only looks on at what is asked of the database.
OURS = {"feedback", "guidance", "home", "staff"}
#: Whose screens these are, and what they stand on.
LIBRARIES = {"wagtail", "wagtail_localize", "modelcluster", "taggit", "rest_framework", "django_filters", "modelsearch"}
#: What Python, Django and the database say of a value that can't be one, or that is missing.
NONSENSE = (
    *(ValueError, KeyError, OverflowError, TypeError, AttributeError),
    *(DataError, FieldError, ValidationError, NoReverseMatch),
    # A search together with a filter or an order that Wagtail's screens offer, and its search does not know.
    *(SearchedFieldError, SearchedFilterError),
)


LARGEST_KEY = 2**63 - 1
#: What a form can ask by. Django's views for deleting take DELETE as well, and then ask nobody: what refuses to delete,
#: and what is noted of it, hangs on the form. wagtail-localize's editor alone is written for more.
ASKED_BY = ("GET", "HEAD", "POST", "OPTIONS")
ASKED_OTHERWISE = "wagtail_localize"


class ClearRefusals:
    """Answer 400 where a library's view trips over what was sent, and put a word into answers that have none."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # A player that asks for a part that is not there needs no words.
        is_refusal = 400 <= response.status_code < 500 and response.status_code != 416
        if is_refusal and not response.streaming and not response.content:
            response.content = render_to_string("405.html")
            response.headers["Content-Type"] = "text/html; charset=utf-8"
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, named: dict[str, Any]) -> HttpResponse | None:
        """Answer 405 to what no form of staff's asks, and 404 where a number is none that a database can have given."""
        is_past_the_form = request.method not in ASKED_BY and request.path.startswith(f"/{settings.ADMIN_PATH}")
        if is_past_the_form and view.__module__.partition(".")[0] != ASKED_OTHERWISE:
            return HttpResponseNotAllowed(ASKED_BY)
        is_too_large = any(isinstance(value, int) and value > LARGEST_KEY for value in named.values())
        return page_not_found(request) if is_too_large else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Take what a library's view tripped over for what it is. What our own code trips over is our fault.

        Wagtail deletes an account without asking what rests on it: signatures, decisions.
        """
        if _is_ours(exception.__traceback__):
            return None
        if isinstance(exception, ObjectDoesNotExist):
            return page_not_found(request)
        if isinstance(exception, (ProtectedError, RestrictedError)):
            return HttpResponse(render_to_string("409.html"), status=409, headers={"Cache-Control": "no-store"})
        if not isinstance(exception, NONSENSE):
            return None
        logger.warning("A library's view could not make sense of what was sent", exc_info=exception)
        return bad_address(request)


def _is_ours(trace: TracebackType | None) -> bool:
    """Tell whether it was our own code that tripped: the innermost that is neither Django's nor Python's.

    Where it was none of the libraries named here, it is ours to know of.
    """
    is_ours = True
    while trace is not None:
        top = str(trace.tb_frame.f_globals.get("__name__")).partition(".")[0]
        if top in OURS or top in LIBRARIES:
            is_ours = top in OURS
        trace = trace.tb_next
    return is_ours
