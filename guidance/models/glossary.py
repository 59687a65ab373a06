"""The agreed common language: each term once, with what to say to parents."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from home.languages import SOURCE
from home.records import column

TERM_TEXTS = ("term", "definition", "say")


class GlossaryTerm(models.Model):
    """A term, its plain definition and its everyday phrase, in columns per language."""

    key = models.SlugField(_("key"), unique=True)
    term = models.CharField(_("term"), max_length=120)
    definition = models.TextField(_("plain definition"), max_length=400)
    say = models.CharField(_("say to parents"), max_length=160, blank=True)
    is_for_parents = models.BooleanField(_("shown to parents"), default=True)

    class Meta:
        verbose_name = _("glossary term")
        ordering = ["key"]

    def __str__(self) -> str:
        return column(self, "term", SOURCE)
