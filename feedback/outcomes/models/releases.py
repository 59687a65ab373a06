"""What has been published of a quarter: built once, audited, approved by a second person, frozen."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from feedback.outcomes.periods import Quarter


def digest_of(payload: Any) -> str:
    """Return the SHA-256 of a payload, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(payload, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class IsReleased(Exception):
    """Somebody tried to change figures that are published."""


class Release(models.Model):
    """The figures of one quarter.

    ``payload`` is all that may be shown, and holds no number that is hidden; ``audit`` says what was found, in words,
    and holds no number that is hidden either.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "waiting to be built"
        REFUSED = "refused", "refused"
        BUILT = "built", "built: waits for a second person"
        APPROVED = "approved", "published"
        REPLACED = "replaced", "replaced by a later one"

    year = models.PositiveSmallIntegerField("year")
    number = models.PositiveSmallIntegerField("quarter", choices=[(number, f"Q{number}") for number in (1, 2, 3, 4)])
    issue = models.PositiveSmallIntegerField("issue", default=1, editable=False)
    state = models.CharField("state", max_length=10, choices=State.choices, default=State.WAITING, editable=False)
    #: What an editor accepted of the audit's proposals: margins that are left out, groups that are put together.
    choices = models.JSONField(default=dict, blank=True, editable=False)
    payload = models.JSONField(null=True, blank=True, editable=False)
    audit = models.JSONField(default=dict, blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    asked_on = models.DateField(default=timezone.localdate, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    approved_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "release"
        verbose_name_plural = "releases"
        ordering = ["-year", "-number", "-issue"]
        permissions = [("approve_release", "Can approve a release")]
        constraints = [
            models.UniqueConstraint(fields=["year", "number", "issue"], name="one_release_a_quarter_and_issue"),
            models.UniqueConstraint(
                fields=["year", "number"], condition=models.Q(state="approved"), name="one_published_release_a_quarter"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["approved", "replaced"])
                | models.Q(approved_by__isnull=False, approved_on__isnull=False) & ~models.Q(digest=""),
                name="a_published_release_was_approved",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("asked_by")),
                name="a_release_is_approved_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quarter}" + (f", issue {self.issue}" if self.issue > 1 else "")

    @property
    def quarter(self) -> Quarter:
        return Quarter(self.year, self.number)

    @property
    def is_frozen(self) -> bool:
        return self.state in (self.State.APPROVED, self.State.REPLACED)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; what was published stays what it was.

        Raises:
            IsReleased: its figures would change, or a published one would be taken back.
        """
        kept = Release.objects.filter(pk=self.pk).first() if self.pk else None
        if (
            kept
            and kept.is_frozen
            and (kept.digest != self.digest or kept.payload != self.payload or not self.is_frozen)
        ):
            raise IsReleased("Figures that are published never change: build another issue.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        if self.is_frozen:
            raise IsReleased("Figures that are published are never deleted.")
        return super().delete(*args, **kwargs)

    def clean(self) -> None:
        """Refuse an approval by the person who asked for it.

        Raises:
            ValidationError: it is the same person.
        """
        if self.approved_by_id is not None and self.approved_by_id == self.asked_by_id:
            raise ValidationError("A second person approves: you asked for this release.")
