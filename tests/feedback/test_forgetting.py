"""What is over is deleted by rule, and nothing that somebody still has to see to."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from feedback.comments.models import Comment
from feedback.keeping import forgetting
from feedback.reactions.models import Reaction
from feedback.surveys.models import Answer, EqualityAnswer, Receipt, Response, Wave
from tests.feedback.people import TODAY, a_comment, the_wave

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def gone() -> dict[str, int]:
    return {row.what: row.count for row in forgetting.forget(today=TODAY) if row.count}


def a_response(wave: Wave) -> Response:
    version = wave.accepted_versions.get()
    response = Response.objects.create(
        wave=wave, version=version, language="en", entry_kind="web", week=date(2024, 1, 1), service=None
    )
    series = "6c1f6d0e-6f0c-4a55-9a3c-0d0f5f0b7a01"
    Answer.objects.create(response=response, question="overall", series=series, code="good")
    EqualityAnswer.objects.create(wave=wave, question="religion", series=series, code="none")
    return response


def a_wave_that_closed(day: date) -> Wave:
    wave = the_wave()
    Wave.objects.filter(pk=wave.pk).update(opens_on=day - DAY, closes_on=day)
    wave.refresh_from_db()
    return wave


def test_receipts_go_when_their_day_is_past() -> None:
    for number, day in enumerate((TODAY - DAY, TODAY)):
        Receipt.objects.create(token_mac=str(number), body_mac="x", expires_on=day)

    assert gone() == {"receipts": 1}
    assert [receipt.expires_on for receipt in Receipt.objects.all()] == [TODAY]


@pytest.mark.parametrize("state", Comment.State)
def test_the_words_as_they_were_written_go_once_they_are_sorted_but_never_from_an_open_worry(
    state: Comment.State,
) -> None:
    comment = a_comment(state=state, redacted="The staff […].", purge_original_on=TODAY)
    forgetting.forget(today=TODAY)
    comment.refresh_from_db()

    is_kept = state in {Comment.State.NEW, Comment.State.CONCERN, Comment.State.IMMEDIATE, Comment.State.ESCALATED}
    assert comment.original == ("The staff were kind." if is_kept else "")
    assert comment.redacted == "The staff […]."


def test_the_words_stay_until_their_day() -> None:
    comment = a_comment(state=Comment.State.CLEAR, purge_original_on=TODAY + DAY)

    assert gone() == {}
    comment.refresh_from_db()
    assert comment.original


def test_answers_go_two_years_after_their_wave_and_not_a_day_before() -> None:
    wave = a_wave_that_closed(date(2025, 3, 10))
    a_response(wave)
    assert gone() == {}

    a_wave_that_closed(date(2025, 3, 9))
    assert gone() == {"responses": 1, "answers": 1, "equality answers": 1}
    assert not Response.objects.exists()
    assert not Answer.objects.exists()
    assert not EqualityAnswer.objects.exists()


@pytest.mark.parametrize("state", Comment.State)
def test_a_comment_goes_with_its_wave_unless_somebody_has_to_see_to_it(state: Comment.State) -> None:
    a_comment(state=state, wave=a_wave_that_closed(date(2025, 3, 9)))
    forgetting.forget(today=TODAY)

    is_open = state in {Comment.State.NEW, Comment.State.CONCERN, Comment.State.IMMEDIATE, Comment.State.ESCALATED}
    assert Comment.objects.exists() is is_open


def test_words_about_pages_go_after_two_years() -> None:
    for week in (date(2025, 3, 3), date(2025, 3, 10)):
        Reaction.objects.create(
            page_key="6c1f6d0e-6f0c-4a55-9a3c-0d0f5f0b7a01", language="en", question="helped", code="yes", week=week
        )

    assert gone() == {"words about pages": 1}


def test_the_rule_knows_the_29th_of_february() -> None:
    assert forgetting._earlier(date(2028, 2, 29)) == date(2026, 2, 28)


def test_a_dry_run_says_what_would_go_and_deletes_nothing() -> None:
    Receipt.objects.create(token_mac="x", body_mac="x", expires_on=date(2020, 1, 1))
    said = StringIO()

    call_command("forget_answers", "--dry-run", stdout=said)
    assert "Would go:\n         1  receipts, past their day" in said.getvalue()
    assert Receipt.objects.exists()

    call_command("forget_answers", stdout=said)
    assert "Gone:\n         1  receipts" in said.getvalue()
    assert not Receipt.objects.exists()


def test_a_second_run_finds_nothing() -> None:
    a_comment(state=Comment.State.CLEAR, purge_original_on=TODAY)

    assert gone() == {"comments as they were written": 1}
    assert gone() == {}
