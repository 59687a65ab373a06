"""What practitioners tell each other of what worked: written by one, let through by another."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from guidance.directory.models import Locality
from guidance.models.doors import Door

#: What a story says, in the order it is read. In English: practitioners' screens are.
STORY_TEXTS = ("title", "tried", "happened", "advice")


class Story(models.Model):
    """A short story of what worked. Nothing in it says who a family is; its author is shown as a role and a place."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for a moderator"
        SENT_BACK = "sent-back", "Sent back with a word"
        APPROVED = "approved", "Shown"
        TAKEN_DOWN = "taken-down", "Taken down"

    title = models.CharField(max_length=100)
    tried = models.TextField("what I tried", max_length=800)
    happened = models.TextField("what happened", max_length=800)
    advice = models.TextField("what to try", max_length=500)
    topics = models.ManyToManyField(
        Door, blank=True, related_name="stories", limit_choices_to={"kind": Door.Kind.TOPIC}
    )
    role = models.CharField("your role", max_length=80)
    place = models.CharField(max_length=20, choices=Locality.choices, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    written_on = models.DateField(default=timezone.localdate, editable=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING, db_index=True)
    word_back = models.TextField("what to change", max_length=500, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "stories"
        ordering = ["-written_on", "-pk"]
        permissions = [("moderate_story", "Can let practitioners' stories through")]

    def __str__(self) -> str:
        return self.title
