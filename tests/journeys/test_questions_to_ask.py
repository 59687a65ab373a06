"""A parent picks questions on a phone, and holds them out to the health visitor in both languages."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guidance.content.load import FIRST_LANGUAGES
from guidance.models import QuestionSignOff, QuestionToAsk
from guidance.upkeep.queries import all_due
from home import languages
from home.models import SiteLanguage
from home.states import Step
from tests.journeys.test_reading import soup
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db
PICKED = "?ask=crying&ask=who-else"


@pytest.fixture
def people(db: None) -> list[User]:
    return [User.objects.create_user(name) for name in ("anna", "bernie")]


def sign(key: str, code: str, step: Step, person: User) -> QuestionSignOff:
    question = QuestionToAsk.objects.get(key=key)
    words = question.words_to_sign(languages.get(code))
    row = QuestionSignOff(
        question=question,
        language=code,
        step=step.value,
        role="Health visitor",
        signed_by=person,
        words_digest=words.digest,
        source_digest=words.source_digest,
    )
    row.full_clean()
    row.save()
    return row


def shown(page: BeautifulSoup) -> list[list[tuple[str, str]]]:
    """Return what stands in each box: the language and its words."""
    return [[(str(p["lang"]), p.get_text()) for p in box.select("p[lang]")] for box in page.select(".asked__question")]


def test_a_parent_picks_and_shows_questions_in_both_languages(client: CheckingClient) -> None:
    form = soup(client, "/pl/questions/").select_one("main form")
    assert form["method"] == "get"
    assert not form.select('input:not([type="checkbox"]), textarea, select')
    boxes = {box["value"] for box in form.select('input[name="ask"]')}
    assert {"crying", "who-else"} <= boxes
    assert not form.select("input[checked]")

    page = soup(client, f"/pl/questions/{PICKED}")

    assert shown(page) == [
        [
            ("pl", "Czego mogę spróbować, kiedy dziecko dużo płacze?"),
            ("en-GB", "What can I try when my baby cries a lot?"),
        ],
        [("pl", "Kto jeszcze może nam pomóc?"), ("en-GB", "Who else can help us?")],
    ]


def test_what_was_picked_is_in_the_address_and_nowhere_else(client: CheckingClient) -> None:
    response = client.get(f"/ar/questions/{PICKED}")

    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    again = BeautifulSoup(response.content, "html.parser").select_one(".asked__ways a")["href"]
    ticked = soup(client, f"/ar/questions/{again}").select("input[checked]")
    assert [box["value"] for box in ticked] == ["crying", "who-else"]


@pytest.mark.parametrize("query", ["?ask=no-such-key", "?ask=", "?ask='", "?with=xx", "?pick=again", "?ask=%00"])
def test_an_address_that_names_no_question_leads_to_the_picking(client: CheckingClient, query: str) -> None:
    assert soup(client, f"/pl/questions/{query}").select('input[name="ask"]')


def test_at_the_english_address_the_second_language_is_chosen(client: CheckingClient) -> None:
    page = soup(client, f"/en/questions/{PICKED}")
    assert [[language for language, _words in box] for box in shown(page)] == [["en-GB"], ["en-GB"]]
    arabic = next(link["href"] for link in page.select("nav.asked__ways a") if link["lang"] == "ar")

    page = soup(client, arabic)

    assert page.html["lang"] == "en-GB"
    assert [[language for language, _words in box] for box in shown(page)] == [["ar", "en-GB"], ["ar", "en-GB"]]


@pytest.mark.parametrize("code", [code for code in FIRST_LANGUAGES if code != "en"])
def test_every_question_is_there_in_every_language_as_a_draft_that_says_so(client: CheckingClient, code: str) -> None:
    page = soup(client, f"/{code}/questions/")

    assert len(page.select("main form label")) >= 15
    assert {label.span["lang"] for label in page.select("main form label")} == {languages.get(code).tag}
    assert page.select_one(".notice")


def test_nothing_is_asked_about_safety_at_home(client: CheckingClient) -> None:
    # The list lies open on a phone, often with a relative beside: see docs/decisions/0044.
    words = soup(client, "/en/questions/").main.get_text().casefold()

    assert [each for each in ("hurt", "afraid", "safe", "violen", "control", "police") if each in words] == []


# --- Signed for -----------------------------------------------------------------------------------------------------


@pytest.fixture
def as_production(settings: Any) -> None:
    settings.SHOW_PREVIEW = False
    SiteLanguage.objects.filter(code__in=("en", "pl")).update(state=SiteLanguage.State.LIVE)


@pytest.mark.usefixtures("as_production")
def test_only_what_is_signed_for_is_offered(client: CheckingClient, people: list[User]) -> None:
    assert not soup(client, "/pl/questions/").select("main form")

    sign("crying", "en", Step.CHECKED, people[0])
    page = soup(client, "/pl/questions/?ask=crying&ask=who-else")
    assert shown(page) == [[("en-GB", "What can I try when my baby cries a lot?")]]

    sign("crying", "pl", Step.TRANSLATED, people[0])
    sign("crying", "pl", Step.SECOND_READ, people[1])
    page = soup(client, "/pl/questions/?ask=crying&ask=who-else")
    assert [[language for language, _words in box] for box in shown(page)] == [["pl", "en-GB"]]
    assert not page.select(".notice")


@pytest.mark.usefixtures("as_production")
def test_a_changed_question_waits_for_a_signature_again(client: CheckingClient, people: list[User]) -> None:
    sign("crying", "en", Step.CHECKED, people[0])
    QuestionToAsk.objects.filter(key="crying").update(question_en="What helps when my baby cries?")

    assert not soup(client, "/en/questions/?ask=crying").select(".asked__question")


@pytest.mark.usefixtures("as_production")
def test_a_translation_signed_for_other_english_is_not_shown(client: CheckingClient, people: list[User]) -> None:
    sign("crying", "pl", Step.TRANSLATED, people[0])
    sign("crying", "pl", Step.SECOND_READ, people[1])
    QuestionToAsk.objects.filter(key="crying").update(question_en="What helps when my baby cries?")
    sign("crying", "en", Step.CHECKED, people[0])

    assert shown(soup(client, "/pl/questions/?ask=crying")) == [[("en-GB", "What helps when my baby cries?")]]


def test_a_moderator_signs_for_those_that_are_ticked(editor_client: Client) -> None:
    question = QuestionToAsk.objects.get(key="crying")
    address = reverse("sign_questions", args=["pl"])
    form = {"step": Step.TRANSLATED.value, "role": "Translator", "questions": [question.pk]}

    editor_client.post(address, form)

    (kept,) = QuestionSignOff.objects.all()
    assert (kept.question, kept.language, kept.role) == (question, "pl", "Translator")
    page = BeautifulSoup(editor_client.get(address).content, "html.parser")
    assert "Translator," in page.get_text()


def test_nobody_signs_for_a_question_that_changed_while_they_read(editor_client: Client) -> None:
    question = QuestionToAsk.objects.get(key="crying")
    address = reverse("sign_questions", args=["pl"])
    screen = BeautifulSoup(editor_client.get(address).content, "html.parser")
    name = f"words-{question.pk}"
    seen = screen.select_one(f'[name="{name}"]')["value"]
    QuestionToAsk.objects.filter(pk=question.pk).update(question_pl="Co innego?")

    form = {"step": Step.TRANSLATED.value, "role": "Translator", "questions": [question.pk], name: seen}
    response = editor_client.post(address, form)

    assert response.status_code == 422
    assert "Somebody has changed these words meanwhile" in response.content.decode()
    assert not QuestionSignOff.objects.exists()


def test_nobody_reads_their_own_translation_a_second_time(editor_client: Client) -> None:
    question = QuestionToAsk.objects.get(key="crying")
    address = reverse("sign_questions", args=["pl"])
    for step in (Step.TRANSLATED, Step.SECOND_READ):
        response = editor_client.post(address, {"step": step.value, "role": "Translator", "questions": [question.pk]})

    assert response.status_code == 422
    assert "A second reading needs a second person" in response.content.decode()
    assert QuestionSignOff.objects.count() == 1


def test_a_translator_signs_the_step_of_their_language_and_no_other(people: list[User]) -> None:
    people[0].groups.add(Group.objects.get(name="Translators: Polish"))
    client = Client()
    client.force_login(people[0])

    page = BeautifulSoup(client.get(reverse("sign_questions", args=["pl"])).content, "html.parser")

    assert [option["value"] for option in page.select("#id_step option")] == [Step.TRANSLATED.value]
    assert client.get(reverse("sign_questions", args=["ar"])).status_code in {302, 403}


def test_a_question_that_is_due_is_listed_to_keep_it_true() -> None:
    question = QuestionToAsk.objects.get(key="crying")
    question.last_reviewed = timezone.localdate()
    question.save()

    (due,) = [due for due in all_due() if due.kind == "Question to ask"]
    assert (due.name, due.role, due.on) == (str(question), "Health visiting lead", question.next_review_due)


def test_an_editor_takes_a_question_away_and_addresses_with_it_still_work(
    client: CheckingClient, editor_client: Client
) -> None:
    question = QuestionToAsk.objects.get(key="crying")
    editor_client.post(reverse("wagtailsnippets_guidance_questiontoask:delete", args=[question.pk]))

    assert not QuestionToAsk.objects.filter(key="crying").exists()
    assert len(shown(soup(client, f"/pl/questions/{PICKED}"))) == 1
