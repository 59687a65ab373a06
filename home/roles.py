"""The groups that each language has by itself, and which steps their members sign for.

A translator edits the pages of one language and signs "translated"; a second reader publishes them too, and signs
"second reading". Who has the right to publish without being in one of these signs for either.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page

from home.languages import SOURCE, Language, find
from home.states import Step

TRANSLATORS, SECOND_READERS = "Translators", "Second readers"
#: What the members of each do to the pages of their language.
_ON_PAGES: Mapping[str, tuple[str, ...]] = {
    TRANSLATORS: ("change_page",),
    SECOND_READERS: ("change_page", "publish_page"),
}
_STEPS: Mapping[str, Step] = {TRANSLATORS: Step.TRANSLATED, SECOND_READERS: Step.SECOND_READ}

#: Members may sign the clinical step. Made by a migration; who is in it is the Trust's to say.
CLINICAL_GROUP = "Clinical reviewers"


def group_name(role: str, language: Language) -> str:
    """Return what the group is called: ``Translators: Polish``."""
    return f"{role}: {language.english_name}"


def make_language_groups(home: Page) -> None:
    """Give a language that has just got its home page its groups; their members may do nothing elsewhere."""
    language = find(home.locale.language_code)
    if language is None or language == SOURCE:
        return
    enter = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
    for role, wanted in _ON_PAGES.items():
        group, _created = Group.objects.get_or_create(name=group_name(role, language))
        group.permissions.add(*enter)
        for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=wanted):
            GroupPagePermission.objects.get_or_create(group=group, page=home, permission=permission)


def group_names(user: Any) -> frozenset[str]:
    """Return the names of this person's groups. One query for each request."""
    if not hasattr(user, "_group_names"):
        user._group_names = frozenset(user.groups.values_list("name", flat=True))
    names: frozenset[str] = user._group_names
    return names


def is_clinician(user: Any) -> bool:
    """Tell whether this person signs clinically. One query for each request."""
    return bool(user.is_superuser or CLINICAL_GROUP in group_names(user))


def steps_of(user: Any, language_code: str) -> frozenset[Step]:
    """Return the steps that this person's groups sign for in a language; none where they have no group there."""
    language, names = find(language_code), group_names(user)
    if language is None:
        return frozenset()
    return frozenset(step for role, step in _STEPS.items() if group_name(role, language) in names)
