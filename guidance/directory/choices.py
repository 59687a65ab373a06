"""The words a service is described with, where they are one of a few."""

from collections.abc import Collection

from django.db import models
from django.utils.translation import gettext_lazy as _


class Locality(models.TextChoices):
    """The five areas the Trust describes as its own: the councils of before 2015 (docs/facts/help-and-services.md)."""

    ARMAGH = "armagh", _("Armagh")
    BANBRIDGE = "banbridge", _("Banbridge")
    CRAIGAVON = "craigavon", _("Craigavon")
    DUNGANNON = "dungannon", _("Dungannon")
    NEWRY_MOURNE = "newry-mourne", _("Newry and Mourne")


class Level(models.IntegerChoices):
    """The level of need that a service is for. Parents read the words, never the number."""

    EVERYONE = 1, _("For everyone")
    EXTRA = 2, _("A bit of extra help")
    TEAM = 3, _("More help from a team")
    SPECIALIST = 4, _("Specialist help – someone needs to refer you")


class Sector(models.TextChoices):
    STATUTORY = "statutory", "Statutory"
    VOLUNTARY = "voluntary", "Voluntary"
    COMMUNITY = "community", "Community"


class Status(models.TextChoices):
    """Open Referral's words."""

    ACTIVE = "active", "Active"
    TEMPORARILY_CLOSED = "temporarily closed", "Temporarily closed"
    INACTIVE = "inactive", "Inactive"
    DEFUNCT = "defunct", "Closed for good"


#: What families are still told about.
SHOWN = (Status.ACTIVE, Status.TEMPORARILY_CLOSED)


class SelfReferral(models.TextChoices):
    YES = "yes", "Yes: families ask themselves"
    NO = "no", "No: somebody has to refer them"
    UNKNOWN = "", "To be confirmed"


class Cost(models.TextChoices):
    FREE = "free", "Free"
    OTHER = "other", "Costs something, or it depends"
    UNKNOWN = "", "To be confirmed"


class Evidence(models.TextChoices):
    FOUND = "found", "Found on a page of a source"
    TO_CONFIRM = "to-confirm", "To be confirmed: old, or sources disagree"
    NOT_VERIFIED = "not-verified", "Not verified: nobody has seen it written"


class PhoneKind(models.TextChoices):
    VOICE = "voice", "To ring"
    TEXT = "text", "For text messages"
    RELAY = "relay", "Text relay"


#: Sign languages, which no page is written in, by their BCP 47 tags.
SIGNED = {"bfi": _("British Sign Language (BSL)"), "isg": _("Irish Sign Language (ISL)")}

#: The ages that a stage stands for, in months: from, up to and not including. Before birth there are none.
MONTHS_OF_STAGES = {"0-3m": (0, 3), "3-6m": (3, 6), "6-12m": (6, 12), "1-2y": (12, 24), "2-3y": (24, 36)}
PREGNANCY = "preg"


def fits_stage(
    stage: str, *, stages: Collection[str], age_from: int | None, age_to: int | None, is_for_pregnancy: bool
) -> bool:
    """Tell whether a service is for a stage: by the stages it names, else by its ages, else yes."""
    if stages:
        return stage in stages
    if stage == PREGNANCY:
        return is_for_pregnancy or (age_from is None and age_to is None)
    if stage not in MONTHS_OF_STAGES:
        return True
    begins, ends = MONTHS_OF_STAGES[stage]
    return (age_from is None or age_from < ends) and (age_to is None or age_to > begins)
