"""A service, how it is reached, and where it is. What parents may read of it: `cards`.

Facts: see `docs/facts/help-and-services.md` for where each was found.
"""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from guidance.directory.choices import (
    SHOWN,
    SIGNED,
    Cost,
    Evidence,
    Level,
    Locality,
    PhoneKind,
    Sector,
    SelfReferral,
    Status,
)
from guidance.directory.opening import BadOpening, spans_of
from guidance.directory.phones import BadPhone, dialled
from home.languages import REGISTRY, SOURCE, find
from home.records import column

SERVICE_NAME = ("name",)
#: What parents read, in the order in which it is read.
SERVICE_TEXTS = (
    *SERVICE_NAME,
    "summary",
    "description",
    "who_for",
    "who_not_for",
    "how_to_start",
    "through",
    "cost_note",
    "opening",
    "contact_note",
)
#: News of a service stands by itself, in a language of its own: it can't wait for a translation.
ALERT = ("alert",)
#: Up to here a child's age is kept; nobody is older who is still a child.
_OLDEST = 18 * 12


class ServiceQuerySet(models.QuerySet["Service"]):
    def for_parents(self) -> "ServiceQuerySet":
        """Return the services that families may be told about. Everything that is public begins here."""
        return self.filter(is_for_professionals=False, status__in=SHOWN)

    def known_to_families(self) -> "ServiceQuerySet":
        """Return the services whose names families may read, closed ones included: figures of last year name them."""
        return self.filter(is_for_professionals=False)

    def for_staff(self) -> "ServiceQuerySet":
        """Return what practitioners may refer to, services for professionals included."""
        return self.filter(status__in=SHOWN)


class Service(ClusterableModel):
    """A service for families, by a key that never changes. Parents' texts are in columns per language."""

    key = models.SlugField(_("key"), unique=True, help_text=_("Answers name the service by this. It never changes."))
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    name = models.CharField(_("name"), max_length=120)
    summary = models.CharField(max_length=160, blank=True, help_text="What it is, in one plain sentence.")
    description = models.TextField(blank=True, max_length=1200)
    who_for = models.CharField("who it is for", max_length=300, blank=True)
    who_not_for = models.CharField("who it is not for", max_length=300, blank=True)
    how_to_start = models.TextField(
        max_length=600,
        blank=True,
        help_text="What a parent does first, then next: a line a step, three at most.",
    )
    through = models.CharField(
        "who can refer", max_length=200, blank=True, help_text="As a parent knows them: your GP, your health visitor."
    )
    cost_note = models.CharField("about the cost", max_length=160, blank=True)
    opening = models.CharField("opening times, in plain words", max_length=200, blank=True)
    contact_note = models.CharField(
        "safe contact",
        max_length=300,
        blank=True,
        help_text="For services on abuse: how to be in touch without anybody at home noticing.",
    )
    alert = models.CharField("news", max_length=250, blank=True, help_text="Stands first. Moved, full, closed today.")
    alert_until = models.DateField(null=True, blank=True, help_text="The last day on which the news is shown.")

    organisation = models.CharField(max_length=120, blank=True, help_text="Whose service it is, as it calls itself.")
    sector = models.CharField(max_length=12, choices=Sector.choices, blank=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.ACTIVE)
    is_for_professionals = models.BooleanField(
        "for professionals only", default=False, help_text="Never shown to parents, in no list, file or search."
    )
    level = models.PositiveSmallIntegerField("level of need", choices=Level.choices, null=True, blank=True)
    doors = models.ManyToManyField(
        "guidance.Door",
        blank=True,
        related_name="services",
        verbose_name="stages, topics and readers",
        help_text="Their pages show this service. No stage: for every age.",
    )
    is_for_pregnancy = models.BooleanField("in pregnancy too", default=False)
    age_from = models.PositiveSmallIntegerField(
        "from age (months)", null=True, blank=True, validators=[MaxValueValidator(_OLDEST)]
    )
    age_to = models.PositiveSmallIntegerField(
        "up to age (months)", null=True, blank=True, validators=[MaxValueValidator(_OLDEST)]
    )
    is_for_dads = models.BooleanField("dads and partners are welcome", null=True, blank=True)
    is_everywhere = models.BooleanField("in the whole Southern area", default=False)
    localities = models.JSONField("areas", default=list, blank=True)
    is_online = models.BooleanField("online or by phone", default=False)
    self_referral = models.CharField(max_length=3, choices=SelfReferral.choices, blank=True)
    needs_consent = models.BooleanField("the family has to agree first", null=True, blank=True)
    cost = models.CharField(max_length=5, choices=Cost.choices, blank=True)
    email = models.EmailField("e-mail", blank=True)
    web = models.URLField("web page", blank=True)
    webchat = models.URLField(blank=True)
    opening_times = models.TextField(
        "opening times, for machines",
        blank=True,
        help_text="A line for each span: MO,TU,WE,TH,FR 09:00-17:00. For other directories; parents read the words.",
    )
    languages = models.JSONField("languages spoken", default=list, blank=True)
    has_interpreter = models.BooleanField("an interpreter can be had", null=True, blank=True)

    criteria = models.TextField(blank=True, max_length=1200)
    who_may_refer = models.TextField(blank=True, max_length=600)
    how_to_refer = models.TextField(blank=True, max_length=1200)
    what_happens_next = models.TextField(blank=True, max_length=1200)
    internal_note = models.TextField(blank=True, max_length=1200, help_text="For staff. Never public.")

    evidence = models.CharField(max_length=12, choices=Evidence.choices, default=Evidence.NOT_VERIFIED)
    sources = models.CharField(max_length=200, blank=True, help_text="Keys of sources: STRAT, HUB-BL.")
    owner = models.CharField("owner (a role)", max_length=120, blank=True)
    check_every_days = models.PositiveSmallIntegerField("check every (days)", default=90)
    last_checked = models.DateField(null=True, blank=True, help_text="The day somebody rang, or went there.")
    checked_by = models.CharField("checked by (a role)", max_length=120, blank=True)
    next_check_due = models.DateField(null=True, blank=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["order", "key"]

    def __str__(self) -> str:
        return column(self, "name", SOURCE)

    def clean(self) -> None:
        """Refuse what would mislead a family or a machine.

        Raises:
            ValidationError: by field.
        """
        steps = column(self, "how_to_start", SOURCE).splitlines()
        faults = {
            "localities": "" if set(self.localities) <= set(Locality.values) else "There is no such area.",
            "languages": "" if all(map(is_language, self.languages)) else "There is no such language.",
            "age_to": "Ages run from the younger to the older." if self._ages_are_turned_round else "",
            "how_to_start": "Three steps at most." if len(steps) > 3 else "",
            "last_checked": "This day is still to come." if self._is_to_come(self.last_checked) else "",
            "checked_by": "Say who checked it." if self.last_checked and not self.checked_by else "",
            "opening_times": _fault_in_opening(self.opening_times),
        }
        if found := {field: fault for field, fault in faults.items() if fault}:
            raise ValidationError(found)

    @staticmethod
    def _is_to_come(day: date | None) -> bool:
        return day is not None and day > timezone.localdate()

    @property
    def _ages_are_turned_round(self) -> bool:
        return self.age_from is not None and self.age_to is not None and self.age_to <= self.age_from

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; the key stays what it was, and what was checked is due again after its own interval.

        Raises:
            ValueError: somebody tries to change the key.
        """
        if self.pk and Service.objects.filter(pk=self.pk).exclude(key=self.key).exists():
            raise ValueError("The key of a service never changes: answers are kept under it.")
        if self.last_checked and (self.next_check_due is None or self.next_check_due <= self.last_checked):
            self.next_check_due = self.last_checked + timedelta(days=self.check_every_days)
        if self.pk:
            self._let_old_news_go()
        super().save(*args, **kwargs)

    def _let_old_news_go(self) -> None:
        """Take away translations of news that is news no more: yesterday's, read as today's, sends a family wrong."""
        before = Service.objects.filter(pk=self.pk).first()
        if before is None or column(before, "alert", SOURCE) == column(self, "alert", SOURCE):
            return
        for language in REGISTRY:
            if language != SOURCE and column(before, "alert", language) == column(self, "alert", language):
                setattr(self, f"alert_{language.code.replace('-', '_')}", "")

    def is_checked(self, *, today: date) -> bool:
        """Tell whether somebody has checked it, and its next check is still to come: only then is it said as a fact."""
        return (
            self.is_found
            and self.last_checked is not None
            and self.next_check_due is not None
            and self.next_check_due >= today
        )

    @property
    def is_found(self) -> bool:
        """Tell whether what is said of it, other than how to reach it, was seen in a source."""
        return self.evidence == Evidence.FOUND

    def is_in(self, locality: str) -> bool:
        """Tell whether families of this area can turn to it; where no area is recorded, they may ask."""
        return self.is_everywhere or self.is_online or not self.localities or locality in self.localities


class ServicePhone(models.Model):
    """A number of a service."""

    service = ParentalKey(Service, on_delete=models.CASCADE, related_name="phones")
    number = models.CharField(max_length=40, help_text="As people read it aloud: 028 3756 7100")
    kind = models.CharField(max_length=5, choices=PhoneKind.choices, default=PhoneKind.VOICE)
    is_free = models.BooleanField("free to ring", null=True, blank=True)
    sort_order = models.PositiveSmallIntegerField("order", default=0)

    class Meta:
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.number

    def clean(self) -> None:
        """Refuse what no telephone could dial.

        Raises:
            ValidationError: it is no number.
        """
        try:
            dialled(self.number)
        except BadPhone as error:
            raise ValidationError({"number": str(error)}) from error


class ServicePlace(models.Model):
    """Where a service is, and what helps a family to get in. Empty: nobody has looked yet."""

    service = ParentalKey(Service, on_delete=models.CASCADE, related_name="places")
    name = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=200)
    postcode = models.CharField(max_length=8, blank=True)
    locality = models.CharField("area", max_length=20, choices=Locality.choices)
    is_step_free = models.BooleanField("no steps", null=True, blank=True)
    has_parking = models.BooleanField("parking", null=True, blank=True)
    is_near_a_bus = models.BooleanField("near a bus stop", null=True, blank=True)
    has_changing = models.BooleanField("a place to change a baby", null=True, blank=True)
    has_quiet_space = models.BooleanField("a quiet space", null=True, blank=True)
    sort_order = models.PositiveSmallIntegerField("order", default=0)

    class Meta:
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.name, self.address, self.postcode)))


def is_language(tag: str) -> bool:
    """Tell whether this is the code of a language of the registry, or of a sign language."""
    return tag in SIGNED or find(tag) is not None


def _fault_in_opening(text: str) -> str:
    try:
        spans_of(text)
    except BadOpening as error:
        return str(error)
    return ""


__all__ = ["ALERT", "SERVICE_NAME", "SERVICE_TEXTS", "Locality", "Service", "ServicePhone", "ServicePlace"]
