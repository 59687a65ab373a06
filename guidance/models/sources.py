"""Where a fact was found."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.Model):
    """A publication that pages rest on. Titles stay in the language they were published in."""

    key = models.CharField(_("key"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=250)
    publisher = models.CharField(_("publisher"), max_length=160, blank=True)
    address = models.URLField(_("address"), max_length=400, blank=True)
    is_second_hand = models.BooleanField(
        _("second hand"), default=False, help_text=_("It passes on another body's words: cite the original instead.")
    )
    note = models.CharField(_("note"), max_length=250, blank=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return f"{self.key}: {self.title}"
