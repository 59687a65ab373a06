"""You said, we did: what a reply must say, who is shown it in which language, and what was left too long."""

from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from feedback.groups import STRATEGIC_GROUP, SURVEY_EDITORS
from feedback.models import Comment, CommentTheme, PlanAction, Reply, ReplySignOff
from feedback.replies.queries import REPLIES_A_PAGE, replies_shown, waiting
from good_beginnings.bench.weight import gzipped
from home.languages import REGISTRY, get
from home.models import SiteLanguage
from tests.feedback.comments import a_comment, a_wave
from tests.feedback.editors import client_of, errors_in, fields_of, member_of
from tests.feedback.people import the_survey
from tests.feedback.replies import TODAY, a_reply, a_reply_done, in_polish, people, sign
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db

PAGE = "/you-said-we-did/"
ADD = "/admin/snippets/feedback/reply/add/"


@pytest.fixture(autouse=True)
def _on_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_arguments: TODAY)


@pytest.fixture
def production(settings: Any) -> None:
    settings.SHOW_PREVIEW = False
    SiteLanguage.objects.filter(code__in=["en", "pl", "ar"]).update(state=SiteLanguage.State.LIVE)


@pytest.fixture
def member() -> User:
    return member_of(STRATEGIC_GROUP, name="member")


def page_in(client: Client, code: str, query: str = "") -> BeautifulSoup:
    response = client.get(f"/{code}{PAGE}{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words_of(element: Tag | BeautifulSoup) -> str:
    return " ".join(element.get_text(" ", strip=True).split())


def main_of(client: Client, code: str, query: str = "") -> str:
    return words_of(page_in(client, code, query).main)


# --- What a reply must say ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lacking",
    [{"did_en": ""}, {"did_en": None}, {"done_on": None}, {"owner": ""}],
    ids=["what", "what at all", "when", "who"],
)
def test_the_database_refuses_done_without_what_when_and_who(lacking: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match="what_is_done"), transaction.atomic():
        a_reply_done(**lacking)


@pytest.mark.parametrize("reason", ["", None])
def test_the_database_refuses_not_possible_without_a_reason(reason: str | None) -> None:
    with pytest.raises(IntegrityError, match="what_is_not_possible"), transaction.atomic():
        a_reply(status="not-possible", reason_en=reason)


@pytest.mark.parametrize("status", ["planned", "in-progress"])
def test_the_database_refuses_a_promise_without_a_day(status: str) -> None:
    with pytest.raises(IntegrityError, match="what_is_promised"), transaction.atomic():
        a_reply(status=status, did_en="More mornings.", owner="Health visiting team")


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        ({"status": "done"}, ["Say what was done.", "Say when it was done.", "Say which team did it."]),
        ({"status": "not-possible"}, ["Say why it can’t be done."]),
        ({"status": "planned"}, ["Say what is planned, or being done.", "Say by when.", "Say which team does it."]),
        ({"heard_on": "2027-03-11"}, ["This day is still to come."]),
    ],
)
def test_what_is_missing_is_said_beside_its_field(member: User, said: dict[str, str], errors: list[str]) -> None:
    client = client_of(member)
    data = fields_of(client.get(ADD).content) | {"name_en": "Waiting", "said_en": "Too long."} | said

    response = client.post(ADD, data)

    assert response.status_code == 200
    page = BeautifulSoup(response.content, "html.parser")
    found = [each.get_text(strip=True) for each in page.select(".w-field__errors .error-message")]
    assert sorted(found) == sorted(errors), errors_in(response)
    assert not Reply.objects.exists()


def test_a_member_writes_a_reply_and_its_history_is_kept(member: User) -> None:
    client = client_of(member)
    data = fields_of(client.get(ADD).content) | {"name_en": "Waiting", "said_en": "Too long."}

    response = client.post(ADD, data)

    assert response.status_code == 302, errors_in(response)
    assert Reply.objects.get().latest_revision is not None


def test_every_text_has_a_field_for_every_language_in_its_own_direction(member: User) -> None:
    page = BeautifulSoup(client_of(member).get(ADD).content, "html.parser")

    for language in REGISTRY:
        field = page.find(None, {"name": f"said_{language.code.replace('-', '_')}"})
        assert field.find_parent(None, {"dir": language.dir, "lang": language.tag}), language.code


def test_others_may_not_write_replies() -> None:
    response = client_of(member_of(SURVEY_EDITORS, name="other")).get(ADD)

    assert response.status_code == 302


def test_a_reply_is_deleted_only_after_being_asked(member: User) -> None:
    reply, client = a_reply(), client_of(member)
    address = f"/admin/snippets/feedback/reply/delete/{reply.pk}/"

    asked = client.get(address)
    assert asked.status_code == 200
    assert Reply.objects.exists()

    client.post(address)
    assert not Reply.objects.exists()


# --- Families' own words --------------------------------------------------------------------------------------------


def a_word(words: str, *, publishable: bool, **other: Any) -> Comment:
    state = {"state": Comment.State.CLEAR} if publishable else {}
    kept = a_comment(a_wave(the_survey()), words, redacted=words, is_publishable=publishable, **state | other)
    kept.themes.add(CommentTheme.objects.get(key="waiting"))
    return kept


def test_only_words_that_may_be_quoted_can_be_chosen(member: User) -> None:
    may, may_not = a_word("Za długo.", publishable=True, language="pl"), a_word("Secret.", publishable=False)
    reply = a_reply(theme=CommentTheme.objects.get(key="waiting"))
    address = f"/admin/snippets/feedback/reply/edit/{reply.pk}/"
    client = client_of(member)

    page = BeautifulSoup(client.get(address).content, "html.parser")
    assert [each["value"] for each in page.select("[name=comments]")] == [str(may.pk)]
    assert page.find("span", {"lang": "pl"}, string="Za długo.")

    response = client.post(address, fields_of(client.get(address).content) | {"comments": [str(may_not.pk)]})
    assert response.status_code == 200
    assert not reply.comments.exists()

    response = client.post(address, fields_of(client.get(address).content) | {"comments": [str(may.pk)]})
    assert response.status_code == 302, errors_in(response)
    assert list(reply.comments.all()) == [may]


def test_words_are_quoted_in_their_own_language_and_no_longer_than_they_may_be(client: CheckingClient) -> None:
    word = a_word("طويل جدا", publishable=True, language="ar")
    a_reply().comments.add(word)

    quoted = page_in(client, "en").select_one("blockquote")
    assert (quoted["lang"], quoted["dir"], words_of(quoted)) == ("ar", "rtl", "طويل جدا")

    Comment.objects.filter(pk=word.pk).update(is_publishable=False)
    assert page_in(client, "en").select_one("blockquote") is None


# --- What families see ----------------------------------------------------------------------------------------------


def test_where_nothing_stands_yet_the_page_says_what_will_and_leads_to_the_surveys(client: CheckingClient) -> None:
    page = page_in(client, "pl")

    assert page.h1
    assert page.main.select_one('a[href="/pl/surveys/"]')
    assert not page.main.select("article")


@pytest.mark.parametrize("path", ["surveys/", "help/"])
def test_the_page_is_found_from_the_surveys_and_from_every_foot(client: CheckingClient, path: str) -> None:
    page = BeautifulSoup(client.get(f"/en/{path}").content, "html.parser")

    assert page.footer.select_one('a[href="/en/you-said-we-did/"]')
    assert page.footer.select_one('a[href="/en/action-plan/"]')
    assert page.footer.select_one('a[href="/en/report-cards/"]')
    assert page.footer.select_one('a[href="/en/how-babies-are-doing/"]')
    assert page.footer.select_one('a[href="/en/figures/"]')
    assert bool(page.main.select_one('a[href="/en/you-said-we-did/"]')) is (path == "surveys/")


@pytest.mark.parametrize("here", ["you-said-we-did", "action-plan", "report-cards", "how-babies-are-doing", "figures"])
def test_the_pages_that_say_what_came_of_it_lead_to_each_other(client: CheckingClient, here: str) -> None:
    page = BeautifulSoup(client.get(f"/pl/{here}/").content, "html.parser")

    found = {link["href"] for link in page.main.select('nav[aria-labelledby="results"] a')}

    others = {"you-said-we-did", "action-plan", "report-cards", "how-babies-are-doing", "figures"} - {here}
    assert found == {f"/pl/{other}/" for other in others}


def test_replies_stand_by_month_the_newest_first(client: CheckingClient) -> None:
    a_reply(name_en="Older", heard_on=date(2027, 1, 30))
    a_reply(name_en="Newer", heard_on=date(2027, 3, 1))
    a_reply(name_en="Newest", heard_on=date(2027, 3, 2))

    page = page_in(client, "en")

    assert [words_of(each) for each in page.main.select("h2:not(#results), h3")] == [
        "March 2027",
        "Newest",
        "Newer",
        "January 2027",
        "Older",
    ]


@pytest.mark.parametrize(
    ("made", "says"),
    [
        ({}, ["Heard"]),
        ({"status": "planned"}, ["Planned", "What we plan We try.", "Who Team A", "By when September 2027"]),
        ({"status": "in-progress"}, ["Under way", "What we are doing We try.", "By when September 2027"]),
        ({"status": "done", "done_on": date(2027, 2, 3)}, ["Done", "What we did We try.", "When February 2027"]),
        ({"status": "not-possible", "reason_en": "It costs too much."}, ["Not possible", "It costs too much."]),
    ],
)
def test_each_state_says_what_it_has_to_say(client: CheckingClient, made: dict[str, Any], says: list[str]) -> None:
    promised = {"did_en": "We try.", "owner": "Team A", "due": date(2027, 9, 30)} if made else {}
    a_reply(**promised | made)

    page = page_in(client, "en")

    article = words_of(page.article)
    assert all(words in article for words in says), article
    assert page.select_one(".status svg[aria-hidden=true]")


def test_a_page_holds_so_many_and_leads_to_the_others(client: CheckingClient) -> None:
    for number in range(REPLIES_A_PAGE + 2):
        a_reply(name_en=f"Number {number}", heard_on=TODAY - timedelta(days=number))

    first, second = page_in(client, "en"), page_in(client, "en", "?page=2")

    assert (len(first.select("article")), len(second.select("article"))) == (REPLIES_A_PAGE, 2)
    assert words_of(first.main.select_one('a[href="?page=2"]')) == "Older"
    assert words_of(second.main.select_one('a[href="?page=1"]')) == "Newer"


@pytest.mark.parametrize("query", ["?page=99", "?page=x", "?page=-1", "?page="])
def test_a_page_that_is_not_there_is_another_one(client: CheckingClient, query: str) -> None:
    a_reply()

    assert page_in(client, "en", query).article


# --- In which language ----------------------------------------------------------------------------------------------


def test_a_preview_shows_a_draft_translation_and_says_so(client: CheckingClient) -> None:
    in_polish(a_reply_done())

    page = page_in(client, "pl")

    assert page.article.h3["lang"] == "pl"
    assert words_of(page.article.h3) == "name po polsku"
    assert page.select(".notice")
    assert page.find("meta", {"name": "robots", "content": "noindex"})


@pytest.mark.usefixtures("production")
class TestInProduction:
    def test_nothing_is_shown_before_two_people_have_signed_the_english(self, client: CheckingClient) -> None:
        reply = a_reply_done()
        assert not page_in(client, "en").select("article")

        sign(reply, "en")

        assert page_in(client, "en").select("article")
        assert not page_in(client, "en").select(".notice")
        assert not page_in(client, "en").find("meta", {"name": "robots"})

    def test_one_person_alone_can_not_sign(self, client: CheckingClient) -> None:
        reply = a_reply_done()
        sign(reply, "en")
        ReplySignOff.objects.update(signed_by=people()[0])

        assert not page_in(client, "en").select("article")

    def test_a_language_without_words_is_shown_the_english_marked_and_told_so(self, client: CheckingClient) -> None:
        sign(a_reply_done(), "en")

        page = page_in(client, "pl")

        assert (page.article.h3["lang"], page.article.h3["dir"]) == ("en-GB", "ltr")
        assert "tym języku" in words_of(page.select_one(".notice"))
        assert page.find("link", {"rel": "canonical"})["href"].endswith("/en/you-said-we-did/")

    def test_a_translation_that_nobody_has_checked_is_shown_in_english(self, client: CheckingClient) -> None:
        reply = in_polish(a_reply_done())
        sign(reply, "en")
        assert page_in(client, "pl").article.h3["lang"] == "en-GB"

        sign(reply, "pl")
        assert page_in(client, "pl").article.h3["lang"] == "pl"
        assert not page_in(client, "pl").select(".notice")

    def test_new_english_words_ask_for_all_signatures_again(self, client: CheckingClient) -> None:
        reply = in_polish(a_reply_done())
        sign(reply, "en", "pl")

        reply.did_en = "Three more mornings are open."
        reply.save()
        assert not page_in(client, "pl").select("article")

        sign(reply, "en")
        assert page_in(client, "pl").article.h3["lang"] == "en-GB"

    def test_that_something_is_done_is_signed_for_too(self, client: CheckingClient) -> None:
        promised = {"did_en": "More mornings.", "owner": "Team A", "due": date(2027, 9, 30)}
        reply = in_polish(a_reply(status="planned", **promised))
        sign(reply, "en", "pl")

        reply.status, reply.done_on = "done", TODAY
        reply.save()
        assert not page_in(client, "en").select("article")

        sign(reply, "en")
        assert page_in(client, "pl").article.h3["lang"] == "pl", "the Polish words are still those that were checked"

    def test_the_figure_behind_it_is_signed_for_too(self, client: CheckingClient) -> None:
        reply = a_reply()
        sign(reply, "en")
        assert page_in(client, "en").select("article")

        reply.figure = "found-good/all/2025-Q1"
        reply.save()

        assert not page_in(client, "en").select("article")

    def test_where_only_a_part_is_translated_the_page_says_some(self, client: CheckingClient) -> None:
        whole = in_polish(a_reply_done())
        sign(whole, "en", "pl")
        sign(a_reply(name_en="Buses"), "en")

        page = page_in(client, "pl")

        assert {each["lang"] for each in page.select("article h3")} == {"pl", "en-GB"}
        assert len(page.select(".notice")) == 1


# --- Left too long --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "is_long"), [(60, False), (61, True)])
def test_what_was_heard_too_long_ago_is_called_to_mind(
    client: CheckingClient, member: User, days: int, is_long: bool
) -> None:
    reply = a_reply(heard_on=TODAY - timedelta(days=days))

    desk = client_of(member).get("/admin/").content.decode()

    assert ("Families told us long ago" in desk) is is_long
    assert (f"/admin/snippets/feedback/reply/edit/{reply.pk}/" in desk) is is_long
    assert ("Still working on this, since January 2027." in main_of(client, "en")) is is_long


def test_how_long_is_too_long_can_be_set(settings: Any) -> None:
    a_reply(heard_on=TODAY - timedelta(days=8))
    assert not waiting(today=TODAY).unanswered

    settings.REPLY_WITHIN_DAYS = 7

    assert len(waiting(today=TODAY).unanswered) == 1


def test_a_promise_past_its_day_is_owned_up_to(client: CheckingClient, member: User) -> None:
    a_reply(status="planned", did_en="More mornings.", owner="Team A", due=TODAY - timedelta(days=1))

    assert "This takes longer than we said." in main_of(client, "en")
    assert "Waiting (Team A)" in client_of(member).get("/admin/").content.decode()


def test_others_are_not_told_of_it_on_their_desk() -> None:
    a_reply(heard_on=TODAY - timedelta(days=90))

    desk = client_of(member_of(SURVEY_EDITORS, name="other")).get("/admin/").content.decode()

    assert "Families told us long ago" not in desk


# --- Signing --------------------------------------------------------------------------------------------------------


def sign_at(client: Client, reply: Reply, code: str, step: str) -> Any:
    return client.post(f"/admin/replies/reply/{reply.pk}/signatures/{code}/", {"step": step, "role": "Midwife"})


def test_two_members_sign_and_one_can_not_sign_twice(member: User) -> None:
    reply = in_polish(a_reply_done())
    first, second = client_of(member), client_of(member_of(STRATEGIC_GROUP, name="another"))

    assert sign_at(first, reply, "pl", "translated").status_code == 302
    assert sign_at(first, reply, "pl", "second-read").status_code == 422
    assert sign_at(second, reply, "pl", "second-read").status_code == 302

    table = first.get(f"/admin/replies/reply/{reply.pk}/signatures/").content.decode()
    assert "the signatures for the English" in table


def test_the_screens_to_sign_say_what_they_are_about(member: User) -> None:
    reply, client = in_polish(a_reply_done()), client_of(member)

    for tail in ("", "en/", "pl/"):
        page = BeautifulSoup(client.get(f"/admin/replies/reply/{reply.pk}/signatures/{tail}").content, "html.parser")
        assert len(page.select("h1")) == 1
    assert "by Health visiting team" in words_of(
        BeautifulSoup(client.get(f"/admin/replies/reply/{reply.pk}/signatures/en/").content, "html.parser")
    )


def test_a_language_without_all_texts_can_not_be_signed(member: User) -> None:
    reply = a_reply_done(name_pl="Czekanie")

    assert client_of(member).get(f"/admin/replies/reply/{reply.pk}/signatures/pl/").status_code == 404
    assert client_of(member).get(f"/admin/replies/nothing/{reply.pk}/signatures/").status_code == 404


def test_others_may_neither_look_nor_sign() -> None:
    reply, other = a_reply(), client_of(member_of(SURVEY_EDITORS, name="other"))

    for tail in ("", "en/"):
        assert other.get(f"/admin/replies/reply/{reply.pk}/signatures/{tail}").status_code == 302


def test_a_signature_is_for_one_thing_alone() -> None:
    reply = a_reply()
    sign(reply, "en")

    with pytest.raises(IntegrityError, match="one_thing"), transaction.atomic():
        ReplySignOff.objects.update(reply=None)


# --- What it costs --------------------------------------------------------------------------------------------------


def test_more_replies_and_languages_ask_no_more_questions_and_weigh_20_kb_at_most() -> None:
    visitor, word = Client(), a_word("Bardzo długo czekaliśmy. " * 12, publishable=True, language="pl")
    in_polish(a_reply_done()).comments.add(word)
    with CaptureQueriesContext(connection) as few:
        visitor.get(f"/pl{PAGE}")

    for number in range(30):
        long = " ".join(f"słowo{number * letter}" for letter in range(60))[:590]
        row = in_polish(a_reply_done(name_en=f"Theme {number}"))
        row.said_pl = row.did_pl = long
        row.save()
        row.comments.add(word)
        sign(row, "en", "pl")
    for language in REGISTRY:
        SiteLanguage.objects.filter(code=language.code).update(state=SiteLanguage.State.PREVIEW)
    with CaptureQueriesContext(connection) as many:
        response = visitor.get(f"/pl{PAGE}")

    assert len(many) == len(few) <= 12
    assert gzipped(response.content) <= 20 * 1024


def test_a_page_asks_for_no_more_than_it_promises(django_assert_num_queries: Any) -> None:
    a_reply()

    with django_assert_num_queries(3):
        replies_shown(get("pl"), today=TODAY)


def test_statuses_have_names_of_their_own() -> None:
    assert len({*Reply.Status.values, *PlanAction.Status.values}) == 8
