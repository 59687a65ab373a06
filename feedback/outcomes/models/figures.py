"""Figures that come from elsewhere: from official publishers, from services, from training records.

Every row keeps who entered it, on which day, and from what. Rows hold totals, never a person.
"""

import re
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.outcomes.models.framework import Indicator, Measure
from guidance.directory.models import Service

QUARTERS = [(number, f"Q{number}") for number in (1, 2, 3, 4)]


class Entered(models.Model):
    """Who entered a figure, when, and from what."""

    source = models.CharField("taken from", max_length=200, help_text="Publication, table, page.")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    entered_on = models.DateField("entered on", default=timezone.localdate, editable=False)

    class Meta:
        abstract = True


#: What an analyst compares with the publisher. What is only said about it may change afterwards.
_COMPARED = (
    "indicator_id",
    "area",
    "group",
    "period_label",
    "first_day",
    "last_day",
    "value",
    "numerator",
    "denominator",
    "low",
    "high",
    "is_forecast",
    "starts_anew",
    "source",
)


#: A publisher works a figure out of counts that it may have rounded.
_ROUNDED = Decimal("0.55")
_PERIOD = re.compile(r"(\d{4})(?:[/-](\d{2})|[-–](\d{4})|[- ]?Q[1-4])?")


def _years_of(label: str) -> tuple[int, int] | None:
    """Return the first and the last year that the name of a period tells; none where it is no such name."""
    found = _PERIOD.fullmatch(label.strip())
    if found is None:
        return None
    first = int(found[1])
    if found[2]:
        return (first, first + 1) if int(found[2]) == (first + 1) % 100 else None
    return first, int(found[3] or first)


class IndicatorValue(Entered):
    """One figure of an indicator: for an area, a group of people, a period.

    It is a draft until an analyst has compared it with its publisher and says so. When it changes, it is one again.
    """

    class Area(models.TextChoices):
        NORTHERN_IRELAND = "ni", _("Northern Ireland")
        SOUTHERN = "southern", _("Southern Trust area")

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="values", verbose_name="indicator")
    area = models.CharField("area", max_length=10, choices=Area.choices)
    group = models.SlugField("group", blank=True, help_text="For example: women. Empty: everybody.")
    period_label = models.CharField("period", max_length=20, help_text="For example: 2023/24.")
    first_day = models.DateField("first day")
    last_day = models.DateField("last day")
    value = models.DecimalField("value", max_digits=12, decimal_places=2)
    numerator = models.PositiveIntegerField("numerator", null=True, blank=True)
    denominator = models.PositiveIntegerField("denominator", null=True, blank=True)
    low = models.DecimalField("interval, low", max_digits=12, decimal_places=2, null=True, blank=True)
    high = models.DecimalField("interval, high", max_digits=12, decimal_places=2, null=True, blank=True)
    is_forecast = models.BooleanField("forecast: what is expected if nothing changes", default=False)
    source_url = models.URLField("where", max_length=300, blank=True)
    starts_anew = models.BooleanField(
        "not to be compared with what came before: it is counted in another way", default=False
    )
    note = models.CharField("to know when reading it", max_length=200, blank=True, help_text="Everybody reads it.")
    to_check = models.CharField(
        "to check",
        max_length=200,
        blank=True,
        help_text="For who compares it with its publisher. Nobody else reads it.",
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    confirmed_on = models.DateField("compared with its publisher on", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "figure of an indicator"
        verbose_name_plural = "figures of indicators"
        ordering = ["indicator", "area", "group", "first_day"]
        permissions = [("confirm_indicatorvalue", "Can say that a figure was compared with its publisher")]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "area", "group", "first_day", "is_forecast"], name="one_figure_a_period"
            ),
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="a_period_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="a_figure_is_not_below_zero"),
            models.CheckConstraint(
                condition=models.Q(denominator=None)
                | models.Q(denominator__gt=0, numerator__isnull=False, numerator__lte=models.F("denominator")),
                name="a_numerator_is_part_of_its_denominator",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.get_area_display()}, {self.period_label}"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_on is not None

    @property
    def compared(self) -> tuple[Any, ...]:
        """What an analyst compares with the publisher, in a form that tells whether anything has changed."""
        return tuple(getattr(self, name) for name in _COMPARED)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a figure that is no longer what was compared with its publisher is a draft again."""
        kept = IndicatorValue.objects.filter(pk=self.pk).first() if self.pk and self.confirmed_on else None
        if kept is not None and kept.compared != self.compared:
            self.confirmed_by, self.confirmed_on = None, None
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse what is no figure of this indicator.

        Raises:
            ValidationError: beside the fields that are wrong.
        """
        wrong = self.wrong_by_itself()
        is_whole = bool(self.indicator_id) and None not in (self.first_day, self.last_day)
        if not wrong and is_whole and (clash := self._overlapping()):
            wrong["first_day"] = f"It overlaps the period of another figure: {clash}."
        if wrong:
            raise ValidationError(wrong)

    def wrong_by_itself(self) -> dict[str, Any]:
        """Return what is wrong whatever other figures there are, by field. No query where the indicator is there."""
        wrong: dict[str, Any] = {}
        wrong |= self._wrong_period()
        is_percent = bool(self.indicator_id) and self.indicator.unit == Indicator.Unit.PERCENT
        for name in ("value", "low", "high"):
            figure = getattr(self, name)
            if figure is not None and figure < 0:
                wrong[name] = "A figure is not below zero."
            elif figure is not None and is_percent and figure > 100:
                wrong[name] = "A percent is at most 100."
        if (self.low is None) != (self.high is None):
            wrong["low"] = "An interval has a low and a high end: write both, or neither."
        elif self.low is not None and self.high is not None and self.high < self.low:
            wrong["high"] = "The interval ends below where it begins."
        elif self.low is not None and self.high is not None and not self.low <= (self.value or 0) <= self.high:
            wrong["value"] = f"It does not lie in its interval, {self.low} to {self.high}."
        if self.denominator is not None and self.denominator < 1:
            wrong["denominator"] = "Of nobody there is no share: write more than 0, or leave it empty."
        elif self.denominator is not None and (self.numerator is None or self.numerator > self.denominator):
            wrong["numerator"] = "It is part of the denominator, and can’t be more."
        elif (share := self._share()) is not None and abs(share - self.value) > _ROUNDED:
            wrong["value"] = f"{self.numerator} of {self.denominator} is {share:.2f}, not {self.value}."
        return wrong

    def _share(self) -> Decimal | None:
        """Return what the counts make, in the indicator's unit; none where there are none."""
        if self.denominator is None or self.numerator is None or self.value is None or not self.indicator_id:
            return None
        per = {Indicator.Unit.PERCENT.value: 100, Indicator.Unit.RATE.value: 1000}.get(self.indicator.unit)
        return Decimal(self.numerator) * per / self.denominator if per else None

    def _wrong_period(self) -> dict[str, str]:
        """Return what is wrong with the days, or with the name of the period that they make."""
        if None in (self.first_day, self.last_day):
            return {}
        if self.last_day < self.first_day:
            return {"last_day": "The period ends before it begins."}
        if self.last_day == self.first_day:
            return {"last_day": "This is one day: write the last day of the period."}
        if not self.is_forecast and self.last_day > timezone.localdate():
            return {"last_day": "This period is not over. Only a forecast is of days to come."}
        years = _years_of(self.period_label or "")
        if years is None:
            return {"period_label": "Write it as 2019, 2019/20, 2017-2019 or 2024-Q1."}
        if years != (self.first_day.year, self.last_day.year):
            return {"period_label": f"Its days are {self.first_day} to {self.last_day}."}
        return {}

    def _overlapping(self) -> str:
        same = IndicatorValue.objects.filter(
            indicator=self.indicator, area=self.area, group=self.group, is_forecast=self.is_forecast
        ).exclude(pk=self.pk)
        clash = same.filter(first_day__lte=self.last_day, last_day__gte=self.first_day).first()
        return clash.period_label if clash else ""


class Quarterly(Entered):
    """A figure of one quarter."""

    year = models.PositiveSmallIntegerField("year")
    quarter = models.PositiveSmallIntegerField("quarter", choices=[(number, f"Q{number}") for number in (1, 2, 3, 4)])

    class Meta:
        abstract = True


class ServiceReturn(Quarterly):
    """What a service counts in a quarter: its referrals, and the days that each family waited."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="+", verbose_name="service")
    received = models.PositiveIntegerField("referrals received")
    accepted = models.PositiveIntegerField("accepted")
    redirected = models.PositiveIntegerField("redirected to other help")
    #: In no order that says anything: sorted.
    days_waited = models.JSONField(
        "days waited", default=list, blank=True, help_text="One number for each family, parted by spaces."
    )

    class Meta:
        verbose_name = "service return"
        verbose_name_plural = "service returns"
        ordering = ["-year", "-quarter", "service"]
        constraints = [
            models.UniqueConstraint(fields=["service", "year", "quarter"], name="one_return_a_service_and_quarter"),
            models.CheckConstraint(
                condition=models.Q(received__gte=models.F("accepted") + models.F("redirected")),
                name="referrals_dealt_with_were_received",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service}, {self.year}-Q{self.quarter}"

    def clean(self) -> None:
        """Refuse more referrals dealt with than came, and waits that are no days.

        Raises:
            ValidationError: beside the field that is wrong.
        """
        counts = (self.received, self.accepted, self.redirected)
        if None not in counts and self.accepted + self.redirected > self.received:
            raise ValidationError({"accepted": "More were accepted and redirected than were received."})
        if not all(type(days) is int and 0 <= days <= 3650 for days in self.days_waited):
            raise ValidationError({"days_waited": "Write whole days, each from 0 to 3650."})
        self.days_waited = sorted(self.days_waited)


class TrainingRecord(Quarterly):
    """How many people of a sector took part in a training, or in what keeps it alive, in a quarter."""

    class Kind(models.TextChoices):
        TRAINING = "training", "training"
        SUPERVISION = "supervision", "supervision"
        MENTORING = "mentoring", "mentoring"
        COACHING = "coaching", "coaching"

    kind = models.CharField("kind", max_length=12, choices=Kind.choices, default=Kind.TRAINING)
    course = models.CharField("course", max_length=80, help_text="For example: Solihull Approach, 2 days.")
    sector = models.CharField("sector", max_length=80, help_text="For example: health visiting.")
    people = models.PositiveIntegerField("people")
    workforce = models.PositiveIntegerField("people it is meant for", null=True, blank=True)

    class Meta:
        verbose_name = "training record"
        verbose_name_plural = "training records"
        ordering = ["-year", "-quarter", "kind", "course"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "course", "sector", "year", "quarter"], name="one_record_a_course_sector_and_quarter"
            ),
            models.CheckConstraint(
                condition=models.Q(workforce=None) | models.Q(workforce__gt=0, workforce__gte=models.F("people")),
                name="people_trained_are_part_of_the_workforce",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course}, {self.sector}, {self.year}-Q{self.quarter}"

    def clean(self) -> None:
        """Refuse more people than there are.

        Raises:
            ValidationError: beside the number of people.
        """
        if self.workforce is not None and self.workforce < 1:
            raise ValidationError({"workforce": "Write more than 0, or leave it empty."})
        if self.workforce is not None and self.people is not None and self.people > self.workforce:
            raise ValidationError({"people": "More people than it is meant for."})


class TypedFigure(Quarterly):
    """A figure of a measure that is typed in: a number, or a numerator and its denominator."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="typed", verbose_name="measure")
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="service"
    )
    number = models.PositiveIntegerField("number, or numerator")
    denominator = models.PositiveIntegerField("denominator", null=True, blank=True)

    class Meta:
        verbose_name = "figure of a measure"
        verbose_name_plural = "figures of measures"
        ordering = ["-year", "-quarter", "measure"]
        constraints = [
            models.UniqueConstraint(
                "measure", Coalesce("service", 0), "year", "quarter", name="one_typed_figure_a_period"
            ),
            models.CheckConstraint(
                condition=models.Q(denominator=None) | models.Q(denominator__gt=0, denominator__gte=models.F("number")),
                name="a_typed_share_is_part_of_its_base",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}, {self.year}-Q{self.quarter}"

    def clean(self) -> None:
        """Refuse a figure that is not of its measure's kind.

        Raises:
            ValidationError: beside the field that is wrong.
        """
        if not self.measure_id:
            return
        if self.measure.source == Measure.Source.SURVEY:
            raise ValidationError({"measure": "This measure is counted from answers: nothing is typed in."})
        if self.measure.figure:
            raise ValidationError({"measure": "This measure is worked out from returns or training records."})
        is_share = self.measure.form == Measure.Form.PERCENT
        if is_share and self.denominator is None:
            raise ValidationError({"denominator": "A share has a denominator."})
        if not is_share and self.denominator is not None:
            raise ValidationError({"denominator": "This measure is a number, not a share: leave it empty."})
        if self.denominator is not None and self.denominator < 1:
            raise ValidationError({"denominator": "Of nobody there is no share: write more than 0."})
        if self.denominator is not None and self.number is not None and self.number > self.denominator:
            raise ValidationError({"number": "It is part of the denominator, and can’t be more."})
