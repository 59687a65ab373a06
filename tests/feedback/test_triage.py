"""A worry is raised by one person in one step, and closed by two. What may be quoted says nothing of who it was."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.db import IntegrityError

from feedback.comments import services
from feedback.comments.hints import priority_of
from feedback.comments.services import Decided, NeedsAnother, NoSuchStep, NothingToQuote, NotPermitted, Overtaken
from feedback.comments.triage import NEXT, OPEN_CONCERNS, State, may_go, needs_two
from feedback.models import Comment, CommentTheme
from tests.feedback.comments import TODAY, a_comment, a_moderated_survey, a_person, a_wave

WORRIES = sorted(OPEN_CONCERNS, key=lambda state: state.value)


@pytest.fixture
def comment(db: None) -> Comment:
    return a_comment(a_wave(a_moderated_survey()))


@pytest.fixture
def mary(comment: Comment) -> User:
    return User.objects.get(username="mary")


@pytest.fixture
def niamh(comment: Comment) -> User:
    return User.objects.get(username="niamh")


@pytest.fixture
def orla(comment: Comment) -> User:
    return User.objects.get(username="orla")


def put(comment: Comment, state: State) -> Comment:
    Comment.objects.filter(pk=comment.pk).update(state=state.value)
    comment.refresh_from_db()
    return comment


# --- The table ------------------------------------------------------------------------------------------------------


def test_every_state_of_a_comment_has_its_place_in_the_table() -> None:
    assert {state.value for state in NEXT} == set(Comment.State.values)


def test_a_comment_is_read_before_it_is_called_harmless() -> None:
    assert not may_go(State.NEW, State.CLEAR)
    assert not may_go(State.NEW, State.CLOSED)


@pytest.mark.parametrize("now", [state for state in State if state not in OPEN_CONCERNS])
def test_a_worry_can_be_raised_from_anywhere_in_one_step(now: State) -> None:
    assert may_go(now, State.CONCERN)
    assert may_go(now, State.IMMEDIATE)


@pytest.mark.parametrize("now", WORRIES)
def test_a_worry_is_never_lowered_to_something_harmless(now: State) -> None:
    assert not {State.NEW, State.SCREENED, State.CLEAR, State.IDENTIFYING} & NEXT[now]
    assert needs_two(now, State.CLOSED)


# --- Decisions ------------------------------------------------------------------------------------------------------


def test_a_decision_is_kept_with_who_took_it_and_on_what_day(comment: Comment, mary: User) -> None:
    services.decide(comment, State.SCREENED.value, mary, words="Read.", today=TODAY)

    note = comment.notes.get()
    assert (comment.state, note.state, note.decided_by, note.decided_on, note.words) == (
        "screened", "screened", mary, TODAY, "Read.",
    )  # fmt: skip


def test_reading_a_comment_takes_it_out_of_the_queue_that_closes_the_box(comment: Comment, mary: User) -> None:
    Comment.objects.update(rounds_unread=4)

    services.decide(comment, "screened", mary)

    assert comment.rounds_unread == 0


def test_a_note_on_a_new_comment_does_not_count_as_reading_it(comment: Comment, mary: User) -> None:
    Comment.objects.update(rounds_unread=4)

    services.decide(comment, "new", mary, words="Needs somebody who reads Polish.")

    assert comment.rounds_unread == 4


@pytest.mark.parametrize(("now", "to"), [("new", "clear"), ("new", "closed"), ("concern", "clear"), ("closed", "new")])
def test_a_step_that_is_not_in_the_table_is_refused(comment: Comment, mary: User, now: str, to: str) -> None:
    put(comment, State(now))

    with pytest.raises(NoSuchStep):
        services.decide(comment, to, mary)
    assert not comment.notes.exists()


def test_one_person_escalates(comment: Comment, mary: User) -> None:
    put(comment, State.CONCERN)

    assert services.decide(comment, "escalated", mary, reference="C-12") is Decided.DONE
    assert (comment.state, comment.notes.get().reference) == ("escalated", "C-12")


@pytest.mark.parametrize("now", WORRIES)
def test_closing_a_worry_waits_for_a_second_person(comment: Comment, mary: User, niamh: User, now: State) -> None:
    put(comment, now)

    first = services.decide(comment, "closed", mary)
    after_first = comment.state
    second = services.decide(comment, "closed", niamh)

    assert (first, after_first) == (Decided.WAITS, now.value)
    assert (second, comment.state) == (Decided.DONE, "closed")


@pytest.mark.parametrize("now", WORRIES)
def test_one_person_alone_cannot_close_a_worry(comment: Comment, mary: User, now: State) -> None:
    put(comment, now)
    services.decide(comment, "closed", mary)

    with pytest.raises(NeedsAnother):
        services.decide(comment, "closed", mary)
    comment.refresh_from_db()
    assert (comment.state, comment.notes.count()) == (now.value, 1)


def test_whatever_comes_between_makes_both_look_again(comment: Comment, mary: User, niamh: User) -> None:
    put(comment, State.CONCERN)
    services.decide(comment, "closed", mary)
    services.decide(comment, "immediate", niamh)

    assert services.decide(comment, "closed", niamh) is Decided.WAITS
    assert services.decide(comment, "closed", mary) is Decided.DONE


def test_a_first_word_from_long_ago_does_not_close_a_worry_that_was_raised_again(
    comment: Comment, mary: User, niamh: User
) -> None:
    put(comment, State.CONCERN)
    services.decide(comment, "closed", mary)
    services.decide(comment, "closed", niamh)
    services.decide(comment, "concern", mary)

    assert services.decide(comment, "closed", niamh) is Decided.WAITS


def test_what_is_harmless_is_closed_by_one(comment: Comment, mary: User) -> None:
    put(comment, State.CLEAR)

    assert services.decide(comment, "closed", mary) is Decided.DONE


def test_a_decision_on_something_that_has_changed_meanwhile_is_refused(
    comment: Comment, mary: User, niamh: User
) -> None:
    put(comment, State.CONCERN)
    seen = services.seen_as(comment)
    services.decide(comment, "closed", niamh)

    with pytest.raises(Overtaken):
        services.decide(comment, "closed", mary, seen=seen)


def test_a_lead_decides_on_worries_and_on_nothing_else(comment: Comment, orla: User) -> None:
    with pytest.raises(NotPermitted):
        services.decide(comment, "screened", orla)

    put(comment, State.ESCALATED)
    assert services.decide(comment, "closed", orla) is Decided.WAITS


@pytest.mark.parametrize("somebody", ["stranger", "nobody", "away"])
def test_others_decide_nothing(comment: Comment, somebody: str) -> None:
    person: Any = AnonymousUser() if somebody == "nobody" else a_person("stranger")
    if somebody == "away":
        person = User.objects.get(username="mary")
        person.is_active = False

    with pytest.raises(NotPermitted):
        services.decide(comment, "screened", person)


def test_a_worry_goes_to_the_head_of_the_queue(comment: Comment, mary: User) -> None:
    services.decide(comment, "immediate", mary)

    assert comment.priority == 5


# --- What a moderator makes of it -----------------------------------------------------------------------------------


def test_settled_words_without_names_may_be_quoted(comment: Comment, mary: User) -> None:
    put(comment, State.CLEAR)
    theme = CommentTheme.objects.get(key="waiting")

    services.describe(comment, mary, redacted="It was […] cold.", priority=1, themes=[theme], may_be_quoted=True)

    assert (comment.is_publishable, comment.priority, list(comment.themes.all())) == (True, 1, [theme])


@pytest.mark.parametrize(("state", "redacted"), [("clear", " "), ("screened", "Cold."), ("concern", "Cold.")])
def test_nothing_else_may_be_quoted(comment: Comment, mary: User, state: str, redacted: str) -> None:
    put(comment, State(state))

    with pytest.raises(NothingToQuote):
        services.describe(comment, mary, redacted=redacted, may_be_quoted=True)
    comment.refresh_from_db()
    assert (comment.is_publishable, comment.redacted) == (False, "")


def test_a_worry_that_is_raised_later_takes_a_quotation_back(comment: Comment, mary: User) -> None:
    put(comment, State.CLEAR)
    services.describe(comment, mary, redacted="Cold.", may_be_quoted=True)

    services.decide(comment, "concern", mary)

    assert not comment.is_publishable


def test_only_a_moderator_changes_the_words(comment: Comment, orla: User) -> None:
    with pytest.raises(NotPermitted):
        services.describe(comment, orla, redacted="Cold.")


def test_the_database_itself_refuses_to_quote_what_is_not_settled(comment: Comment) -> None:
    with pytest.raises(IntegrityError, match="only_settled_words"):
        Comment.objects.filter(pk=comment.pk).update(is_publishable=True)


def test_there_are_themes_to_begin_with(db: None) -> None:
    keys = set(CommentTheme.objects.values_list("key", flat=True))

    assert keys >= {"access", "waiting", "language", "kindness", "information", "other"}


# --- Hints ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "I felt SUICIDAL then", "myślę o samobójstwie", "nenoriu gyventi", "quero morrer", "vreau să mor",
        "не искам да живея", "не хочу жити", "хочу умереть", "أفكر في الانتحار", "want\u00a0to die", "ｓｕｉｃｉｄｅ",
    ],
)  # fmt: skip
def test_words_of_danger_give_the_highest_priority(words: str) -> None:
    assert priority_of(words) == 5


@pytest.mark.parametrize(
    "words",
    [
        "he hits me",
        "on mnie bije",
        "bijau vyro",
        "tenho medo dele",
        "mă bate",
        "бие ме",
        "я боюся",
        "он бьёт",
        "وضربني",
    ],
)
def test_words_of_worry_give_a_higher_priority(words: str) -> None:
    assert priority_of(words) == 3


def test_other_words_give_none() -> None:
    assert priority_of("The midwife was lovely, thank you.") == 0


def test_what_comes_in_is_put_in_the_queue_by_its_words(comment: Comment) -> None:
    kept = services.received(
        wave_id=comment.wave_id,
        question="q",
        service_id=None,
        language="en",
        words="He hits me.",
        today=date(2027, 3, 10),
    )

    assert (kept.priority, kept.state) == (3, "new")
