"""What readers say of a paragraph of a translation: counted, brought to the translator, closed."""

from collections.abc import Iterable
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import F
from django.utils import timezone

from guidance.models import Doubt, GuidancePage
from home.audit.actions import DECIDED, note
from home.comparing import texts_by_place
from home.languages import SOURCE
from home.models import BasePage, StandardPage
from home.templatetags.home_tags import part_id

#: Pages with paragraphs.
KINDS: tuple[type[BasePage], ...] = (GuidancePage, StandardPage)
#: Fewer are not told to readers: a small number says more of us than of the pages.
TOLD_FROM = 5


class StillTheSame(Exception):
    """The words are what they were: nothing has been put right."""


def version_in(page_key: UUID, code: str) -> BasePage | None:
    """Return the published version of a page that stands in this language. Two queries at most."""
    for kind in KINDS:
        page = kind.objects.filter(translation_key=page_key, live=True, locale__language_code=code).first()
        if page is not None:
            return page
    return None


def place_of(page: BasePage, part: str) -> str | None:
    """Return the place that a part of a page names (`part-1a2b3c4d`); ``None`` where the page has none such."""
    return next((f"body.{block.id}" for block in getattr(page, "body", ()) if part_id(block.id) == part), None)


def digest_at(page: BasePage, place: str) -> str:
    """Return a digest of what stands at a place; ``""`` where nothing does."""
    words = page.words_by_place().get(place)
    return sha256(words.encode()).hexdigest() if words is not None else ""


def keep(page: BasePage, place: str, choice: str, *, today: date | None = None) -> Doubt:
    """Count that a paragraph was said not to read right. Five queries.

    Raises:
        ValueError: it is none of the three things that can be said.
    """
    if choice not in Doubt.Choice.values:
        raise ValueError(f"{choice!r} can't be said of a paragraph")
    today = today or timezone.localdate()
    week = today - timedelta(days=today.weekday())
    source = page.versions.source
    doubt, _is_new = Doubt.objects.get_or_create(
        page_key=page.translation_key,
        language=page.locale.language_code,
        place=place,
        words_digest=digest_at(page, place),
        defaults={
            "words": texts_by_place(page)[place][1],
            "english": texts_by_place(source).get(place, ("", ""))[1] if source else "",
            "first_week": week,
            "last_week": week,
        },
    )
    Doubt.objects.filter(pk=doubt.pk).update(**{choice: F(choice) + 1, "last_week": week})
    return doubt


def close(doubt: Doubt, outcome: str, *, user: AbstractBaseUser) -> None:
    """Keep what a translator has decided.

    Raises:
        StillTheSame: it is said to be put right, and the published words have not changed.
        ValueError: it is no decision.
    """
    if outcome not in (Doubt.Outcome.PUT_RIGHT, Doubt.Outcome.LEFT):
        raise ValueError(f"{outcome!r} is no decision")
    page = version_in(doubt.page_key, doubt.language)
    if outcome == Doubt.Outcome.PUT_RIGHT and page and digest_at(page, doubt.place) == doubt.words_digest:
        raise StillTheSame
    doubt.outcome, doubt.closed_by, doubt.closed_on = outcome, user, timezone.localdate()  # type: ignore[assignment]
    doubt.save(update_fields=["outcome", "closed_by", "closed_on"])
    note(DECIDED, doubt, user=user, title="Paragraph that reads wrong", said=str(Doubt.Outcome(outcome).label))


def put_right() -> int:
    """Return how many paragraphs were put right; 0 where it is not told. One query."""
    count = Doubt.objects.put_right().count()
    return count if count >= TOLD_FROM else 0


def pages_of(doubts: Iterable[Doubt]) -> dict[tuple[UUID, str], BasePage]:
    """Return the published pages of these doubts and their English, by key and language. A query for each kind."""
    keys = {doubt.page_key for doubt in doubts}
    codes = {doubt.language for doubt in doubts} | {SOURCE.code}
    return {
        (page.translation_key, page.locale.language_code): page
        for kind in KINDS
        for page in kind.objects.filter(
            translation_key__in=keys, live=True, locale__language_code__in=codes
        ).select_related("locale")
    }
