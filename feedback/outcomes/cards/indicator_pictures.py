"""The chart of an indicator: its history, with the years that are missing, and what is expected if nothing changes."""

from collections.abc import Iterator, Sequence
from itertools import count, groupby, pairwise

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from feedback.outcomes.cards import words
from feedback.outcomes.cards.pictures import Picture, key
from feedback.outcomes.charts.history import Gap, History
from feedback.outcomes.charts.history import Shown as Point
from feedback.outcomes.charts.line import line_chart
from feedback.outcomes.charts.svg import Direction, Words
from feedback.outcomes.models import Indicator, IndicatorValue
from home.languages import Language

#: Scales that a reader can follow: steps that end above the largest value.
_PERCENT_TOPS = (5, 10, 20, 40, 60, 80, 100)
_TOPS = (4, 8, 10, 20)


def number_of(value: IndicatorValue, indicator: Indicator) -> str:
    """Return a figure as it is shown everywhere: with what it counts by, and a mark where it is a draft."""
    mark = "" if value.is_confirmed else "*"
    if indicator.unit == Indicator.Unit.PERCENT:
        return words.percent_words(value.value) + mark
    if indicator.unit == Indicator.Unit.RATE:
        return _("%(number)s per 1,000") % {"number": words.number_words(value.value)} + mark
    return words.number_words(value.value) + mark


def expected_words(value: IndicatorValue, indicator: Indicator) -> str:
    return _("Expected if nothing changes: %(value)s (%(period)s).") % {
        "value": number_of(value, indicator),
        "period": value.period_label,
    }


def longest_series(values: Sequence[IndicatorValue]) -> list[IndicatorValue]:
    """Return the longest history of everybody in one area, with what is expected to follow it."""
    everybody = [each for each in values if not each.group]
    series = [list(rows) for _area, rows in groupby(everybody, lambda each: each.area)]
    return max(series, key=lambda rows: sum(not each.is_forecast for each in rows), default=[])


def indicator_picture(
    indicator: Indicator, title: str, spoken: Language, values: Sequence[IndicatorValue], reader: Language
) -> Picture | None:
    """Return the chart of the longest series of everybody in one area; none where it has fewer than two figures."""
    longest = longest_series(values)
    known = [each for each in longest if not each.is_forecast]
    if len(known) < 2:
        return None
    # What was once expected of a year that has come stands in the table.
    later = [each for each in longest if each.is_forecast and each.first_day > known[-1].first_day]
    summary = _summary(indicator, known, later)
    said = Words(f"indicator-{indicator.key}", title, summary, Direction.RTL if reader.is_rtl else Direction.LTR)
    _last, *forecast = _moments([known[-1], *later], indicator)
    history = History(tuple(_moments(known, indicator)), _scale(indicator, longest), key(), tuple(forecast))
    svg = mark_safe(line_chart(said, history))  # noqa: S308  `charts` escapes every word
    return Picture(title, spoken, svg, summary, (), ())


def _summary(indicator: Indicator, known: Sequence[IndicatorValue], later: Sequence[IndicatorValue]) -> str:
    told = _("%(first)s in %(first_period)s, %(last)s in %(last_period)s.") % {
        "first": number_of(known[0], indicator),
        "first_period": known[0].period_label,
        "last": number_of(known[-1], indicator),
        "last_period": known[-1].period_label,
    }
    expected = [expected_words(later[-1], indicator)] if later else []
    return " ".join([f"{known[0].get_area_display()}.", told, *expected])


def _scale(indicator: Indicator, values: Sequence[IndicatorValue]) -> tuple[tuple[float, str], ...]:
    highest = max(float(each.high or each.value) for each in values)
    if indicator.unit == Indicator.Unit.PERCENT:
        top = next(top for top in _PERCENT_TOPS if top >= highest)
        return tuple((top * step / 4, words.percent_words(_plain(top * step / 4))) for step in range(5))
    top = next(top for power in count() for each in _TOPS if (top := each * 10**power) >= highest)
    return tuple((top * step / 4, words.number_words(_plain(top * step / 4))) for step in range(5))


def _plain(number: float) -> int | float:
    return int(number) if number == int(number) else number


def _moments(values: Sequence[IndicatorValue], indicator: Indicator) -> Iterator[Point | Gap]:
    """Yield the figures, with a gap for every year between two of them that has none, and a break where one begins."""
    meaning = ""
    for before, value in pairwise([None, *values]):
        if before is not None and value is not None:
            years = range(before.first_day.year + 1, value.first_day.year)
            yield from (Gap(_year_words(year, like=before)) for year in years)
        if value is not None:
            meaning = value.period_label if value.starts_anew else meaning
            yield _point(value, indicator, meaning)


def _year_words(year: int, like: IndicatorValue) -> str:
    """Return a year as its neighbour is written: 2019/20 after 2018/19."""
    runs_over = like.first_day.year < like.last_day.year
    return f"{year}/{(year + 1) % 100:02d}" if runs_over else str(year)


def _point(value: IndicatorValue, indicator: Indicator, meaning: str) -> Point:
    low, high = (None if each is None else float(each) for each in (value.low, value.high))
    return Point(value.period_label, float(value.value), number_of(value, indicator), low, high, meaning)
