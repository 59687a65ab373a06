"""The site as if every page were signed and every language live: what search engines and Lighthouse are shown."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from feedback.models import EntryPoint
from guidance.models import GuidanceIndexPage, GuidancePage
from home.models import HomePage, SignOff, SiteLanguage, StandardPage
from home.states import steps_needed

_KINDS = (HomePage, StandardPage, GuidanceIndexPage, GuidancePage)


def sign_everything() -> None:
    """Sign each published page as two made-up people. On a site of its own: nobody has checked anything."""
    people = [get_user_model().objects.get_or_create(username=f"bench-{number}")[0] for number in range(3)]
    for kind in _KINDS:
        for page in kind.objects.filter(live=True, alias_of=None):
            _sign(page, people)
    SiteLanguage.objects.update(state=SiteLanguage.State.LIVE)


def _sign(page: HomePage | StandardPage | GuidanceIndexPage | GuidancePage, people: Sequence[Any]) -> None:
    words = page.versions.words_to_sign(page)
    for person, step in zip(people, steps_needed(words), strict=False):
        SignOff.objects.get_or_create(
            page=page,
            step=step.value,
            words_digest=words.digest,
            source_digest=words.source_digest,
            defaults={"signed_by": person, "role": "Bench", "signed_on": timezone.localdate()},
        )


def a_survey() -> str:
    """Return the code of a way into a survey for parents that ships with the site."""
    return str(EntryPoint.objects.get(kind=EntryPoint.Kind.WEB, wave__survey__key="parent-voice").code)
