"""A family's way through a survey, by its addresses, without scripts."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import override_settings
from django.utils import timezone
from django.utils.formats import date_format

from feedback.models import Answer, Comment, EntryPoint, EqualityAnswer, Response, Survey, Wave
from feedback.surveys import pages
from feedback.surveys.definition import Kind
from feedback.surveys.submit import monday
from feedback.surveys.tickets import Ticket
from home import languages
from home.models import SiteLanguage
from tests.feedback.filling_in import Family
from tests.feedback.surveys import a_question
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db
ANSWERS = {"used-service": ["yes"], "overall": ["good"], "got-help": ["no"], "barriers": ["travel", "money"]}


def test_before_the_first_question_it_says_who_asks_and_that_nobody_can_reply(
    client: CheckingClient, point: EntryPoint
) -> None:
    page = client.get(f"/en/survey/{point.code}/").content.decode()

    assert "Southern Health and Social Care Trust" in page
    assert "nobody can reply, send help" in page
    assert f"/en/survey/{point.code}/questions/" in page


def test_the_survey_is_found_on_the_site_and_by_its_short_link(client: CheckingClient, point: EntryPoint) -> None:
    assert f"/lt/survey/{point.code}/" in client.get("/lt/surveys/").content.decode()

    short = client.get(f"/v/{point.code.upper()}/", headers={"Accept-Language": "pl-PL,pl;q=0.9"})

    assert (short.status_code, short["Location"]) == (302, f"/pl/survey/{point.code}/")


def test_nothing_is_chosen_beforehand_and_nothing_is_kept_before_the_end(
    client: CheckingClient, point: EntryPoint
) -> None:
    family = Family(client, point.code)

    assert not family.form.select("[checked]")
    family.answer(ANSWERS)

    assert not Response.objects.exists()


def test_what_is_kept_is_what_the_last_page_says(client: CheckingClient, point: EntryPoint) -> None:
    family = Family(client, point.code)
    family.answer(ANSWERS)
    record = family.form.get_text(" ", strip=True)

    family.send()

    kept = Response.objects.get()
    assert family.response.status_code == 201
    assert sorted(kept.answers.values_list("question", "code")) == [
        ("barriers", "money"),
        ("barriers", "travel"),
        ("got-help", "no"),
        ("overall", "good"),
        ("used-service", "yes"),
    ]
    assert (kept.language, kept.entry_kind, kept.week) == ("en", "web", monday(kept.week))
    for words in ("English", "It was hard to get there", "It cost too much", "No name, no address of your phone"):
        assert words in record


def test_the_language_can_change_in_the_middle_and_nothing_is_lost(client: CheckingClient, point: EntryPoint) -> None:
    family = Family(client, point.code)
    family.go_to("overall", ANSWERS)

    family.language = "ar"
    family.press("stay", "good")

    assert family.page.html["lang"] == "ar"
    assert family.at == "overall"
    assert [each["value"] for each in family.form.select("[checked]")] == ["good"]
    family.answer(ANSWERS)
    family.send()
    assert Response.objects.get().language == "ar"
    assert Answer.objects.filter(question="used-service", code="yes").exists()


def test_answers_in_three_languages_add_up_by_code(client: CheckingClient, point: EntryPoint) -> None:
    for language in ("en", "pl", "ar"):
        family = Family(client, point.code, language)
        family.answer(ANSWERS)
        assert family.send().status_code == 201

    assert Answer.objects.filter(question="overall", code="good").count() == 3
    assert Answer.objects.filter(question="overall").values("series").distinct().count() == 1


def test_back_keeps_what_was_chosen(client: CheckingClient, point: EntryPoint) -> None:
    family = Family(client, point.code)
    first, choice = family.at, family.choices[2]
    family.press("next", choice)

    family.press("back")

    assert family.at == first
    assert [each["value"] for each in family.form.select("[checked]")] == [choice]


def test_an_answer_is_changed_from_the_check_and_only_what_is_new_is_asked(
    client: CheckingClient, point: EntryPoint
) -> None:
    family = Family(client, point.code)
    family.go_to("check", {"used-service": ["no"]})
    assert "passed over" in family.form.get_text()

    family.press("change:used-service")
    family.press("next", "yes")

    # Six questions hang on it, which were not asked before.
    assert family.at == "overall"
    for _question in range(6):
        family.press("next")
    assert family.at == "check"


def test_equality_answers_stand_alone(client: CheckingClient, point: EntryPoint) -> None:
    family = Family(client, point.code)
    family.answer({**ANSWERS, "age-group": ["25-34"]})
    assert "Kept apart from the rest" in family.form.get_text()

    family.send()

    kept = EqualityAnswer.objects.get()
    assert (kept.question, kept.code) == ("age-group", "25-34")
    assert not Answer.objects.filter(question="age-group").exists()


# --- What is wrong is said ------------------------------------------------------------------------------------------


def test_a_code_that_is_no_choice_is_refused_beside_the_question_in_its_language(
    client: CheckingClient, point: EntryPoint
) -> None:
    family = Family(client, point.code, "pl")

    family.press("next", "zz-unknown")

    assert family.response.status_code == 422
    assert family.page.title.get_text().startswith("Błąd")
    problem = family.page.select_one(".survey-question__problem")
    assert problem["lang"] == "pl"
    link = family.page.select_one("[data-problems] a")
    assert family.page.find(id=str(link["href"])[1:])


def test_what_was_typed_stays_where_it_is_refused(client: CheckingClient, point: EntryPoint) -> None:
    _let_words_in(point.wave.survey)
    family = Family(client, point.code)
    family.go_to("change")
    long = "slow down " * 200

    family.press("next", long)

    assert family.response.status_code == 422
    assert family.form.select_one("textarea").get_text().strip() == long.strip()
    # Nor is it lost on the way to another language.
    family.language = "ro"
    family.press("stay", long)
    assert family.form.select_one("textarea").get_text().strip() == long.strip()


def test_two_choices_where_one_is_asked_for_are_refused(client: CheckingClient, point: EntryPoint) -> None:
    family = Family(client, point.code)

    family.press("next", *family.choices[:2])

    assert family.response.status_code == 422
    assert "one answer only" in family.page.get_text()


@pytest.mark.parametrize("ticket", ["", "forged", "e30:1:x", "x" * 70_000])
def test_a_forged_ticket_leads_back_to_the_beginning(client: CheckingClient, point: EntryPoint, ticket: str) -> None:
    response = client.post(f"/en/survey/{point.code}/questions/", {"ticket": ticket, "at": "overall", "go": "next"})

    assert response.status_code == 422
    assert f'href="/en/survey/{point.code}/"' in response.content.decode()


def test_a_survey_that_is_over_says_so_and_keeps_nothing(client: CheckingClient, point: EntryPoint) -> None:
    Wave.objects.filter(pk=point.wave_id).update(opens_on="2020-01-01", closes_on="2020-02-01")

    for path in ("", "questions/"):
        assert client.get(f"/en/survey/{point.code}/{path}").status_code == 410


def test_a_way_in_that_does_not_exist_is_not_found(client: CheckingClient) -> None:
    for address in ("/en/survey/nothere/", "/v/nothere/", "/en/survey/nothere/questions/", "/en/survey/nothere/whole/"):
        assert client.get(address).status_code == 404


def test_another_site_can_not_answer_for_a_visitor(client: CheckingClient, point: EntryPoint) -> None:
    family = Family(client, point.code)
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    ):
        assert client.post(family.address("send/"), family.fields, headers=headers).status_code == 403


def test_a_form_of_another_kind_or_size_is_refused(client: CheckingClient, point: EntryPoint) -> None:
    address = f"/en/survey/{point.code}/send/"

    assert client.post(address, "{}", content_type="application/json").status_code == 415
    assert client.post(address, {"ticket": "x" * 1_000_000}).status_code == 413


# --- Languages and states -------------------------------------------------------------------------------------------


def test_a_language_the_survey_has_not_is_told_and_the_english_is_marked(
    client: CheckingClient, point: EntryPoint
) -> None:
    SiteLanguage.objects.update_or_create(code="so", defaults={"state": "preview"})

    family = Family(client, point.code, "so")

    legend = family.form.select_one("legend")
    assert family.page.html["lang"] == "so"
    assert legend["lang"] == "en-GB"
    assert family.page.select_one(".notice")


@override_settings(SHOW_PREVIEW=False)
def test_production_shows_no_survey_that_nobody_has_signed_for(client: CheckingClient, point: EntryPoint) -> None:
    SiteLanguage.objects.update(state="live")

    assert client.get(f"/en/survey/{point.code}/").status_code == 404
    assert point.code not in client.get("/en/surveys/").content.decode()


def test_pages_before_the_answers_are_the_same_for_everybody(client: CheckingClient, point: EntryPoint) -> None:
    for path in ("", "questions/", "whole/"):
        address = f"/pl/survey/{point.code}/{path}"
        assert client.get(address).content == CheckingClient(headers={"User-Agent": "another"}).get(address).content


def test_a_sensitive_survey_is_kept_nowhere_and_can_be_left(client: CheckingClient, point: EntryPoint) -> None:
    Survey.objects.filter(pk=point.wave.survey_id).update(is_sensitive=True)

    page = client.get(f"/en/survey/{point.code}/questions/")

    assert page["Cache-Control"] == "no-store"
    assert "data-exit" in page.content.decode()
    assert "baby" not in page.content.decode().partition("</title>")[0].partition("<title>")[2]
    assert client.get(f"/en/survey/{point.code}/whole/").status_code == 404


def test_there_is_no_box_to_write_in_unless_somebody_reads_it(client: CheckingClient, point: EntryPoint) -> None:
    family = Family(client, point.code)
    assert "change" not in family.go_to("check")

    _let_words_in(point.wave.survey)
    family = Family(client, point.code)
    family.go_to("change")

    # What must be said before, with numbers that are records.
    assert family.form.select_one('.survey-safeguarding a[href="tel:999"]')


def _let_words_in(survey: Survey) -> None:
    people = [User.objects.create_superuser(name) for name in ("ann", "bo", "cy")]
    survey.moderator, survey.second_moderator, survey.safeguarding_lead = people
    survey.moderation_hours, survey.moderation_languages = "Monday to Friday", ["en", "ro"]
    survey.save()


# --- Nothing third-party, no trace, no script -----------------------------------------------------------------------


def test_the_kill_switch_hands_out_a_worker_that_leaves(client: CheckingClient) -> None:
    assert "KEPT" in client.get("/sw.js").content.decode()

    with override_settings(SERVICE_WORKER=False):
        gone = client.get("/sw.js")

    assert "unregister" in gone.content.decode()
    assert gone["Cache-Control"] == "no-cache"


def test_a_way_in_that_is_no_longer_in_use_says_so_and_keeps_nothing(client: CheckingClient, point: EntryPoint) -> None:
    family = Family(client, point.code)
    family.answer({})
    EntryPoint.objects.filter(pk=point.pk).update(is_active=False)

    assert client.get(f"/v/{point.code}/", follow=True).status_code == 410
    assert family.send().status_code == 410
    assert not Response.objects.exists()


def test_a_survey_that_is_not_open_yet_says_when_it_will_be(client: CheckingClient, point: EntryPoint) -> None:
    opens_on = timezone.localdate() + timedelta(days=3)
    Wave.objects.filter(pk=point.wave_id).update(opens_on=opens_on)

    response = client.get(f"/en/survey/{point.code}/")

    assert response.status_code == 404
    assert date_format(opens_on) in response.content.decode()


def test_a_form_from_elsewhere_is_refused_in_plain_words(client: CheckingClient, point: EntryPoint) -> None:
    family = Family(client, point.code)

    response = family.press("next", Origin="https://elsewhere.example")

    assert response.status_code == 403
    assert "Begin again" in response.content.decode()


def test_words_that_nobody_would_read_any_more_are_neither_shown_nor_kept(
    client: CheckingClient, point: EntryPoint
) -> None:
    question = next(q for q in point.wave.accepted_versions.get().definition.questions if q.kind is Kind.TEXT)
    ticket = Ticket(point.code, point.wave.accepted_versions.get().pk, given={question.key: ("Hello there",)})

    family = Family(client, point.code)
    family.look(client.post(family.address("questions/"), {"ticket": str(ticket), "at": "check", "go": "next"}))
    while family.at != "record":
        family.press("next")

    assert "Hello there" not in family.page.get_text()
    assert family.send().status_code == 201
    assert not Comment.objects.exists()


def test_the_kept_page_says_every_error_that_a_phone_can_find() -> None:
    number = a_question("children", kind=Kind.NUMBER, lowest=1, highest=9, required=True)
    shown = pages.shown_question(number, languages.get("pl"))

    problems = {problem.fault: problem.limit for problem in shown.possible_problems}

    assert problems == {"needed": "", "not-a-number": "", "too-low": "1", "too-high": "9"}
    assert pages.shown_question(a_question(), languages.get("pl")).possible_problems == ()
