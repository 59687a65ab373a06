"""Services for tests: one as a good directory has it, and what may be different."""

from datetime import date, timedelta
from typing import Any

from guidance.directory.models import Service, ServicePhone
from guidance.models import Door

TODAY = date(2026, 11, 30)


def a_service(key: str = "a-group", *, doors: tuple[str, ...] = (), phone: str = "", **columns: Any) -> Service:
    """Return a service that was found, and checked today."""
    today = date.today()
    known: dict[str, Any] = {
        "name_en": "A group",
        "summary_en": "Tea and play.",
        "evidence": "found",
        "last_checked": today,
        "checked_by": "Family support lead",
        "next_check_due": today + timedelta(days=90),
        "level": 1,
        "is_everywhere": True,
    }
    service = Service(key=key, **known | columns)
    service.full_clean(exclude=["name", *(field.name for field in Service._meta.fields if "_" in field.name)])
    service.save()
    service.doors.set(Door.objects.filter(code__in=doors))
    if phone:
        ServicePhone.objects.create(service=service, number=phone)
    return service
