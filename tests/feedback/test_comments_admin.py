"""What moderators and safeguarding leads see and do on their desk."""

from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.test import Client

from feedback.models import Comment, Survey
from home.models import Helpline
from tests.feedback.comments import a_comment, a_moderated_survey, a_person, a_wave

pytestmark = pytest.mark.django_db

QUEUE = "/admin/comments/"


@pytest.fixture
def survey() -> Survey:
    return a_moderated_survey()


@pytest.fixture
def comment(survey: Survey) -> Comment:
    return a_comment(a_wave(survey), "My name is Aoife. Ring 07700 900123.")


def client_of(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client


@pytest.fixture
def mary(survey: Survey) -> Client:
    return client_of("mary")


def page_of(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def screen(client: Client, comment: Comment) -> BeautifulSoup:
    return page_of(client.get(f"{QUEUE}{comment.pk}/"))


def send(client: Client, comment: Comment, what: str, **data: Any) -> Any:
    if what == "decide":
        seen = screen(client, comment).select_one("input[name=seen]")["value"]
        data = {"seen": seen, **data}
    return client.post(f"{QUEUE}{comment.pk}/{what}/", data)


# --- Who sees what --------------------------------------------------------------------------------------------------


def test_who_is_neither_moderator_nor_lead_sees_no_comment(comment: Comment) -> None:
    a_person("stranger")
    stranger = client_of("stranger")

    assert stranger.get(QUEUE).status_code in (302, 403)
    assert stranger.get(f"{QUEUE}{comment.pk}/").status_code in (302, 403)
    assert b"Aoife" not in stranger.get(f"{QUEUE}{comment.pk}/", follow=True).content
    assert b"/admin/comments/" not in stranger.get("/admin/").content


def test_a_lead_sees_worries_and_nothing_else(comment: Comment) -> None:
    orla = client_of("orla")

    assert orla.get(f"{QUEUE}{comment.pk}/").status_code == 404
    assert str(comment.pk).encode() not in orla.get(QUEUE).content

    Comment.objects.update(state="escalated")

    assert "Aoife" in screen(orla, comment).get_text()
    assert str(comment.pk).encode() in orla.get(QUEUE).content


def test_a_lead_changes_no_words(comment: Comment) -> None:
    Comment.objects.update(state="escalated")
    orla = client_of("orla")

    assert not screen(orla, comment).select("[name=redacted], [name=span]")
    assert send(orla, comment, "describe", redacted="x", priority=0).status_code in (302, 403)
    assert send(orla, comment, "take-out", span="0-3").status_code in (302, 403)
    comment.refresh_from_db()
    assert comment.redacted == ""


def test_a_comment_that_is_not_there_is_not_found(mary: Client) -> None:
    assert mary.get(f"{QUEUE}{uuid4()}/").status_code == 404


def test_nothing_keeps_a_copy_of_a_comment(mary: Client, comment: Comment) -> None:
    assert "no-store" in mary.get(f"{QUEUE}{comment.pk}/").headers["Cache-Control"]


# --- The queue ------------------------------------------------------------------------------------------------------


def test_the_queue_says_that_it_is_empty(mary: Client) -> None:
    assert b"There are no comments" in mary.get(QUEUE).content


def test_the_queue_shows_the_worst_first_and_none_of_the_words(mary: Client, comment: Comment, survey: Survey) -> None:
    worse = a_comment(comment.wave, "He hits me.", priority=3)

    page = page_of(mary.get(QUEUE))

    links = [str(link["href"]) for link in page.select("table a")]
    assert links == [f"{QUEUE}{worse.pk}/", f"{QUEUE}{comment.pk}/"]
    assert "Aoife" not in page.get_text()


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ("state=new", True),
        ("state=closed", False),
        ("language=en", True),
        ("language=xx", True),
        ("priority=3", False),
        ("priority=many", True),
        ("survey=0", True),
        ("p=99", True),
        ("p=x", True),
    ],
)
def test_the_queue_is_filtered_and_survives_what_it_can_not_read(
    mary: Client, comment: Comment, query: str, is_there: bool
) -> None:
    response = mary.get(f"{QUEUE}?{query}")

    assert response.status_code == 200
    assert (str(comment.pk).encode() in response.content) is is_there


def test_what_is_done_leaves_the_queue_and_can_still_be_found(mary: Client, comment: Comment) -> None:
    Comment.objects.update(state="closed")

    assert str(comment.pk).encode() not in mary.get(QUEUE).content
    assert str(comment.pk).encode() in mary.get(f"{QUEUE}?state=all").content


def test_a_queue_of_many_asks_no_more_questions(
    mary: Client, comment: Comment, django_assert_max_num_queries: Any
) -> None:
    for _number in range(30):
        a_comment(comment.wave)

    with django_assert_max_num_queries(25):
        mary.get(QUEUE)


# --- One comment ----------------------------------------------------------------------------------------------------


def test_the_words_are_marked_with_their_language_and_direction(mary: Client, comment: Comment) -> None:
    Comment.objects.update(language="ar", original="كان باردا")

    words = screen(mary, comment).select_one("blockquote")

    assert (words["lang"], words["dir"]) == ("ar", "rtl")


def test_markup_in_a_comment_is_shown_and_does_nothing(mary: Client, comment: Comment) -> None:
    Comment.objects.update(
        original="<script>alert(1)</script> my name is <b>Aoife</b>", redacted="<script>alert(1)</script>"
    )

    assert b"<script>alert" not in mary.get(f"{QUEUE}{comment.pk}/").content


def test_a_decision_is_taken_with_a_button_that_says_what_follows(mary: Client, comment: Comment) -> None:
    assert "You have read it" in screen(mary, comment).get_text()

    response = send(mary, comment, "decide", to="screened", words="Read.")

    comment.refresh_from_db()
    assert (response.status_code, comment.state) == (302, "screened")
    assert "Read." in screen(mary, comment).get_text()


def test_a_note_without_words_is_refused_beside_the_field(mary: Client, comment: Comment) -> None:
    response = send(mary, comment, "decide", to="new")

    assert response.status_code == 422
    assert "there is nothing to keep" in page_of(response).get_text()


@pytest.mark.parametrize("to", ["closed", "nowhere", ""])
def test_a_step_that_there_is_not_keeps_what_was_typed(mary: Client, comment: Comment, to: str) -> None:
    response = send(mary, comment, "decide", to=to, words="I rang.", reference="C-1")

    page = page_of(response)
    assert response.status_code == 422
    assert page.select_one("[name=words]").get_text(strip=True) == "I rang."
    assert page.select_one("[name=reference]")["value"] == "C-1"
    comment.refresh_from_db()
    assert comment.state == "new"


def test_closing_a_worry_says_that_a_second_person_is_needed(mary: Client, comment: Comment) -> None:
    Comment.objects.update(state="concern")

    send(mary, comment, "decide", to="closed")
    again = send(mary, comment, "decide", to="closed")

    assert "mary said on" in " ".join(screen(mary, comment).get_text().split())
    assert again.status_code == 422
    assert "Another person has to say the same" in page_of(again).get_text()

    send(client_of("niamh"), comment, "decide", to="closed")

    comment.refresh_from_db()
    assert comment.state == "closed"


def test_a_decision_on_an_old_page_is_refused_and_what_was_typed_is_kept(mary: Client, comment: Comment) -> None:
    old = screen(mary, comment).select_one("input[name=seen]")["value"]
    send(client_of("niamh"), comment, "decide", to="concern")

    response = mary.post(f"{QUEUE}{comment.pk}/decide/", {"seen": old, "to": "screened", "words": "All well."})

    page = page_of(response)
    assert response.status_code == 422
    assert "Somebody else has decided something meanwhile" in page.get_text()
    assert page.select_one("[name=words]").get_text(strip=True) == "All well."
    assert page.select_one("input[name=seen]")["value"] != old


def test_danger_shows_whom_to_ring_from_the_records(mary: Client, comment: Comment) -> None:
    Comment.objects.update(state="immediate")
    Helpline.objects.filter(key="gateway").update(phone="000 111 222")

    text = screen(mary, comment).get_text()

    assert "Do this now" in text
    assert "000 111 222" in text
    assert "orla" in text


# --- What says who somebody is --------------------------------------------------------------------------------------


def test_everything_that_was_found_is_ticked_and_can_be_unticked(mary: Client, comment: Comment) -> None:
    ticks = screen(mary, comment).select("input[name=span]")

    assert [(tick.parent.mark.get_text(), tick.has_attr("checked")) for tick in ticks] == [
        ("Aoife", True),
        ("07700 900123", True),
    ]

    send(mary, comment, "take-out", span=[ticks[1]["value"]])

    comment.refresh_from_db()
    assert comment.redacted == "My name is Aoife. Ring […]."


def test_a_person_can_name_what_was_missed(mary: Client, comment: Comment) -> None:
    send(mary, comment, "take-out", also="ring \r\n\r\nmy name")

    comment.refresh_from_db()
    assert comment.redacted == "[…] is Aoife. […] 07700 900123."


def test_words_that_do_not_stand_there_are_named_and_kept_in_the_field(mary: Client, comment: Comment) -> None:
    response = send(mary, comment, "take-out", also="Aoibheann")

    page = page_of(response)
    assert response.status_code == 422
    assert page.select_one("#also").get_text(strip=True) == "Aoibheann"


@pytest.mark.parametrize("span", ["", "x-y", "9-2", "-1-4", "99999-1000000", "٣-٤", "1" * 30 + "-2"])
def test_a_span_that_is_none_takes_nothing_out(mary: Client, comment: Comment, span: str) -> None:
    response = send(mary, comment, "take-out", span=span)

    assert response.status_code == 302


def test_nothing_is_taken_out_before_a_person_says_so(mary: Client, comment: Comment) -> None:
    mary.get(f"{QUEUE}{comment.pk}/")

    comment.refresh_from_db()
    assert (comment.redacted, comment.is_publishable) == ("", False)


def test_what_is_still_found_in_the_words_to_quote_is_named(mary: Client, comment: Comment) -> None:
    Comment.objects.update(redacted="Ring 07700 900123.")

    assert "Still found in them: 07700 900123" in " ".join(screen(mary, comment).get_text().split())


def test_the_words_can_not_be_taken_apart_once_they_are_deleted(mary: Client, comment: Comment) -> None:
    Comment.objects.update(original="", redacted="Cold.")

    assert not screen(mary, comment).select("input[name=span]")
    send(mary, comment, "take-out", span="0-3")
    comment.refresh_from_db()
    assert comment.redacted == "Cold."


def test_a_moderator_keeps_words_themes_and_how_bad_it_is(mary: Client, comment: Comment) -> None:
    Comment.objects.update(state="clear")
    theme = screen(mary, comment).select("input[name=themes]")[0]["value"]

    data = {
        "redacted": "It was cold.",
        "english": "It was cold.",
        "priority": "1",
        "themes": [theme],
        "is_publishable": "on",
    }
    response = send(mary, comment, "describe", **data)

    comment.refresh_from_db()
    assert response.status_code == 302
    assert (comment.redacted, comment.priority, comment.is_publishable) == ("It was cold.", 1, True)
    assert comment.themes.count() == 1


@pytest.mark.parametrize(
    ("state", "redacted", "says"), [("clear", "", "no words to quote"), ("screened", "Cold.", "not settled yet")]
)
def test_nothing_is_quoted_that_may_not_be(
    mary: Client, comment: Comment, state: str, redacted: str, says: str
) -> None:
    Comment.objects.update(state=state)

    response = send(mary, comment, "describe", redacted=redacted, english="Typed.", priority=0, is_publishable="on")

    page = page_of(response)
    assert response.status_code == 422
    assert says in page.get_text()
    assert page.select_one("[name=english]").get_text(strip=True) == "Typed."


# --- The dashboard --------------------------------------------------------------------------------------------------


def test_the_dashboard_says_what_waits_to_those_who_read_it(mary: Client, comment: Comment) -> None:
    a_person("stranger")

    assert b"Comments are waiting" in mary.get("/admin/").content
    assert b"Comments are waiting" not in client_of("stranger").get("/admin/").content


def test_the_dashboard_says_which_surveys_give_no_box_and_why(editor_client: Client) -> None:
    text = page_of(editor_client.get("/admin/")).get_text()

    assert "without a box for their own words" in text
    assert "Two moderators who may read comments have to be named." in text
