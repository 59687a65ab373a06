"""Families are given a box to write in only while somebody reads what is written."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from feedback.comments import gate
from feedback.comments.gate import Why
from feedback.jobs import count_unread_comments
from feedback.models import Comment, Survey
from tests.feedback.comments import a_comment, a_moderated_survey, a_wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey() -> Survey:
    return a_moderated_survey()


def closed(survey: Survey) -> list[Why]:
    survey.refresh_from_db()
    return gate.why_closed(survey)


def test_the_box_is_open_while_everybody_is_there(survey: Survey) -> None:
    assert gate.is_open(survey, "pl")
    assert closed(survey) == []


def test_it_is_open_only_in_languages_that_somebody_reads(survey: Survey) -> None:
    assert not gate.is_open(survey, "ar")


@pytest.mark.parametrize(
    ("gone", "why"), [("mary", Why.NO_MODERATOR), ("niamh", Why.NO_MODERATOR), ("orla", Why.NO_LEAD)]
)
def test_it_closes_when_somebodys_account_is_deleted(survey: Survey, gone: str, why: Why) -> None:
    User.objects.get(username=gone).delete()

    assert closed(survey) == [why]
    assert not gate.is_open(survey, "en")


@pytest.mark.parametrize(("gone", "why"), [("niamh", Why.NO_MODERATOR), ("orla", Why.NO_LEAD)])
def test_it_closes_when_somebodys_account_is_switched_off(survey: Survey, gone: str, why: Why) -> None:
    User.objects.filter(username=gone).update(is_active=False)

    assert closed(survey) == [why]


@pytest.mark.parametrize(("gone", "why"), [("mary", Why.NO_MODERATOR), ("orla", Why.NO_LEAD)])
def test_it_closes_when_somebody_loses_the_permission(survey: Survey, gone: str, why: Why) -> None:
    User.objects.get(username=gone).user_permissions.clear()

    assert closed(survey) == [why]


def test_it_closes_when_one_person_is_named_as_both_moderators(survey: Survey) -> None:
    Survey.objects.update(second_moderator=survey.moderator)

    assert closed(survey) == [Why.ONE_PERSON_TWICE]


@pytest.mark.parametrize(
    ("change", "why"), [({"moderation_hours": " "}, Why.NO_HOURS), ({"moderation_languages": []}, Why.NO_LANGUAGE)]
)
def test_it_closes_when_hours_or_languages_are_not_said(survey: Survey, change: dict[str, Any], why: Why) -> None:
    Survey.objects.update(**change)

    assert closed(survey) == [why]


def test_it_closes_when_a_comment_has_waited_a_day_and_opens_when_it_is_read(survey: Survey) -> None:
    comment = a_comment(a_wave(survey))

    for _round in range(3):
        count_unread_comments()
    was_open = gate.is_open(survey, "en")
    count_unread_comments()

    assert was_open
    assert closed(survey) == [Why.QUEUE]

    Comment.objects.filter(pk=comment.pk).update(state=Comment.State.SCREENED, rounds_unread=0)
    count_unread_comments()

    assert closed(survey) == []


def test_no_finer_time_than_a_day_is_ever_counted(survey: Survey) -> None:
    comment = a_comment(a_wave(survey))

    for _round in range(9):
        count_unread_comments()
    comment.refresh_from_db()

    assert comment.rounds_unread == 4


def test_another_surveys_queue_closes_nothing_here(survey: Survey) -> None:
    other = Survey.objects.create(key="other", title_en="Other")
    a_comment(a_wave(other), rounds_unread=4)

    assert closed(survey) == []


def test_asking_costs_one_query(survey: Survey, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        gate.is_open(survey, "en")
