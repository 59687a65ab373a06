"""A service, and where: what surveys and packs say they are about."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from home.languages import SOURCE
from home.records import column

SERVICE_TEXTS = ("name",)


class Locality(models.TextChoices):
    """The five areas the Trust describes as its own: the councils of before 2015 (docs/facts/help-and-services.md)."""

    ARMAGH = "armagh", _("Armagh")
    BANBRIDGE = "banbridge", _("Banbridge")
    CRAIGAVON = "craigavon", _("Craigavon")
    DUNGANNON = "dungannon", _("Dungannon")
    NEWRY_MOURNE = "newry-mourne", _("Newry and Mourne")


class Service(models.Model):
    """A service for families, by a key that never changes and a name in every language."""

    key = models.SlugField(_("key"), unique=True, help_text=_("Answers name the service by this. It never changes."))
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["order", "key"]

    def __str__(self) -> str:
        return column(self, "name", SOURCE)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; the key stays what it was.

        Raises:
            ValueError: somebody tries to change it.
        """
        if self.pk and Service.objects.filter(pk=self.pk).exclude(key=self.key).exists():
            raise ValueError("The key of a service never changes: answers are kept under it.")
        super().save(*args, **kwargs)
