"""What stands in the files, column by column, and the words that explain it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from feedback.outcomes.disclosure.signs import HIDDEN

#: A row of a file, by the names of its columns: words, numbers, `HIDDEN`, or nothing.
Value = str | int | float | None
Row = Mapping[str, Value]

INTERVAL = "What chance alone could do with this many answers; it does not allow for who chose to answer."
SYMBOL = f"{HIDDEN} stands in place of a number that is not shown, so that nobody can be recognised. It is not nought."
LICENCE = "To be stated by the Trust."


class Kind(Enum):
    """What a column holds."""

    WORDS = "words"
    #: A whole number.
    COUNT = "count"
    #: A whole number from 0 to 100.
    PERCENT = "percent"
    NUMBER = "number"

    @property
    def is_figure(self) -> bool:
        return self is not Kind.WORDS


@dataclass(frozen=True, slots=True)
class Column:
    """One column; only a figure can be hidden."""

    name: str
    words: str
    kind: Kind = Kind.WORDS
    can_be_hidden: bool = True


QUARTER = Column("quarter", "The quarter of the release, for example 2026-Q1.")
PERIOD = Column(
    "period", "What the figure is about: the quarter (2026-Q1) or, in a fourth quarter, the whole year (2026)."
)
ISSUE = Column("issue", "A quarter that had to be published again has a second issue.", Kind.COUNT, False)
SERIES = Column(
    "series",
    "What the question meant. Compare only figures of one series: in another the question was another. Empty where "
    "the figure is no answer of families.",
)
MARGIN = Column("margin", "How people are parted: all, service, locality, or language (by the year only).")
GROUP_KEY = Column("group_key", "The group. Its key never changes. “+” joins groups that were put together.")
GROUP_NAME = Column("group_name", "The name of the group, in English.")

#: The figures of a row, and where they come from in a published one.
FIGURES: tuple[Column, ...] = (
    Column("numerator", "How many gave an answer that counts.", Kind.COUNT),
    Column("denominator", "Of how many: for waits, how many families waited.", Kind.COUNT),
    Column("percent", "The numerator of the denominator, in whole percent.", Kind.PERCENT),
    Column("low", f"The low end of the 95 % interval, in percent. {INTERVAL}", Kind.PERCENT),
    Column("high", f"The high end of the 95 % interval, in percent. {INTERVAL}", Kind.PERCENT),
    Column("number", "Where the measure is no share: a number of people, or the median wait in days.", Kind.NUMBER),
    Column("lower_quartile", "A quarter of the families waited so many days, or fewer.", Kind.NUMBER),
    Column("upper_quartile", "A quarter of the families waited so many days, or more.", Kind.NUMBER),
)
SHOWING = Column(
    "showing",
    "How much may be said: nothing-yet, too-few, with-interval (a percent, compared with nothing), or comparable.",
)
CHANGE = Column(
    "change",
    "Since the quarter before: up, down, no-clear-change (chance alone could have done it) or not-compared. Up is not "
    "better: that depends on what is counted.",
)

#: One release, one row a published figure.
OF_A_RELEASE: tuple[Column, ...] = (
    QUARTER,
    PERIOD,
    ISSUE,
    Column("measure_key", "The measure. Its key never changes."),
    Column("measure_name", "The name of the measure, in English."),
    SERIES,
    MARGIN,
    GROUP_KEY,
    GROUP_NAME,
    *FIGURES,
    SHOWING,
    CHANGE,
)

#: Every release, and the indicators, one row a figure.
OF_EVERYTHING: tuple[Column, ...] = (
    Column("kind", "measure (of the families of a service) or indicator (of the whole population): never add them up."),
    Column("status", "published; or, on a site for trying things out only, unconfirmed."),
    QUARTER,
    PERIOD,
    Column("first_day", "The first day of the period."),
    Column("last_day", "The last day of the period."),
    ISSUE,
    Column("key", "The measure or the indicator. Its key never changes."),
    Column("name", "Its name, in English."),
    SERIES,
    MARGIN,
    GROUP_KEY,
    GROUP_NAME,
    Column("unit", "What value is in: percent, number, days, or rate (per 1,000)."),
    Column("value", "The figure to draw: the percent of a share, else the number.", Kind.NUMBER),
    *FIGURES,
    SHOWING,
    CHANGE,
    Column("is_forecast", "yes: what is expected if nothing changes."),
    Column("source", "Who published it. Empty: this site."),
    Column("source_url", "Where it was published."),
    Column("note", "To know when reading it."),
)
