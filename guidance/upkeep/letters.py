"""E-mails to staff: what is due, to its owner, then to those who may mend it; and work that has come, or is late."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone

from guidance.models import WorkTold
from guidance.upkeep.dates import Due, told_to_group, told_to_owners
from guidance.upkeep.queries import Waiting, all_due, who_waits_for_what

EDITORS = "Editors"
#: Who may mend it is told of what nobody saw to; of everything else it is the editors.
KEEPERS = {"Helpline": "Directory owners", "Service": "Directory owners"}
#: Work that has waited so long is said again, each time as long after the last.
LATE = timedelta(days=14)
#: So many lines are read; the desk has the rest.
MOST = 20


def tell_what_is_due(*, today: date | None = None) -> int:
    """Write to every owner of something due, and where nobody saw to it to those who may; return how many letters."""
    today = today or timezone.localdate()
    items = all_due()
    people = get_user_model().objects.filter(is_active=True).exclude(email="")
    owned = told_to_owners(items, today)
    letters = [(owner.email, owned[owner.pk]) for owner in people.filter(pk__in=owned)]
    late = told_to_group(items, today)
    for group in dict.fromkeys((EDITORS, *KEEPERS.values())):
        if told := [item for item in late if KEEPERS.get(item.kind, EDITORS) == group]:
            letters += [(member.email, told) for member in people.filter(groups__name=group).distinct()]
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


# --- Work -----------------------------------------------------------------------------------------------------------


def tell_of_work(*, today: date | None = None) -> int:
    """Write to everybody for whom a step has come to wait, or has waited long; return how many letters.

    Administrators may do everything, and would be told of everything: they look at the desk.
    """
    today = today or timezone.localdate()
    people = get_user_model().objects.filter(is_active=True, is_superuser=False).exclude(email="")
    count = 0
    for person, waiting in who_waits_for_what(people):
        told = {(row.page_id, row.work): row for row in WorkTold.objects.filter(person=person)}
        new = [each for each in waiting if each.key not in told]
        late = [each for each in waiting if each.key in told and told[each.key].last_told <= today - LATE]
        over = set(told) - {each.key for each in waiting}
        WorkTold.objects.filter(pk__in=[told[key].pk for key in over]).delete()
        if not (new or late):
            continue
        send_mail(_work_subject(new, late), _work_letter(new, late), None, [person.email])
        count += 1
        WorkTold.objects.bulk_create(
            WorkTold(person=person, page_id=each.page_id, work=each.work, first_told=today, last_told=today)
            for each in new
        )
        WorkTold.objects.filter(pk__in=[told[each.key].pk for each in late]).update(last_told=today)
    return count


def _work_subject(new: list[Waiting], late: list[Waiting]) -> str:
    said = [f"{len(new)} new" if new else "", f"{len(late)} late" if late else ""]
    return f"Good Beginnings: {', '.join(filter(None, said))} for you"


def _work_letter(new: list[Waiting], late: list[Waiting]) -> str:
    parts = []
    for heading, waiting in (("Waits for you since today", new), ("Still waits for you", late)):
        if waiting:
            lines = [f"- {each.said}\n  {settings.WAGTAILADMIN_BASE_URL}{each.url}" for each in waiting[:MOST]]
            more = [f"- and {len(waiting) - MOST} more on the desk"] if len(waiting) > MOST else []
            parts.append("\n".join([f"{heading}:", *lines, *more]))
    desk = f"{settings.WAGTAILADMIN_BASE_URL}{reverse('language_desk')}?mine=1"
    return "\n\n".join([*parts, f"All of it: {desk}"]) + "\n"
