"""A service in the words of one language: what a parent may read of it, and nothing else.

What nobody has checked is not said as a fact. How to reach a service is shown while its check holds; what it costs,
who may ask for it and its web page, where a source says so. The rest is "to be confirmed".
"""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from guidance.directory.choices import SIGNED, Cost, Level, Locality, PhoneKind, SelfReferral, Status
from guidance.directory.models import ALERT, SERVICE_TEXTS, Service
from guidance.directory.phones import dialled
from home.languages import SOURCE, Language, find
from home.records import column, words_of


@dataclass(frozen=True, slots=True)
class Text:
    """Words with the language they are in."""

    words: str
    tag: str = SOURCE.tag
    dir: str = SOURCE.dir


@dataclass(frozen=True, slots=True)
class PhoneCard:
    number: str
    tel: str
    kind: str
    is_free: bool

    @property
    def is_text(self) -> bool:
        return self.kind == PhoneKind.TEXT

    @property
    def is_relay(self) -> bool:
        return self.kind == PhoneKind.RELAY


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """A place. What helps to get in: ``True``, ``False``, or ``None`` where nobody has looked."""

    name: str
    address: str
    postcode: str
    locality: str
    is_step_free: bool | None
    has_parking: bool | None
    is_near_a_bus: bool | None
    has_changing: bool | None
    has_quiet_space: bool | None


@dataclass(frozen=True, slots=True)
class ServiceCard:
    """A service in one language. ``tag`` and ``dir`` are those of all its texts but the news.

    ``is_checked``: phones, e-mail, hours, places and languages may be relied on; else they are left out.
    ``is_free``, ``is_self_referral``: ``None`` where it is to be confirmed.
    """

    key: str
    url: str
    name: str
    summary: str
    description: str
    who_for: str
    who_not_for: str
    steps: list[str]
    through: str
    cost_note: str
    opening: str
    contact_note: str
    tag: str
    dir: str
    words_differ: bool
    alert: Text | None
    organisation: str
    level: int | None
    level_words: str
    is_closed: bool
    is_checked: bool
    checked_on: date | None
    phones: list[PhoneCard]
    email: str
    web: str
    webchat: str
    places: list[PlaceCard]
    languages: list[Text]
    has_interpreter: bool
    is_free: bool | None
    is_self_referral: bool | None
    needs_consent: bool
    is_for_dads: bool
    areas: list[str]
    is_everywhere: bool
    is_online: bool


def service_card(service: Service, language: Language, *, today: date | None = None) -> ServiceCard:
    """Return the service in this language, or whole in English and marked so: never half and half.

    Asks the database for phones and places, unless they were fetched before.
    """
    today = today or timezone.localdate()
    texts, words = words_of(service, SERVICE_TEXTS, language)
    is_checked = service.is_checked(today=today)
    steps = [step.strip() for step in texts.pop("how_to_start").splitlines() if step.strip()]
    if not is_checked:
        texts["opening"] = ""
    if not service.is_found:
        texts["cost_note"] = ""
    return ServiceCard(
        key=service.key,
        url=reverse("service", args=[service.key]),
        **texts,
        steps=steps,
        tag=words.tag,
        dir=words.dir,
        words_differ=words != language,
        alert=_alert(service, language, today),
        organisation=service.organisation,
        level=service.level,
        level_words=level_words(service.level),
        is_closed=service.status == Status.TEMPORARILY_CLOSED,
        is_checked=is_checked,
        checked_on=service.last_checked if is_checked else None,
        phones=_phones(service) if is_checked else [],
        email=service.email if is_checked else "",
        web=service.web if service.is_found else "",
        webchat=service.webchat if is_checked else "",
        places=_places(service) if is_checked else [],
        languages=_languages(service, language) if is_checked else [],
        has_interpreter=service.is_found and bool(service.has_interpreter),
        is_free=service.cost == Cost.FREE if service.is_found and service.cost else None,
        is_self_referral=service.self_referral == SelfReferral.YES
        if service.is_found and service.self_referral
        else None,
        needs_consent=service.is_found and bool(service.needs_consent),
        is_for_dads=service.is_found and bool(service.is_for_dads),
        areas=[str(Locality(area).label) for area in Locality.values if area in service.localities],
        is_everywhere=service.is_everywhere,
        is_online=service.is_online,
    )


def level_words(level: int | None) -> str:
    """Return the words that parents read for a level of need; ``""`` where none is recorded."""
    return str(Level(level).label) if level in Level.values else ""


def _alert(service: Service, language: Language, today: date) -> Text | None:
    if not column(service, "alert", SOURCE) or (service.alert_until and service.alert_until < today):
        return None
    texts, words = words_of(service, ALERT, language)
    return Text(texts["alert"], words.tag, words.dir)


def _phones(service: Service) -> list[PhoneCard]:
    phones = service.phones.all()
    return [PhoneCard(each.number, dialled(each.number), each.kind, bool(each.is_free)) for each in phones]


def _places(service: Service) -> list[PlaceCard]:
    return [
        PlaceCard(
            name=place.name,
            address=place.address,
            postcode=place.postcode,
            locality=str(place.get_locality_display()),
            is_step_free=place.is_step_free,
            has_parking=place.has_parking,
            is_near_a_bus=place.is_near_a_bus,
            has_changing=place.has_changing,
            has_quiet_space=place.has_quiet_space,
        )
        for place in service.places.all()
    ]


def _languages(service: Service, language: Language) -> list[Text]:
    """Return the languages by their own names; sign languages as the reader calls them."""
    spoken = [language_of for code in service.languages if (language_of := find(code))]
    signed = [Text(str(SIGNED[code]), language.tag, language.dir) for code in service.languages if code in SIGNED]
    return [*(Text(each.own_name, each.tag, each.dir) for each in spoken), *signed]
