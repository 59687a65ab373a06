"""What changes: a pack is made, a card is noted, an opening is counted."""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from guidance.models import FavouritePage, Pack, PackCard, PackOpens
from guidance.signposting import codes
from guidance.signposting.choice import Choice
from home.languages import Language


def make_pack(choice: Choice) -> Pack:
    """Return the pack of a choice: the one that is there, else a new one. One query, or three.

    Raises:
        ValueError: nothing was picked.
    """
    if choice.is_empty:
        raise ValueError("A pack holds at least one thing.")
    canonical = choice.canonical
    known = Pack.objects.filter(choice=canonical).first()
    return known or _new(canonical)


def _new(canonical: str) -> Pack:
    key = salted_hmac("guidance.signposting", settings.SECRET_KEY, algorithm="sha256").digest()
    for code in codes.codes_of(canonical, key=key):
        try:
            with transaction.atomic():
                return Pack.objects.create(code=code, choice=canonical)
        except IntegrityError:
            # Another choice has this code, or somebody has made the same pack in this moment.
            made = Pack.objects.filter(choice=canonical).first()
            if made:
                return made
    raise AssertionError("There is always another code")


def note_card(pack: Pack, made_of: Mapping[str, Any]) -> PackCard:
    """Return the card with these words; the first time it is made, what it was made of is kept. No moment is."""
    version = codes.version_of(json.dumps(made_of, sort_keys=True))
    card, _is_new = PackCard.objects.get_or_create(pack=pack, version=version, defaults={"made_of": dict(made_of)})
    return card


def count_open(language: Language) -> None:
    """Count that some pack was opened in this language, this month. One query; the first time in a month three."""
    month = timezone.localdate().replace(day=1)
    this = PackOpens.objects.filter(month=month, language=language.code)
    try:
        if not this.update(count=F("count") + 1):
            PackOpens.objects.get_or_create(month=month, language=language.code)
            this.update(count=F("count") + 1)
    except OperationalError:
        # The database is busy. A family is not kept waiting to be counted.
        return


def turn_favourite(user: Any, page: Any) -> bool:
    """Put a page among somebody's favourites, or take it out; tell whether it is one now."""
    taken_out, _rows = FavouritePage.objects.filter(user=user, page=page).delete()
    if not taken_out:
        FavouritePage.objects.get_or_create(user=user, page=page)
    return not taken_out
