"""E-mails to staff on what is due: first to its owner, then to the editors."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.utils import timezone

from guidance.upkeep.dates import Due, told_to_group, told_to_owners
from guidance.upkeep.queries import all_due

EDITORS = "Editors"


def tell_what_is_due(*, today: date | None = None) -> int:
    """Write to every owner of something due, and to the editors where nobody saw to it; return how many letters."""
    today = today or timezone.localdate()
    items = all_due()
    people = get_user_model().objects.filter(is_active=True).exclude(email="")
    owned = told_to_owners(items, today)
    letters = [(owner.email, owned[owner.pk]) for owner in people.filter(pk__in=owned)]
    if late := told_to_group(items, today):
        letters += [(editor.email, late) for editor in people.filter(groups__name=EDITORS).distinct()]
    for address, told in letters:
        send_mail(_subject(told), _letter(told, today), None, [address])
    return len(letters)


def _subject(told: Iterable[Due]) -> str:
    count = len(list(told))
    return f"Good Beginnings: {count} {'thing' if count == 1 else 'things'} to read or check again"


def _letter(told: Iterable[Due], today: date) -> str:
    lines = [
        f"{'Overdue since' if item.is_overdue(today) else 'Due on'} {item.on:%-d %B %Y}: {item.kind}: {item.name}\n"
        f"  {settings.WAGTAILADMIN_BASE_URL}{item.url}"
        for item in told
    ]
    return "\n\n".join(["What is read again in time stays true.", *lines]) + "\n"
