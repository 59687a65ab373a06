"""What editors write: surveys, their questions, shared options, and which questionnaires may be used.

Families never see these rows: they see the version that was frozen from them (`versions.py`).
"""

import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.log_actions import log
from wagtail.models import DraftStateMixin, Orderable, PreviewableMixin, Revision, RevisionMixin

from feedback.surveys import definition
from feedback.surveys.definition import CannotPublish
from home.drawings import drawing_choices
from home.languages import REGISTRY, SOURCE, find
from home.models import SiteLanguage
from home.records import column
from home.spoken import speaking

logger = logging.getLogger(__name__)

#: What Wagtail writes into the history when it publishes at an hour that was set.
SCHEDULED = "wagtail.publish.scheduled"
#: What is written into the history when it could not.
NOT_PUBLISHED = "feedback.not_published"

#: The texts of each record, in the order families read them.
SURVEY_TEXTS = definition.SURVEY_TEXTS
QUESTION_TEXTS = definition.QUESTION_TEXTS
OPTION_TEXTS = definition.OPTION_TEXTS

#: How a key or code is written: letters without marks, digits, hyphens. Answers are kept under it for ever.
is_code = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Write small letters, digits and hyphens only."))


class Instrument(models.Model):
    """A questionnaire made by others, and whether this site may ask its questions."""

    class Licence(models.TextChoices):
        CLEARED = "cleared", _("May be used: the licence is recorded here")
        FORBIDDEN = "forbidden", _("May not be used")
        UNKNOWN = "unknown", _("Not known: ask before using")

    key = models.SlugField(_("key"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    licence = models.CharField(_("licence"), max_length=10, choices=Licence.choices, default=Licence.UNKNOWN)
    licence_reference = models.CharField(
        _("licence reference"), max_length=200, blank=True, help_text=_("Who gave it, when, its number.")
    )
    why = models.TextField(_("what its owners say"), blank=True)
    #: Words of the questionnaire's own name, to notice it where nobody has said that it is used.
    also_called = models.CharField(_("also called"), max_length=200, blank=True, help_text=_("Separated by commas."))

    class Meta:
        verbose_name = _("questionnaire by others")
        verbose_name_plural = _("questionnaires by others")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(licence="cleared") | ~models.Q(licence_reference=""),
                name="a_cleared_instrument_names_its_licence",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a licence that nobody could look up.

        Raises:
            ValidationError: beside the licence's reference.
        """
        if self.licence == self.Licence.CLEARED and not self.licence_reference.strip():
            raise ValidationError({"licence_reference": _("Write who gave the licence, when, and its number.")})

    def names(self) -> list[str]:
        """Return what the questionnaire is called: its name, and others."""
        return [name.strip() for name in (self.name, *self.also_called.split(",")) if name.strip()]


class OptionSet(ClusterableModel):
    """Options that several questions share, so that "very good … very poor" is one thing everywhere."""

    key = models.SlugField(_("key"), unique=True, validators=[is_code], help_text=_("It never changes."))
    name = models.CharField(_("name for editors"), max_length=120)

    class Meta:
        verbose_name = _("set of options")
        verbose_name_plural = _("sets of options")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Option(Orderable):
    """One choice. Its code is what is counted; it is never changed, used again or deleted once it was published."""

    option_set = ParentalKey(OptionSet, on_delete=models.CASCADE, related_name="options")
    code = models.CharField(_("code"), max_length=40, validators=[is_code], help_text=_("It never changes."))
    label = models.CharField(_("words"), max_length=160)
    missing = models.CharField(
        _("no answer"),
        max_length=20,
        blank=True,
        choices=[
            (definition.Missing.DONT_KNOW.value, _("don’t know")),
            (definition.Missing.NOT_APPLICABLE.value, _("does not apply")),
            (definition.Missing.PREFER_NOT.value, _("rather not say")),
        ],
    )
    polarity = models.CharField(
        _("points"),
        max_length=10,
        default=definition.Polarity.NEUTRAL.value,
        choices=[
            (definition.Polarity.POSITIVE.value, _("up: a good answer")),
            (definition.Polarity.NEUTRAL.value, _("neither way")),
            (definition.Polarity.NEGATIVE.value, _("down: something to mend")),
            (definition.Polarity.EXCLUDED.value, _("counted in no measure")),
        ],
    )
    is_exclusive = models.BooleanField(_("stands alone"), default=False, help_text=_("For example “none of these”."))
    is_retired = models.BooleanField(
        _("no longer offered"), default=False, help_text=_("Its old answers stay. Its code is never used again.")
    )
    drawing = models.CharField(_("drawing"), max_length=60, blank=True, choices=drawing_choices)

    class Meta(Orderable.Meta):
        verbose_name = _("option")
        constraints = [models.UniqueConstraint(fields=["option_set", "code"], name="one_option_per_set_and_code")]

    def __str__(self) -> str:
        return f"{self.code}: {column(self, 'label', SOURCE)}"


class Survey(PreviewableMixin, DraftStateMixin, RevisionMixin, ClusterableModel):
    """A survey as it is being written."""

    key = models.SlugField(_("key"), unique=True, validators=[is_code], help_text=_("It never changes."))
    title = models.CharField(_("title"), max_length=120)
    who_asks = models.TextField(_("who asks"), max_length=300)
    why = models.TextField(_("why, and what for"), max_length=500)
    what_is_kept = models.TextField(_("what is kept"), max_length=500)
    what_next = models.TextField(_("what happens next"), max_length=500)
    is_sensitive = models.BooleanField(
        _("exit page"),
        default=False,
        help_text=_("Somebody may have to leave it in a hurry. Nothing of it is ever kept on the phone."),
    )
    change_note = models.CharField(
        _("what is new"),
        max_length=300,
        blank=True,
        help_text=_("What this version changes, for those who choose versions. Families don’t see it."),
    )
    # Free text needs people who read it: without all of these no box is shown (`feedback.comments.gate`).
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("moderator")
    )
    second_moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("second moderator"),
    )
    safeguarding_lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("safeguarding lead"),
    )
    moderation_hours = models.CharField(
        _("when comments are read"), max_length=160, blank=True, help_text=_("For example: Monday to Friday, 9 to 5.")
    )
    moderation_languages = models.JSONField(_("languages in which comments can be read"), default=list, blank=True)

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["key"]

    def __str__(self) -> str:
        return column(self, "title", SOURCE) or self.key

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Publish a revision: put it into the rows and freeze a version, or leave everything as it was.

        The version is frozen by `feedback.signals`, within the same transaction. Where the hour that was set for it
        has come and it can't be published, its history says why, and the hour is taken away: the next must have their
        turn.

        Raises:
            CannotPublish: and why; not at an hour that was set.
        """
        try:
            with transaction.atomic():
                super().publish(revision, *args, **kwargs)
        except CannotPublish as refused:
            if kwargs.get("log_action") != SCHEDULED:
                raise
            self._give_up(revision, refused)

    def _give_up(self, revision: Revision, refused: CannotPublish) -> None:
        logger.error("The survey %s could not be published at the hour that was set: %s", self.key, refused)
        self.revisions.update(approved_go_live_at=None)
        log(instance=self, action=NOT_PUBLISHED, revision=revision, data={"why": str(refused)})

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """Every language there is: an editor sees what is there, and English where it is not."""
        return [(language.code, f"{language.own_name} ({language.english_name})") for language in REGISTRY]

    @property
    def default_preview_mode(self) -> str:
        return SOURCE.code

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the survey as it is being written, all questions on one page, as families of one language meet them."""
        language = find(mode_name) or SOURCE
        is_offered = SiteLanguage.objects.shown().filter(code=language.code).exists()
        with speaking(language if is_offered else SOURCE):
            response: HttpResponse = super().serve_preview(request, language.code)
            return response.render() if isinstance(response, SimpleTemplateResponse) else response

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "feedback/survey_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return {"survey": self, "words": find(mode_name) or SOURCE, "noindex": True}


class SurveyQuestion(Orderable):
    """A question as it is being written. Its key is what answers are kept under."""

    class Meaning(models.TextChoices):
        """What an editor says of a question whose words have changed since the last version."""

        NOT_SAID = "", _("nothing has changed")
        SAME = "same", _("the same as before: only the words are better")
        NEW = "new", _("something else: its answers begin anew")

    survey = ParentalKey(Survey, on_delete=models.CASCADE, related_name="questions")
    key = models.CharField(_("key"), max_length=40, validators=[is_code], help_text=_("It never changes."))
    kind = models.CharField(
        _("kind"),
        max_length=12,
        choices=[
            (definition.Kind.SINGLE.value, _("one choice")),
            (definition.Kind.MULTIPLE.value, _("several choices")),
            (definition.Kind.SCALE.value, _("a scale in words")),
            (definition.Kind.NUMBER.value, _("a number")),
            (definition.Kind.TEXT.value, _("a few words")),
            (definition.Kind.INFORMATION.value, _("nothing: words to read")),
        ],
    )
    option_set = models.ForeignKey(
        OptionSet, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("options")
    )
    section_title = models.CharField(_("a new section begins here"), max_length=120, blank=True)
    label = models.CharField(_("question"), max_length=300)
    hint = models.CharField(_("hint"), max_length=300, blank=True)
    depends_on = models.CharField(
        _("only if this question"), max_length=40, blank=True, help_text=_("The key of an earlier question.")
    )
    depends_on_codes = models.CharField(
        _("was answered"), max_length=300, blank=True, help_text=_("Codes, separated by commas.")
    )
    is_equality = models.BooleanField(
        _("equality question"),
        default=False,
        help_text=_("Asked afterwards, on its own, and kept apart from all other answers."),
    )
    is_required = models.BooleanField(_("has to be answered"), default=False)
    lowest = models.IntegerField(_("lowest"), null=True, blank=True)
    highest = models.IntegerField(_("highest"), null=True, blank=True)
    longest = models.PositiveIntegerField(
        _("longest"), default=1000, validators=[MinValueValidator(1), MaxValueValidator(5000)]
    )
    instrument = models.ForeignKey(
        Instrument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken from"),
        help_text=_("If it was not written here."),
    )
    is_retired = models.BooleanField(
        _("no longer asked"), default=False, help_text=_("Its old answers stay. Its key is never used again.")
    )
    meaning = models.CharField(
        _("if the words have changed: it means"),
        max_length=4,
        blank=True,
        choices=Meaning.choices,
        default=Meaning.NOT_SAID,
    )

    class Meta(Orderable.Meta):
        verbose_name = _("question")
        constraints = [models.UniqueConstraint(fields=["survey", "key"], name="one_question_per_survey_and_key")]

    def __str__(self) -> str:
        return f"{self.key}: {column(self, 'label', SOURCE)}"
