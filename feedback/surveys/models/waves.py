"""When a survey is open, and the ways in to it."""

import secrets
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from feedback.surveys.models.versions import SurveyVersion
from guidance.directory.models import Locality, Service
from home.languages import SOURCE

#: Fewer families than this behind one way in, and the way in itself would say who answered.
SMALLEST_AUDIENCE = 10
#: Without vowels, and without letters and digits that look alike (0 o, 1 i l, 2 z, 5 s, 8 b, v u).
CODE_LETTERS = "34679cdfghjkmnpqrtwxy"
CODE_LENGTH = 6
#: Days after the last one on which an answer that waited on a phone is still taken.
GRACE_DAYS = 14


class WaveQuerySet(models.QuerySet["Wave"]):
    def open_on(self, day: date) -> "WaveQuerySet":
        return self.filter(opens_on__lte=day, closes_on__gte=day)


class Wave(ClusterableModel):
    """A stretch of days in which a survey is answered."""

    survey = models.ForeignKey("feedback.Survey", models.PROTECT, related_name="waves", verbose_name=_("survey"))
    name = models.CharField(_("name"), max_length=80, help_text=_("For example: spring 2027."))
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"), help_text=_("The last day."))
    grace_days = models.PositiveSmallIntegerField(
        _("days of grace"),
        default=GRACE_DAYS,
        help_text=_("So long afterwards, answers that waited on a phone are still taken."),
    )
    accepted_versions = models.ManyToManyField(
        SurveyVersion,
        related_name="waves",
        verbose_name=_("versions"),
        help_text=_("The newest is offered. Answers to the older ones are still taken."),
    )
    languages = models.JSONField(
        _("languages"), default=list, blank=True, help_text=_("Empty: every language the survey has.")
    )

    objects = WaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("wave")
        verbose_name_plural = _("waves")
        ordering = ["-opens_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")), name="a_wave_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.survey}: {self.name}"

    def clean(self) -> None:
        """Refuse a wave that ends before it begins.

        Raises:
            ValidationError: beside the last day.
        """
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            raise ValidationError({"closes_on": _("It ends before it begins.")})

    def is_open(self, day: date) -> bool:
        return self.opens_on <= day <= self.closes_on

    def takes_answers(self, day: date) -> bool:
        """Tell whether an answer that arrives on this day is kept."""
        return self.opens_on <= day <= self.closes_on + timedelta(days=self.grace_days)


def new_code(taken: Iterable[str] = ()) -> str:
    """Return a code that nobody can guess and everybody can read out."""
    known = set(taken)
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        if code not in known:
            return code


class EntryPoint(ClusterableModel):
    """One way in: a poster, a link, a tablet. It says which service and area the answers are about."""

    class Kind(models.TextChoices):
        WEB = "web", _("this site")
        QR = "qr", _("poster with a QR code")
        SHORT_LINK = "short-link", _("short link")
        TABLET = "tablet", _("tablet in a clinic")
        PAPER = "paper", _("paper forms")
        READ_OUT = "read-out", _("read out by a practitioner")

    code = models.CharField(_("code"), max_length=8, unique=True, default=new_code, editable=False)
    wave = models.ForeignKey(Wave, models.PROTECT, related_name="entry_points", verbose_name=_("wave"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    label = models.CharField(_("name for editors"), max_length=120, help_text=_("For example: waiting room, Lurgan."))
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("service"),
        # The name would stand beside families' figures.
        limit_choices_to={"is_for_professionals": False},
    )
    locality = models.CharField(_("area"), max_length=20, blank=True, choices=Locality.choices)
    expected_audience = models.PositiveIntegerField(
        _("how many families will be asked"),
        validators=[
            MinValueValidator(
                SMALLEST_AUDIENCE, _("With fewer than ten families the link itself would say who answered.")
            )
        ],
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("way in")
        verbose_name_plural = _("ways in")
        ordering = ["wave", "label"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expected_audience__gte=SMALLEST_AUDIENCE), name="a_way_in_is_for_ten_or_more"
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.code})"

    def expected_in(self, language: str) -> int:
        """Return how many families are expected to answer in this language: those not named by language speak English.

        One query.
        """
        named = dict(self.audiences.values_list("language", "expected"))
        if language == SOURCE.code and language not in named:
            return max(self.expected_audience - sum(named.values()), 0)
        return int(named.get(language, 0))

    def locality_to_keep(self, language: str) -> str:
        """Return the area that is kept with an answer: none where language, service and area would say who it was.

        One query where there is an area.
        """
        enough = bool(self.locality) and self.expected_in(language) >= SMALLEST_AUDIENCE
        return self.locality if enough else ""

    def service_beside_words(self, language: str) -> Service | None:
        """Return the service that is kept with a comment: none where its language and service would say whose it is.

        One query where there is a service.
        """
        enough = self.service_id is not None and self.expected_in(language) >= SMALLEST_AUDIENCE
        return self.service if enough else None

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.code = self.code.lower()
        super().save(*args, **kwargs)


class LanguageAudience(models.Model):
    """How many of the families behind one way in are expected to answer in a language."""

    entry_point = ParentalKey(EntryPoint, on_delete=models.CASCADE, related_name="audiences")
    language = models.CharField(_("language"), max_length=20)
    expected = models.PositiveIntegerField(_("how many families"))

    class Meta:
        verbose_name = _("families by language")
        constraints = [
            models.UniqueConstraint(fields=["entry_point", "language"], name="one_audience_per_way_in_and_language")
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.expected}"
