"""When a quarter can be counted: it is over, and no answer to it can still come."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from feedback.outcomes.periods import Quarter
from feedback.surveys.models import Wave
from feedback.surveys.submit import WEEKS_BACK


def too_early(quarter: Quarter, today: date) -> list[str]:
    """Return why the quarter can't be counted yet: each wave that still takes answers to it. One query."""
    waves = waves_of([quarter]) if today > quarter.last else ()
    return list(too_early_by(quarter, today, waves))


def waves_of(quarters: Iterable[Quarter]) -> list[Wave]:
    """Return the waves in which some of these quarters were asked about. One query."""
    days = [(quarter.first, quarter.last) for quarter in quarters]
    first, last = min(first for first, _ in days), max(last for _, last in days)
    waves = Wave.objects.filter(opens_on__lte=last, closes_on__gte=first).select_related("survey")
    return list(waves.only("name", "opens_on", "closes_on", "grace_days", "survey__key"))


def too_early_by(quarter: Quarter, today: date, waves: Iterable[Wave]) -> Iterator[str]:
    """Yield why the quarter can't be counted yet, by the waves that there are."""
    if today <= quarter.last:
        yield f"The quarter is not over: it ends on {quarter.last:%-d %B %Y}."
        return
    for wave in waves:
        if wave.opens_on <= quarter.last and wave.closes_on >= quarter.first and today <= _last_answer(wave, quarter):
            until = _last_answer(wave, quarter)
            yield f"{wave.survey.key}, {wave.name}: answers to this quarter can still come, until {until:%-d %B %Y}."


def _last_answer(wave: Wave, quarter: Quarter) -> date:
    # An answer that waited on a phone still comes in, and belongs to the week it was given in.
    last: date = min(wave.closes_on, quarter.last)
    return last + timedelta(days=max(wave.grace_days, 7 * (WEEKS_BACK + 1)))
