"""What services count, and who was trained, as a release shows it: with the same care for small numbers."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.db.models import Sum

from feedback.outcomes.arithmetic.ladder import Thresholds
from feedback.outcomes.arithmetic.waits import spread, within
from feedback.outcomes.disclosure.signs import HIDDEN
from feedback.outcomes.disclosure.suppress import Group, primary
from feedback.outcomes.models import Measure, ServiceReturn, TrainingRecord, TypedFigure
from feedback.outcomes.periods import Quarter
from feedback.outcomes.releases.cells import hidden_cell, shown_cell

Row = dict[str, Any]
_TRAINING = {
    Measure.Figure.TRAINED: TrainingRecord.Kind.TRAINING,
    Measure.Figure.SUPERVISION: TrainingRecord.Kind.SUPERVISION,
    Measure.Figure.MENTORING: TrainingRecord.Kind.MENTORING,
    Measure.Figure.COACHING: TrainingRecord.Kind.COACHING,
}
#: The group of what is about no one service.
ALL_SERVICES = "all"


def figures_of(quarter: Quarter, thresholds: Thresholds) -> list[Row]:
    """Return the rows of every measure that is not counted from answers. Four queries."""
    measures = list(Measure.objects.exclude(source=Measure.Source.SURVEY).select_related("service"))
    rows = [
        *_of_returns(quarter, measures, thresholds),
        *_of_training(quarter, measures, thresholds),
        *_typed(quarter, thresholds),
    ]
    return sorted(rows, key=lambda row: (row["measure"], row["group"]))


def number_row(measure: str, group: str, number: int, thresholds: Thresholds) -> Row:
    """Return a row with one number; a few people are hidden, nobody is not."""
    shown: int | str = HIDDEN if 0 < number < thresholds.cell else number
    return {"measure": measure, "group": group, "number": shown}


def _of_returns(quarter: Quarter, measures: Iterable[Measure], thresholds: Thresholds) -> Iterator[Row]:
    returns = ServiceReturn.objects.filter(year=quarter.year, quarter=quarter.number).select_related("service")
    for row in returns:
        for measure in measures:
            if measure.figure and (measure.service_id is None or measure.service_id == row.service_id):
                yield from _of_return(row, measure, thresholds)


def _of_return(row: ServiceReturn, measure: Measure, thresholds: Thresholds) -> Iterator[Row]:
    group = row.service.key
    match measure.figure:
        case Measure.Figure.RECEIVED:
            # Shares are of it, so that it is hidden as a base is.
            yield number_row(measure.key, group, row.received, replace(thresholds, cell=thresholds.base))
        case Measure.Figure.ACCEPTED:
            yield _referrals(row, row.accepted, measure.key, thresholds)
        case Measure.Figure.REDIRECTED:
            yield _referrals(row, row.redirected, measure.key, thresholds)
        case Measure.Figure.MEDIAN_WAIT:
            # Most who were accepted were seen: how many waited would tell what the referrals hide.
            days = [] if _is_small(row, thresholds) else row.days_waited
            yield {"measure": measure.key, "group": group, **_waits(days, thresholds)}
        case Measure.Figure.WITHIN_TARGET if row.days_waited:
            found = within(row.days_waited, measure.target_days or 0)
            share = Group(found.numerator, found.denominator - found.numerator)
            cell = hidden_cell(group) if _is_small(row, thresholds) else _share(group, share, thresholds)
            yield {"measure": measure.key, **cell}


def _referrals(row: ServiceReturn, number: int, measure: str, thresholds: Thresholds) -> Row:
    share = Group(number, row.received - number)
    is_small = _is_small(row, thresholds)
    cell = hidden_cell(row.service.key) if is_small else _share(row.service.key, share, thresholds)
    return {"measure": measure, **cell}


def _is_small(row: ServiceReturn, thresholds: Thresholds) -> bool:
    """Tell whether accepted, redirected or still open are a few: the three add up, so that two would tell the third."""
    still_open = row.received - row.accepted - row.redirected
    return any(0 < part < thresholds.cell for part in (row.accepted, row.redirected, still_open))


def _share(name: str, share: Group, thresholds: Thresholds) -> Row:
    return hidden_cell(name) if primary(share, thresholds) else shown_cell(name, share, thresholds)


def _waits(days: list[int], thresholds: Thresholds) -> Row:
    """Return the median and the quartiles, in days; of fewer than the smallest base, nothing."""
    if len(days) < thresholds.base:
        return dict.fromkeys(("number", "lower", "upper", "denominator"), HIDDEN)
    found = spread(days)
    return {"number": found.median, "lower": found.lower, "upper": found.upper, "denominator": len(days)}


def _of_training(quarter: Quarter, measures: Iterable[Measure], thresholds: Thresholds) -> Iterator[Row]:
    records = TrainingRecord.objects.filter(year=quarter.year, quarter=quarter.number)
    people = {row["kind"]: row["n"] for row in records.values("kind").annotate(n=Sum("people")).order_by()}
    of_workforce = records.filter(kind=TrainingRecord.Kind.TRAINING, workforce__isnull=False).aggregate(
        people=Sum("people"), workforce=Sum("workforce")
    )
    for measure in measures:
        kind = _TRAINING.get(Measure.Figure(measure.figure)) if measure.figure else None
        if kind in people:
            yield number_row(measure.key, ALL_SERVICES, people[kind], thresholds)
        if measure.figure == Measure.Figure.TRAINED_SHARE and of_workforce["workforce"]:
            share = Group(of_workforce["people"], of_workforce["workforce"] - of_workforce["people"])
            yield {"measure": measure.key, **_share(ALL_SERVICES, share, thresholds)}


def _typed(quarter: Quarter, thresholds: Thresholds) -> Iterator[Row]:
    typed = TypedFigure.objects.filter(year=quarter.year, quarter=quarter.number)
    for row in typed.select_related("service", "measure"):
        group = row.service.key if row.service else ALL_SERVICES
        if row.denominator is None:
            yield number_row(row.measure.key, group, row.number, thresholds)
        else:
            share = Group(row.number, row.denominator - row.number)
            yield {"measure": row.measure.key, **_share(group, share, thresholds)}
