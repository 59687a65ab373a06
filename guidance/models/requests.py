"""Families who asked for another format or language: what they asked for, and the one way they chose to be reached."""

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.languages import REGISTRY

#: How long a request is kept after it was answered.
KEPT_FOR = timedelta(days=30)


class FormatRequestQuerySet(models.QuerySet["FormatRequest"]):
    def over(self, *, today: date | None = None) -> "FormatRequestQuerySet":
        """Return the requests that were answered more than thirty days ago."""
        return self.filter(answered_on__lt=(today or timezone.localdate()) - KEPT_FOR)


def _languages() -> list[tuple[str, str]]:
    return [(language.code, f"{language.own_name} ({language.english_name})") for language in REGISTRY]


class FormatRequest(models.Model):
    """One request, written down by whoever took the call or the e-mail. No name is asked for, and no reason."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        IN_HAND = "in-hand", _("in hand")
        ANSWERED = "answered", _("answered")

    language = models.CharField(_("language"), max_length=20, choices=_languages)
    format = models.CharField(_("format"), max_length=120, help_text=_("For example: braille on paper, a CD."))
    page = models.ForeignKey(
        "wagtailcore.Page", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("page")
    )
    contact = models.CharField(
        _("contact"), max_length=200, help_text=_("The one way the family chose to be reached, and nothing else.")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED)
    owner = models.CharField(_("owner (a role)"), max_length=120)
    asked_on = models.DateField(_("asked on"), default=timezone.localdate, editable=False)
    answered_on = models.DateField(null=True, blank=True, editable=False)

    objects = FormatRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a format")
        verbose_name_plural = _("requests for formats")
        ordering = ["asked_on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_language_display()}, {self.format}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; the day of the answer begins the thirty days after which the request is deleted."""
        if self.state != self.State.ANSWERED:
            self.answered_on = None
        elif self.answered_on is None:
            self.answered_on = timezone.localdate()
        super().save(*args, **kwargs)
