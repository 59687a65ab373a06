"""What a file of figures would do, row by row; and doing it.

Nothing is taken of a file with one wrong row. What was shown is worked out again in the moment in which it is done.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.signal_handlers import disable_reference_index_auto_update

from feedback.outcomes.exchange.columns import Unreadable
from feedback.outcomes.exchange.kinds import Kind, shown
from feedback.outcomes.exchange.tables import Fault, Row, Table
from feedback.outcomes.models.figures import Entered

#: In Wagtail's log: a figure changed by a file, or by hand, with what it was and what it became.
CHANGED = "feedback.change_figure"
_CREATED = "wagtail.create"
_BATCH = 200


class Fate(Enum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Change:
    """One field: what it says now, and what it would say."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Planned:
    """One row, and what becomes of it. ``record`` is the figure as it would be, where it is not refused."""

    number: int
    says: tuple[str, ...]
    fate: Fate
    changes: tuple[Change, ...] = ()
    faults: tuple[Fault, ...] = ()
    record: Entered | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a whole file would do."""

    kind: Kind
    sheet: str
    rows: tuple[Planned, ...]

    def count(self, fate: Fate) -> int:
        return sum(row.fate is fate for row in self.rows)

    @property
    def is_refused(self) -> bool:
        return self.count(Fate.REFUSED) > 0

    @property
    def does_nothing(self) -> bool:
        return self.count(Fate.UNCHANGED) == len(self.rows)

    @property
    def digest(self) -> str:
        """What tells this plan from one that would do anything else."""
        said = [
            [row.number, row.says, row.fate.value, [[each.field, each.before, each.after] for each in row.changes]]
            for row in self.rows
        ]
        return hashlib.sha256(json.dumps([self.kind.name, said]).encode()).hexdigest()


class Refused(Exception):
    """The file can't be taken as it is, or would do something else than what was shown: nothing was done."""


# --- Looking --------------------------------------------------------------------------------------------------------


def plan_import(kind: Kind, table: Table) -> Plan:
    """Return what a file would do. It changes nothing.

    One query for the figures that are there, and one for each column that names records.
    """
    known = {heading: _by_key(model) for heading, model in kind.records.items()}
    kept = kind.kept()
    rows = [_planned(kind, row, known, kept) for row in table.rows]
    rows = _without_clashes(kind, rows, kept)
    return Plan(kind, table.sheet, tuple(rows))


def _by_key(model: type[models.Model]) -> dict[str, Any]:
    rows: Any = model._default_manager.all()
    return {row.key: row for row in rows}


def _planned(kind: Kind, row: Row, known: Mapping[str, Mapping[str, Any]], kept: Mapping[Any, Entered]) -> Planned:
    says = tuple(row.cells[heading].words if heading in row.cells else "" for heading in kind.headings)
    values, faults = _read(kind, row, known)
    if faults:
        return Planned(row.number, says, Fate.REFUSED, faults=tuple(faults))
    said = kind.model()
    kind.fill(said, values)
    existing = kept.get(kind.identity_of(said))
    record = copy(existing) if existing is not None else said
    kind.fill(record, values)
    if wrong := kind.wrong_with(record):
        faults = [Fault(row.number, kind.heading_of(name), " ".join(said)) for name, said in wrong.items()]
        return Planned(row.number, says, Fate.REFUSED, faults=tuple(faults))
    if existing is None:
        return Planned(row.number, says, Fate.NEW, record=record)
    changes = changes_between(existing, record, kind.fields)
    return Planned(row.number, says, Fate.CHANGED if changes else Fate.UNCHANGED, changes=changes, record=record)


def _read(kind: Kind, row: Row, known: Mapping[str, Mapping[str, Any]]) -> tuple[dict[str, Any], list[Fault]]:
    """Return the values of a row by field, and all that is wrong with its cells."""
    values: dict[str, Any] = {}
    faults = list(row.faults)
    faulty = {fault.column for fault in faults}
    for column in kind.columns:
        if column.heading in faulty:
            continue
        try:
            value = column.read(row.cells.get(column.heading))
            if column.heading in known and value is not None:
                value = _named(column.heading, value, known[column.heading])
            values[column.name] = value
        except Unreadable as reason:
            faults.append(Fault(row.number, column.heading, str(reason)))
    return values, faults


def _named(heading: str, key: str, records: Mapping[str, Any]) -> Any:
    if key not in records:
        raise Unreadable(f"there is no {heading} with the key “{key[:40]}”: the download lists them")
    return records[key]


def changes_between(before: Entered, after: Entered, fields: Iterable[str]) -> tuple[Change, ...]:
    """Return the fields that differ, and whether a figure loses that it was compared with its publisher."""
    changes = [
        Change(name, shown(getattr(before, name)), shown(getattr(after, name)))
        for name in fields
        if getattr(before, name) != getattr(after, name)
    ]
    confirmed_on, compared = getattr(before, "confirmed_on", None), getattr(before, "compared", None)
    if confirmed_on is not None and compared != getattr(after, "compared", None):
        changes.append(Change("compared with its publisher", str(confirmed_on), "not yet"))
    return tuple(changes)


def _without_clashes(kind: Kind, rows: list[Planned], kept: Mapping[Any, Entered]) -> list[Planned]:
    """Return the rows, refused where two are the same figure, or where periods overlap."""
    first: dict[Any, int] = {}
    faults: dict[int, list[Fault]] = {}
    named: set[Any] = set()
    judged: list[tuple[int, Entered]] = []
    for row in rows:
        if row.record is None:
            continue
        identity = kind.identity_of(row.record)
        named.add(identity)
        if identity in first:
            said = "the same figure for the same period stands in row {}, too: keep one of them"
            faults.setdefault(row.number, []).append(Fault(row.number, "", said.format(first[identity])))
            faults.setdefault(first[identity], []).append(Fault(first[identity], "", said.format(row.number)))
            continue
        first[identity] = row.number
        judged.append((row.number, row.record))
    untouched = [record for identity, record in kept.items() if identity not in named]
    for number, column, reason in kind.overlaps(judged, untouched):
        faults.setdefault(number, []).append(Fault(number, column, reason))
    return [
        replace(row, fate=Fate.REFUSED, changes=(), faults=(*row.faults, *faults[row.number]), record=None)
        if row.number in faults
        else row
        for row in rows
    ]


# --- Doing ----------------------------------------------------------------------------------------------------------


def apply_import(kind: Kind, table: Table, *, digest: str, user: Any) -> Plan:
    """Take all rows of a file; return what was done. A file whose figures are all there already does nothing.

    ``digest`` is that of the plan that was shown.

    Raises:
        Refused: a row is refused by now, or something else would happen than what was shown. Nothing was done.
    """
    try:
        with transaction.atomic(), disable_reference_index_auto_update():
            plan = plan_import(kind, table)
            if plan.does_nothing:
                return plan
            if plan.is_refused or plan.digest != digest:
                raise Refused
            _write(plan, user)
    except IntegrityError as error:
        # Somebody else has written the same figure between our looking and our writing.
        raise Refused from error
    return plan


def _write(plan: Plan, user: Any) -> None:
    model: Any = plan.kind.model
    today = timezone.localdate()
    for row in plan.rows:
        if row.record is not None and row.fate is not Fate.UNCHANGED:
            row.record.entered_by, row.record.entered_on = user, today
    new = [row.record for row in plan.rows if row.fate is Fate.NEW]
    for record in model._default_manager.bulk_create(new, batch_size=_BATCH):
        log(record, _CREATED, user=user)
    for row in plan.rows:
        if row.fate is Fate.CHANGED and row.record is not None:
            row.record.save()
            log_changes(row.record, row.changes, user=user)


def log_changes(record: Entered, changes: Iterable[Change], *, user: Any) -> None:
    """Write into Wagtail's log what a figure was, and what it became."""
    said = [[each.field, each.before, each.after] for each in changes]
    log(record, CHANGED, user=user, data={"changes": said}, content_changed=True)
