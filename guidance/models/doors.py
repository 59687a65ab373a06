"""The doors into the guidance: a child's stage, a topic, who the reader is. One row each, in every language."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from guidance.companions import Mood
from home.drawings import drawing_choices
from home.languages import SOURCE
from home.records import column

DOOR_TEXTS = ("title", "intro")


class Door(ClusterableModel):
    """One way in. Its code and address never change; its words are in columns per language."""

    class Kind(models.TextChoices):
        STAGE = "stage", _("Stage")
        TOPIC = "topic", _("Topic")
        AUDIENCE = "audience", _("Who I am")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    code = models.SlugField(_("code"), unique=True)
    slug = models.SlugField(_("word in the address"))
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    title = models.CharField(_("title"), max_length=80)
    intro = models.CharField(_("one warm sentence"), max_length=250, blank=True)
    drawing = models.CharField(_("drawing"), max_length=60, blank=True, choices=drawing_choices)
    mood = models.CharField(
        max_length=10,
        blank=True,
        choices=Mood.choices,
        help_text="Nothing cheerful is shown behind a door that is tender, or about loss.",
    )
    why_these = models.CharField(
        "why these pages",
        max_length=250,
        blank=True,
        help_text="One sentence for whoever looks after this after you. Readers never see it.",
    )

    class Meta:
        ordering = ["kind", "order"]
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="one_door_an_address")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {column(self, 'title', SOURCE)}"

    @property
    def url(self) -> str:
        """Return the address in the language being spoken."""
        return reverse(f"door_{self.kind}", args=[self.slug])


class DoorChoice(Orderable):
    """A page on the short path behind a door; of them in order, the first is the one to read if only one is read.

    The page is an English one: readers are shown it in their language. That a page stands there once is the form's to
    see: rows that change places are saved one by one.
    """

    door = ParentalKey(Door, on_delete=models.CASCADE, related_name="choices")
    page = models.ForeignKey("guidance.GuidancePage", models.CASCADE, related_name="+")

    class Meta(Orderable.Meta):
        verbose_name = "page of the path"

    def __str__(self) -> str:
        page: Any = self.page
        return str(page)
