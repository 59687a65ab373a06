"""What families answered. Codes, never labels; a week, never a time; nothing that says who.

No row points from one kind of answer to another kind. Primary keys are random, and a timed job rewrites the tables in
shuffled order, so that the place of a row says nothing either.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback.surveys.models.versions import SurveyVersion
from feedback.surveys.models.waves import EntryPoint, Wave
from guidance.directory.models import Locality, Service


class CountedState(models.TextChoices):
    COUNTED = "counted", _("counted")
    #: Over the limit of one network, or caught by the trap for robots: counted apart, never deleted unseen.
    QUARANTINED = "quarantined", _("counted apart")


class Response(models.Model):
    """One family's answers to the main questions."""

    State = CountedState

    class Mode(models.TextChoices):
        SELF = "self", _("by themselves")
        READ_OUT = "read-out", _("read out to them")
        PAPER = "paper", _("on paper")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(Wave, models.PROTECT, related_name="+")
    version = models.ForeignKey(SurveyVersion, models.PROTECT, related_name="+")
    language = models.CharField(max_length=20)
    service = models.ForeignKey(Service, models.PROTECT, null=True, related_name="+")
    locality = models.CharField(max_length=20, blank=True, choices=Locality.choices)
    entry_kind = models.CharField(max_length=12, choices=EntryPoint.Kind.choices)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.SELF)
    #: The Monday of the week in which it was answered.
    week = models.DateField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.COUNTED)

    class Meta:
        verbose_name = _("response")
        indexes = [
            models.Index(fields=["wave", "state"], name="responses_of_a_wave"),
            models.Index(fields=["week"], name="responses_of_a_week"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Answer(models.Model):
    """One code, or one number, given to one question. Several choices are several rows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Its index would be the beginning of the constraint's.
    response = models.ForeignKey(Response, models.CASCADE, related_name="answers", db_index=False)
    question = models.CharField(max_length=40)
    #: What the question meant: answers of one series may be added up.
    series = models.UUIDField()
    code = models.CharField(max_length=40, blank=True)
    number = models.IntegerField(null=True)

    class Meta:
        verbose_name = _("answer")
        constraints = [
            models.UniqueConstraint(fields=["response", "question", "code"], name="one_answer_per_question_and_code"),
            models.CheckConstraint(
                condition=models.Q(code="", number__isnull=False) | (~models.Q(code="") & models.Q(number=None)),
                name="an_answer_is_a_code_or_a_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.code or self.number}"


class EqualityAnswer(models.Model):
    """One answer to one equality question, and nothing else: not even which other answers came with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(Wave, models.PROTECT, related_name="+")
    question = models.CharField(max_length=40)
    series = models.UUIDField()
    code = models.CharField(max_length=40)
    state = models.CharField(max_length=12, choices=CountedState.choices, default=CountedState.COUNTED)

    class Meta:
        verbose_name = _("equality answer")

    def __str__(self) -> str:
        return f"{self.question}: {self.code}"


class Receipt(models.Model):
    """That something was sent once, so that it is kept once. Deleted after thirty days; points to no answer."""

    #: HMAC of wave and the token made on the phone, with a key of this installation's own.
    token_mac = models.CharField(primary_key=True, max_length=64)
    #: HMAC of what was sent, to tell the same again from something else under the same token.
    body_mac = models.CharField(max_length=64)
    expires_on = models.DateField(db_index=True)

    class Meta:
        verbose_name = _("receipt")

    def __str__(self) -> str:
        return self.token_mac[:8]
