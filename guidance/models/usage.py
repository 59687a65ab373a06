"""How often pages were opened: a day, a page, a language, a format, a number, and nothing else."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import models

#: Stands for all pages that somebody may have to leave in a hurry, together. Of one of them nothing is counted.
EXIT_PAGES = UUID(int=0)


class Usage(models.Model):
    """How often a page was opened on a day, or in a month, in one language and format.

    Its key says what it counts and does not count up: the order in which rows came would be a time finer than the day.
    A month begins with its first Monday (`guidance.usage.periods`).
    """

    key = models.CharField(max_length=100, primary_key=True, editable=False)
    first_day = models.DateField(db_index=True)
    is_month = models.BooleanField(default=False)
    #: The translation key of the page, or `EXIT_PAGES`; then language and format are empty.
    page = models.UUIDField()
    language = models.CharField(max_length=20, blank=True)
    format = models.CharField(max_length=30, blank=True)
    count = models.PositiveBigIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        # To look at, and nothing else: nobody writes a count.
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.key

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = usage_key(self.first_day, self.page, self.language, self.format, is_month=self.is_month)
        super().save(*args, **kwargs)


def usage_key(first_day: date, page: UUID, language: str, format: str, *, is_month: bool) -> str:
    """Return the key of the row that counts this."""
    return f"{first_day:%Y%m%d}{'m' if is_month else 'd'}-{page.hex}-{language}-{format}"


class UsageLogDay(models.Model):
    """A day of a log that has been counted, so that the same lines never count twice. Nothing of them can be read."""

    day = models.DateField()
    digest = models.CharField(max_length=64)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["day", "digest"], name="a_day_of_a_log_is_counted_once")]

    def __str__(self) -> str:
        return f"{self.day}"
