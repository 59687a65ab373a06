"""A page to spoil and repair: a draft of an editor's own, that can never be published."""

from collections.abc import Iterator
from typing import Any

from wagtail.permissions import page_permission_policy

from guidance.models import GuidanceIndexPage, GuidancePage
from guidance.models.pages import PRACTICE
from home.languages import SOURCE
from home.publishing import Fault, stands_against_publishing

#: Hope and guilt side by side: what the checker says of it is the lesson.
_BODY = [
    ("heading", "What helps"),
    ("text", "<p>Hold your baby close and talk softly. You can't do this wrong.</p>"),
    ("text", "<p>Pick your baby up when they cry: they learn that somebody comes.</p>"),
    ("text", "<p>Bad parents let their baby cry it out, and the damage lasts for life.</p>"),
    ("try_today", "<p>Next time your baby cries, breathe out slowly before you pick them up.</p>"),
]


def practice_page_of(user: Any) -> GuidancePage | None:
    """Return the page this person practises on; ``None`` where there is none. One query."""
    page: GuidancePage | None = GuidancePage.objects.filter(slug=f"{PRACTICE}{user.pk}").first()
    return page


def may_practise(user: Any) -> bool:
    """Tell whether this person may write pages where the guidance is. Two queries at most."""
    place = _place()
    return bool(place and page_permission_policy.user_has_permission_for_instance(user, "add", place))


def begin(user: Any) -> GuidancePage:
    """Return this person's page, spoiled anew where there was one already."""
    remove(user)
    place = _place()
    if place is None:
        raise GuidanceIndexPage.DoesNotExist("There is no guidance yet")
    page = GuidancePage(
        title="Practice page",
        slug=f"{PRACTICE}{user.pk}",
        promise="Nobody but you and other editors sees this page. Break it, and repair it.",
        body=_BODY,
        locale=place.locale,
        owner=user,
        live=False,
    )
    place.add_child(instance=page)
    page.save_revision(user=user)
    return page


def remove(user: Any) -> None:
    """Take this person's page away, with all that was written on it."""
    if page := practice_page_of(user):
        page.delete()


def is_practice(page: Any) -> bool:
    return isinstance(page, GuidancePage) and page.slug.startswith(PRACTICE)


@stands_against_publishing
def faults_of_practice(page: Any) -> Iterator[Fault]:
    """Yield why a page to practise on is never published."""
    if is_practice(page):
        yield Fault("page", "A practice page is never published. It says how a real page would be held back.")


def _place() -> GuidanceIndexPage | None:
    place: GuidanceIndexPage | None = GuidanceIndexPage.objects.filter(locale__language_code=SOURCE.code).first()
    return place
