"""Services as other directories read them: Open Referral (HSDS 3), UK profile. What families are told, and no more.

The profile keeps telephone numbers in contacts, costs in cost options, and what it has no field for in attributes.
Ids are worked out from keys, so that they are the same for ever: nothing more has to be kept.
"""

from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from guidance.directory.cards import PlaceCard, ServiceCard
from guidance.directory.models import Service
from guidance.directory.opening import spans_of
from guidance.directory.phones import in_e164
from home.languages import find

_NAMESPACE = uuid5(NAMESPACE_URL, "https://good-beginnings/open-referral")
#: The lists that our attributes are taken from.
_LEVELS, _DOORS, _ACCESS = "level of need", "stage, topic or reader", "how to get help"
_ACCESS_WORDS = {
    "is_step_free": "No steps",
    "has_parking": "Parking",
    "is_near_a_bus": "Near a bus stop",
    "has_changing": "A place to change a baby",
    "has_quiet_space": "A quiet space",
}


def uuid_of(key: str) -> UUID:
    """Return the id of the service with this key."""
    return uuid5(_NAMESPACE, f"service/{key}")


def _id(*parts: object) -> str:
    return str(uuid5(_NAMESPACE, "/".join(map(str, parts))))


def outline(service: Service, card: ServiceCard, *, address: str) -> dict[str, Any]:
    """Return a service as a list of services has it. ``address``: of its page here, whole."""
    return _without_nothing(
        {
            "id": str(uuid_of(card.key)),
            "organization_id": _id("organisation", card.organisation) if card.organisation else None,
            "name": card.name,
            "description": _description(card),
            "url": card.web or address,
            "email": card.email,
            "status": service.status,
            "minimum_age": service.age_from // 12 if service.age_from else None,
            "maximum_age": service.age_to // 12 if service.age_to else None,
            "assured_date": card.checked_on.isoformat() if card.checked_on else None,
            "alert": card.alert.words if card.alert else None,
            "organization": _organisation(card),
        }
    )


def whole(service: Service, card: ServiceCard, *, address: str, doors: dict[str, str]) -> dict[str, Any]:
    """Return a service with all that hangs on it. ``doors``: the names of its stages, topics and readers, by code."""
    lists = {
        "schedules": list(_schedules(service, card)),
        "service_areas": list(_areas(card)),
        "service_at_locations": list(_places(card)),
        "languages": list(_languages(service, card)),
        "cost_options": list(_costs(card)),
        "contacts": list(_contacts(card)),
        "attributes": list(_attributes(card, doors)),
    }
    return outline(service, card, address=address) | {name: items for name, items in lists.items() if items}


def _without_nothing(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "")}


def _description(card: ServiceCard) -> str:
    parts = (card.summary, card.description, card.who_for, card.who_not_for, *card.steps, card.through, card.cost_note)
    return "\n".join(filter(None, parts)) or card.name


def _organisation(card: ServiceCard) -> dict[str, Any] | None:
    if not card.organisation:
        return None
    name = card.organisation
    return {"id": _id("organisation", name), "name": name, "description": name}


def _schedules(service: Service, card: ServiceCard) -> Iterator[dict[str, Any]]:
    if not card.is_checked:
        return
    for number, span in enumerate(spans_of(service.opening_times)):
        yield _without_nothing(
            {
                "id": _id("schedule", card.key, number),
                "service_id": str(uuid_of(card.key)),
                "freq": "WEEKLY",
                "byday": ",".join(span.days),
                "opens_at": span.opens,
                "closes_at": span.closes,
                "description": card.opening,
            }
        )


def _areas(card: ServiceCard) -> Iterator[dict[str, Any]]:
    everywhere = ["Southern Health and Social Care Trust area"] if card.is_everywhere else []
    for name in [*everywhere, *card.areas]:
        yield {"id": _id("area", card.key, name), "service_id": str(uuid_of(card.key)), "name": name}


def _places(card: ServiceCard) -> Iterator[dict[str, Any]]:
    for number, place in enumerate(card.places):
        location = _id("location", card.key, number)
        yield {
            "id": _id("service at location", card.key, number),
            "service_id": str(uuid_of(card.key)),
            "location_id": location,
            "location": _location(location, place),
        }


def _location(location: str, place: PlaceCard) -> dict[str, Any]:
    access = [
        {"id": _id(location, name), "location_id": location, "description": words}
        for name, words in _ACCESS_WORDS.items()
        if getattr(place, name)
    ]
    address = {
        "id": _id(location, "address"),
        "location_id": location,
        "address_1": place.address,
        "city": place.locality,
        "state_province": "Northern Ireland",
        "postal_code": place.postcode,
        "country": "GB",
        "address_type": "physical",
    }
    named = {"name": place.name} if place.name else {}
    return {"id": location, "location_type": "physical", **named, "addresses": [address], "accessibility": access}


def _languages(service: Service, card: ServiceCard) -> Iterator[dict[str, Any]]:
    if not card.is_checked:
        return
    for code in service.languages:
        spoken = find(code)
        yield {
            "id": _id("language", card.key, code),
            "service_id": str(uuid_of(card.key)),
            "name": spoken.english_name if spoken else code,
            "code": spoken.tag if spoken else code,
        }


def _costs(card: ServiceCard) -> Iterator[dict[str, Any]]:
    if card.is_free:
        yield _without_nothing(
            {
                "id": _id("cost", card.key),
                "service_id": str(uuid_of(card.key)),
                "option": "Free",
                "amount": 0,
                "currency": "GBP",
                "amount_description": card.cost_note,
            }
        )


def _contacts(card: ServiceCard) -> Iterator[dict[str, Any]]:
    if not (card.phones or card.email):
        return
    contact = _id("contact", card.key)
    phones = [
        {"id": _id(contact, phone.number), "contact_id": contact, "number": in_e164(phone.number), "type": phone.kind}
        for phone in card.phones
    ]
    yield _without_nothing(
        {"id": contact, "service_id": str(uuid_of(card.key)), "name": card.name, "email": card.email}
    ) | {"phones": phones}


def _attributes(card: ServiceCard, doors: dict[str, str]) -> Iterator[dict[str, Any]]:
    if card.level_words:
        yield _attribute(card, _LEVELS, str(card.level), card.level_words)
    for code, name in doors.items():
        yield _attribute(card, _DOORS, code, name)
    ways = {
        "self-referral": ("Families ask themselves", card.is_self_referral),
        "professional-referral": ("Somebody has to refer the family", card.is_self_referral is False),
        "consent": ("The family has to agree first", card.needs_consent),
        "interpreter": ("An interpreter can be had", card.has_interpreter),
        "online": ("Online or by phone", card.is_online),
    }
    for code, (words, holds) in ways.items():
        if holds:
            yield _attribute(card, _ACCESS, code, words)


def _attribute(card: ServiceCard, taxonomy: str, code: str, name: str) -> dict[str, Any]:
    term = _id("term", taxonomy, code)
    listed = {"id": _id("taxonomy", taxonomy), "name": taxonomy, "description": taxonomy}
    named = {"id": term, "code": code, "name": name, "description": name, "taxonomy": taxonomy}
    return {
        "id": _id("attribute", card.key, taxonomy, code),
        "link_id": str(uuid_of(card.key)),
        "link_entity": "service",
        "taxonomy_term_id": term,
        "taxonomy_term": named | {"taxonomy_detail": listed},
    }
