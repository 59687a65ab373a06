"""Which services there are for whom. Reads only; what is for parents begins at `Service.objects.for_parents`."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from guidance.directory.cards import ServiceCard, service_card
from guidance.directory.choices import Evidence, fits_stage
from guidance.directory.models import ALERT, SERVICE_TEXTS, Service, ServiceQuerySet
from home.languages import SOURCE, Language
from home.models.english_change import JSONArrayAgg
from home.records import words_of
from home.remembered import Remembered

_TEXTS = (*SERVICE_TEXTS, *ALERT)
#: What only staff read: a card for parents does not even fetch it.
STAFF_FIELDS = ("criteria", "who_may_refer", "how_to_refer", "what_happens_next", "internal_note")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; ``""`` is anything.

    ``need`` and ``stage`` are codes of doors, ``place`` one of the five areas, ``language`` the code of a language.
    """

    need: str = ""
    stage: str = ""
    place: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """What is asked of a service to find it, and no more."""

    pk: int
    key: str
    order: int
    level: int | None
    localities: list[str]
    is_everywhere: bool
    is_online: bool
    age_from: int | None
    age_to: int | None
    is_for_pregnancy: bool
    languages: list[str]
    has_interpreter: bool | None
    evidence: str
    last_checked: date | None
    next_check_due: date | None
    #: Codes of its doors, by kind.
    stages: frozenset[str] = field(default_factory=frozenset)
    needs: frozenset[str] = field(default_factory=frozenset)

    def is_checked(self, today: date) -> bool:
        """Tell the same as `Service.is_checked`."""
        is_due = self.next_check_due is None or self.next_check_due < today
        return self.evidence == Evidence.FOUND and self.last_checked is not None and not is_due

    @property
    def has_no_area(self) -> bool:
        return not (self.localities or self.is_everywhere or self.is_online)

    def is_in(self, place: str) -> bool:
        return self.has_no_area or self.is_everywhere or self.is_online or place in self.localities

    def is_for(self, stage: str) -> bool:
        return fits_stage(
            stage,
            stages=self.stages,
            age_from=self.age_from,
            age_to=self.age_to,
            is_for_pregnancy=self.is_for_pregnancy,
        )

    def speaks(self, language: str, today: date) -> bool:
        """Tell whether a family who speaks this language is understood: by the staff, or by an interpreter."""
        is_understood = self.evidence == Evidence.FOUND and bool(self.has_interpreter)
        return is_understood or (language in self.languages and self.is_checked(today))

    def fits(self, wanted: Wanted, today: date) -> bool:
        return (
            (not wanted.need or wanted.need in self.needs)
            and (not wanted.stage or self.is_for(wanted.stage))
            and (not wanted.place or self.is_in(wanted.place))
            and (not wanted.language or self.speaks(wanted.language, today))
        )


_PLAIN = tuple(name for name in Outline.__dataclass_fields__ if name not in ("stages", "needs"))


def outlines(services: QuerySet[Service]) -> list[Outline]:
    """Return what is asked of these services, from what is for everyone to what is for few. Two queries."""
    stages: dict[int, set[str]] = {}
    needs: dict[int, set[str]] = {}
    # The model of doors stands above this module: its kinds are read as they are stored.
    rows = Service.doors.through.objects.filter(service__in=services).values_list(
        "service_id", "door__code", "door__kind"
    )
    for service, code, kind in rows:
        (stages if kind == "stage" else needs).setdefault(service, set()).add(code)
    found = [
        Outline(
            **row,
            stages=frozenset(stages.get(row["pk"], ())),
            needs=frozenset(needs.get(row["pk"], ())),
        )
        for row in services.values(*_PLAIN)
    ]
    return sorted(found, key=lambda each: (each.level is None, each.level or 0, each.order, each.key))


def find(wanted: Wanted, *, today: date | None = None) -> list[Outline]:
    """Return the services for parents that fit, from what is for everyone to what is for few. Two queries."""
    today = today or timezone.localdate()
    return [each for each in outlines(Service.objects.for_parents()) if each.fits(wanted, today)]


def cards_of(found: Iterable[Outline], language: Language) -> list[ServiceCard]:
    """Return the cards of services that parents may see, in this order. Three queries."""
    return services_for_parents([each.key for each in found], language)


def services_for_parents(keys: Iterable[str], language: Language) -> list[ServiceCard]:
    """Return the named services in this order; what is not for parents, or is gone, is passed over. Three queries."""
    wanted = list(keys)
    rows = with_words(Service.objects.for_parents().filter(key__in=wanted), language)
    by_key = {service.key: service_card(service, language) for service in rows}
    return [by_key[key] for key in wanted if key in by_key]


@dataclass(frozen=True, slots=True)
class ServiceLink:
    """A service as a list of few shows it, with the address of its page."""

    key: str
    name: str
    summary: str
    url: str
    tag: str
    dir: str
    words_differ: bool


@dataclass(frozen=True, slots=True)
class _Fitting:
    """A service for parents, and the ids of the doors that it stands behind."""

    link: ServiceLink
    doors: frozenset[int]


_fitting: Remembered[tuple[str, str], list[_Fitting]] = Remembered(for_generation=True)


def services_sharing(doors: Collection[int], language: Language, *, at_most: int) -> list[ServiceLink]:
    """Return the services that share most of these doors (ids), then from what is for everyone to what is for few.

    One query, or none.
    """
    spoken = get_language() or SOURCE.code
    all_there_are = _fitting.get((language.code, spoken), lambda: _read_fitting(language))
    shared = [(len(each.doors.intersection(doors)), each.link) for each in all_there_are]
    # Sorting keeps the order of those that share as many.
    found = sorted(((count, link) for count, link in shared if count), key=lambda each: -each[0])
    return [link for _count, link in found[:at_most]]


def _read_fitting(language: Language) -> list[_Fitting]:
    doors = Service.doors.through.objects.filter(service=OuterRef("pk")).order_by().values("service")
    services = (
        Service.objects.for_parents()
        .order_by(F("level").asc(nulls_last=True), "order", "key")
        .only("key", "level", "order", *_columns(("name", "summary"), language))
        .annotate(door_ids=Subquery(doors.annotate(rows=JSONArrayAgg("door_id")).values("rows")))
    )
    return [_Fitting(_link(service, language), frozenset(service.door_ids or ())) for service in services]


def _link(service: Service, language: Language) -> ServiceLink:
    texts, words = words_of(service, ("name", "summary"), language)
    url = reverse("service", args=[service.key])
    return ServiceLink(service.key, **texts, url=url, tag=words.tag, dir=words.dir, words_differ=words != language)


def _columns(texts: tuple[str, ...], language: Language) -> list[str]:
    codes = {language.code.replace("-", "_"), SOURCE.code}
    return [f"{text}_{code}" for text in texts for code in sorted(codes)]


def with_words(services: ServiceQuerySet, language: Language) -> ServiceQuerySet:
    """Return the rows with what a card in one language needs: twenty languages would weigh each row down.

    Three queries when it is read, phones and places among them.
    """
    plain = {each.name for each in Service._meta.concrete_fields if not is_text(each.name)}
    wanted = [*(plain - set(STAFF_FIELDS)), *_columns(_TEXTS, language)]
    return services.only(*wanted).prefetch_related("phones", "places")


def is_text(name: str) -> bool:
    """Tell whether a column holds parents' words, in one language or another."""
    if name in ("alert_until", "opening_times"):
        return False
    return any(name == text or name.startswith(f"{text}_") for text in _TEXTS)
