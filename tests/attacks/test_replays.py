"""The same form sent twice, late, or by a third person: what was done stands as it was done, once."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.test import Client

from feedback.models import Comment
from guidance.models import GuidancePage, Story
from guidance.practice.story_views import digest_of
from home.models import EnglishChange
from tests.feedback.comments import a_comment, a_moderated_survey, a_wave

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def people(db: None) -> list[User]:
    return [User.objects.create_superuser(name, password="a long password") for name in ("anna", "bernie", "cara")]


def revision_of_a_change() -> Any:
    page = GuidancePage.objects.get(slug="calm-together", locale__language_code="en")
    page.promise = "Another promise."
    return page.save_revision()


def test_a_decision_on_a_comment_that_is_sent_twice_is_kept_once() -> None:
    comment = a_comment(a_wave(a_moderated_survey()))
    mary = signed_in(User.objects.get(username="mary"))
    form = BeautifulSoup(mary.get(f"/admin/comments/{comment.pk}/").content, "html.parser")
    sent = {"seen": form.select_one("input[name=seen]")["value"], "to": "concern", "words": "Rang."}

    answers = [mary.post(f"/admin/comments/{comment.pk}/decide/", sent).status_code for _time in range(2)]

    assert answers == [302, 422]
    assert Comment.objects.get().notes.count() == 1


def test_an_answer_to_what_a_change_means_that_is_sent_twice_publishes_once(people: list[User]) -> None:
    revision = revision_of_a_change()
    address = f"/admin/changes/publish/{revision.object_id}/{revision.pk}/"

    first = signed_in(people[0]).post(address, {"kind": "meaning"})
    second = signed_in(people[0]).post(address, {"kind": "wording"})

    assert (first.status_code, second.status_code) == (302, 302)
    change = EnglishChange.objects.get()
    assert change.kind == EnglishChange.Kind.MEANING


def test_a_change_that_is_confirmed_stays_with_who_confirmed_it(people: list[User]) -> None:
    revision = revision_of_a_change()
    anna, bernie, cara = people
    signed_in(anna).post(f"/admin/changes/publish/{revision.object_id}/{revision.pk}/", {"kind": "unsafe"})
    change = EnglishChange.objects.get()

    for person in (bernie, cara):
        signed_in(person).post(f"/admin/changes/{change.pk}/", {"confirm": "yes"})

    change.refresh_from_db()
    assert change.confirmed_by == bernie


def test_a_story_that_is_let_through_twice_is_let_through(people: list[User]) -> None:
    author, first, _second = people
    told = {name: f"{name} of the story" for name in ("title", "tried", "happened", "advice")}
    story = Story.objects.create(role="Health visitor", written_by=author, **told)
    sent = {"state": "approved", "word_back": "", "read": digest_of(story)}
    address = f"/admin/practice/stories/{story.pk}/decide/"

    answers = [signed_in(first).post(address, sent).status_code for _time in range(2)]

    assert all(status < 500 for status in answers)
    story.refresh_from_db()
    assert (story.state, story.decided_by) == (Story.State.APPROVED, first)
