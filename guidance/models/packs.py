"""Packs, the cards that were made of them, how often any is opened, and the pages a practitioner likes to have at hand.

No row says who made a pack, when, or how often it was opened, and no key counts up: what was picked for one family
could otherwise be told from what else its practitioner did that day (docs/decisions/0043).
"""

from typing import Any

from django.conf import settings
from django.db import models


class Pack(models.Model):
    """A choice, and the code that leads to it. ``choice`` is `guidance.signposting.choice.Choice.canonical`."""

    code = models.CharField(max_length=8, primary_key=True)
    choice = models.TextField(unique=True)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return self.code


class PackCard(models.Model):
    """What a card of a pack was made of when it had a version: the digests of its words, and its numbers."""

    key = models.CharField(max_length=20, primary_key=True, editable=False)
    pack = models.ForeignKey(Pack, models.CASCADE, related_name="cards")
    version = models.CharField(max_length=8, db_index=True)
    made_of = models.JSONField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "version"], name="one_card_a_version")]

    def __str__(self) -> str:
        return self.key

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = f"{self.pack_id}-{self.version}"
        super().save(*args, **kwargs)


class PackOpens(models.Model):
    """How many times any pack was opened in one language in one month. Of one pack nothing is counted."""

    month = models.DateField()
    language = models.CharField(max_length=20)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "language"], name="one_count_a_month_and_language")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.language}"


class FavouritePage(models.Model):
    """A page that somebody wants at the top of their list, by its translation key."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="favourite_pages")
    page = models.UUIDField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "page"], name="a_page_is_a_favourite_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.page}"
