"""Published figures for programs that ask with a token: JSON, read only. A token opens nothing that is not published.

Plain views: four addresses that only read need neither serialisers nor a browsable page with a session.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from feedback.outcomes.models import Indicator, IndicatorValue, Measure, Release
from feedback.outcomes.open_data.document import document_of
from feedback.outcomes.open_data.everything import plain_number, published_releases, shown_values, status_of
from feedback.outcomes.open_data.files import FORMATS, find_release
from feedback.outcomes.open_data.names import english_names
from feedback.outcomes.open_data.rows import rows_of
from feedback.outcomes.open_data.tokens import NoSuchToken, OfNobody, find_token
from feedback.outcomes.periods import Quarter
from home.languages import REGISTRY, SOURCE
from home.records import column

Json = dict[str, Any]
View = Callable[..., Json]

_REALM = 'Bearer realm="Good Beginnings"'
_SAFE = ("GET", "HEAD")


class Refused(Exception):
    """A request that is not answered; what is said of it, and the headers that go with it."""

    def __init__(self, status: HTTPStatus, detail: str, **headers: str) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers


def _asked_with_token(view: View) -> Callable[..., HttpResponse]:
    """Answer those with a good token, and nobody else; every answer is JSON, and nobody between us keeps it."""

    # No form and no cookie leads here: what is asked in another way than GET is told so, in JSON.
    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, **named: str) -> HttpResponse:
        try:
            response = JsonResponse(_answer(view, request, named), json_dumps_params={"ensure_ascii": False})
        except Refused as refused:
            said = {"status": refused.status.value, "error": refused.status.phrase, "detail": refused.detail}
            response = JsonResponse(said, status=refused.status.value)
            for name, value in refused.headers.items():
                response.headers[name.replace("_", "-")] = value
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        patch_vary_headers(response, ["Authorization"])
        return response

    return answered


def _answer(view: View, request: HttpRequest, named: dict[str, str]) -> Json:
    _check(request.headers.get("Authorization", ""))
    if request.method not in _SAFE:
        raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, "Figures can only be read.", Allow=", ".join(_SAFE))
    try:
        return view(request, **named)
    except Http404 as error:
        raise Refused(HTTPStatus.NOT_FOUND, str(error)) from error


def _check(said: str) -> None:
    """Let a request go on whose header holds a good token. An address that holds one counts for nothing.

    Raises:
        Refused: there is none, it is no longer good, or its maker has gone.
    """
    scheme, _, secret = said.strip().partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        detail = "Send a token: Authorization: Bearer …"
        raise Refused(HTTPStatus.UNAUTHORIZED, detail, WWW_Authenticate=_REALM)
    try:
        find_token(secret.strip(), timezone.localdate())
    except NoSuchToken:
        detail = "This token is unknown, was revoked, or is past its last day."
        challenge = f'{_REALM}, error="invalid_token"'
        raise Refused(HTTPStatus.UNAUTHORIZED, detail, WWW_Authenticate=challenge) from None
    except OfNobody:
        detail = "The account of the person who made this token was closed. Ask somebody else to make one."
        raise Refused(HTTPStatus.FORBIDDEN, detail) from None


# --- What is asked for ---


@_asked_with_token
def releases(request: HttpRequest) -> Json:
    """List the published releases, the newest first. Two queries, the token's among them."""
    return {"releases": [_listed(release) for release in published_releases().defer("payload", "audit")]}


def _listed(release: Release) -> Json:
    place = [release.year, release.number]
    return {
        "quarter": str(release.quarter),
        "issue": release.issue,
        "published_on": str(release.approved_on),
        "digest": release.digest,
        "url": reverse("api_release", args=place),
        "files": {ending: reverse("figures_file", args=[*place, ending]) for ending in FORMATS},
    }


@_asked_with_token
def release(request: HttpRequest, year: str, number: str) -> Json:
    """Return everything that is published of a quarter. Four queries.

    Raises:
        Http404: nothing is.
    """
    found = find_release(Quarter(int(year), int(number)))
    if found is None:
        raise Http404("Nothing is published of this quarter.")
    return document_of(found, rows_of(found, english_names()))


@_asked_with_token
def measures(request: HttpRequest) -> Json:
    """List the measures of which any release shows something. Three queries."""
    published = {row["measure"] for each in published_releases() for row in _rows_in(each)}
    records = Measure.objects.filter(key__in=published).select_related("outcome", "service")
    return {"measures": [_measure(record) for record in records]}


def _rows_in(release: Release) -> list[Json]:
    payload = release.payload or {}
    return [*payload.get("tables", ()), *payload.get("figures", ())]


def _measure(record: Measure) -> Json:
    return {
        "key": record.key,
        "name": _texts(record, "name"),
        "definition": _texts(record, "definition"),
        "outcome": {"key": record.outcome.key, "statement": _texts(record.outcome, "statement")},
        "service": record.service.key if record.service else None,
        "box": record.box,
        "form": record.form,
        "direction": record.direction,
        "source": record.source,
        "target": plain_number(record.target),
        "target_days": record.target_days,
    }


def _texts(record: models.Model, field: str) -> dict[str, str]:
    """Return a text in every language that it is in."""
    said = {language.code: column(record, field, language) for language in REGISTRY}
    return {code: words for code, words in said.items() if words or code == SOURCE.code}


@_asked_with_token
def indicators(request: HttpRequest) -> Json:
    """List the indicators that have a figure which was compared with its publisher. Two queries."""
    found: dict[str, Json] = {}
    for value in shown_values().select_related("indicator__outcome"):
        indicator = value.indicator
        listed = found.setdefault(indicator.key, _indicator(indicator) | {"values": []})
        listed["values"].append(_value(value))
    return {"indicators": list(found.values())}


def _indicator(record: Indicator) -> Json:
    return {
        "key": record.key,
        "name": _texts(record, "name"),
        "definition": _texts(record, "definition"),
        "outcome": {"key": record.outcome.key, "statement": _texts(record.outcome, "statement")},
        "unit": record.unit,
        "direction": record.direction,
        "source_name": record.source_name,
        "source_url": record.source_url,
        "cadence": record.cadence,
    }


def _value(value: IndicatorValue) -> Json:
    return {
        "status": status_of(value),
        "area": value.area,
        "group": value.group,
        "period": value.period_label,
        "first_day": str(value.first_day),
        "last_day": str(value.last_day),
        "value": plain_number(value.value),
        "numerator": value.numerator,
        "denominator": value.denominator,
        "low": plain_number(value.low),
        "high": plain_number(value.high),
        "is_forecast": value.is_forecast,
        "source": value.source,
        "source_url": value.source_url,
        "note": value.note,
    }


@_asked_with_token
def nothing_here(request: HttpRequest) -> Json:
    """Say in JSON that there is nothing at this address.

    Raises:
        Http404: always.
    """
    raise Http404("There is nothing at this address. Addresses end with a slash.")
