"""What the shell does to its records."""

import json
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import Page, Revision

from home.digest import changed_places
from home.language_of_words import language_of_words, translation_of
from home.languages import SOURCE
from home.models import BasePage, EnglishChange, Helpline, NumberChange
from home.models.english_change import ToConfirm

#: How far back old words are looked for.
REVISIONS_READ = 50
#: What the history of a page calls an answer.
SAID = "home.said_of_change"
Kind = EnglishChange.Kind


def note_language_of_words(page: BasePage, revision: Revision | None = None) -> None:
    """Record which language the words of a page just published are in, which parts are not, and what they were made of.

    Whatever path published it. Three queries.
    """
    translation = translation_of(page)
    language, lacking = language_of_words(page, translation)
    noted: dict[str, Any] = {"words_language": language, "untranslated": lacking}
    # Words from before the new English came in are not made of it.
    if translation and (revision is None or revision.created_at >= translation.source.last_updated_at):
        noted["translated_from"] = str(json.loads(translation.source.content_json).get("words_digest") or "")
    type(page).objects.filter(pk=page.pk).update(**noted)
    for name, value in noted.items():
        setattr(page, name, value)
    page.read_anew()


# --- Changes of the English -----------------------------------------------------------------------------------------


def last_published(page: BasePage) -> BasePage | None:
    """Return the English page as readers saw it last; ``None`` where they never did. Two queries at most."""
    kept: BasePage | None = type(page).objects.filter(pk=page.pk).first()
    if kept is None or kept.live:
        return kept
    withdrawn = EnglishChange.objects.filter(page=page.pk, kind=Kind.WITHDRAWN).select_related("revision_from").last()
    if withdrawn is None or withdrawn.revision_from is None:
        return None
    before: BasePage = withdrawn.revision_from.as_object()
    before.words_digest = withdrawn.before
    return before


def has_translations(page: BasePage) -> bool:
    """Tell whether this English page stands in another language too, published or not. One query."""
    if page.locale.language_code != SOURCE.code:
        return False
    others = type(page).objects.filter(translation_key=page.translation_key, alias_of=None).exclude(pk=page.pk)
    return bool(others.exists())


def changed_since_published(page: BasePage) -> list[str]:
    """Return the places of an English page that would tell readers something else than what they see. Three queries."""
    before = last_published(page)
    return changed_places(before.words_by_place(), page.words_by_place()) if before else []


def note_change(before: BasePage, page: BasePage) -> EnglishChange | None:
    """Keep that published English has changed, as a change of meaning until somebody says what it is.

    ``None`` where there is no translation that it could leave behind. Where readers would see the same, it is kept as a
    change of wording: nobody has to be asked.
    """
    if not has_translations(page):
        return None
    places, now = changed_places(before.words_by_place(), page.words_by_place()), timezone.now()
    seen_by_nobody = {"kind": Kind.WORDING, "said_at": now, "confirmed_at": now}
    return EnglishChange.objects.create(
        page=page.page_ptr,
        before=before.words_digest,
        after=page.words_digest,
        revision_from_id=before.live_revision_id,
        revision_to_id=page.live_revision_id,
        places=places,
        made_at=now,
        made_by=acting_user(),
        must_be_confirmed=page.is_safety,
        **({} if places else seen_by_nobody),
    )


def note_withdrawal(page: BasePage) -> None:
    """Keep that a page was taken off the site, in English or in another language: a second person looks at it."""
    now, user = timezone.now(), acting_user()
    EnglishChange.objects.create(
        page=page.page_ptr,
        before=page.words_digest,
        revision_from=revision_saying(page, page.words_digest),
        kind=Kind.WITHDRAWN,
        made_at=now,
        made_by=user,
        said_at=now,
        said_by=user,
        must_be_confirmed=True,
    )


def note_number(before: Helpline, line: Helpline) -> None:
    """Keep that the number of a helpline was corrected."""
    numbers = [" / ".join(filter(None, (each.phone, each.textphone))) for each in (before, line)]
    if numbers[0] != numbers[1]:
        NumberChange.objects.create(
            helpline=line, before=numbers[0], after=numbers[1], made_by=acting_user(), must_be_confirmed=True
        )


def revision_saying(page: BasePage, digest: str) -> Revision | None:
    """Return the latest revision of a page with exactly these words; ``None`` where it is not kept any more.

    One query, and the reading of as many revisions as it takes, fifty at most.
    """
    for revision in page.revisions.order_by("-created_at", "-pk")[:REVISIONS_READ]:
        if revision.as_object().compute_words_digest() == digest:
            return revision
    return None


def acting_user() -> Any:
    """Return who does this in the admin; ``None`` for schedules and programs."""
    return get_active_log_context().user


def publish_as(revision: Revision, kind: str, *, user: AbstractBaseUser) -> None:
    """Publish a revision of an English page, and keep what its change means: both, or nothing."""
    with transaction.atomic():
        last = EnglishChange.objects.filter(page=revision.object_id).last()
        revision.publish(user=user)
        change = EnglishChange.objects.filter(page=revision.object_id).last()
        if change and change != last:
            say(change, kind, user=user)


class NotAllowed(Exception):
    """Another person has to do this."""


def say(change: EnglishChange, kind: str, *, user: Any) -> None:
    """Keep what a change means. Anybody may call old words unsafe; to take that back needs another person.

    Raises:
        NotAllowed: this person has called the old words unsafe, or the page was withdrawn.
    """
    if change.kind == Kind.WITHDRAWN or (change.kind == Kind.UNSAFE != kind and user.pk in change.people):
        raise NotAllowed
    was = change.kind if change.said_at else ""
    page = change.page.specific
    change.kind, change.said_by, change.said_at = Kind(kind).value, user, timezone.now()
    change.must_be_confirmed = kind == Kind.UNSAFE or page.is_safety
    change.confirmed_at = change.confirmed_by = None
    change.save()
    log(page, SAID, user=user, data={"kind": kind, "was": was, "change": change.pk})


def confirm(done: ToConfirm, *, user: Any, now: datetime | None = None) -> None:
    """Keep that a second person agrees.

    Raises:
        NotAllowed: this person did it, or it was confirmed already.
    """
    if user.pk in done.people or done.is_confirmed:  # type: ignore[attr-defined]  # both kinds know their people
        raise NotAllowed
    done.confirmed_at, done.confirmed_by = now or timezone.now(), user
    done.save()


def pages_to_look_at(changes: list[EnglishChange]) -> dict[int, Page]:
    """Return the pages of these changes, as what they are. A few queries, however many changes."""
    pages = Page.objects.filter(pk__in={change.page_id for change in changes}).specific()
    return {page.pk: page for page in pages}
