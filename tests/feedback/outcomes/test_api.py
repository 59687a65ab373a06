"""Programs read what is published with a token, and nothing else; a token is shown once and forgotten."""

import hashlib
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from jsonschema import Draft202012Validator

from feedback.models import ApiToken, Indicator, IndicatorValue
from feedback.outcomes.open_data import tokens
from feedback.outcomes.open_data.tokens import make_token, revoke_token
from tests.feedback.outcomes.published import SECRET, a_cell, a_measure, a_payload, a_release, a_table
from tests.feedback.people import a_person
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db

PERMISSION = "manage_api_tokens"
ADDRESSES = ("/api/v1/releases/", "/api/v1/releases/2026-Q1/", "/api/v1/measures/", "/api/v1/indicators/")
REFUSED = 'Bearer realm="Good Beginnings"'


@pytest.fixture
def analyst() -> User:
    return a_person("analyst", PERMISSION)


@pytest.fixture
def made(analyst: User) -> tuple[ApiToken, str]:
    return make_token("Power BI", expires_on=timezone.localdate() + timedelta(days=30), user=analyst)


@pytest.fixture
def token(made: tuple[ApiToken, str]) -> ApiToken:
    return made[0]


@pytest.fixture
def secret(made: tuple[ApiToken, str]) -> str:
    return made[1]


def ask(address: str, secret: str = "", *, method: str = "get", **headers: str) -> HttpResponse:
    if secret:
        headers["Authorization"] = f"Bearer {secret}"
    return getattr(CheckingClient(), method)(address, headers=headers)


def an_indicator(key: str = "test-weight") -> Indicator:
    return Indicator.objects.create(
        key=key,
        outcome=a_measure(f"of-{key}").outcome,
        name_en="Low birth weight",
        name_pl="Niska waga urodzeniowa",
        definition_en="Live births under 2,500 g",
        direction="lower",
        source_name="A publisher",
    )


def a_value(indicator: Indicator, **changed: Any) -> IndicatorValue:
    facts = {
        "area": "ni",
        "period_label": "2017/18",
        "first_day": date(2017, 4, 1),
        "last_day": date(2018, 3, 31),
        "value": Decimal("6.10"),
        "source": "Table 1",
        "confirmed_on": date(2026, 1, 1),
    }
    return IndicatorValue.objects.create(indicator=indicator, **facts | changed)


# --- Who is answered ---


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_good_token_is_answered_in_json_that_nobody_keeps(secret: str, address: str) -> None:
    a_release()

    response = ask(address, secret)

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "Authorization" in response.headers["Vary"]
    assert "Cookie" not in response.headers["Vary"]
    assert not response.cookies


@pytest.mark.parametrize("address", [*ADDRESSES, "/api/v1/nothing/"])
def test_nobody_is_answered_without_a_token(address: str) -> None:
    a_release()

    response = ask(address)

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == REFUSED
    assert response.json()["status"] == 401
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "said", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer gb_wrong", f"Bearer {'x' * 5000}", "Bearer \xff"]
)
def test_a_wrong_token_is_refused(secret: str, said: str) -> None:
    response = ask(ADDRESSES[0], Authorization=said)

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith(REFUSED)


def test_a_token_without_its_scheme_is_refused(secret: str) -> None:
    assert ask(ADDRESSES[0], Authorization=secret).status_code == 401


def test_a_token_in_an_address_counts_for_nothing(secret: str) -> None:
    for name in ("access_token", "token", "Authorization", "bearer"):
        assert ask(f"{ADDRESSES[0]}?{name}={secret}").status_code == 401


def test_a_revoked_token_is_refused_at_once(token: ApiToken, secret: str, analyst: User) -> None:
    assert ask(ADDRESSES[0], secret).status_code == 200

    revoke_token(token, analyst)

    response = ask(ADDRESSES[0], secret)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == f'{REFUSED}, error="invalid_token"'


def test_a_token_is_good_on_its_last_day_and_refused_on_the_next(token: ApiToken, secret: str) -> None:
    today = timezone.localdate()
    ApiToken.objects.filter(pk=token.pk).update(made_on=today - timedelta(days=9), expires_on=today)
    assert ask(ADDRESSES[0], secret).status_code == 200

    ApiToken.objects.filter(pk=token.pk).update(expires_on=today - timedelta(days=1))

    assert ask(ADDRESSES[0], secret).status_code == 401


def test_a_token_of_somebody_whose_account_was_closed_is_forbidden(secret: str, analyst: User) -> None:
    User.objects.filter(pk=analyst.pk).update(is_active=False)

    response = ask(ADDRESSES[0], secret)

    assert response.status_code == 403
    assert response.json()["error"] == "Forbidden"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_nothing_can_be_written(secret: str, method: str) -> None:
    response = ask(ADDRESSES[0], secret, method=method)

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD"
    assert response.json()["status"] == 405


def test_writing_without_a_token_is_refused_in_json_too() -> None:
    client = Client(enforce_csrf_checks=True)

    assert client.post(ADDRESSES[0]).json()["status"] == 401


def test_the_head_alone_can_be_asked_for(secret: str) -> None:
    response = ask(ADDRESSES[0], secret, method="head")

    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/releases/2026-Q2/",
        "/api/v1/releases/2026-Q5/",
        "/api/v1/releases",
        "/api/v1/nothing/",
        "/api/",
        "/api/v2/releases/",
    ],
)
def test_what_is_not_there_is_said_in_json(secret: str, address: str) -> None:
    a_release()

    response = ask(address, secret)

    assert response.status_code == 404
    assert response.json()["error"] == "Not Found"
    assert response.headers["Content-Type"] == "application/json"


def test_a_cookie_of_the_desk_opens_nothing(administrator: User) -> None:
    client = Client()
    client.force_login(administrator)

    response = client.get(ADDRESSES[0])

    assert response.status_code == 401
    assert not response.cookies


# --- What is kept of a token ---


def test_the_secret_is_kept_as_its_digest_alone(token: ApiToken, secret: str) -> None:
    kept = ApiToken.objects.filter(pk=token.pk).values().get()

    assert kept["digest"] == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str(kept)
    assert len(secret) > 40
    assert secret.startswith("gb_")


def test_the_day_of_its_last_use_is_kept_and_not_the_hour(token: ApiToken, secret: str) -> None:
    ask(ADDRESSES[0], secret)

    token.refresh_from_db()
    assert token.last_used == timezone.localdate()
    assert not isinstance(token.last_used, datetime)
    assert {field.get_internal_type() for field in ApiToken._meta.fields} & {"DateTimeField", "TimeField"} == set()


def test_a_use_that_was_refused_is_not_noted(token: ApiToken, secret: str, analyst: User) -> None:
    revoke_token(token, analyst)
    ask(ADDRESSES[0], secret)

    token.refresh_from_db()
    assert token.last_used is None


def test_a_busy_database_holds_no_figures_back(secret: str) -> None:
    with patch.object(tokens.ApiToken.objects, "filter", _busy_to_write(tokens.ApiToken.objects.filter)):
        assert ask(ADDRESSES[0], secret).status_code == 200


def _busy_to_write(really: Any) -> Any:
    def filtered(**named: Any) -> Any:
        if "pk" in named:
            raise OperationalError("database is locked")
        return really(**named)

    return filtered


def test_only_who_may_makes_and_revokes(token: ApiToken) -> None:
    stranger = a_person("stranger")

    with pytest.raises(PermissionDenied):
        make_token("x", expires_on=timezone.localdate(), user=stranger)
    with pytest.raises(PermissionDenied):
        revoke_token(token, stranger)

    assert ApiToken.objects.filter(revoked_on=None).count() == 1


def test_the_database_takes_no_token_that_ends_before_it_begins(token: ApiToken) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiToken.objects.filter(pk=token.pk).update(expires_on=token.made_on - timedelta(days=1))


# --- What is answered ---


def test_releases_are_listed_the_newest_first(secret: str) -> None:
    a_release(year=2025, number=4)
    a_release(state="replaced")
    release = a_release(a_payload(issue=2), issue=2)
    a_release(number=2, state="built")

    found = ask("/api/v1/releases/", secret).json()["releases"]

    assert [(each["quarter"], each["issue"]) for each in found] == [("2026-Q1", 2), ("2025-Q4", 1)]
    assert found[0]["digest"] == release.digest
    assert found[0]["published_on"] == "2026-05-03"
    assert ask(found[0]["url"], secret).status_code == 200
    assert {ending: ask(url).status_code for ending, url in found[0]["files"].items()} == {
        "csv": 200,
        "xlsx": 200,
        "json": 200,
    }


@pytest.mark.parametrize("quarter", ["2026-Q1", "2026-q1"])
def test_a_release_is_the_document_that_anybody_can_download(secret: str, quarter: str) -> None:
    a_measure()
    a_release()

    document = ask(f"/api/v1/releases/{quarter}/", secret).json()

    assert document == ask("/figures/2026-q1/figures.json").json()
    assert Draft202012Validator(ask("/figures/schema.json").json()).is_valid(document)


@pytest.mark.parametrize("state", ["waiting", "built", "refused", "replaced"])
def test_a_release_that_does_not_stand_is_not_found(secret: str, state: str) -> None:
    a_release(state=state)

    assert ask("/api/v1/releases/2026-Q1/", secret).status_code == 404
    assert ask("/api/v1/releases/", secret).json() == {"releases": []}
    assert ask("/api/v1/measures/", secret).json() == {"measures": []}


def test_measures_are_told_that_a_release_shows_in_all_their_languages(secret: str) -> None:
    a_measure(name_pl="Rodziny zadowolone", target=Decimal("80.0"))
    a_measure("not-published", name_en="A draft")
    a_release()

    (measure,) = ask("/api/v1/measures/", secret).json()["measures"]

    assert measure["key"] == "found-good"
    assert measure["name"] == {"en": "Families who found it good", "pl": "Rodziny zadowolone"}
    assert measure["outcome"]["key"] == "test-start"
    assert measure["target"] == 80
    assert measure["service"] is None


def test_indicators_are_told_with_the_figures_that_somebody_compared(secret: str, settings: Any) -> None:
    settings.SHOW_PREVIEW = False
    indicator = an_indicator()
    a_value(indicator)
    a_value(indicator, area="southern", value=Decimal("77.17"), confirmed_on=None)
    a_value(an_indicator("nobody-compared"), confirmed_on=None)

    response = ask("/api/v1/indicators/", secret)

    (found,) = response.json()["indicators"]
    assert found["name"] == {"en": "Low birth weight", "pl": "Niska waga urodzeniowa"}
    assert [(value["value"], value["status"]) for value in found["values"]] == [(6.1, "published")]
    assert b"77.17" not in response.content


def test_figures_that_nobody_compared_are_marked_where_things_are_tried_out(secret: str, settings: Any) -> None:
    settings.SHOW_PREVIEW = True
    a_value(an_indicator(), confirmed_on=None)

    listed = {each["key"]: each for each in ask("/api/v1/indicators/", secret).json()["indicators"]}

    assert [each["status"] for each in listed["test-weight"]["values"]] == ["unconfirmed"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_answer_tells_a_hidden_number(secret: str, address: str) -> None:
    hidden = a_cell("banbridge", numerator="–", denominator=SECRET, percent=77, low=SECRET, high=SECRET)
    a_release(a_payload([a_table(hidden, a_cell("armagh") | {"true": SECRET}, margin="locality")], true=SECRET))
    a_release(a_payload([a_table(a_cell(numerator=SECRET))]), number=2, state="built")
    a_measure()

    response = ask(address, secret)

    assert response.status_code == 200
    assert str(SECRET).encode() not in response.content


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_cost_does_not_grow(secret: str, address: str) -> None:
    a_release()
    a_value(an_indicator())
    ask(address, secret)
    with CaptureQueriesContext(connection) as few:
        ask(address, secret)
    for year in (2023, 2024, 2025):
        for number in (1, 2, 3, 4):
            a_release(year=year, number=number)
        a_value(an_indicator(f"indicator-{year}"))

    with CaptureQueriesContext(connection) as many:
        ask(address, secret)

    assert len(many) == len(few) <= 5
    assert not [query for query in many if "session" in query["sql"]]


# --- The desk ---


@pytest.fixture
def desk(analyst: User) -> Client:
    client = Client()
    client.force_login(analyst)
    return client


def test_a_token_is_made_at_the_desk_and_its_secret_shown_once(desk: Client, analyst: User) -> None:
    day = timezone.localdate() + timedelta(days=30)

    response = desk.post(reverse("api_tokens"), {"name": "Power BI", "expires_on": day.isoformat()})

    (secret,) = re.findall(r"<code>(gb_[\w-]+)</code>", response.content.decode())
    assert ask(ADDRESSES[0], secret).status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert secret not in desk.get(reverse("api_tokens")).content.decode()
    token = ApiToken.objects.get()
    assert (token.made_by, token.expires_on) == (analyst, day)


@pytest.mark.parametrize("days", [-1, 365 * 2 + 2])
def test_a_day_that_is_past_or_years_away_is_refused(desk: Client, days: int) -> None:
    day = timezone.localdate() + timedelta(days=days)

    response = desk.post(reverse("api_tokens"), {"name": "Power BI", "expires_on": day.isoformat()})

    assert response.status_code == 422
    assert not ApiToken.objects.exists()


def test_a_token_is_revoked_at_the_desk(desk: Client, token: ApiToken, secret: str, analyst: User) -> None:
    response = desk.post(reverse("revoke_api_token", args=[token.pk]), follow=True)

    token.refresh_from_db()
    assert (token.revoked_on, token.revoked_by) == (timezone.localdate(), analyst)
    assert "revoked on" in response.content.decode()
    assert ask(ADDRESSES[0], secret).status_code == 401


def test_a_token_that_is_revoked_stays_revoked_as_it_was(token: ApiToken, analyst: User) -> None:
    revoke_token(token, analyst)

    revoke_token(token, a_person("another", PERMISSION))

    token.refresh_from_db()
    assert token.revoked_by == analyst


def test_nobody_else_sees_or_changes_tokens(token: ApiToken) -> None:
    client = Client()
    client.force_login(a_person("stranger"))

    assert client.get(reverse("api_tokens")).status_code == 302
    assert client.post(reverse("api_tokens"), {"name": "x", "expires_on": "2099-01-01"}).status_code == 302
    assert client.post(reverse("revoke_api_token", args=[token.pk])).status_code == 302
    assert "API tokens" not in client.get(reverse("wagtailadmin_home")).content.decode()
    token.refresh_from_db()
    assert token.revoked_on is None
    assert ApiToken.objects.count() == 1


def test_the_desk_leads_there_those_who_may(desk: Client) -> None:
    assert reverse("api_tokens") in desk.get(reverse("wagtailadmin_home")).content.decode()


def test_an_administrator_can_permit_it_to_a_group(editor_client: Client) -> None:
    assert "Can make and revoke API tokens" in editor_client.get(reverse("wagtailusers_groups:add")).content.decode()
