"""Questions a parent may want to ask: picked on a phone, and shown to a health visitor in both languages."""

import hashlib
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.languages import SOURCE, Language
from home.models import SignOff
from home.records import column
from home.states import Step, Words, review_due

QUESTION_TEXTS = ("question",)


class QuestionToAsk(models.Model):
    """A question in columns per language. Addresses name it by its key, and hold nothing else of a family."""

    class Group(models.TextChoices):
        BABY = "baby", _("Crying, sleep and feeding")
        GROWING = "growing", _("Playing, talking and growing")
        PARENT = "parent", _("How you are")
        HELP = "help", _("Who can help")

    key = models.SlugField(max_length=40, unique=True, help_text="Addresses name the question by this. It stays.")
    group = models.CharField(max_length=10, choices=Group.choices)
    order = models.PositiveSmallIntegerField(default=100)
    question = models.CharField(max_length=160, help_text="As a parent would say it, hopeful and without blame.")
    is_offered = models.BooleanField("offered", default=True)
    owner = models.CharField("owner (a role)", max_length=120)
    last_reviewed = models.DateField(null=True, blank=True)
    next_review_due = models.DateField(null=True, blank=True, help_text="Left empty: a year after the last review.")

    class Meta:
        verbose_name = "question to ask"
        verbose_name_plural = "questions to ask"
        ordering = ["order", "key"]

    def __str__(self) -> str:
        return column(self, "question", SOURCE)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a question that was reviewed is due again as a page is, unless somebody said when."""
        if self.last_reviewed and (self.next_review_due is None or self.next_review_due <= self.last_reviewed):
            self.next_review_due = review_due(self.last_reviewed, is_safety=False)
        super().save(*args, **kwargs)

    def words_to_sign(self, language: Language) -> Words:
        """Return what has to be signed for in one language."""
        is_translation = language != SOURCE
        source = _digest(column(self, "question", SOURCE)) if is_translation else ""
        return Words(_digest(column(self, "question", language)), source, is_translation=is_translation)


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


class QuestionSignOff(models.Model):
    """One person's word, on one day, for exactly these words of a question in one language."""

    question = models.ForeignKey(QuestionToAsk, models.CASCADE, related_name="sign_offs")
    language = models.CharField(max_length=20)
    step = models.CharField(max_length=20, choices=SignOff.StepChoices.choices)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField("your role", max_length=120)
    signed_on = models.DateField(default=timezone.localdate)
    words_digest = models.CharField(max_length=64, editable=False)
    source_digest = models.CharField(max_length=64, editable=False, blank=True)

    class Meta:
        verbose_name = "signature for a question"
        verbose_name_plural = "signatures for questions"
        ordering = ["-signed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "language", "step", "words_digest", "source_digest"],
                name="one_word_a_question_language_and_step",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.question_id}, {self.language}"

    def clean(self) -> None:
        """Refuse a second reading by the translator.

        Raises:
            ValidationError: the same person signed the other step for these words.
        """
        pair = {Step.TRANSLATED.value: Step.SECOND_READ.value, Step.SECOND_READ.value: Step.TRANSLATED.value}
        same_words = QuestionSignOff.objects.filter(
            question_id=self.question_id, language=self.language, words_digest=self.words_digest
        )
        other = pair.get(self.step)
        if other and same_words.filter(step=other, signed_by=self.signed_by).exists():
            raise ValidationError("A second reading needs a second person: you have signed the other step.")
