"""The one chart of a card, with its sentence and its table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.outcomes.cards import words
from feedback.outcomes.charts.history import Gap, Hidden, History, Key, Moment
from feedback.outcomes.charts.history import Shown as Point
from feedback.outcomes.charts.line import line_chart
from feedback.outcomes.charts.svg import Direction, Words
from feedback.outcomes.disclosure.signs import HIDDEN
from feedback.outcomes.periods import Quarter
from feedback.outcomes.releases.reading import Shown
from home.languages import Language

#: So many quarters have room on a phone.
LONGEST = 12
_PERCENT_SCALE = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart, what it says in one sentence, and its numbers as a table. Empty where nothing can be drawn."""

    title: str
    words: Language
    svg: SafeString
    summary: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def key() -> Key:
    return Key(
        interval=_("what chance alone could do"),
        forecast=_("what is expected if nothing changes"),
        broken=_("the question changed: not to be compared"),
        hidden=_("too few to show"),
    )


def quarterly_picture(title: str, spoken: Language, history: Sequence[Shown], reader: Language) -> Picture | None:
    """Return the chart of a share over its quarters; none where there are fewer than two quarters to see."""
    told = [each for each in history if "percent" in each.cell][-LONGEST:]
    if sum(not words.is_hidden(each.cell) and each.cell["percent"] is not None for each in told) < 2:
        return None
    moments = tuple(_moment(quarter, told) for quarter in _all_quarters(told))
    scale = tuple((float(step), words.percent_words(step)) for step in _PERCENT_SCALE)
    summary = _summary(told)
    svg = line_chart(_said("trend", title, summary, reader), History(moments, scale, key()))
    return Picture(
        title,
        spoken,
        mark_safe(svg),  # noqa: S308  `charts` escapes every word
        summary,
        (_("Quarter"), _("Share"), _("How many"), _("Chance alone")),
        tuple(_row(each) for each in told),
    )


def _said(name: str, title: str, summary: str, reader: Language) -> Words:
    return Words(name, title, summary, Direction.RTL if reader.is_rtl else Direction.LTR)


def _all_quarters(told: Sequence[Shown]) -> list[Quarter]:
    """Return every quarter from the first to the last, also those that no release tells of."""
    quarters = [told[0].quarter]
    while quarters[-1] < told[-1].quarter:
        quarters.append(quarters[-1].next)
    return quarters


def _moment(quarter: Quarter, told: Sequence[Shown]) -> Moment:
    label = words.short_period(quarter)
    found = next((each for each in told if each.quarter == quarter), None)
    if found is None or (not words.is_hidden(found.cell) and found.cell["percent"] is None):
        return Gap(label)
    cell = found.cell
    if words.is_hidden(cell):
        return Hidden(label)
    return Point(label, cell["percent"], words.percent_words(cell["percent"]), cell["low"], cell["high"], found.series)


def _summary(told: Sequence[Shown]) -> str:
    shown = [each for each in told if not words.is_hidden(each.cell) and each.cell["percent"] is not None]
    first, last = shown[0], shown[-1]
    said = _("%(first)s in %(first_period)s, %(last)s in %(last_period)s.") % {
        "first": words.percent_words(first.cell["percent"]),
        "first_period": words.period_words(first.quarter),
        "last": words.percent_words(last.cell["percent"]),
        "last_period": words.period_words(last.quarter),
    }
    hidden = sum(words.is_hidden(each.cell) for each in told)
    if not hidden:
        return said
    more = ngettext(
        "%(count)s quarter is not shown: too few answered.",
        "%(count)s quarters are not shown: too few answered.",
        hidden,
    )
    return f"{said} {more % {'count': number_format(hidden)}}"


def _row(each: Shown) -> tuple[str, ...]:
    cell: Mapping[str, Any] = each.cell
    if words.is_hidden(cell):
        return (words.table_period(each.quarter), HIDDEN, HIDDEN, HIDDEN)
    if cell["percent"] is None:
        return (words.table_period(each.quarter), "", _("No answers yet"), "")
    around = f"{words.percent_words(cell['low'])} – {words.percent_words(cell['high'])}"
    counts = words.of_words(cell["numerator"], cell["denominator"])
    return (words.table_period(each.quarter), words.percent_words(cell["percent"]), counts, around)
