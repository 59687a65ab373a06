"""What other directories read has the shape of Open Referral UK, and says no more than families are told."""

from datetime import date
from typing import Any

import jsonschema
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guidance.directory.models import Service, ServicePlace
from guidance.finding.open_referral import uuid_of
from tests.guidance.directory.services import a_service

pytestmark = pytest.mark.django_db

#: What the UK profile takes out of HSDS 3's service.
REMOVED = (
    "alternate_name", "fees_description", "interpretation_services", "application_process", "wait_time",
    "eligibility_description", "licenses", "phones", "program_id",
)  # fmt: skip


def thing(required: tuple[str, ...], **properties: Any) -> dict[str, Any]:
    """Return the schema of an object; every one of them has an id."""
    known = {"id": {"type": "string", "format": "uuid"}} | properties
    return {"type": "object", "required": ["id", *required], "properties": known, "additionalProperties": False}


def many(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item, "minItems": 1}


WORDS = {"type": "string", "minLength": 1}
ID = {"type": "string", "format": "uuid"}
URI = {"type": "string", "format": "uri", "pattern": "^https?://"}
DAY = {"type": "string", "format": "date"}
TAXONOMY = thing(("name", "description"), name=WORDS, description=WORDS)
TERM = thing(
    ("name", "description"), code=WORDS, name=WORDS, description=WORDS, taxonomy=WORDS, taxonomy_detail=TAXONOMY
)
ATTRIBUTE = thing(
    ("link_id", "link_entity", "taxonomy_term"),
    link_id=ID, link_entity={"const": "service"}, taxonomy_term_id=ID, taxonomy_term=TERM,
)  # fmt: skip
PHONE = thing(("number",), contact_id=ID, number=WORDS, type=WORDS)
CONTACT = thing(
    (), service_id=ID, name=WORDS, email={"type": "string", "format": "email"}, phones={"type": "array", "items": PHONE}
)
ADDRESS = thing(
    ("address_1", "city", "state_province", "postal_code", "country", "address_type"),
    location_id=ID, address_1=WORDS, city=WORDS, state_province=WORDS, postal_code={"type": "string"},
    country={"type": "string", "pattern": "^[A-Z]{2}$"}, address_type={"enum": ["physical", "postal", "virtual"]},
)  # fmt: skip
LOCATION = thing(
    ("location_type",),
    location_type={"enum": ["physical", "postal", "virtual"]}, name=WORDS, addresses=many(ADDRESS),
    accessibility={"type": "array", "items": thing((), location_id=ID, description=WORDS)},
)  # fmt: skip
SCHEDULE = thing(
    (),
    service_id=ID, freq={"enum": ["WEEKLY", "MONTHLY"]}, byday={"type": "string", "pattern": "^[A-Z]{2}(,[A-Z]{2})*$"},
    opens_at={"type": "string", "pattern": r"^\d\d:\d\d"}, closes_at={"type": "string", "pattern": r"^\d\d:\d\d"},
    description=WORDS,
)  # fmt: skip
OUTLINE: dict[str, Any] = {
    "organization_id": ID,
    "name": WORDS,
    "description": WORDS,
    "url": URI,
    "email": {"type": "string", "format": "email"},
    "status": {"enum": ["active", "inactive", "defunct", "temporarily closed"]},
    "minimum_age": {"type": "number"},
    "maximum_age": {"type": "number"},
    "assured_date": DAY,
    "alert": WORDS,
    "organization": thing(("name", "description"), name=WORDS, description=WORDS),
}
LISTED = thing(("name", "status", "url"), **OUTLINE)
WHOLE = thing(
    ("name", "status", "url"),
    **OUTLINE,
    schedules=many(SCHEDULE),
    service_areas=many(thing((), service_id=ID, name=WORDS)),
    service_at_locations=many(thing((), service_id=ID, location_id=ID, location=LOCATION)),
    languages=many(thing((), service_id=ID, name=WORDS, code=WORDS)),
    cost_options=many(
        thing((), service_id=ID, option=WORDS, amount={"type": "number"}, currency=WORDS, amount_description=WORDS)
    ),
    contacts=many(CONTACT),
    attributes=many(ATTRIBUTE),
)
PAGE = {
    "type": "object",
    "required": ["total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"],
    "properties": {
        "total_items": {"type": "integer"},
        "total_pages": {"type": "integer"},
        "page_number": {"type": "integer"},
        "size": {"type": "integer"},
        "first_page": {"type": "boolean"},
        "last_page": {"type": "boolean"},
        "empty": {"type": "boolean"},
        "contents": {"type": "array", "items": LISTED},
    },
    "additionalProperties": False,
}


def valid(value: Any, schema: dict[str, Any]) -> Any:
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(value)
    return value


@pytest.fixture
def full() -> Service:
    service = a_service(
        "full", phone="028 3756 7100", email="a@example.org", web="https://example.org/", organisation="A charity",
        opening_en="Mondays at ten", opening_times="MO 10:00-12:00", languages=["pl", "bfi"], cost="free",
        cost_note_en="Tea is free too.", self_referral="yes", needs_consent=True, has_interpreter=True,
        localities=["armagh"], age_from=6, age_to=36, alert_en="We have moved.", doors=("feeding", "0-3m"),
        internal_note="Only staff read this.", criteria="Only staff read this too.",
    )  # fmt: skip
    ServicePlace.objects.create(
        service=service, name="The Hall", address="1 Main Street", postcode="BT61 1AA", locality="armagh",
        is_step_free=True,
    )  # fmt: skip
    return service


def test_every_service_has_the_published_shape(client: Client, full: Service) -> None:
    listed = valid(client.get("/open-referral/services?per_page=100").json(), PAGE)["contents"]

    assert len(listed) == Service.objects.for_parents().count()
    for each in listed:
        whole = valid(client.get(f"/open-referral/services/{each['id']}").json(), WHOLE)
        assert not set(REMOVED) & set(whole)
        assert {name: whole[name] for name in each} == each


def test_a_service_is_handed_on_with_all_that_hangs_on_it(client: Client, full: Service) -> None:
    whole = valid(client.get(f"/open-referral/services/{uuid_of('full')}").json(), WHOLE)

    assert set(WHOLE["properties"]) == set(whole) | {"minimum_age"}
    assert whole["contacts"][0]["phones"][0]["number"] == "+442837567100"
    assert whole["schedules"][0]["byday"] == "MO"
    assert whole["assured_date"] == date.today().isoformat()
    assert {term["taxonomy_term"]["code"] for term in whole["attributes"]} >= {"1", "feeding", "0-3m", "consent"}
    assert [each["code"] for each in whole["languages"]] == ["pl", "bfi"]


def test_only_what_is_for_families_and_checked_is_handed_on(client: Client, full: Service) -> None:
    Service.objects.filter(pk=full.pk).update(last_checked=None, next_check_due=None)

    said = client.get(f"/open-referral/services/{uuid_of('full')}").content.decode()

    for fact in ("4428", "a@example.org", "Mondays", "Main Street", "assured", "Only staff"):
        assert fact not in said
    Service.objects.filter(pk=full.pk).update(is_for_professionals=True)
    assert client.get(f"/open-referral/services/{uuid_of('full')}").status_code == 404
    everything = client.get("/open-referral/services?per_page=100").content.decode()
    assert "full" not in {each for each in everything.split('"') if each == "full"}
    assert "Infant Mental Health Panel" not in everything
    assert str(uuid_of("full")) not in everything


def test_services_come_in_pages(client: Client) -> None:
    first = valid(client.get("/open-referral/services?per_page=4").json(), PAGE)
    last = valid(client.get(f"/open-referral/services?per_page=4&page={first['total_pages']}").json(), PAGE)

    assert (first["first_page"], first["last_page"], first["size"]) == (True, False, 4)
    assert last["last_page"]
    assert client.get("/open-referral/services?page=99").status_code == 404
    assert client.get("/open-referral/services?page=x&per_page=-1").status_code == 200


def test_anybody_may_read_it(client: Client) -> None:
    for address in ("/open-referral/", "/open-referral/services"):
        response = client.get(address)
        assert response["Access-Control-Allow-Origin"] == "*"
        assert not response.cookies
    assert client.get("/open-referral/").json()["version"] == "3.0"


def test_a_page_of_services_takes_few_queries(client: Client, full: Service) -> None:
    with CaptureQueriesContext(connection) as captured:
        client.get("/open-referral/services")
    assert len(captured) <= 5, [query["sql"][:90] for query in captured.captured_queries]
    with CaptureQueriesContext(connection) as captured:
        client.get(f"/open-referral/services/{uuid_of('full')}")
    assert len(captured) <= 7
