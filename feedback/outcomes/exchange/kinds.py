"""The four kinds of figures that can be read from a file: their columns, and which figure a row means."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from feedback.outcomes.exchange.columns import Column, day, number, one_of, quarter, waits, whole, words, yes_or_no
from feedback.outcomes.models import (
    Indicator,
    IndicatorValue,
    Measure,
    ServiceReturn,
    TrainingRecord,
    TypedFigure,
)
from feedback.outcomes.models.figures import Entered
from feedback.outcomes.periods import Quarter
from guidance.directory.models import Service

#: Row numbers that get in each other's way, and why, for the column it is said of.
Clash = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of figures.

    ``identity`` are the fields that say which figure it is; all other fields can be changed by a file. ``records`` are
    the columns that name a record by its key.
    """

    name: str
    title: str
    model: type[Entered]
    columns: tuple[Column, ...]
    identity: tuple[str, ...]
    records: Mapping[str, type[models.Model]] = field(default_factory=dict)

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(column.heading for column in self.columns)

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the model's fields that a file fills."""
        names = [("year", "quarter") if column.reads is quarter else (column.name,) for column in self.columns]
        return tuple(name for each in names for name in each)

    def heading_of(self, field: str) -> str:
        """Return the heading of the column that fills a field."""
        found = next((column.heading for column in self.columns if column.name == field), "")
        return "quarter" if field == "year" else found

    def identity_of(self, record: models.Model) -> tuple[Any, ...]:
        """Return what tells a figure from the others. Words that differ in capitals alone are the same."""
        return tuple(_plain(getattr(record, record._meta.get_field(name).attname)) for name in self.identity)  # type: ignore[union-attr]

    def kept(self) -> dict[tuple[Any, ...], Entered]:
        """Return the figures that are there, by identity. One query."""
        rows = self.model._default_manager.select_related(*self.records)
        return {self.identity_of(row): row for row in rows}

    def fill(self, record: Entered, values: Mapping[str, Any]) -> None:
        """Set what a row says."""
        for name, value in values.items():
            if isinstance(value, Quarter):
                record.year, record.quarter = value.year, value.number  # type: ignore[attr-defined]
            else:
                setattr(record, name, value)

    def wrong_with(self, record: Entered) -> dict[str, list[str]]:
        """Return what is wrong with a filled figure, by field, whatever others there are. No query."""
        wrong: dict[str, list[str]] = {}
        foreign = {each.name for each in record._meta.fields if each.is_relation}
        checks: tuple[Callable[[], None], ...] = (
            lambda: record.clean_fields(exclude=foreign),
            lambda: self._rules(record),
        )
        for check in checks:
            try:
                check()
            except ValidationError as refused:
                for name, said in refused.message_dict.items():
                    wrong.setdefault(name, said)
        return wrong

    def _rules(self, record: Entered) -> None:
        if isinstance(record, IndicatorValue):
            if wrong := record.wrong_by_itself():
                raise ValidationError(wrong)
        else:
            record.clean()

    def overlaps(self, rows: Sequence[tuple[int, Entered]], untouched: Sequence[Entered]) -> Iterator[Clash]:
        """Yield the rows whose periods overlap those of others, in the file or in the database.

        ``untouched`` are the figures that the file does not name: what it changes is judged as it would be.
        """
        if self.model is not IndicatorValue:
            return
        spans: dict[tuple[Any, ...], list[tuple[date, date, int, str]]] = {}
        for place, record in [*rows, *((0, record) for record in untouched)]:
            value: Any = record
            series = (value.indicator_id, value.area, value.group, value.is_forecast)
            spans.setdefault(series, []).append((value.first_day, value.last_day, place, value.period_label))
        for spanned in spans.values():
            for one, other in _overlapping(spanned):
                yield from _said_of(one, other)


def _plain(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _overlapping(spans: list[tuple[date, date, int, str]]) -> Iterator[tuple[Any, Any]]:
    """Yield the pairs of spans that share a day: each with the one that reaches furthest before it."""
    ordered = sorted(spans)
    furthest = ordered[0]
    for _before, span in pairwise(ordered):
        if span[0] <= furthest[1]:
            yield furthest, span
        furthest = max(furthest, span, key=lambda each: each[1])


def _said_of(one: tuple[date, date, int, str], other: tuple[date, date, int, str]) -> Iterator[Clash]:
    for (_first, _last, told, _label), (first, last, place, label) in ((one, other), (other, one)):
        if told:
            where = f"row {place}" if place else "a figure that is there already"
            yield told, "first_day", f"the period overlaps that of {where}: {label} ({first} to {last})"


# --- How values are shown -------------------------------------------------------------------------------------------


def shown(value: Any) -> str:
    """Return a value as a file would say it; a dash for nothing."""
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
    if isinstance(value, list):
        return " ".join(map(str, value))
    return str(getattr(value, "key", value))


# --- The four -------------------------------------------------------------------------------------------------------
_SOURCE = Column("source", words(200), "Where the figure was taken from: publication, table, page.")
_QUARTER = Column("quarter", quarter, "The quarter, as 2026-Q3.")

INDICATORS = Kind(
    name="indicator-values",
    title="Figures of indicators",
    model=IndicatorValue,
    columns=(
        Column("indicator", words(50), "The key of the indicator: see below."),
        Column(
            "area", one_of(tuple(IndicatorValue.Area.values)), "ni (Northern Ireland), or southern (Southern Trust)."
        ),
        Column(
            "group",
            words(50),
            "A group of people, as women; small letters. Empty: everybody.",
            is_needed=False,
            empty="",
        ),
        Column("period", words(20), "The period as its publisher names it, as 2023/24.", field="period_label"),
        Column("first_day", day, "The first day of the period, as 2023-04-01."),
        Column("last_day", day, "The last day of the period, as 2024-03-31."),
        Column("value", number, "The figure. A percent without its sign: 6.1. At most two decimals."),
        Column("numerator", whole, "A whole number, or empty.", is_needed=False),
        Column("denominator", whole, "A whole number above 0, or empty.", is_needed=False),
        Column("low", number, "The low end of the interval, where it is published.", is_needed=False),
        Column("high", number, "The high end of the interval.", is_needed=False),
        Column(
            "forecast",
            yes_or_no,
            "yes: what is expected if nothing changes. Else no, or empty.",
            field="is_forecast",
            is_needed=False,
            empty=False,
        ),
        _SOURCE,
        Column(
            "where",
            words(300),
            "The address of the publication, or empty.",
            field="source_url",
            is_needed=False,
            empty="",
        ),
        Column(
            "anew",
            yes_or_no,
            "yes: not to be compared with what came before, for it is counted in another way. Else no, or empty.",
            field="starts_anew",
            is_needed=False,
            empty=False,
        ),
        Column("note", words(200), "What everybody is to know when reading it, or empty.", is_needed=False, empty=""),
        Column(
            "check",
            words(200),
            "What to check when comparing it with its publisher, or empty. Nobody else reads it.",
            field="to_check",
            is_needed=False,
            empty="",
        ),
    ),
    identity=("indicator", "area", "group", "first_day", "is_forecast"),
    records={"indicator": Indicator},
)
RETURNS = Kind(
    name="service-returns",
    title="Service returns",
    model=ServiceReturn,
    columns=(
        Column("service", words(50), "The key of the service: see below."),
        _QUARTER,
        Column("received", whole, "Referrals received: a whole number."),
        Column("accepted", whole, "Of these, accepted."),
        Column("redirected", whole, "Of these, redirected to other help."),
        Column(
            "days_waited",
            waits,
            "The days that each family waited, one whole number for each, parted by spaces: 12 15 30.",
            is_needed=False,
            empty=[],
        ),
        _SOURCE,
    ),
    identity=("service", "year", "quarter"),
    records={"service": Service},
)
TRAINING = Kind(
    name="training-records",
    title="Training records",
    model=TrainingRecord,
    columns=(
        Column("kind", one_of(tuple(TrainingRecord.Kind.values)), f"One of: {', '.join(TrainingRecord.Kind.values)}."),
        Column("course", words(80), "The name of the course, always in the same words."),
        Column("sector", words(80), "Who took part, as health visiting, always in the same words."),
        _QUARTER,
        Column("people", whole, "How many people: a whole number."),
        Column("workforce", whole, "How many people it is meant for, or empty.", is_needed=False),
        _SOURCE,
    ),
    identity=("kind", "course", "sector", "year", "quarter"),
)
MEASURES = Kind(
    name="measure-figures",
    title="Typed figures of measures",
    model=TypedFigure,
    columns=(
        Column("measure", words(50), "The key of the measure: see below."),
        Column("service", words(50), "The key of the service. Empty: every service.", is_needed=False),
        _QUARTER,
        Column("number", whole, "The number, or the numerator of a share."),
        Column(
            "denominator", whole, "The denominator of a share. Empty where the measure is a number.", is_needed=False
        ),
        _SOURCE,
    ),
    identity=("measure", "service", "year", "quarter"),
    records={"measure": Measure, "service": Service},
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (INDICATORS, RETURNS, TRAINING, MEASURES)}
#: The kind of each model, for its list.
KIND_OF: Mapping[type[models.Model], Kind] = {kind.model: kind for kind in KINDS.values()}


def keys_of(kind: Kind) -> dict[str, list[tuple[str, str]]]:
    """Return the keys that the columns of a kind may name, with what each is. One query a column."""
    found: dict[str, list[tuple[str, str]]] = {}
    for heading, model in kind.records.items():
        rows: Any = model._default_manager.all()
        if model is Measure:
            # The others are counted, or worked out: nothing can be typed in for them.
            rows = rows.filter(figure="").exclude(source=Measure.Source.SURVEY)
        found[heading] = [(row.key, str(row)) for row in rows]
    return found
