"""What happens to comments: received, read, sorted, passed on, closed."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import Enum

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin
from django.db import transaction
from django.utils import timezone

from feedback.comments.gate import LEAD, MODERATE
from feedback.comments.hints import HIGHEST, priority_of
from feedback.comments.models import Comment, CommentTheme, TriageNote
from feedback.comments.triage import OPEN_CONCERNS, SETTLED, State, may_go, needs_two
from home.audit.actions import DECIDED, PREPARED, note
from home.redaction import redact

#: How long what somebody wrote is kept as they wrote it, at least.
ORIGINAL_DAYS = 90
#: What a worry is worth in the queue, whatever was said of it before.
_PRIORITY = {State.CONCERN: HIGHEST - 1, State.IMMEDIATE: HIGHEST}


class Decided(Enum):
    """What became of a decision."""

    DONE = "done"
    #: A second person has to say the same before it is done.
    WAITS = "waits"


class NotPermitted(Exception):
    """Somebody else has to decide this: the person may not."""


class NoSuchStep(Exception):
    """A comment can't go from where it is to there."""


class NeedsAnother(Exception):
    """The same person said it before: another one has to."""


class Overtaken(Exception):
    """Somebody else decided something since this person looked."""


class NothingToQuote(Exception):
    """Only words without what says who somebody is may be quoted, and only when there is nothing to worry about."""


def received(*, wave_id: int, question: str, service_id: int | None, language: str, words: str, today: date) -> Comment:
    """Return what a family wrote, not saved yet, beside nothing else that it answered."""
    return Comment(
        wave_id=wave_id,
        question=question,
        service_id=service_id,
        language=language,
        original=words,
        priority=priority_of(words),
        purge_original_on=_first_of_next_month(today + timedelta(days=ORIGINAL_DAYS)),
    )


def _first_of_next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


# --- Decisions ------------------------------------------------------------------------------------------------------
Person = AbstractBaseUser | AnonymousUser | PermissionsMixin


def may_moderate(person: Person) -> bool:
    return isinstance(person, PermissionsMixin) and person.has_perm(MODERATE)


def may_lead(person: Person) -> bool:
    return isinstance(person, PermissionsMixin) and person.has_perm(LEAD)


def may_decide(person: Person, now: State, to: State) -> bool:
    """Tell whether this person may take this step: moderators any, safeguarding leads those of a worry."""
    return may_moderate(person) or (may_lead(person) and (now in OPEN_CONCERNS or to in OPEN_CONCERNS))


def seen_as(comment: Comment) -> str:
    """Return what a decision stands on: another one in between, and this differs. One query."""
    last = comment.notes.order_by("-pk").values_list("pk", flat=True).first()
    return f"{comment.state}.{last or 0}"


def closing_of(comment: Comment) -> TriageNote | None:
    """Return the first word to close a worry, where the second is still missing. One query.

    It counts while it is the last thing that was noted: whatever comes between, both have to look again.
    """
    if State(comment.state) not in OPEN_CONCERNS:
        return None
    last = comment.notes.order_by("-pk").first()
    return last if last is not None and last.state == Comment.State.CLOSED else None


@transaction.atomic
def decide(
    comment: Comment,
    to: str,
    by: Person,
    *,
    words: str = "",
    reference: str = "",
    seen: str | None = None,
    today: date | None = None,
) -> Decided:
    """Take a comment one step on, and keep who said so. To where it is already: only a note is kept.

    Raises:
        NotPermitted: this person may not.
        Overtaken: it is not as it was ``seen`` (`seen_as`).
        NoSuchStep: there is no way from here to there.
        NeedsAnother: closing a worry needs a second person.
    """
    row = Comment.objects.select_for_update().get(pk=comment.pk)
    now, then = State(row.state), State(to)
    if not may_decide(by, now, then):
        raise NotPermitted
    if seen is not None and seen != seen_as(row):
        raise Overtaken
    if then is not now and not may_go(now, then):
        raise NoSuchStep
    first = closing_of(row) if needs_two(now, then) else None
    if first is not None and first.decided_by_id == by.pk:
        raise NeedsAnother
    row.notes.create(
        state=then.value,
        decided_by=by,  # type: ignore[misc]  # nobody comes here without signing in
        decided_on=today or timezone.localdate(),
        words=words,
        reference=reference,
    )
    waits = needs_two(now, then) and first is None
    _keep(row, now if waits else then)
    label = str(Comment.State(then.value).label)
    _note(DECIDED, row, by, f"{label}; a second person has to say the same" if waits else label)
    comment.refresh_from_db()
    return Decided.WAITS if waits else Decided.DONE


def _keep(comment: Comment, state: State) -> None:
    comment.state = state.value
    comment.priority = max(comment.priority, _PRIORITY.get(state, 0))
    comment.is_publishable = comment.is_publishable and state in SETTLED
    if state is not State.NEW:
        comment.rounds_unread = 0
    comment.save(update_fields=["state", "priority", "is_publishable", "rounds_unread"])


def _note(action: str, comment: Comment, by: Person, said: str = "") -> None:
    # By no word of a family's: the comment goes one day, and the log stays.
    note(action, comment, user=by, title="Comment", said=said)


def describe(
    comment: Comment,
    by: Person,
    *,
    redacted: str,
    english: str = "",
    priority: int = 0,
    themes: Iterable[CommentTheme] = (),
    may_be_quoted: bool = False,
) -> None:
    """Keep what a moderator made of a comment: its words without names, in English, what it is about, how bad it is.

    Raises:
        NotPermitted: this person is no moderator.
        NothingToQuote: it is to be quoted, and has no such words or is not settled. Nothing is kept then.
    """
    if not may_moderate(by):
        raise NotPermitted
    with transaction.atomic():
        row = Comment.objects.select_for_update().get(pk=comment.pk)
        if may_be_quoted and not (redacted.strip() and State(row.state) in SETTLED):
            raise NothingToQuote
        row.redacted, row.english = redacted, english
        row.priority = max(0, min(priority, HIGHEST))
        row.is_publishable = may_be_quoted
        row.save(update_fields=["redacted", "english", "priority", "is_publishable"])
        row.themes.set(themes)
        _note(PREPARED, row, by, "to be quoted" if may_be_quoted else "")
    comment.refresh_from_db()


def take_out(comment: Comment, by: Person, spans: Iterable[tuple[int, int]]) -> None:
    """Keep the words without these parts of them. What was to be quoted has to be looked at again.

    Raises:
        NotPermitted: this person is no moderator.
        NothingToQuote: the words as they were written are gone by now.
    """
    if not may_moderate(by):
        raise NotPermitted
    with transaction.atomic():
        row = Comment.objects.select_for_update().get(pk=comment.pk)
        if not row.original:
            raise NothingToQuote
        row.redacted, row.is_publishable = redact(row.original, spans), False
        row.save(update_fields=["redacted", "is_publishable"])
        _note(PREPARED, row, by)
    comment.refresh_from_db()
