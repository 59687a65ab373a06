"""Services as a CSV file, out and in. A file is looked at whole before anything of it is taken.

One row a service, its English texts and all that staff know; places and translations stay in the admin. What a file has
no column for stays as it is.
"""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from guidance.directory.choices import Locality
from guidance.directory.models import Service, ServicePhone, is_language
from guidance.directory.phones import BadPhone, dialled
from guidance.models import Door
from guidance.services_desk import cells
from guidance.services_desk.cells import DAY, LIST, MAYBE, MAYBE_NUMBER, NUMBER, SAID_YES, TEXT, YES, BadCell, Kind
from home.languages import SOURCE

LARGEST, MOST_ROWS = 1024 * 1024, 2000
_TEXTS = ("name", "summary", "description", "who_for", "who_not_for", "how_to_start", "through")
#: Headings in their order, with the kind of what stands below and the column it goes to.
COLUMNS: dict[str, tuple[Kind, str]] = {
    "key": (TEXT, "key"),
    **{text: (TEXT, f"{text}_{SOURCE.code}") for text in _TEXTS},
    "self_referral": (TEXT, "self_referral"),
    "needs_consent": (MAYBE, "needs_consent"),
    "cost": (TEXT, "cost"),
    "cost_note": (TEXT, f"cost_note_{SOURCE.code}"),
    "opening": (TEXT, f"opening_{SOURCE.code}"),
    "opening_times": (TEXT, "opening_times"),
    "contact_note": (TEXT, f"contact_note_{SOURCE.code}"),
    "alert": (TEXT, f"alert_{SOURCE.code}"),
    "alert_until": (DAY, "alert_until"),
    "organisation": (TEXT, "organisation"),
    "sector": (TEXT, "sector"),
    "status": (TEXT, "status"),
    "for_professionals": (SAID_YES, "is_for_professionals"),
    "level": (MAYBE_NUMBER, "level"),
    "doors": (LIST, ""),
    "in_pregnancy": (YES, "is_for_pregnancy"),
    "from_month": (MAYBE_NUMBER, "age_from"),
    "to_month": (MAYBE_NUMBER, "age_to"),
    "dads": (MAYBE, "is_for_dads"),
    "whole_area": (YES, "is_everywhere"),
    "localities": (LIST, "localities"),
    "online": (YES, "is_online"),
    "phones": (LIST, ""),
    "email": (TEXT, "email"),
    "web": (TEXT, "web"),
    "webchat": (TEXT, "webchat"),
    "languages": (LIST, "languages"),
    "interpreter": (MAYBE, "has_interpreter"),
    "criteria": (TEXT, "criteria"),
    "who_may_refer": (TEXT, "who_may_refer"),
    "how_to_refer": (TEXT, "how_to_refer"),
    "what_happens_next": (TEXT, "what_happens_next"),
    "internal_note": (TEXT, "internal_note"),
    "evidence": (TEXT, "evidence"),
    "sources": (TEXT, "sources"),
    "owner": (TEXT, "owner"),
    "check_every_days": (NUMBER, "check_every_days"),
    "last_checked": (DAY, "last_checked"),
    "checked_by": (TEXT, "checked_by"),
    "next_check_due": (DAY, "next_check_due"),
}


class BadFile(ValueError):
    """A file that can't be taken as a whole; the message says why."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one row; ``column`` is ``""`` where it is the row itself."""

    row: int
    column: str
    said: str


@dataclass(slots=True)
class Row:
    """One row as it would be: the service, not saved, and what it is linked to. ``None``: left as it is."""

    number: int
    key: str
    is_new: bool
    service: Service
    changed: list[str] = field(default_factory=list)
    doors: list[str] | None = None
    phones: list[str] | None = None


@dataclass(slots=True)
class Plan:
    """What a file would do, and what stands against it. ``digest`` is that of the file and of what it would meet."""

    rows: list[Row]
    faults: list[Fault]
    digest: str

    @property
    def new(self) -> list[Row]:
        return [row for row in self.rows if row.is_new]

    @property
    def changed(self) -> list[Row]:
        return [row for row in self.rows if row.changed and not row.is_new]

    @property
    def unchanged(self) -> int:
        return sum(not row.changed and not row.is_new for row in self.rows)


def to_csv(services: Iterable[Service]) -> str:
    """Return services as a CSV file that spreadsheet programs open, with its mark for UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for service in services:
        known = _known(service)
        writer.writerow(
            cells.safe(kind.write(known[heading] if heading in known else getattr(service, column)))
            for heading, (kind, column) in COLUMNS.items()
        )
    return "\ufeff" + out.getvalue()


def _known(service: Service) -> dict[str, list[str]]:
    """Return what stands in tables of its own."""
    return {
        "doors": sorted(door.code for door in service.doors.all()),
        "phones": [phone.number for phone in service.phones.all()],
    }


def read(data: bytes) -> str:
    """Return the words of a file.

    Raises:
        BadFile: it is too large, empty, or not saved as UTF-8.
    """
    if len(data) > LARGEST:
        raise BadFile("It is larger than 1 MB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BadFile(f"Line {line} is not saved as UTF-8. In Excel choose “CSV UTF-8”.") from error
    if not text.strip():
        raise BadFile("It is empty.")
    if "\x00" in text:
        raise BadFile("It is not a CSV file.")
    return text


def plan(text: str, *, today: date | None = None) -> Plan:
    """Return what a file would do. Nothing is changed. Four queries.

    Raises:
        BadFile: its headings or its size can't be taken.
    """
    today = today or timezone.localdate()
    table = _table(text)
    services = {service.key: service for service in Service.objects.prefetch_related("doors", "phones")}
    doors = set(Door.objects.values_list("code", flat=True))
    many = Counter(line.get("key", "") for _number, line in table)
    rows: list[Row] = []
    faults: list[Fault] = []
    for number, line in table:
        row, wrong = _row(number, line, services, doors, today)
        if many[row.key] > 1:
            wrong.append(Fault(number, "key", f"“{row.key}” stands in more than one row"))
        rows.append(row)
        faults += wrong
    met = "|".join(f"{row.key}:{','.join(row.changed)}:{row.is_new}" for row in rows)
    return Plan(rows, faults, hashlib.sha256(f"{text}\n{met}".encode()).hexdigest())


def _table(text: str) -> list[tuple[int, dict[str, str]]]:
    """Return the rows with the number each has in a spreadsheet."""
    try:
        lines = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as error:
        raise BadFile(f"It is not a CSV file: {error}.") from error
    headings = [heading.strip() for heading in lines[0]]
    if unknown := [heading for heading in headings if heading not in COLUMNS]:
        raise BadFile(f"There is no column called {', '.join(unknown)}.")
    if twice := [heading for heading, count in Counter(headings).items() if count > 1]:
        raise BadFile(f"There are two columns called {', '.join(twice)}.")
    if "key" not in headings:
        raise BadFile("The column “key” is missing.")
    if len(lines) - 1 > MOST_ROWS:
        raise BadFile(f"It has more than {MOST_ROWS} rows.")
    rows = []
    for number, line in enumerate(lines[1:], 2):
        if not any(cell.strip() for cell in line):
            continue
        if len(line) != len(headings):
            raise BadFile(f"Row {number} has {len(line)} cells, the headings have {len(headings)}.")
        found = dict(zip(headings, (cells.unsafe(cell.replace("\r\n", "\n").strip()) for cell in line), strict=True))
        rows.append((number, found))
    return rows


def _row(
    number: int, line: dict[str, str], services: dict[str, Service], doors: set[str], today: date
) -> tuple[Row, list[Fault]]:
    key = line["key"]
    before = services.get(key)
    service = before or Service(key=key)
    row = Row(number, key, before is None, service)
    faults: list[Fault] = []
    was = _known(before) if before else {}
    for heading, written in line.items():
        kind, column = COLUMNS[heading]
        try:
            value = kind.read(written)
        except BadCell as error:
            faults.append(Fault(number, heading, str(error)))
            continue
        faults += [Fault(number, heading, said) for said in _said_against(heading, value, before, doors, today)]
        if column:
            if _differs(getattr(service, column), value):
                row.changed.append(heading)
                setattr(service, column, value)
        elif sorted(was.get(heading, [])) != sorted(value):
            row.changed.append(heading)
            setattr(row, heading, value)
    return row, [*faults, *_whole(row, number, faults)]


def _differs(before: Any, after: Any) -> bool:
    nothing = (None, "")
    return before != after and not (before in nothing and after in nothing)


def _said_against(heading: str, value: Any, before: Service | None, doors: set[str], today: date) -> list[str]:
    """Return what no field could know: areas, numbers, doors, and days on the wrong side of today."""
    if heading == "localities":
        return [f"there is no area called “{each}”" for each in value if each not in Locality.values]
    if heading == "languages":
        return [f"there is no language with the code “{each}”" for each in value if not is_language(each)]
    if heading == "doors":
        return [f"there is no stage, topic or reader with the code “{each}”" for each in value if each not in doors]
    longest = _longest(heading)
    if longest and isinstance(value, str) and len(value) > longest:
        return [f"is longer than {longest} letters"]
    if heading == "phones":
        return [f"“{each}” is no telephone number" for each in value if not _is_phone(each)]
    if heading == "last_checked" and value and value > today:
        return ["is still to come"]
    # What is overdue already may stay as it is: only a new day in the past is a slip.
    stays = (
        before is not None
        and heading in COLUMNS
        and COLUMNS[heading][1]
        and getattr(before, COLUMNS[heading][1]) == value
    )
    if heading in ("next_check_due", "alert_until") and value and value < today and not stays:
        return ["is in the past"]
    return []


def _longest(heading: str) -> int | None:
    """Return how long a text may be. A text field of Django's holds nobody to its own length."""
    column = COLUMNS[heading][1]
    return getattr(Service._meta.get_field(column), "max_length", None) if column else None


def _is_phone(number: str) -> bool:
    try:
        dialled(number)
    except BadPhone:
        return False
    return True


def _whole(row: Row, number: int, found: list[Fault]) -> list[Fault]:
    """Return what the service's own rules say against the row, where no cell of it was wrong before."""
    named = {COLUMNS[fault.column][1] for fault in found if fault.column}
    headings = {column: heading for heading, (_kind, column) in COLUMNS.items() if column}
    if not row.service.name_en:
        return [Fault(number, "name", "is missing")]
    try:
        row.service.full_clean(
            exclude={each.name for each in Service._meta.fields if each.name not in headings} | named | {"key"},
            validate_unique=False,
        )
        if row.is_new:
            Service._meta.get_field("key").clean(row.key, row.service)
    except ValidationError as error:
        said = error.message_dict if hasattr(error, "error_dict") else {"key": error.messages}
        return [
            Fault(number, headings.get(column, column), " ".join(messages))
            for column, messages in said.items()
            if column not in named
        ]
    return []


@transaction.atomic
def apply(text: str, *, digest: str) -> Plan:
    """Do what was shown, all of it or nothing.

    Raises:
        BadFile: there are faults, or the services have changed since it was shown.
    """
    planned = plan(text)
    if planned.faults or planned.digest != digest:
        raise BadFile("The services have changed since. Put the file in again.")
    doors = {door.code: door for door in Door.objects.all()}
    for row in planned.rows:
        if not (row.is_new or row.changed):
            continue
        row.service.save()
        if row.doors is not None:
            row.service.doors.set([doors[code] for code in row.doors])
        if row.phones is not None:
            _keep_phones(row.service, row.phones)
    return planned


def _keep_phones(service: Service, numbers: list[str]) -> None:
    """Leave a service with these numbers, in this order. What is known of a number that stays is kept."""
    kept = {phone.number: phone for phone in ServicePhone.objects.filter(service=service)}
    ServicePhone.objects.filter(pk__in=[phone.pk for number, phone in kept.items() if number not in numbers]).delete()
    for order, number in enumerate(numbers):
        phone = kept.get(number) or ServicePhone(service=service, number=number)
        phone.sort_order = order
        phone.save()
