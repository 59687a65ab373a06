"""Tokens with which programs ask for published figures. They open nothing that is not published."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone

MANAGE_TOKENS = "feedback.manage_api_tokens"


class ApiToken(models.Model):
    """A token: what it is for, until when it is good. Its secret is shown once, and kept as a digest only."""

    name = models.CharField("what it is for", max_length=80, help_text="For example: Power BI of the planning team.")
    #: SHA-256: a secret of 256 random bits can't be guessed, so that it needs no slow hash.
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    made_on = models.DateField("made on", default=timezone.localdate, editable=False)
    expires_on = models.DateField("good until", help_text="Its last day.")
    #: The day alone: at what hour somebody works is nobody's business.
    last_used = models.DateField("last used on", null=True, blank=True, editable=False)
    revoked_on = models.DateField("revoked on", null=True, blank=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = "API token"
        verbose_name_plural = "API tokens"
        ordering = ["-made_on", "-pk"]
        default_permissions = ()
        permissions = [("manage_api_tokens", "Can make and revoke API tokens")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_on__gte=models.F("made_on")), name="a_token_is_good_for_a_day_or_more"
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_on=None, revoked_by=None)
                | models.Q(revoked_on__isnull=False, revoked_by__isnull=False),
                name="somebody_revoked_a_revoked_token",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_good(self, today: date) -> bool:
        return self.revoked_on is None and today <= self.expires_on
