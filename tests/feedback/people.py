"""Surveys, comments and the people who read them, for tests."""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import Permission, User

from feedback.comments.models import Comment
from feedback.surveys.models import EntryPoint, Survey, Wave

TODAY = date(2027, 3, 10)


def a_person(name: str, *permissions: str) -> User:
    """Return somebody who may do this with comments: "moderate_comment", "lead_safeguarding"."""
    person = User.objects.create_user(name)
    may_enter = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    person.user_permissions.add(may_enter, *Permission.objects.filter(codename__in=permissions))
    return person


def a_moderator(name: str = "moderator") -> User:
    return a_person(name, "moderate_comment")


def a_lead(name: str = "lead") -> User:
    return a_person(name, "lead_safeguarding")


def the_survey() -> Survey:
    return Survey.objects.get(key="parent-voice")


def a_moderated_survey() -> Survey:
    """Return the parent-voice survey with everybody named who is needed, English and Polish."""
    survey = the_survey()
    survey.moderator, survey.second_moderator = a_moderator("first"), a_moderator("second")
    survey.safeguarding_lead = a_lead()
    survey.moderation_hours = "Monday to Friday, 9 to 5"
    survey.moderation_languages = ["en", "pl"]
    survey.save()
    return survey


def the_wave() -> Wave:
    return Wave.objects.get(survey=the_survey())


def the_way_in() -> EntryPoint:
    return EntryPoint.objects.filter(wave__survey=the_survey()).first()


def a_comment(words: str = "The staff were kind.", state: str = Comment.State.NEW, **other: Any) -> Comment:
    kept = {"wave": the_wave(), "question": "change", "language": "en", "original": words, "state": state}
    return Comment.objects.create(**kept | {"purge_original_on": TODAY + timedelta(days=90)} | other)
