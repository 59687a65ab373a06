"""A person's recording of a page, part by part, as it was sent and as it was taken in."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from home.clocks import ahead

#: The key of a recording of the whole page; those of sections come from their titles.
WHOLE = "whole"
#: Where the sounds are kept.
FOLDER = "recordings"
#: A part that was queued this long ago, and still waits, is queued again.
FORGOTTEN_AFTER = timedelta(minutes=5)


class RecordedPartQuerySet(models.QuerySet["RecordedPart"]):
    def ready(self) -> "RecordedPartQuerySet":
        """Return the parts that can be heard."""
        return self.filter(status=RecordedPart.Status.READY)

    def attempts(self) -> "RecordedPartQuerySet":
        """Return what was sent last and waits, or was refused."""
        return self.exclude(status=RecordedPart.Status.READY)

    def unqueued(self, *, now: datetime | None = None) -> "RecordedPartQuerySet":
        """Return the parts that wait and that nobody has queued, or whose worker has died."""
        now = now or timezone.now()
        forgotten = Q(queued_at=None) | Q(queued_at__lt=now - FORGOTTEN_AFTER) | ahead("queued_at", now=now)
        return self.filter(forgotten, status=RecordedPart.Status.WAITING)


def _place(part: "RecordedPart", name: str) -> str:
    """Return a name that nobody can guess: what a person tries out at a microphone is not for others."""
    return f"{FOLDER}/{part.page_id}/{secrets.token_hex(16)}"


class RecordedPart(models.Model):
    """One part of a page, read aloud by a person: a section, or with the key `WHOLE` all of it.

    A part that is ready stays so until a newer one is: what was sent meanwhile, and waits or was refused, is a row of
    its own. ``words`` are those that were on the page, ``words_digest`` theirs. ``position`` is its place in the file
    that readers were last offered, and empty where it was in none. ``starts`` says of the whole page where sections
    begin: a list of `key`, `title` and `start`, in seconds.
    """

    class Status(models.TextChoices):
        WAITING = "waiting"
        READY = "ready"
        REFUSED = "refused"

    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="recorded_parts")
    key = models.CharField(max_length=40)
    title = models.CharField(max_length=255)
    words = models.TextField()
    words_digest = models.CharField(max_length=64)
    sound = models.FileField(upload_to=_place, max_length=200, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.WAITING)
    why = models.CharField(max_length=30, blank=True)
    seconds = models.FloatField(default=0)
    starts = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = RecordedPartQuerySet.as_manager()

    class Meta:
        ordering = ["page_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "key"], condition=Q(status="ready"), name="one_ready_recording_per_part"
            ),
            models.UniqueConstraint(
                fields=["page", "key"], condition=~Q(status="ready"), name="one_attempt_at_a_recording_per_part"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.title}"

    @property
    def media_type(self) -> str:
        """What kind of sound it is, as its first bytes say; a browser will not guess."""
        with self.sound.open("rb") as file:
            return _media_type(file.read(12))


def _media_type(head: bytes) -> str:
    for beginning, media_type in _BEGINNINGS.items():
        if head.startswith(beginning):
            return media_type
    return "audio/mp4" if head[4:8] == b"ftyp" else "audio/mpeg"


_BEGINNINGS = {
    b"\x1aE\xdf\xa3": "audio/webm",
    b"OggS": "audio/ogg",
    b"RIFF": "audio/wav",
    b"\xff\xf1": "audio/aac",
    b"\xff\xf9": "audio/aac",
}
