"""Surveys with a box to write in, the people who read what comes, and comments."""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import Permission, User

from feedback.models import Comment, Survey, Wave

TODAY = date(2027, 3, 10)


def a_person(name: str, *codenames: str) -> User:
    """Return somebody who may enter the admin and holds these permissions of feedback."""
    person = User.objects.create_user(name, f"{name}@example.org", "a long password for tests")
    person.user_permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    found = Permission.objects.filter(content_type__app_label="feedback", codename__in=codenames)
    assert found.count() == len(codenames)
    person.user_permissions.add(*found)
    return person


def a_moderated_survey(**other: Any) -> Survey:
    """Return a survey whose box is open in English and Polish."""
    people = {
        "moderator": a_person("mary", "moderate_comment"),
        "second_moderator": a_person("niamh", "moderate_comment"),
        "safeguarding_lead": a_person("orla", "lead_safeguarding"),
    }
    said = {"moderation_hours": "Monday to Friday, 9 to 5", "moderation_languages": ["en", "pl"]}
    texts = {"title_en": "Your view", "who_asks_en": "We ask", "why_en": "To learn"}
    return Survey.objects.create(**{"key": "moderated", **texts, **people, **said, **other})


def a_wave(survey: Survey, **other: Any) -> Wave:
    days = {"opens_on": TODAY, "closes_on": TODAY + timedelta(days=30)}
    return Wave.objects.create(**{"survey": survey, "name": "Spring", **days, **other})


def a_comment(wave: Wave, words: str = "The waiting room was cold.", **other: Any) -> Comment:
    what = {"question": "one-thing", "language": "en", "purge_original_on": date(2027, 7, 1)}
    return Comment.objects.create(**{"wave": wave, "original": words, **what, **other})
