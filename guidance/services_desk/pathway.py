"""The referral pathway: from a worry, an age and an area to the services that fit, and how to refer to each.

Fixed choices in an address, and no word about the family: nothing is asked that could be kept.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

from guidance import queries
from guidance.directory.choices import Level, Locality
from guidance.directory.models import Service
from guidance.directory.queries import Wanted, is_text, outlines
from guidance.models import Door
from home.languages import SOURCE


@dataclass(frozen=True, slots=True)
class Referral:
    """One service as staff read it: the row, and whether its details may be relied on."""

    service: Service
    level: str
    areas: str
    ages: str
    is_checked: bool


@require_safe
def pathway(request: HttpRequest) -> HttpResponse:
    """Show the services that fit, those for professionals included. Six queries besides the session's."""
    # Areas and levels have words in every language, and this screen is English whoever looks at it.
    with override(SOURCE.code):
        context = _context(request)
    return TemplateResponse(request, "guidance/practice/referral.html", context)


def _context(request: HttpRequest) -> dict[str, Any]:
    areas = {area.value: str(area.label) for area in Locality}
    doors = queries.door_cards(SOURCE)
    stages = {way.code: way.title for way in doors if way.kind == Door.Kind.STAGE}
    everything = outlines(Service.objects.for_staff())
    answered = {need for each in everything for need in each.needs}
    needs = {way.code: way.title for way in doors if way.kind != Door.Kind.STAGE and way.code in answered}
    wanted = Wanted(
        need=_one_of(request.GET.get("worry", ""), needs),
        stage=_one_of(request.GET.get("age", ""), stages),
        place=_one_of(request.GET.get("area", ""), areas),
    )
    is_asked = bool(wanted.need or wanted.stage or wanted.place)
    today = timezone.localdate()
    keys = [each.key for each in everything if each.fits(wanted, today)] if is_asked else []
    return {
        "source": SOURCE,
        "questions": [
            ("worry", "What is the worry?", "Any worry", needs, wanted.need),
            ("age", "How old is the child?", "Any age", stages, wanted.stage),
            (
                "area",
                "Where does the family live?",
                "Anywhere in the Southern area",
                dict(Locality.choices),
                wanted.place,
            ),
        ],
        "is_asked": is_asked,
        "referrals": _referrals(keys, today),
    }


def _one_of(typed: str, known: dict[str, str]) -> str:
    return typed if typed in known else ""


def _referrals(keys: list[str], today: date) -> list[Referral]:
    """Return the services of these keys in this order, in English. Three queries, or none where there are no keys."""
    if not keys:
        return []
    # Nine in ten columns are texts in other languages.
    english = [each.name for each in Service._meta.concrete_fields if _is_of_staff(each.name)]
    rows = Service.objects.for_staff().filter(key__in=keys).only(*english).prefetch_related("phones", "places")
    by_key = {service.key: service for service in rows}
    return [_referral(by_key[key], today) for key in keys]


def _is_of_staff(name: str) -> bool:
    return name.endswith(f"_{SOURCE.code}") or not is_text(name)


def _referral(service: Service, today: date) -> Referral:
    areas = [str(Locality(area).label) for area in service.localities]
    if service.is_everywhere:
        areas = ["the whole Southern area"]
    return Referral(
        service=service,
        level=f"Level {service.level}: {Level(service.level).label}" if service.level else "Level not recorded",
        areas=", ".join([*areas, *(["online"] if service.is_online else [])]) or "not recorded: ask",
        ages=_ages(service),
        is_checked=service.is_checked(today=today),
    )


def _ages(service: Service) -> str:
    begins = "from pregnancy" if service.is_for_pregnancy else ""
    if service.age_from:
        begins = f"from {_age(service.age_from)}"
    ends = f"up to {_age(service.age_to)}" if service.age_to else ""
    return ", ".join(filter(None, (begins, ends))) or "not recorded"


def _age(months: int) -> str:
    """Return an age as people say it: months up to two years, then years where they are whole."""
    if months < 24 or months % 12:
        return f"{months} month{'' if months == 1 else 's'}"
    return f"{months // 12} years"
