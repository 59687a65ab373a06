"""The words beside each figure, by the fixed ladder: nothing, a share with its interval, a comparison.

Never "margin of error": an interval says what chance alone could do, and not who chose to answer.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.outcomes.arithmetic.intervals import byar
from feedback.outcomes.disclosure.signs import HIDDEN
from feedback.outcomes.models import Measure
from feedback.outcomes.models.framework import Direction
from feedback.outcomes.periods import Period, Year

Cell = Mapping[str, Any]

#: Which way a share went: an arrow for the eye, words for everybody.
CHANGES: Mapping[str, tuple[str, Promise]] = {
    "up": ("↑", gettext_lazy("Up since the quarter before")),
    "down": ("↓", gettext_lazy("Down since the quarter before")),
    "no-clear-change": ("→", gettext_lazy("No clear change since the quarter before")),
    "not-compared": ("", gettext_lazy("Not compared: too few answered, or the question has changed")),
}
DIRECTIONS: Mapping[str, Promise] = {
    Direction.HIGHER.value: gettext_lazy("Higher is better."),
    Direction.LOWER.value: gettext_lazy("Lower is better."),
    Direction.CONTEXT.value: gettext_lazy("Neither is better: it gives the background."),
}

#: Groups of people that publishers tell of, by their key in a figure.
GROUPS: Mapping[str, Promise] = {
    "women": gettext_lazy("women"),
    "men": gettext_lazy("men"),
    "most-deprived": gettext_lazy("where people have least"),
    "least-deprived": gettext_lazy("where people have most"),
    "urban": gettext_lazy("in towns"),
    "rural": gettext_lazy("in the countryside"),
    "free-meals": gettext_lazy("with free school meals"),
}


def period_words(period: Period) -> str:
    """Return "January – March 2025", or the year."""
    if isinstance(period, Year):
        return str(period.year)
    return f"{date_format(period.first, 'F')} – {date_format(period.last, 'F')} {period.year}"


def table_period(period: Period) -> str:
    """Return a period as a narrow column has room for it: "Jan – Mar 2025"."""
    if isinstance(period, Year):
        return str(period.year)
    return f"{date_format(period.first, 'M')} – {date_format(period.last, 'M')} {period.year}"


def short_period(period: Period) -> str:
    """Return a period as a chart has room for it: "Q1 25"."""
    return str(period) if isinstance(period, Year) else f"Q{period.number} {period.year % 100:02d}"


def percent_words(percent: int | float | str | Decimal) -> str:
    return HIDDEN if percent == HIDDEN else _("%(number)s%%") % {"number": number_words(percent)}


def number_words(number: int | float | str | Decimal) -> str:
    """Return a number as the reader's language writes it, without noughts that say nothing."""
    if isinstance(number, Decimal):
        whole = number == number.to_integral_value()
        return str(number_format(int(number) if whole else number.normalize(), force_grouping=True))
    if isinstance(number, float):
        # Quarters of a day are more than anybody counts in.
        return number_words(round(number) if number == round(number) else Decimal(f"{number:.1f}"))
    return str(number_format(number, force_grouping=True))


def is_hidden(cell: Cell) -> bool:
    return HIDDEN in (cell.get("numerator"), cell.get("number"))


def value_words(cell: Cell, form: str) -> str:
    """Return a figure as it is shown large: a share, a number of people, or days; a sign where it is hidden."""
    if is_hidden(cell):
        return HIDDEN
    if "number" in cell:
        number = number_words(cell["number"])
        return _("%(number)s days") % {"number": number} if form == Measure.Form.DAYS else number
    return "" if cell["percent"] is None else percent_words(cell["percent"])


def detail_words(cell: Cell) -> str:
    """Return what stands small below a figure: too few, nobody yet, or how many of how many."""
    if is_hidden(cell):
        return _("Too few to show")
    if cell.get("denominator") == 0:
        return _("No answers yet")
    if "numerator" in cell:
        return of_words(cell["numerator"], cell["denominator"])
    if cell.get("lower") is not None:
        return _("Half of the families waited between %(low)s and %(high)s days.") % {
            # A quartile may lie between two families' days.
            "low": number_words(round(cell["lower"])),
            "high": number_words(round(cell["upper"])),
        }
    return ""


def of_words(numerator: int, denominator: int) -> str:
    return _("%(numerator)s of %(denominator)s") % {
        "numerator": number_format(numerator, force_grouping=True),
        "denominator": number_format(denominator, force_grouping=True),
    }


def interval_words(cell: Cell) -> str:
    """Return what chance alone could do; "" where there is no share."""
    if is_hidden(cell) or cell.get("percent") is None:
        return ""
    return between_words(percent_words(cell["low"]), percent_words(cell["high"]))


def counted_interval_words(cell: Cell) -> str:
    """Return what chance alone could do to a number of things that come one by one, such as referrals; "" if hidden.

    Byar's interval of what is shown, in whole events. It tells nothing of what is hidden.
    """
    if is_hidden(cell):
        return ""
    around = byar(cell["number"])
    return between_words(number_words(round(around.low)), number_words(round(around.high)))


def between_words(low: str, high: str) -> str:
    return _("Chance alone could put this between %(low)s and %(high)s.") % {"low": low, "high": high}


def change_words(cell: Cell) -> tuple[str, str]:
    """Return an arrow and its words; two empty ones where there is nothing before, or nothing is shown."""
    if is_hidden(cell) or cell.get("showing") == "nothing-yet" or not cell.get("change"):
        return "", ""
    arrow, words = CHANGES[cell["change"]]
    return arrow, str(words)
