"""Where a fact was found, and which claims rest on it."""

from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from home.languages import SOURCE


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
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Is told when it is to be looked at again.",
    )
    last_checked = models.DateField(
        null=True, blank=True, help_text="The day somebody last saw that it still says what our pages say."
    )
    check_every_days = models.PositiveSmallIntegerField("check every (days)", default=365)
    withdrawn_on = models.DateField(
        null=True, blank=True, help_text="Its publisher took it back, or replaced it. What rests on it is then listed."
    )
    withdrawn_why = models.CharField("why, and what replaces it", max_length=250, blank=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return f"{self.key}: {self.title}"

    @property
    def next_check_due(self) -> date | None:
        """The day by which it is to be looked at again; ``None`` where nobody has looked yet, or it is withdrawn."""
        if self.withdrawn_on or not self.last_checked:
            return None
        return self.last_checked + timedelta(days=self.check_every_days)

    def clean(self) -> None:
        """Refuse a withdrawal that nobody could act on.

        Raises:
            ValidationError: it is withdrawn, and nobody says why.
        """
        if self.withdrawn_on and not self.withdrawn_why:
            raise ValidationError({"withdrawn_why": "Say why, and what replaces it: whoever mends the pages needs it."})


class Claim(models.Model):
    """One thing our pages say, and where it was found: when the source goes, this says which words go with it."""

    words = models.CharField("what we say", max_length=300, help_text="In one plain sentence, in English.")
    source = models.ForeignKey(Source, models.PROTECT, related_name="claims")
    pages = models.ManyToManyField(
        "guidance.GuidancePage",
        related_name="claims",
        limit_choices_to={"locale__language_code": SOURCE.code},
        help_text="The English pages that say it: their translations, files and cards carry it too.",
    )

    class Meta:
        ordering = ["source__key", "words"]

    def __str__(self) -> str:
        return self.words


class LinkCheck(models.Model):
    """What came back when an address on our pages was last asked for."""

    class State(models.TextChoices):
        GOOD = "good", "It is there"
        MOVED = "moved", "It has moved for good"
        GONE = "gone", "It is gone"
        SILENT = "silent", "No answer"

    address = models.URLField(max_length=500, unique=True)
    state = models.CharField(max_length=10, choices=State.choices)
    told = models.CharField(max_length=500, blank=True)
    checked_on = models.DateField(db_index=True)
    #: Since when it has not been good.
    failing_since = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.address}: {self.get_state_display()}"
