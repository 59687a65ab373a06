"""Files made of pages, one row for each page and kind; and who has passed a computer voice or a braille table."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home import languages
from home.clocks import ahead

#: How long a worker may take over one file before another may think it dead.
LEASE = timedelta(minutes=5)
#: A row that was queued this long ago, and still waits, is queued again.
FORGOTTEN_AFTER = timedelta(hours=1)
#: How long to wait before trying again after the first failure, the second, … In minutes.
BACK_OFF = (1, 5, 30, 120)
#: The digest of the words that a row's page has now, whichever kind of page it is.
WORDS_NOW = Coalesce("page__guidancepage__words_digest", "page__standardpage__words_digest")


class FormatFileQuerySet(models.QuerySet["FormatFile"]):
    def ready(self) -> "FormatFileQuerySet":
        """Return the rows that hold a file."""
        return self.exclude(file="")

    def waiting(self, *, now: datetime | None = None) -> "FormatFileQuerySet":
        """Return the rows whose turn has come."""
        now = now or timezone.now()
        come = Q(not_before__lte=now) | ahead("not_before", now=now, by=timedelta(minutes=max(BACK_OFF)))
        return self.filter(come, status=FormatFile.Status.WAITING)

    def unqueued(self, *, now: datetime | None = None) -> "FormatFileQuerySet":
        """Return the rows whose turn has come and that nobody has queued, or whose queue has forgotten them."""
        now = now or timezone.now()
        forgotten = Q(queued_at__lt=now - FORGOTTEN_AFTER) | ahead("queued_at", now=now)
        return self.waiting(now=now).filter(Q(queued_at=None) | forgotten)

    def behind(self) -> "FormatFileQuerySet":
        """Return the rows whose file was made from other words than it should be made from now."""
        old = ~Q(digest=models.F("wanted")) | ~Q(words_digest=WORDS_NOW)
        return self.ready().filter(old)

    def abandoned(self, *, now: datetime | None = None) -> "FormatFileQuerySet":
        """Return the rows whose worker has not come back within its lease."""
        now = now or timezone.now()
        over = Q(lease_until__lt=now) | ahead("lease_until", now=now, by=LEASE)
        return self.filter(over, status=FormatFile.Status.MAKING)

    def claim(self, pk: int, *, now: datetime | None = None) -> "FormatFile | None":
        """Take a waiting row for this worker; return ``None`` if another has it, or it need not be made.

        One statement, so that two workers never make the same file. The lease names its holder.
        """
        now = now or timezone.now()
        holder = secrets.token_hex(8)
        claimed = (
            self.waiting(now=now)
            .filter(pk=pk)
            .update(status=FormatFile.Status.MAKING, holder=holder, lease_until=now + LEASE, started_at=now)
        )
        return self.get(pk=pk) if claimed else None


class FormatFile(models.Model):
    """One format of one page in its language. ``page.specific`` has its words.

    ``wanted`` is the digest of what it should be made from now, ``digest`` that of what ``file`` was made from: they
    differ while a file is behind. ``words_digest`` is the page's own, so that a reader's page can tell without reading
    the words again.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        MAKING = "making", _("being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")
        IMPOSSIBLE = "impossible", _("not possible")

    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="formats", verbose_name=_("page"))
    kind = models.CharField(_("format"), max_length=30)
    status = models.CharField(_("state"), max_length=12, choices=Status.choices, default=Status.WAITING)
    wanted = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, blank=True)
    words_digest = models.CharField(max_length=64, blank=True)
    file = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    seconds = models.FloatField(_("length in seconds"), default=0)
    extras = models.JSONField(default=dict, blank=True)
    is_checked = models.BooleanField(_("voice or table checked"), default=True)
    is_recording = models.BooleanField(_("read by a person"), default=False)
    unreadable = models.JSONField(_("signs it can't show"), default=list, blank=True)
    why = models.CharField(max_length=30, blank=True)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    queued_at = models.DateTimeField(null=True, blank=True)
    holder = models.CharField(max_length=16, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(_("made"), null=True, blank=True)

    objects = FormatFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("format")
        ordering = ["page_id", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["page", "kind"], name="one_file_per_page_and_kind"),
            models.CheckConstraint(condition=Q(file="") | ~Q(digest=""), name="a_file_knows_what_it_was_made_from"),
        ]
        indexes = [models.Index(fields=["status", "not_before"], name="formats_whose_turn_it_is")]

    def __str__(self) -> str:
        return f"{self.page_id} {self.kind}"

    @property
    def language(self) -> str:
        """The language of the page's words, as it calls itself: files are made of a page's own words alone."""
        code = self.page.locale.language_code
        return (languages.find(code) or languages.SOURCE).own_name

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        self.drop_files()
        return super().delete(*args, **kwargs)

    def drop_files(self) -> None:
        for name in self.files:
            default_storage.delete(name)

    def ask(self, *, wanted: str, status: str = Status.WAITING, why: str = "") -> None:
        """Note what the file should be made from now, whoever is making it: what that worker makes will be dropped.

        What stands in ``file`` is left alone: a worker may have kept one since this row was read.
        """
        self.wanted, self.status, self.why = wanted, status, why
        self.error, self.attempts = "", 0
        self.holder, self.lease_until = "", None
        self.not_before, self.queued_at = timezone.now(), None
        asked = ["wanted", "status", "why", "error", "attempts", "holder", "lease_until", "not_before", "queued_at"]
        self.save(update_fields=asked)

    def stand(self, *, wanted: str, words_digest: str) -> None:
        """Note that the file there is stays as it is, though the words it is compared with may have changed."""
        self.wanted, self.words_digest, self.status, self.why = wanted, words_digest, self.Status.READY, ""
        self.error, self.attempts = "", 0
        self.holder, self.lease_until = "", None
        noted = ["wanted", "words_digest", "status", "why", "error", "attempts", "holder", "lease_until"]
        self.save(update_fields=noted)

    def withdraw(self) -> None:
        """Let readers have this file no longer, though there is none to take its place."""
        names = self.files
        self.file, self.digest, self.extras, self.size, self.seconds = "", "", {}, 0, 0.0
        self.is_recording = False
        self.save(update_fields=["file", "digest", "extras", "size", "seconds", "is_recording"])
        for name in names:
            default_storage.delete(name)

    @property
    def files(self) -> list[str]:
        """The names in storage of the file and what stands beside it."""
        return [name for name in (self.file, *(extra["file"] for extra in self.extras.values())) if name]

    @property
    def is_behind(self) -> bool:
        """Tell whether the file was made from other words than it should be now."""
        return bool(self.file) and self.digest != self.wanted


class FormatCheck(models.Model):
    """A named listener or reader has passed, or not passed, a sample of a computer voice or a braille table."""

    class Subject(models.TextChoices):
        VOICE = "voice", _("computer voice")
        BRAILLE = "braille", _("braille table")
        BRAILLE_CONTRACTED = "braille-contracted", _("contracted braille table")

    subject = models.CharField(_("what was checked"), max_length=20, choices=Subject.choices)
    language = models.CharField(_("language"), max_length=20)
    name = models.CharField(
        _("voice or table"), max_length=120, help_text=_("With its version, as the list of samples shows it.")
    )
    passed = models.BooleanField(_("good enough for parents"))
    checked_by = models.CharField(_("checked by (a role)"), max_length=120)
    signed_by = models.ForeignKey(
        "auth.User", models.PROTECT, related_name="+", verbose_name=_("signed by"), editable=False
    )
    checked_on = models.DateField(_("checked on"), default=timezone.localdate)
    note = models.TextField(_("what was heard or read"), blank=True)

    class Meta:
        verbose_name = _("check of a voice or braille table")
        verbose_name_plural = _("checks of voices and braille tables")
        ordering = ["-checked_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_subject_display()}, {self.language}"
