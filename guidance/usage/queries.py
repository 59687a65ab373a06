"""What was counted, as it may be told. Reads only."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncWeek
from wagtail.models import Page

from guidance.models import Usage
from guidance.models.usage import EXIT_PAGES
from guidance.usage.disclosure import Told, tell, tell_month
from guidance.usage.periods import Month, month_of
from guidance.usage.places import Place, exit_pages
from home.languages import SOURCE


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pages, language and format; ``None`` and ``""`` are all of them."""

    page: UUID | None = None
    language: str = ""
    format: str = ""

    @property
    def is_one(self) -> bool:
        """Tell whether a figure of it is one count, and no sum."""
        return self.page == EXIT_PAGES or bool(self.page and self.language and self.format)


@dataclass(slots=True)
class Figures:
    """What may be told of what is wanted: of each place in each month, and its weeks."""

    months: Sequence[Month]
    told: Mapping[tuple[Place, Month], Told] = field(default_factory=dict)

    def by_month(self) -> dict[Month, int | None]:
        """Return the sum of what may be told of each month; ``None`` where nothing may."""
        sums = dict[Month, int | None].fromkeys(self.months)
        for (_place, month), told in self.told.items():
            if told.month is not None:
                sums[month] = (sums[month] or 0) + told.month
        return sums

    def by_week(self) -> dict[date, int | None]:
        """Return the same of each week."""
        sums = dict[date, int | None].fromkeys(week for month in self.months for week in month.weeks)
        for week, count in ((week, count) for told in self.told.values() for week, count in told.weeks.items()):
            if count is not None:
                sums[week] = (sums[week] or 0) + count
        return sums

    def by_place(self) -> Counter[Place]:
        """Return the sum of what may be told of each place in all of these months."""
        sums = Counter[Place]()
        for place, _month, count in self.rows():
            sums[place] += count
        return sums

    def rows(self) -> Iterator[tuple[Place, Month, int]]:
        """Yield what may be told of each place in each month."""
        for (place, month), told in sorted(self.told.items(), key=lambda item: (item[0][1], item[0][0])):
            if told.month is not None:
                yield place, month, told.month


def figures(months: Sequence[Month], wanted: Wanted) -> Figures:
    """Return what may be told of these months, which follow each other. Three queries."""
    rows = _rows(wanted)
    rows = rows.filter(first_day__gte=months[0].first_monday, first_day__lt=months[-1].next.first_monday)
    facts = ("page", "language", "format")
    days = rows.filter(is_month=False).annotate(week=TruncWeek("first_day"))
    weeks: dict[tuple[Place, Month], dict[date, int]] = {}
    for *place, week, count in days.values_list(*facts, "week").annotate(sum=Sum("count")).order_by():
        month = month_of(week)
        of_month = weeks.setdefault((Place(*place), month), dict.fromkeys(month.weeks, 0))
        of_month[week] = count
    told = {cell: tell(of_month) for cell, of_month in weeks.items()}
    for *place, first_day, count in rows.filter(is_month=True).values_list(*facts, "first_day", "count"):
        month = month_of(first_day)
        told[Place(*place), month] = Told(tell_month(count), dict.fromkeys(month.weeks))
    return Figures(months, told)


def _rows(wanted: Wanted) -> QuerySet[Usage]:
    # Of a page that has become one to leave in a hurry nothing is told, from that moment on.
    rows = Usage.objects.exclude(page__in=exit_pages())
    if wanted.page:
        rows = rows.filter(page=wanted.page)
    if wanted.language:
        rows = rows.filter(language=wanted.language)
    if wanted.format:
        rows = rows.filter(format=wanted.format)
    return rows


def titles() -> dict[UUID, str]:
    """Return the English title of every page of which something is told, in the order of the tree. Two queries."""
    pages = Page.objects.filter(depth__gt=1, locale__language_code=SOURCE.code).order_by("path")
    pages = pages.exclude(translation_key__in=exit_pages())
    return dict(pages.values_list("translation_key", "title"))
