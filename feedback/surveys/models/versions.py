"""Frozen versions of surveys, and who has signed for their words."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.surveys.definition import BadDefinition, Definition
from home.models.sign_off import SignOff

_FROZEN = ("survey_id", "number", "frozen", "digest", "published_on")


class IsFrozen(Exception):
    """Somebody tried to change or delete what families have seen."""


class SurveyVersionQuerySet(models.QuerySet["SurveyVersion"]):
    def update(self, **kwargs: Any) -> int:
        """Update what may change.

        Raises:
            IsFrozen: it is anything but "retired".
        """
        if set(kwargs) - {"is_retired"}:
            raise IsFrozen("A published version can't be changed: publish another one.")
        return super().update(**kwargs)

    def delete(self) -> Any:
        raise IsFrozen("A published version can't be deleted: answers may have been given to it.")


class SurveyVersion(models.Model):
    """What families see: a definition that never changes again, known by its digest."""

    survey = models.ForeignKey("feedback.Survey", models.PROTECT, related_name="versions", verbose_name=_("survey"))
    number = models.PositiveIntegerField(_("number"))
    frozen = models.JSONField(_("definition"))
    digest = models.CharField(_("digest"), max_length=64)
    change_note = models.CharField(_("what has changed"), max_length=300, blank=True)
    published_on = models.DateField(_("published on"), default=timezone.localdate)
    is_retired = models.BooleanField(_("no longer offered"), default=False)

    objects = SurveyVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("published version")
        verbose_name_plural = _("published versions")
        ordering = ["survey_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="one_version_per_survey_and_number"),
            models.UniqueConstraint(fields=["survey", "digest"], name="one_version_per_survey_and_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.survey}, {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save a new version, or that one is retired.

        Raises:
            IsFrozen: anything else of a version that is there would change.
        """
        kept = SurveyVersion.objects.filter(pk=self.pk).values(*_FROZEN).first() if self.pk else None
        if kept and any(kept[name] != getattr(self, name) for name in _FROZEN):
            raise IsFrozen("A published version can't be changed: publish another one.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise IsFrozen("A published version can't be deleted: answers may have been given to it.")

    @property
    def definition(self) -> Definition:
        """Return what families see. Read once a process: it never changes.

        Raises:
            BadDefinition: what is kept is not what was published.
        """
        return _definition(self.pk, self.digest)


@lru_cache(maxsize=64)
def _definition(pk: int, digest: str) -> Definition:
    frozen = SurveyVersion.objects.values_list("frozen", flat=True).get(pk=pk)
    definition = Definition.from_json(frozen)
    if definition.digest != digest:
        raise BadDefinition(f"version {pk} is not what was published: its digest differs")
    return definition


class SurveySignOff(models.Model):
    """One person's word, on one day, for exactly these words of a survey in one language."""

    survey = models.ForeignKey("feedback.Survey", models.CASCADE, related_name="sign_offs")
    language = models.CharField(_("language"), max_length=20)
    step = models.CharField(_("step"), max_length=20, choices=SignOff.StepChoices.choices)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(_("your role"), max_length=120)
    signed_on = models.DateField(_("signed on"), default=timezone.localdate)
    words_digest = models.CharField(max_length=64, editable=False)
    source_digest = models.CharField(max_length=64, editable=False, blank=True)

    class Meta:
        verbose_name = _("signature for a survey")
        verbose_name_plural = _("signatures for surveys")
        ordering = ["-signed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "language", "step", "words_digest", "source_digest"],
                name="one_word_a_survey_language_and_step",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.survey_id}, {self.language}"

    def clean(self) -> None:
        """Refuse a second reading by the first person.

        Raises:
            ValidationError: the same person signed another step for these words.
        """
        same_words = SurveySignOff.objects.filter(
            survey_id=self.survey_id, language=self.language, words_digest=self.words_digest
        )
        if same_words.exclude(step=self.step).filter(signed_by=self.signed_by).exists():
            raise ValidationError(_("A second reading needs a second person: you have signed the other step."))
