"""Outcomes for all babies and families: indicators with their history, from official publishers only."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from django.conf import settings
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from feedback.outcomes.cards import words
from feedback.outcomes.cards.figures import named
from feedback.outcomes.cards.pictures import Picture, key
from feedback.outcomes.charts.history import Gap, History, Moment
from feedback.outcomes.charts.history import Shown as Point
from feedback.outcomes.charts.line import line_chart
from feedback.outcomes.charts.svg import Direction, Words
from feedback.outcomes.models import Indicator, IndicatorValue, Outcome
from feedback.outcomes.models.framework import INDICATOR_TEXTS, OUTCOME_TEXTS
from home.languages import Language

#: A scale that a reader can follow: steps that end above the largest value.
_TOPS = (5, 10, 20, 40, 60, 80, 100)


@dataclass(frozen=True, slots=True)
class ShownValue:
    """One figure of an indicator as a row says it."""

    area: str
    group: str
    period: str
    value: str
    source: str
    source_url: str
    note: str
    is_forecast: bool
    is_draft: bool


@dataclass(frozen=True, slots=True)
class ShownIndicator:
    """One indicator: what it counts, who publishes it, its chart where there are figures enough, its figures."""

    key: str
    name: str
    definition: str
    words: Language
    direction: str
    source_name: str
    source_url: str
    picture: Picture | None
    values: tuple[ShownValue, ...]

    @property
    def has_drafts(self) -> bool:
        return any(value.is_draft for value in self.values)


@dataclass(frozen=True, slots=True)
class ShownOutcome:
    """One outcome with what is told of it."""

    key: str
    words: Language
    statement: str
    story: str
    partners: str
    what_works: str
    indicators: tuple[ShownIndicator, ...]


def outcomes_shown(language: Language) -> list[ShownOutcome]:
    """Return every outcome with its indicators and their figures. Three queries.

    Figures that nobody has compared with their publisher are shown where drafts are, marked, and nowhere else.
    """
    values = IndicatorValue.objects.order_by("area", "group", "first_day")
    if not settings.SHOW_PREVIEW:
        values = values.filter(confirmed_on__isnull=False)
    by_indicator: dict[int, list[IndicatorValue]] = {}
    for value in values:
        by_indicator.setdefault(value.indicator_id, []).append(value)
    by_outcome: dict[int, list[Indicator]] = {}
    for indicator in Indicator.objects.order_by("order", "key"):
        by_outcome.setdefault(indicator.outcome_id, []).append(indicator)
    return [
        _outcome(outcome, by_outcome.get(outcome.pk, []), by_indicator, language)
        for outcome in Outcome.objects.order_by("order", "key")
    ]


def _outcome(
    outcome: Outcome,
    indicators: Sequence[Indicator],
    values: dict[int, list[IndicatorValue]],
    language: Language,
) -> ShownOutcome:
    texts, spoken = named(outcome, OUTCOME_TEXTS, language)
    shown = tuple(_indicator(each, values.get(each.pk, []), language) for each in indicators)
    return ShownOutcome(outcome.key, spoken, indicators=shown, **texts)


def _indicator(indicator: Indicator, values: Sequence[IndicatorValue], language: Language) -> ShownIndicator:
    texts, spoken = named(indicator, INDICATOR_TEXTS, language)
    return ShownIndicator(
        key=indicator.key,
        name=texts["name"],
        definition=texts["definition"],
        words=spoken,
        direction=str(words.DIRECTIONS[indicator.direction]),
        source_name=indicator.source_name,
        source_url=indicator.source_url,
        picture=_picture(indicator, texts["name"], spoken, values, language),
        values=tuple(_value(each, indicator) for each in values),
    )


def _value(value: IndicatorValue, indicator: Indicator) -> ShownValue:
    return ShownValue(
        area=value.get_area_display(),
        group=value.group.replace("-", " "),
        period=value.period_label,
        value=_number(value, indicator),
        source=value.source,
        source_url=value.source_url or indicator.source_url,
        note=value.note,
        is_forecast=value.is_forecast,
        is_draft=not value.is_confirmed,
    )


def _number(value: IndicatorValue, indicator: Indicator) -> str:
    is_percent = indicator.unit == Indicator.Unit.PERCENT
    return words.percent_words(value.value) if is_percent else words.number_words(value.value)


def _picture(
    indicator: Indicator, title: str, spoken: Language, values: Sequence[IndicatorValue], reader: Language
) -> Picture | None:
    """Return the chart of the longest series of everybody in one area; none where it has fewer than two figures."""
    series = [list(rows) for _, rows in groupby(values, lambda each: (each.area, each.group))]
    longest = max(series, key=lambda rows: sum(not each.is_forecast for each in rows), default=[])
    known = [each for each in longest if not each.is_forecast]
    if len(known) < 2 or indicator.unit != Indicator.Unit.PERCENT:
        return None
    forecast = tuple(_point(each, indicator) for each in longest if each.is_forecast)
    top = next(top for top in _TOPS if top >= max(float(each.high or each.value) for each in longest))
    scale = tuple((top * step / 4, words.percent_words(_plain(top * step / 4))) for step in range(5))
    summary = _("%(first)s in %(first_period)s, %(last)s in %(last_period)s.") % {
        "first": _number(known[0], indicator),
        "first_period": known[0].period_label,
        "last": _number(known[-1], indicator),
        "last_period": known[-1].period_label,
    }
    direction = Direction.RTL if reader.is_rtl else Direction.LTR
    said = Words(f"indicator-{indicator.key}", title, f"{known[0].get_area_display()}. {summary}", direction)
    svg = line_chart(said, History(_moments(known, indicator), scale, key(), forecast))
    return Picture(title, spoken, mark_safe(svg), f"{known[0].get_area_display()}. {summary}", (), ())  # noqa: S308  escaped


def _plain(number: float) -> int | float:
    return int(number) if number == int(number) else number


def _moments(known: Sequence[IndicatorValue], indicator: Indicator) -> tuple[Moment, ...]:
    """Return the figures, with a gap for every year between two of them that has none."""
    moments: list[Moment] = []
    for before, value in pairwise([None, *known]):
        if before is not None and value is not None:
            missing = value.first_day.year - before.first_day.year - 1
            moments += [Gap(str(before.first_day.year + 1 + number)) for number in range(missing)]
        if value is not None:
            moments.append(_point(value, indicator))
    return tuple(moments)


def _point(value: IndicatorValue, indicator: Indicator) -> Point:
    low, high = (None if each is None else float(each) for each in (value.low, value.high))
    return Point(value.period_label, float(value.value), _number(value, indicator), low, high)
