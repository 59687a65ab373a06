"""Comments, their themes, and what moderators decided about them."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback.comments.hints import HIGHEST


class CommentTheme(models.Model):
    """What a comment is about, so that comments can be counted and acted on."""

    key = models.SlugField(_("key"), unique=True)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Comment(models.Model):
    """A family's own words. No response, no area, no week: nothing joins it to what else the family answered."""

    class State(models.TextChoices):
        NEW = "new", _("new: nobody has read it")
        SCREENED = "screened", _("read once")
        CLEAR = "clear", _("nothing to worry about")
        IDENTIFYING = "identifying", _("says who somebody is")
        CONCERN = "concern", _("a worry about somebody")
        IMMEDIATE = "immediate", _("somebody may be in danger now")
        ESCALATED = "escalated", _("passed to the safeguarding lead")
        CLOSED = "closed", _("closed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey("feedback.Wave", models.PROTECT, related_name="+")
    question = models.CharField(max_length=40)
    service = models.ForeignKey("guidance.Service", models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=20)
    original = models.TextField(_("as it was written"), blank=True)
    redacted = models.TextField(_("without what says who somebody is"), blank=True)
    english = models.TextField(_("in English"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.NEW)
    #: Raised by hints in the words; never lowered by them, and nothing is ever cleared by them.
    priority = models.PositiveSmallIntegerField(
        _("how bad the worst is"), default=0, validators=[MaxValueValidator(HIGHEST)]
    )
    themes = models.ManyToManyField(CommentTheme, blank=True, related_name="+", verbose_name=_("themes"))
    is_publishable = models.BooleanField(_("may be quoted"), default=False)
    #: Coarse on purpose: the first of a month, at least ninety days on.
    purge_original_on = models.DateField()
    #: How often the timed job has found it unread; counted no further than "too old", and 0 once it is read.
    rounds_unread = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["-priority", "id"]
        permissions = [
            ("moderate_comment", "Can read and sort comments"),
            ("lead_safeguarding", "Can take up worries about somebody"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_publishable=False)
                | (~models.Q(redacted="") & models.Q(state__in=["clear", "closed"])),
                name="only_settled_words_without_names_are_quoted",
            ),
            models.CheckConstraint(condition=models.Q(priority__lte=HIGHEST), name="a_priority_is_five_at_most"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class TriageNote(models.Model):
    """What one person decided about a comment."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="notes")
    state = models.CharField(max_length=12, choices=Comment.State.choices)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_on = models.DateField()
    #: For example the number of the case in the Trust's own system.
    reference = models.CharField(_("reference"), max_length=120, blank=True)
    words = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("decision on a comment")
        verbose_name_plural = _("decisions on comments")
        ordering = ["decided_on", "pk"]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.state}"
