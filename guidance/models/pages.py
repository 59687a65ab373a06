"""Guidance pages, and the page that holds them all."""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField

from guidance.blocks import guidance_blocks
from guidance.companions import Mood
from guidance.models.page_form import GuidancePageForm
from home.models import BasePage

#: How the address of a page begins that an editor only practises on.
PRACTICE = "practice-page-"


class GuidanceIndexPage(BasePage):
    """Holds the guidance pages, and lists them all."""

    template = "guidance/index_page.html"
    parent_page_types = ["home.HomePage"]
    subpage_types = ["guidance.GuidancePage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("all guidance")


class GuidancePage(BasePage):
    """One idea for parents: a promise, what helps, one small thing to try, what is normal, when to ask for help.

    Doors, sources, related pages and the mood are facts of the page, not of a language: they are read from the English
    version.
    """

    body = StreamField(guidance_blocks(), verbose_name=_("body"))
    doors = ParentalManyToManyField("guidance.Door", blank=True, related_name="pages", verbose_name=_("doors"))
    sources = ParentalManyToManyField("guidance.Source", blank=True, related_name="pages", verbose_name=_("sources"))
    related = ParentalManyToManyField("self", blank=True, symmetrical=False, verbose_name=_("more on this"))
    safety = models.BooleanField(
        _("safety page"), default=False, help_text=_("A clinician must sign it, and it is reviewed every six months.")
    )
    core = models.BooleanField(
        "needed in every language",
        default=False,
        help_text="No language can be live before this page is translated and signed in it.",
    )
    exit_page = models.BooleanField(
        _("exit page"),
        default=False,
        help_text=_("Somebody may have to leave it in a hurry: neutral title, no copies kept."),
    )
    mood = models.CharField(
        max_length=10,
        blank=True,
        choices=Mood.choices,
        help_text="Nothing cheerful is shown beside what is tender, or about loss.",
    )
    to_confirm = models.TextField(
        _("for the reviewer"), blank=True, editable=False, help_text=_("Facts that a named reviewer must confirm.")
    )

    template = "guidance/guidance_page.html"
    parent_page_types = ["guidance.GuidanceIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("safety"), FieldPanel("core"), FieldPanel("exit_page"), FieldPanel("mood")], heading=_("Care")
        ),
        FieldPanel("doors", widget=forms.CheckboxSelectMultiple),
        FieldPanel("sources", widget=forms.CheckboxSelectMultiple),
        FieldPanel("related"),
        FieldPanel("to_confirm", read_only=True),
    ]
    base_form_class = GuidancePageForm

    class Meta:
        verbose_name = _("guidance page")

    @property
    def has_formats(self) -> bool:
        return True

    @property
    def is_safety(self) -> bool:
        return self.safety

    @property
    def is_core(self) -> bool:
        return self.core

    @property
    def is_exit_page(self) -> bool:
        """Tell whether this page, or its English version, is one to leave in a hurry."""
        source = self.versions.source
        return self.exit_page or bool(source and source.exit_page)
