"""Paragraphs of translations that readers said don't read right. Of readers nothing is kept, not even how many."""

from django.conf import settings
from django.db import models


class DoubtQuerySet(models.QuerySet["Doubt"]):
    def open(self) -> "DoubtQuerySet":
        """Return what no translator has looked at yet."""
        return self.filter(outcome=Doubt.Outcome.OPEN)

    def put_right(self) -> "DoubtQuerySet":
        """Return what reads otherwise now."""
        return self.filter(outcome=Doubt.Outcome.PUT_RIGHT)


class Doubt(models.Model):
    """One paragraph of a translation, in the words it had, and how often each thing was said of it.

    ``page_key`` is what all versions of the page share; ``place`` is `body.<block id>`. ``words`` and ``english`` are
    as they stood there when it was first said. Its labels are for editors alone, in English.
    """

    class Choice(models.TextChoices):
        HARD = "hard", "Hard to understand"
        WRONG = "wrong", "A word is wrong"
        UNNATURAL = "unnatural", "Does not sound natural"

    class Outcome(models.TextChoices):
        OPEN = "open", "Open"
        PUT_RIGHT = "put-right", "Put right"
        LEFT = "left", "Left as it is"

    page_key = models.UUIDField(db_index=True)
    language = models.CharField(max_length=20)
    place = models.CharField(max_length=80)
    words_digest = models.CharField(max_length=64)
    words = models.TextField()
    english = models.TextField(blank=True)
    hard = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    unnatural = models.PositiveIntegerField(default=0)
    #: The Mondays of the weeks in which it was said first and last.
    first_week = models.DateField()
    last_week = models.DateField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    closed_on = models.DateField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = DoubtQuerySet.as_manager()

    class Meta:
        verbose_name = "paragraph that does not read right"
        verbose_name_plural = "paragraphs that do not read right"
        ordering = ["-last_week", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["page_key", "language", "place", "words_digest"], name="one_doubt_a_text")
        ]

    def __str__(self) -> str:
        return f"{self.language}, {self.place}: {self.times}"

    @property
    def times(self) -> int:
        """How often something was said of it."""
        return self.hard + self.wrong + self.unnatural

    @property
    def counts(self) -> list[tuple[str, int]]:
        """What was said of it, and how often: only what was said at all."""
        counted = [(choice.label, int(getattr(self, choice.value))) for choice in Doubt.Choice]
        return [(label, times) for label, times in counted if times]
