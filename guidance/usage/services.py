"""Counts kept, merged when they are old, and folded together where a page has become one to leave in a hurry."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.db.models import F

from guidance.models.usage import Usage, usage_key
from guidance.usage.periods import month_of
from guidance.usage.places import EXIT, Place, Places, exit_pages

#: Days are kept for so many whole months, then merged into months.
MONTHS_OF_DAYS = 13


def keep(day: date, paths: Mapping[str, int]) -> None:
    """Add how often each path was answered on a day to what is kept; what is no page leaves nothing.

    All or nothing. Two queries, and one for each page, language and format (four for what is new that day).
    """
    places, counts = Places.now(), Counter[Place]()
    for path, count in paths.items():
        place = places.of(path)
        if place:
            counts[place] += count
    with transaction.atomic():
        add(day, counts)


def add(first_day: date, counts: Mapping[Place, int], *, is_month: bool = False) -> None:
    """Add counts to the rows of a day or month. In the caller's transaction."""
    for place, count in sorted(counts.items()):
        key = usage_key(first_day, *place, is_month=is_month)
        row = Usage.objects.filter(key=key)
        if not row.update(count=F("count") + count):
            facts = {"first_day": first_day, "is_month": is_month, **place._asdict()}
            Usage.objects.get_or_create(key=key, defaults=facts)
            row.update(count=F("count") + count)


def merge_old_days(today: date) -> None:
    """Merge the days of months that are long over into those months."""
    oldest = month_of(today).before(MONTHS_OF_DAYS).first_monday
    old = Usage.objects.filter(is_month=False, first_day__lt=oldest)
    for month in sorted({month_of(day) for day in old.values_list("first_day", flat=True).distinct()}):
        _move(old.filter(first_day__gte=month.first_monday, first_day__lt=month.next.first_monday), month.first_monday)


def fold_exit_pages() -> None:
    """Put what was counted of a page before it became one to leave in a hurry into the total of all of them."""
    became = Usage.objects.filter(page__in=exit_pages())
    spans = became.values_list("first_day", "is_month").distinct()
    for first_day, is_month in list(spans):
        with transaction.atomic():
            rows = became.filter(first_day=first_day, is_month=is_month)
            add(first_day, {EXIT: sum(rows.values_list("count", flat=True))}, is_month=is_month)
            rows.delete()


def _move(rows: "Iterable[Usage]", first_day: date) -> None:
    """Merge rows into the month that begins on a day."""
    with transaction.atomic():
        counts = Counter[Place]()
        taken = list(rows)
        for row in taken:
            counts[Place(row.page, row.language, row.format)] += row.count
        add(first_day, counts, is_month=True)
        Usage.objects.filter(pk__in=[row.pk for row in taken]).delete()
