"""Weeks, and months made of whole weeks, so that no part of a week can be worked out from a month. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(days=7)


def week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month as its whole weeks: those whose Thursday lies in it, as in ISO 8601."""

    year: int
    number: int

    @property
    def first_monday(self) -> date:
        return week_of(date(self.year, self.number, 4))

    @property
    def next(self) -> "Month":
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def weeks(self) -> list[date]:
        """The Mondays of its weeks: four or five."""
        count = (self.next.first_monday - self.first_monday).days // 7
        return [self.first_monday + WEEK * place for place in range(count)]

    @property
    def last_day(self) -> date:
        return self.next.first_monday - timedelta(days=1)

    def before(self, months: int) -> "Month":
        """Return the month so many months before this one."""
        years, place = divmod(self.year * 12 + self.number - 1 - months, 12)
        return Month(years, place + 1)


def month_of(day: date) -> Month:
    """Return the month of a day's week."""
    thursday = week_of(day) + timedelta(days=3)
    return Month(thursday.year, thursday.month)


def newest_whole_month(today: date) -> Month:
    """Return the newest month that may be told: it is over, and its last day has been written down since yesterday."""
    month = month_of(today).before(1)
    return month if month.next.first_monday < today else month.before(1)


def newest_months(today: date, count: int) -> list[Month]:
    """Return so many months that are over, the oldest first."""
    newest = newest_whole_month(today)
    return [newest.before(months) for months in reversed(range(count))]
