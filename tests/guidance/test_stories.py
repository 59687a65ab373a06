"""What worked: a practitioner tells it, another person lets it through, and no family can be known by it."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from guidance.models import Door, Source, Story
from guidance.practice import stories, training
from guidance.practice.story_views import digest_of

pytestmark = pytest.mark.django_db
TOLD: dict[str, Any] = {
    "title": "A song before the visit ends",
    "tried": "We sang one song together, the same each time.",
    "happened": "The baby turned to the song. The mother said it was theirs now.",
    "advice": "Choose one song, and leave it with the family.",
    "role": "Health visiting",
    "place": "",
}


def person(name: str, group: str) -> User:
    user = User.objects.create_user(name)
    user.groups.add(Group.objects.get(name=group))
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def author(db: None) -> User:
    return person("author", "Practitioners")


@pytest.fixture
def moderator(db: None) -> User:
    return person("moderator", "Moderators")


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def told(author: User, **other: Any) -> Story:
    facts = {name: value for name, value in TOLD.items() if name != "place"}
    return Story.objects.create(**facts | {"written_by": author} | other)


def decide(story: Story, by: User, state: str, word_back: str = "") -> Any:
    address = reverse("decide_story", args=[story.pk])
    sent = {"state": state, "word_back": word_back, "read": digest_of(story)}
    return signed_in(by).post(address, sent)


def test_what_its_author_has_changed_meanwhile_is_read_again_first(author: User, moderator: User) -> None:
    story = told(author)
    Story.objects.filter(pk=story.pk).update(happened="Other words, which nobody has read.")

    response = decide(story, moderator, "approved")

    assert response.status_code == 422
    assert "changed this story since" in response.content.decode()
    assert Story.objects.get(pk=story.pk).state == Story.State.WAITING


def test_a_practitioner_tells_a_story_and_it_waits(author: User) -> None:
    topic = Door.objects.filter(kind=Door.Kind.TOPIC).first()

    signed_in(author).post(reverse("write_story"), TOLD | {"topics": [topic.pk]})

    story = Story.objects.get()
    assert (story.state, story.written_by, list(story.topics.all())) == (Story.State.WAITING, author, [topic])
    assert story not in stories.found("")


def test_a_moderator_lets_it_through_and_colleagues_find_it_by_words_and_topic(author: User, moderator: User) -> None:
    story = told(author)
    topic = Door.objects.filter(kind=Door.Kind.TOPIC).first()
    story.topics.add(topic)

    decide(story, moderator, Story.State.APPROVED)

    reader = signed_in(person("reader", "Practitioners"))
    for query in (
        "",
        "?q=song",
        "?q=leave+song",
        f"?topic={topic.code}",
        "?topic=no-such",
        f"?q=SONG&topic={topic.code}",
    ):
        assert story.title in reader.get(f"{reverse('stories')}{query}").content.decode(), query
    for query in ("?q=bath", "?q=song+bath", "?q=%25"):
        assert story.title not in reader.get(f"{reverse('stories')}{query}").content.decode(), query
    page = soup(reader.get(reverse("story", args=[story.pk])))
    assert page.select("[data-print]")
    assert "Health visiting" in page.get_text()


def test_nobody_reads_who_wrote_it(author: User, moderator: User) -> None:
    User.objects.filter(pk=author.pk).update(first_name="Quillon", last_name="Vexley")
    story = told(author, state=Story.State.APPROVED)

    for user in (moderator, person("reader", "Practitioners")):
        client = signed_in(user)
        pages = [
            client.get(address).content.decode() for address in (reverse("stories"), reverse("story", args=[story.pk]))
        ]
        assert not any(word in page for page in pages for word in ("Quillon", "Vexley", "author"))


@pytest.mark.parametrize("state", [Story.State.WAITING, Story.State.SENT_BACK, Story.State.TAKEN_DOWN])
def test_what_is_not_shown_is_for_its_author_and_moderators(author: User, moderator: User, state: Story.State) -> None:
    address = reverse("story", args=[told(author, state=state).pk])

    assert signed_in(author).get(address).status_code == 200
    assert signed_in(moderator).get(address).status_code == 200
    assert signed_in(person("reader", "Practitioners")).get(address).status_code in {302, 403}


# --- Four eyes ------------------------------------------------------------------------------------------------------


def test_nobody_lets_their_own_story_through(moderator: User) -> None:
    story = told(moderator)

    assert decide(story, moderator, Story.State.APPROVED).status_code in {302, 403}
    story.refresh_from_db()
    assert story.state == Story.State.WAITING
    assert "Let it through" not in signed_in(moderator).get(reverse("story", args=[story.pk])).content.decode()
    with pytest.raises(stories.OwnStory):
        stories.decide(story, Story.State.APPROVED, by=moderator)


def test_a_practitioner_decides_on_none(author: User) -> None:
    story = told(author)
    other = person("other", "Practitioners")

    for user in (author, other):
        decide(story, user, Story.State.APPROVED)
    story.refresh_from_db()

    assert story.state == Story.State.WAITING


def test_it_is_sent_back_with_a_word_and_comes_again(author: User, moderator: User) -> None:
    story = told(author)

    assert decide(story, moderator, Story.State.SENT_BACK).status_code == 422
    decide(story, moderator, Story.State.SENT_BACK, "Say which song.")

    client = signed_in(author)
    assert "Say which song." in client.get(reverse("change_story", args=[story.pk])).content.decode()
    client.post(reverse("change_story", args=[story.pk]), TOLD | {"advice": "A lullaby helps."})
    story.refresh_from_db()
    assert (story.state, story.advice, story.word_back) == (Story.State.WAITING, "A lullaby helps.", "")


def test_what_is_shown_is_changed_by_nobody_and_taken_down_by_a_moderator(author: User, moderator: User) -> None:
    story = told(author, state=Story.State.APPROVED)

    assert signed_in(author).post(reverse("change_story", args=[story.pk]), TOLD).status_code in {302, 403}
    decide(story, moderator, Story.State.TAKEN_DOWN)

    story.refresh_from_db()
    assert story.state == Story.State.TAKEN_DOWN
    assert not stories.found("").exists()


def test_a_story_outlives_its_author(author: User) -> None:
    story = told(author, state=Story.State.APPROVED)
    author.delete()
    story.refresh_from_db()

    assert (story.written_by, story.role) == (None, "Health visiting")
    assert not stories.may_change(User.objects.create_user("reader"), story)


# --- Nobody can be known by it --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "Her number is 028 3839 9201.",
        "Write to ann@example.org.",
        "Born 3 May 2024.",
        "They live in BT63 5QQ.",
        "320 000 0104",
    ],
)
def test_what_says_who_somebody_is_is_refused(author: User, words: str) -> None:
    response = signed_in(author).post(reverse("write_story"), TOLD | {"happened": words, "is_nobody": "on"})

    assert response.status_code == 422
    assert not Story.objects.exists()


def test_what_may_be_a_name_is_looked_at_again(author: User) -> None:
    client = signed_in(author)
    with_name = TOLD | {"happened": "I met Quillon and his sister in Lurgan."}

    page = soup(client.post(reverse("write_story"), with_name))
    assert "Quillon" in page.select_one("[role=alert]").get_text()
    assert not Story.objects.exists()

    client.post(reverse("write_story"), with_name | {"is_nobody": "on"})
    assert Story.objects.count() == 1


def test_the_moderator_is_shown_what_may_be_a_name(author: User, moderator: User) -> None:
    story = told(author, happened="I met Quillon and his sister.")

    assert (
        "Quillon"
        in soup(signed_in(moderator).get(reverse("story", args=[story.pk]))).select_one("#decide").parent.get_text()
    )


def test_who_is_not_signed_in_reads_nothing() -> None:
    for name in ("stories", "write_story", "training_routes"):
        assert Client().get(reverse(name)).status_code == 302


# --- Training -------------------------------------------------------------------------------------------------------


def test_training_is_found_by_role_with_where_it_was_found(author: User) -> None:
    client = signed_in(author)

    everything = soup(client.get(reverse("training_routes")))
    titles = [heading.get_text() for heading in everything("h2")]
    assert {"Solihull Approach", "Infant Mental Health Online (IMHOL)", "Tavistock M7", "Tavistock M9"} <= set(titles)

    midwives = soup(client.get(f"{reverse('training_routes')}?role=midwifery"))
    assert "Solihull Approach" not in [heading.get_text() for heading in midwives("h2")]
    assert "iCAMHS consultation and training" in [heading.get_text() for heading in midwives("h2")]
    assert midwives.find("a", href=Source.objects.get(key="STRAT").address)


def test_every_training_names_a_source_and_roles_that_are_there() -> None:
    routes = training.routes()

    assert {route.source for route in routes} <= set(Source.objects.values_list("key", flat=True))
    assert {role for route in routes for role in route.roles} <= set(training.roles())
