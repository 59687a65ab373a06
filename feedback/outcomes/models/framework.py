"""The outcomes framework: what is wanted, and by what it is told.

Two halves that never mix (Friedman, "Trying Hard Is Not Good Enough"): indicators are about the whole population and
come from its official publishers; measures are about the families of a service. Only a measure can have a rule that
ties it to a question of a survey, and no row leads from an answer to an indicator: tests walk the tables to see that.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from feedback.surveys.models import Survey
from guidance.directory.models import Service
from home.languages import SOURCE
from home.records import column

#: The texts of each record that the public reads.
OUTCOME_TEXTS = ("statement", "story", "partners", "what_works")
INDICATOR_TEXTS = ("name", "definition")
MEASURE_TEXTS = ("name", "definition")

#: No share is shown of fewer answers than this.
SMALLEST_BASE = 10


class Direction(models.TextChoices):
    HIGHER = "higher", "higher is better"
    LOWER = "lower", "lower is better"
    CONTEXT = "context", "neither: it only gives the background"


class Outcome(models.Model):
    """Something the strategy wants for babies and families, in plain words."""

    key = models.SlugField("key", unique=True, help_text="It never changes.")
    order = models.PositiveSmallIntegerField("order", default=100)
    statement = models.CharField("outcome", max_length=200, help_text="For example: babies have the best start.")
    story = models.TextField("the story behind the numbers", max_length=900, blank=True, help_text="At most 120 words.")
    partners = models.TextField("who can help", max_length=400, blank=True)
    what_works = models.TextField("what works", max_length=600, blank=True, help_text="Low-cost ideas, too.")

    class Meta:
        verbose_name = "outcome"
        verbose_name_plural = "outcomes"
        ordering = ["order", "key"]

    def __str__(self) -> str:
        return column(self, "statement", SOURCE)


class Indicator(models.Model):
    """A figure about the whole population, as its official publisher defines it."""

    class Unit(models.TextChoices):
        PERCENT = "percent", "percent"
        NUMBER = "number", "number"
        RATE = "rate", "per 1,000"

    key = models.SlugField("key", unique=True, help_text="It never changes.")
    outcome = models.ForeignKey(Outcome, models.PROTECT, related_name="indicators", verbose_name="outcome")
    order = models.PositiveSmallIntegerField("order", default=100)
    name = models.CharField("name", max_length=120)
    definition = models.CharField("what exactly is counted", max_length=300)
    unit = models.CharField("unit", max_length=10, choices=Unit.choices, default=Unit.PERCENT)
    direction = models.CharField("direction", max_length=10, choices=Direction.choices)
    source_name = models.CharField("published by", max_length=160)
    source_url = models.URLField("where", max_length=300, blank=True)
    cadence = models.CharField("how often", max_length=80, blank=True)

    class Meta:
        verbose_name = "population indicator"
        verbose_name_plural = "population indicators"
        ordering = ["order", "key"]

    def __str__(self) -> str:
        return column(self, "name", SOURCE)


class Measure(ClusterableModel):
    """A figure about the families, or the work, of a service."""

    class Box(models.TextChoices):
        """Effort and effect, quantity and quality: the four boxes of a report card."""

        HOW_MUCH = "how-much", _("How much did we do?")
        HOW_WELL = "how-well", _("How well did we do it?")
        BETTER_OFF = "better-off", _("Is anyone better off?")

    class Form(models.TextChoices):
        NUMBER = "number", "number"
        PERCENT = "percent", "percent"
        DAYS = "days", "days"

    class Source(models.TextChoices):
        SURVEY = "survey", "answers of families"
        RETURN = "return", "what a service counts"
        TRAINING = "training", "training record"

    class Figure(models.TextChoices):
        """What is worked out from returns and training records, where it is not an answer of families."""

        NONE = "", "typed in"
        RECEIVED = "received", "referrals received"
        ACCEPTED = "accepted", "share of referrals accepted"
        REDIRECTED = "redirected", "share of referrals redirected to other help"
        MEDIAN_WAIT = "median-wait", "median days waited"
        WITHIN_TARGET = "within-target", "share seen within the target"
        TRAINED = "trained", "people trained"
        TRAINED_SHARE = "trained-share", "share of the workforce trained"
        SUPERVISION = "supervision", "people who took up supervision"
        MENTORING = "mentoring", "people who took up mentoring"
        COACHING = "coaching", "people who took up coaching"

    key = models.SlugField("key", unique=True, help_text="It never changes.")
    outcome = models.ForeignKey(Outcome, models.PROTECT, related_name="measures", verbose_name="outcome")
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="service",
        help_text="Empty: every service.",
    )
    order = models.PositiveSmallIntegerField("order", default=100)
    name = models.CharField("name", max_length=120)
    definition = models.CharField("what exactly is counted", max_length=300)
    box = models.CharField("box", max_length=12, choices=Box.choices)
    form = models.CharField("number or percent", max_length=10, choices=Form.choices)
    direction = models.CharField("direction", max_length=10, choices=Direction.choices, default=Direction.HIGHER)
    source = models.CharField("comes from", max_length=10, choices=Source.choices)
    figure = models.CharField("worked out as", max_length=14, blank=True, choices=Figure.choices)
    target_days = models.PositiveSmallIntegerField("target, in days", null=True, blank=True)
    target = models.DecimalField(
        "target",
        max_digits=9,
        decimal_places=1,
        null=True,
        blank=True,
        help_text="Only where one has been agreed.",
    )

    class Meta:
        verbose_name = "performance measure"
        verbose_name_plural = "performance measures"
        ordering = ["order", "key"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(source="survey") | models.Q(figure="", form="percent"),
                name="a_measure_of_answers_is_a_share",
            ),
            models.CheckConstraint(
                condition=~models.Q(figure="within-target") | models.Q(target_days__isnull=False),
                name="a_share_within_a_target_has_one",
            ),
        ]

    def __str__(self) -> str:
        return column(self, "name", SOURCE)

    def clean(self) -> None:
        """Refuse what can't be worked out.

        Raises:
            ValidationError: beside the field that is wrong.
        """
        if self.source == self.Source.SURVEY and self.form != self.Form.PERCENT:
            raise ValidationError({"form": "What families answer is shown as a percent."})
        if self.source == self.Source.SURVEY and self.figure:
            raise ValidationError({"figure": "Answers of families are counted by a rule: leave this empty."})
        if self.figure == self.Figure.WITHIN_TARGET and self.target_days is None:
            raise ValidationError({"target_days": "Write within how many days."})


class MeasureRule(models.Model):
    """Which answers to which question are counted for a measure.

    It can name a measure and nothing else: there is no rule for an indicator. ``series`` says what the question meant;
    answers of another series are never added to these.
    """

    class Denominator(models.TextChoices):
        ALL = "all", "all who answered, “don’t know” among them"
        VALID = "valid", "only those who gave an opinion"

    measure = ParentalKey(Measure, on_delete=models.CASCADE, related_name="rules")
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="+", verbose_name="survey")
    question = models.CharField("question", max_length=40, help_text="Its key.")
    series = models.UUIDField("series", help_text="What the question meant. Filled in when it is saved.")
    numerator = models.JSONField("answers that count", default=list, help_text="Codes of options.")
    left_out = models.JSONField(
        "answers left out of the base", default=list, blank=True, help_text="Filled in when it is saved."
    )
    denominator = models.CharField("base", max_length=10, choices=Denominator.choices, default=Denominator.ALL)
    smallest_base = models.PositiveSmallIntegerField(
        "smallest base", default=SMALLEST_BASE, validators=[MinValueValidator(SMALLEST_BASE)]
    )

    class Meta:
        verbose_name = "rule"
        verbose_name_plural = "rules"
        constraints = [
            models.UniqueConstraint(fields=["measure", "series"], name="one_rule_per_measure_and_series"),
            models.CheckConstraint(
                condition=models.Q(smallest_base__gte=SMALLEST_BASE), name="no_rule_shows_shares_of_fewer_than_ten"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {', '.join(self.numerator)}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; only a measure of answers can have a rule.

        Raises:
            ValueError: the measure comes from somewhere else.
        """
        if self.measure.source != Measure.Source.SURVEY:
            raise ValueError("Only a measure that comes from answers of families has a rule.")
        super().save(*args, **kwargs)
