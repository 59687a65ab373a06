"""What has to be read or checked again, when, and who is told. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

#: An owner is told so long before the day; everybody else so long after it.
OWNER_BEFORE, GROUP_AFTER = timedelta(days=30), timedelta(days=14)


class Span(Enum):
    """How soon something is due; the value stands in addresses."""

    OVERDUE = "overdue"
    MONTH = "30"
    TWO_MONTHS = "60"
    THREE_MONTHS = "90"

    @property
    def days(self) -> int:
        return 0 if self is Span.OVERDUE else int(self.value)


@dataclass(frozen=True, slots=True)
class Due:
    """Something to read or check again.

    ``owner``: the user's id, 0 where nobody has it; ``role``: whose it is said to be; ``url``: where it is done.
    """

    kind: str
    name: str
    on: date
    url: str
    owner: int = 0
    role: str = ""

    def is_overdue(self, today: date) -> bool:
        return self.on < today


def due_within(items: Iterable[Due], span: Span, today: date) -> list[Due]:
    """Return what is due within the span, what is overdue always with it, the oldest day first."""
    last = today + timedelta(days=span.days)
    kept = [item for item in items if (item.on < today if span is Span.OVERDUE else item.on <= last)]
    return sorted(kept, key=lambda item: (item.on, item.kind, item.name))


def told_to_owners(items: Iterable[Due], today: date) -> dict[int, list[Due]]:
    """Return what each owner is told, by the owner's id."""
    told: dict[int, list[Due]] = {}
    for item in sorted(items, key=lambda item: item.on):
        if item.owner and item.on <= today + OWNER_BEFORE:
            told.setdefault(item.owner, []).append(item)
    return told


def told_to_group(items: Iterable[Due], today: date) -> list[Due]:
    """Return what the group is told: what nobody owns as soon as an owner would be told, the rest when it is late."""
    return sorted(
        (item for item in items if item.on <= (today - GROUP_AFTER if item.owner else today + OWNER_BEFORE)),
        key=lambda item: item.on,
    )
