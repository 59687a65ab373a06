"""Replies to what families said, the plan with its actions, and who has signed for their words.

Texts are in columns per language; `words` says in which of them a reader is shown a row.
"""

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import RevisionMixin

from feedback.comments.models import Comment, CommentTheme
from home.languages import SOURCE, Language
from home.models import SignOff
from home.records import column

#: The texts of each record, in the order they are read.
REPLY_TEXTS = ("name", "said", "did", "reason")
PRIORITY_TEXTS = ("title", "summary")
RECOMMENDATION_TEXTS = ("text",)
ACTION_TEXTS = ("what", "reason")

#: A plan is looked at anew once a year.
REVIEWED_EVERY = timedelta(days=365)


class InWords(models.Model):
    """A record whose words people sign for, language by language."""

    TEXTS: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def texts_in(self, language: Language) -> dict[str, str]:
        """Return the texts that the English has, in exactly this language; ``""`` where it has none."""
        return {name: column(self, name, language) for name in self.TEXTS if column(self, name, SOURCE)}

    def claim(self) -> dict[str, str]:
        """Return what is said beside the words that a person must sign for as well: a promise that it was kept."""
        return {}


def _said(name: str) -> models.Q:
    """Return the condition that this text stands in English. Elsewhere an empty one may be NULL, too."""
    return models.Q(**{f"{name}_{SOURCE.code}__isnull": False}) & ~models.Q(**{f"{name}_{SOURCE.code}": ""})


# --- You said, we did -----------------------------------------------------------------------------------------------


class ReplyQuerySet(models.QuerySet["Reply"]):
    def unanswered(self, *, today: date) -> "ReplyQuerySet":
        """Return what was heard too long ago, and nothing is planned yet (`REPLY_WITHIN_DAYS`)."""
        return self.filter(status=Reply.Status.HEARD, heard_on__lt=today - _reply_within())

    def late(self, *, today: date) -> "ReplyQuerySet":
        """Return what is promised for a day that has passed."""
        return self.filter(status__in=PROMISED, due__lt=today)


class Reply(RevisionMixin, InWords):
    """One thing families told us, and what became of it."""

    class Status(models.TextChoices):
        HEARD = "heard", _("Heard")
        PLANNED = "planned", _("Planned")
        IN_PROGRESS = "in-progress", _("Under way")
        DONE = "done", _("Done")
        NOT_POSSIBLE = "not-possible", _("Not possible")

    TEXTS = REPLY_TEXTS

    theme = models.ForeignKey(
        CommentTheme,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("theme of the comments"),
        help_text=_("Save it, and below you can choose words that moderators allow us to quote."),
    )
    comments = models.ManyToManyField(Comment, blank=True, related_name="+", verbose_name=_("words to quote"))
    figure = models.CharField(
        _("released figure"),
        max_length=200,
        blank=True,
        help_text=_("Only figures that are published and not hidden can be chosen."),
    )
    name = models.CharField(_("what it is about"), max_length=120, help_text=_("A few words, for example: Waiting."))
    said = models.TextField(_("what families said"), max_length=600)
    did = models.TextField(
        _("what we did, are doing, or plan"),
        max_length=600,
        blank=True,
        help_text=_("Say it so that a family could notice it: what is different now, and where?"),
    )
    reason = models.TextField(_("why it can’t be done"), max_length=600, blank=True)
    status = models.CharField(_("where it stands"), max_length=12, choices=Status.choices, default=Status.HEARD)
    heard_on = models.DateField(_("heard on"), default=timezone.localdate)
    owner = models.CharField(
        _("team"), max_length=120, blank=True, help_text=_("As families know it. It is shown in English, never a name.")
    )
    due = models.DateField(_("by when"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True, help_text=_("Families see the month."))

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ["-heard_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="done")
                | (_said("did") & models.Q(done_on__isnull=False) & ~models.Q(owner="")),
                name="what_is_done_says_what_when_and_who",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="not-possible") | _said("reason"), name="what_is_not_possible_says_why"
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["planned", "in-progress"])
                | (_said("did") & models.Q(due__isnull=False) & ~models.Q(owner="")),
                name="what_is_promised_says_what_who_and_by_when",
            ),
        ]

    def __str__(self) -> str:
        return column(self, "name", SOURCE)

    def claim(self) -> dict[str, str]:
        figure = {"figure": self.figure} if self.figure else {}
        if self.status == self.Status.DONE:
            return figure | {"status": self.status, "owner": self.owner, "done_on": str(self.done_on)}
        return figure | ({"status": self.status} if self.status == self.Status.NOT_POSSIBLE else {})

    def clean(self) -> None:
        """Refuse a step that does not say what it has to say.

        Raises:
            ValidationError: beside each field that is missing, and each day that is still to come.
        """
        missing = {name: words for name, words in _NEEDED.get(self.status, {}).items() if not getattr(self, name)}
        raise_where_wrong(missing | days_to_come(self, "heard_on", "done_on"))

    def is_unanswered(self, *, today: date) -> bool:
        return self.status == self.Status.HEARD and self.heard_on < today - _reply_within()

    def is_late(self, *, today: date) -> bool:
        return self.status in PROMISED and self.due is not None and self.due < today


#: What is still to be done.
PROMISED = (Reply.Status.PLANNED.value, Reply.Status.IN_PROGRESS.value)
_PROMISE = {
    "did_en": _("Say what is planned, or being done."),
    "owner": _("Say which team does it."),
    "due": _("Say by when."),
}
_NEEDED = {
    Reply.Status.PLANNED.value: _PROMISE,
    Reply.Status.IN_PROGRESS.value: _PROMISE,
    Reply.Status.DONE.value: {
        "did_en": _("Say what was done."),
        "done_on": _("Say when it was done."),
        "owner": _("Say which team did it."),
    },
    Reply.Status.NOT_POSSIBLE.value: {"reason_en": _("Say why it can’t be done.")},
}


def _reply_within() -> timedelta:
    return timedelta(days=settings.REPLY_WITHIN_DAYS)


def days_to_come(record: models.Model, *fields: str) -> dict[str, object]:
    """Return a fault for each of these days that can't have been yet."""
    today = timezone.localdate()
    days = {name: getattr(record, name) for name in fields}
    return {name: _("This day is still to come.") for name, day in days.items() if day and day > today}


def raise_where_wrong(faults: dict[str, object]) -> None:
    """Raise the faults, if there are any.

    Raises:
        ValidationError: beside the fields.
    """
    if faults:
        raise ValidationError(faults)


# --- The plan -------------------------------------------------------------------------------------------------------


class ActionPlan(RevisionMixin, models.Model):
    """The years of a strategy, and when its actions were last looked at."""

    key = models.SlugField(_("key"), unique=True)
    first_year = models.PositiveSmallIntegerField(_("first year"))
    last_year = models.PositiveSmallIntegerField(_("last year"))
    reviewed_on = models.DateField(
        _("last reviewed on"), null=True, blank=True, help_text=_("The plan is reviewed once a year.")
    )
    reviewed_by = models.CharField(_("reviewed by"), max_length=120, blank=True, help_text=_("A group, never a name."))

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["-first_year"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_year__gte=models.F("first_year")), name="a_plan_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_on__isnull=True) | ~models.Q(reviewed_by=""), name="a_review_says_by_whom"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_year} – {self.last_year}"

    def clean(self) -> None:
        """Refuse a review by nobody, or one that is still to come, and years the wrong way round.

        Raises:
            ValidationError: beside the field.
        """
        faults = days_to_come(self, "reviewed_on")
        if self.reviewed_on and not self.reviewed_by:
            faults["reviewed_by"] = _("Say which group reviewed it.")
        if self.first_year and self.last_year and self.last_year < self.first_year:
            faults["last_year"] = _("The last year comes after the first.")
        raise_where_wrong(faults)

    def is_due_for_review(self, *, today: date) -> bool:
        """Tell whether a year has passed since it was reviewed, or since it began where it never was."""
        last = self.reviewed_on or date(self.first_year, 1, 1)
        return last < today - REVIEWED_EVERY


class Priority(RevisionMixin, InWords):
    """One of the things a strategy puts first. Signed for together with its recommendations."""

    TEXTS = PRIORITY_TEXTS

    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="priorities", verbose_name=_("plan"))
    key = models.SlugField(_("key"), unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(_("in a few words"), max_length=600)

    class Meta:
        verbose_name = _("priority")
        verbose_name_plural = _("priorities")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return column(self, "title", SOURCE)

    def texts_in(self, language: Language) -> dict[str, str]:
        rows = self.recommendations.all()
        theirs = {f"{row.key}.{name}": words for row in rows for name, words in row.texts_in(language).items()}
        return super().texts_in(language) | theirs


class Recommendation(RevisionMixin, InWords):
    """What a strategy says has to happen, in our own plain words."""

    TEXTS = RECOMMENDATION_TEXTS

    priority = models.ForeignKey(Priority, models.PROTECT, related_name="recommendations", verbose_name=_("priority"))
    key = models.SlugField(_("key"), unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    text = models.TextField(_("what has to happen"), max_length=600)

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["priority__order", "priority_id", "order", "pk"]

    def __str__(self) -> str:
        return column(self, "text", SOURCE)


class PlanActionQuerySet(models.QuerySet["PlanAction"]):
    def late(self, *, today: date) -> "PlanActionQuerySet":
        """Return what should be done by now, and is not."""
        return self.filter(status__in=UNFINISHED, due__lt=today)


class PlanAction(RevisionMixin, InWords):
    """What a team does about a recommendation, and by when."""

    class Status(models.TextChoices):
        NOT_BEGUN = "not-begun", _("Not begun")
        UNDER_WAY = "under-way", _("Under way")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")

    TEXTS = ACTION_TEXTS

    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, related_name="actions", verbose_name=_("recommendation")
    )
    what = models.TextField(_("what is done"), max_length=400)
    reason = models.TextField(_("why it was stopped"), max_length=400, blank=True)
    owner = models.CharField(
        _("team"), max_length=120, help_text=_("As families know it. It is shown in English, never a name.")
    )
    due = models.DateField(_("by when"))
    status = models.CharField(_("where it stands"), max_length=12, choices=Status.choices, default=Status.NOT_BEGUN)
    done_on = models.DateField(_("done on"), null=True, blank=True, help_text=_("Families see the month."))

    objects = PlanActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["due", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(owner=""), name="an_action_has_an_owner"),
            models.CheckConstraint(
                condition=~models.Q(status="done") | models.Q(done_on__isnull=False), name="an_action_done_says_when"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="stopped") | _said("reason"), name="an_action_stopped_says_why"
            ),
        ]

    def __str__(self) -> str:
        return column(self, "what", SOURCE)

    def claim(self) -> dict[str, str]:
        if self.status == self.Status.DONE:
            return {"status": self.status, "owner": self.owner, "done_on": str(self.done_on)}
        return {"status": self.status} if self.status == self.Status.STOPPED else {}

    def clean(self) -> None:
        """Refuse an end that does not say when, or why.

        Raises:
            ValidationError: beside the field.
        """
        faults = days_to_come(self, "done_on")
        if self.status == self.Status.DONE and not self.done_on:
            faults["done_on"] = _("Say when it was done.")
        if self.status == self.Status.STOPPED and not column(self, "reason", SOURCE):
            faults["reason_en"] = _("Say why it was stopped.")
        raise_where_wrong(faults)

    def is_late(self, *, today: date) -> bool:
        return self.status in UNFINISHED and self.due < today


#: What is still to be done.
UNFINISHED = (PlanAction.Status.NOT_BEGUN.value, PlanAction.Status.UNDER_WAY.value)


# --- Signatures -----------------------------------------------------------------------------------------------------

#: What can be signed for, by the name of the column that points to it.
SUBJECTS: dict[str, type[InWords]] = {"reply": Reply, "priority": Priority, "action": PlanAction}


class ReplySignOff(models.Model):
    """One person's word, on one day, for exactly these words of a reply, a priority or an action in one language."""

    reply = models.ForeignKey(Reply, models.CASCADE, null=True, related_name="sign_offs")
    priority = models.ForeignKey(Priority, models.CASCADE, null=True, related_name="sign_offs")
    action = models.ForeignKey(PlanAction, models.CASCADE, null=True, related_name="sign_offs")
    language = models.CharField(_("language"), max_length=20)
    step = models.CharField(_("step"), max_length=20, choices=SignOff.StepChoices.choices)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(_("your role"), max_length=120)
    signed_on = models.DateField(_("signed on"), default=timezone.localdate)
    words_digest = models.CharField(max_length=64, editable=False)
    source_digest = models.CharField(max_length=64, editable=False, blank=True)

    class Meta:
        verbose_name = _("signature for a reply")
        verbose_name_plural = _("signatures for replies")
        ordering = ["-signed_on", "-pk"]
        constraints = [
            *(
                models.UniqueConstraint(
                    fields=[subject, "language", "step", "words_digest", "source_digest"],
                    name=f"one_word_a_{subject}_language_and_step",
                )
                for subject in ("reply", "priority", "action")
            ),
            models.CheckConstraint(
                condition=models.Q(reply__isnull=False, priority__isnull=True, action__isnull=True)
                | models.Q(reply__isnull=True, priority__isnull=False, action__isnull=True)
                | models.Q(reply__isnull=True, priority__isnull=True, action__isnull=False),
                name="a_signature_is_for_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.language}"

    def clean(self) -> None:
        """Refuse a second reading by the first person.

        Raises:
            ValidationError: the same person signed another step for these words.
        """
        about = {f"{subject}_id": getattr(self, f"{subject}_id") for subject in SUBJECTS}
        same_words = ReplySignOff.objects.filter(**about, language=self.language, words_digest=self.words_digest)
        if same_words.exclude(step=self.step).filter(signed_by=self.signed_by).exists():
            raise ValidationError(_("A second reading needs a second person: you have signed the other step."))
