"""The agreed common language: each term once, with what to say to parents, whose it is, and when it was reviewed."""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from home.languages import SOURCE
from home.records import column
from home.states import review_due

TERM_TEXTS = ("term", "definition", "say")


class GlossaryTermQuerySet(models.QuerySet["GlossaryTerm"]):
    def overdue(self, *, today: date) -> "GlossaryTermQuerySet":
        """Return the terms whose review date has passed."""
        return self.filter(next_review_due__lt=today)


class GlossaryTerm(models.Model):
    """A term, its plain definition and its everyday phrase, in columns per language."""

    key = models.SlugField(_("key"), unique=True)
    term = models.CharField(_("term"), max_length=120)
    definition = models.TextField(_("plain definition"), max_length=400)
    say = models.CharField(_("say to parents"), max_length=160, blank=True)
    is_for_parents = models.BooleanField(_("shown to parents"), default=True)
    owner = models.CharField(_("owner (a role)"), max_length=120, blank=True)
    last_reviewed = models.DateField("last reviewed", null=True, blank=True)
    next_review_due = models.DateField(
        "next review due", null=True, blank=True, help_text="Left empty, it is a year after the last review."
    )

    objects = GlossaryTermQuerySet.as_manager()

    class Meta:
        verbose_name = _("glossary term")
        ordering = ["key"]

    def __str__(self) -> str:
        return column(self, "term", SOURCE)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a term that was reviewed is due again as a page is, unless somebody said when."""
        if self.last_reviewed and (self.next_review_due is None or self.next_review_due <= self.last_reviewed):
            self.next_review_due = review_due(self.last_reviewed, is_safety=False)
        super().save(*args, **kwargs)

    def is_overdue(self, *, today: date) -> bool:
        return self.next_review_due is not None and self.next_review_due < today
