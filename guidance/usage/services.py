"""Counts kept, merged when they are old, and folded together where a page has become one to leave in a hurry."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from django.db import connection, transaction

from guidance.models.usage import Usage, usage_key
from guidance.usage.periods import month_of
from guidance.usage.places import EXIT, Place, Places, exit_pages

#: Days are kept for so many whole months, then merged into months.
MONTHS_OF_DAYS = 13


def keep(day: date, paths: Mapping[str, int]) -> None:
    """Add how often each path was answered on a day to what is kept; what is no page leaves nothing.

    All or nothing. Three queries.
    """
    places, counts = Places.now(), Counter[Place]()
    for path, count in paths.items():
        place = places.of(path)
        if place:
            counts[place] += count
    with transaction.atomic():
        add(day, counts)


def add(first_day: date, counts: Mapping[Place, int], *, is_month: bool = False) -> None:
    """Add counts to the rows of a day or month. One query, in the caller's transaction.

    SQLite lets one write at a time, and families' answers wait for this one: row by row, the first five minutes of a
    day took seconds.
    """
    fields, quote = Usage._meta.concrete_fields, connection.ops.quote_name
    table, count_column = quote(Usage._meta.db_table), quote("count")
    names = ", ".join(quote(field.column) for field in fields)
    rows = [
        Usage(key=key, first_day=first_day, is_month=is_month, count=count, **place._asdict())
        for place, count in sorted(counts.items())
        for key in [usage_key(first_day, *place, is_month=is_month)]
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608  our own names
            f" ON CONFLICT ({quote('key')}) DO UPDATE"
            f" SET {count_column} = {table}.{count_column} + EXCLUDED.{count_column}",
            [[field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields] for row in rows],
        )


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
